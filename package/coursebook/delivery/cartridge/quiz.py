"""A quiz in the profile that Common Cartridge makes of QTI 1.2: choices and short texts, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from coursebook.delivery import canvas_question, notation
from coursebook.delivery.canvas import title
from coursebook.delivery.canvas_question import Q, field
from coursebook.delivery.items import Item

PROFILES = {
    "single": "cc.multiple_choice.v0p1",
    "multiple": "cc.multiple_response.v0p1",
    "numeric": "cc.fib.v0p1",
}
# Places before and behind the decimal sign to which a number may be rounded.
ROUNDED = range(-9, 10)


def assessment(ident: str, quiz: Sequence[Item]) -> etree._Element:
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
    return Q.questestinterop(Q.assessment(metadata, section, ident=ident, title=title(quiz[0])))


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
