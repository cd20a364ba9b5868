"""Folds: what a page holds ready behind one line, and prints in full. Without a script they open by a tap."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Sequence

from docutils import nodes
from sphinx.application import Sphinx

from coursebook.book.explorers import PAPER, slug
from coursebook.figures.shown import CODE, CODE_WORD
from coursebook.language import gettext as _

FIGURE = re.compile(r'<figure class="cb-figure"(?: data-name="([^"]*)")?( lang="[^"]*")?><figcaption>([^<]*)')


class fold(nodes.container):
    """A part of a page behind its first child, which is always in sight."""


class fold_title(nodes.inline):
    """The line of a fold that is always in sight."""


def folded(
    title: Sequence[nodes.Node], body: Sequence[nodes.Node], classes: Sequence[str], ids: Sequence[str] = ()
) -> nodes.container:
    """Nodes behind a line; on paper nothing is folded.

    Args:
        title: inline nodes of the line.
        body: what is behind it.
        classes, ids: of the whole.
    """
    if os.environ.get(PAPER):
        head = nodes.paragraph("", "", *title, classes=["cb-statement"])
        return nodes.container("", head, *body, classes=list(classes), ids=list(ids))
    return fold("", fold_title("", "", *title), *body, classes=list(classes), ids=list(ids))


def _visit(self, node: fold) -> None:
    ids = f' id="{node["ids"][0]}"' if node["ids"] else ""
    self.body.append(f'<details class="{" ".join(node["classes"])}"{ids}>')


def _is(kind: str):
    return lambda node: isinstance(node, nodes.container) and node.get("nb_element") == kind


def _fold_code(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """The code of a figure goes into the fold under its picture; other hidden code goes below what it printed."""
    names: set[str] = set()
    tools = f"{'../' * docname.count('/')}_static/tools.js"
    for cell in list(doctree.findall(_is("cell_code"))):
        for raw in [] if os.environ.get(PAPER) else list(cell.findall(nodes.raw)):
            text = FIGURE.sub(lambda figure: _named(figure, tools, names), raw.astext())
            raw.children[:], raw.rawsource = [nodes.Text(text)], text
        code = next(cell.findall(_is("cell_code_source")), None)
        if code is None:
            continue
        picture = _picture(cell)
        hidden = code.parent is not cell
        if not picture and (hidden or _leads(cell)) and len(cell.children) == 1:
            # A cell that prints nothing belongs to the picture that it makes ready.
            following = cell.next_node(
                lambda node: isinstance(node, nodes.container) and node.get("nb_element") == "cell_code",
                descend=False,
                siblings=True,
            )
            picture = _picture(following) if following is not None else None
        if not picture and not hidden:
            continue
        (code.parent if hidden else code).parent.remove(code.parent if hidden else code)
        code["classes"].append("cb-code")
        if picture:
            _into(picture, code)
        else:
            cell += folded([nodes.Text(_("Code"))], [code], ["cb-more"])
        if not cell.children:
            cell.parent.remove(cell)


def _picture(cell: nodes.Element) -> nodes.raw | None:
    """The last output of a cell that has a place for its code."""
    found = [raw for raw in cell.findall(nodes.raw) if CODE in raw.astext()]
    return found[-1] if found else None


def _leads(cell: nodes.Element) -> bool:
    """Whether a cell stands before the first section of its page."""
    page = cell.parent
    return isinstance(page, nodes.section) and not isinstance(page.parent, nodes.section)


def _into(picture: nodes.raw, code: nodes.container) -> None:
    """Put code into the fold of a picture; a mark is left for the code of the cell that drew it."""
    before, _mark, after = picture.astext().rpartition(CODE)
    before = before.replace(CODE_WORD, f"\u00a0·\u00a0{html.escape(_('code'))}")
    rest = nodes.raw("", CODE + after, format="html")
    picture.parent.replace(picture, [nodes.raw("", before, format="html"), code, rest])


def _named(figure: re.Match, tools: str, names: set[str]) -> str:
    """The opening of a figure with an id that no other on the page has, and with the way to what its buttons do."""
    name = slug(figure[1] or figure[3])[:60].rstrip("-")
    while name in names:
        name += "-again"
    names.add(name)
    return f'<figure class="cb-figure" id="figure-{name}" data-tools="{tools}"{figure[2] or ""}><figcaption>{figure[3]}'


def setup(app: Sphinx) -> None:
    app.add_node(fold, html=(_visit, lambda self, node: self.body.append("</details>")))
    app.add_node(
        fold_title, html=(lambda self, node: self.body.append("<summary>"), lambda self, node: self.body.append("</summary>"))
    )
    # After the tables in source lines have their links.
    app.connect("doctree-resolved", _fold_code, priority=700)
