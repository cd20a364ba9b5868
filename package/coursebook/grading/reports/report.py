"""What the instructor reads after a run: one page, and the same as CSV files that a spreadsheet opens."""

from __future__ import annotations

import json
import math
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from coursebook.csv_text import csv_text
from coursebook.exercises.sets import Exercise
from coursebook.grading.course.lateness import Rules
from coursebook.grading.errors import Unreadable
from coursebook.grading.files import Course, write_whole
from coursebook.grading.gradebook.record import GRADED, Record
from coursebook.grading.gradebook.stored import load_record, recorded
from coursebook.grading.gradebook.writer import Gradebook
from coursebook.grading.intake.class_list import Person
from coursebook.grading.intake.submissions import LISTED, FileNote
from coursebook.grading.processes.set_aside import FIRST_TRY
from coursebook.grading.reports import columns, item_analysis, shared_work, side_by_side
from coursebook.grading.reports.feedback import mark_of, mark_of_question, rendered, totals
from coursebook.grading.reports.terminal import harmless
from coursebook.grading.settings import grader_version
from coursebook.grading.timestamps import write_moment

SLOWEST = 5
ABSENT, IS_EXCUSED = "handed nothing in", "excused"
SHOWN = 200  # rows of a list on the page; the CSV files have all


@dataclass
class Gathered:
    """What is kept of each record: a few short rows, so that ten thousand records fit."""

    marks: list[list[Any]] = field(default_factory=list)
    human: list[tuple[str, str, str, str]] = field(default_factory=list)
    repairs: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str, str, str]] = field(default_factory=list)
    lines: list[item_analysis.Line] = field(default_factory=list)
    times: list[tuple[float, str]] = field(default_factory=list)
    long: list[tuple[float, str]] = field(default_factory=list)  # processor seconds of those that were put aside
    memory: float = 0.0
    waiting: int = 0
    untimed: list[str] = field(default_factory=list)
    totals: list[float] = field(default_factory=list)


def write_report(
    course: Course,
    exercise: Exercise,
    gradebook: Gradebook,
    notes: Iterable[str] = (),
    unassigned: Iterable[FileNote] = (),
    rules: Rules = Rules(),
) -> Gathered:
    """Write the page and the CSV files into ``report/<assignment>/``.

    ``notes`` are sentences about the run, ``unassigned`` the files of this run that are of no student; those of earlier runs
    are remembered. ``rules`` are what the course file says.
    """
    gathered = Gathered()
    for student in recorded(course):
        try:
            _gather(gathered, load_record(course, student), gradebook, rules)
        except Unreadable as damage:
            why = f"{damage} Grade the submission again."
            gathered.human.append((student, "damaged", why, str(course.record(student))))
            gathered.marks.append([student, "", "damaged"])
    if gathered.untimed and rules.takes_points:
        why = f"No time that can be trusted is known of {len(gathered.untimed)} hand-ins: no penalty was taken from "
        gathered.human.append(("", "late?", f"{why}{', '.join(gathered.untimed)}.", ""))
    _gather_absent(gathered, exercise, gradebook.roster(), rules)
    nobodys = _remembered(course, list(unassigned), {row[1] for row in gathered.files})
    gathered.files += [("", note.file, note.state, note.reason) for note in nobodys]
    gathered.human[:0] = [("", "whose is it?", note.reason, note.file) for note in nobodys if note.state == LISTED]
    questions = [(question.id, question.points) for question in exercise.questions]
    items = item_analysis.items(gathered.lines, questions)
    shared_rows = _shared(course, exercise, gathered.lines)
    parts = [*(f"{id} (of {points:g})" for id, points in questions), *(f"{t.id} (of {t.points:g})" for t in exercise.tasks)]
    folder = course.report
    write_whole(folder / "marks.csv", csv_text([[*columns.MARKS, *parts], *gathered.marks]))
    write_whole(folder / "needs-a-human.csv", csv_text([[*columns.NEEDS_A_HUMAN], *map(_shown, gathered.human)]))
    write_whole(folder / "files.csv", csv_text([[*columns.FILES], *map(_shown, gathered.files)]))
    write_whole(folder / "repairs.csv", csv_text([[*columns.REPAIRS], *map(_shown, gathered.repairs)]))
    write_whole(folder / "items.csv", csv_text([[*columns.ITEMS], *map(_item_row, items)]))
    write_whole(folder / "shared-work.csv", csv_text([[*columns.SHARED_WORK], *shared_rows]))
    write_whole(folder / "index.html", _page(exercise, gathered, items, shared_rows, list(notes)))
    return gathered


def _shown(row: Iterable[object]) -> list[str]:
    """Cells that do nothing in a terminal and keep a row on one line, whatever a student called a file."""
    return [harmless(str(cell)) for cell in row]


