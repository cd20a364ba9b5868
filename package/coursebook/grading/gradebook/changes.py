"""Whose marks would move if all submissions were marked again now: why, from what, to what; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coursebook.grading.files import Course
from coursebook.grading.gradebook.record import Record, points_in_words, tests_of
from coursebook.grading.gradebook.stored import read_record
from coursebook.grading.gradebook.writer import Gradebook
from coursebook.grading.intake.submissions import Submission
from coursebook.grading.marking import Outcome
from coursebook.grading.reports.feedback import totals


@dataclass(frozen=True)
class Change:
    """A mark that would move; without penalties for lateness, which follow. None is a submission that was not graded."""

    student: str
    before: float | None
    after: float | None
    points: float
    why: tuple[str, ...]


def changes(course: Course, gradebook: Gradebook, results: Iterable[tuple[Submission, Outcome | str]]) -> Iterator[Change]:
    """Compare new outcomes with the records; marks that a person gave stay, and so move nothing."""
    for submission, outcome in results:
        before = read_record(course, submission.student)
        if before is None or isinstance(outcome, str):
            continue
        after, manual = outcome.record, gradebook.manual(submission.student)
        old, new = totals(before, manual, 0.0), totals(after, manual, 0.0)
        if (old["earned"], old["points"]) != (new["earned"], new["points"]):
            why = (*_versions(before, after), *_tests(before, after))
            yield Change(submission.student, old["earned"], new["earned"], new["points"], why)


def say(found: Iterable[Change]) -> int:
    """Print changes by student; returns how many there are."""
    listed = sorted(found, key=lambda change: change.student)
    shared = [line for line in listed[0].why if all(line in change.why for change in listed)] if len(listed) > 1 else []
    for line in shared:
        print(f"For all of them: {line}")
    for change in listed:
        before, after = (points_in_words(mark, "not graded") for mark in (change.before, change.after))
        print(f"{change.student}: {before} → {after} of {change.points:g}")
        for line in change.why:
            if line not in shared:
                print(f"  {line}")
    return len(listed)


def _versions(before: Record, after: Record) -> list[str]:
    made, now = before["made_with"], after["made_with"]
    said = [f"the {part} was {made[part]}, is {now[part]}" for part in ("exercise", "grader") if made[part] != now[part]]
    return said + [record["reason"] for record in (before, after) if record["reason"]]


def _tests(before: Record, after: Record) -> list[str]:
    old, new = ({test["id"]: test for test in tests_of(record)} for record in (before, after))
    said = [f"{id}: not marked any more, was {_earned(test)}" for id, test in old.items() if id not in new]
    for id, test in new.items():
        if id not in old:
            said.append(f"{id}: not marked before, {_earned(test)}")
        elif (old[id]["earned"], old[id]["points"]) != (test["earned"], test["points"]):
            said.append(f"{id}: {_earned(old[id])} → {_earned(test)} {test['message']}".rstrip())
    return said


def _earned(test: Record) -> str:
    return f"{points_in_words(test['earned'], '–')} of {test['points']:g}"
