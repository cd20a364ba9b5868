"""The demonstration: from Canvas' roster to Canvas' gradebook, by the commands that an instructor types."""

import csv
import re
import subprocess
from zipfile import ZipFile

import pytest

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


def test_its_first_page_leads_to_all_that_it_made(demo):
    out, said = demo
    links = re.findall(r'href="([^"]+)"', (out / "index.html").read_text(encoding="utf-8"))
    assert len(links) > 12 and [link for link in links if not (out / link).is_file()] == []
    assert {"appeal.html", "canvas-gradebook-marked.csv", f"grades/report/{SET}/items/index.html", "research/marks.csv"} <= {
        *links
    }
    typed = re.findall(r"<code>(coursebook .*)</code>", (out / "index.html").read_text(encoding="utf-8"))
    assert [line.removeprefix("$ ") for line in said.splitlines() if line.startswith("$ ")] == typed
