"""One question in QTI 1.2 with Canvas' own fields, as Canvas' exporter writes it."""

from __future__ import annotations

import zlib

from lxml import etree
from lxml.builder import ElementMaker

from coursebook.delivery import notation
from coursebook.delivery.items import Item, address, plain, relinked
from coursebook.delivery.written import whole_prompt
from coursebook.exercises.questions import shuffled

INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
Q = ElementMaker(namespace=QTI, nsmap={None: QTI, "xsi": INSTANCE})
KINDS = {
    "single": "multiple_choice_question",
    "multiple": "multiple_answers_question",
    "numeric": "numerical_question",
    "matching": "matching_question",
    "ordering": "matching_question",
    "essay": "essay_question",
}


def field(label: str, entry: str) -> etree._Element:
    """One of Canvas' fields."""
    return Q.qtimetadatafield(Q.fieldlabel(label), Q.fieldentry(entry))


def _material(text: str, kind: str = "text/html") -> etree._Element:
    return Q.material(Q.mattext(text, texttype=kind))


def _ids(item: Item, what: str, count: int) -> list[str]:
    """Numbers of answers, as Canvas reads no other ids; the same at every delivery."""
    first = zlib.crc32(f"{item.id} {what}".encode()) % 10**7 * 100
    return [str(first + place) for place in range(1, count + 1)]


def question(item: Item) -> etree._Element:
    """The element ``item`` of a question."""
    presentation, conditions, feedback = Q.presentation(_material(f"<div>{linked(item, whole_prompt(item))}</div>")), [], {}
    ids = _ids(item, "answer", len(item.options or item.pairs or item.order or "k" * (item.kind == "numeric")))
    general = item.feedback if item.kind == "matching" else ""
    right, wrong = "" if general else item.feedback, _wrong(item)
    if general:
        conditions.append(_shows("general_fb", Q.other()))
    if item.options:
        _choices(item, ids, presentation, conditions, feedback, bool(right))
    elif item.kind == "numeric":
        _numeric(item, ids, presentation, conditions, bool(right))
    elif item.pairs or item.order:
        _lines(item, ids, presentation, conditions, feedback)
    else:
        label = Q.response_label(ident="answer1", rshuffle="No")
        presentation.append(Q.response_str(Q.render_fib(label), ident="response1", rcardinality="Single"))
        conditions.append(_condition(Q.other(), "No"))
    if wrong and not (item.pairs or item.order):
        conditions.append(_shows("general_incorrect_fb", Q.other()))
    texts = {"general_fb": general, "correct_fb": right, "general_incorrect_fb": wrong, **feedback}
    fields = {
        "question_type": KINDS[item.kind],
        "points_possible": notation.number(item.points),
        "original_answer_ids": ",".join(ids),
    }
    outcomes = Q.outcomes(Q.decvar(maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"))
    return Q.item(
        Q.itemmetadata(Q.qtimetadata(*(field(*one) for one in fields.items()))),
        presentation,
        Q.resprocessing(outcomes, *conditions),
        *(Q.itemfeedback(Q.flow_mat(_material(linked(item, text))), ident=name) for name, text in texts.items() if text),
        ident=f"item-{item.id}",
        title=item.title if item.kind != "essay" else item.id,
    )


def linked(item: Item, text: str) -> str:
    """HTML with its images from where they stand in the archive."""
    return relinked(text, lambda src: f"$IMS-CC-FILEBASE$/{address(item, src)}")


def _wrong(item: Item) -> str:
    """The feedback to a wrong answer, with what Canvas has no other place for."""
    parts = [item.wrong] if item.wrong else []
    parts += [f"If your number was {notation.shown(value, item.tolerance)}: {feedback}" for value, feedback in item.methods]
    parts += [f"Hint: {hint}" for hint in item.hints]
    return "".join(f"<p>{part}</p>" for part in parts)


def _condition(variable: etree._Element, goes_on: str, *then: etree._Element) -> etree._Element:
    return Q.respcondition(Q.conditionvar(variable), *then, {"continue": goes_on})


def _shows(name: str, variable: etree._Element) -> etree._Element:
    return _condition(variable, "Yes", Q.displayfeedback(feedbacktype="Response", linkrefid=name))


def _earns(variable: etree._Element, shows_right: bool) -> etree._Element:
    shown = [Q.displayfeedback(feedbacktype="Response", linkrefid="correct_fb")] * shows_right
    return _condition(variable, "No", Q.setvar("100", action="Set", varname="SCORE"), *shown)


def _equal(id: str, response: str = "response1") -> etree._Element:
    return Q.varequal(id, respident=response)


def _choices(item: Item, ids: list[str], presentation, conditions, feedback, shows_right: bool) -> None:
    labels = [Q.response_label(_material(linked(item, one.text)), ident=id) for id, one in zip(ids, item.options)]
    card = "Single" if item.kind == "single" else "Multiple"
    presentation.append(Q.response_lid(Q.render_choice(*labels), ident="response1", rcardinality=card))
    for id, one in zip(ids, item.options):
        feedback[f"{id}_fb"] = one.feedback
        conditions.append(_shows(f"{id}_fb", _equal(id)))
    if item.kind == "single":
        best = next(_equal(id) for id, one in zip(ids, item.options) if one.is_right)
    else:
        equal = [_equal(id) if one.is_right else getattr(Q, "not")(_equal(id)) for id, one in zip(ids, item.options)]
        best = getattr(Q, "and")(*equal)
    conditions.append(_earns(best, shows_right))


def _numeric(item: Item, ids: list[str], presentation, conditions, shows_right: bool) -> None:
    label = Q.render_fib(Q.response_label(ident="answer1"), fibtype="Decimal")
    presentation.append(Q.response_str(label, ident="response1", rcardinality="Single"))
    key, margin = notation.decimal(item.key), notation.decimal(item.tolerance)
    low, high = (f"{end:f}" for end in (key - margin, key + margin))
    bounds = getattr(Q, "and")(Q.vargte(low, respident="response1"), Q.varlte(high, respident="response1"))
    conditions.append(_earns(getattr(Q, "or")(_equal(f"{key:f}"), bounds), shows_right))


def _lines(item: Item, ids: list[str], presentation, conditions, feedback) -> None:
    """Matching; of an ordering, each step with its place."""
    if item.kind == "matching":
        lines = [(pair.left, plain(pair.right), pair.feedback) for pair in item.pairs]
        choices = list(dict.fromkeys(right for _, right, _ in lines))
        choices = [choices[place] for place in shuffled(choices, item.id)]
    else:
        lines = [(item.order[place], str(place + 1), "") for place in shuffled(item.order, item.id)]
        choices = [str(place) for place in range(1, len(lines) + 1)]
    matches = dict(zip(choices, _ids(item, "match", len(choices))))
    part = f"{100 / len(lines):.2f}"
    for id, (left, right, comment) in zip(ids, lines):
        labels = [Q.response_label(_material(choice, "text/plain"), ident=match) for choice, match in matches.items()]
        presentation.append(Q.response_lid(_material(linked(item, left)), Q.render_choice(*labels), ident=f"response_{id}"))
        equal = _equal(matches[right], f"response_{id}")
        conditions.append(Q.respcondition(Q.conditionvar(equal), Q.setvar(part, varname="SCORE", action="Add")))
        if comment:
            feedback[f"{id}_fb"] = comment
            differs = getattr(Q, "not")(_equal(matches[right], f"response_{id}"))
            shown = Q.displayfeedback(feedbacktype="Response", linkrefid=f"{id}_fb")
            conditions.append(Q.respcondition(Q.conditionvar(differs), shown))
