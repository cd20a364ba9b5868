"""Writes a new course file from a teaching plan: everything that it may say, with comments, and dates from the start on."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from coursebook.course import workload
from coursebook.course.workload import WHOLE
from coursebook.exercises import counts, source
from coursebook.exercises.plans import OF_THE_BANK, Plan, items_of, plans
from coursebook.exercises.questions import outcomes
from coursebook.faults import Fault, InputError, nearest
from coursebook.grading.course.course_check import ASSIGNMENTS, check
from coursebook.grading.course.course_file import CourseFile
from coursebook.grading.course.course_values import YEARS, day_of
from coursebook.grading.course.term import QUIZZES

WEEK = timedelta(days=7)
# Work is due at the end of the day before a meeting: before that which uses it, or else before the next one.
DAY = timedelta(days=1)
LOAD_STEP = 30  # minutes; the load of the busiest week is rounded up to a multiple

HEAD = """\
# The plan of a course, from its first week to its marks. Put it into the folder of the gradebook, as grades/course.toml:
# 'coursebook grade', 'marks', 'deliver' and 'release' read it there. After each change, type
#   coursebook course check course.toml
# Dates without an hour mean the end of that day.
title = {title}
term = {term}
timezone = {timezone}
start = {start}
end = {end}
# Minutes that a week may take, in class and at home.
load = {load}
# Where the quizzes go: canvas, moodle, qti21 (Blackboard Ultra), qti30, cartridge or gift (other systems).
system = {system}
# What the course promises. 'course check' looks whether each is taught, practised and assessed.
outcomes = {outcomes}

# What late work costs, unless its assignment says otherwise: per cent of the points earned for each day begun, and the most.
[late]
grace = "15 min"
late_penalty = 10
late_cap = 50

# The weeks. A step says what is done for how many minutes, or names something of the bank, whose minutes are known:
# 'practice', 'quiz' or 'code' of a set, a 'task' or a 'hunt'. With home = true it is not counted into the meeting.
# What is handed in for marks does not stand here but below.
"""
WEEK_TABLE = """\
[[weeks]]
title = {title}
date = {date}
minutes = {minutes}
steps = [
{steps}]

"""
ASSIGNMENTS_HEAD = """\
# What is handed in as a notebook: of each set the items chosen (all of them without 'items'), by when, and its weight.
# All weights, with those of the quizzes, add up to 100. These items are handed out by
#   coursebook release SET --out release --course-file course.toml
"""
QUIZZES_HEAD = """\
# Graded quizzes in the learning system, of each set the items chosen (all that are graded without 'items').
# Their marks stay in that system. They are written by
#   coursebook deliver canvas --use graded --out quizzes.zip --course-file course.toml
"""
END = """\
# Students by group; a group's name may stand for its students below.
[groups]
# monday = ["jdoe", "oshev"]

# More time for a student or a group, by assignment.
[extensions]
# jdoe = {{{set} = {late}}}

