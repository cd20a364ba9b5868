"""The points of a graded class as one table, a row for each student and a column for each item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from coursebook.exercises.sets import Exercise
from coursebook.grading.files import Course
from coursebook.grading.gradebook.record import GRADED, Manual, Record
from coursebook.grading.gradebook.stored import records
from coursebook.grading.gradebook.writer import Gradebook
from coursebook.grading.reports.feedback import mark_of, mark_of_question

CODE, HUNT, WRITTEN = "code", "hunt", "written"
# An item that has no mark yet for more of the class than this is not judged, and stands outside of every sum.
MOST_UNMARKED = 0.1


@dataclass(frozen=True)
class Item:
    """One thing that was marked: a question with code, an error hunt, or a written task."""

    id: str
    kind: str
    outcome: str
    points: float


@dataclass(frozen=True)
class Scores:
    """A class; ``earned`` (points) and ``is_blank`` have a row for each student and a column for each item.

    NaN in ``earned`` is an item that waits for a person, or with ``is_drawn`` one that a student was not asked.
    """

    items: tuple[Item, ...]
    students: tuple[str, ...]
    variants: tuple[str, ...]
    earned: np.ndarray
    is_blank: np.ndarray
    is_drawn: bool = False

    @property
    def shares(self) -> np.ndarray:
        """``earned`` as a share of each item's points."""
        return self.earned / np.array([item.points for item in self.items])

    @property
    def is_marked(self) -> np.ndarray:
        """For each item whether it is marked for nearly all; what was left blank alone would say that nobody could do it."""
        return np.isnan(self.earned).sum(axis=0) <= MOST_UNMARKED * len(self.students)

    def counted(self) -> Scores:
        """The part that sums can be made of: items that are marked for nearly all, and students who have all of those."""
        columns = self.is_marked
        rows = ~np.isnan(self.earned[:, columns]).any(axis=1)
        return replace(
            self,
            items=tuple(item for item, is_in in zip(self.items, columns) if is_in),
            students=tuple(student for student, is_in in zip(self.students, rows) if is_in),
            variants=tuple(variant for variant, is_in in zip(self.variants, rows) if is_in),
            earned=self.earned[np.ix_(rows, columns)],
            is_blank=self.is_blank[np.ix_(rows, columns)],
        )


def items_of(exercise: Exercise) -> tuple[Item, ...]:
    """Everything that is marked of an exercise: questions and hunts in the notebook's order, then written tasks."""
    hunts = {hunt.id for hunt in exercise.hunts}
    asked = [Item(one.id, HUNT if one.id in hunts else CODE, one.outcome, one.points) for one in exercise.questions]
    written = [Item(one.id, WRITTEN, one.outcome, one.points) for one in exercise.tasks]
    return tuple(item for item in [*asked, *written] if item.points)


def read(course: Course, exercise: Exercise, gradebook: Gradebook) -> Scores:
    """The marks of all who handed something in that was graded, a person's before a test's.

    A notebook that could not be graded says nothing about the questions, and is left out.
    """
    items = items_of(exercise)
    students, variants, earned, blank = [], [], [], []
    for record in records(course):
        if record["status"] == GRADED:
            students.append(record["student"])
            variants.append(record["made_with"]["variant"])
            given = _given(record, gradebook.manual(record["student"]))
            earned.append([given.get(item.id, (np.nan, True))[0] for item in items])
            blank.append([given.get(item.id, (np.nan, True))[1] for item in items])
    return table(items, students, earned, blank, variants)


def table(
    items: Sequence[Item], students: Sequence[str], earned: Sequence, blank: Sequence = (), variants: Sequence[str] = ()
) -> Scores:
    """Scores from plain lists; ``earned`` in points, one row a student."""
    size = (len(students), len(items))
    is_blank = np.array(blank, dtype=bool).reshape(size) if len(blank) else np.zeros(size, dtype=bool)
    variants = tuple(variants) or ("",) * len(students)
    return Scores(tuple(items), tuple(students), variants, np.array(earned, dtype=float).reshape(size), is_blank)


def _given(record: Record, manual: dict[str, Manual]) -> dict[str, tuple[float, bool]]:
    """Item -> points, NaN where nobody has said, and whether it was left blank."""
    marks = [(question, mark_of_question(question, manual)) for question in record["questions"]]
    marks += [(task, mark_of(task, manual)) for task in record["tasks"]]
    return {part["id"]: (np.nan if mark is None else float(mark), part["is_blank"]) for part, mark in marks}
