"""The course file: the plan of a term, due dates, lateness, extensions, excused students and weights, as TOML beside the gradebook.

It is the one home of these settings. Options of commands write it, and every command that writes marks reads it, so that
marks do not depend on which command was typed last. :mod:`coursebook.grading.course.course_check` says what it may hold.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from coursebook.faults import Fault, InputError
from coursebook.grading.course.course_check import ASSIGNMENTS, check
from coursebook.grading.course.course_values import TIMEZONE
from coursebook.grading.course.lateness import Rules
from coursebook.grading.course.term import Term
from coursebook.grading.files import write_whole

NAME = "course.toml"
HEADER = "# Dates, lateness and extensions of this course; coursebook reads it for every mark. See the instructor guide."


@dataclass(frozen=True)
class CourseFile:
    """A course file that was read and checked; ``text`` is empty where there is none."""

    path: Path
    text: str = ""
    assignments: Mapping[str, Rules] = field(default_factory=dict)
    term: Term = Term()

    def rules(self, assignment: str) -> Rules:
        """What it says about an assignment."""
        return self.assignments.get(assignment) or Rules()

    def excused(self, student: str) -> frozenset[str]:
        """The assignments that a student is excused from."""
        return frozenset(name for name, rules in self.assignments.items() if student in rules.excused)


def existing(path: Path, known: Iterable[str]) -> CourseFile:
    """As :func:`read_file`, of a file that must be there."""
    found = read_file(path, known)
    if not found.text:
        fix = "name a course file, or make one with 'coursebook course new'."
        raise InputError(Fault(str(found.path), "", "There is no course file.", fix))
    return found


def read(root: Path, known: Iterable[str], students: Iterable[str] | None = None) -> CourseFile:
    """Read the course file of a course folder; a missing one says nothing.

    Args:
        root: the course folder.
        known: names of all assignments.
        students: ids of the roster; None if the roster is not known, and then every id is taken.

    Raises:
        InputError: with one fault for each thing that is wrong in it.
    """
    return _read(root / NAME, known, students)


def read_file(path: Path, known: Iterable[str], students: Iterable[str] | None = None) -> CourseFile:
    """Read a course file of any name, as :func:`read`; of a folder, the one in it."""
    return _read(path / NAME if path.is_dir() else path, known, students)


def _read(path: Path, known: Iterable[str], students: Iterable[str] | None) -> CourseFile:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if "\0" in text:
            raise UnicodeDecodeError("utf-8", b"", 0, 1, "UTF-16 without a mark")
    except FileNotFoundError:
        return CourseFile(path)
    except UnicodeDecodeError:
        fix = "save it as UTF-8 (in Notepad: Save as, Encoding: UTF-8)."
        raise InputError(Fault(str(path), "", "It is not UTF-8.", fix)) from None
    except OSError as error:
        raise InputError(Fault(str(path), "", f"It cannot be read ({error.strerror}).", "make it readable.")) from None
    return CourseFile(path, text, *check(str(path), text, known, students))


def changed(
    file: CourseFile,
    changes: Mapping[tuple[str, ...], Any],
    known: Iterable[str],
    students: Iterable[str] | None = None,
    who: str = "the options of this command",
) -> CourseFile:
    """The course file with some values set; comments and order stay, and nothing is written yet.

    Args:
        file: what was read.
        changes: value by path, such as ``("assignments", "essay-1", "due")``.
        known, students: as for :func:`read`.
        who: what asks for the change, for messages.

    Raises:
        InputError: the file would have faults.
    """
    import tomlkit

    document = tomlkit.parse(file.text) if file.text else tomlkit.document().add(tomlkit.comment(HEADER[2:]))
    if file.text == "" and any(path[0] == TIMEZONE for path in changes):
        changes = dict(sorted(changes.items(), key=lambda one: one[0][0] != TIMEZONE))  # plain keys stand above tables
    for path, value in changes.items():
        try:
            _put(document, path, value)
        except ValueError:  # a table in braces takes no other
            wrong = f"{'.'.join(path)} cannot be added to a table in braces."
            fix = f"write the table with a heading of its own: [{'.'.join(path[:-1])}]."
            raise InputError(Fault(str(file.path), path[0], wrong, fix)) from None
    text = tomlkit.dumps(document)
    if text == file.text:
        return file
    return CourseFile(file.path, text, *check(f"{file.path}, with {who}", text, known, students))


def _put(document: Any, path: tuple[str, ...], value: Any) -> None:
    import tomlkit

    *tables, key = path
    table = document
    for depth, name in enumerate(tables):
        if name not in table:
            table[name] = tomlkit.table(is_super_table=depth + 1 < len(tables))
        table = table[name]
    # A date and the midnight at its beginning are equal for tomlkit.
    if key not in table or table[key] != value or isinstance(value, datetime) != isinstance(table[key], datetime):
        table[key] = value


def moment(file: CourseFile, typed: date) -> datetime | None:
    """The moment, in UTC, that a date means in this course."""
    zone = tomllib.loads(file.text).get(TIMEZONE) if file.text else None
    alone = {(TIMEZONE,): zone} if zone else {}
    return changed(CourseFile(file.path), alone | {(ASSIGNMENTS, "-", "due"): typed}, ["-"]).rules("-").due


def write(file: CourseFile) -> None:
    """Write a course file, whole or not at all; raises :class:`~coursebook.grading.errors.GradingError`."""
    write_whole(file.path, file.text)
