"""``coursebook marks``: feedback again after a human has marked, a second marker, and why a mark is what it is."""

from __future__ import annotations

import argparse
import csv
import html
import io
import json
import random
import sys
from pathlib import Path

from coursebook.evidence.errors import EvidenceError
from coursebook.grading import faults
from coursebook.grading.faults import GradingError
from coursebook.grading.terminal import say


def add(groups: argparse._SubParsersAction) -> None:
    """Add the commands to the command line."""
    marks = groups.add_parser("marks", help="feedback again, a second marker, and why a mark is what it is")
    acts = marks.add_subparsers(dest="act", required=True, metavar="ACT")
    feedback = acts.add_parser("feedback", help="pages and report again, with what was marked in formgrader")
    sheet = acts.add_parser("sheet", help="write a CSV sheet of written answers for a second marker")
    sheet.add_argument("file", type=Path)
    sheet.add_argument("--share", type=float, default=0.2, help="share of the answers, drawn at random (default 0.2)")
    second = acts.add_parser("agreement", help="compare a second marker's sheet with the marks in formgrader")
    second.add_argument("file", type=Path)
    explain = acts.add_parser("explain", help="say what one student's mark rests on")
    explain.add_argument("student")
    for act in (feedback, sheet, second, explain):
        act.add_argument("--assignment", required=True, help="the exercise set")
        act.add_argument("--out", type=Path, default=Path("grades"), help="course folder (default grades)")


def run(asked: argparse.Namespace) -> int:
    """Run one of the commands; returns one of the codes of :mod:`coursebook.grading.faults`."""
    try:
        return {"feedback": _feedback, "sheet": _sheet, "agreement": _agreement, "explain": _explain}[asked.act](asked)
    except GradingError as error:
        say(error, file=sys.stderr)
        return error.code
    except EvidenceError as error:
        say(*error.faults, file=sys.stderr)
        return faults.FAULTY


def _open(asked: argparse.Namespace):
    from coursebook.grading.database import course_of
    from coursebook.grading.files import Course
    from coursebook.grading.gradebook import Gradebook
    from coursebook.grading.released import load_exercise

    exercise, course = load_exercise(asked.assignment), Course(asked.out, asked.assignment)
    if not course.gradebook.is_file():
        mend = "name the folder that 'coursebook grade' wrote with --out."
        raise GradingError(faults.GRADEBOOK, str(course.gradebook), "There is no gradebook.", mend)
    gradebook = Gradebook(course.gradebook, course_of(course.gradebook), asked.assignment)
    gradebook.find()
    return exercise, course, gradebook


def _feedback(asked: argparse.Namespace) -> int:
    from coursebook.grading.files import only_run, write_whole
    from coursebook.grading.pipeline import fresh_page, records
    from coursebook.grading.report import write_report

    exercise, course, gradebook = _open(asked)
    with only_run(course.root):
        count = 0
        for record in records(course):
            write_whole(course.page(record["student"]), fresh_page(course, exercise, gradebook, record))
            count += 1
        write_report(course, exercise, gradebook)
    print(f"{count} pages in {course.pages}\nReport: {course.report / 'index.html'}")
    return faults.DONE


def _sheet(asked: argparse.Namespace) -> int:
    """Answers in random order, without names of students' marks: the second marker must not see the first's."""
    from coursebook.grading.files import write_whole
    from coursebook.grading.pipeline import records

    _, course, _ = _open(asked)
    rows = []
    for record in records(course):
        notebook = json.loads(course.notebook("autograded", record["student"]).read_text(encoding="utf-8"))
        texts = {(cell["metadata"].get("nbgrader") or {}).get("grade_id"): cell["source"] for cell in notebook["cells"]}
        for task in record["tasks"]:
            if not task["is_blank"] and record["status"] == "graded":
                rows.append([record["student"], task["id"], task["points"], "", _as_text(texts[task["id"]])])
    chance = random.Random(f"{asked.assignment}:{len(rows)}")
    drawn = chance.sample(rows, min(len(rows), max(1, round(asked.share * len(rows))))) if rows else []
    text = io.StringIO()
    csv.writer(text).writerows([["student", "task", "of", "points", "text"], *drawn])
    write_whole(asked.file, text.getvalue())
    print(f"{len(drawn)} of {len(rows)} answers in {asked.file}. The second marker fills in the column 'points'.")
    return faults.DONE


def _as_text(essay: str) -> str:
    import nh3

    from coursebook.grading.sanitise import FORMULA

    plain = html.unescape(nh3.clean(essay, tags=set()))
    return f"'{plain}" if plain.startswith(FORMULA) else plain


def _agreement(asked: argparse.Namespace) -> int:
    from coursebook.grading.agreement import FEW, agreement, read_marks
    from coursebook.grading.pipeline import records

    exercise, course, gradebook = _open(asked)
    tasks = {task.id: float(task.points) for task in exercise.tasks}
    second = read_marks(asked.file, tasks)
    first = {}
    for record in records(course):
        for name, manual in gradebook.manual(record["student"]).items():
            if name in tasks and manual.score is not None:
                first[record["student"], name] = manual.score
    found = agreement(first, second)
    if not found:
        mend = "mark the same answers in formgrader, and fill in the column 'points' of the sheet."
        raise GradingError(faults.WRONG_USE, str(asked.file), "No answer has two marks.", mend)
    print(f"{'task':28}{'answers':>8}{'equal':>8}{'kappa':>8}{'weighted':>10}")
    for one in found:
        numbers = "".join(f"{'–' if n is None else format(n, '.2f'):>{w}}" for n, w in ((one.kappa, 8), (one.weighted, 10)))
        print(f"{one.task:28}{one.pairs:8}{one.equal:8.0%}{numbers}")
    if any(one.pairs < FEW for one in found):
        print(f"Under {FEW} answers kappa says little.")
    return faults.DONE


def _explain(asked: argparse.Namespace) -> int:
    from coursebook.grading.pipeline import read_record

    _, course, gradebook = _open(asked)
    record = read_record(course, asked.student)
    if record is None:
        mend = f"use an id that has a file in {course.records}."
        raise GradingError(faults.NOTHING_TO_GRADE, asked.student, "Nothing of this student is graded.", mend)
    manual = gradebook.manual(asked.student)
    made = record["made_with"]
    say(f"{record['student']}: {record['status']}, {record['place']}, handed in {record['handed_in']}")
    if record["reason"]:
        say(f"  {record['reason']}")
    print(f"  exercise {made['exercise']}, handed out {made['handed_out']}, grader {made['grader']}, variant {made['variant']}")
    for question in record["questions"]:
        for test in question["tests"]:
            given = manual.get(test["id"])
            by_hand = f" (by hand: {given.score:g})" if given and given.score is not None else ""
            earned = "–" if test["earned"] is None else f"{test['earned']:g}"
            say(f"  {test['id']}: {earned} of {test['points']:g}{by_hand} {test['message']}".rstrip())
    for task in record["tasks"]:
        given = manual.get(task["id"])
        score = "not marked yet" if given is None or given.score is None else f"{given.score:g} by hand"
        print(f"  {task['id']}: {'0, blank' if task['is_blank'] else score}, of {task['points']:g}")
    for line in [*record["repairs"], *record["doubts"], *record["events"]]:
        say(f"  {line}")
    print(f"  isolation: {', '.join(made['layers']) or 'nothing ran'}")
    return faults.DONE
