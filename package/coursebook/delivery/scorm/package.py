"""The package: a zip with the page, what it needs, and the manifest that says which file is launched."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree
from lxml.builder import ElementMaker

from coursebook import project
from coursebook.delivery import notation
from coursebook.delivery.canvas import title
from coursebook.delivery.items import MARKED, Item, Loss
from coursebook.delivery.scorm import page
from coursebook.faults import Fault, InputError
from coursebook.files import zipped

INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


class Writer:
    """One version of SCORM as a target: see :data:`coursebook.delivery.targets.WRITERS`."""

    KINDS = MARKED
    # The page holds the answers, so graded questions never come into it.
    USES = ("practice",)

    def __init__(self, version: str, edition: str, package: str, adl: str, kind: str):
        self.version, self.edition, self.package, self.adl, self.kind = version, edition, package, adl, kind

    def losses(self, item: Item) -> list[Loss]:
        """Nothing is lost: the questions are those of the page, with its script."""
        return []

    def write(self, items: Sequence[Item], draw: bool = False) -> bytes:
        """The package of one chapter's practice questions.

        Raises:
            InputError: there are none, or they are of several chapters.
        """
        sets = {item.set for item in items}
        if len(sets) != 1:
            wrong = "It has no practice question." if not sets else f"These are {len(sets)} chapters, and a package is of one."
            raise InputError(Fault("exercises/", "", wrong, "name one set with practice questions."))
        files = page.files(items, self.version)
        return zipped({"imsmanifest.xml": notation.document(self._manifest(items[0], list(files))), **files}.items())

    def _manifest(self, first: Item, names: list[str]) -> etree._Element:
        spaces = {None: self.package, "adlcp": self.adl, "xsi": INSTANCE}
        sequencing = "http://www.imsglobal.org/xsd/imsss"
        is_new = self.version != "1.2"
        P = ElementMaker(namespace=self.package, nsmap=spaces | ({"imsss": sequencing} if is_new else {}))
        name = f"{project.current().settings.book.slug}-{first.set}"
        item = P.item(P.title(title(first)), identifier="questions", identifierref="page", isvisible="true")
        if is_new:
            # The page says itself how far the student is; a system that is not told so counts opening it as completion.
            S = ElementMaker(namespace=sequencing)
            item.append(S.sequencing(S.deliveryControls(completionSetByContent="true", objectiveSetByContent="true")))
        sco = {"identifier": "page", "type": "webcontent", "href": names[0], f"{{{self.adl}}}{self.kind}": "sco"}
        return P.manifest(
            P.metadata(P.schema("ADL SCORM"), P.schemaversion(self.edition)),
            P.organizations(P.organization(P.title(title(first)), item, identifier="chapter"), default="chapter"),
            P.resources(P.resource(*(P.file(href=one) for one in names), **sco)),
            identifier=name,
            version="1.0",
        )


SCORM12 = Writer(
    "1.2",
    "1.2",
    "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "http://www.adlnet.org/xsd/adlcp_rootv1p2",
    "scormtype",
)
SCORM2004 = Writer(
    "2004",
    "2004 4th Edition",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "http://www.adlnet.org/xsd/adlcp_v1p3",
    "scormType",
)
