"""Records, notebooks and names that are not as a run leaves them: each costs one line on the list, never the run."""

import csv
import json
import os

import pytest
from coursebook.grading import errors
from coursebook.grading.errors import Unreadable
from coursebook.grading.files import write_whole
from coursebook.grading.gradebook.record import read_whole
from coursebook.grading.intake.class_list import is_fitting

from tests.grading.klass import SET, Class, contents, copied, run


def human(out):
    return list(csv.DictReader((out / "report" / SET / "needs-a-human.csv").read_text(encoding="utf-8").splitlines()))


def changed(record, *path, to):
    """The text of a record with one value changed, or left out."""
    made = json.loads(json.dumps(record))
    *inside, last = path
    place = made
    for key in inside:
        place = place[key]
    if to is None:
        del place[last]
    else:
        place[last] = to
    return json.dumps(made)


DAMAGES = {
    "empty": lambda record: "",
    "an empty object": lambda record: "{}",
    "half-written": lambda record: json.dumps(record)[:700],
    "a list": lambda record: "[]",
    "a number": lambda record: "1",
    "another student's": lambda record: changed(record, "student", to="mallory"),
    "without questions": lambda record: changed(record, "questions", to=None),
    "questions of text": lambda record: changed(record, "questions", to="none"),
    "a test without an id": lambda record: changed(record, "questions", 0, "tests", 0, "id", to=None),
    "points of text": lambda record: changed(record, "questions", 0, "tests", 0, "points", to="two"),
    "points without end": lambda record: changed(record, "questions", 0, "tests", 0, "points", to=float("inf")),
    "no such status": lambda record: changed(record, "status", to="great"),
    "no such day": lambda record: changed(record, "handed_in", to="2027-02-30T00:00:00Z"),
    "before the year 1": lambda record: changed(record, "handed_in", to="0001-01-01T00:00:00+14:00"),
    "after the year 9999": lambda record: changed(record, "handed_in", to="9999-12-31T23:59:59-14:00"),
    "of an older grader": lambda record: changed(record, "time", to=None),
    "deep": lambda record: "[" * 100_000,
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_record_is_known_as_such(graded, name):
    record = next(record for path in graded.given.glob("*.ipynb") if (record := graded.record(path.stem))["status"] == "graded")
    assert read_whole(json.dumps(record), record["student"]) == record
    with pytest.raises(Unreadable, match="damaged"):
        read_whole(DAMAGES[name](record), record["student"])


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z"])
def test_the_first_and_the_last_moment_are_moments(graded, tmp_path, moment):
    out = copied(graded, tmp_path).out
    student, record = whole(graded)
    (out / "records" / SET / f"{student}.json").write_text(changed(record, "handed_in", to=moment))
    done = run("marks", "feedback", "--assignment", SET, "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert moment[:10] in (out / "pages" / SET / f"{student}.html").read_text(encoding="utf-8")


def whole(graded):
    """A student whose work was graded, and the record."""
    for path in sorted(graded.given.glob("*.ipynb")):
        record = graded.record(path.stem)
        if record["status"] == "graded":
            return path.stem, record


@pytest.mark.parametrize("name", ["an empty object", "half-written", "a notebook cut short", "no notebook", "no record"])
def test_one_damaged_file_is_one_line_and_mended_by_the_next_run(graded, tmp_path, name):
    made = copied(graded, tmp_path)
    before = contents(made.out)
    student, record = whole(graded)
    path, notebook = made.out / "records" / SET / f"{student}.json", made.out / "autograded" / student / SET / f"{SET}.ipynb"
    if name == "a notebook cut short":
        notebook.write_bytes(notebook.read_bytes()[:-200])
    elif name == "no notebook":
        notebook.unlink()
    elif name == "no record":
        path.unlink()
    else:
        path.write_text(DAMAGES[name](record))
    where = ("--assignment", SET, "--out", str(made.out))
    done = run("marks", "feedback", *where)
    assert done.returncode == errors.SOME_NOT_GRADED and f"{student}: " in done.stdout and "Traceback" not in done.stderr
    listed = [row for row in human(made.out) if row["what"] == "damaged"]
    assert [row["student"] for row in listed] == [student] and "Grade the submission again" in listed[0]["why"]
    assert run("marks", "total", "--out", str(made.out)).returncode == 0
    assert f"\n{student},waits,\n" in (made.out / "report" / "total.csv").read_text(encoding="utf-8")
    for act in (("sheet", str(tmp_path / "sheet.csv")), ("explain", student)):
        assert "Traceback" not in run("marks", *act, *where).stderr
    done = made.grade("--workers", "1")
    assert "1 marked" in done.stdout, done.stderr
    assert contents(made.out) == before


def test_a_notebook_damaged_inside_is_marked_anew_when_its_page_is_needed(graded, tmp_path):
    made = copied(graded, tmp_path)
    student, _ = whole(graded)
    notebook = made.out / "autograded" / student / SET / f"{SET}.ipynb"
    notebook.write_text('{"cells": [{"cell_type": }]}\n')
    (made.out / "pages" / SET / f"{student}.html").unlink()
    assert "1 marked" in made.grade("--workers", "1").stdout
    assert contents(made.out) == contents(graded.out)


def test_a_long_name_is_written_or_is_no_id(tmp_path):
    for letters in ("я" * 125, "中" * 83, "a" * 100):
        path = tmp_path / f"{letters}.json"
        write_whole(path, "text")
        assert [one.name for one in tmp_path.iterdir()] == [path.name] and path.read_text() == "text"
        path.unlink()
    assert is_fitting("中" * 83) and not is_fitting("中" * 84) and not is_fitting("a" * 101)


def test_a_name_that_is_too_long_is_listed_and_the_others_are_graded(tmp_path):
    made = Class(tmp_path)
    made.given.mkdir()
    for name in ("anna", "中" * 80, "b" * 120):
        (made.given / f"{name}.ipynb").write_text('{"cells": [{"cell_type": "code", "source": "x = 1", "metadata": {}}]}')
    done = run("grade", str(made.given), "--assignment", SET, "--out", str(made.out), "--workers", "1")
    assert done.returncode in (0, errors.SOME_NOT_GRADED), done.stderr
    marks = list(csv.DictReader((made.out / "report" / SET / "marks.csv").read_text(encoding="utf-8").splitlines()))
    listed = [row["file"] for row in human(made.out) if row["what"] == "whose is it?"]
    assert {row["student"] for row in marks} == {"anna", "中" * 80}
    assert [os.path.basename(place) for place in listed] == ["b" * 120 + ".ipynb"]
