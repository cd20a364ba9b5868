"""``coursebook deliver`` and what delivery adds to ``coursebook verify`` and ``coursebook release``."""

from __future__ import annotations

import argparse
from pathlib import Path

from coursebook.delivery.gradescope import command as gradescope
from coursebook.delivery.links import command as links
from coursebook.grading.course.systems import SYSTEMS

# What is heavy is imported where it is used: this module is read for every command.

PACKAGES = {"scorm12": "SCORM 1.2", "scorm2004": "SCORM 2004"}
CSV_FILES = ("rubrics", "outcomes")
USES = ("practice", "graded", "written")


def add(groups: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    deliver = groups.add_parser(
        "deliver",
        help="write the bank's questions and written tasks for a learning system",
        epilog="examples:\n  coursebook deliver canvas --out term.zip\n  coursebook deliver moodle --out term.xml\n  coursebook deliver cartridge --out term.imscc\n  coursebook deliver table",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    targets = deliver.add_subparsers(dest="target", required=True, metavar="TARGET")
    for target, system in SYSTEMS.items():
        about = f"a file that {system} imports, and a certificate of what it cannot hold (.losses.csv)"
        one = targets.add_parser(target, help=about)
        _add_choice(one, "file", "without it all")
        one.add_argument("--draw", action="store_true", help="each student draws one of the graded questions of an outcome")
        one.add_argument(
            "--course",
            "--course-file",
            type=Path,
            help="the course file, or its folder: the items chosen there, with their due dates",
        )
    for target, standard in PACKAGES.items():
        about = f"a package ({standard}) of a chapter's practice questions, which reports score and completion"
        one = targets.add_parser(target, help=about)
        one.add_argument("sets", nargs=1, metavar="CHAPTER", help="the chapter, by the name of its set")
        one.add_argument("--out", type=Path, required=True, help="the file to write (.zip)")
        one.set_defaults(uses=["practice"], course=None, draw=False)
    for what in CSV_FILES:
        _add_choice(targets.add_parser(what, help=f"the {what} as the CSV file that Canvas imports"), "file")
    exam = targets.add_parser("exam", help="a printed exam in parallel forms, and the key of each, as PDF")
    _add_choice(exam, "folder", "without it the graded ones")
    exam.add_argument("--forms", type=int, default=4, help="how many (default 4: A to D)")
    exam.add_argument(
        "--everything", action="store_true", help="all questions in each form, not one of each outcome and points"
    )
    gradescope.add(targets)
    links.add(targets)
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
        InputError: the bank is faulty, or a set is not known.
    """
    return {
        "table": _table,
        "exam": _exam,
        "rubrics": _csv_file,
        "outcomes": _csv_file,
        "anki": _anki,
        "gradescope": gradescope.run,
        "links": links.run,
    }.get(options.target, _deliver)(options)


def _deliver(options: argparse.Namespace) -> int:
    from coursebook.delivery import items, targets
    from coursebook.files import write_named

    writer = targets.WRITERS[options.target]
    uses = options.uses or items.USES
    listed = targets.of_course(options.course, uses, options.sets) if options.course else items.items(options.sets, uses)
    taken = [item for item in listed if targets.takes(options.target, item)]
    beside = options.out.with_name(f"{options.out.stem}.losses.csv")
    before = beside.read_text(encoding="utf-8") if beside.is_file() else ""
    rows = [(item.id, item.kind, targets.losses(options.target, item)) for item in listed]
    certificate = targets.certificate(options.target, rows, before)
    write_named({options.out: writer.write(taken, options.draw), beside: certificate})
    changed = sum(bool(writer.losses(item)) for item in taken)
    print(
        f"{len(taken)} of {len(listed)} items: {options.out}\n{changed} of them with something that {options.target} cannot hold: {beside}"
    )
    return 0


def _csv_file(options: argparse.Namespace) -> int:
    from coursebook.delivery import items, written
    from coursebook.files import write_named

    tasks = items.items(options.sets, ["written"])
    made = written.rubrics(tasks) if options.target == "rubrics" else written.learning_outcomes(options.sets)
    write_named({options.out: made})
    print(f"The {options.target}: {options.out}")
    return 0


def _exam(options: argparse.Namespace) -> int:
    from coursebook.delivery import exam, items
    from coursebook.files import write_all

    taken = [item for item in items.items(options.sets, options.uses or ["graded"]) if item.kind in exam.KINDS]
    made = exam.forms(taken, options.forms, options.everything)
    pages = {
        options.out / f"{name}-{form.letter}.pdf": exam.pdf(page(form))
        for form in made
        for name, page in (("exam", exam.paper), ("key", exam.key))
    }
    write_all(pages)
    print(f"{len(made)} forms of {len(made[0].asked)} questions and {made[0].points:g} points, and their keys: {options.out}")
    return 0


def _anki(options: argparse.Namespace) -> int:
    from coursebook.delivery import anki
    from coursebook.files import write_named

    listed = anki.cards()
    write_named({options.out: anki.deck(listed)})
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

        count = handout.write(options.out, roster.load(options.roster), options.zips)
        print(f"{count} archives, and {handout.MAIL} with the address of each student: {options.zips}")
    return 0


def check() -> int:
    """Print a fault for each item that is delivered nowhere; returns the exit code."""
    from coursebook.delivery import targets

    faults = targets.undelivered()
    for fault in faults:
        print(fault)
    return 1 if faults else 0
