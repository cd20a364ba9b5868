"""What our pages add to JupyterLite's: their language and title, and a watch that says what is missing without a network."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from coursebook import project
from coursebook.book.browser import pyodide
from coursebook.language import gettext as _
from coursebook.language import of_build

SCRIPT = Path(__file__).with_suffix(".js")
STYLE = (
    ".cb-away{position:fixed;inset:auto 0 0;z-index:10000;display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;"
    "padding:.8rem 1rem;font:1rem/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;border-top:4px solid #b35000}"
    ".cb-away p{flex:1 1 20rem;margin:0}.cb-away a,.cb-away button{display:inline-flex;align-items:center;min-height:44px;"
    "padding:0 1rem;font:inherit;color:#0b5fa5;background:#f3f5f8;border:1px solid #8a919c;border-radius:6px}"
)


def add(page: Path, title: str, local: bool) -> None:
    """Put language, title and watch into a page of JupyterLite's.

    Args:
        page: its ``index.html``.
        title: the book's.
        local: Python comes from this site and not from its public files.
    """
    words = {
        "python": "./static/pyodide/pyodide.js" if local else f"{pyodide.PUBLIC}pyodide.js",
        "chapters": project.current().settings.pages.chapters,
        "missing": _(
            "Python did not come: %s cannot be reached now, so no cell will run. What you wrote in this notebook stays in this browser."
        ),
        "chapter": _("Back to the chapter"),
        "book": _("Back to the book"),
        "again": _("Try again"),
        "close": _("Close"),
    }
    # No text of ours may end the script element.
    said = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    ours = (
        f'<title>{html.escape(title)}</title><style>{STYLE}</style><script type="application/json" id="cb-watch">{said}</script>'
        f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>"
    )
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"<html\b[^>]*>", lambda _match: f'<html lang="{of_build()}">', text, count=1)
    page.write_text(re.sub(r"<title>.*?</title>", lambda _match: ours, text, count=1, flags=re.S), encoding="utf-8")
