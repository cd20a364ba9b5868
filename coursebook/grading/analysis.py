"""What a class's records say about the questions and about work that was probably shared.

Difficulty is the mean share of the points (1: everybody had them all). Discrimination is the correlation of a question's
points with those of all others together, the corrected item-total correlation of classical test theory.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 10  # students below which a correlation says nothing
LONG_ENOUGH = 120  # characters of code from which the same wrong code is unlikely by chance
FEW = 4  # a wrong answer that more students share is a common mistake


@dataclass(frozen=True)
class Line:
    """What of one record the analysis needs; small, since a run may have ten thousand. All tuples go by question."""

    student: str
    variant: str
    earned: tuple[float, ...]
    blank: tuple[bool, ...]
    messages: tuple[str, ...]
    codes: tuple[str, ...]  # digest of the answer's code if it was wrong, long and not blank
    printed: tuple[str, ...]  # digest of what the answer printed if it was wrong


@dataclass(frozen=True)
class Item:
    """One question over the class. ``discrimination`` is None where it cannot be computed."""

    id: str
    points: float
    students: int
    difficulty: float
    discrimination: float | None
    blank: float
    common: str
    common_count: int


@dataclass(frozen=True)
class Shared:
    """Students with the same wrong answer to one question. A reason to look, never a proof."""

    question: str
    students: tuple[str, ...]
    what: str


def line(record: dict) -> Line:
    """The line of a graded record."""
    wrong = [_earned(question) < question["points"] and not question["is_blank"] for question in record["questions"]]
    messages = []
    for question in record["questions"]:
        said = [test["message"] for test in question["tests"] if not test["ok"] and test["message"]]
        messages.append(said[0] if said and not question["is_blank"] else "")
    return Line(
        record["student"],
        record["made_with"]["variant"],
        tuple(map(_earned, record["questions"])),
        tuple(question["is_blank"] for question in record["questions"]),
        tuple(messages),
        tuple(
            question["code"] if is_wrong and question["code_length"] >= LONG_ENOUGH else ""
            for question, is_wrong in zip(record["questions"], wrong)
        ),
        tuple(question["printed"] if is_wrong else "" for question, is_wrong in zip(record["questions"], wrong)),
    )


def _earned(question: dict) -> float:
    return question["earned"] or 0.0  # None: a person has still to decide


def items(lines: Sequence[Line], questions: Sequence[tuple[str, float]]) -> list[Item]:
    """One :class:`Item` a question; ``questions`` are (id, points)."""
    found = []
    for place, (id, points) in enumerate(questions):
        own = [one.earned[place] for one in lines]
        rest = [sum(one.earned) - one.earned[place] for one in lines]
        said = Counter(_alike(one.messages[place]) for one in lines if one.messages[place])
        common, count = min(said.items(), key=lambda pair: (-pair[1], pair[0])) if said else ("", 0)
        example = next((one.messages[place] for one in lines if _alike(one.messages[place]) == common), "") if common else ""
        found.append(
            Item(
                id,
                points,
                len(lines),
                sum(own) / (len(own) * points) if own and points else math.nan,
                correlation(own, rest) if len(own) >= FEWEST else None,
                sum(one.blank[place] for one in lines) / len(lines) if lines else math.nan,
                example,
                count,
            )
        )
    return found


def shared(lines: Sequence[Line], questions: Sequence[tuple[str, float]]) -> list[Shared]:
    """Groups of a few students with the same wrong code, or the same wrong output although their data differ."""
    found = []
    for place, (id, _) in enumerate(questions):
        by_code, by_printed = defaultdict(list), defaultdict(list)
        for one in lines:
            if one.codes[place]:
                by_code[one.codes[place]].append(one)
            if one.printed[place]:
                by_printed[one.printed[place]].append(one)
        for group in by_printed.values():
            if 2 <= len(group) <= FEW and len({one.variant for one in group}) == len(group):
                found.append(Shared(id, _names(group), "the same wrong output on different data"))
        for group in by_code.values():
            if 2 <= len(group) <= FEW and not any(s.question == id and s.students == _names(group) for s in found):
                found.append(Shared(id, _names(group), "the same wrong code"))
    return sorted(found, key=lambda one: (one.students, one.question))


def correlation(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Pearson's correlation; None where one of the two does not vary."""
    mean_a, mean_b = math.fsum(a) / len(a), math.fsum(b) / len(b)
    over_a, over_b = [x - mean_a for x in a], [y - mean_b for y in b]
    spread = math.sqrt(math.fsum(x * x for x in over_a) * math.fsum(y * y for y in over_b))
    return math.fsum(x * y for x, y in zip(over_a, over_b)) / spread if spread > 1e-12 else None


def _alike(message: str) -> str:
    """Messages that differ only in the numbers of a variant are the same method."""
    return re.sub(r"[-+]?\d[\d,.]*(?:e[-+]?\d+)?", "#", message)


def _names(group: Sequence[Line]) -> tuple[str, ...]:
    return tuple(sorted(one.student for one in group))
