"""A second marker: a sheet of written answers to fill in, and how far two markers agree (Cohen's kappa)."""

from __future__ import annotations

import argparse
import csv
import io
import random
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from coursebook.cell_metadata import grade_id
from coursebook.csv_text import csv_text, original
from coursebook.exercises.release import csv_dialect
from coursebook.faults import InputError, no_file
from coursebook.grading import errors
from coursebook.grading.errors import GradingError, Unreadable
from coursebook.grading.files import write_whole
from coursebook.grading.gradebook.course_folder import open_course
from coursebook.grading.gradebook.stored import read_notebook, records
from coursebook.grading.reports import columns
from coursebook.grading.reports.sanitise import essay_text

FEW = 10


@dataclass(frozen=True)
class Agreement:
    """Over ``pairs`` marks: the share of equal ones, Cohen's kappa, and kappa with quadratic weights.

    Kappa is None where both markers gave one and the same mark to all, so that chance alone would agree.
    """

    task: str
    pairs: int
    equal: float
    kappa: float | None
    weighted: float | None


def kappa(first: Sequence[float], second: Sequence[float], weighted: bool = False) -> float | None:
    """Cohen's kappa (1960); with ``weighted`` the one of 1968 with quadratic weights, for marks on a scale."""
    levels = sorted(set(first) | set(second))
    if len(levels) < 2:
        return None
    span = levels[-1] - levels[0]

    def weight(a: float, b: float) -> float:
        return ((a - b) / span) ** 2 if weighted else float(a != b)

    count = len(first)
    observed = sum(weight(a, b) for a, b in zip(first, second)) / count
    times_a, times_b = Counter(first), Counter(second)
    by_chance = sum(weight(a, b) * times_a[a] * times_b[b] for a in levels for b in levels) / count**2
    return 1 - observed / by_chance if by_chance else None


def agreement(first: dict[tuple[str, str], float], second: dict[tuple[str, str], float]) -> list[Agreement]:
    """One line a task over the students whom both marked; keys are (student, task)."""
    found = []
    for task in sorted({task for _, task in first} & {task for _, task in second}):
        both = sorted(key for key in first.keys() & second.keys() if key[1] == task)
        a, b = [first[key] for key in both], [second[key] for key in both]
        if both:
            equal = sum(x == y for x, y in zip(a, b)) / len(both)
            found.append(Agreement(task, len(both), equal, kappa(a, b), kappa(a, b, weighted=True)))
    return found


def _dict_reader(text: str, delimiter: str) -> csv.DictReader[str]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # an answer may be longer than the usual limit
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)


def read_marks(path: Path, points: dict[str, float], students: Collection[str] = ()) -> dict[tuple[str, str], float]:
    """A second marker's CSV, as a spreadsheet saves it, with the columns student, task, points.

    Args:
        path: the CSV file.
        points: the most that each task gives.
        students: ids that can have a mark; if there are none, any.
    """

    def fault(place: str, wrong: str, fix: str) -> GradingError:
        return GradingError(errors.WRONG_USE, str(path), wrong, fix, place)

    if not path.is_file():
        raise InputError(no_file(path, "name the sheet that 'coursebook marks sheet' wrote, with its points filled in."))
    text, _ = csv_dialect.decode(path.read_bytes(), str(path))
    begins, delimiter = csv_dialect.head_of(text)
    rows = _dict_reader(text[begins:], delimiter)
    marks: dict[tuple[str, str], float] = {}
    for row in rows:
        place = f"line {rows.line_num + text.count(chr(10), 0, begins)}"
        if not {"student", "task", "points"} <= row.keys():
            raise fault("line 1", "The columns student, task and points are not all there.", "name them so.")
        student, task, given = (original(str(row[name] or "").strip()) for name in ("student", "task", "points"))
        if not given:
            continue
        if task not in points:
            raise fault(place, f"There is no written task '{task}'.", f"use one of: {', '.join(sorted(points))}.")
        if students and student not in students:
            fix = "write the id as the sheet had it; spreadsheets take zeros from its front."
            raise fault(place, f"Student '{student}' has handed in nothing that was graded.", fix)
        try:
            mark = float(given.replace(",", "."))
        except ValueError:
            mark = -1.0
        if not 0 <= mark <= points[task]:
            raise fault(place, f"'{given}' is no mark from 0 to {points[task]:g}.", "correct it.")
        if (student, task) in marks:
            raise fault(place, f"Student '{student}' has two marks for '{task}'.", "keep one.")
        marks[student, task] = mark
    return marks


def sheet(options: argparse.Namespace) -> int:
    """Answers in random order, without names of students' marks: the second marker must not see the first's."""
    _check_replaceable(options.file)
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


def _check_replaceable(path: Path) -> None:
    """A file that stands is written over only if it is a sheet in which nobody has entered a mark.

    Raises:
        GradingError: it is another file, or holds marks.
    """
    if not path.is_file():
        return
    rows = _dict_reader(path.read_text(encoding="utf-8", errors="replace"), ",")
    if rows.fieldnames != [*columns.MARKING_SHEET] or any((row["points"] or "").strip() for row in rows):
        wrong = "There is a file of this name that holds marks or is no blank sheet; it was left as it is."
        raise GradingError(errors.WRONG_USE, str(path), wrong, "name another file, or remove this one.")


def compare(options: argparse.Namespace) -> int:
    """Compare a filled sheet with the marks in formgrader."""
    exercise, course, gradebook = open_course(options)
    tasks = {task.id: float(task.points) for task in exercise.tasks}
    graded = {record["student"]: record for record in records(course)}
    second = read_marks(options.file, tasks, graded)
    first = {}
    for record in graded.values():
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
