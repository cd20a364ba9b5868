"""The record of one submission: every mark with what it rests on, as JSON beside the gradebook.

``{student, assignment, status, reason, mark, points, written_points, questions: [...], tasks: [...], repairs, doubts,
events, handed_in, time, place, others, files, fingerprint, made_with: {exercise, handed_out, grader, variant, layers},
pieces: {answer: hashes}, run: {...}}``. ``pieces`` is what :mod:`coursebook.grading.reports.fingerprints` keeps of each answer; older
records have none. All but ``run`` (times and memory) is the same in every run over the same submission.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coursebook.grading.errors import Unreadable
from coursebook.grading.timestamps import read_moment

GRADED, NOT_GRADED = "graded", "not graded"
Record = dict[str, Any]
# What reports and pages read of a record, besides what it puts into the gradebook.
_NAMED = re.compile("“[^”]+”")
_PARTS = (
    *("student", "name", "assignment", "status", "reason", "mark", "points", "questions", "tasks", "repairs", "doubts"),
    *("events", "handed_in", "time", "place", "others", "fingerprint", "made_with", "run"),
)


@dataclass(frozen=True)
class Entry:
    """What one submission puts into the gradebook.

    ``scores``: points by grade cell, None where only a human can give them. ``comments``: by answer cell. ``written``: a
    hash of each written answer, so that a manual mark is shown for review when the text under it has changed. No penalty
    rests on a time of hand-in that is not ``is_time_trusted``.
    """

    student: str
    fingerprint: str
    handed_in: datetime
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    written: Mapping[str, str] = field(default_factory=dict)
    is_time_trusted: bool = True
    is_marked_late: bool = False


@dataclass(frozen=True)
class Manual:
    """What a human entered in formgrader for one cell; None where nothing was."""

    score: float | None = None
    extra: float | None = None
    comment: str | None = None
    needs: bool = False


def blank_question(question: Any, hidden: Set[str]) -> dict[str, Any]:
    """The part of a record for a question before it is marked; ``hidden`` are ids of tests that no student sees whole."""
    tests = [
        {"id": test.id, "points": test.points, "earned": None, "ok": False, "message": "", "is_hidden": test.id in hidden}
        for test in question.tests
    ]
    about = {"id": question.id, "outcome": question.outcome, "points": question.points}
    return {**about, "earned": None, "is_blank": False, "trouble": "", "tests": tests}


def blank_task(task: Any) -> dict[str, Any]:
    """The same for a written task."""
    return {"id": task.id, "points": task.points, "outcome": task.outcome, "is_blank": False, "digest": ""}


def to_text(record: Record) -> str:
    """The record as it is kept."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n"


def read_whole(text: str, student: str) -> Record:
    """The record of a student from its text; raises :class:`Unreadable` if anything that marks need is not there."""
    try:
        record = json.loads(text)
        whole = {part: record[part] for part in _PARTS}
        tests = tests_of(whole)
        numbers = [part["points"] for part in (*tests, *whole["tasks"])] + [test["earned"] or 0 for test in tests]
        is_whole = all(map(math.isfinite, numbers)) and whole["student"] == student and whole["status"] in (GRADED, NOT_GRADED)
        entry(record, str)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        is_whole = False
    if not is_whole:
        raise Unreadable("Its record is damaged, or another version of the grader wrote it.")
    return record


def entry(record: Record, comment_of) -> Entry:
    """What the record puts into the gradebook; ``comment_of`` makes text safe for a comment."""
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for question in record["questions"]:
        for test in question["tests"]:
            scores[test["id"]] = test["earned"]
        comments[question["id"]] = comment_of(_comment(record, question)) or None
    for task in record["tasks"]:
        scores[task["id"]] = 0.0 if task["is_blank"] and record["status"] == GRADED else None
        comments[task["id"]] = comment_of(_comment(record, task)) or None
    return Entry(
        student=record["student"],
        fingerprint=record["fingerprint"],
        handed_in=read_moment(record["handed_in"]),
        scores=scores,
        comments=comments,
        written={task["id"]: task["digest"] for task in record["tasks"]},
        is_time_trusted=record["time"]["is_trusted"],
        is_marked_late=record["time"]["is_marked_late"],
    )


def _comment(record: Record, part: Mapping[str, Any]) -> str:
    if record["status"] == NOT_GRADED:
        return f"Not graded: {record['reason']}"
    if part["is_blank"]:
        return "No response."
    tests = part.get("tests", ())  # a written task has none
    return " ".join(dict.fromkeys(test["message"] for test in tests if not test["ok"] and test["message"]))


def in_few_lines(lines: Iterable[str]) -> list[str]:
    """Repairs or events as a person reads them: those that differ only in the cell that they name stand in one line."""
    alike: dict[str, tuple[str, dict[str, None]]] = {}  # the line without the name -> the first of its kind, names
    for line in lines:
        _, names = alike.setdefault(_NAMED.sub("", line, count=1), (line, {}))
        names.update(dict.fromkeys(_NAMED.findall(line)[:1]))
    return [
        first + (f" The same holds for {', '.join(others)}." if (others := [*names][1:]) else "")
        for first, names in alike.values()
    ]


def tests_of(record: Record) -> list[dict[str, Any]]:
    """All tests of a record, in its order."""
    return [test for question in record["questions"] for test in question["tests"]]


def points_in_words(points: float | None, none: str) -> str:
    """Points as they are printed; ``none`` is said where there are none yet."""
    return none if points is None else f"{points:g}"


def points_of(record: Record) -> dict[str, float]:
    """The points of each cell that a record marks, zero for an answer: what was handed out to its student."""
    marked = {part["id"]: part["points"] for part in (*tests_of(record), *record["tasks"])}
    return {part["id"]: 0.0 for part in record["questions"]} | marked


def text_digest(text: str) -> str:
    """A hash of the words of a text."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:16]


def fingerprint(parts: Iterable[bytes | str]) -> str:
    """A hash of everything that decides a record: the same submission, exercise, grader and variant give the same."""
    hashed = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        hashed.update(len(data).to_bytes(8, "big") + data)
    return hashed.hexdigest()[:24]
