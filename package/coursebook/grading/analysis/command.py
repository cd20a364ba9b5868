"""``coursebook marks items``: what the marks of a class say about its questions, and the same marks without names."""

from __future__ import annotations

import argparse
from pathlib import Path

from coursebook.grading import errors


def add(acts: argparse._SubParsersAction) -> argparse.ArgumentParser:
    """Add the command to those of ``coursebook marks``; returns its parser."""
    items = acts.add_parser("items", help="item analysis: difficulty, discrimination, reliability, fairness of variants, Rasch")
    items.add_argument("--release", type=Path, help="folder that 'coursebook release' wrote (else looked for here)")
    items.add_argument("--into", type=Path, help="folder to write (default: items/ beside the report)")
    return items


def run(options: argparse.Namespace) -> int:
    """Run the command; raises as all of ``coursebook marks`` do."""
    from coursebook.grading.analysis import findings, given, report, scores
    from coursebook.grading.gradebook.course_folder import open_course
    from coursebook.grading.intake.released import read_release
    from coursebook.grading.reports.terminal import say

    exercise, course, gradebook = open_course(options)
    table = scores.read(course, exercise, gradebook)
    gradebook.close()
    release = read_release(options.release, options.assignment).folder
    found = findings.analyse(table, given.traits(exercise, table.students, table.variants, release))
    folder = options.into or course.report / "items"
    report.write(folder, exercise, found)
    say(*report.summary(found))
    print(f"Page and tables: {folder / 'index.html'}")
    return errors.DONE
