"""An exercise that changed after it was handed out: what was not handed out is not counted, and moved marks are told first."""

import csv
import json
import re
import shutil
import subprocess
import sys

import pytest
from coursebook import project
from coursebook.exercises import sets
from coursebook.exercises.release import notebooks
from coursebook.exercises.release.chosen import limited
from coursebook.exercises.source import known_sets

from tests.conftest import LEFT_OUT
from tests.grading.klass import SET, contents, copied, environment, make_class

ADDED = """
## 7. Added later

```{code-cell}
---
nbgrader: {grade_id: added-later, solution: true}
question: {outcome: ps-3, level: apply, points: 5, minutes: 2, claims: [cases-407], answers: [added]}
---
### BEGIN SOLUTION
added = 1
### END SOLUTION
```

```{code-cell}
---
nbgrader: {grade_id: added-later-visible, grade: true, points: 5}
question: added-later
---
assert added == 1, "It is one."
```
"""


def handed_out(exercise):
    master = notebooks.master(exercise, exercise.variant())
    marked = [cell.metadata.nbgrader for cell in master.cells if cell.metadata.get("nbgrader")]
    return {one.grade_id: float(one.get("points", 0)) for one in marked if one.grade or one.solution}


@pytest.mark.parametrize("name", known_sets())
def test_an_exercise_without_what_was_added_is_the_one_before(name):
    exercise = sets.exercise(name)
    points = handed_out(exercise)
    assert limited(exercise, points) is exercise
    for question in exercise.questions[:2]:
        left = {id: number for id, number in points.items() if id not in (question.id, *(test.id for test in question.tests))}
        before = limited(exercise, left)
        assert [one.id for one in before.questions] == [one.id for one in exercise.questions if one.id != question.id]
        assert handed_out(before) == left
    task = exercise.tasks[0]
    assert task not in limited(exercise, {id: number for id, number in points.items() if id != task.id}).tasks


def test_a_test_has_the_points_that_were_handed_out():
    exercise = sets.exercise(SET)
    question = exercise.questions[0]
    points = handed_out(exercise) | {question.tests[0].id: 7.0}
    before = limited(exercise, points).questions[0]
    assert before.tests[0].points == 7 and before.points == question.points + 7 - question.tests[0].points
    # A test that was added to a question does not count either.
    added = limited(exercise, {id: number for id, number in points.items() if id != question.tests[1].id}).questions[0]
    assert [test.id for test in added.tests] == [test.id for test in question.tests if test.id != question.tests[1].id]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    made = make_class(tmp_path_factory.mktemp("small"), 2, damage=False)
    done = made.grade("--workers", "1")
    assert done.returncode == 0, done.stderr
    return made


def changed(folder, change):
    """Run commands in a copy of the project whose exercise is another."""
    copy = folder / "project"
    shutil.copytree(project.current().root, copy, ignore=LEFT_OUT)
    notebook = copy / "exercises" / SET / "notebook.md"
    before = notebook.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    notebook.write_text(after, encoding="utf-8")

    def command(*arguments):
        there = {**environment(), "PYTHONPATH": str(copy / "package"), project.VARIABLE: str(copy)}
        asked = [sys.executable, "-m", "coursebook", *arguments]
        done = subprocess.run(asked, cwd=copy, env=there, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    return command


def marks(made):
    path = made.out / "report" / SET / "marks.csv"
    return {row["student"]: (row["mark"], row["of"]) for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}


def reworded(text):
    """Two prompts, a template and the set-up cell, in other words."""
    for old, new in (
        ("Years of unequal length", "Years that are not of one length"),
        ("Draw the cases opened in a month", "Make a chart of the cases opened in a month"),
        ("def monthly_mean(table):\n", 'def monthly_mean(table):\n    """Add a column."""\n'),
        ("It reads your tables and your numbers.", "It reads what was made for you."),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_question_added_after_the_release_costs_nobody_a_point(small, tmp_path):
    """And a prompt, a template or the set-up cell in other words is nothing that a student did."""
    made = copied(small, tmp_path)
    before = marks(made)
    was = {student: [made.record(student)[what] for what in ("doubts", "repairs")] for student in before}
    blank = {student: [one["is_blank"] for one in made.record(student)["questions"]] for student in before}
    command = changed(tmp_path, lambda text: reworded(text) + ADDED)
    assert "2 marked" in command(*made.arguments("--workers", "1"))
    assert marks(made) == before
    page = (made.out / "report" / SET / "index.html").read_text(encoding="utf-8")
    assert "Not counted, since it was not handed out: added-later." in page
    for student in before:
        record = made.record(student)
        assert "added-later" not in json.dumps(record)
        assert [record[what] for what in ("doubts", "repairs")] == was[student]
        assert [one["is_blank"] for one in record["questions"]] == blank[student]
    command("marks", "feedback", "--assignment", SET, "--out", str(made.out))
    assert marks(made) == before


def test_whose_marks_a_changed_test_moves_is_told_before_it_is_written(small, tmp_path):
    made = copied(small, tmp_path)
    stood = contents(made.out)
    # A test that nobody passes any more.
    command = changed(
        tmp_path, lambda text: re.sub(r'(see = "Personal stories)', r'raise AssertionError("Wrong now.")\n\1', text, count=1)
    )
    where = ("--assignment", SET, "--out", str(made.out))
    secret = ("--release", str(made.folder / "release"), "--key-file", str(made.folder / "key"), "--workers", "1")
    said = command("marks", "changes", *where, *secret)
    moved = [student for student in ("s00001", "s00002") if f"{student}: " in said]
    assert moved and "monthly-mean-visible: 1 of 1 → 0 of 1 Wrong now." in said and "the exercise was" in said
    assert f"{len(moved)} of 2 marks would move. Nothing was written" in said and contents(made.out) == stood
    before = marks(made)
    command(*made.arguments("--workers", "1"))
    after = marks(made)
    for student in before:
        assert float(before[student][0]) - float(after[student][0]) == (1 if student in moved else 0)
    assert "0 of 2 marks would move" in command("marks", "changes", *where, *secret)
