"""Every picture has a description: an image without one is a build error."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from coursebook import project

TABLE_LINK = re.compile(r'<span data-table="(\w+)">\w+</span>')

logger = logging.getLogger(__name__)


def _placed(node: nodes.Node) -> nodes.Node:
    """The node, or the nearest one round it or before it that knows its line."""
    around = node
    while around is not None and not around.line:
        around = around.parent
    return around or node


def _check(app: Sphinx, doctree: nodes.document) -> None:
    silent = {image["uri"]: image for image in doctree.findall(nodes.image) if not image.get("alt", "").strip()}
    for address, image in silent.items():
        logger.warning(
            f"the picture '{address}' has no description. Fix: end the cell with show(fig, …), "
            "which describes the plotted data; give an image file :alt:.",
            location=_placed(image),
            type="coursebook",
            subtype="alt",
        )
    for raw in doctree.findall(nodes.raw):
        if raw.get("format") == "html" and "<svg" in raw.astext() and "aria-label=" not in raw.astext():
            logger.warning(
                "an SVG in the page has no description. Fix: end the cell with show(fig, …).",
                location=_placed(raw),
                type="coursebook",
                subtype="alt",
            )


def _link_tables(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Point the table names in source lines at the tables' pages."""
    for raw in doctree.findall(nodes.raw):
        if "data-table=" in raw.astext():
            linked = TABLE_LINK.sub(
                lambda match: (
                    f'<a href="{app.builder.get_relative_uri(docname, f"{project.current().settings.pages.datasets}/{match[1]}")}">{match[1]}</a>'
                ),
                raw.astext(),
            )
            raw.children[:] = [nodes.Text(linked)]
            raw.rawsource = linked


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", _check)
    app.connect("doctree-resolved", _link_tables)
