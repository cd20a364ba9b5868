"""Moodle: one XML file of questions in categories, as "Import" of the question bank reads it.

Weighed: moodlexport and moodle-questions have no ordering, no units and no hints, and are no longer kept.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from itertools import groupby

from lxml import etree
from lxml.builder import E

from coursebook.delivery import notation
from coursebook.delivery.items import Item, Loss, book_title, grouped, plain, reach, relinked, set_title
from coursebook.delivery.written import for_markers, whole_prompt

KINDS = {
    "single": "multichoice",
    "multiple": "multichoice",
    "numeric": "numerical",
    "matching": "matching",
    "ordering": "ordering",
    "essay": "essay",
}
# What an attempt costs after a wrong one, in the behaviours that let students try again.
PENALTY = "0.3333333"
LINES = "15"


def losses(item: Item) -> list[Loss]:
    """What Moodle cannot hold of an item."""
    found = []
    if item.kind == "multiple":
        found.append(Loss("scoring", "all or nothing", "right choices earn equal parts of the points, wrong ones cost them"))
    if item.kind == "matching":
        found.append(Loss("scoring", "all or nothing", "each pair earns its part of the points"))
        if any(plain(pair.right) != pair.right for pair in item.pairs):
            found.append(Loss("options", "emphasis in what is matched", "it is plain text"))
        if any(pair.feedback for pair in item.pairs):
            found.append(Loss("feedback", "feedback to a pair", "it stands with its pair in the general feedback"))
    return found


def write(items: Sequence[Item], draw: bool = False) -> bytes:
    """The XML file: a category for each set and use; with ``draw``, one for each group from which a random question draws."""
    quiz = E.quiz()
    for (name, use), listed in groupby(items, lambda item: (item.set, item.use)):
        questions = list(listed)
        for group in grouped(questions) if draw and use == "graded" else [questions]:
            within = [f"{group[0].outcome}, {group[0].points:g} points"] if group != questions else []
            path = [book_title(), set_title(name), use, *within]
            # A slash within a name is doubled.
            category = "/".join(["$course$", "top", *(part.replace("/", "//") for part in path)])
            quiz.append(E.question(E.category(_text(category)), type="category"))
            quiz.extend(map(_question, group))
    return notation.document(quiz)


def _text(text: str) -> etree._Element:
    return E.text(etree.CDATA(text) if set(text) & set("<>&") and "]]>" not in text else text)


def _html(name: str, text: str, item: Item, **attributes: str) -> etree._Element:
    """An element with HTML, and the images that it shows."""
    node = etree.Element(name, {"format": "html", **attributes})
    linked = relinked(text, lambda src: f"@@PLUGINFILE@@/{_name(src)}")
    node.append(_text(linked))
    for src, content in item.images.items():
        if f"@@PLUGINFILE@@/{_name(src)}" in linked:
            node.append(E.file(base64.b64encode(content).decode(), name=_name(src), path="/", encoding="base64"))
    return node


def _name(src: str) -> str:
    return src.replace("/", "-")


def _question(item: Item) -> etree._Element:
    general = item.feedback if item.kind == "matching" else ""
    if item.kind == "matching":
        comments = (f"<li>{pair.left} – {pair.right}: {pair.feedback}</li>" for pair in item.pairs if pair.feedback)
        general += f"<ul>{''.join(comments)}</ul>"
    question = E.question(
        E.name(_text(item.title)),
        _html("questiontext", whole_prompt(item, has_units=True, has_ordering=True), item),
        _html("generalfeedback", general, item),
        E.defaultgrade(notation.number(item.points)),
        E.penalty(PENALTY if item.hints else "0"),
        E.hidden("0"),
        E.idnumber(item.id),
        type=KINDS[item.kind],
    )
    question.extend(_PARTS[item.kind](item))
    question.extend(_html("hint", hint, item) for hint in item.hints)
    question.append(E.tags(E.tag(_text(item.outcome)), E.tag(_text(item.use))))
    return question


def _combined(item: Item, right: str, wrong: str) -> list[etree._Element]:
    return [
        _html(f"{name}feedback", text, item)
        for name, text in (("correct", right), ("partiallycorrect", wrong), ("incorrect", wrong))
    ]


def _choices(item: Item) -> list[etree._Element]:
    right = sum(one.is_right for one in item.options)
    wrong = len(item.options) - right
    parts = [E.single("true" if item.kind == "single" else "false"), E.shuffleanswers("true"), E.answernumbering("abc")]
    parts += _combined(item, item.feedback, item.wrong)
    for one in item.options:
        share = 100 / right if one.is_right else -100 / wrong if item.kind == "multiple" else 0
        answer = _html("answer", one.text, item, fraction=notation.number(round(share, 5)))
        answer.append(_html("feedback", one.feedback, item))
        parts.append(answer)
    return parts


def _numeric(item: Item) -> list[etree._Element]:
    numbers = [(item.key, item.tolerance, "100", item.feedback)]
    numbers += [(value, reach(item, value), "0", feedback) for value, feedback in item.methods]
    parts = []
    for value, tolerance, share, feedback in numbers:
        answer = E.answer(_text(notation.number(value)), fraction=share, format="moodle_auto_format")
        answer.extend([E.tolerance(notation.number(tolerance)), _html("feedback", feedback, item)])
        parts.append(answer)
    units = E.units(E.unit(E.multiplier("1"), E.unit_name(item.unit)))
    # The unit is shown and may be typed; a missing one costs nothing.
    return [*parts, units, E.unitgradingtype("0"), E.unitpenalty("0"), E.showunits("0"), E.unitsleft("0")]


def _matching(item: Item) -> list[etree._Element]:
    parts = [E.shuffleanswers("true"), *_combined(item, "", item.wrong)]
    for pair in item.pairs:
        line = _html("subquestion", pair.left, item)
        line.append(E.answer(_text(plain(pair.right))))
        parts.append(line)
    return parts


def _ordering(item: Item) -> list[etree._Element]:
    settings = {"layouttype": "VERTICAL", "selecttype": "ALL", "selectcount": "0", "gradingtype": "ALL_OR_NOTHING"}
    parts = [E(name, value) for name, value in {**settings, "showgrading": "SHOW", "numberingstyle": "none"}.items()]
    parts += _combined(item, item.feedback, item.wrong)
    return [*parts, *(_html("answer", text, item, fraction="1") for text in item.order)]


def _essay(item: Item) -> list[etree._Element]:
    settings = {
        "responseformat": "editor",
        "responserequired": "1",
        "responsefieldlines": LINES,
        "maxwordlimit": str(item.words),
    }
    parts = [E(name, value) for name, value in {**settings, "attachments": "0", "attachmentsrequired": "0"}.items()]
    return [*parts, _html("graderinfo", for_markers(item), item), _html("responsetemplate", "", item)]


_PARTS = {
    "single": _choices,
    "multiple": _choices,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
