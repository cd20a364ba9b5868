"""QTI 2.1: a content package of items and tests, as Blackboard Ultra and other systems import it.

Weighed: qti-package-maker writes 2.1 for Blackboard, but neither feedback nor points nor rubrics, and its items are plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree
from lxml.builder import ElementMaker

from coursebook.delivery import notation
from coursebook.delivery.canvas import title
from coursebook.delivery.items import KINDS, Item, Loss, grouped, images  # noqa: F401  (targets ask for KINDS)
from coursebook.delivery.qti.interactions import BODIES, Q, base_value, filled, set_outcome, shows, xhtml
from coursebook.delivery.written import whole_prompt
from coursebook.files import zipped

RIGHT, WRONG = "right", "wrong"


@dataclass(frozen=True)
class Version:
    """What differs between versions: the manifest's namespace, schema and types, and how a document is spelt."""

    namespace: str
    schema: str
    number: str
    kind: str
    document: Callable[..., bytes]


def losses(item: Item) -> list[Loss]:
    """What QTI 2.1 cannot hold of an item."""
    found = []
    if item.kind == "numeric":
        found.append(Loss("unit", "a unit", "it stands below the prompt"))
    if item.hints:
        lacks = "a hint before the answer, in items that are not adaptive"
        found.append(Loss("hints", lacks, "the hints stand in the feedback to a wrong answer"))
    return found


def write(items: Sequence[Item], draw: bool = False) -> bytes:
    """The package: a file for each item, a test for each set and use; with ``draw``, sections that select one of a group."""
    return package(items, draw, VERSION)


def package(items: Sequence[Item], draw: bool, version: Version) -> bytes:
    """The package in one of the versions: see :func:`write`."""
    P = ElementMaker(namespace=version.namespace, nsmap={None: version.namespace})
    files, resources = {}, []
    for (name, use), listed in groupby(items, lambda item: (item.set, item.use)):
        quiz = list(listed)
        groups = grouped(quiz) if draw and use == "graded" else [quiz]
        for item in quiz:
            needs = {f"{item.id}.xml": version.document(_item(item), indented=False), **images([item])}
            files |= needs
            hrefs = (P.file(href=href) for href in needs)
            resources.append(P.resource(*hrefs, identifier=item.id, type=f"imsqti_item_{version.kind}", href=f"{item.id}.xml"))
        ident = f"test-{name}-{use}"
        file = f"{ident}.xml"
        files[file] = version.document(_test(ident, groups))
        needs = [P.file(href=file), *(P.dependency(identifierref=item.id) for item in quiz)]
        resources.append(P.resource(*needs, identifier=ident, type=f"imsqti_test_{version.kind}", href=file))
    metadata = P.metadata(P.schema(version.schema), P.schemaversion(version.number))
    manifest = P.manifest(metadata, P.organizations(), P.resources(*resources), identifier="delivery")
    return zipped({"imsmanifest.xml": notation.document(manifest), **files}.items())


def _test(ident: str, groups: list[list[Item]]) -> etree._Element:
    sections = []
    for number, group in enumerate(groups, 1):
        chosen = [Q.selection(select="1")] if len(groups) > 1 else []
        refs = (Q.assessmentItemRef(identifier=item.id, href=f"{item.id}.xml") for item in group)
        sections.append(
            Q.assessmentSection(*chosen, *refs, identifier=f"section-{number}", title=group[0].outcome, visible="true")
        )
    part = Q.testPart(*sections, identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    return Q.assessmentTest(part, identifier=ident, title=title(groups[0][0]))


def _item(item: Item) -> etree._Element:
    declared, interaction, is_right, more, feedback = BODIES[item.kind](item)
    body = [*xhtml(whole_prompt(item, has_ordering=True), item), *interaction]
    wrong = "".join(f"<p>{part}</p>" for part in [item.wrong, *(f"Hint: {hint}" for hint in item.hints)] if part)
    # The feedback of a matching is shown to any answer.
    shown_texts = {
        RIGHT: item.feedback,
        WRONG: wrong + f"<p>{item.feedback}</p>" * bool(item.kind == "matching" and item.feedback),
    }
    shown_texts = {id: text for id, text in (shown_texts | feedback).items() if text}
    processing = []
    if is_right is not None:
        points = set_outcome("SCORE", base_value(notation.number(item.points), "float"))
        best = Q.responseIf(is_right, points, *([shows(RIGHT)] if RIGHT in shown_texts else []))
        other = [Q.responseElse(shows(WRONG))] if WRONG in shown_texts else []
        processing = [Q.responseProcessing(Q.responseCondition(best, *other), *more)]
    score = Q.outcomeDeclaration(
        Q.defaultValue(Q.value("0")),
        identifier="SCORE",
        cardinality="single",
        baseType="float",
        normalMaximum=notation.number(item.points),
    )
    shown = Q.outcomeDeclaration(identifier="FEEDBACK", cardinality="multiple", baseType="identifier")
    modal = (
        filled("modalFeedback", text, item, outcomeIdentifier="FEEDBACK", showHide="show", identifier=id)
        for id, text in shown_texts.items()
    )
    return Q.assessmentItem(
        declared,
        score,
        shown,
        Q.itemBody(*body),
        *processing,
        *modal,
        identifier=item.id,
        title=item.title,
        adaptive="false",
        timeDependent="false",
    )


VERSION = Version("http://www.imsglobal.org/xsd/imscp_v1p1", "QTIv2.1 Package", "1.0.0", "xmlv2p1", notation.document)
