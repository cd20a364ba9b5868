"""The commands of the exercises: ``coursebook verify`` and ``coursebook release``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from coursebook import arguments

# What is heavy is imported where it is used: this module is read for every command.
if TYPE_CHECKING:
    from coursebook.exercises.sets import Exercise
    from coursebook.exercises.verify.certificate import Certificate

STUDENTS = 200
MOST_STUDENTS = 100_000


def add(groups: argparse._SubParsersAction) -> None:
    """Add the commands to the command line."""
    verify = groups.add_parser(
        "verify", help="test the exercises: the bank's questions (quick), their variants, and their tests"
    )
    verify.add_argument(
        "what", nargs="?", choices=("questions", "variants", "tests"), help="one of these; without it everything"
    )
    verify.add_argument("set", nargs="?", help="one set; without it all")
    verify.add_argument("--question", default="", help="one question of the set (tests)")
    verify.add_argument("--students", type=_count, default=STUDENTS, help="students to draw for (variants)")

    release = groups.add_parser(
        "release",
        help="write a set's notebooks for students, nbgrader and the instructor",
        epilog="example:\n  coursebook release NAME --out release --roster roster.csv --key-file key",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    release.add_argument("set", help="the exercise set, by the name of its folder")
    release.add_argument("--out", type=Path, required=True, help="the folder to write")
    release.add_argument("--roster", type=Path, help="CSV as your system exports it: each student gets an own variant")
    release.add_argument(
        "--key-file", type=Path, help="the secret that variants are drawn from (with --roster); made if there is none"
    )
    release.add_argument(
        "--course-file", type=Path, help="the course file: its title, its term, and the questions chosen of the set"
    )
    release.add_argument(
        "--items", type=arguments.names, default=(), metavar="IDS", help="questions of the set, with commas between"
    )
    release.add_argument(
        "--learned",
        type=Path,
        metavar="TABLE",
        help="variants.csv of a past class (coursebook marks items): draws that were harder or easier are left out (with --roster)",
    )
    release.add_argument("--course", default="", help="the course's name, part of what variants are drawn from")
    release.add_argument("--term", default="", help="the term, likewise")
    release.add_argument(
        "--zips", type=Path, help="a folder for one archive a student and a table for a mail merge (with --roster)"
    )
    release.add_argument(
        "--replace",
        type=arguments.names,
        default=(),
        metavar="IDS",
        help="students whose folder is written anew, with commas between, or 'all'; without it what stands is never changed",
    )


def run(options: argparse.Namespace) -> int:
    """Run one of the commands; returns the exit code.

    Raises:
        InputError: a set has a fault.
    """
    from coursebook.exercises import sets, source

    if options.group == "release":
        return _release(options)
    exercises = [sets.exercise(name) for name in ([options.set] if options.set else source.known_sets())]
    sound = True
    if options.what in (None, "questions"):
        sound &= _counts()
    if options.what in (None, "variants"):
        sound &= _variants(exercises, options.students)
    if options.what in (None, "tests"):
        sound &= _tests(exercises, options.question)
    return 0 if sound else 1


def _release(options: argparse.Namespace) -> int:
    from coursebook.exercises import sets
    from coursebook.exercises.release import course_folder, course_key, existing, roster
    from coursebook.exercises.release.chosen import chosen
    from coursebook.faults import Fault, InputError

    exercise = chosen(sets.exercise(options.set), options.items)
    if options.zips and not options.roster:
        raise InputError(Fault("--zips", "", "Archives are made for the students of a roster.", "name it with --roster."))
    if options.roster and not options.key_file:
        fix = "name a file with --key-file; if there is none of this name, it is made."
        raise InputError(Fault("--roster", "", "Variants of students are drawn from a secret.", fix))
    if not options.roster:
        course_folder.write(exercise, options.out, course=options.course, term=options.term, replace=options.replace)
        print(f"{exercise.title}, version {exercise.version}, for the common variant: {options.out}")
        return 0
    if options.learned:
        from coursebook.exercises.balance.balancing import balanced

        exercise, said = balanced(exercise, options.learned)
        print("\n  ".join(said))
    listed = roster.load(options.roster)
    students = listed.students
    if options.key_file.resolve().is_relative_to(options.out.resolve()):
        said = "The key would lie in the folder that is handed out."
        raise InputError(Fault(str(options.key_file), "", said, "name a file outside of it."))
    # A release that stands was made with a key; another one cannot be added to it.
    is_first = existing.read(options.out) is None
    is_new = is_first and not options.key_file.exists()
    if is_first and not is_new:
        course_key.check_is_none_but_a_key(options.key_file)
    with course_key.new_key(options.key_file) if is_new else nullcontext(course_key.read_key(options.key_file)) as key:
        with progress("students", len(students)) as told:
            done = course_folder.write(
                exercise, options.out, students, key, options.course, options.term, told, options.replace
            )
    if is_new:
        print(f"Made the key file {options.key_file}. Keep it, and keep it to yourself: grading needs this very key.")
    print(f"{options.roster}: {listed}.")
    counts = {"added": done.added, "written anew": done.renewed, "left as they were": done.kept}
    told = ", ".join(f"{len(ids)} {what}" for what, ids in counts.items() if ids)
    print(f"{exercise.title}, version {exercise.version}, students: {told}: {options.out}")
    if gone := [one for one in done.kept if not (options.out / existing.STUDENTS / one).is_dir()]:
        print(f"  without a folder there ({len(gone)}); add --replace {','.join(gone)} to write it anew")
    return 0


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST_STUDENTS:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of students from 1 to {MOST_STUDENTS:,}. Fix: write one.")
    return int(text)


@contextmanager
def progress(what: str, total: int) -> Iterator:
    """A bar on the error stream; yields the function that moves it on by one."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=total)
        yield lambda: shown.advance(task)


