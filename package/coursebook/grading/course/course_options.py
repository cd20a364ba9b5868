"""Options of commands that the course file keeps, and what a command says when it has written them."""

from __future__ import annotations

import argparse
import difflib
from datetime import date
from pathlib import Path

KEPT = ("due", "grace", "late_penalty", "late_cap", "counts")


def add(command: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    group = command.add_argument_group("dates and lateness", "Written into course.toml in --out, and kept until changed.")
    group.add_argument("--due", type=moment, help="2027-01-15 (the end of that day) or 2027-01-15T12:00")
    group.add_argument("--timezone", default="", help="time zone of dates without an offset: Europe/Prague")
    group.add_argument("--grace", help="time after the due date that costs nothing: '15 min', '2 h'")
    group.add_argument("--late-penalty", type=_percent, help="per cent of the points earned off for each day begun")
    group.add_argument("--late-cap", type=_percent, help="per cent that lateness costs at most")
    group.add_argument(
        "--times", type=Path, help="the learning system's CSV with the time of each hand-in: believed before all else"
    )
    group.add_argument("--counts", choices=("last", "first"), help="which of several submissions counts")


def given(options: argparse.Namespace) -> dict[str, object]:
    """The values that were given, by key of the course file."""
    return {key: getattr(options, key) for key in KEPT if getattr(options, key, None) is not None}


def say_changes(before: str, file) -> None:
    """Print what of the course file is new or gone, as it stands there."""
    print(f"Written into {file.path}, and kept from now on:")
    for line in difflib.ndiff(before.splitlines(), file.text.splitlines()):
        if line.startswith(("+ ", "- ")) and line[2:].strip() and not line[2:].startswith("#"):
            print(f"  {line}")


def changed(file, options: argparse.Namespace, students: list[str] | None):
    """The course file with what ``marks extend`` or ``marks excuse`` says of a student; raises :class:`InputError`."""
    from coursebook.exercises.source import known_sets
    from coursebook.grading.course import course_file

    change: dict[tuple[str, ...], object]
    if options.act == "extend":
        change = {("extensions", options.student, options.assignment): options.until}
    else:
        change = {("excused", options.student): sorted({*file.excused(options.student), options.assignment})}
    return course_file.changed(file, change, known_sets(), students, "this change")


def moment(text: str) -> date:
    """A date or a moment, as an argument."""
    from coursebook.grading.course.course_values import typed_moment

    try:
        return typed_moment(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date. Fix: write 2026-11-28 or 2026-11-28T12:00.") from None


def number(text: str, kind: type, least: float, most: float) -> float:
    """A number within bounds, as an argument."""
    try:
        found = kind(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no number. Fix: write one in digits.") from None
    if not least <= found <= most:
        raise argparse.ArgumentTypeError(f"'{text}' is not from {least:g} to {most:g}. Fix: write one that is.")
    return found


def _percent(text: str) -> float:
    found = number(text, float, 0, 100)
    return int(found) if found.is_integer() else found
