"""The autograder, run as Gradescope runs it: built, unpacked, given submissions, its results.json read."""

from __future__ import annotations

import json
import subprocess

import pytest
from coursebook.__main__ import main
from coursebook.exercises import sets
from coursebook.grading.demo.simulated_class import Hand
from coursebook.grading.sandbox.confine import LAYERS

from tests.delivery.gradescope import Gradescope, about, faults
from tests.grading.klass import run

SET = "personal-stories"
FILE = f"{SET}.ipynb"
KEY = b"a key that only this test knows"
ROSTER = "id,first_name,last_name,email\nann,Ann,Ace,a.ace@x.example\nbob,Bob,Bee,bob@x.example\n"
POINTS = sum(question.points for question in sets.exercise(SET).questions)


def text(notebook) -> bytes:
    return json.dumps(notebook).encode()


@pytest.fixture(scope="module")
def hand() -> Hand:
    return Hand(sets.exercise(SET))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("archive") / "autograder.zip"
    done = run("deliver", "gradescope", SET, "--out", str(path))
    assert done.returncode == 0, done.stderr
    assert f"with {POINTS:g} autograder points" in done.stdout
    assert "It holds solutions, hidden tests and the key. Show it to nobody but Gradescope." in done.stdout
    return path


@pytest.fixture(scope="module")
def common(archive, tmp_path_factory):
    """The container of a course in which all have the common variant."""
    return Gradescope(archive, tmp_path_factory.mktemp("autograder"))


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The container of a course in which each student has a variant."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "roster.csv").write_text(ROSTER)
    (folder / "key").write_bytes(KEY)
    release = ["--roster", str(folder / "roster.csv"), "--key-file", str(folder / "key")]
    made = run("release", SET, "--out", str(folder / "release"), "--course", "c", "--term", "t", *release)
    assert made.returncode == 0, made.stderr
    given = ["--release", str(folder / "release"), *release]
    done = run("deliver", "gradescope", SET, "--out", str(folder / "autograder.zip"), *given)
    assert done.returncode == 0 and "for each student's own variant" in done.stdout, done.stderr
    return Gradescope(folder / "autograder.zip", folder / "root")


def variant(student: str):
    return sets.exercise(SET).variant(student, KEY, "c", "t")


def by_question(result: dict) -> dict[str, list[float | None]]:
    """The scores of the entries of each question, by its number."""
    found: dict[str, list] = {}
    for test in result["tests"]:
        found.setdefault(test["number"].partition(".")[0], []).append(test.get("score"))
    return found


