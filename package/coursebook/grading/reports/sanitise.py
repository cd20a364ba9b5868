"""What a stranger wrote, made safe to open: no script, no raw HTML, no link but to the web; pictures only as real PNG.

Essays are rendered with raw HTML switched off and then held to a list of tags (nh3). The result stands on one line in one
``<div>``, which a Markdown renderer passes on as it is, so that nothing in it is read as Markdown, HTML or mathematics again.
The work is bounded: a text on which the renderer's time or memory could grow faster than its length is shown as it was typed.
"""

from __future__ import annotations

import base64
import binascii
import functools
import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

import nh3
from markdown_it import MarkdownIt

MOST_TEXT = 20_000
MOST_ESSAY = 200_000
MOST_PICTURE = 4_000_000
# What may be rendered as Markdown: of one notebook so many characters; of one text so many cells of tables (a row is filled
# up to the width of its table) and definitions of links (each is looked for in all lines that follow).
MOST_RENDERED, MOST_CELLS, MOST_DEFINITIONS = 400_000, 10_000, 100
# Marks times characters: each mark may cost a copy of its paragraph, and each use of a link a copy of its address.
MOST_WORK = 20_000_000
MARKS = "*_~`[]!<&\\"
PNG = b"\x89PNG\r\n\x1a\n"
TAGS = set("p br em strong s del a ul ol li blockquote code pre hr h3 h4 h5 h6 table thead tbody tr th td".split())
ATTRIBUTES = {"*": set(), "a": {"href"}, "ol": {"start"}}
# MathJax would read \href{javascript:…} out of plain text.
UNTOUCHED = "mathjax_ignore tex2jax_ignore"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_END_OF_BLOCK = re.compile(r"</(?:p|h[1-6]|blockquote|ul|ol|pre|table)>")
_BREAK = re.compile(r"<br>(?:&#10;)?")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@functools.cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def essay_html(source: str) -> str:
    """A student's Markdown as harmless HTML on one line. Headings begin at level 3, below the page's own.

    A text that would take too long to render is there as it was typed.
    """
    text = plain_text(source, MOST_ESSAY)
    return _rendered(text) if _is_soon_rendered(text) else _as_typed(text)


def essay_text(essay: str) -> str:
    """The words of what :func:`essay_html` made, with its paragraphs, its lines and the marks of its lists."""
    spaced = _BREAK.sub("\n", _END_OF_BLOCK.sub("\\g<0>\n", essay.replace("<li>", "<li>- ")))
    return re.sub(r"\n{3,}", "\n\n", html.unescape(nh3.clean(spaced, tags=set()))).strip()


class Essays:
    """Renders the texts of one notebook, and together no more of them than is soon done; the others are shown as typed."""

    def __init__(self):
        self._left = MOST_RENDERED

    def html(self, source: str) -> str:
        """The same as :func:`essay_html`."""
        self._left -= len(source)
        return essay_html(source) if self._left >= 0 else _as_typed(plain_text(source, MOST_ESSAY))


def _is_soon_rendered(text: str) -> bool:
    lines = text.splitlines()
    pipes = max((line.count("|") for line in lines), default=0)
    cells = (pipes + 1) * len(lines) if pipes else 0
    work = sum(map(text.count, MARKS)) * len(text)
    return cells <= MOST_CELLS and text.count("]:") <= MOST_DEFINITIONS and work <= MOST_WORK


def _rendered(text: str) -> str:
    rendered = _markdown().render(text)
    rendered = re.sub(r"(</?h)([1-6])(>)", lambda found: f"{found[1]}{min(6, int(found[2]) + 2)}{found[3]}", rendered)
    cleaned = nh3.clean(
        rendered, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer"
    )
    one_line = cleaned.strip().replace("\r", "").replace("\n", "&#10;")
    return f'<div class="{UNTOUCHED}">{one_line}</div>'


def _as_typed(text: str) -> str:
    lines = "<br>".join(html.escape(line) for line in text.splitlines())
    return f'<div class="{UNTOUCHED}"><p><em>Shown as it was typed: it is too long, or has too many marks, to be laid out.</em></p>{lines}</div>'


def plain_text(text: Any, most: int = MOST_TEXT) -> str:
    """Text without control characters, escape sequences and marks that turn the direction of reading; bounded."""
    text = _CONTROL.sub("", _ANSI.sub("", text if isinstance(text, str) else ""))
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= most else f"{text[:most]}\n… (cut: {len(text):,} characters)"


def comment(text: str) -> str:
    """A line of text that says the same and does nothing in a field, in Markdown and in HTML: for nbgrader's comments."""
    for mark, harmless in (("<", "‹"), (">", "›"), ("](", "] ("), ("\\", "⧵")):
        text = text.replace(mark, harmless)
    return plain_text(text, 2_000)


def picture(encoded: Any) -> str | None:
    """A PNG in base64, encoded anew from its bytes; None if it is none."""
    if not isinstance(encoded, str) or len(encoded) > MOST_PICTURE * 4 // 3 + 4:
        return None
    try:
        data = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(data).decode() if data.startswith(PNG) else None


def outputs(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Outputs of a cell with text and PNG alone, in nbformat 4; all else is left out."""
    kept: list[dict[str, Any]] = []
    for output in given:
        kind = output.get("output_type")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            kept.append({"output_type": "stream", "name": name, "text": plain_text(_joined(output.get("text")))})
        elif kind in ("display_data", "execute_result"):
            data = output.get("data") or {}
            bundle = {}
            if text := plain_text(_joined(data.get("text/plain"))):
                bundle["text/plain"] = text
            if png := picture(_joined(data.get("image/png"))):
                bundle["image/png"] = png
            if bundle:
                kept.append({"output_type": "display_data", "data": bundle, "metadata": {}})
        elif kind == "error":
            name, value = plain_text(output.get("ename"), 200), plain_text(output.get("evalue"), 2_000)
            lines = [plain_text(line, 4_000) for line in (output.get("traceback") or ())[:60]] or [f"{name}: {value}"]
            kept.append({"output_type": "error", "ename": name, "evalue": value, "traceback": lines})
    return kept


def _joined(text: Any) -> Any:
    return "".join(part for part in text if isinstance(part, str)) if isinstance(text, list) else text