def _remembered(course: Course, unassigned: list[FileNote], assigned: set[str]) -> list[FileNote]:
    """The files of no student, of this run and of those before it; one that was given to a student since is none."""
    try:
        before = [FileNote(*note) for note in json.loads(course.unassigned.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        before = []
    known = {note.file: note for note in [*before, *unassigned] if note.file not in assigned}
    notes = sorted(known.values(), key=lambda note: note.file)
    if notes != before:
        write_whole(course.unassigned, json.dumps([[note.file, note.state, note.reason] for note in notes], ensure_ascii=False))
    return notes


def _gather_absent(gathered: Gathered, exercise: Exercise, roster: list[Person], rules: Rules) -> None:
    """A row for whoever of the roster has handed nothing in, in any run."""
    points = sum(question.points for question in exercise.questions) + sum(task.points for task in exercise.tasks)
    handed_in = {row[0] for row in gathered.marks}
    for person in roster:
        if person.id not in handed_in:
            status = IS_EXCUSED if person.id in rules.excused else ABSENT
            gathered.marks.append([person.id, person.name, status, "", columns.points(points)])
    gathered.marks.sort(key=lambda row: row[0])


def _gather(gathered: Gathered, record: Record, gradebook: Gradebook, rules: Rules) -> None:
    student = record["student"]
    manual, penalty, late = gradebook.manual(student), gradebook.penalty(student), gradebook.late(student, rules)
    mark = totals(record, manual, penalty)
    is_graded = record["status"] == GRADED
    looks: list[tuple[str, str]] = []  # what a person should look at, and why
    if not is_graded:
        status = "not graded" if mark["earned"] is None else "marked by hand"
        looks += [("not graded", record["reason"])] if mark["waiting"] else []
    else:
        status = "essays wait" if mark["waiting"] else "complete"
        gathered.waiting += bool(mark["waiting"])
        gathered.lines.append(item_analysis.line(record))
        gathered.totals.append(record["mark"])
        gathered.times.append((record["run"].get("seconds", 0.0), student))
        usage = record["run"].get("usage", {})
        gathered.memory = max(gathered.memory, usage.get("memory", 0.0))
        if usage.get("cpu", 0.0) > FIRST_TRY:
            gathered.long.append((usage["cpu"], student))
    if student in rules.excused:
        status = IS_EXCUSED
    if not record["time"]["is_trusted"] and not late.doubt and student not in rules.excused | rules.handed_in.keys():
        gathered.untimed.append(student)
    looks += [("late?", late.doubt)] if late.doubt else []
    looks += [("in doubt", doubt) for doubt in record["doubts"]]
    again = sorted(name for name, one in manual.items() if one.score is not None and one.needs)
    looks += [("marked before", f"The answer “{id}”, or its test, has changed since a person marked it.") for id in again]
    looks += [("stood out", event) for event in record["events"]]
    gathered.human += [(student, what, why, record["place"]) for what, why in looks]
    gathered.files += [(student, *note) for note in record["files"]]
    gathered.repairs += [(student, repair) for repair in record["repairs"]]
    earned = [columns.points(mark_of_question(question, manual)) for question in record["questions"]]
    earned += [columns.points(mark_of(task, manual, is_graded)) for task in record["tasks"]]
    numbers = [columns.points(one) for one in (mark["earned"], mark["points"], mark["waiting"], penalty)]
    moment, source = record["handed_in"], record["time"]["source"]
    if student in rules.handed_in:
        moment, source = write_moment(rules.handed_in[student]), "course file"
    handed_in = [moment[:19].replace("T", " "), source, late.words]
    gathered.marks.append([student, record["name"], status, *numbers, *handed_in, *earned])


def counted(gathered: Gathered) -> str:
    """How many students have which status, in words; the numbers add up to the rows of marks.csv."""
    statuses = Counter(row[2] for row in gathered.marks)
    return f"{len(gathered.marks)} students: {', '.join(f'{number} {status}' for status, number in statuses.most_common())}."


def _shared(course: Course, exercise: Exercise, lines: list[item_analysis.Line]) -> list[tuple[str, ...]]:
    """A row for each answer that a group probably shared, and their pages."""
    known = shared_work.known(exercise)
    texts = {question.id: False for question in exercise.questions} | {task.id: True for task in exercise.tasks}
    groups = shared_work.groups([one.student for one in lines], [one.pieces for one in lines], texts, known.hashes)
    pages = side_by_side.write_pages(course, exercise, groups, known)
    return [
        (
            ", ".join(part.students),
            part.id,
            f"{part.share:.2f}",
            side_by_side.what(part, texts[part.id]),
            side_by_side.surprise(group),
            page,
        )
        for group, page in zip(groups, pages)
        for part in group.parts
    ]


def _item_row(item: item_analysis.Item) -> list[Any]:
    shares = ["" if math.isnan(share) else f"{share:.2f}" for share in (item.difficulty, item.blank)]
    return [item.id, columns.points(item.points), item.students, *shares, item.common, item.common_count or ""]


def _page(exercise: Exercise, gathered: Gathered, items: list[item_analysis.Item], shared: list, notes: list[str]) -> str:
    seconds = sorted(gathered.times, reverse=True)
    sums = gathered.totals
    return rendered(
        "report.html.j2",
        exercise=exercise,
        grader=grader_version(),
        gathered=gathered,
        notes=[counted(gathered), *notes],
        not_graded=sum(row[2] == "not graded" for row in gathered.marks),
        items=[_item_row(item) for item in items],
        shared=shared,
        states=Counter(state for _, _, state, _ in gathered.files).most_common(),
        repairs=Counter(repair for _, repair in gathered.repairs).most_common(20),
        shown=SHOWN,
        points=sum(question.points for question in exercise.questions),
        middle=statistics.median(sums) if sums else None,
        quarters=statistics.quantiles(sums, n=4) if len(sums) > 3 else None,
        slowest=seconds[:SLOWEST],
        long=sorted(gathered.long, reverse=True),
        median_seconds=statistics.median(time for time, _ in seconds) if seconds else None,
    )
