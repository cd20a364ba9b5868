"""What a person enters in formgrader, for a made-up class: marks of written answers, and a mark that an appeal has corrected."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator

from coursebook.exercises.sets import Exercise
from coursebook.grading.demo.simulated_class import skill_of
from coursebook.grading.files import Course
from coursebook.grading.gradebook.database import SUBMITTED
from coursebook.grading.gradebook.record import GRADED
from coursebook.grading.gradebook.stored import records

_WHERE = (
    f"FROM {SUBMITTED} CROSS JOIN base_cell b ON b.notebook_id = n.notebook_id JOIN assignment a ON a.id = s.assignment_id "
    "WHERE a.name = :assignment AND s.student_id = :student AND b.name = :cell"
)
_NOTEBOOK = "SELECT id FROM notebook WHERE name = :assignment"


def mark_written(course: Course, exercise: Exercise) -> int:
    """Mark every written answer that waits, the better the more skilled its student is; returns how many."""
    waiting = [
        (record["student"], task.id, task.points)
        for record in records(course)
        if record["status"] == GRADED
        for task, one in zip(exercise.tasks, record["tasks"])
        if not one["is_blank"]
    ]
    with sqlite3.connect(course.gradebook) as database:
        for student, cell, points in waiting:
            chance = random.Random(f"essay:{student}:{cell}")
            share = min(1.0, max(0.0, skill_of(student) + chance.gauss(-0.05, 0.18)))
            _enter(database, course, student, cell, float(round(share * points)))
    return len(waiting)


def appeals(course: Course) -> Iterator[tuple[str, str, float]]:
    """Student, cell and points of the tests on which an appeal could be made: other data, no points, an answer."""
    for record in records(course):
        for question in record["questions"]:
            for test in question["tests"]:
                if test["is_hidden"] and test["earned"] == 0 and question["earned"] and not question["is_blank"]:
                    yield record["student"], test["id"], float(test["points"])


def correct(course: Course, student: str, cell: str, points: float) -> None:
    """Enter the points that an appeal has won."""
    with sqlite3.connect(course.gradebook) as database:
        _enter(database, course, student, cell, points)


def _enter(database: sqlite3.Connection, course: Course, student: str, cell: str, points: float) -> None:
    named = {"assignment": course.assignment, "student": student, "cell": cell}
    (notebook,) = database.execute(_NOTEBOOK, named).fetchone()
    update = "UPDATE grade SET manual_score = :points, needs_manual_grade = 0 WHERE (cell_id, notebook_id) IN"
    database.execute(f"{update} (SELECT b.id, n.id {_WHERE})", named | {"points": points, "notebook": notebook})
