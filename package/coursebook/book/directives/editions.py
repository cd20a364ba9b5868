"""The directive ``key-contact``: whom instructors ask for the key of the pack."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from coursebook import project
from coursebook.book.directive import EvidenceDirective
from coursebook.book.tables import paragraph
from coursebook.language import gettext as _


class ContactDirective(EvidenceDirective):
    """A sentence with the address that ``contact`` in ``[publish]`` of ``coursebook.toml`` gives, or one for a book without."""

    def printed(self):
        contact = project.current().settings.publish.contact
        if not contact:
            words = _("This copy of the book names no address: ask the person or department from whom you have it.")
            return [paragraph(nodes.Text(words), classes=["cb-generated"])]
        before, after = _("Write to {contact}.").split("{contact}")
        address = f"mailto:{contact}" if "@" in contact and ":" not in contact else contact
        linked = nodes.reference("", contact, refuri=address)
        return [paragraph(nodes.Text(before), linked, nodes.Text(after), classes=["cb-generated"])]


def setup(app: Sphinx) -> None:
    app.add_directive("key-contact", ContactDirective)
