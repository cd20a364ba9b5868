"""Marks of made-up classes, without notebooks: items of a Rasch scale, and a variant that is harder if one is planted."""

from __future__ import annotations

import numpy as np

from coursebook.grading.analysis.given import Trait
from coursebook.grading.analysis.scores import CODE, Item, Scores, table

ITEMS, LEVELS, TRAITS = 10, 3, 4


def marks(chance: np.random.Generator, students: int, harder: float = 0.0) -> tuple[Scores, list[Trait]]:
    """The marks of a class, and how its variants differ: four parameters with three values each, dealt at random.

    Args:
        chance: the source of all that is drawn.
        students: how many.
        harder: logits by which the first item is harder for those whose first parameter has its first value.
    """
    difficulty = np.tile(np.linspace(-1.5, 1.5, ITEMS), (students, 1))
    dealt = chance.integers(LEVELS, size=(students, TRAITS))
    difficulty[dealt[:, 0] == 0, 0] += harder
    solved = chance.random((students, ITEMS)) < 1 / (1 + np.exp(difficulty - chance.normal(0, 1, (students, 1))))
    # Some of the others get half of the points.
    earned = 4.0 * solved + 2.0 * (~solved & (chance.random((students, ITEMS)) < 0.3))
    items = [Item(f"item-{place + 1}", CODE, "outcome", 4) for place in range(ITEMS)]
    names = [f"student-{place}" for place in range(students)]
    traits = [Trait(f"parameter-{place + 1}", tuple(f"value {one}" for one in dealt[:, place])) for place in range(TRAITS)]
    return table(items, names, earned), traits
