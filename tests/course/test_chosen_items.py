"""A release of the questions that a course has chosen: what the notebook asks, and marks out of their points."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from coursebook import project
from coursebook.__main__ import main
from coursebook.exercises import sets
from coursebook.exercises.release import notebooks
from coursebook.exercises.release.chosen import chosen
from coursebook.exercises.release.course_key import read_key
from coursebook.exercises.source import known_sets
from coursebook.grading.demo.simulated_class import Hand
from lxml import html

from tests.grading.klass import HANDED_IN, put, run

READY = project.current().root / "instructors" / "courses"
SET = "personal-stories"


def part_points(*ids: str) -> float:
    """The points of some questions and tasks."""
    exercise = sets.exercise(SET)
    return sum(one.points for one in (*exercise.questions, *exercise.tasks) if one.id in ids)


def asked(notebook) -> dict[str, float]:
    """The questions of a notebook by their ids, and the points of its cells."""
    marked = [cell.metadata.nbgrader for cell in notebook.cells if cell.metadata.get("nbgrader")]
    return {one.grade_id: float(one.get("points") or 0) for one in marked if one.grade or one.solution or one.task}


@pytest.mark.parametrize("name", known_sets())
def test_a_notebook_asks_what_was_chosen_and_its_points_add_up(name):
    exercise = sets.exercise(name)
    whole = notebooks.master(exercise, exercise.variant())
    headings = [line for cell in whole.cells for line in cell.source.splitlines() if re.match(r"## \d+\. ", line)]
    assert len(headings) == len(exercise.written)
    for question, heading in zip(exercise.written, headings):
        task = exercise.tasks[-1]
        part = chosen(exercise, [question, task.id])
        notebook = notebooks.master(part, part.variant())
        points = next(one.points for one in exercise.questions if one.id == question) + task.points
        assert sum(asked(notebook).values()) == points
        assert f"{points:g} points" in notebook.cells[1].source + notebook.cells[2].source
        kept = [line for cell in notebook.cells for line in cell.source.splitlines() if re.match(r"## \d+\. ", line)]
        assert kept == [heading]
        # Whatever is in it stands in the whole notebook too, in the same order.
        sources = [cell.source for cell in whole.cells]
        assert [cell.source for cell in notebook.cells if cell.source in sources] == [
            source for source in sources if source in {cell.source for cell in notebook.cells}
        ]
        assert len(notebook.cells) - sum(cell.source in sources for cell in notebook.cells) <= 4  # notices, start, set-up


def test_all_questions_chosen_are_the_set_itself():
    exercise = sets.exercise(SET)
    every = [one.id for one in (*exercise.questions, *exercise.tasks)]
    assert chosen(exercise, every) is exercise and chosen(exercise, []) is exercise


def test_an_unknown_question_is_refused_and_nothing_is_written(tmp_path, capsys):
    assert main(["release", SET, "--out", str(tmp_path / "release"), "--items", "ps-w-leter"]) == 1
    assert "does not ask 'ps-w-leter'. Fix: write 'ps-w-letter'" in capsys.readouterr().err
    file = tmp_path / "course.toml"
    text = (READY / "four-weeks.toml").read_text(encoding="utf-8")
    file.write_text(text.replace("ps-w-letter", "ps-w-leter"), encoding="utf-8")
    command = ["release", SET, "--out", str(tmp_path / "release"), "--course-file", str(file)]
    assert main(command) == 1 and "course.toml, line " in capsys.readouterr().err
    file.write_text(text, encoding="utf-8")
    assert main(["release", "reform", *command[2:]]) == 1
    assert "There is no assignment 'reform' in this course" in capsys.readouterr().err and not (tmp_path / "release").exists()


def test_a_release_of_other_questions_is_not_added_to(tmp_path, capsys):
    command = ["release", SET, "--out", str(tmp_path / "release")]
    assert main([*command, "--items", "monthly-mean,ps-w-letter"]) == 0
    assert json.loads((tmp_path / "release" / "release.json").read_text())["items"] == ["monthly-mean", "ps-w-letter"]
    assert main([*command, "--items", "ps-w-letter,monthly-mean"]) == 0
    capsys.readouterr()
    assert main(command) == 1
    said = capsys.readouterr().err
    assert "There is another release here" in said and "--items monthly-mean,ps-w-letter" in said


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course of the half-term file whose two students were handed what it chooses, handed in, and were graded."""
    folder = tmp_path_factory.mktemp("course")
    made = run(
        "course", "new", *f"--out {folder}/grades/course.toml --plan half-term --timezone UTC --start".split(), "2026-12-07"
    )
    assert made.returncode == 0, made.stderr
    file = folder / "grades" / "course.toml"
    text = re.sub(rf"(\[assignments\.{SET}\]\n(?:.*\n){{2}}items = ).*", r'\1["monthly-mean", "ps-w-letter"]', file.read_text())
    file.write_text(re.sub(rf"(\[assignments\.{SET}\]\ndue = ).*", r"\g<1>2027-01-14", text), encoding="utf-8")
    (folder / "roster.csv").write_text("id\nanna\nbela\n", encoding="utf-8")
    given = ("--roster", str(folder / "roster.csv"), "--key-file", str(folder / "key"))
    done = run("release", SET, "--out", str(folder / "release"), *given, "--course-file", str(file))
    assert done.returncode == 0, done.stderr
    about = json.loads((folder / "release" / "release.json").read_text())
    part = chosen(sets.exercise(SET), about["items"])
    hand, key = Hand(part), read_key(folder / "key")
    variant = part.variant("anna", key, about["course"], about["term"])
    right = {one["id"]: one["source"] for one in hand.key(variant)["cells"]}
    for student in ("anna", "bela"):
        notebook = nbformat.read(folder / "release" / "students" / student / f"{SET}.ipynb", as_version=4)
        for cell in notebook.cells:
            if student == "anna" and cell.id in ("monthly-mean", "ps-w-letter"):
                cell.source = right[cell.id]
        put(folder / "submissions" / f"{student}.ipynb", nbformat.writes(notebook).encode())
    # Two files of one moment say that nobody knows when they were handed in. These came on 15 January 2027.
    os.utime(folder / "submissions" / "bela.ipynb", (HANDED_IN + 600,) * 2)
    what = ["--assignment", SET, "--release", str(folder / "release"), "--out", str(folder / "grades"), *given]
    done = run("grade", str(folder / "submissions"), *what)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_marks_are_out_of_the_points_chosen(course):
    exercise = sets.exercise(SET)
    of_the_question = next(one.points for one in exercise.questions if one.id == "monthly-mean")
    for student, is_right in {"anna": True, "bela": False}.items():
        record = json.loads((course / "grades" / "records" / SET / f"{student}.json").read_text(encoding="utf-8"))
        earned = {one["id"]: (one["earned"], one["points"]) for one in record["questions"]}
        assert earned == {"monthly-mean": (of_the_question if is_right else 0, of_the_question)}
        assert [task["id"] for task in record["tasks"]] == ["ps-w-letter"]
        assert record["repairs"] == [] and record["doubts"] == []
    with (course / "grades" / "report" / SET / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert {float(row["of"]) for row in rows.values()} == {part_points("monthly-mean", "ps-w-letter")}
    assert rows["anna"]["late"] == "1 day" and float(rows["anna"]["late penalty"]) == pytest.approx(of_the_question / 10)
    assert "Not counted" not in (course / "grades" / "report" / SET / "index.html").read_text(encoding="utf-8")


def test_pages_show_what_was_chosen_and_stay_the_same(course):
    path = course / "grades" / "pages" / SET / "anna.html"
    before = html.parse(path).getroot()
    exercise = sets.exercise(SET)
    question = next(one for one in exercise.questions if one.id == "monthly-mean")
    letter = next(one for one in exercise.tasks if one.id == "ps-w-letter")
    assert f" of {question.points + letter.points:g} points" in before.text_content()
    rows = [row.text_content() for row in before.findall(".//table//tr")[1:3]]
    assert rows == [f"1. Years of unequal length{question.points:g} of 3", f"{letter.title}waits of {letter.points:g}"]
    done = run("marks", "feedback", "--assignment", SET, "--out", str(course / "grades"))
    assert done.returncode == 0, done.stderr
    again = html.parse(path).getroot()
    assert [row.text_content() for row in again.findall(".//table//tr")[1:3]] == rows


def test_formgrader_is_given_the_same_questions(course):
    source = json.loads((course / "grades" / "source" / SET / f"{SET}.ipynb").read_text(encoding="utf-8"))
    ids = {cell["metadata"]["nbgrader"]["grade_id"] for cell in source["cells"] if cell["metadata"].get("nbgrader")}
    assert {id for id in ids if not id.startswith(("monthly-mean", "ps-w-letter"))} == {"start", "set-up"}


def test_the_course_file_names_what_a_past_class_has_shown(tmp_path, capsys):
    file = tmp_path / "course.toml"
    text = (READY / "four-weeks.toml").read_text(encoding="utf-8")
    file.write_text(re.sub(rf"(\[assignments\.{SET}\]\n)", r'\1learned = "shown/variants.csv"\n', text), encoding="utf-8")
    (tmp_path / "roster.csv").write_text("id\nann\n", encoding="utf-8")
    command = ["release", SET, "--out", str(tmp_path / "out"), "--course-file", str(file)]
    command += ["--roster", str(tmp_path / "roster.csv"), "--key-file", str(tmp_path / "key")]
    assert main(command) == 1
    assert f"{tmp_path / 'shown' / 'variants.csv'}" in capsys.readouterr().err and not (tmp_path / "out").exists()
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown" / "variants.csv").write_text(
        "item,what differs,group,students,others,difference,error,alarm\ngone,factor,4,30,30,-0.5,0.2,yes\n", encoding="utf-8"
    )
    assert main(command) == 0 and "Not used: gone, factor" in capsys.readouterr().out
