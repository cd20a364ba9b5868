"""What a class's records say about the questions.

Difficulty is the mean share of the points (1: everybody had them all). What needs an interval to mean anything, such as
discrimination, is said by ``coursebook marks items`` alone.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """What of one record the analysis needs; small, since a run may have ten thousand. All tuples go by question.

    ``pieces`` are the hashes of the answers, for :mod:`coursebook.grading.reports.shared_work`.
    """

    student: str
    earned: tuple[float, ...]
    blank: tuple[bool, ...]
    messages: tuple[str, ...]
    pieces: Mapping[str, str]


@dataclass(frozen=True)
class Item:
    """One question over the class."""

    id: str
    points: float
    students: int
    difficulty: float
    blank: float
    common: str
    common_count: int


def line(record: dict) -> Line:
    """The line of a graded record."""
    messages = []
    for question in record["questions"]:
        said = [test["message"] for test in question["tests"] if not test["ok"] and test["message"]]
        messages.append(said[0] if said and not question["is_blank"] else "")
    return Line(
        record["student"],
        tuple(question["earned"] or 0.0 for question in record["questions"]),  # None: a person has still to decide
        tuple(question["is_blank"] for question in record["questions"]),
        tuple(messages),
        record.get("pieces", {}),
    )


def items(lines: Sequence[Line], questions: Sequence[tuple[str, float]]) -> list[Item]:
    """One :class:`Item` a question; ``questions`` are (id, points)."""
    found = []
    for place, (id, points) in enumerate(questions):
        own = [one.earned[place] for one in lines]
        said = Counter(_alike(one.messages[place]) for one in lines if one.messages[place])
        common, count = min(said.items(), key=lambda pair: (-pair[1], pair[0])) if said else ("", 0)
        example = next((one.messages[place] for one in lines if _alike(one.messages[place]) == common), "") if common else ""
        found.append(
            Item(
                id,
                points,
                len(lines),
                sum(own) / (len(own) * points) if own and points else math.nan,
                sum(one.blank[place] for one in lines) / len(lines) if lines else math.nan,
                example,
                count,
            )
        )
    return found


def _alike(message: str) -> str:
    """Messages that differ only in the numbers of a variant are the same method."""
    return re.sub(r"[-+]?\d[\d,.]*(?:e[-+]?\d+)?", "#", message)
