"""``coursebook marks``: feedback again after a human has marked, a second marker, what the marks say and rest on."""

from __future__ import annotations

import argparse
import os
import sqlite3
from functools import partial
from pathlib import Path

from coursebook import arguments
from coursebook.csv_text import csv_text
from coursebook.grading import errors
from coursebook.grading.analysis import command as analysis
from coursebook.grading.course import course_options
from coursebook.grading.errors import GradingError
from coursebook.grading.reports.terminal import say, say_penalties

TAKE_FEEDBACK = ("canvas", "moodle")


def add(groups: argparse._SubParsersAction) -> argparse._SubParsersAction:
    """Add the commands to the command line; returns the acts, to which delivery adds its own."""
    marks = groups.add_parser("marks", help="feedback again, a second marker, what marks say and rest on")
    acts = marks.add_subparsers(dest="act", required=True, metavar="ACT")
    feedback = acts.add_parser("feedback", help="pages and report again, with what was marked in formgrader")
    feedback.add_argument("--to", choices=TAKE_FEEDBACK, help="also one archive of all feedback, as this system takes it back")
    feedback.add_argument("--into", type=Path, help="the archive to write (with --to; default feedback-SYSTEM.zip)")
    sheet = acts.add_parser("sheet", help="write a CSV sheet of written answers for a second marker")
    sheet.add_argument("file", type=Path, help="the CSV file to write")
    sheet.add_argument("--share", type=arguments.share, default=0.2, help="share of the answers, drawn at random (default 0.2)")
    second = acts.add_parser("agreement", help="compare a second marker's sheet with the marks in formgrader")
    second.add_argument("file", type=Path, help="the CSV file that the second marker filled in")
    explain = acts.add_parser("explain", help="say what one student's mark rests on")
    explain.add_argument("--page", type=Path, help="also write it for the student's eyes: one page (.html) to send or print")
    moved = acts.add_parser("changes", help="mark all again and say whose marks would move; writes nothing")
    moved.add_argument("--release", type=Path, help="folder that 'coursebook release' wrote (else looked for here)")
    moved.add_argument("--key-file", type=Path, help="the key the release was made with")
    moved.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: all cores)")
    extend = acts.add_parser("extend", help="give a student more time: written into course.toml, marks follow at once")
    excuse = acts.add_parser("excuse", help="excuse a student from an assignment: written into course.toml")
    for act in (explain, extend, excuse):
        act.add_argument("student", help="the id on the roster")
    extend.add_argument("until", type=course_options.moment, help="2026-12-05 (the end of that day) or 2026-12-05T12:00")
    total = acts.add_parser("total", help="write the mark of the course: all assignments graded so far, by their weights")
    for act in (feedback, sheet, second, explain, moved, extend, excuse, total, analysis.add(acts)):
        if act is not total:
            act.add_argument("--assignment", required=True, help="the exercise set")
        act.add_argument("--out", type=Path, default=Path("grades"), help="course folder (default grades)")
    return acts


def run(options: argparse.Namespace) -> int:
    """Run one of the commands; returns one of the codes of :mod:`coursebook.grading.errors`."""
    acts = {
        **dict.fromkeys(("feedback", "extend", "excuse"), _feedback),
        **dict.fromkeys(("sheet", "agreement"), _second),
        **dict.fromkeys(("items", "export"), analysis.run),
        "quiz": analysis.run_quiz,
        "explain": _explain,
        "changes": _changes,
        "total": _total,
    }
    try:
        return acts[options.act](options)
    except sqlite3.Error as error:
        from coursebook.grading.gradebook.database import database_error

        raise database_error(error, options.out / "gradebook.db") from None


def _feedback(options: argparse.Namespace) -> int:
    """Penalties, pages and report again, after the course file has been changed if that was asked for."""
    from coursebook.grading.course import course_file
    from coursebook.grading.errors import Unreadable
    from coursebook.grading.files import only_run, write_whole
    from coursebook.grading.gradebook.course_folder import open_course, read_file, students
    from coursebook.grading.gradebook.stored import fresh_page, load_record, recorded, settle
    from coursebook.grading.reports.report import write_report

    exercise, course, gradebook = open_course(options)
    pack = _archive(options, course) if options.act == "feedback" else None
    with only_run(course.root):
        before = file = read_file(course, gradebook)
        if options.act != "feedback":
            file = course_options.changed(before, options, students(course, gradebook))
        if file.text != before.text:
            course_file.write(file)
            course_options.say_changes(before.text, file)
        rules = file.rules(options.assignment)
        moved = settle(course, exercise, gradebook, rules)
        count, damaged = 0, {}
        for student in recorded(course):
            try:
                page = fresh_page(course, exercise, gradebook, load_record(course, student))
            except Unreadable as error:
                damaged[student] = f"{error} Fix: grade the submission again."
                continue
            write_whole(course.page(student), page)
            count += 1
        write_report(course, exercise, gradebook, rules=rules)
    say_penalties(moved)
    print(f"{count} pages in {course.pages}\nReport: {course.report / 'index.html'}")
    print("".join(f"{student}: {why}\n" for student, why in damaged.items()), end="")
    if pack:
        pack(exercise, gradebook, damaged)
    return errors.SOME_NOT_GRADED if damaged else errors.DONE


