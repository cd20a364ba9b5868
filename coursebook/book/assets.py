"""What goes with the pages: our style and script, the data files, and nothing from elsewhere."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import asdict
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from coursebook import paths
from coursebook.evidence import all_claims

# Weight that no page of ours uses: the icon script doubles the icon fonts that the theme loads too,
# and the live-code script would fetch its runtime from another host.
UNUSED = re.compile(
    r'\s*<link rel="preload"[^>]*fontawesome[^>]*\.js[^>]*>'
    r'|\s*<script[^>]*src="[^"]*(?:fontawesome|sphinx-thebe|thebe)[^"]*"[^>]*>\s*</script>'
    r"|\s*<script[^>]*>(?:(?!</script>).)*(?:THEBE_JS_URL|thebe_selector)(?:(?!</script>).)*</script>",
    re.S,
)


# Faults of the theme's markup for those who listen: a toggle without a name, a role that is no longer one.
MENDED = (
    (re.compile(r'<summary>(?=<span class="toctree-toggle")'), '<summary aria-label="Pages of this part">'),
    (re.compile(r'(<div class="citation"[^>]*) role="doc-biblioentry"'), r'\1 role="listitem"'),
)


# Scripts that only some pages need, by what such a page holds.
SCRIPTS = {
    "explorer.js": 'class="cb-figure cb-explorer"',
    "predict.js": 'class="cb-predict"',
    "question.js": 'class="cb-question"',
}


def _add(app: Sphinx) -> None:
    app.config.html_static_path.append(str(paths.STATIC))
    app.add_css_file("coursebook.css")
    app.add_js_file("coursebook.js", loading_method="defer")


def _add_where_needed(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """Scripts that only some pages need."""
    body = context.get("body") or ""
    for name, mark in SCRIPTS.items():
        if mark in body:
            app.add_js_file(name, loading_method="defer")


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    data = out / "data"
    data.mkdir(exist_ok=True)
    for path in [*sorted(paths.DATA.glob("*.csv")), paths.DATAPACKAGE, paths.BIBLIOGRAPHY]:
        shutil.copyfile(path, data / path.name)
    ledger = [asdict(entry) for entry in all_claims().values()]
    (data / "claims.json").write_text(json.dumps(ledger, indent=1, ensure_ascii=False), encoding="utf-8")
    for page in out.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        mended = UNUSED.sub("", text)
        for fault, mend in MENDED:
            mended = fault.sub(mend, mended)
        if mended != text:
            page.write_text(mended, encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _add)
    app.connect("html-page-context", _add_where_needed)
    app.connect("build-finished", _finish)
