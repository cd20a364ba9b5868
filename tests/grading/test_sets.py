"""Each exercise set through the grader: the key earns everything, a blank nothing, a wrong solution its own feedback."""

import dataclasses
import json
from datetime import UTC, datetime

import pytest
from coursebook.exercises import sets
from coursebook.exercises.release import notebooks
from coursebook.exercises.source import known_sets
from coursebook.grading.demo.simulated_class import Hand
from coursebook.grading.intake.submissions import Submission
from coursebook.grading.marking import Marker
from coursebook.grading.processes.worker import Worker
from coursebook.grading.settings import Settings

NOW = "import datetime\nprint('It is', datetime.datetime.now())"
KEY = b"a key that only this test knows"


@pytest.fixture(scope="module", params=known_sets())
def marker(request):
    exercise = sets.exercise(request.param)
    settings = Settings(request.param, exercise.version, variants=True, key=KEY, secret=KEY, pictures=False)
    with Worker(exercise) as worker:
        yield Marker(exercise, settings, worker)


def marked(marker, student, notebook):
    outcome = marker.mark(
        Submission(student, f"{student}.ipynb", datetime(2027, 1, 1, tzinfo=UTC), json.dumps(notebook).encode())
    )
    assert outcome.record["status"] == "graded", outcome.record["reason"]
    assert not outcome.record["repairs"] and not outcome.record["doubts"]
    return outcome


def both(marker):
    """The same marker where each student has a variant, and where all have the common one."""
    return marker, Marker(marker.exercise, dataclasses.replace(marker.settings, variants=False), marker.worker)


def test_the_key_earns_everything(marker):
    for one in both(marker):
        notebook = Hand(one.exercise).key(one.variant("anna"))
        notebook["cells"].append(
            {"cell_type": "code", "id": "own", "metadata": {}, "source": NOW, "outputs": [], "execution_count": None}
        )
        outcome = marked(one, "anna", notebook)
        said = [test for question in outcome.record["questions"] for test in question["tests"] if not test["ok"]]
        assert not said and outcome.record["mark"] == outcome.record["points"] > 0
        assert "It is 2027-01-01 00:00:00" in outcome.notebook


def test_a_blank_earns_nothing_and_is_told_apart_from_wrong_work(marker):
    for one in both(marker):
        notebook = json.loads(json.dumps(notebooks.student(one.exercise, one.variant("bela"))))
        record = marked(one, "bela", notebook).record
        assert record["mark"] == 0
        assert all(part["is_blank"] for part in [*record["questions"], *record["tasks"]])


def test_wrong_solutions_on_the_common_variant_have_their_own_feedback_too(marker):
    _, common = both(marker)
    hand = Hand(common.exercise)
    notebook = hand.filled(common.variant("anna"), {question: listed[0].code for question, listed in hand.wrong.items()})
    tried = [one for one in marked(common, "anna", notebook).record["questions"] if one["id"] in hand.wrong]
    assert len(tried) == len(hand.wrong) > 0
    for question in tried:
        candidate, said = hand.wrong[question["id"]][0], " ".join(test["message"] for test in question["tests"])
        assert question["earned"] < question["points"] and candidate.feedback in said, (question["id"], said)


def test_other_right_solutions_earn_everything_on_a_students_own_data(marker):
    """All candidates, right and wrong, are tried without a sandbox in tests/exercises/test_proof.py."""
    hand = Hand(marker.exercise)
    notebook = hand.filled(marker.variant("carl"), {question: listed[-1].code for question, listed in hand.right.items()})
    record = marked(marker, "carl", notebook).record
    tried = [one for one in record["questions"] if one["id"] in hand.right]
    assert len(tried) == len(hand.right) > 0 and [one for one in tried if one["earned"] != one["points"]] == []


ROUNDED = """
def _rounded(answer, digits={digits}):
    if isinstance(answer, (pd.DataFrame, pd.Series)):
        return answer.round(digits)
    if isinstance(answer, (list, tuple)):
        return type(answer)(_rounded(one) for one in answer)
    if isinstance(answer, dict):
        return {{name: _rounded(one) for name, one in answer.items()}}
    return round(answer, digits) if isinstance(answer, float) else answer

import pandas as pd
if callable({name}):
    {name} = lambda *given, _answer={name}: _rounded(_answer(*given))
else:
    {name} = _rounded({name})
"""


@pytest.mark.parametrize("digits", range(4))
def test_a_rounded_answer_is_right_or_told_by_a_check_that_the_student_sees(marker, digits):
    _, common = both(marker)
    exercise = common.exercise
    notebook = json.loads(json.dumps(Hand(exercise).key(common.variant("anna"))))
    for cell in notebook["cells"]:
        for question in exercise.questions:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == question.id:
                cell["source"] += "".join(ROUNDED.format(name=name, digits=digits) for name in question.answers)
    for question in marked(common, "anna", notebook).record["questions"]:
        failed = [test for test in question["tests"] if not test["ok"]]
        assert not failed or any(not test["is_hidden"] and "rounded" in test["message"] for test in failed), failed
