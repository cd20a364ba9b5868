"""What a mark rests on, told to the student whose mark it is: every test with its points, times, versions, marks by hand.

Of a hidden test there is what it said and what it gave, as on the feedback page, and never its text. Doubts are left out: they
are for the instructor, and may name others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coursebook.grading.course.lateness import Late
from coursebook.grading.gradebook.record import Manual, Record, points_in_words

SEEN, HIDDEN, TEXT = "a check that you saw", "a test on other data", "your text, by a person"


def of(record: Record, manual: Mapping[str, Manual], late: Late) -> dict[str, Any]:
    """``facts``, sentences about the submission, and ``rows``: the ``id`` of a cell, ``what`` was marked, ``points``, ``said``."""
    made = record["made_with"]
    source = f" (known from: {record['time']['source']})" if record["time"]["source"] else ""
    facts = [
        f"Handed in {record['handed_in'][:16].replace('T', ' ')} UTC{source}.",
        f"Late: {late.words}." if late.words else "Not late.",
        f"Exercise version {made['exercise']}, handed out as {made['handed_out']}; your data are variant {made['variant']}.",
    ]
    if made["layers"]:
        facts.append("Your code ran by itself, and what it answered was tested afterwards, apart from it.")
    rows = [_test(question["id"], test, manual) for question in record["questions"] for test in question["tests"]]
    return {"facts": facts, "rows": rows + [_task(task, manual) for task in record["tasks"]]}


def _test(question: str, test: Mapping[str, Any], manual: Mapping[str, Manual]) -> dict[str, str]:
    what = HIDDEN if test["is_hidden"] else SEEN
    given = manual.get(test["id"], Manual())
    if given.score is not None:
        what = f"{what}; a person changed {points_in_words(test['earned'], 'no mark')}"
        return _row(question, what, given.score, test, test["message"])
    return _row(question, what, test["earned"], test, "passed" if test["ok"] else test["message"])


def _task(task: Mapping[str, Any], manual: Mapping[str, Manual]) -> dict[str, str]:
    score = manual.get(task["id"], Manual()).score
    earned = 0.0 if task["is_blank"] and score is None else score
    return _row(task["id"], TEXT, earned, task, "left as it was handed out" if task["is_blank"] else "")


def _row(id: str, what: str, earned: float | None, part: Mapping[str, Any], said: str) -> dict[str, str]:
    return {"id": id, "what": what, "points": f"{points_in_words(earned, 'waits')} of {part['points']:g}", "said": said}
