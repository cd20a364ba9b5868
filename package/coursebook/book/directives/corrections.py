"""The page of corrections and its feed: what was changed, from what to what, when and why."""

from __future__ import annotations

import uuid
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx

from coursebook import project
from coursebook.book.directive import EvidenceDirective
from coursebook.book.head import metadata
from coursebook.book.head.citation import book
from coursebook.book.tables import in_a_spreadsheet, link, paragraph
from coursebook.evidence import all_claims
from coursebook.evidence.corrections import TABLE, Correction, corrections
from coursebook.evidence.tables import resource
from coursebook.evidence.wording import day
from coursebook.language import gettext as _

FEED = "corrections.xml"
ATOM = "http://www.w3.org/2005/Atom"


def _field(one: Correction) -> str:
    if one.field == "row":
        return _("the whole row")
    fields = resource(one.table)["schema"]["fields"]
    return next((field["title"] for field in fields if field["name"] == one.field), one.field)


def _shown(text: str) -> str:
    return f"“{text}”" if text else _("blank")


class CorrectionsDirective(EvidenceDirective):
    """Every correction, the newest first, with links to what was corrected."""

    def printed(self):
        self.env.note_dependency(str(project.current().data / f"{TABLE}.csv"))
        logged = corrections()
        subscribed = paragraph(
            link(_("Feed of corrections (Atom)"), f"{self.up}{FEED}"),
            " · ",
            link(_("Download the log (CSV)"), f"{self.up}data/{TABLE}.csv"),
        )
        if not logged:
            return [subscribed, in_a_spreadsheet(), paragraph(_("Nothing has been corrected yet."))]
        listed = nodes.container(classes=["cb-claims", "cb-corrections", "cb-generated"])
        for one in logged:
            box = nodes.container(classes=["cb-claim"], ids=[one.id])
            box += paragraph(nodes.strong("", day(one.date)), " · ", *self._what(one), classes=["cb-statement"])
            box += self._change(one)
            box += paragraph(one.why)
            listed += box
        return [subscribed, in_a_spreadsheet(), listed]

    def _what(self, one: Correction) -> list[nodes.Node]:
        if one.table == "claims":
            known = all_claims().get(one.row)
            said = known.statement.rstrip(".") if known else one.row
            where = link(said, self.to(project.current().settings.pages.ledger, f"claim-{one.row}"))
            return [nodes.Text(_("claim ")), where, nodes.Text(f" · {_field(one)}")]
        table = link(resource(one.table)["title"], self.to_table(one.table))
        where = link(one.row, self.to_table(one.table, f"row-{one.row}"))
        return [nodes.Text(_("table ")), table, nodes.Text(_(", row ")), where, nodes.Text(f" · {_field(one)}")]

    def _change(self, one: Correction) -> nodes.definition_list:
        made = nodes.definition_list(classes=["cb-change"])
        for name, text in ((_("Before"), one.before), (_("After"), one.after)):
            definition = nodes.definition("", paragraph(_shown(text)))
            made += nodes.definition_list_item("", nodes.term("", name), definition)
        return made


def feed(base: str) -> bytes:
    """The corrections as an Atom feed (RFC 4287); addresses are relative to it while the book has none of its own.

    Args:
        base: the book's public address, or nothing.
    """
    ElementTree.register_namespace("", ATOM)

    def add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
        child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        child.text = text or None
        return child

    logged = corrections()
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    add(root, "title", f"{book()['title']}: corrections")
    add(root, "id", _name("feed"))
    add(root, "updated", f"{logged[0].date if logged else book()['date']}T00:00:00Z")
    add(add(root, "author"), "name", book()["author"])
    add(root, "link", rel="self", href=urljoin(base, FEED))
    add(root, "link", rel="alternate", href=urljoin(base, f"{project.current().settings.pages.corrections}.html"))
    for one in logged:
        entry = add(root, "entry")
        add(entry, "title", f"{one.table}, {one.row}: {_field(one)}")
        add(entry, "id", _name(one.id))
        add(entry, "updated", f"{one.date}T00:00:00Z")
        add(entry, "link", rel="alternate", href=urljoin(base, f"{project.current().settings.pages.corrections}.html#{one.id}"))
        add(entry, "summary", f"Before: {_shown(one.before)}. After: {_shown(one.after)}. {one.why}", type="text")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _name(id: str) -> str:
    """A name that stays the same wherever the book is published."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{project.current().settings.book.slug}/corrections/{id}").urn


def _write(app: Sphinx, error: Exception | None) -> None:
    if not error and app.builder.format == "html":
        (Path(app.outdir) / FEED).write_bytes(feed(metadata.base(app)))


def setup(app: Sphinx) -> None:
    app.add_directive("corrections", CorrectionsDirective)
    app.connect("build-finished", _write)
