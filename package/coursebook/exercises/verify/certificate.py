"""The certificate of a set's variants: how many were drawn, how many draws were rejected and why, how the answers spread."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from coursebook.exercises.sets import Exercise
from coursebook.exercises.variants import Rule, Variant, numbers

KEY = b"certificate"


@dataclass(frozen=True)
class Spread:
    """Of one question over all variants: the answer (of several numbers, the first), and the nearest wrong method.

    ``margin`` is the least distance of any wrong method from the key, in tolerances; above 2 by rule.
    """

    question: str
    least: float
    middle: float
    most: float
    steps: tuple[int, int]
    margin: float
    nearest: str


@dataclass(frozen=True)
class Certificate:
    """What :func:`certify` found; ``rejected`` counts the reasons of draws that were not taken."""

    set: str
    variants: int
    different: int
    rejected: dict[str, int]
    spreads: tuple[Spread, ...]


def certify(exercise: Exercise, students: int, on_progress: Callable[[], None] = lambda: None) -> Certificate:
    """Draw the common variant and those of so many students.

    Raises:
        InputError: for one of them no draw keeps the rules.
    """
    drawn = [exercise.variant()]
    for number in range(students):
        drawn.append(exercise.variant(f"student-{number:04}", KEY, "certificate", "certificate"))
        on_progress()
    rejected = Counter(reason for variant in drawn for reason in variant.rejected)
    different = len({variant.id for variant in drawn})
    spreads = tuple(_spread(rule, drawn) for rule in exercise.rules)
    return Certificate(exercise.name, len(drawn), different, dict(rejected.most_common()), spreads)


def _spread(rule: Rule, variants: list[Variant]) -> Spread:
    keys = sorted(numbers(rule.key(variant))[0] for variant in variants)
    steps = [rule.steps(variant) for variant in variants]
    distances = [item for variant in variants for item in rule.distances(variant).items()]
    margins = [(distance / rule.tolerance, name) for name, distance in distances]
    margin, nearest = min(margins, default=(math.inf, ""))
    return Spread(rule.question, keys[0], keys[len(keys) // 2], keys[-1], (min(steps), max(steps)), margin, nearest)
