"""``coursebook deliver``, ``coursebook marks export`` and what delivery adds to other commands."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from coursebook.delivery.gradescope import command as gradescope

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
        told = f"a file that {system} imports, and a certificate of what it cannot hold (.losses.csv)"
        one = targets.add_parser(target, help=told)
        _add_choice(one, "file", "without it all")
        one.add_argument("--draw", action="store_true", help="each student draws one of the graded questions of an outcome")
        one.add_argument(
            "--course",
            "--course-file",
            type=Path,
            help="the course file, or its folder: the items chosen there, with their due dates",
        )
    for what in CSV_FILES:
        _add_choice(targets.add_parser(what, help=f"the {what} as the CSV file that Canvas imports"), "file")
    exam = targets.add_parser("exam", help="a printed exam in parallel forms, and the key of each, as PDF")
    _add_choice(exam, "folder", "without it the graded ones")
    exam.add_argument("--forms", type=int, default=4, help="how many (default 4: A to D)")
    exam.add_argument(
        "--everything", action="store_true", help="all questions in each form, not one of each outcome and points"
    )
    gradescope.add(targets)
    anki = targets.add_parser("anki", help="an Anki deck of the book's words and of the claims that it tested")
    anki.add_argument("--out", type=Path, required=True, help="the file to write (.apkg)")
    targets.add_parser("table", help="print how each item of the bank arrives at each target; exit 1 if one arrives nowhere")


def _add_choice(parser: argparse.ArgumentParser, out: str, otherwise: str = "") -> None:
    """The options that choose items and say where to write them."""
    parser.add_argument("--out", type=Path, required=True, help=f"the {out} to write")
    parser.add_argument("--set", action="append", default=[], dest="sets", help="one set (may be given again); without it all")
    if otherwise:
        use = f"one kind of use (may be given again); {otherwise}"
        parser.add_argument("--use", action="append", default=[], dest="uses", choices=USES, help=use)


def run(options: argparse.Namespace) -> int:
    """Run the command; returns the exit code.

    Raises:
        EvidenceError: the bank is faulty, or a set is not known.
    """
    from coursebook.grading.errors import GradingError

    try:
        return {
            "table": _table,
            "exam": _exam,
            "rubrics": _csv_file,
            "outcomes": _csv_file,
            "anki": _anki,
            "gradescope": gradescope.run,
        }.get(options.target, _deliver)(options)
    except GradingError as error:
        print(error, file=sys.stderr)
        return error.code


def _deliver(options: argparse.Namespace) -> int:
    from coursebook.delivery import items, targets
    from coursebook.grading.files import write_whole

    writer = targets.WRITERS[options.target]
    uses = options.uses or items.USES
    listed = targets.of_course(options.course, uses, options.sets) if options.course else items.items(options.sets, uses)
    taken = [item for item in listed if item.kind in writer.KINDS]
    beside = options.out.with_name(f"{options.out.stem}.losses.csv")
    before = beside.read_text(encoding="utf-8") if beside.is_file() else ""
    rows = [(item.id, item.kind, targets.losses(options.target, item)) for item in listed]
    certificate = targets.certificate(options.target, rows, before)
    write_whole(options.out, writer.write(taken, options.draw))
    write_whole(beside, certificate)
    changed = sum(bool(writer.losses(item)) for item in taken)
    print(
        f"{len(taken)} of {len(listed)} items: {options.out}\n{changed} of them with something that {options.target} cannot hold: {beside}"
    )
    return 0


def _csv_file(options: argparse.Namespace) -> int:
    from coursebook.delivery import items, written
    from coursebook.grading.files import write_whole

    tasks = items.items(options.sets, ["written"])
    write_whole(options.out, written.rubrics(tasks) if options.target == "rubrics" else written.learning_outcomes(options.sets))
    print(f"The {options.target}: {options.out}")
    return 0


def _exam(options: argparse.Namespace) -> int:
    from coursebook.delivery import exam, items
    from coursebook.grading.files import write_whole

    made = exam.forms(items.items(options.sets, options.uses or ["graded"]), options.forms, options.everything)
    pages = {
        f"{name}-{form.letter}.pdf": exam.pdf(page(form))
        for form in made
        for name, page in (("exam", exam.paper), ("key", exam.key))
    }
    for name, content in pages.items():
        write_whole(options.out / name, content)
    print(f"{len(made)} forms of {len(made[0].asked)} questions and {made[0].points:g} points, and their keys: {options.out}")
    return 0


def _anki(options: argparse.Namespace) -> int:
    from coursebook.delivery import anki
    from coursebook.grading.files import write_whole

    listed = anki.cards()
    write_whole(options.out, anki.deck(listed))
    print(f"{len(listed)} cards: {options.out}")
    return 0


def _table(options: argparse.Namespace) -> int:
    from coursebook.delivery import targets

    names = [targets.NOTEBOOK, targets.PAGE, *targets.TAKERS]
    found = targets.table()
    rows = [["item", "kind", *names]] + [
        [id, kind, *(states[name] for name in names)] for (_, kind, id), states in found.items()
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(names) + 2)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    return check()


def follow(options: argparse.Namespace) -> int:
    """What delivery adds to ``coursebook verify questions`` and ``coursebook release … --zips``; returns the exit code."""
    if options.group == "verify":
        return check() if options.what in (None, "questions") else 0
    if options.zips:
        from coursebook.delivery import handout
        from coursebook.exercises.release import roster
        from coursebook.grading.errors import GradingError

        try:
            count = handout.write(options.out, roster.load(options.roster), options.zips)
        except GradingError as error:
            print(error, file=sys.stderr)
            return error.code
        print(f"{count} archives, and {handout.MAIL} with the address of each student: {options.zips}")
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
    export.add_argument(
        "--without", type=lambda text: text.split(","), default=[], metavar="IDS", help="students who may be missing in it"
    )
    export.add_argument("--zero", action="store_true", help="0 for who handed nothing in; without it their cells stay")


def export_marks(options: argparse.Namespace) -> int:
    """Run ``coursebook marks export``; returns one of the codes of :mod:`coursebook.grading.errors`."""
    from coursebook.faults import EvidenceError
    from coursebook.grading import errors
    from coursebook.grading.errors import GradingError

    try:
        return _export(options)
    except GradingError as error:
        print(error, file=sys.stderr)
        return error.code
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return errors.FAULTY


def _export(options: argparse.Namespace) -> int:
    from coursebook.delivery import gradebooks, spreadsheet
    from coursebook.faults import EvidenceError, Fault
    from coursebook.grading.files import write_whole
    from coursebook.grading.gradebook.course_folder import open_course, read_file
    from coursebook.grading.gradebook.total import marks_of
    from coursebook.grading.intake.class_list import with_names

    if not options.file.is_file() or options.file.stat().st_size > MOST_BYTES:
        wrong = f"It has over {MOST_BYTES:,} bytes." if options.file.is_file() else "There is no such file."
        raise EvidenceError(Fault(str(options.file), "", wrong, f"name the gradebook file that {options.to.title()} exports."))
    exercise, course, gradebook = open_course(options)
    marks = marks_of(course, gradebook, read_file(course, gradebook).rules(options.assignment))
    people = with_names(marks, {person.id: person for person in gradebook.roster()})
    points = sum(one.points for one in (*exercise.questions, *exercise.tasks))
    sheet = spreadsheet.read(options.file.read_bytes(), str(options.file))
    titles = (exercise.title, exercise.name)
    filled = gradebooks.fill(
        sheet, options.to, people, marks, points, titles, options.column, options.scale, options.without, options.zero
    )
    into = options.into or options.file.with_name(f"{options.file.stem}-marked{options.file.suffix}")
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
