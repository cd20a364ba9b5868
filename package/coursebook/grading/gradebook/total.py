"""The mark of the course: each assignment in per cent, weighted as the course file says, excused ones left out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from coursebook.grading.course.course_file import CourseFile
from coursebook.grading.course.lateness import Rules
from coursebook.grading.files import Course
from coursebook.grading.gradebook.stored import read_record, recorded
from coursebook.grading.gradebook.writer import Gradebook
from coursebook.grading.reports.feedback import totals

EXCUSED, NOTHING, WAITS = "excused", "handed nothing in", "waits"
Mark = float | str


def marks_of(course: Course, gradebook: Gradebook, rules: Rules) -> dict[str, Mark]:
    """For each student of an assignment the mark in per cent, or why there is none."""
    absent = {person.id: NOTHING for person in gradebook.roster()}
    found: dict[str, Mark] = absent | {student: _mark(course, gradebook, student) for student in recorded(course)}
    return found | {student: EXCUSED for student in rules.excused & found.keys()}


def _mark(course: Course, gradebook: Gradebook, student: str) -> Mark:
    record = read_record(course, student)
    mark = totals(record, gradebook.manual(student), gradebook.penalty(student)) if record else None
    if mark is None or mark["earned"] is None or mark["waiting"]:
        return WAITS
    return 100 * mark["earned"] / mark["points"]


def rows(marks: Mapping[str, Mapping[str, Mark]], file: CourseFile) -> list[list[str]]:
    """The table for a spreadsheet: a row for each student, a column for each assignment, and the total.

    The total is empty while something waits for a person. Whoever handed nothing in has 0 for it.
    """
    table = [["student", *(f"{name} (%)" for name in marks), "total (%)"]]
    for student in sorted(set().union(*marks.values())):
        own = [marks[name].get(student, EXCUSED if student in file.rules(name).excused else NOTHING) for name in marks]
        table.append(
            [student, *(mark if isinstance(mark, str) else f"{mark:.2f}" for mark in own), _total(own, list(marks), file)]
        )
    return table


def _total(own: list[Mark], names: list[str], file: CourseFile) -> str:
    if WAITS in own:
        return ""
    counted = [(file.rules(name).weight, 0.0 if mark == NOTHING else mark) for name, mark in zip(names, own) if mark != EXCUSED]
    weights = sum(weight for weight, _ in counted)
    return f"{sum(weight * mark for weight, mark in counted) / weights:.2f}" if weights else EXCUSED


def graded(root: Path, known: list[str]) -> list[str]:
    """The assignments that have records in a course folder."""
    return [name for name in known if recorded(Course(root, name))]
