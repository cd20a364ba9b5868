"""``coursebook course``: a course file from a plan, its clashes, its syllabus, its calendar; and what is released of it."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path

from coursebook.faults import Fault, InputError, nearest, write_fault
from coursebook.grading.course.course_options import moment
from coursebook.grading.course.systems import SYSTEMS

# What is heavy is imported where it is used: this module is read for every command.


def add(groups: argparse._SubParsersAction) -> None:
    """Add the commands to the command line."""
    group = groups.add_parser("course", help="a whole term from one file: weeks, due dates, weights, syllabus, calendar")
    acts = group.add_subparsers(dest="act", required=True, metavar="ACT")
    new = acts.add_parser("new", help="write a course file from a teaching plan, with dates and comments")
    new.add_argument("--out", type=Path, required=True, help="the file to write, such as grades/course.toml")
    new.add_argument("--plan", required=True, help="one of the plans of exercises/plans.yml, such as four-weeks")
    new.add_argument("--start", type=moment, help="first meeting: 2027-02-01 or 2027-02-01T10:00 (default: next Monday)")
    new.add_argument("--timezone", default="UTC", help="time zone of all dates: Europe/Prague (default UTC)")
    new.add_argument("--title", help="the course's title (default: the book's, and the plan's)")
    new.add_argument("--term", help="the term, such as 2027-spring (default: year and month of the start)")
    new.add_argument("--system", choices=tuple(SYSTEMS), default="canvas", help="where quizzes go (default canvas)")
    check = acts.add_parser("check", help="list what does not fit together; exit 1 if anything")
    syllabus = acts.add_parser("syllabus", help="write the syllabus for students")
    calendar = acts.add_parser("calendar", help="write meetings and due dates for a calendar program (.ics)")
    for act in (check, syllabus, calendar):
        act.add_argument("file", type=Path, help="the course file")
    syllabus.add_argument("--out", type=Path, required=True, help="the file to write: .md, .docx or .pdf")
    calendar.add_argument("--out", type=Path, required=True, help="the file to write (.ics)")


def run(options: argparse.Namespace) -> int:
    """Run one of the commands; returns the exit code.

    Raises:
        InputError: the course file has faults, or a file cannot be written.
    """
    return {"new": _new, "check": _check, "syllabus": _syllabus, "calendar": _calendar}[options.act](options)


def choose(options: argparse.Namespace) -> None:
    """What a course file says of a release: course, term, items chosen and the analysis of a past class, where no option says it.

    Raises:
        InputError: the course file has faults, or it has no such assignment.
    """
    if not options.course_file:
        return
    file = _sound(options.course_file)
    if options.set not in file.assignments:
        wrong = f"There is no assignment '{options.set}' in this course."
        raise InputError(Fault(str(file.path), "assignments", wrong, nearest(options.set, file.assignments)))
    options.course = options.course or file.term.title
    options.term = options.term or file.term.term
    rules = file.rules(options.set)
    options.items = options.items or rules.items or ()
    options.learned = options.learned or (file.path.parent / rules.learned if rules.learned else None)


def _new(options: argparse.Namespace) -> int:
    from coursebook.course import new_file
    from coursebook.delivery.items import book_title
    from coursebook.exercises.plans import plans

    if options.out.is_dir():
        fix = f"name the file to write in it, such as {options.out / 'course.toml'}."
        raise InputError(Fault(str(options.out), "", "It is a folder.", fix))
    if options.out.exists():
        fix = "name another. What you said of dates, extensions and weights may stand in this one."
        raise InputError(Fault(str(options.out), "", "There is a file of this name.", fix))
    today = date.today()
    start = options.start or today + timedelta(days=7 - today.weekday())
    known = plans()
    title = options.title or f"{book_title()}: {known[options.plan].title.lower() if options.plan in known else ''}"
    term = options.term or f"{start:%Y-%m}"
    file = new_file.new(new_file.Options(options.plan, start, options.timezone, title, term, options.system), options.out)
    _write(options.out, file.text)
    print(f"{len(file.term.weeks)} weeks, {len(file.assignments)} assignments, {len(file.term.quizzes)} quizzes: {options.out}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from coursebook.course.clashes import Clashes

    found = Clashes(_read(options.file)).listed()
    for fault in found:
        print(fault)
    if not found:
        print(f"{options.file}: nothing to mend.")
    return 1 if found else 0


def _syllabus(options: argparse.Namespace) -> int:
    from coursebook.course.formats import WRITERS
    from coursebook.course.syllabus import syllabus

    if options.out.suffix not in WRITERS:
        fix = f"let it end with one of: {', '.join(WRITERS)}."
        raise InputError(Fault(str(options.out), "", "A syllabus cannot be written in this format.", fix))
    _write(options.out, WRITERS[options.out.suffix](syllabus(_sound(options.file))))
    print(f"The syllabus: {options.out}")
    return 0


def _calendar(options: argparse.Namespace) -> int:
    from coursebook.course.dates import calendar
    from coursebook.files import check_kind

    made, count = calendar(_sound(options.file))
    check_kind(options.out, made)
    _write(options.out, made)
    print(f"{count} dates: {options.out}")
    return 0


def _read(path: Path):
    from coursebook.exercises import source
    from coursebook.grading.course import course_file

    return course_file.existing(path, source.known_sets())


def _sound(path: Path):
    """A course file that names nothing unknown."""
    from coursebook.course.clashes import Clashes

    file = _read(path)
    if found := Clashes(file).unknown():
        raise InputError(*found)
    return file


def _write(path: Path, content: str | bytes) -> None:
    from coursebook.files import write_whole

    try:
        write_whole(path, content)
    except OSError as error:
        raise InputError(write_fault(path, error, "Nothing has changed.")) from None
