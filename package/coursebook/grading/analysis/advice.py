"""What follows from the figures, in plain sentences: which question to read again, and why."""

from __future__ import annotations

from collections.abc import Sequence

from coursebook.grading.analysis.classical import Estimate, ItemStatistics
from coursebook.grading.analysis.fairness import Comparison
from coursebook.grading.analysis.rasch import Rasch

FEWEST = 5  # students below which not even a count is told
MANY = 0.5
MANY_BLANK = 0.3
WEAK = 0.3  # a discrimination that cannot be above this
FITS = (0.7, 1.3)  # mean squares of the Rasch model (Wright and Linacre, Rasch Measurement Transactions 8:3, 1994, 370)


def of_item(one: ItemStatistics, scale: Rasch | None = None, compared: Sequence[Comparison] = ()) -> list[str]:
    """What one item suggests; nothing if it does not stand out."""
    said = []
    if one.students >= FEWEST:
        if one.none >= MANY * one.students:
            said.append(f"{one.none} of {one.students} got nothing: read the question again, and how it is marked.")
        if one.blank >= MANY_BLANK * one.students:
            said.append(f"{one.blank} of {one.students} left it blank: is it clear what to do, and is there time for it?")
        if one.full == one.students:
            said.append(f"All {one.students} got everything: it practises, and it tells nobody apart.")
    related = one.discrimination
    if related and related.high < WEAK:
        said.append(
            f"Who did well in the rest hardly did better here (r = {related.value:.2f}, at most {related.high:.2f}): "
            "does it ask for something else, or is an answer marked wrongly?"
        )
    if scale and one.id in scale.items:
        infit = float(scale.infit[scale.items.index(one.id)])
        if infit > FITS[1]:
            said.append(f"Good students missed it and weak ones had it more often than the scale expects (infit {infit:.2f}).")
        elif infit < FITS[0]:
            said.append(f"It repeats what other items say already (infit {infit:.2f}).")
    said += [_unfair(comparison) for comparison in compared if comparison.item == one.id and comparison.is_alarm]
    return said


def _unfair(one: Comparison) -> str:
    word = "less" if one.difference < 0 else "more"
    return (
        f"The {one.students} students with {one.trait} “{one.level}” had {abs(one.difference):.2f} {word} of its points than the "
        f"{one.others} others (± {one.error:.2f}): make the variants alike, or raise marks."
    )


def of_class(reliability: Estimate | None) -> list[str]:
    """What the reliability suggests."""
    if reliability and reliability.value < 0.7:
        return [
            f"Reliability is {reliability.value:.2f} ({reliability.low:.2f} to {reliability.high:.2f}): read no small difference "
            "between two marks. More items, or items that ask for the same skill, would raise it."
        ]
    return []
