"""Canvas: a zip of quizzes in QTI 1.2 with Canvas' own fields, as its exporter writes them and "Import course content" reads.

Weighed: text2qti has neither matching nor feedback to a pair, and reads a text format of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from lxml import etree
from lxml.builder import ElementMaker

from coursebook.delivery import notation
from coursebook.delivery.canvas_question import INSTANCE, KINDS, Q, field, question  # noqa: F401  (targets ask for KINDS)
from coursebook.delivery.items import IN_GUIDE, Item, Loss, grouped, images, plain, set_title
from coursebook.files import zipped

META = "http://canvas.instructure.com/xsd/cccv1p0"
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
M = ElementMaker(namespace=META, nsmap={None: META, "xsi": INSTANCE})
P = ElementMaker(namespace=PACKAGE, nsmap={None: PACKAGE})
HINTS = Loss("hints", "a hint before the answer", "the hints stand in the feedback to a wrong answer")


def losses(item: Item) -> list[Loss]:
    """What Canvas' classic quizzes cannot hold of an item."""
    found = []
    if item.kind == "ordering":
        found.append(Loss("kind", "ordering", "matching: each step with its place in the order"))
        found.append(Loss("scoring", "all or nothing", "each step in its place earns its part of the points"))
    if item.kind == "multiple":
        done = "Canvas gives parts of the points for right choices and takes them for wrong ones"
        found.append(Loss("scoring", "all or nothing", done))
    if item.kind == "matching":
        found.append(Loss("scoring", "all or nothing", "each pair earns its part of the points"))
    if item.kind == "matching" and any(plain(pair.right) != pair.right for pair in item.pairs):
        found.append(Loss("options", "emphasis in what is matched", "it is plain text"))
    if item.kind == "numeric":
        found.append(Loss("unit", "a unit", "it stands below the prompt"))
        done = "the numbers stand with it in the feedback to a wrong answer"
        found.append(Loss("feedback", "feedback to a certain wrong number", done))
    if item.kind == "essay":
        done = "the criteria stand as a table below the prompt; the rubric itself comes by 'deliver rubrics'"
        found.append(Loss("rubric", "a rubric of a question", done))
        found.append(Loss("anchors", "notes for markers", IN_GUIDE))
    return [*found, HINTS] if item.hints else found


def write(items: Sequence[Item], draw: bool = False) -> bytes:
    """The zip: a quiz for each set and use.

    Args:
        items: what to deliver.
        draw: of graded questions of one outcome, kind of points, each student draws one: a question group.
    """
    files, resources = {}, []
    for (name, use), listed in groupby(items, lambda item: (item.set, item.use)):
        quiz = list(listed)
        ident = f"quiz-{name}-{use}"
        files[f"{ident}/{ident}.xml"] = notation.document(_assessment(ident, quiz, draw and use == "graded"))
        files[f"{ident}/assessment_meta.xml"] = notation.document(_meta(ident, quiz, draw and use == "graded"))
        resources += _resources(ident)
    for href, content in images(items).items():
        files[href] = content
        resources.append(P.resource(P.file(href=href), identifier=f"image-{len(files)}", type="webcontent", href=href))
    metadata = P.metadata(P.schema("IMS Content"), P.schemaversion("1.1.3"))
    manifest = P.manifest(metadata, P.organizations(), P.resources(*resources), identifier="delivery")
    return zipped({"imsmanifest.xml": notation.document(manifest), **files}.items())


def title(item: Item) -> str:
    """The title of the quiz that an item stands in."""
    return f"{set_title(item.set)}, {'written tasks' if item.use == 'written' else f'{item.use} questions'}"


def _resources(ident: str) -> list[etree._Element]:
    meta = f"{ident}/assessment_meta.xml"
    kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
    return [
        P.resource(
            P.file(href=f"{ident}/{ident}.xml"),
            P.dependency(identifierref=f"{ident}-meta"),
            identifier=ident,
            type="imsqti_xmlv1p2",
        ),
        P.resource(P.file(href=meta), identifier=f"{ident}-meta", type=kind, href=meta),
    ]


def _meta(ident: str, quiz: list[Item], draw: bool) -> etree._Element:
    practice = quiz[0].use == "practice"
    points = sum(group[0].points for group in grouped(quiz)) if draw else sum(item.points for item in quiz)
    return M.quiz(
        M.title(title(quiz[0])),
        M.description(""),
        M.shuffle_answers("true"),
        M.scoring_policy("keep_highest"),
        M.hide_results(""),
        M.quiz_type("practice_quiz" if practice else "assignment"),
        M.points_possible(notation.number(points)),
        M.show_correct_answers("true" if practice else "false"),
        M.allowed_attempts("-1" if practice else "1"),
        M.available("false"),
        *([M.due_at(f"{quiz[0].due:%Y-%m-%dT%H:%M:%S}")] if quiz[0].due and not practice else []),
        identifier=ident,
    )


def _assessment(ident: str, quiz: list[Item], draw: bool) -> etree._Element:
    section = Q.section(ident="root_section")
    for group in grouped(quiz) if draw else [[item] for item in quiz]:
        if len(group) == 1:
            section.append(question(group[0]))
            continue
        each = Q.selection_extension(Q.points_per_item(notation.number(group[0].points)))
        selection = Q.selection_ordering(Q.selection(Q.selection_number("1"), each))
        name = f"{ident}-{group[0].id}"
        section.append(
            Q.section(selection, *map(question, group), ident=name, title=f"One of {len(group)}, outcome {group[0].outcome}")
        )
    attempts = "unlimited" if quiz[0].use == "practice" else "1"
    return Q.questestinterop(
        Q.assessment(Q.qtimetadata(field("cc_maxattempts", attempts)), section, ident=ident, title=title(quiz[0]))
    )