def _archive(options: argparse.Namespace, course):
    """What writes the archive of all pages when they are there; None if none is asked for."""
    if options.into and not options.to:
        raise GradingError(errors.WRONG_USE, "--into", "It names the archive for a system.", "say which with --to.")
    if not options.to:
        return None
    from coursebook.files import check_kind
    from coursebook.grading.files import write_whole
    from coursebook.grading.reports import feedback_zip

    found, missing = feedback_zip.names(course, options.to)
    into = options.into or Path(f"feedback-{options.to}.zip")

    def write(exercise, gradebook, damaged) -> None:
        whole = {student: name for student, name in found.items() if student not in damaged}
        archive = feedback_zip.pack(course, exercise, gradebook, whole)
        check_kind(into, archive)
        write_whole(into, archive)
        print(f"{len(whole)} of them as {options.to.title()} takes them back: {into}")
        say(*(f"  not in it: {student}: {why}" for student, why in sorted({**missing, **damaged}.items())))

    return write


def _changes(options: argparse.Namespace) -> int:
    from coursebook.grading.command import marking
    from coursebook.grading.gradebook.changes import changes, say
    from coursebook.grading.gradebook.course_folder import open_course
    from coursebook.grading.setup import Options, prepare

    _, course, gradebook = open_course(options)
    prepared = prepare(Options.typed(options, submissions=[course.root / "submitted"], dry_run=True))
    handed = list(prepared.intake.handed.values())
    options.scheduler = ""
    with marking(options, prepared.settings, len(handed)) as mark_all:
        moved = say(changes(course, gradebook, mark_all(one.submission() for one in handed)))
    print(f"{moved} of {len(handed)} marks would move. Nothing was written; 'coursebook grade' writes them.")
    return errors.DONE


def _total(options: argparse.Namespace) -> int:
    from coursebook.exercises.source import known_sets
    from coursebook.grading.files import write_whole
    from coursebook.grading.gradebook.course_folder import open_course, read_file
    from coursebook.grading.gradebook.total import NOTHING, graded, marks_of, rows
    from coursebook.grading.reports.terminal import few

    marks, file = {}, None
    for options.assignment in graded(options.out, sorted(known_sets())):
        _, course, gradebook = open_course(options)
        file = read_file(course, gradebook)
        marks[options.assignment] = marks_of(course, gradebook, file.rules(options.assignment))
        gradebook.close()
    if file is None:
        fix = "run 'coursebook grade' first."
        raise GradingError(errors.NOTHING_TO_GRADE, str(options.out), "Nothing is graded in it.", fix)
    table, path = rows(marks, file), options.out / "report" / "total.csv"
    write_whole(path, csv_text(table))
    print(f"{len(table) - 1} students in {path}")
    for place, name in enumerate(marks, start=1):
        if absent := [row[0] for row in table if row[place] == NOTHING]:
            say(f"  0 in {name}, since they handed nothing in ({len(absent)}): {few(absent)}")
    return errors.DONE


def _second(options: argparse.Namespace) -> int:
    from coursebook.grading.reports import agreement

    return agreement.sheet(options) if options.act == "sheet" else agreement.compare(options)


def _explain(options: argparse.Namespace) -> int:
    from coursebook.faults import nearest
    from coursebook.files import check_kind
    from coursebook.grading.errors import Unreadable
    from coursebook.grading.files import write_whole
    from coursebook.grading.gradebook.course_folder import open_course, read_file
    from coursebook.grading.gradebook.record import in_few_lines, points_in_words, tests_of
    from coursebook.grading.gradebook.stored import fresh_page, load_record, recorded
    from coursebook.grading.reports import basis
    from coursebook.grading.reports.feedback import page

    exercise, course, gradebook = open_course(options)
    if not course.record(options.student).exists():
        fix = nearest(options.student, recorded(course))
        raise GradingError(errors.NOTHING_TO_GRADE, options.student, "Nothing of this student is graded.", fix)
    try:
        record = load_record(course, options.student)
        manual = gradebook.manual(options.student)
        late = gradebook.late(options.student, read_file(course, gradebook).rules(options.assignment))
        if options.page:
            form = partial(page, basis=basis.of(record, manual, late))
            shown = fresh_page(course, exercise, gradebook, record, form)
            check_kind(options.page, shown)
            write_whole(options.page, shown)
    except Unreadable as error:
        raise GradingError(errors.SOME_NOT_GRADED, options.student, str(error), "grade the submission again.") from None
    made = record["made_with"]
    source = f" ({record['time']['source']})" if record["time"]["source"] else ""
    say(f"{record['student']}: {record['status']}, {record['place']}, handed in {record['handed_in']}{source}")
    if late.words:
        print(f"  late: {late.words}; {gradebook.penalty(options.student):g} points taken off. {late.doubt}".rstrip())
    if record["reason"]:
        say(f"  {record['reason']}")
    print(f"  exercise {made['exercise']}, handed out {made['handed_out']}, grader {made['grader']}, variant {made['variant']}")
    for test in tests_of(record):
        given = manual.get(test["id"])
        by_hand = f" (by hand: {given.score:g})" if given and given.score is not None else ""
        earned = points_in_words(test["earned"], "–")
        say(f"  {test['id']}: {earned} of {test['points']:g}{by_hand} {test['message']}".rstrip())
    for task in record["tasks"]:
        given = manual.get(task["id"])
        score = "not marked yet" if given is None or given.score is None else f"{given.score:g} by hand"
        print(f"  {task['id']}: {'0, blank' if task['is_blank'] else score}, of {task['points']:g}")
    for line in in_few_lines([*record["repairs"], *record["doubts"], *record["events"]]):
        say(f"  {line}")
    print(f"  isolation: {', '.join(made['layers']) or 'nothing ran'}")
    if options.page:
        print(f"For the student: {options.page}")
    return errors.DONE
