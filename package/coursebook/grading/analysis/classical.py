"""Classical item analysis: difficulty, discrimination and reliability, each with its interval, or "too few to say".

Difficulty is the mean share of an item's points. Discrimination is the corrected item-total correlation, Pearson's r of an
item's points with those of all others together. Reliability is Cronbach's alpha. (Lord and Novick, Statistical Theories of
Mental Test Scores, 1968.) All intervals are of 95 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from coursebook.grading.analysis.scores import Scores

FEWEST_FOR_DIFFICULTY = 10
FEWEST_FOR_CORRELATION = 20  # for alpha too; at twenty the interval of r = 0.3 goes from -0.16 to 0.66
FEWEST_ITEMS = 3
Z = NormalDist().inv_cdf(0.975)
ROUNDING = 1e-9


@dataclass(frozen=True)
class Estimate:
    """A value with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ItemStatistics:
    """One item over the class; an estimate is None where there are too few to say, or nothing varies.

    ``students`` have a mark in it; of those ``none`` earned nothing, ``full`` earned all, ``blank`` left it as handed out. As
    long as more than a tenth is ``waiting`` for a person, nothing else is said.
    """

    id: str
    students: int
    waiting: int
    none: int
    full: int
    blank: int
    difficulty: Estimate | None
    discrimination: Estimate | None


def difficulty(shares: np.ndarray) -> Estimate | None:
    """The mean share, with Wilson's interval for a proportion (1927).

    With points in parts the spread is at most that of all or nothing, so that the interval is then on the safe side.
    """
    n = len(shares)
    if n < FEWEST_FOR_DIFFICULTY:
        return None
    mean = min(max(float(shares.mean()), 0.0), 1.0)
    middle = (mean + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(mean * (1 - mean) / n + Z**2 / (4 * n**2))
    return Estimate(mean, max(0.0, middle - half), min(1.0, middle + half))


def discrimination(own: np.ndarray, rest: np.ndarray) -> Estimate | None:
    """Pearson's r of an item with the sum of the others, with Fisher's z interval (1921); None if one does not vary."""
    n = len(own)
    if n < FEWEST_FOR_CORRELATION or min(np.ptp(own), np.ptp(rest)) <= ROUNDING:
        return None
    r = float(np.corrcoef(own, rest)[0, 1])
    bounded = min(max(r, -1 + ROUNDING), 1 - ROUNDING)
    half = Z / math.sqrt(n - 3)
    return Estimate(r, math.tanh(math.atanh(bounded) - half), math.tanh(math.atanh(bounded) + half))


def alpha(earned: np.ndarray) -> Estimate | None:
    """Cronbach's alpha (1951) of the points, with Bonett's interval (J. Educ. Behav. Stat. 27, 2002, 335-340).

    Args:
        earned: points, a row for each student and a column for each item, none missing.
    """
    n, k = earned.shape
    if n < FEWEST_FOR_CORRELATION or k < FEWEST_ITEMS or np.ptp(earned.sum(axis=1)) <= ROUNDING:
        return None
    value = k / (k - 1) * (1 - earned.var(axis=0, ddof=1).sum() / earned.sum(axis=1).var(ddof=1))
    half = Z * math.sqrt(2 * k / ((k - 1) * (n - 2)))
    ends = [1 - (1 - value) * math.exp(sign * half) for sign in (1, -1)]
    return Estimate(float(value), float(ends[0]), float(ends[1]))


def statistics_of(scores: Scores) -> list[ItemStatistics]:
    """The items of a class, in their order."""
    counted = scores.counted()
    places = {item.id: place for place, item in enumerate(counted.items)}
    found = []
    for column, item in enumerate(scores.items):
        is_marked = ~np.isnan(scores.earned[:, column])
        waiting = int((~is_marked).sum())
        if not scores.is_marked[column] and not scores.is_drawn:
            found.append(ItemStatistics(item.id, int(is_marked.sum()), waiting, 0, 0, 0, None, None))
            continue
        shares = scores.shares[is_marked, column]
        related = None
        if item.id in places and len(places) >= FEWEST_ITEMS:
            own = counted.earned[:, places[item.id]]
            related = discrimination(own, counted.earned.sum(axis=1) - own)
        found.append(
            ItemStatistics(
                item.id,
                len(shares),
                waiting,
                int((shares <= ROUNDING).sum()),
                int((shares >= 1 - ROUNDING).sum()),
                int(scores.is_blank[is_marked, column].sum()),
                difficulty(shares),
                related,
            )
        )
    return found
