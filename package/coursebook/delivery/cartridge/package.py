"""The cartridge: for each set a module with a page of its outcomes, the chapter's address, quizzes and assignments."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from copy import deepcopy
from itertools import groupby

from lxml import etree
from lxml.builder import ElementMaker

from coursebook import book_files, project
from coursebook.delivery import canvas, canvas_question, notation
from coursebook.delivery.canvas_question import Q, field, linked
from coursebook.delivery.items import IN_GUIDE, Item, Loss, block, book_title, images, plain, set_title
from coursebook.delivery.written import whole_prompt
from coursebook.exercises.questions import outcomes
from coursebook.faults import Fault, InputError
from coursebook.files import zipped

# The profile that Common Cartridge makes of QTI 1.2 has choices and short texts, nothing else.
PROFILES = {
    "single": "cc.multiple_choice.v0p1",
    "multiple": "cc.multiple_response.v0p1",
    "numeric": "cc.fib.v0p1",
}
# Places before and behind the decimal sign to which a number may be rounded.
ROUNDED = range(-9, 10)
KINDS = (*PROFILES, "essay")
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1"
DESCRIPTION = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest"
VARIANT = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_extensionv1p2"
ASSIGNMENT = "http://www.imsglobal.org/xsd/imscc_extensions/assignment"
LINK = "http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"
P = ElementMaker(namespace=PACKAGE, nsmap={None: PACKAGE, "lomimscc": DESCRIPTION, "cpx": VARIANT})
D = ElementMaker(namespace=DESCRIPTION)
V = ElementMaker(namespace=VARIANT)
A = ElementMaker(namespace=ASSIGNMENT, nsmap={None: ASSIGNMENT})
W = ElementMaker(namespace=LINK, nsmap={None: LINK})
GUIDE = "Model answers and their marks are in the marking guide that 'coursebook release' writes."


def losses(item: Item) -> list[Loss]:
    """What a cartridge cannot hold of an item."""
    found = []
    if item.kind == "numeric":
        done = "the number and what it can be rounded to are accepted as texts"
        found.append(Loss("tolerance", "a number with a tolerance", done))
        found += [loss for loss in canvas.losses(item) if loss.part in ("unit", "feedback")]
    if item.kind == "essay":
        found.append(Loss("rubric", "a rubric", "the criteria stand as a table below the prompt"))
        found.append(Loss("anchors", "model answers", IN_GUIDE))
    return [*found, canvas.HINTS] if item.hints else found


def write(items: Sequence[Item], draw: bool = False) -> bytes:
    """The cartridge.

    Raises:
        InputError: ``draw``, for which a cartridge has no place.
    """
    if draw:
        raise InputError(Fault("--draw", "", "A cartridge cannot let students draw questions.", "leave it out."))
    files: dict[str, bytes] = {}
    resources: list[etree._Element] = []
    modules = []
    for name, listed in groupby(items, lambda item: item.set):
        parts = _module(name, list(listed), files, resources)
        modules.append(P.item(P.title(set_title(name)), *parts, identifier=f"module-{name}"))
    organization = P.organization(P.item(*modules, identifier="root"), identifier="course", structure="rooted-hierarchy")
    general = D.lom(D.general(D.title(D.string(book_title(), language="en"))))
    manifest = P.manifest(
        P.metadata(P.schema("IMS Common Cartridge"), P.schemaversion("1.3.0"), general),
        P.organizations(organization),
        P.resources(*resources),
        identifier=f"{project.current().settings.book.slug}-cartridge",
    )
    return zipped({"imsmanifest.xml": notation.document(manifest), **files}.items())


def _module(name: str, items: list[Item], files: dict[str, bytes], resources: list[etree._Element]) -> list[etree._Element]:
    """The entries of a set in the table of contents; its files and resources are added."""
    entries = []

    def add(ident: str, title: str, kind: str, file: str, content: bytes, *more: etree._Element, **attributes: str) -> None:
        files[file] = content
        resources.append(P.resource(P.file(href=file), *more, identifier=ident, type=kind, **attributes))
        if title:
            entries.append(P.item(P.title(title), identifier=f"entry-{ident}", identifierref=ident))

    about = f"<ul>{''.join(f'<li>{block(text)}</li>' for text in outcomes().get(name, {}).values())}</ul>"
    page = f"pages/{name}.html"
    add(f"page-{name}", "What you will learn", "webcontent", page, _page(set_title(name), about), href=page)
    if link := _chapter(name):
        target = notation.document(W.webLink(W.title(set_title(name)), W.url(href=link, target="_blank")))
        add(f"chapter-{name}", "The chapter", "imswl_xmlv1p3", f"links/{name}.xml", target)
    for use, listed in groupby(items, lambda item: item.use):
        group = list(listed)
        if use == "written":
            continue
        ident = f"quiz-{name}-{use}"
        content = notation.document(_assessment(ident, group))
        kind = "imsqti_xmlv1p2/imscc_xmlv1p3/assessment"
        add(ident, canvas.title(group[0]), kind, f"quizzes/{ident}.xml", content, *_images(group, files, resources))
    for item in items:
        if item.use != "written":
            continue
        ident, text = f"task-{item.id}", linked(item, whole_prompt(item))
        needs = _images([item], files, resources)
        add(ident, "", "assignment_xmlv1p0", f"tasks/{item.id}.xml", notation.document(_assignment(item, text)), *needs)
        # A system without assignments shows the page, of which the assignment is a better variant.
        variant = V.variant(V.metadata(), identifier=f"variant-{item.id}", identifierref=ident)
        page = f"tasks/{item.id}.html"
        add(f"shown-{ident}", item.title, "webcontent", page, _page(item.title, text), *needs, variant, href=page)
    return entries


def _images(items: Iterable[Item], files: dict[str, bytes], resources: list[etree._Element]) -> list[etree._Element]:
    """The images of items as resources, each once; returns what a resource that shows them says of that."""
    found = images(items)
    for href, content in found.items():
        if href not in files:
            files[href] = content
            resources.append(P.resource(P.file(href=href), identifier=_ident(href), type="webcontent", href=href))
    return [P.dependency(identifierref=_ident(href)) for href in found]


def _ident(href: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in href)


def _chapter(name: str) -> str:
    """The public address of a chapter; empty while the book has none."""
    book = project.current()
    base = ((book_files.read_config(book.root).get("html") or {}).get("baseurl") or "").strip()
    page = f"{book.settings.pages.chapters}/{name}"
    return f"{base.rstrip('/')}/{page}.html" if base and (book.root / f"{page}.md").is_file() else ""


def _page(title: str, body: str) -> bytes:
    title = html.escape(title)
    head = f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}<body><h1>{title}</h1>{body}</body></html>\n".encode()


def _assignment(item: Item, text: str) -> etree._Element:
    return A.assignment(
        A.title(plain(item.title)),
        A.text(text, texttype="text/html"),
        A.instructor_text(GUIDE, texttype="text/plain"),
        A.gradable("true", points_possible=notation.number(item.points)),
        A.submission_formats(A.format(type="html"), A.format(type="file")),
        identifier=f"task-{item.id}",
    )


def _assessment(ident: str, quiz: Sequence[Item]) -> etree._Element:
    """The document of a quiz."""
    fields = {
        "cc_profile": "cc.exam.v0p1",
        "qmd_assessmenttype": "Examination",
        "qmd_scoretype": "Percentage",
        "qmd_feedbackpermitted": "Yes",
        "cc_maxattempts": "unlimited" if quiz[0].use == "practice" else "1",
    }
    metadata = Q.qtimetadata(*(field(*one) for one in fields.items()))
    section = Q.section(*map(_question, quiz), ident="root_section")
    return Q.questestinterop(Q.assessment(metadata, section, ident=ident, title=canvas.title(quiz[0])))


def accepted(value: float, tolerance: float) -> list[str]:
    """How a number may be typed where there is only text: as it is and rounded, as far as the tolerance allows."""
    rounded = {round(value, places) for places in ROUNDED if abs(round(value, places) - value) <= tolerance}
    exact = min(rounded, key=lambda one: abs(one - value), default=value)
    kept = sorted({one for one in rounded if len(notation.number(one)) <= len(notation.number(exact))} | {exact})
    return list(dict.fromkeys(text for one in kept for text in (notation.number(one), f"{notation.decimal(one):,}")))


def _question(item: Item) -> etree._Element:
    """The element ``item``: Canvas' own form of QTI 1.2, under the names of the profile."""
    made = canvas_question.question(item)
    fields = {"cc_profile": PROFILES[item.kind], "cc_weighting": notation.number(item.points)}
    made.replace(made[0], Q.itemmetadata(Q.qtimetadata(*(field(*one) for one in fields.items()))))
    if item.kind == "numeric":
        _as_text(item, made)
    return made


def _as_text(item: Item, made: etree._Element) -> None:
    """Each way to type the number earns the points; the profile compares no numbers."""
    made.find(".//{*}render_fib").attrib.clear()
    (best,) = made.xpath(".//*[local-name()='respcondition'][*[local-name()='setvar']]")
    for text in accepted(item.key, item.tolerance):
        one = deepcopy(best)
        one.replace(one[0], Q.conditionvar(Q.varequal(text, respident="response1", case="No")))
        best.addprevious(one)
    best.getparent().remove(best)
