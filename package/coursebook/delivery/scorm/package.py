"""The package: a zip with the page, what it needs, and the manifest that says which file is launched.

The page has the book's own forms, scripts and style, and the side that speaks with the learning system.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from lxml import etree
from lxml.builder import ElementMaker

from coursebook import language, project
from coursebook.delivery import notation
from coursebook.delivery.canvas import title
from coursebook.delivery.items import MARKED, Item, Loss, address, block, images, inline, plain, relinked
from coursebook.exercises import form
from coursebook.exercises.questions import questions
from coursebook.faults import Fault, InputError
from coursebook.files import zipped
from coursebook.language import gettext as _

INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
# The most characters that a system must keep of what a page leaves with it: SCORM 1.2 and SCORM 2004, fourth edition.
KEEPS = {"1.2": 4096, "2004": 64000}
STYLES = ("theme/static/book.css", "static/coursebook.css")


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
        files = _files(items, self.version)
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


def _files(items: Iterable[Item], version: str) -> dict[str, bytes]:
    """The files of the package without its manifest, by their names in it; the first is the one that is launched."""
    listed = list(items)
    book = project.PACKAGE / "book"
    found = {"index.html": _page(listed, version).encode()}
    found |= {Path(name).name: (book / name).read_bytes() for name in STYLES}
    found["scorm.js"] = Path(__file__).with_name("scorm.js").read_bytes()
    found["question.js"] = (project.STATIC / "question.js").read_bytes()
    return found | images(listed)


def _page(items: list[Item], version: str) -> str:
    name = html.escape(title(items[0]))
    kept = _("Your learning system keeps them."), _("They are kept in this browser only.")
    where = f'<span data-kept="system">{kept[0]}</span><span data-kept="here" hidden>{kept[1]}</span>'
    settings = {"version": version, "keeps": KEEPS[version], "points": {f"question-{item.id}": item.points for item in items}}
    words = {name: _(text).rpartition("|")[2] for name, text in form.WORDS.items()}
    styles = "".join(f'<link rel="stylesheet" href="{Path(name).name}">' for name in STYLES)
    return (
        f'<!doctype html>\n<html lang="{language.current()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{name}</title>{styles}'
        f"{_data('cb-words', words)}{_data('cb-scorm', settings)}"
        '<script src="scorm.js" defer></script><script src="question.js" defer></script></head>'
        f"<body><main><article><h1>{name}</h1>{''.join(map(_question, items))}{form.progress(where)}"
        "</article></main></body></html>\n"
    )


def _data(id: str, content: dict) -> str:
    # "</script>" in a text would end the element.
    text = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="{id}">{text}</script>'


def _question(item: Item) -> str:
    pieces = form.question(questions()[item.id], lambda text: plain(inline(text)))
    return relinked("".join(map(_html, pieces)), lambda src: address(item, src)) + "\n"


def _html(piece: form.Piece) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, form.Paragraph):
        return f"<p>{f'<strong>{inline(piece.title)}</strong> ' if piece.title else ''}{inline(piece.text)}</p>"
    return block(piece.text) if piece.block else inline(piece.text)


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
