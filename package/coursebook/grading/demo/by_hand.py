"""What a person enters in formgrader, for a made-up class: marks of written answers, and a mark that an appeal has corrected."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from coursebook.exercises.sets import Exercise
from coursebook.grading.demo.formgrader import opened
from coursebook.grading.demo.simulated_class import quality
from coursebook.grading.files import Course
from coursebook.grading.gradebook.record import GRADED
from coursebook.grading.gradebook.stored import records

_SUBMITTED = (
    "SELECT n.id FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id "
    "JOIN submitted_notebook n ON n.assignment_id = s.id WHERE a.name = ? AND s.student_id = ?"
)
_ENTER = (
    "UPDATE grade SET manual_score = ?, needs_manual_grade = 0 "
    "WHERE notebook_id = ? AND cell_id IN (SELECT id FROM base_cell WHERE name = ?)"
)


@dataclass(frozen=True)
class Mark:
    """What a person gives for a written answer."""

    student: str
    cell: str
    points: float

    @property
    def comment(self) -> str:
        """What the person writes beside it."""
        return f"{self.points:g} points: see the levels above your answer."


def written(course: Course, exercise: Exercise) -> list[Mark]:
    """A mark for every written answer that waits, the better the more skilled its student is."""
    found = []
    for record in records(course):
        for task, one in zip(exercise.tasks, record["tasks"]) if record["status"] == GRADED else ():
            if not one["is_blank"]:
                chance = random.Random(f"essay:{record['student']}:{task.id}")
                share = min(1.0, max(0.0, quality(record["student"])[0] + chance.gauss(-0.05, 0.18)))
                found.append(Mark(record["student"], task.id, float(round(share * task.points))))
    return found


def mark_in_formgrader(course: Course, marks: Sequence[Mark], state: Path) -> None:
    """Type marks and comments into formgrader's pages.

    Raises:
        NotThere: this machine has no formgrader or no browser, or one fails; perhaps not all is marked then.
    """
    with opened(course.root, state) as formgrader:
        for student, given in groupby(marks, lambda mark: mark.student):
            with closing(sqlite3.connect(course.gradebook)) as database:
                notebook = _notebook(database, course, student)
            formgrader.open(notebook)
            for mark in given:
                formgrader.mark(mark.cell, mark.points, mark.comment)


def enter(course: Course, marks: Sequence[Mark]) -> None:
    """Write marks where formgrader keeps them."""
    with closing(sqlite3.connect(course.gradebook)) as database, database:
        for mark in marks:
            database.execute(_ENTER, (mark.points, _notebook(database, course, mark.student), mark.cell))


def appeals(course: Course) -> Iterator[tuple[str, str, float]]:
    """Student, cell and points of the tests on which an appeal could be made: other data, no points, an answer."""
    for record in records(course):
        for question in record["questions"]:
            for test in question["tests"]:
                if test["is_hidden"] and test["earned"] == 0 and question["earned"] and not question["is_blank"]:
                    yield record["student"], test["id"], float(test["points"])


def _notebook(database: sqlite3.Connection, course: Course, student: str) -> str:
    """The id of what a student handed in."""
    (found,) = database.execute(_SUBMITTED, (course.assignment, student)).fetchone()
    return found
