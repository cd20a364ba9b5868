"""Everything that is looked at before a run touches anything: exercise, release, key, class, gradebook, folder."""

from __future__ import annotations

import argparse
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat

from coursebook import project
from coursebook.exercises.release import notebooks
from coursebook.exercises.sets import Exercise
from coursebook.exercises.source import known_sets
from coursebook.grading import errors
from coursebook.grading.course import course_file, course_options
from coursebook.grading.course.course_file import CourseFile
from coursebook.grading.course.lateness import FIRST, Rules
from coursebook.grading.errors import GradingError
from coursebook.grading.files import Course, cannot_write, write_whole
from coursebook.grading.gradebook.cell_rows import cell_rows
from coursebook.grading.gradebook.database import students_of
from coursebook.grading.gradebook.stored import recorded
from coursebook.grading.gradebook.writer import Gradebook
from coursebook.grading.intake.class_list import Person, Roster, read_roster, with_names
from coursebook.grading.intake.collect import Intake, check_release, take_in
from coursebook.grading.intake.released import Released, handed_out
from coursebook.grading.settings import Settings
from coursebook.grading.times_file import read_times

SECRET = ".secret"
OUT = Path("grades")  # never in the release's folder, which a new release replaces
CONFIG = """\
# The folder of a course for nbgrader; 'nbgrader formgrader' and the other commands read it.
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = {course!r}
try:  # nbgrader may run where coursebook is not installed
    from coursebook.grading.gradebook.nbgrader_late import CourseFilePenalty
except ImportError:
    pass
else:
    c.AssignLatePenalties.plugin_class = CourseFilePenalty
"""


@dataclass(frozen=True)
class Options:
    """What the command line says, by its names; ``terms`` are values for the assignment's part of the course file."""

    submissions: Sequence[Path]
    assignment: str
    release: Path | None = None
    out: Path = OUT
    roster: Path | None = None
    key_file: Path | None = None
    times: Path | None = None
    timezone: str = ""
    only: Sequence[str] = ()
    unlisted: str = "refuse"
    no_pictures: bool = False
    allow_weaker: bool = False
    dry_run: bool = False
    terms: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def typed(cls, options: argparse.Namespace, **more: Any) -> Options:
        """What a command has of them, and ``more``."""
        found: dict[str, Any] = {one.name: getattr(options, one.name) for one in fields(cls) if hasattr(options, one.name)}
        return cls(**{**found, "terms": course_options.given(options), **more})


@dataclass(frozen=True)
class Prepared:
    """What a run works with."""

    exercise: Exercise
    released: Released
    settings: Settings
    course: Course
    people: dict[str, Person]
    intake: Intake
    file: CourseFile
    rules: Rules
    text_before: str = ""
    added: tuple[str, ...] = ()  # questions and tasks of today that were not handed out
    without: tuple[str, ...] = ()  # students on the roster to whom nothing was released

    @property
    def is_file_new(self) -> bool:
        """Whether options of the command change the course file."""
        return self.file.text != self.text_before


def prepare(options: Options) -> Prepared:
    """Look at everything and write nothing; raises :class:`GradingError` for what stands in the way."""
    answered = handed_out(options.assignment, options.release, options.key_file)
    exercise, released = answered.exercise, answered.released
    root = options.out
    _check_writable(root)
    _check_outside(root, options.submissions)
    people = listed = {person.id: person for person in (read_roster(options.roster) if options.roster else ())}
    if released.variants:
        people = {person.id: person for person in with_names(released.variants, people)}
    roster = Roster(people.values(), is_open=not people)
    course = Course(root, options.assignment)
    _check_class(course, released)
    # The course file may name who has left, and who has no part in this assignment.
    known = {*people, *listed, *students_of(course.gradebook)} if people else None
    before = course_file.read(root, known_sets(), known)
    file = _with_options(before, options, known, read_times(options.times, roster) if options.times else {})
    rules = file.rules(options.assignment)
    ours = [root, *([options.release] if options.release else [])]  # a class may be given as "."
    intake = take_in(options.submissions, answered.asked(rules.counts == FIRST), roster, released.students, ours)
    check_release(intake, options.assignment, released.version or exercise.version)
    # Without a roster nobody is missing from it: a name that can be no id is listed, and the others are graded.
    if intake.strangers and people and options.unlisted == "refuse":
        _refuse_strangers(intake, bool(options.roster))
    if options.only:
        _keep_only(intake, options.only)
    secret = answered.key or _secret(root, options.dry_run)
    settings = answered.settings(secret, not options.no_pictures, options.allow_weaker)
    added = _added(answered.today, exercise) if answered.given else ()
    without = tuple(sorted(listed.keys() - people.keys()))
    return Prepared(exercise, released, settings, course, people, intake, file, rules, before.text, added, without)


