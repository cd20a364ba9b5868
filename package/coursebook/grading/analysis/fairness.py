"""Whether one variant was harder than another: differences with their errors, and which of them chance does not explain.

A variant follows from a keyed hash of the student's id, so that it has nothing to do with how good the student is; groups can
be compared as they are. All comparisons of a class share one error: the largest of their correlations is held against the
largest that comes about when variants are dealt out anew at random (Westfall and Young, Resampling-Based Multiple Testing,
1993). Under fair variants a class then has a false alarm less often than one in twenty.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coursebook.grading.analysis.classical import ROUNDING, Z
from coursebook.grading.analysis.given import UNKNOWN, Trait
from coursebook.grading.analysis.scores import Scores

FEWEST = 15  # students in a group, and in all others
DEALS = 1999
ALARM = 0.04  # not 0.05, since a share that is only simulated has an error of its own


@dataclass(frozen=True)
class Comparison:
    """A group of variants against all others, in one item.

    ``difference`` of mean shares with half its 95 % interval, ``error``; ``shrunk`` is the same drawn towards nought as far
    as the errors of all comparisons advise. ``p`` is adjusted for their number.
    """

    item: str
    trait: str
    level: str
    students: int
    others: int
    difference: float
    error: float
    shrunk: float
    p: float

    @property
    def is_alarm(self) -> bool:
        """Whether chance hardly explains it."""
        return self.p <= ALARM


def compare(scores: Scores, traits: Sequence[Trait], deals: int = DEALS, seed: int = 1) -> list[Comparison]:
    """All comparisons that have :data:`FEWEST` students on both sides, the surest difference first; none if there are too few.

    Args:
        scores: the class.
        traits: how its variants differ, in the order of its students.
        deals: how often variants are dealt out anew.
        seed: of the deals; the same gives the same.
    """
    columns = _comparable(scores)
    groups, names = _groups(traits)
    may = np.array([[not item or item == scores.items[column].id for column in columns] for *_, item in names], dtype=bool)
    if not may.any():
        return []
    shares = scores.shares[:, columns]
    scaled = _unit(np.where(np.isnan(shares), np.nanmean(shares, axis=0), shares))
    dealt = _unit(groups)
    observed = np.abs(dealt.T @ scaled)
    chance, largest = np.random.default_rng(seed), np.empty(deals)
    for deal in range(deals):
        largest[deal] = np.abs(dealt[chance.permutation(len(dealt))].T @ scaled)[may].max()
    found = []
    for row, (trait, level, _) in enumerate(names):
        for place in np.flatnonzero(may[row]):
            difference, error, sizes = _difference(shares[:, place], groups[:, row] > 0)
            p = (1 + (largest >= observed[row, place] - ROUNDING).sum()) / (deals + 1)
            found.append((scores.items[columns[place]].id, trait, level, *sizes, difference, error, p))
    differences, errors = (np.array([one[place] for one in found]) for place in (5, 6))
    spread = max(0.0, float((differences**2 - errors**2).mean()))
    made = [
        Comparison(*one[:5], one[5], Z * one[6], one[5] * spread / (spread + one[6] ** 2) if spread else 0.0, float(one[7]))
        for one in found
    ]
    return sorted(
        made, key=lambda one: (one.p, -abs(one.difference) / max(one.error, ROUNDING), one.item, one.trait, one.level)
    )


def _comparable(scores: Scores) -> list[int]:
    """Columns of items that are marked for nearly all, and in which not all earned the same."""
    if len(scores.students) < 2 * FEWEST:
        return []
    marked = np.flatnonzero(scores.is_marked)
    spread = np.nanmax(scores.shares[:, marked], axis=0) - np.nanmin(scores.shares[:, marked], axis=0)
    return marked[spread > ROUNDING].tolist()


def _groups(traits: Sequence[Trait]) -> tuple[np.ndarray, list[tuple[str, str, str]]]:
    """A column of 0 and 1 for each group; of a trait with two levels one says it all."""
    columns, names = [], []
    for trait in traits:
        levels = sorted(set(trait.levels) - {UNKNOWN})
        for level in levels[: 1 if len(levels) == 2 else None]:
            is_in = np.array([one == level for one in trait.levels], dtype=float)
            if FEWEST <= is_in.sum() <= len(is_in) - FEWEST:
                columns.append(is_in)
                names.append((trait.name, level, trait.item))
    return np.array(columns).T, names


def _unit(table: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and length 1, so that products are correlations."""
    centred = table - table.mean(axis=0)
    return centred / np.sqrt((centred**2).sum(axis=0))


def _difference(shares: np.ndarray, is_in: np.ndarray) -> tuple[float, float, tuple[int, int]]:
    """The difference of means, its standard error, and how many there are on both sides."""
    sides = [shares[side & ~np.isnan(shares)] for side in (is_in, ~is_in)]
    error = math.sqrt(sum(side.var(ddof=1) / len(side) for side in sides))
    return float(sides[0].mean() - sides[1].mean()), max(error, ROUNDING), (len(sides[0]), len(sides[1]))