def test_the_archive_is_what_gradescope_takes_and_holds_no_other_set(common):
    names = set(common.rights)
    assert {"setup.sh", "run_autograder", "requirements.txt", "key"} <= names
    assert common.rights["run_autograder"] & 0o111 and common.rights["setup.sh"] & 0o111
    assert {name.split("/")[2] for name in names if name.startswith("book/exercises/") and name.count("/") > 2} == {SET}
    for script in ("setup.sh", "run_autograder"):
        content = (common.root / "source" / script).read_bytes()
        assert content.startswith(b"#!/usr/bin/env bash\n") and b"\r" not in content
        done = subprocess.run(["bash", "-n", str(common.root / "source" / script)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_the_rules_of_the_format_see_what_breaks_them():
    assert faults({"tests": [{"name": "one"}]}) == ["a score neither above nor on each test"]
    assert faults({"score": float("nan"), "visibility": "shown", "mark": 1}) == [
        "unknown key mark",
        "score is no number",
        "the whole: visibility is shown",
    ]
    assert faults({"score": 1, "tests": [{"score": "1", "status": "ok", "points": 2}]}) == [
        "test 0: unknown key points",
        "test 0: score is no number",
        "test 0: status is ok",
    ]


def test_the_key_earns_all_points_of_code_and_the_essays_wait(common, hand):
    result = common.run({FILE: text(hand.key(hand.exercise.variant()))})
    assert result["score"] == POINTS == sum(test.get("max_score", 0) for test in result["tests"])
    assert all(test["score"] == test["max_score"] for test in result["tests"] if "score" in test)
    assert {test["visibility"] for test in result["tests"]} == {"visible", "after_published"}
    assert all((": tests on other data" in test["name"]) == (test["visibility"] != "visible") for test in result["tests"])
    essays = [test for test in result["tests"] if "score" not in test]
    assert len(essays) == len(hand.exercise.tasks) > 0
    assert all(test["output"].startswith("Marked by hand") and "max_score" not in test for test in essays)
    assert all(f"- “{test['name']}” is marked by hand" in result["output"] for test in essays)
    assert "isolates less" not in result["output"] and result["stdout_visibility"] == "hidden"


def test_blank_and_wrong_answers_have_the_marks_that_the_grade_command_gives(common, hand, tmp_path):
    common_variant = hand.exercise.variant()
    handed = {"blank": text(hand.filled(common_variant, {}))}
    for number in range(3):  # of the wrong answers, all of which the sandbox marks in tests/exercises/test_proof.py
        answers = {question: listed[number % len(listed)].code for question, listed in hand.wrong.items()}
        handed[f"wrong{number}"] = text(hand.filled(common_variant, answers))
    for student, content in handed.items():
        (tmp_path / "submissions" / student).mkdir(parents=True)
        (tmp_path / "submissions" / student / FILE).write_bytes(content)
    graded = run("grade", str(tmp_path / "submissions"), "--assignment", SET, "--out", str(tmp_path / "grades"))
    assert graded.returncode == 0, graded.stderr
    for student, content in handed.items():
        record = json.loads((tmp_path / "grades" / "records" / SET / f"{student}.json").read_text(encoding="utf-8"))
        result = common.run({FILE: content})
        scores = by_question(result)
        assert result["score"] == record["mark"] < POINTS, (student, scores, record["questions"], result["output"])
        said = "\n".join(test["output"] for test in result["tests"])
        for number, question in enumerate(record["questions"], 1):
            assert sum(scores[str(number)]) == question["earned"], (student, question)
            # Those of hidden tests name what was drawn for the student.
            seen = [test["message"] for test in question["tests"] if not test["is_hidden"] and not question["is_blank"]]
            assert [message for message in seen if message not in said] == []
        if student == "blank":
            assert result["score"] == 0 and "You left this cell as it was handed out." in said


HOSTILE = """\
import os, pathlib, signal
for place in ("/autograder", os.environ.get("AUTOGRADER_ROOT", "/"), ROOT):
    for path in ("results/results.json", "source/key", "source/autograder.json"):
        try:
            print(pathlib.Path(place, path).read_text())
        except OSError:
            pass
        try:
            pathlib.Path(place, path).write_text('{"score": 1000}')
        except OSError:
            pass
try:
    os.kill(os.getppid(), signal.SIGKILL)
except OSError:
    pass
while True:
    pass
"""


def test_a_notebook_that_never_ends_and_attacks_gets_what_its_other_cells_earn(common, hand):
    notebook = hand.key(hand.exercise.variant())
    first = hand.exercise.questions[0].id
    cell = next(cell for cell in notebook["cells"] if cell["id"] == first)
    cell["source"] = HOSTILE.replace("ROOT", repr(str(common.root)))
    key = (common.root / "source" / "key").read_text()
    result = common.run({FILE: text(notebook)})
    scores = by_question(result)
    assert scores["1"] == [0, 0] and sum(map(sum, list(scores.values())[1:7])) == POINTS - 3 == result["score"]
    told = next(test["output"] for test in result["tests"] if test["number"] == "1.1")
    assert "When it ran: " in told and key not in json.dumps(result)
    assert (common.root / "source" / "key").read_text() == key


CELLS = [{"cell_type": "markdown", "metadata": {}, "source": "My notes."}]
NOTHING = {
    "nothing at all": ({}, "Not graded: No notebook was handed in."),
    "a text": ({"essay.txt": b"my answers"}, "essay.txt"),
    "no JSON": ({FILE: b"{ this is no notebook"}, "Not graded: "),
    "an empty file": ({FILE: b""}, "Not graded: The file is empty."),
    "JSON": ({FILE: b"[1, 2]"}, "Not graded: "),
    "another notebook": (
        {FILE: text({"cells": CELLS, "metadata": {}, "nbformat": 4})},
        "Not graded: No cell of this assignment",
    ),
    "another assignment": (
        {FILE: text({"cells": CELLS, "metadata": {"coursebook": {"set": "reform"}}, "nbformat": 4})},
        "belongs to the assignment “reform”",
    ),
}


@pytest.mark.parametrize("what", NOTHING)
def test_what_cannot_be_graded_says_so_and_is_no_silent_zero(common, what):
    files, said = NOTHING[what]
    result = common.run(files)
    assert result["output"].startswith("Not graded: ") and said in result["output"], result["output"]
    assert "This is not a mark: Gradescope asks for a number" in result["output"]
    assert result["score"] == 0 and not [test for test in result["tests"] if "score" in test]


def test_of_two_notebooks_one_counts_and_other_files_are_listed(common, hand):
    key, blank = hand.key(hand.exercise.variant()), hand.filled(hand.exercise.variant(), {})
    result = common.run({FILE: text(key), "old/draft.ipynb": text(blank), "scan.pdf": b"%PDF-1.7 scan"}, metadata=["odd"])
    assert result["score"] == POINTS and f"Marked: {FILE}." in result["output"]
    assert "scan.pdf: not graded" in result["output"]
    both = common.run({f"a/{FILE}": text(key), f"b/{FILE}": text(hand.filled(hand.exercise.variant(), {"growth": "x = 1"}))})
    assert "2 notebooks of this assignment were handed in together" in both["output"]


def test_a_student_is_found_by_address_and_by_the_data_of_the_notebook(own, hand):
    for student, person in {"ann": ("A. N. Other", "A.Ace@x.example"), "bob": ("Somebody", "bob@elsewhere.example")}.items():
        result = own.run({FILE: text(hand.key(variant(student)))}, about(*person))
        assert result["score"] == POINTS and "variant" not in result["output"] and "Check it." not in result["output"]
    result = own.run({FILE: text(hand.key(variant("bob")))}, about("Nobody", "nobody@x.example"))
    assert result["score"] == POINTS and "the data in the notebook say whose it is" in result["output"]
    result = own.run({FILE: text(hand.key(variant("bob")))}, about("Ann Ace", "a.ace@x.example", "Bob Bee", "bob@x.example"))
    assert result["score"] == POINTS
    result = own.run({FILE: text(hand.key(variant("bob")))}, about("Ann Ace", "a.ace@x.example"))
    assert "The notebook was made for another variant than this student's." in result["output"]
    notebook = hand.key(variant("bob"))
    notebook["metadata"] = {}
    result = own.run({FILE: text(notebook)}, about("Nobody", "nobody@x.example"))
    assert result["output"].startswith("Not graded: Nobody on the roster has this name or address")


def test_a_machine_that_isolates_less_says_so(common, hand):
    """As in a container that forbids namespaces: here a user namespace in which no other can be made."""
    no_more = 'for most in /proc/sys/user/max_*_namespaces; do echo 0 > $most; done; exec "$@"'
    result = common.run(
        {FILE: text(hand.key(hand.exercise.variant()))},
        before=("unshare", "--user", "--map-root-user", "sh", "-c", no_more, "sh"),
    )
    assert result["score"] == POINTS and "The container isolates less than the grader can" in result["output"]
    assert f"network namespace ({LAYERS['network namespace']})" in common.stdout
    assert "namespace" not in json.dumps(result)


def test_an_autograder_that_fails_itself_says_so(archive, tmp_path):
    broken = Gradescope(archive, tmp_path / "root")
    result = broken.run({}, python="false")
    assert result["output"].startswith("Not graded: the autograder itself did not run to its end.")
    (broken.root / "source" / "autograder.json").unlink()
    result = broken.run({})
    assert result["output"].startswith("Not graded: the autograder itself failed (FileNotFoundError")
    assert "Traceback" in broken.stdout


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["personal-storys"], "There is no assignment 'personal-storys'. Fix: write 'personal-stories'"),
        ([SET, "--key-file", "key"], "--key-file: It belongs to a release, and none is named. Fix: add --release FOLDER."),
        ([SET, "--roster", "roster.csv"], "--roster: It belongs to a release, and none is named. Fix: add --release FOLDER."),
        ([SET, "--release", "nowhere"], "There is no release in this folder. Fix: name the folder that"),
        ([SET, "--release", "release"], "--key-file: Each student of this release has a variant. Fix: give the key file"),
        ([SET, "--release", "release", "--key-file", "other"], "the key or the exercise is another. Fix: "),
        ([SET, "--release", "release", "--key-file", "key", "--roster", "none.csv"], "none.csv"),
    ],
)
def test_a_wrong_wish_is_told_in_a_line_and_nothing_is_written(more, said, own, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(own.root.parent)
    (own.root.parent / "other").write_bytes(KEY[::-1])
    assert main(["deliver", "gradescope", *more, "--out", str(tmp_path / "a.zip")]) != 0
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1 and "Fix: " in told
    assert list(tmp_path.iterdir()) == []


def test_a_book_that_does_not_say_what_to_install_is_told(coursebook, checkout):
    (checkout / "requirements.txt").unlink()
    done = coursebook("deliver", "gradescope", SET, "--out", str(checkout / "a.zip"))
    assert done.returncode == 1 and "requirements.txt" in done.stderr and "Fix: " in done.stderr
    assert not (checkout / "a.zip").exists()
