"""QTI 2.1: a content package of items and tests, as Blackboard Ultra and other systems import it.

Weighed: qti-package-maker writes 2.1 for Blackboard, but neither feedback nor points nor rubrics, and its items are plain text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from lxml import etree, html
from lxml.builder import ElementMaker

from coursebook.delivery import packing
from coursebook.delivery.canvas import title
from coursebook.delivery.items import Item, Loss, grouped, reach, relinked
from coursebook.delivery.written import criteria_table, for_markers
from coursebook.exercises.questions import shuffled

SUFFIX = ".zip"
KINDS = dict.fromkeys(("single", "multiple", "numeric", "matching", "ordering", "essay"))
QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
Q = ElementMaker(namespace=QTI, nsmap={None: QTI})
P = ElementMaker(namespace=PACKAGE, nsmap={None: PACKAGE})
RIGHT, WRONG = "right", "wrong"


def losses(item: Item) -> list[Loss]:
    """What QTI 2.1 cannot hold of an item."""
    found = []
    if item.kind == "numeric":
        found.append(Loss("unit", "a unit", "it stands below the prompt"))
    if item.hints:
        found.append(
            Loss(
                "hints",
                "a hint before the answer, in items that are not adaptive",
                "the hints stand in the feedback to a wrong answer",
            )
        )
    return found


def write(items: Sequence[Item], draw: bool = False) -> bytes:
    """The package: a file for each item, a test for each set and use; with ``draw``, sections that select one of a group."""
    files, resources = {}, []
    for (name, use), listed in groupby(items, lambda item: (item.set, item.use)):
        quiz = list(listed)
        groups = grouped(quiz) if draw and use == "graded" else [quiz]
        for item in quiz:
            images = {f"images/{item.set}/{src}": content for src, content in item.images.items()}
            files |= {f"{item.id}.xml": packing.document(_item(item), indented=False), **images}
            hrefs = (P.file(href=href) for href in (f"{item.id}.xml", *images))
            resources.append(P.resource(*hrefs, identifier=item.id, type="imsqti_item_xmlv2p1", href=f"{item.id}.xml"))
        ident = f"test-{name}-{use}"
        files[f"{ident}.xml"] = packing.document(_test(ident, groups))
        needs = (P.dependency(identifierref=item.id) for item in quiz)
        resources.append(
            P.resource(P.file(href=f"{ident}.xml"), *needs, identifier=ident, type="imsqti_test_xmlv2p1", href=f"{ident}.xml")
        )
    metadata = P.metadata(P.schema("QTIv2.1 Package"), P.schemaversion("1.0.0"))
    manifest = P.manifest(metadata, P.organizations(), P.resources(*resources), identifier="delivery")
    return packing.archive({"imsmanifest.xml": packing.document(manifest), **files})


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


def _xhtml(text: str, item: Item) -> list:
    """HTML as XML: text first, then elements in QTI's namespace."""
    nodes = html.fragments_fromstring(relinked(text, lambda src: f"images/{item.set}/{src}"))
    for node in nodes:
        for part in node.iter() if not isinstance(node, str) else ():
            part.tag = f"{{{QTI}}}{part.tag}"
            part.attrib.pop("style", None)
    return nodes


def _filled(name: str, text: str, item: Item, **attributes: str) -> etree._Element:
    return Q(name, *_xhtml(text, item), **attributes)


def _value(text: str, kind: str) -> etree._Element:
    return Q.baseValue(text, baseType=kind)


def _set(outcome: str, value: etree._Element) -> etree._Element:
    return Q.setOutcomeValue(value, identifier=outcome)


def _shows(id: str) -> etree._Element:
    """Add one feedback to those that are shown."""
    return _set("FEEDBACK", Q.multiple(Q.variable(identifier="FEEDBACK"), _value(id, "identifier")))


def _declared(kind: str, cardinality: str, correct: Iterable[str]) -> etree._Element:
    values = [Q.value(one) for one in correct]
    return Q.responseDeclaration(
        *([Q.correctResponse(*values)] if values else []), identifier="RESPONSE", cardinality=cardinality, baseType=kind
    )


