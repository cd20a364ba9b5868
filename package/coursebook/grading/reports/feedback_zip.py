"""All feedback in one archive that a learning system gives back to its students, by the names that it gave their files.

Canvas finds the student and the hand-in by the numbers in a file's name and shows the file under the name of what was handed
in; so there it is a notebook. Moodle finds them by the name of a folder, and keeps the names of files in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from coursebook.exercises.release.passes import KERNEL
from coursebook.exercises.sets import Exercise
from coursebook.files import zipped
from coursebook.grading import errors
from coursebook.grading.errors import GradingError, Unreadable
from coursebook.grading.files import Course
from coursebook.grading.gradebook.stored import fresh_page, load_record, recorded
from coursebook.grading.gradebook.writer import Gradebook
from coursebook.grading.intake.layouts import CANVAS, MOODLE
from coursebook.grading.reports.feedback import in_words, page

# The archive in which a class was given stands before the place in it.
ARCHIVE = re.compile(r"^[^/]*\.zip: ", re.IGNORECASE)
FOLDER = re.compile(r".+?_assignsubmission_(?:file|onlinetext)(?=_|$)")
NOTEBOOK = ".ipynb"


def names(course: Course, system: str) -> tuple[dict[str, str], dict[str, str]]:
    """For each student the file in the archive, and for each of the others why there is none.

    Raises:
        GradingError: there is none for anybody.
    """
    found: dict[str, str] = {}
    missing: dict[str, str] = {}
    for student in recorded(course):
        try:
            place = load_record(course, student)["place"]
        except Unreadable as error:
            missing[student] = str(error)
            continue
        name, why = _FORMS[system](ARCHIVE.sub("", place), course.assignment)
        if name and name not in found.values():
            found[student] = name
        else:
            missing[student] = why or f"{place} is another student's too."
    if not found:
        first = next(iter(missing.items()), ("nobody", "nothing is graded."))
        wrong = f"No hand-in has a name that {system.title()} gives ({first[0]}: {first[1]})"
        fix = "grade the files as they were downloaded, without renaming, or name the other system with --to."
        raise GradingError(errors.NOTHING_TO_GRADE, f"--to {system}", wrong, fix)
    return found, missing


def pack(course: Course, exercise: Exercise, gradebook: Gradebook, found: Mapping[str, str]) -> bytes:
    """The archive of what ``found`` names."""
    entries = []
    for student, name in sorted(found.items()):
        is_notebook = name.endswith(NOTEBOOK)
        text = fresh_page(course, exercise, gradebook, load_record(course, student), in_words if is_notebook else page)
        entries.append((name, _notebook(text) if is_notebook else text))
    return zipped(entries)


def _canvas(place: str, assignment: str) -> tuple[str, str]:
    name = next((part for part in place.split("/") if CANVAS.fullmatch(part)), "")
    if not name:
        return "", f"{place} is no name that Canvas gives."
    if not name.endswith(NOTEBOOK):
        return "", f"{name} is no notebook, and Canvas would show the feedback under its name."
    return name, ""


def _moodle(place: str, assignment: str) -> tuple[str, str]:
    for part in place.split("/"):
        if (folder := FOLDER.match(part)) and MOODLE.fullmatch(part):
            return f"{folder[0]}_/{assignment}-feedback.html", ""
    return "", f"{place} is no name that Moodle gives."


_FORMS: dict[str, Callable[[str, str], tuple[str, str]]] = {"canvas": _canvas, "moodle": _moodle}


def _notebook(words: str) -> str:
    cell = {"cell_type": "markdown", "id": "feedback", "metadata": {}, "source": words}
    notebook = {"cells": [cell], "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
