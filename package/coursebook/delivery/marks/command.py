"""``coursebook marks export``: marks into the file of a learning system."""

from __future__ import annotations

import argparse
from pathlib import Path

from coursebook import arguments
from coursebook.grading.analysis.command import ANONYMOUS

SYSTEMS = ("canvas", "moodle", "blackboard", "gradescope")
MOST_BYTES = 50_000_000


def add(acts: argparse._SubParsersAction) -> None:
    """Add the command to those of ``coursebook marks``."""
    export = acts.add_parser("export", help="fill in the marks in a gradebook file as your learning system exports it")
    export.add_argument("file", type=Path, nargs="?", help="the file that the system exported; it is not changed")
    export.add_argument("--to", choices=SYSTEMS, help="the system")
    export.add_argument("--anonymous", type=Path, metavar="FOLDER", help=f"instead of FILE and --to: {ANONYMOUS}")
    export.add_argument("--release", type=Path, help="with --anonymous: the release, to say what differed between variants")
    export.add_argument("--assignment", required=True, help="the exercise set")
    export.add_argument("--out", type=Path, default=Path("grades"), help="course folder (default grades)")
    export.add_argument("--into", type=Path, help="the file to write (default: FILE with -marked in its name)")
    export.add_argument("--column", default="", help="what our column is called, if not as the exercise set")
    export.add_argument("--scale", action="store_true", help="take marks in proportion where the column has other points")
    export.add_argument("--without", type=arguments.names, default=(), metavar="IDS", help="students who may be missing in it")
    export.add_argument("--zero", action="store_true", help="0 for who handed nothing in; without it their cells stay")


def is_asked(options: argparse.Namespace) -> bool:
    """Whether a command of ``coursebook marks`` fills in a file of a system."""
    return options.act == "export" and not options.anonymous


def run(options: argparse.Namespace) -> int:
    """Run ``coursebook marks export``; returns the exit code."""
    from coursebook.delivery.marks import gradebooks, replaced, spreadsheet
    from coursebook.faults import Fault, InputError, no_file
    from coursebook.grading import errors
    from coursebook.grading.errors import GradingError
    from coursebook.grading.files import write_whole
    from coursebook.grading.gradebook.course_folder import open_course, read_file
    from coursebook.grading.gradebook.total import marks_of
    from coursebook.grading.intake.class_list import with_names
    from coursebook.grading.reports.terminal import few

    if not (options.file and options.to):
        fix = "coursebook marks export FILE --to canvas --assignment NAME"
        raise GradingError(errors.WRONG_USE, "coursebook marks export", "FILE and --to are needed, or --anonymous.", fix)
    fix = f"name the gradebook file that {options.to.title()} exports."
    if not options.file.is_file():
        raise InputError(no_file(options.file, fix))
    if options.file.stat().st_size > MOST_BYTES:
        raise InputError(Fault(str(options.file), "", f"It has over {MOST_BYTES:,} bytes.", fix))
    into = options.into or options.file.with_name(f"{options.file.stem}-marked{options.file.suffix}")
    if into.exists() and into.samefile(options.file):
        raise GradingError(errors.WRONG_USE, "--into", f"{into} is the export itself.", "name another file to write.")
    exercise, course, gradebook = open_course(options)
    marks = marks_of(course, gradebook, read_file(course, gradebook).rules(options.assignment))
    people = with_names(marks, {person.id: person for person in gradebook.roster()})
    points = sum(one.points for one in (*exercise.questions, *exercise.tasks))
    sheet = spreadsheet.read(options.file.read_bytes(), str(options.file))
    titles = (exercise.title, exercise.name)
    filled = gradebooks.fill(
        sheet, options.to, people, marks, points, titles, options.column, options.scale, options.without, options.zero
    )
    replaced.check(into, options.file, filled.content, filled.column)
    write_whole(into, filled.content)
    print(f"{len(filled.written)} marks in the column '{filled.column}': {into}")
    print("Rounded to two decimals, halves up; the penalty for lateness is taken off, so let the system take none.")
    if not filled.states_points:
        print(f"  the file does not say how many points the column has; the marks are out of {points:g}")
    groups = {"found by name alone": filled.by_name, "had another mark before": filled.moved}
    groups |= {f"left as they were, {why}": students for why, students in filled.left.items()}
    for what, students in groups.items():
        if students:
            print(f"  {len(students)} {what}: {few(sorted(students))}")
    if filled.others:
        lines = few([str(line) for line in filled.others])
        print(f"  rows of nobody in this course: {len(filled.others)} (lines {lines})")
    return 0
