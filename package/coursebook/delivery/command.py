"""``coursebook deliver``, ``coursebook marks export`` and what delivery adds to other commands."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

# What is heavy is imported where it is used: this module is read for every command.

TARGETS = {"canvas": "Canvas", "moodle": "Moodle", "qti21": "Blackboard Ultra", "gift": "Moodle or another system"}
CSV_FILES = ("rubrics", "outcomes")
SYSTEMS = ("canvas", "moodle", "blackboard", "gradescope")
MOST_BYTES = 50_000_000
MOST_NAMED = 10
USES = ("practice", "graded", "written")


def add(groups: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    deliver = groups.add_parser(
        "deliver",
        help="write the bank's questions and written tasks for a learning system",
        epilog="examples:\n  coursebook deliver canvas --out term.zip\n  coursebook deliver moodle --out term.xml\n  coursebook deliver table",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    targets = deliver.add_subparsers(dest="target", required=True, metavar="TARGET")
    for target, system in TARGETS.items():
        one = targets.add_parser(target, help=f"a file that {system} imports, and a certificate (.losses.csv) of what it cannot hold")
        one.add_argument("--out", type=Path, required=True, help="the file to write")
        one.add_argument("--set", action="append", default=[], dest="sets", help="one set (may be given again); without it all")
        one.add_argument("--use", action="append", default=[], dest="uses", choices=USES, help="likewise")
        one.add_argument("--draw", action="store_true", help="each student draws one of the graded questions of an outcome")
        one.add_argument("--course", type=Path, help="a course folder: the assignments of its course.toml, with their due dates")
    for what in CSV_FILES:
        one = targets.add_parser(what, help=f"the {what} as the CSV file that Canvas imports")
        one.add_argument("--out", type=Path, required=True, help="the file to write")
        one.add_argument("--set", action="append", default=[], dest="sets", help="one set (may be given again); without it all")
    exam = targets.add_parser("exam", help="a printed exam in parallel forms, and the key of each, as PDF")
    exam.add_argument("--out", type=Path, required=True, help="the folder to write")
    exam.add_argument("--forms", type=int, default=4, help="how many (default 4: A to D)")
    exam.add_argument("--set", action="append", default=[], dest="sets", help="one set (may be given again); without it all")
    exam.add_argument("--use", action="append", default=[], dest="uses", choices=USES, help="likewise; without it the graded questions")
    exam.add_argument("--everything", action="store_true", help="all questions in each form, not one of each outcome and number of points")
    anki = targets.add_parser("anki", help="an Anki deck of the book's words and of the claims that it tested")
    anki.add_argument("--out", type=Path, required=True, help="the file to write (.apkg)")
    targets.add_parser("table", help="print how each item of the bank arrives at each target; exit 1 if one arrives nowhere")


def run(asked: argparse.Namespace) -> int:
    """Run the command; returns the exit code.

    Raises:
        EvidenceError: the bank is faulty, or a set is not known.
    """
    from coursebook.grading.errors import GradingError

    try:
        return {"table": _table, "exam": _exam, "rubrics": _csv_file, "outcomes": _csv_file, "anki": _anki}.get(asked.target, _deliver)(asked)
    except GradingError as error:
        print(error, file=sys.stderr)
        return error.code


def _deliver(asked: argparse.Namespace) -> int:
    from coursebook.delivery import items, targets
    from coursebook.grading.files import write_whole

    writer = targets.WRITERS[asked.target]
    due = _due(asked.course) if asked.course else {}
    listed = items.items(asked.sets or due, asked.uses or items.USES)
    listed = [replace(item, due=due.get(item.set)) for item in listed]
    taken = [item for item in listed if item.kind in writer.KINDS]
    beside = asked.out.with_name(f"{asked.out.stem}.losses.csv")
    before = beside.read_text(encoding="utf-8") if beside.is_file() else ""
    rows = [(item.id, item.kind, targets.losses(asked.target, item)) for item in listed]
    certificate = targets.certificate(asked.target, rows, before)
    write_whole(asked.out, writer.write(taken, asked.draw))
    write_whole(beside, certificate)
    changed = sum(bool(writer.losses(item)) for item in taken)
    print(f"{len(taken)} of {len(listed)} items: {asked.out}\n{changed} of them with something that {asked.target} cannot hold: {beside}")
    return 0


def _due(course: Path) -> dict[str, datetime | None]:
    """The assignments of a course file, and when each is due."""
    from coursebook.faults import EvidenceError, Fault
    from coursebook.exercises.source import known_sets
    from coursebook.grading.course import course_file

    found = course_file.read(course, known_sets())
    if not found.assignments:
        raise EvidenceError(Fault(str(found.path), "", "There is no assignment in it.", "name the folder of a course with its course.toml."))
    return {name: rules.due for name, rules in found.assignments.items()}


def _csv_file(asked: argparse.Namespace) -> int:
    from coursebook.delivery import items, written
    from coursebook.grading.files import write_whole

    tasks = items.items(asked.sets, ["written"])
    write_whole(asked.out, written.rubrics(tasks) if asked.target == "rubrics" else written.learning_outcomes(asked.sets))
    print(f"The {asked.target}: {asked.out}")
    return 0


def _exam(asked: argparse.Namespace) -> int:
    from coursebook.delivery import exam, items
    from coursebook.grading.files import write_whole

    made = exam.forms(items.items(asked.sets, asked.uses or ["graded"]), asked.forms, asked.everything)
    pages = {f"{name}-{form.letter}.pdf": exam.pdf(page(form)) for form in made for name, page in (("exam", exam.paper), ("key", exam.key))}
    for name, content in pages.items():
        write_whole(asked.out / name, content)
    print(f"{len(made)} forms of {len(made[0].asked)} questions and {made[0].points:g} points, and their keys: {asked.out}")
    return 0


def _anki(asked: argparse.Namespace) -> int:
    from coursebook.delivery import anki
    from coursebook.grading.files import write_whole

    listed = anki.cards()
    write_whole(asked.out, anki.deck(listed))
    print(f"{len(listed)} cards: {asked.out}")
    return 0


def _table(asked: argparse.Namespace) -> int:
    from coursebook.delivery import targets

    names = [targets.NOTEBOOK, *targets.TAKERS]
    found = targets.table()
    rows = [["item", "kind", *names]] + [[id, kind, *(states[name] for name in names)] for (_, kind, id), states in found.items()]
    widths = [max(len(row[place]) for row in rows) for place in range(len(names) + 2)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    return check()


def follow(asked: argparse.Namespace) -> int:
    """What delivery adds to ``coursebook verify questions`` and ``coursebook release … --zips``; returns the exit code."""
    if asked.group == "verify":
        return check() if asked.what in (None, "questions") else 0
    if asked.zips:
        from coursebook.delivery import handout
        from coursebook.exercises.release import roster
        from coursebook.grading.errors import GradingError

        try:
            count = handout.write(asked.out, roster.load(asked.roster), asked.zips)
        except GradingError as error:
            print(error, file=sys.stderr)
            return error.code
        print(f"{count} archives, and {handout.MAIL} with the address of each student: {asked.zips}")
    return 0


def check() -> int:
    """Print a fault for each item that is delivered nowhere; returns the exit code."""
    from coursebook.delivery import targets

    faults = targets.undelivered()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def add_to_marks(acts: argparse._SubParsersAction) -> None:
    """Add the command to those of ``coursebook marks``."""
    export = acts.add_parser("export", help="fill in the marks in a gradebook file as your learning system exports it")
    export.add_argument("file", type=Path, help="the file that the system exported; it is not changed")
    export.add_argument("--to", choices=SYSTEMS, required=True, help="the system")
    export.add_argument("--assignment", required=True, help="the exercise set")
    export.add_argument("--out", type=Path, default=Path("grades"), help="course folder (default grades)")
    export.add_argument("--into", type=Path, help="the file to write (default: FILE with -marked in its name)")
    export.add_argument("--column", default="", help="what our column is called, if not as the exercise set")
    export.add_argument("--scale", action="store_true", help="take marks in proportion where the column has other points")
    export.add_argument("--without", type=lambda text: text.split(","), default=[], metavar="IDS", help="students who may be missing in it")
    export.add_argument("--zero", action="store_true", help="0 for who handed nothing in; without it their cells stay")


def export_marks(asked: argparse.Namespace) -> int:
    """Run ``coursebook marks export``; returns one of the codes of :mod:`coursebook.grading.errors`."""
    from coursebook.faults import EvidenceError
    from coursebook.grading import errors
    from coursebook.grading.errors import GradingError

    try:
        return _export(asked)
    except GradingError as error:
        print(error, file=sys.stderr)
        return error.code
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return errors.FAULTY


def _export(asked: argparse.Namespace) -> int:
    from coursebook.delivery import gradebooks, spreadsheet
    from coursebook.faults import EvidenceError, Fault
    from coursebook.grading.files import write_whole
    from coursebook.grading.gradebook.course_folder import open_course, read_file
    from coursebook.grading.intake.class_list import with_names
    from coursebook.grading.gradebook.total import marks_of

    if not asked.file.is_file() or asked.file.stat().st_size > MOST_BYTES:
        wrong = f"It has over {MOST_BYTES:,} bytes." if asked.file.is_file() else "There is no such file."
        raise EvidenceError(Fault(str(asked.file), "", wrong, f"name the gradebook file that {asked.to.title()} exports."))
    exercise, course, gradebook = open_course(asked)
    marks = marks_of(course, gradebook, read_file(course, gradebook).rules(asked.assignment))
    people = with_names(marks, {person.id: person for person in gradebook.roster()})
    points = sum(one.points for one in (*exercise.questions, *exercise.tasks))
    sheet = spreadsheet.read(asked.file.read_bytes(), str(asked.file))
    titles = (exercise.title, exercise.name)
    filled = gradebooks.fill(
        sheet, asked.to, people, marks, points, titles, asked.column, asked.scale, asked.without, asked.zero
    )
    into = asked.into or asked.file.with_name(f"{asked.file.stem}-marked{asked.file.suffix}")
    write_whole(into, filled.content)
    print(f"{len(filled.written)} marks in the column '{filled.column}': {into}")
    print("Rounded to two decimals, halves up; the penalty for lateness is taken off, so let the system take none.")
    if not filled.states_points:
        print(f"  the file does not say how many points the column has; the marks are out of {points:g}")
    groups = {"found by name alone": filled.by_name, "had another mark before": filled.moved}
    groups |= {f"left as they were, {why}": students for why, students in filled.left.items()}
    for what, students in groups.items():
        if students:
            print(f"  {len(students)} {what}: {', '.join(sorted(students)[:MOST_NAMED])}{' …' * (len(students) > MOST_NAMED)}")
    if filled.others:
        print(f"  {filled.others} rows are of nobody in this course")
    return 0
