"""The outcome of a submission in the form that Gradescope documents for results.json.

Tests that a student sees are shown at once; those on other data when the instructor publishes, so that nobody finds them out
by handing in again and again. What has no mark yet has no score: Gradescope takes such an entry as information.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from coursebook.exercises.sets import Exercise
from coursebook.grading.gradebook.record import NOT_GRADED, Record
from coursebook.grading.intake.submissions import LISTED, FileNote
from coursebook.grading.marking import Outcome
from coursebook.grading.reports import feedback
from coursebook.grading.reports.terminal import harmless

AT_ONCE, LATER, NEVER = "visible", "after_published", "hidden"
DIGITS = 4
NO_MARK = "This is not a mark: Gradescope asks for a number, so it shows 0 until a person has looked."


def failed(why: str) -> dict[str, Any]:
    """What is written if the grader cannot work at all."""
    first = f"Not graded: the autograder itself failed ({harmless(why)})."
    return _whole(0, [first, NO_MARK, "Tell your instructor; it is not your fault."], [])


def results(outcome: Outcome, exercise: Exercise, notes: Iterable[FileNote], is_weaker: bool) -> dict[str, Any]:
    """What results.json says.

    Args:
        outcome: what the grader made of the submission.
        exercise: the set, with the titles of its written tasks.
        notes: what became of files that are no part of the submission.
        is_weaker: whether the machine lacks layers of isolation.
    """
    record = outcome.record
    titles = feedback.titles(json.loads(outcome.notebook))
    tests = [entry for number, one in enumerate(record["questions"], 1) for entry in _question(number, one, titles, record)]
    titles |= {task.id: task.title for task in exercise.tasks}
    for number, one in enumerate(record["tasks"], len(record["questions"]) + 1):
        tests.append(_task(number, one, titles.get(one["id"], one["id"]), record))
    score = sum(test.get("score", 0) for test in tests)
    return _whole(score, _said(record, titles, notes, is_weaker), tests)


def _whole(score: float, lines: Iterable[str], tests: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "score": round(score, DIGITS),
        "output": "\n".join(lines),
        "output_format": "text",
        "visibility": AT_ONCE,
        "stdout_visibility": NEVER,
        "tests": tests,
    }


def _question(number: int, one: Mapping[str, Any], titles: Mapping[str, str], record: Record) -> list[dict[str, Any]]:
    """An entry for the tests that the student sees, and one for those on other data."""
    made: list[dict[str, Any]] = []
    for is_hidden in (False, True):
        tests = [test for test in one["tests"] if test["is_hidden"] == is_hidden]
        if not tests:
            continue
        title = titles.get(one["id"], one["id"])
        earned = [test["earned"] for test in tests]
        entry = {
            "name": f"{title}: tests on other data" if is_hidden else title,
            "number": f"{number}.{len(made) + 1}",
            "output": "\n".join(_of_tests(one, tests, record, is_first=not made)),
            "visibility": LATER if is_hidden else AT_ONCE,
        }
        points = sum(test["points"] for test in tests)
        if record["status"] != NOT_GRADED and None not in earned:
            entry |= {"score": round(sum(earned), DIGITS), "max_score": round(points, DIGITS)}
        made.append(entry)
    return made


def _of_tests(one: Mapping[str, Any], tests: list, record: Record, is_first: bool) -> list[str]:
    points = f"{sum(test['points'] for test in tests):g} points"
    if record["status"] == NOT_GRADED:
        return [f"Not graded, {points}."]
    if None in [test["earned"] for test in tests]:
        return [f"Waits for a person, {points}: the answer may stand elsewhere in the notebook."]
    if one["is_blank"]:
        return ["You left this cell as it was handed out."]
    passed = [test for test in tests if test["ok"]]
    lines = [feedback.said_of(passed)] if passed else []
    lines += dict.fromkeys(test["message"] for test in tests if not test["ok"] and test["message"])
    return [*lines, f"When it ran: {one['trouble']}"] if one["trouble"] and is_first else lines


def _task(number: int, one: Mapping[str, Any], title: str, record: Record) -> dict[str, Any]:
    said = f"Marked by hand, {one['points']:g} points; not part of the score above."
    if one["is_blank"] and record["status"] != NOT_GRADED:
        said = f"You left this text as it was handed out. {said}"
    return {"name": title, "number": str(number), "output": said, "visibility": AT_ONCE}


def _said(record: Record, titles: Mapping[str, str], notes: Iterable[FileNote], is_weaker: bool) -> list[str]:
    """What stands above the questions: whether there is a mark, and all that a person must look at."""
    lines = [f"Marked: {record['place']}." if record["status"] != NOT_GRADED else f"Not graded: {record['reason']}\n{NO_MARK}"]
    lines += [*record["repairs"], *record["events"]]
    waiting = [
        f"“{titles.get(one['id'], one['id'])}” waits for a person."
        for one in record["questions"]
        if record["status"] != NOT_GRADED and one["earned"] is None
    ]
    written = [
        f"“{titles.get(one['id'], one['id'])}” is marked by hand ({one['points']:g} points)."
        for one in record["tasks"]
        if not one["is_blank"]
    ]
    listed = [f"{file}: not graded ({reason})." for file, state, reason in record["files"] if state == LISTED]
    listed += [f"{note.file}: not graded ({note.reason})." for note in notes if note.state == LISTED]
    weaker = ["The container isolates less than the grader can; its standard output says what is missing."] * is_weaker
    by_hand = [*waiting, *written, *listed, *record["doubts"], *weaker]
    if by_hand:
        lines += ["", "For a person to look at:", *(f"- {line}" for line in by_hand)]
    return [harmless(line) if "\n" not in line else line for line in lines]
