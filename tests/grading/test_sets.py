"""Each exercise set through the grader: the key earns everything, a blank nothing, a wrong solution its own feedback."""

import json
from datetime import UTC, datetime

import pytest

from coursebook.exercises import release, sets
from coursebook.exercises.source import known_sets
from coursebook.grading.handedin import Submission
from coursebook.grading.marking import Marker
from coursebook.grading.settings import Settings
from coursebook.grading.simulated import Hand
from coursebook.grading.worker import Worker

KEY = b"a key that only this test knows"


@pytest.fixture(scope="module", params=known_sets())
def marker(request):
    exercise = sets.exercise(request.param)
    settings = Settings(request.param, exercise.version, variants=True, key=KEY, secret=KEY, pictures=False)
    with Worker(exercise) as worker:
        yield Marker(exercise, settings, worker)


def marked(marker, student, notebook):
    outcome = marker.mark(Submission(student, f"{student}.ipynb", datetime(2027, 1, 1, tzinfo=UTC), json.dumps(notebook).encode()))
    assert outcome.record["status"] == "graded", outcome.record["reason"]
    assert not outcome.record["repairs"] and not outcome.record["doubts"]
    return outcome


def test_the_key_earns_everything(marker):
    outcome = marked(marker, "anna", Hand(marker.exercise).key(marker.variant("anna")))
    said = [test for question in outcome.record["questions"] for test in question["tests"] if not test["ok"]]
    assert not said and outcome.record["mark"] == outcome.record["points"] > 0


def test_a_blank_earns_nothing_and_is_told_apart_from_wrong_work(marker):
    notebook = json.loads(json.dumps(release.student(marker.exercise, marker.variant("bela"))))
    record = marked(marker, "bela", notebook).record
    assert record["mark"] == 0
    assert all(part["is_blank"] for part in [*record["questions"], *record["tasks"]])


def test_every_right_solution_earns_everything_and_every_wrong_one_its_feedback(marker):
    hand, exercise = Hand(marker.exercise), marker.exercise
    most = max(map(len, [*hand.right.values(), *hand.wrong.values()]))
    for number in range(most):
        student = f"s{number}"
        variant = marker.variant(student)
        for kind, candidates in (("right", hand.right), ("wrong", hand.wrong)):
            tried = {question: listed[number] for question, listed in candidates.items() if number < len(listed)}
            record = marked(marker, student, hand.filled(variant, {q: c.code for q, c in tried.items()})).record
            for question in record["questions"]:
                if question["id"] not in tried:
                    continue
                candidate, said = tried[question["id"]], " ".join(test["message"] for test in question["tests"])
                place = f"{exercise.name}/{kind}/{question['id']}.py, “{candidate.title}”: {said}"
                if kind == "right":
                    assert question["earned"] == question["points"], place
                else:
                    assert question["earned"] < question["points"] and candidate.feedback in said, place
