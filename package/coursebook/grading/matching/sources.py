"""The cells of a submission by content: compared with the release's, at a bounded cost."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from difflib import SequenceMatcher

from coursebook.grading.intake.notebook_reader import Cell
from coursebook.grading.matching.slots import bound_names, normal

ALIKE = 0.8  # share of equal text from which two versions of a locked cell count as the same cell
# What one notebook may cost: glances at pairs of cells, and pairs of letters compared. An honest one needs a few dozen
# cells of a thousand letters; one made of a thousand cells with a locked cell's letters in another order would keep a
# worker busy for an hour.
GLANCES, LETTERS = 10_000, 100_000_000


class Sources:
    """The submitted cells by content: each looked into once, and compared a bounded number of times."""

    def __init__(self, cells: Sequence[Cell]):
        self.cells = cells
        self.normal = functools.cache(lambda position: normal(cells[position].source))
        self.binds = functools.cache(lambda position: bound_names(cells[position].source))
        self.glances, self.letters = GLANCES, LETTERS

    def is_alike(self, wanted: str, position: int) -> bool:
        """Whether a cell has nearly this source; no, once there were too many questions."""
        text = self.normal(position)
        if abs(len(text) - len(wanted)) > len(wanted) // 3 or len(wanted) >= 20_000 or self.glances <= 0:
            return False
        self.glances -= 1
        matcher = SequenceMatcher(None, wanted, text, autojunk=False)
        if matcher.quick_ratio() < ALIKE or self.letters < len(text) * len(wanted):
            return False
        self.letters -= len(text) * len(wanted)
        return matcher.ratio() >= ALIKE