# Assignments that a student need not hand in.
[excused]
# oshev = ["{set}"]
"""


@dataclass(frozen=True)
class Options:
    """What the instructor says of the new course; ``start`` is the day of the first meeting, or its moment."""

    plan: str
    start: date | datetime
    timezone: str
    title: str
    term: str
    system: str


@dataclass
class _Handed:
    """What a set hands in, and the meeting after which it is due."""

    items: list[str]
    due: date


def new(options: Options, path: Path) -> CourseFile:
    """The course file of a plan, not written yet.

    Raises:
        InputError: there is no such plan, or a date of it cannot be.
    """
    if options.plan not in plans():
        raise InputError(Fault("--plan", "", f"There is no plan '{options.plan}'.", nearest(options.plan, plans())))
    plan = plans()[options.plan]
    if options.start.year not in YEARS:
        wrong = f"The year {options.start.year} cannot be meant."
        raise InputError(Fault("--start", "", wrong, f"write one from {YEARS[0]} to {YEARS[-1]}."))
    draft = _read(path, _text(options, plan, load=0, promised=()))
    busiest = max(sum(pair) for pair in workload.minutes(draft))
    promised = [id for id, places in workload.places(draft).items() if not places.lacking]
    return _read(path, _text(options, plan, LOAD_STEP * math.ceil(busiest / LOAD_STEP), promised))


def _read(path: Path, text: str) -> CourseFile:
    return CourseFile(path, text, *check(str(path), text, source.known_sets(), None))


def _text(options: Options, plan: Plan, load: int, promised: Sequence[str]) -> str:
    days = [options.start + place * WEEK for place in range(len(plan.sessions))]
    assignments, quizzes = _handed_in(plan, days)
    weights = _weights({**_points(ASSIGNMENTS, assignments), **_points(QUIZZES, quizzes)})
    last = day_of(days[-1]) + WEEK - DAY
    text = HEAD.format(
        title=_quoted(options.title),
        term=_quoted(options.term),
        timezone=_quoted(options.timezone),
        system=_quoted(options.system),
        start=day_of(options.start),
        end=last,
        load=load,
        outcomes=_listed(promised),
    )
    for session, day in zip(plan.sessions, days):
        steps = "".join(f"    {_inline(step)},\n" for step in session.written if not _is_handed_in(step))
        text += WEEK_TABLE.format(
            title=_quoted(session.title), date=day.isoformat(), minutes=f"{session.minutes:g}", steps=steps
        )
    for table, head, handed in ((ASSIGNMENTS, ASSIGNMENTS_HEAD, assignments), (QUIZZES, QUIZZES_HEAD, quizzes)):
        text += head + "\n" * (not handed)
        for set, one in handed.items():
            text += f"[{table}.{set}]\ndue = {one.due}\nweight = {weights[table, set]}\nitems = {_listed(one.items)}\n\n"
    first = next(iter(assignments), "SET")
    return text + END.format(set=first, late=last + WEEK)


def _is_handed_in(step: Mapping[str, Any]) -> bool:
    return bool(step.get("home")) and bool(step.keys() & (OF_THE_BANK - {"practice"}))


def _handed_in(plan: Plan, days: Sequence[date]) -> tuple[dict[str, _Handed], dict[str, _Handed]]:
    """What a plan's steps at home come to: assignments by set, quizzes by set."""
    assignments: dict[str, _Handed] = {}
    quizzes: dict[str, _Handed] = {}
    for session, day in zip(plan.sessions, days):
        is_before = day != days[0]  # before the first meeting nothing is handed in
        for step in session.written:
            is_before = is_before and bool(step.get("home"))
            if not _is_handed_in(step):
                continue
            table = quizzes if "quiz" in step else assignments
            for entry in items_of(step, counts.entries()):
                one = table.setdefault(entry.set, _Handed([], day_of(day)))
                one.items.append(entry.id)
                one.due = day_of(day) - DAY + (0 if is_before else 1) * WEEK
    order = list(outcomes())
    return tuple(dict(sorted(table.items(), key=lambda one: order.index(one[0]))) for table in (assignments, quizzes))  # type: ignore[return-value]


def _points(table: str, handed: Mapping[str, _Handed]) -> dict[tuple[str, str], float]:
    points = {entry.id: entry.points for entry in counts.entries()}
    return {(table, set): sum(points[id] for id in one.items) for set, one in handed.items()}


def _weights(points: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], int]:
    """Whole numbers in proportion to the points that add up to a hundred; those with the largest remainders are rounded up."""
    shares = {key: WHOLE * value / sum(points.values()) for key, value in points.items()}
    found = {key: math.floor(share) for key, share in shares.items()}
    lacking = WHOLE - sum(found.values()) if found else 0
    for key in sorted(shares, key=lambda key: found[key] - shares[key])[:lacking]:
        found[key] += 1
    return found


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _inline(step: Mapping[str, Any]) -> str:
    return f"{{{', '.join(f'{key} = {_quoted(value)}' if isinstance(value, str) else f'{key} = {json.dumps(value)}' for key, value in step.items())}}}"


def _listed(ids: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, ids))}]"
