"""The Rasch model by conditional maximum likelihood: how hard each item is on one scale, and whether it fits there.

P(solved) = 1 / (1 + exp(difficulty - ability)). Given how many items somebody solved, which ones they are does not depend on
the ability, so that no distribution of abilities must be assumed (Andersen, J. R. Stat. Soc. B 32, 1970, 283-301). The
elementary symmetric functions are summed up without differences, which is stable (Fischer and Molenaar, Rasch Models, 1995,
chapter 3).

No maintained library for Python 3.11 does this: girth has had no release since 2021 and estimates marginally, py-irt samples
with a deep-learning framework, raschpy compares pairs. R's eRm does; the tests hold this module to its results.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coursebook.grading.analysis.scores import Scores

# At a hundred a difficulty is known to about half a logit (Linacre, Rasch Measurement Transactions 7:4, 1994, 328).
FEWEST = 100
FEWEST_ITEMS = 4
# An item that all but this many solved, or missed, has no difficulty that could be stated.
FEWEST_OF_EACH = 5
SOLVED = 0.5  # share of the points from which an item counts as solved
STEPS = 100
EXACT = 1e-10


@dataclass(frozen=True)
class Rasch:
    """The scale. All arrays go by item: ``difficulty`` and its ``error`` in logits, the difficulties adding up to nought.

    ``infit`` and ``outfit`` are mean squares, 1 where an item fits: above, its answers are less predictable than the model
    says, below, more. ``left_out`` are items that nearly all solved or missed. ``students`` were counted.
    """

    items: tuple[str, ...]
    difficulty: np.ndarray
    error: np.ndarray
    infit: np.ndarray
    outfit: np.ndarray
    log_likelihood: float
    students: int
    left_out: tuple[str, ...] = ()


def of_class(scores: Scores) -> Rasch | None:
    """The scale of a class, an item being solved with half of its points; None with fewer than :data:`FEWEST` students."""
    counted = scores.counted()
    if len(counted.students) < FEWEST:
        return None
    solved = counted.shares >= SOLVED - EXACT
    times = solved.sum(axis=0)
    is_in = (times >= FEWEST_OF_EACH) & (times <= len(solved) - FEWEST_OF_EACH)
    names = [item.id for item in counted.items]
    if is_in.sum() < FEWEST_ITEMS:
        return None
    left = tuple(name for name, stays in zip(names, is_in) if not stays)
    return fit(solved[:, is_in].astype(int), [name for name, stays in zip(names, is_in) if stays], left)


def fit(solved: np.ndarray, names: list[str], left_out: tuple[str, ...] = ()) -> Rasch:
    """Estimate the difficulties by Newton's method.

    Args:
        solved: 0 or 1, a row for each student and a column for each item; each item has some of both.
        names: of the items.
        left_out: kept for the reader.
    """
    k = solved.shape[1]
    times, totals = solved.sum(axis=0), np.bincount(solved.sum(axis=1), minlength=k + 1)
    difficulty = np.log((len(solved) - times) / times)
    difficulty -= difficulty.mean()
    for _ in range(STEPS):
        expected, information, log_likelihood = _derivatives(difficulty, times, totals)
        # Moving all items alike changes nothing: that direction is filled in for the inversion, and taken out again.
        inverse = np.linalg.inv(information + 1 / k) - 1 / k
        step = inverse @ (expected - times)
        difficulty = difficulty + step - (difficulty + step).mean()
        if np.abs(step).max() < EXACT:
            break
    infit, outfit = _fit(solved, difficulty)
    return Rasch(
        tuple(names), difficulty, np.sqrt(np.diag(inverse)), infit, outfit, float(log_likelihood), len(solved), left_out
    )


def _symmetric(easiness: np.ndarray) -> np.ndarray:
    """Elementary symmetric functions of order 0 to k."""
    sums = np.zeros(len(easiness) + 1)
    sums[0] = 1.0
    for one in easiness:
        sums[1:] += one * sums[:-1]
    return sums


def _derivatives(difficulty: np.ndarray, times: np.ndarray, totals: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """How often each item is expected to be solved given all totals, Fisher's information, and the log likelihood."""
    k, easiness = len(difficulty), np.exp(-difficulty)
    sums = _symmetric(easiness)
    single, pairs = np.zeros((k, k + 1)), np.zeros((k, k, k + 1))
    for i in range(k):
        single[i, 1:] = easiness[i] * _symmetric(np.delete(easiness, i)) / sums[1:]
        pairs[i, i] = single[i]
        for j in range(i):
            both = easiness[i] * easiness[j] * _symmetric(np.delete(easiness, (i, j)))
            pairs[i, j, 2:] = pairs[j, i, 2:] = both / sums[2:]
    information = pairs @ totals - np.einsum("ir,jr,r->ij", single, single, totals)
    return single @ totals, information, -times @ difficulty - totals @ np.log(sums)


def _fit(solved: np.ndarray, difficulty: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Infit and outfit (Wright and Masters, Rating Scale Analysis, 1982), without those who solved none or all."""
    totals = solved.sum(axis=1)
    is_in = (totals > 0) & (totals < solved.shape[1])
    ability = {total: _ability(total, difficulty) for total in set(totals[is_in].tolist())}
    chances = 1 / (1 + np.exp(difficulty - np.array([ability[total] for total in totals[is_in].tolist()])[:, None]))
    variance, squares = chances * (1 - chances), (solved[is_in] - chances) ** 2
    return squares.sum(axis=0) / variance.sum(axis=0), (squares / variance).mean(axis=0)


def _ability(total: int, difficulty: np.ndarray) -> float:
    """The maximum likelihood estimate for a number of items solved, neither none nor all."""
    ability = float(np.log(total / (len(difficulty) - total)))
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(difficulty - ability))
        step = (total - chances.sum()) / (chances * (1 - chances)).sum()
        ability += float(np.clip(step, -1, 1))
        if abs(step) < EXACT:
            break
    return ability
