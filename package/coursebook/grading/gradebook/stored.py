"""What earlier runs left in the course folder: records and autograded notebooks, whole or damaged, and pages made of them."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator

from coursebook.exercises.sets import Exercise
from coursebook.grading.course.lateness import Rules
from coursebook.grading.errors import Unreadable
from coursebook.grading.files import Course, write_whole
from coursebook.grading.gradebook.record import Record, read_whole
from coursebook.grading.gradebook.writer import Gradebook
from coursebook.grading.reports.feedback import page


def fresh_page(course: Course, exercise: Exercise, gradebook: Gradebook, record: Record, form=page) -> str:
    """The feedback page, or another form of it, with what humans have entered in formgrader by now.

    Raises:
        Unreadable: the autograded notebook is damaged.
    """
    student = record["student"]
    shown, manual, penalty = read_notebook(course, student), gradebook.manual(student), gradebook.penalty(student)
    try:
        return form(record, shown, exercise, manual, penalty)
    except (LookupError, TypeError, AttributeError, ValueError):
        raise Unreadable("Its autograded notebook is damaged.") from None


def settle(course: Course, exercise: Exercise, gradebook: Gradebook, rules: Rules) -> list[str]:
    """Bring every penalty to what the course file says; whose mark moves gets a new page, and is returned."""
    # The page goes first: a command that is cut off leaves none rather than one with another mark.
    moved = gradebook.settle(rules, lambda student: course.page(student).unlink(missing_ok=True))
    for student in moved:
        record = read_record(course, student)
        with contextlib.suppress(Unreadable):  # the report lists it
            if record:
                write_whole(course.page(student), fresh_page(course, exercise, gradebook, record))
    return moved


def read_notebook(course: Course, student: str) -> Record:
    """A student's autograded notebook; raises :class:`Unreadable`."""
    try:
        shown = json.loads(course.notebook("autograded", student).read_text(encoding="utf-8"))
        if isinstance(shown["cells"], list):
            return shown
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        pass
    raise Unreadable("Its autograded notebook is missing or damaged.")


def load_record(course: Course, student: str) -> Record:
    """The record of a student that belongs to its notebook; raises :class:`Unreadable`."""
    try:
        text = course.record(student).read_text(encoding="utf-8")
        with course.notebook("autograded", student).open("rb") as notebook:
            notebook.seek(-min(16, notebook.seek(0, os.SEEK_END)), os.SEEK_END)
            is_cut = not notebook.read().rstrip().endswith(b"}")
    except (OSError, ValueError):
        raise Unreadable("Its record or its autograded notebook is missing or cannot be read.") from None
    if is_cut:
        raise Unreadable("Its autograded notebook is cut short.")
    return read_whole(text, student)


def read_record(course: Course, student: str) -> Record | None:
    """The record of a student, or None if there is none that can be used."""
    try:
        return load_record(course, student)
    except Unreadable:
        return None


def records(course: Course) -> Iterator[Record]:
    """All records of the assignment that can be used, by student id."""
    for student in recorded(course):
        record = read_record(course, student)
        if record is not None:
            yield record


def recorded(course: Course) -> list[str]:
    """The ids of all students who have a record, whole or not, or a graded notebook whose record was lost."""
    notebooks = (course.root / "autograded").glob(f"*/{course.assignment}/{course.assignment}.ipynb")
    return sorted({path.stem for path in course.records.glob("*.json")} | {path.parts[-3] for path in notebooks})
