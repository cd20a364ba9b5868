"""``coursebook grade``: a class from notebooks to gradebook, feedback pages and report."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from coursebook import arguments
from coursebook.grading import errors
from coursebook.grading.course import course_options
from coursebook.grading.errors import GradingError
from coursebook.grading.reports.terminal import few, harmless, say, say_penalties


def add(groups: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    codes = "\n".join(f"  {code:3}  {meaning}" for code, meaning in errors.MEANINGS.items())
    grade = groups.add_parser(
        "grade",
        help="grade the notebooks of a class",
        epilog=f"exit codes:\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    grade.add_argument("submissions", nargs="*", type=Path, help="folders, zip archives or notebooks")
    grade.add_argument("--assignment", help="the exercise set")
    grade.add_argument("--release", type=Path, help="folder that 'coursebook release' wrote (else looked for here)")
    grade.add_argument("--key-file", type=Path, help="the key the release was made with")
    grade.add_argument("--roster", type=Path, help="CSV of the class, as Canvas, Moodle, Blackboard or Gradescope export it")
    grade.add_argument("--out", type=Path, default=Path("grades"), help="course folder for the results (default grades)")
    grade.add_argument("--only", type=arguments.names, default=(), help="student ids, with commas between")
    grade.add_argument("--unlisted", choices=("refuse", "list"), default="refuse", help="notebooks of nobody on the roster")
    grade.add_argument("--regrade", action="store_true", help="run again what has a mark; marks by hand stay")
    grade.add_argument("--dry-run", action="store_true", help="say what would be done and touch nothing")
    grade.add_argument("--no-pictures", action="store_true", help="keep no charts: faster")
    grade.add_argument("--workers", type=_count, default=os.cpu_count() or 1, help="processes (default: all cores)")
    grade.add_argument("--scheduler", default="", help="address of a Dask scheduler, tcp://host:8786")
    grade.add_argument("--allow-weaker", action="store_true", help="run where isolation is incomplete; trusted work only")
    grade.add_argument("--doctor", action="store_true", help="say what this machine offers, and end")
    course_options.add(grade)


def run(options: argparse.Namespace) -> int:
    """Run the command; returns one of the codes of :mod:`coursebook.grading.errors`."""
    if options.doctor:
        return _doctor()
    try:
        if not options.submissions or not options.assignment:
            wrong, fix = "Submissions and --assignment are needed.", "coursebook grade FOLDER --assignment NAME"
            raise GradingError(errors.WRONG_USE, "coursebook grade", wrong, fix)
        return _grade(options)
    except KeyboardInterrupt:
        print("Stopped. What is graded stays graded; the same command goes on from here.", file=sys.stderr)
        return errors.INTERRUPTED


def _grade(options: argparse.Namespace) -> int:
    from coursebook.grading.course import course_file
    from coursebook.grading.processes import forked

    if not options.dry_run and not options.scheduler:
        forked.start()  # in the background, while this process imports and reads what was handed in
    from coursebook.grading.files import only_run
    from coursebook.grading.pipeline import Run
    from coursebook.grading.reports.report import write_report
    from coursebook.grading.setup import Options, open_gradebook, prepare

    prepared = prepare(Options.typed(options))
    if options.dry_run:
        open_gradebook(prepared.exercise, prepared.settings, prepared.course, dry=True).close()
        if prepared.is_file_new:
            print(f"The options would be written into {prepared.file.path}.")
        return _say_plan(prepared, options.regrade)
    handed = list(prepared.intake.handed.values())
    lost = _gradebook_lost(prepared.course)
    with marking(options, prepared.settings, len(handed)) as mark_all, only_run(prepared.course.root):
        gradebook = open_gradebook(prepared.exercise, prepared.settings, prepared.course, prepared.people.values())
        try:
            if prepared.is_file_new:
                course_file.write(prepared.file)
                course_options.say_changes(prepared.text_before, prepared.file)
            rules = prepared.rules
            run = Run(prepared.exercise, prepared.settings, prepared.course, gradebook, prepared.people, rules)
            with _progress(len(handed)) as (on_progress, on_long):
                counts = run.go(handed, partial(mark_all, on_long=on_long), options.regrade, on_progress)
            nobodys = [*prepared.intake.strangers, *prepared.intake.notes]
            notes = [*lost, *_notes(prepared, counts)]
            write_report(prepared.course, prepared.exercise, gradebook, notes, nobodys, rules)
        except sqlite3.Error as error:
            from coursebook.grading.gradebook.database import database_error

            raise database_error(error, prepared.course.gradebook) from None
        finally:
            gradebook.close()
    say(*lost)
    return _say_end(prepared, counts)


def _gradebook_lost(course) -> list[str]:
    """A note, if there are records of an earlier run and not its gradebook, in which people entered marks."""
    from coursebook.grading.gradebook.stored import recorded

    if (course.gradebook.is_file() and course.gradebook.stat().st_size) or not recorded(course):
        return []
    told = f"There was no gradebook in {course.root}, and a new one was begun: marks that people entered are not in it."
    return [f"{told} If there is a copy of the old one, put it in the place of {course.gradebook}, and grade again."]


@contextmanager
def marking(options: argparse.Namespace, settings, most: int) -> Iterator:
    """Yields what makes outcomes of submissions: workers of this machine, or the cluster whose scheduler was named."""
    from coursebook.grading import cluster, pool

    if options.scheduler:
        yield partial(cluster.mark_all, settings=settings, scheduler=options.scheduler)
    else:
        with pool.Workers(settings, min(options.workers, most)) as workers:
            yield partial(pool.mark_all, workers=workers)


def _say_plan(prepared, regrade: bool) -> int:
    from coursebook.grading.gradebook.stored import read_record
    from coursebook.grading.intake.submissions import submission_fingerprint

    fresh, known, unread = 0, 0, []
    for student, handed in prepared.intake.handed.items():
        submission = handed.submission()
        kept = read_record(prepared.course, student)
        is_known = kept and kept["fingerprint"] == submission_fingerprint(submission, prepared.settings)
        fresh, known = (fresh, known + 1) if is_known and not regrade else (fresh + 1, known)
        if submission.reason:
            unread.append(f"{student}: {submission.reason}")
    print(f"{fresh} to mark, {known} unchanged, into {prepared.course.root}. Nothing was touched.")
    for line in [*unread, *(f"{note.file}: {note.reason}" for note in prepared.intake.strangers)]:
        say(f"  {line}")
    return errors.DONE


def _notes(prepared, counts) -> list[str]:
    notes = []
    if prepared.released.version and prepared.released.version != prepared.exercise.version:
        notes.append(
            f"The exercise has changed since it was handed out (version {prepared.released.version} then, "
            f"{prepared.exercise.version} now); the marks are by the tests of now, for the points of then."
        )
    if prepared.added:
        notes.append(f"Not counted, since it was not handed out: {', '.join(prepared.added)}.")
    notes += _without(prepared)
    notes.append(f"The last run marked {counts.marked} in {counts.seconds:.1f} s; {counts.unchanged} were unchanged.")
    return notes


def _without(prepared) -> list[str]:
    """Who is on the roster, and not in the class, since nothing was released to them."""
    if not prepared.without:
        return []
    told = f"On the roster, but nothing was released to them ({len(prepared.without)}): {few(prepared.without)}"
    return [f"{told}. Release with this roster again."]


def _say_end(prepared, counts) -> int:
    course = prepared.course
    rate = f" ({60 * counts.marked / counts.seconds:.0f} a minute)" if counts.marked and counts.seconds else ""
    print(f"{counts.marked} marked in {counts.seconds:.1f} s{rate}, {counts.unchanged} unchanged.")
    if counts.not_graded:
        print(f"{len(counts.not_graded)} could not be graded and wait for a human:")
        for student, reason in counts.not_graded[:10]:
            say(f"  {student}: {reason}")
    say(*_without(prepared))
    say_penalties(counts.penalties)
    print(f"Report:    {course.report / 'index.html'}\nFeedback:  {course.pages}\nGradebook: {course.gradebook}")
    return errors.SOME_NOT_GRADED if counts.not_graded or prepared.intake.strangers else errors.DONE


def _doctor() -> int:
    from coursebook.grading.processes.doctor import doctor

    layers = doctor()
    for layer in layers:
        print(layer)
    return errors.DONE if all(layer.available for layer in layers) else errors.NOT_ISOLATED


@contextmanager
def _progress(total: int) -> Iterator:
    """A bar on the error stream; yields what moves it on by one, and what names the submissions that take long."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("graded", total=total)

        def on_long(long) -> None:
            more = f" and {len(long) - 3} more" if len(long) > 3 else ""
            names = harmless(", ".join(one.student for one in long[:3]))
            shown.update(task, description=f"graded, still running: {names}{more}" if names else "graded")

        yield lambda: shown.advance(task), on_long


def _count(text: str) -> int:
    return int(course_options.number(text, int, 1, 10_000))
