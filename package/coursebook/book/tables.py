"""Tables on a page: docutils tables in a frame that scrolls by touch and by keyboard."""

from __future__ import annotations

import html
from collections.abc import Sequence

from docutils import nodes
from sphinx.application import Sphinx

from coursebook.language import gettext as _
from coursebook.language import noted as N_

# What serves those who open a file: the PDF leaves it out (coursebook.publish.print.document).
FOR_FILES = "cb-for-files"
# A double click reads the file by the country's own rules: in German or Ukrainian 1.6 is a date and 1.147 a thousand.
IN_A_SPREADSHEET = N_(
    "In a spreadsheet, import the file instead of opening it: as UTF-8, separated by commas, in the language English. Set to "
    "another language, such as German or Ukrainian, the program would read 1.6 as a date and 1.147 as 1147."
)


class scrolled(nodes.container):
    """A frame round a wide table; its name is what a screen reader calls the region."""


def paragraph(*parts: str | nodes.Node, classes: Sequence[str] = ()) -> nodes.paragraph:
    """A paragraph of texts and nodes."""
    made = nodes.paragraph(classes=list(classes))
    for part in parts:
        made += nodes.Text(part) if isinstance(part, str) else part
    return made


def link(text: str, address: str) -> nodes.reference:
    """A link within the book, its address relative to the page."""
    return nodes.reference("", text, refuri=address, internal=True)


def raw(text: str) -> nodes.raw:
    """HTML as it stands."""
    return nodes.raw("", text, format="html")


def in_a_spreadsheet() -> nodes.container:
    """How a CSV file is opened, to stand beside a link to one."""
    made = nodes.container(classes=[FOR_FILES, "cb-generated"])
    made += paragraph(nodes.emphasis("", _(IN_A_SPREADSHEET)))
    return made


def table(name: str, head: Sequence[str], rows: Sequence[Sequence[nodes.Node | str]], ids: Sequence[str] = ()) -> scrolled:
    """A table with a header row, in its frame.

    Args:
        name: what the table is, for a screen reader.
        head: the column titles.
        rows: for each row its cells, as text or nodes.
        ids: an anchor for each row, or nothing.
    """
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    group += nodes.thead("", _row(head))
    body = nodes.tbody()
    for count, cells in enumerate(rows):
        made = _row(cells)
        if ids:
            made["ids"].append(ids[count])
        body += made
    group += body
    frame = scrolled(name=name, classes=["cb-scroll", "cb-generated"])
    frame += nodes.table("", group)
    return frame


def _row(cells: Sequence[nodes.Node | str]) -> nodes.row:
    made = nodes.row()
    for cell in cells:
        # A block stands for itself: HTML ends a paragraph where a block begins in it.
        made += nodes.entry("", cell if isinstance(cell, nodes.line_block) else paragraph(cell))
    return made


def _visit_html(self, node: scrolled) -> None:
    self.body.append(
        f'<div class="{" ".join(node["classes"])}" tabindex="0" role="region" '
        f'aria-label="{html.escape(_("Table: {name}").format(name=node["name"]))}">'
    )


def setup(app: Sphinx) -> None:
    app.add_node(scrolled, html=(_visit_html, lambda self, node: self.body.append("</div>")))
