"""The made-up class that the benchmarks of grading hand in."""

from __future__ import annotations

import os
from pathlib import Path

from coursebook.exercises import sets
from coursebook.grading.demo.simulated_class import Hand, hand_in, students

SET = "personal-stories"
HANDED_IN = 1_800_000_000
_DRAWN = 200


def make_class(folder: Path, number: int, damage: float = 0.0, assignment: str = SET) -> Path:
    """Notebooks of mixed quality on the common variant; of a large class, each of the first 200 comes several times."""
    exercise = sets.exercise(assignment)
    variant, hand = exercise.variant(), Hand(exercise)
    folder.mkdir(parents=True)
    ids = [one.id for one in students(min(number, _DRAWN))]
    few = [data for _, data in hand_in(hand, ids, lambda _: variant, damage)]
    for place, one in enumerate(students(number)):
        path = folder / f"{one.id}.ipynb"
        path.write_bytes(few[place % len(few)])
        os.utime(path, (HANDED_IN, HANDED_IN))
    return folder
