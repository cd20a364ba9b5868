"""``coursebook marks items`` and ``quiz``: what the marks of a class say about its questions, and the same without names."""

from __future__ import annotations

import argparse
from pathlib import Path

from coursebook.grading import errors

ANONYMOUS = "a data set for research: random ids, no names, texts or times, with a codebook"


def add(acts: argparse._SubParsersAction) -> argparse.ArgumentParser:
    """Add the command to those of ``coursebook marks``; returns its parser."""
    items = acts.add_parser("items", help="item analysis: difficulty, discrimination, reliability, fairness of variants, Rasch")
    items.add_argument("--release", type=Path, help="folder that 'coursebook release' wrote (else looked for here)")
    items.add_argument("--into", type=Path, help="folder to write (default: items/ beside the report)")
    items.add_argument(
        "--anonymous", type=Path, metavar="FOLDER", help=f"also write {ANONYMOUS}; how variants differed with --release alone"
    )
    quiz = acts.add_parser(
        "quiz", help="the same for a quiz, with its wrong answers, from Canvas' Student Analysis or Moodle's Responses"
    )
    quiz.add_argument(
        "file", type=Path, help="the CSV file, as Canvas exports it (Quiz Statistics) or Moodle (Results, Responses)"
    )
    quiz.add_argument("--into", type=Path, help="folder to write (default: FILE without .csv)")
    return items


def run_quiz(options: argparse.Namespace) -> int:
    """Run ``coursebook marks quiz``; raises as all of ``coursebook marks`` do."""
    from coursebook.faults import InputError, no_file
    from coursebook.grading.analysis import findings, moodle_quiz, quiz, report
    from coursebook.grading.reports.terminal import say

    if not options.file.is_file():
        raise InputError(no_file(options.file, quiz.FIX))
    lines = quiz.lines_of(options.file.read_bytes(), str(options.file))
    system = moodle_quiz if lines and moodle_quiz.columns(lines[0]) else quiz
    taken = system.read(lines, str(options.file))
    found, answers = findings.analyse(taken.scores), quiz.answers(taken)
    for item, sentence in quiz.suggestions(taken, answers):
        found.suggestions.setdefault(item, []).append(sentence)
    folder = options.into or options.file.with_suffix("")
    report.write(folder, options.file.stem, found, answers)
    say(*taken.notes, *report.summary(found))
    print(f"Page and tables: {folder / 'index.html'}")
    return errors.DONE


def run(options: argparse.Namespace) -> int:
    """Run ``coursebook marks items``, or ``marks export --anonymous``; raises as all of ``coursebook marks`` do."""
    from coursebook.grading.analysis import anonymous, findings, given, report, scores
    from coursebook.grading.gradebook.course_folder import open_course, read_file
    from coursebook.grading.gradebook.total import marks_of
    from coursebook.grading.intake.released import read_release
    from coursebook.grading.reports.terminal import say

    exercise, course, gradebook = open_course(options)
    table = scores.read(course, exercise, gradebook)
    release = read_release(options.release, options.assignment).folder
    traits = given.traits(exercise, table.students, table.variants, release)
    if options.anonymous:
        marks = marks_of(course, gradebook, read_file(course, gradebook).rules(options.assignment))
        late = [gradebook.penalty(student) > 0 for student in table.students]
        said = anonymous.write(options.anonymous, exercise, table, marks, late, traits if options.release else [])
        print(f"{len(table.students)} students without names: {options.anonymous}")
        say(*(f"  {line}" for line in said))
    gradebook.close()
    if options.act == "items":
        found = findings.analyse(table, traits)
        folder = options.into or course.report / "items"
        report.write(folder, exercise.title, found)
        say(*report.summary(found))
        print(f"Page and tables: {folder / 'index.html'}")
    return errors.DONE
