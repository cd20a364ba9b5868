"""The cells of a mended notebook: those of the release, with what the student wrote in them, and the student's own."""

from __future__ import annotations

from dataclasses import dataclass

from coursebook.grading.matching.slots import ANSWER, Slot, alike

# Whether the student's own version of a cell is known. Only what was FOUND may be called blank.
FOUND, MISSING, UNCERTAIN = "found", "missing", "uncertain"


@dataclass(frozen=True)
class Placed:
    """One cell of the fixed notebook. ``slot`` is None for a cell that the student added.

    ``hindrance`` says what may keep an answer's cell from being run to its end though the answer is right.
    """

    id: str
    kind: str
    source: str
    slot: Slot | None = None
    state: str = FOUND
    hindrance: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether a cell for an answer is, for certain, as it was handed out, or was emptied."""
        if self.slot is None or self.state != FOUND:
            return False
        return not self.source.strip() or alike(self.source, self.slot.given)


@dataclass(frozen=True)
class Mended:
    """The notebook to be graded, what was mended, and what only a human can judge.

    ``is_of_this_release`` is false for a notebook in which hardly a cell of the release was found.
    """

    cells: tuple[Placed, ...]
    repairs: tuple[str, ...]
    doubts: tuple[str, ...]
    is_of_this_release: bool = True

    def other_code(self, cell: Placed, of_student: bool = False) -> list[str]:
        """The code of the other cells that were run: all, or those that the student wrote."""
        others = [one for one in self.cells if one is not cell and one.kind == "code"]
        own = [one for one in others if one.slot is None or one.slot.role == ANSWER]
        return [one.source for one in (own if of_student else others)]
