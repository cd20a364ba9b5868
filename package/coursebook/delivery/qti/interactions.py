"""The parts of an item of QTI 2.1 that depend on its kind: declaration, interaction, and what response processing makes of it."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree, html
from lxml.builder import ElementMaker

from coursebook.delivery import notation
from coursebook.delivery.items import Item, address, reach, relinked
from coursebook.delivery.written import for_markers
from coursebook.exercises.questions import shuffled

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
Q = ElementMaker(namespace=QTI, nsmap={None: QTI})


def xhtml(text: str, item: Item) -> list:
    """HTML as XML: text first, then elements in QTI's namespace."""
    nodes = html.fragments_fromstring(relinked(text, lambda src: address(item, src)))
    for node in nodes:
        for part in node.iter() if not isinstance(node, str) else ():
            part.tag = f"{{{QTI}}}{part.tag}"
            part.attrib.pop("style", None)
    return nodes


def filled(name: str, text: str, item: Item, **attributes: str) -> etree._Element:
    """An element with HTML in it."""
    return Q(name, *xhtml(text, item), **attributes)


def base_value(text: str, kind: str) -> etree._Element:
    """A constant of a base type."""
    return Q.baseValue(text, baseType=kind)


def set_outcome(outcome: str, value: etree._Element) -> etree._Element:
    """The rule that gives an outcome a value."""
    return Q.setOutcomeValue(value, identifier=outcome)


def shows(id: str) -> etree._Element:
    """Add one feedback to those that are shown."""
    return set_outcome("FEEDBACK", Q.multiple(Q.variable(identifier="FEEDBACK"), base_value(id, "identifier")))


def _declared(kind: str, cardinality: str, correct: Iterable[str]) -> etree._Element:
    values = [Q.value(one) for one in correct]
    return Q.responseDeclaration(
        *([Q.correctResponse(*values)] if values else []), identifier="RESPONSE", cardinality=cardinality, baseType=kind
    )


def _matches() -> etree._Element:
    return Q.match(Q.variable(identifier="RESPONSE"), Q.correct(identifier="RESPONSE"))


def _condition(test: etree._Element, *then: etree._Element) -> etree._Element:
    return Q.responseCondition(Q.responseIf(test, *then))


def _choices(item: Item):
    ids = [f"option-{number}" for number in range(1, len(item.options) + 1)]
    cardinality = "single" if item.kind == "single" else "multiple"
    choices = (filled("simpleChoice", one.text, item, identifier=id) for id, one in zip(ids, item.options))
    most = "1" if item.kind == "single" else "0"
    interaction = Q.choiceInteraction(*choices, responseIdentifier="RESPONSE", shuffle="true", maxChoices=most)
    declared = _declared("identifier", cardinality, (id for id, one in zip(ids, item.options) if one.is_right))
    if item.kind == "single":
        more = [_condition(Q.match(Q.variable(identifier="RESPONSE"), base_value(id, "identifier")), shows(id)) for id in ids]
    else:
        more = [_condition(Q.member(base_value(id, "identifier"), Q.variable(identifier="RESPONSE")), shows(id)) for id in ids]
    return declared, [interaction], _matches(), more, {id: one.feedback for id, one in zip(ids, item.options)}


def _numeric(item: Item):
    def near(value: float, within: float) -> etree._Element:
        margin = notation.number(within)
        number = base_value(notation.number(value), "float")
        return Q.equal(Q.variable(identifier="RESPONSE"), number, toleranceMode="absolute", tolerance=f"{margin} {margin}")

    field = Q.p(Q.textEntryInteraction(responseIdentifier="RESPONSE", expectedLength="12"))
    feedback = {f"method-{number}": text for number, (_, text) in enumerate(item.methods, 1)}
    more = [_condition(near(value, reach(item, value)), shows(id)) for id, (value, _) in zip(feedback, item.methods)]
    return (
        _declared("float", "single", [notation.number(item.key)]),
        [field],
        near(item.key, item.tolerance),
        more,
        feedback,
    )


def _matching(item: Item):
    rights = list(dict.fromkeys(pair.right for pair in item.pairs))
    names = {right: f"right-{place + 1}" for place, right in enumerate(rights)}
    pairs = [f"left-{number} {names[pair.right]}" for number, pair in enumerate(item.pairs, 1)]
    left = (
        filled("simpleAssociableChoice", pair.left, item, identifier=f"left-{number}", matchMax="1")
        for number, pair in enumerate(item.pairs, 1)
    )
    order = [rights[place] for place in shuffled(rights, item.id)]
    most = str(len(item.pairs))
    right = (filled("simpleAssociableChoice", one, item, identifier=names[one], matchMax=most) for one in order)
    interaction = Q.matchInteraction(
        Q.simpleMatchSet(*left), Q.simpleMatchSet(*right), responseIdentifier="RESPONSE", shuffle="true", maxAssociations=most
    )
    feedback = {f"pair-{number}": pair.feedback for number, pair in enumerate(item.pairs, 1)}
    missing = (
        getattr(Q, "not")(Q.member(base_value(pair, "directedPair"), Q.variable(identifier="RESPONSE"))) for pair in pairs
    )
    more = [_condition(test, shows(id)) for id, test in zip(feedback, missing)]
    return _declared("directedPair", "multiple", pairs), [interaction], _matches(), more, feedback


def _ordering(item: Item):
    ids = [f"step-{number}" for number in range(1, len(item.order) + 1)]
    choices = (
        filled("simpleChoice", item.order[place], item, identifier=ids[place]) for place in shuffled(item.order, item.id)
    )
    interaction = Q.orderInteraction(*choices, responseIdentifier="RESPONSE", shuffle="true")
    return _declared("identifier", "ordered", ids), [interaction], _matches(), [], {}


def _essay(item: Item):
    block = filled("rubricBlock", for_markers(item), item, view="scorer")
    field = Q.extendedTextInteraction(responseIdentifier="RESPONSE", expectedLines="15")
    return _declared("string", "single", []), [block, field], None, [], {}


# For each kind of item: declaration, interaction, the test of a right answer, more conditions, more feedback.
BODIES = {
    "single": _choices,
    "multiple": _choices,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
