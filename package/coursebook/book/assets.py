"""What goes with the pages: our style and script, the data files, and nothing from elsewhere."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from coursebook import project
from coursebook.evidence import all_claims
from coursebook.files import write_zip

# Scripts that only some pages need, by what such a page holds.
SCRIPTS = {
    "figures.js": 'data-tools="',
    "explorer.js": 'class="cb-figure cb-explorer"',
    "predict.js": 'class="cb-predict"',
    "question.js": 'class="cb-question"',
    "cite.js": 'class="cb-cite"',
    "run.js": 'data-lab="',
}

# The tables, their description and the bibliography in one file.
PACKAGE = "datapackage.zip"


def _add(app: Sphinx) -> None:
    app.config.html_static_path.append(str(project.STATIC))
    app.add_css_file("coursebook.css", priority=600)
    app.add_js_file("book.js", loading_method="defer")
    app.add_js_file("coursebook.js", loading_method="defer")


def _add_where_needed(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Scripts that only some pages need."""
    body = context.get("body") or ""
    for name, mark in SCRIPTS.items():
        if mark in body:
            app.add_js_file(name, loading_method="defer")


def data_files() -> list[Path]:
    """The tables, their description and the bibliography, as they go to readers."""
    book = project.current()
    return [*sorted(book.data.glob("*.csv")), book.datapackage, book.bibliography]


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    data = out / "data"
    data.mkdir(exist_ok=True)
    for path in data_files():
        shutil.copyfile(path, data / path.name)
    write_zip(data / PACKAGE, ((path.name, path) for path in data_files()))
    ledger = [asdict(entry) for entry in all_claims().values()]
    (data / "claims.json").write_text(json.dumps(ledger, indent=1, ensure_ascii=False), encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _add)
    app.connect("html-page-context", _add_where_needed)
    app.connect("build-finished", _finish)
