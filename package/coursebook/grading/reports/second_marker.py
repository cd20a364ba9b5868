"""A second marker: a sheet of written answers to fill in, and how far two markers agree."""

from __future__ import annotations

import argparse
import random
import sys

from coursebook.cell_metadata import grade_id
from coursebook.csv_text import csv_text
from coursebook.grading import errors
from coursebook.grading.errors import GradingError, Unreadable
from coursebook.grading.files import write_whole
from coursebook.grading.gradebook.course_folder import open_course
from coursebook.grading.gradebook.stored import read_notebook, records
from coursebook.grading.reports import columns
from coursebook.grading.reports.agreement import FEW, agreement, read_marks
from coursebook.grading.reports.sanitise import essay_text


def sheet(options: argparse.Namespace) -> int:
    """Answers in random order, without names of students' marks: the second marker must not see the first's."""
    _, course, _ = open_course(options)
    rows = []
    for record in records(course):
        try:
            notebook = read_notebook(course, record["student"])
        except Unreadable as error:
            print(f"{record['student']}: {error} Fix: grade the submission again.", file=sys.stderr)
            continue
        texts = {grade_id(cell): cell["source"] for cell in notebook["cells"]}
        for task in record["tasks"]:
            if not task["is_blank"] and record["status"] == "graded":
                rows.append([record["student"], task["id"], task["points"], "", essay_text(texts[task["id"]])])
    chance = random.Random(f"{options.assignment}:{len(rows)}")
    drawn = chance.sample(rows, min(len(rows), max(1, round(options.share * len(rows))))) if rows else []
    write_whole(options.file, csv_text([[*columns.MARKING_SHEET], *drawn]))
    print(f"{len(drawn)} of {len(rows)} answers in {options.file}. The second marker fills in the column 'points'.")
    return errors.DONE


def compare(options: argparse.Namespace) -> int:
    """Compare a filled sheet with the marks in formgrader."""
    exercise, course, gradebook = open_course(options)
    tasks = {task.id: float(task.points) for task in exercise.tasks}
    second = read_marks(options.file, tasks)
    first = {}
    for record in records(course):
        for name, manual in gradebook.manual(record["student"]).items():
            if name in tasks and manual.score is not None:
                first[record["student"], name] = manual.score
    found = agreement(first, second)
    if not found:
        fix = "mark the same answers in formgrader, and fill in the column 'points' of the sheet."
        raise GradingError(errors.WRONG_USE, str(options.file), "No answer has two marks.", fix)
    print(f"{'task':28}{'answers':>8}{'equal':>8}{'kappa':>8}{'weighted':>10}")
    for one in found:
        numbers = "".join(f"{'–' if n is None else format(n, '.2f'):>{w}}" for n, w in ((one.kappa, 8), (one.weighted, 10)))
        print(f"{one.task:28}{one.pairs:8}{one.equal:8.0%}{numbers}")
    if any(one.pairs < FEW for one in found):
        print(f"Under {FEW} answers kappa says little.")
    return errors.DONE
