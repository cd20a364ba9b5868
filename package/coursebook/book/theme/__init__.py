"""The book's own Sphinx theme: one style sheet, one deferred script, and no page weight that a reader does not see.

It stands on Sphinx's theme ``basic`` for what the templates are given, and replaces all of them.
Styles and scripts that other extensions ask for are left out: only files of ``book/static`` reach a page.
"""

from __future__ import annotations

import os
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst.directives.body import Sidebar
from sphinx.application import Sphinx
from sphinx.config import Config

from coursebook import project
from coursebook.book.browser import launch
from coursebook.book.theme.contents import book_contents, page_contents

NAME = "coursebook"
FOLDER = Path(__file__).parent
STYLE = "book.css"
# Runs before the first paint, so that no page flashes in the wrong theme; its hash stands in the sample settings' CSP.
THEME_SCRIPT = (FOLDER / "first.js").read_text(encoding="utf-8").strip()


class Margin(Sidebar):
    """A note beside the text, on a narrow screen within it; the title may be left out."""

    required_arguments = 0
    optional_arguments = 1

    def run(self):
        untitled = not self.arguments
        self.arguments = self.arguments or [" "]
        made = super().run()
        made[0]["classes"].append("margin")
        if untitled:
            made[0].pop(0)
        return made


def _configure(app: Sphinx, config: Config) -> None:
    """The book's title as the project's name; options that only the stock theme has, which would be warnings, go."""
    if "project" not in config.overrides:
        config.project = config.html_title
    if config.html_theme == NAME:
        config.html_theme_options = {}
        config.html_copy_source = True


def _ours(asset: object) -> bool:
    name = str(getattr(asset, "filename", asset) or "").partition("?")[0].removeprefix("_static/")
    return (project.STATIC / name).is_file() or name == STYLE


def _fill(app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None) -> None:
    """What the templates print beside Sphinx's own values."""
    if app.config.html_theme != NAME:
        return
    for kind in ("css_files", "script_files"):
        context[kind] = [asset for asset in context[kind] if _ours(asset)]
    context["theme_script"] = THEME_SCRIPT
    context["author"] = app.config.author
    context["book"] = project.current().settings.book
    context["book_contents"] = book_contents(app, page)
    context["page_contents"] = page_contents(context.get("toc") or "")
    found = launch.repository(Path(app.srcdir))
    source = app.env.doc2path(page, base=False) if page in app.env.found_docs else ""
    context["edit_address"] = found.edit(source) if found and source else ""


def _write_in_parallel(app: Sphinx, _env: object) -> None:
    """Pages are read one after the other, since what they say of each other is gathered; then each can be written alone."""
    if app.config.html_theme == NAME:
        app.parallel = max(app.parallel, os.cpu_count() or 1)


def setup(app: Sphinx) -> None:
    app.add_html_theme(NAME, str(FOLDER))
    if "comments_config" not in app.config:
        # Jupyter Book sets it whether or not the extension that knows it is there.
        app.add_config_value("comments_config", {}, "")
    app.connect("config-inited", _configure)
    app.connect("env-updated", _write_in_parallel)
    if "margin" not in getattr(app.registry, "directives", {}):
        app.add_directive("margin", Margin, override=True)
    # After every extension has had its say.
    app.connect("html-page-context", _fill, priority=900)