def _counts() -> bool:
    from coursebook.exercises import counts

    print(f"{'questions, points, minutes':26}" + "".join(f"{kind:>16}" for kind in counts.KINDS))
    for name, kinds in counts.by_set().items():
        cells = ["{} {:g} {:g}".format(*kinds[kind]) if kind in kinds else "" for kind in counts.KINDS]
        print(f"{name:26}" + "".join(f"{cell:>16}" for cell in cells))
    print("; ".join(f"{count} {what}" for what, count in counts.counts().items()))
    fewest = min((kinds.total() for kinds in counts.by_outcome().values()), default=0)
    print(f"each learning outcome has {fewest} questions or more\n")
    lacking = counts.faults()
    for fault in lacking:
        print(fault)
    return not lacking


def _variants(exercises: list[Exercise], students: int) -> bool:
    from coursebook.exercises.verify import certificate

    with progress("variants", students * len(exercises)) as told:
        found = [certificate.certify(exercise, students, told) for exercise in exercises]
    for one in found:
        print(_certificate(one))
    return all(one.different == one.variants for one in found)


def _certificate(one: Certificate) -> str:
    lines = [f"{one.set}: {one.variants} variants, {one.different} different; {sum(one.rejected.values())} draws rejected"]
    lines += [f"  rejected {count}: {reason}" for reason, count in one.rejected.items()]
    lines.append(f"  {'question':22}{'least':>12}{'middle':>12}{'most':>12}  {'steps':7}{'margin':>8}  nearest wrong method")
    for spread in one.spreads:
        answers = "".join(
            f"{end:12,.5g}" if abs(end) < 1e5 else f"{end:12,.0f}" for end in (spread.least, spread.middle, spread.most)
        )
        steps = "-".join(map(str, sorted(set(spread.steps))))
        lines.append(f"  {spread.question:22}{answers}  {steps:7}{spread.margin:8.3g}  {spread.nearest}")
    return "\n".join(lines)


def _tests(exercises: list[Exercise], only: str) -> bool:
    from coursebook.exercises.verify import proof
    from coursebook.faults import Fault, InputError, nearest

    faults = [fault for exercise in exercises for fault in proof.inputs_missing(exercise)]
    known = [question for exercise in exercises for question in exercise.written]
    if only and only not in known:
        raise InputError(Fault("--question", "", f"There is no question '{only}'.", nearest(only, known)))
    with progress("tests", len(known)) as told:
        found = [one for exercise in exercises for one in proof.prove(exercise, only, told)]
    print(f"{'question':44}{'right':>7}{'wrong':>7}{'mutants':>9}{'refused':>9}  equivalent")
    for one in found:
        counts = f"{one.right}/{one.rights}", f"{one.wrong}/{one.wrongs}", f"{one.killed}/{one.mutants}"
        shown = "".join(f"{count:>{width}}" for count, width in zip(counts, (7, 7, 9)))
        print(f"{one.set + '/' + one.question:44}{shown}{one.share:9.1%}  {len(one.equivalent)}")
    for one in found:
        for change in one.survived:
            print(f"{one.set}/{one.question}: accepted mutant: {change}")
    faulty = [f"exercises/{one.set}, question '{one.question}': {fault}" for one in found for fault in one.faults]
    for fault in [*map(str, faults), *faulty]:
        print(fault)
    killed, made = sum(one.killed for one in found), sum(one.mutants for one in found)
    print(f"{len(found)} questions; {killed} of {made} mutants refused; {len(faulty) + len(faults)} faults")
    return not faulty and not faults
