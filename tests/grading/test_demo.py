"""The demonstration: from Canvas' roster to Canvas' gradebook, by the commands that an instructor types."""

import csv
import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from zipfile import ZipFile

import pytest
from coursebook.exercises import sets
from coursebook.grading.demo.desk import Desk
from coursebook.grading.demo.term import COURSE, IN_FORMGRADER, mark_essays
from coursebook.grading.files import Course
from coursebook.grading.gradebook.writer import Gradebook

from tests.grading.klass import SET, command, environment

STUDENTS = 20  # with one notebook that cannot be read, one who is late and one who appeals


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "demo"
    given = command("demo", "--assignment", SET, "--students", str(STUDENTS), "--out", str(out))
    done = subprocess.run(given, capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out, done.stdout


def rows(path, column):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[column]: row for row in csv.DictReader(file)}


def test_its_marks_stand_in_the_gradebook_that_canvas_gave(demo):
    out, said = demo
    given, filled = (rows(out / f"canvas-gradebook{end}.csv", "SIS Login ID") for end in ("", "-marked"))
    marks = rows(out / "grades" / "report" / SET / "marks.csv", "student")
    (column,) = (name for name in filled["s00001"] if name.endswith("(481)"))
    assert (
        given.keys() == filled.keys() and len(marks) == STUDENTS and not any(row[column] for row in given.values() if row["ID"])
    )
    complete = {student for student, row in marks.items() if row["status"] == "complete"}
    assert {student for student in marks if filled[student][column]} == complete and len(complete) == STUDENTS - 1
    assert all(
        float(filled[student][column]) == pytest.approx(float(marks[student]["mark"]), abs=0.005) for student in complete
    )
    assert f"{len(complete)} marks read back" in said


def test_more_time_an_appeal_and_marks_by_hand_are_in_it(demo):
    out, said = demo
    file = (out / "grades" / "course.toml").read_text(encoding="utf-8")
    (excused,) = re.findall(r"\[extensions\.(s\d+)\]", file)
    marks = rows(out / "grades" / "report" / SET / "marks.csv", "student")
    assert marks[excused]["late penalty"] == "0" and marks[excused]["late"] == ""
    number = rows(out / "canvas-gradebook.csv", "SIS Login ID")[excused]["ID"]
    assert any(f"_LATE_{number}_" in name for name in ZipFile(out / "canvas-submissions.zip").namelist())
    page = (out / "appeal.html").read_text(encoding="utf-8")
    assert "a person changed 0" in page
    assert all(row["waiting for a person"] == "0" for row in marks.values() if row["status"] == "complete")


def test_essays_are_marked_in_formgrader(demo):
    """What a browser typed there stands in the gradebook and on the pages of the students, after a test was corrected too."""
    out, said = demo
    (typed,) = re.findall(r"(\d+) written answers are marked in formgrader, in a browser", said)
    gradebook = Gradebook(out / "grades" / "gradebook.db", COURSE, SET)
    gradebook.find()
    by_hand = {student: gradebook.manual(student) for student in rows(out / "grades" / "report" / SET / "marks.csv", "student")}
    gradebook.close()
    found = [(student, one) for student, given in by_hand.items() for one in given.values() if one.comment]
    assert len(found) == int(typed) and len({student for student, _ in found}) == IN_FORMGRADER
    for student, one in found:
        assert one.comment == f"{one.score:g} points: see the levels above your answer."
        assert one.comment in (out / "grades" / "pages" / SET / f"{student}.html").read_text(encoding="utf-8")


def test_whose_marks_a_corrected_test_moves_is_told_before_they_move(demo):
    out, said = demo
    told = (out / "changed-marks.txt").read_text(encoding="utf-8")
    assert told in said and "Nothing was written" in told
    moved = re.findall(r"^(s\d+): \S+ → \S+ of 59$", told, re.M)
    (earned,) = re.findall(r"^For all of them: monthly-mean-other: 0 of 2 → (\S+) of 2$", told, re.M)
    assert len(moved) > STUDENTS / 2 and f"{len(moved)} of {STUDENTS} marks would move" in told
    for student in moved:
        record = json.loads((out / "grades" / "records" / SET / f"{student}.json").read_text(encoding="utf-8"))
        tests = {test["id"]: test["earned"] for question in record["questions"] for test in question["tests"]}
        assert tests["monthly-mean-other"] == float(earned)
        assert record["made_with"]["exercise"] == sets.exercise(SET).version != record["made_with"]["handed_out"]


def test_without_a_browser_a_program_enters_the_marks_and_it_is_said(demo, tmp_path, monkeypatch, capsys):
    for name in ("PATH", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.setenv(name, str(tmp_path))
    exercise, course, desk = sets.exercise(SET), Course(demo[0] / "grades", SET), Desk(tmp_path)
    # In a thread of its own: Playwright refuses to start beside the browser of another test of this process.
    with ThreadPoolExecutor() as aside:
        aside.submit(mark_essays, desk, course, exercise).result()
    ((said, _),) = desk.steps
    assert said in capsys.readouterr().out
    assert re.fullmatch(r"A program enters .* written answers; none is typed in formgrader, since there is no Chromium", said)


def test_its_first_page_leads_to_all_that_it_made(demo):
    out, said = demo
    links = re.findall(r'href="([^"]+)"', (out / "index.html").read_text(encoding="utf-8"))
    assert len(links) > 12 and [link for link in links if not (out / link).is_file()] == []
    assert {"appeal.html", "canvas-gradebook-marked.csv", f"grades/report/{SET}/items/index.html", "research/marks.csv"} <= {
        *links
    }
    typed = re.findall(r"<code>(coursebook .*)</code>", (out / "index.html").read_text(encoding="utf-8"))
    assert [line.removeprefix("$ ") for line in said.splitlines() if line.startswith("$ ")] == typed