def _item(item: Item) -> etree._Element:
    declared, interaction, is_right, more, feedback = _BODIES[item.kind](item)
    body = [*_xhtml(_prompt(item), item), *interaction]
    wrong = "".join(f"<p>{part}</p>" for part in [item.wrong, *(f"Hint: {hint}" for hint in item.hints)] if part)
    # The feedback of a matching is shown to any answer.
    shown_texts = {
        RIGHT: item.feedback,
        WRONG: wrong + f"<p>{item.feedback}</p>" * bool(item.kind == "matching" and item.feedback),
    }
    shown_texts = {id: text for id, text in (shown_texts | feedback).items() if text}
    processing = []
    if is_right is not None:
        points = _set("SCORE", _value(packing.number(item.points), "float"))
        best = Q.responseIf(is_right, points, *([_shows(RIGHT)] if RIGHT in shown_texts else []))
        other = [Q.responseElse(_shows(WRONG))] if WRONG in shown_texts else []
        processing = [Q.responseProcessing(Q.responseCondition(best, *other), *more)]
    score = Q.outcomeDeclaration(
        Q.defaultValue(Q.value("0")),
        identifier="SCORE",
        cardinality="single",
        baseType="float",
        normalMaximum=packing.number(item.points),
    )
    shown = Q.outcomeDeclaration(identifier="FEEDBACK", cardinality="multiple", baseType="identifier")
    modal = (
        _filled("modalFeedback", text, item, outcomeIdentifier="FEEDBACK", showHide="show", identifier=id)
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


def _prompt(item: Item) -> str:
    if item.kind == "essay":
        return f"{item.prompt}<p>At most {item.words} words.</p>{criteria_table(item)}"
    return item.prompt


def _matches() -> etree._Element:
    return Q.match(Q.variable(identifier="RESPONSE"), Q.correct(identifier="RESPONSE"))


def _condition(test: etree._Element, *then: etree._Element) -> etree._Element:
    return Q.responseCondition(Q.responseIf(test, *then))


def _choices(item: Item):
    ids = [f"option-{number}" for number in range(1, len(item.options) + 1)]
    cardinality = "single" if item.kind == "single" else "multiple"
    choices = (_filled("simpleChoice", one.text, item, identifier=id) for id, one in zip(ids, item.options))
    most = "1" if item.kind == "single" else "0"
    interaction = Q.choiceInteraction(*choices, responseIdentifier="RESPONSE", shuffle="true", maxChoices=most)
    declared = _declared("identifier", cardinality, (id for id, one in zip(ids, item.options) if one.is_right))
    if item.kind == "single":
        more = [_condition(Q.match(Q.variable(identifier="RESPONSE"), _value(id, "identifier")), _shows(id)) for id in ids]
    else:
        more = [_condition(Q.member(_value(id, "identifier"), Q.variable(identifier="RESPONSE")), _shows(id)) for id in ids]
    return declared, [interaction], _matches(), more, {id: one.feedback for id, one in zip(ids, item.options)}


def _numeric(item: Item):
    def near(value: float, within: float) -> etree._Element:
        margin = packing.number(within)
        number = _value(packing.number(value), "float")
        return Q.equal(Q.variable(identifier="RESPONSE"), number, toleranceMode="absolute", tolerance=f"{margin} {margin}")

    field = Q.p(Q.textEntryInteraction(responseIdentifier="RESPONSE", expectedLength="12"))
    feedback = {f"method-{number}": text for number, (_, text) in enumerate(item.methods, 1)}
    more = [_condition(near(value, reach(item, value)), _shows(id)) for id, (value, _) in zip(feedback, item.methods)]
    return (
        _declared("float", "single", [packing.number(item.key)]),
        [Q.p(f"Your number, in: {item.unit}"), field],
        near(item.key, item.tolerance),
        more,
        feedback,
    )


def _matching(item: Item):
    rights = list(dict.fromkeys(pair.right for pair in item.pairs))
    names = {right: f"right-{place + 1}" for place, right in enumerate(rights)}
    pairs = [f"left-{number} {names[pair.right]}" for number, pair in enumerate(item.pairs, 1)]
    left = (
        _filled("simpleAssociableChoice", pair.left, item, identifier=f"left-{number}", matchMax="1")
        for number, pair in enumerate(item.pairs, 1)
    )
    order = [rights[place] for place in shuffled(rights, item.id)]
    most = str(len(item.pairs))
    right = (_filled("simpleAssociableChoice", one, item, identifier=names[one], matchMax=most) for one in order)
    interaction = Q.matchInteraction(
        Q.simpleMatchSet(*left), Q.simpleMatchSet(*right), responseIdentifier="RESPONSE", shuffle="true", maxAssociations=most
    )
    feedback = {f"pair-{number}": pair.feedback for number, pair in enumerate(item.pairs, 1)}
    missing = (getattr(Q, "not")(Q.member(_value(pair, "directedPair"), Q.variable(identifier="RESPONSE"))) for pair in pairs)
    more = [_condition(test, _shows(id)) for id, test in zip(feedback, missing)]
    return _declared("directedPair", "multiple", pairs), [interaction], _matches(), more, feedback


def _ordering(item: Item):
    ids = [f"step-{number}" for number in range(1, len(item.order) + 1)]
    choices = (
        _filled("simpleChoice", item.order[place], item, identifier=ids[place]) for place in shuffled(item.order, item.id)
    )
    interaction = Q.orderInteraction(*choices, responseIdentifier="RESPONSE", shuffle="true")
    return _declared("identifier", "ordered", ids), [interaction], _matches(), [], {}


def _essay(item: Item):
    block = _filled("rubricBlock", for_markers(item), item, view="scorer")
    field = Q.extendedTextInteraction(responseIdentifier="RESPONSE", expectedLines="15")
    return _declared("string", "single", []), [block, field], None, [], {}


_BODIES = {
    "single": _choices,
    "multiple": _choices,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
