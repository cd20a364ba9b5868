"""A course folder that was graded, opened for a command that runs nothing."""

from __future__ import annotations

import argparse

from coursebook.exercises.sets import Exercise
from coursebook.exercises.source import known_sets
from coursebook.grading import errors
from coursebook.grading.course import course_file
from coursebook.grading.course.course_file import CourseFile
from coursebook.grading.errors import GradingError
from coursebook.grading.files import Course
from coursebook.grading.gradebook.database import course_of, students_of
from coursebook.grading.gradebook.record import points_of
from coursebook.grading.gradebook.stored import records
from coursebook.grading.gradebook.writer import Gradebook
from coursebook.grading.intake.released import as_given, load_exercise


def open_course(options: argparse.Namespace) -> tuple[Exercise, Course, Gradebook]:
    """The exercise as it was handed out, the folder and its gradebook; raises :class:`GradingError`."""
    exercise, course = load_exercise(options.assignment), Course(options.out, options.assignment)
    if not course.gradebook.is_file():
        fix = "name the folder that 'coursebook grade' wrote with --out."
        raise GradingError(errors.GRADEBOOK, str(course.gradebook), "There is no gradebook.", fix)
    gradebook = Gradebook(course.gradebook, course_of(course.gradebook), options.assignment)
    gradebook.find()
    first = next(records(course), None)
    return as_given(exercise, points_of(first) if first else {}), course, gradebook


def read_file(course: Course, gradebook: Gradebook) -> CourseFile:
    """The course file, held to the students whom the gradebook knows; raises :class:`InputError`."""
    return course_file.read(course.root, known_sets(), students(course, gradebook))


def students(course: Course, gradebook: Gradebook) -> list[str] | None:
    """Whom the course file may name: everybody of any assignment; None if this one has no roster."""
    return students_of(course.gradebook) if gradebook.roster() else None