def _added(today: Exercise, given: Exercise) -> tuple[str, ...]:
    left = {one.id for one in (*given.questions, *given.tasks)}
    return tuple(one.id for one in (*today.questions, *today.tasks) if one.id not in left)


def _with_options(file: CourseFile, options: Options, known: Iterable[str] | None, times: Mapping[str, datetime]) -> CourseFile:
    """The course file with the options of the command; with ``--only`` a due date is an extension for those named."""
    changes: dict[tuple[str, ...], object] = {("timezone",): options.timezone} if options.timezone else {}
    terms = dict(options.terms)
    if options.only and "due" in terms:
        due = terms.pop("due")
        if file.rules(options.assignment).due is None:
            wrong = "With --only it is an extension, and there is no due date yet."
            raise GradingError(errors.WRONG_USE, "--due", wrong, "give --due for the whole class first.")
        if course_file.moment(file, due) != file.rules(options.assignment).due:
            changes |= {("extensions", student, options.assignment): due for student in options.only}
    changes |= {("handed_in", student, options.assignment): moment for student, moment in sorted(times.items())}
    changes |= {("assignments", options.assignment, key): value for key, value in terms.items()}
    return course_file.changed(file, changes, known_sets(), known) if changes else file


def open_gradebook(
    exercise: Exercise, settings: Settings, course: Course, roster: Iterable[Person] = (), dry: bool = False
) -> Gradebook:
    """The gradebook, and around it what makes the folder a course of nbgrader."""
    name = settings.course or project.current().settings.book.slug
    gradebook = Gradebook(course.gradebook, name, settings.assignment, dry)
    if dry:
        return gradebook
    variant = exercise.variant()
    master, student = notebooks.master(exercise, variant), notebooks.student(exercise, variant)
    gradebook.prepare(cell_rows(master, student), student.metadata.get("kernelspec", {}), roster)
    source = course.root / "source" / settings.assignment / f"{settings.assignment}.ipynb"
    if not source.exists():
        write_whole(source, nbformat.writes(master) + "\n")
    config = course.root / "nbgrader_config.py"
    if not config.exists():
        write_whole(config, CONFIG.format(course=name))
    return gradebook


def _secret(root: Path, dry: bool) -> bytes:
    """Seeds the hidden inputs where there is no key: drawn once for a course, so that a second run gives the same marks."""
    path = root / SECRET
    with suppress(OSError):
        return path.read_bytes()
    drawn = secrets.token_hex(32).encode()
    if not dry:
        write_whole(path, drawn)
        with suppress(OSError):
            path.chmod(0o600)
    return drawn


def _check_writable(root: Path) -> None:
    place = root
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise cannot_write(root, PermissionError(13, "permission denied"))


def _check_outside(root: Path, submissions: Iterable[Path]) -> None:
    for path in submissions:
        if root.resolve() == path.resolve():
            wrong = f"The results would lie among the hand-ins in {path}."
            raise GradingError(errors.WRONG_USE, "--out", wrong, f"name a folder of their own, such as {path / 'grades'}.")


def _check_class(course: Course, released: Released) -> None:
    """Marks of one class are not mixed with those of another, such as last term's."""
    if not released.variants:
        return
    graded = recorded(course)
    others = [student for student in graded if student not in released.variants]
    if len(others) > len(graded) / 2:
        wrong = f"{len(others)} of the {len(graded)} students graded in {course.records} are not in this release."
        fix = "name the release of that class; or, for another class or term, another folder with --out."
        raise GradingError(errors.ANOTHER_RELEASE, str(released.folder), wrong, fix)


def _refuse_strangers(intake: Intake, has_roster: bool) -> None:
    names = [f"{note.file} ({note.reason})" for note in intake.strangers]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    wrong = f"It is not known whose these files are: {', '.join(names[:5])}{more}."
    fix = "add them to the roster and release to them, correct the names, or list them for a human with --unlisted list."
    fix = fix if has_roster else f"name the class with --roster, since without it the ids alone are known; or {fix}"
    raise GradingError(errors.NOT_ON_THE_ROSTER, "submissions", wrong, fix)


def _keep_only(intake: Intake, only: Sequence[str]) -> None:
    missing = [student for student in only if student not in intake.handed]
    if missing:
        wrong = f"Nothing was handed in by {', '.join(missing)}."
        raise GradingError(errors.NOTHING_TO_GRADE, "--only", wrong, "give student ids as the roster has them.")
    intake.handed = {student: intake.handed[student] for student in only}
