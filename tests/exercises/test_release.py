"""A release: whole or not at all, the same bytes each time, and a course on which nbgrader's own commands work."""

from __future__ import annotations

import csv
import hashlib
import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from coursebook.__main__ import main
from coursebook.evidence import InputError
from coursebook.exercises import candidates, sets
from coursebook.exercises.release import checks_wheel, course_folder, notebooks, roster

SET = "personal-stories"
CHANGED = "offence,year,months,cases\nawol,2022,12,1\n"
KEY = b"0123456789abcdef0123"
FILES = ("small.ipynb", "table.csv", "variant.json", checks_wheel.NAME)


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def text_of(page: Path) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page.read_text()))


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    (tmp_path / "roster.csv").write_text("id\nann\nbob\n")
    (tmp_path / "key").write_bytes(KEY)
    return ["--roster", str(tmp_path / "roster.csv"), "--key-file", str(tmp_path / "key"), "--course", "c", "--term", "t"]


def test_a_release_holds_what_is_asked_for(small, inputs, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["release", "small", "--out", str(out), *inputs]) == 0
    assert "Small set, version" in capsys.readouterr().out
    assert set(digest(out)) == {
        "release.json",
        "course/nbgrader_config.py",
        "course/students.csv",
        *(f"course/source/small/{name}" for name in FILES),
        *(f"course/files/{id}/{name}" for id in ("ann", "bob") for name in ("table.csv", "variant.json")),
        *(f"students/{id}/{name}" for id in ("ann", "bob") for name in FILES),
        *(f"instructor/{name}" for name in (*FILES, "small.html", "small-student.html")),
    }
    noted = json.loads((out / "release.json").read_text())
    assert noted["students"] == {id: sets.exercise("small").variant(id, KEY, "c", "t").id for id in ("ann", "bob")}
    assert not [path for path in out.rglob("*") if path.is_file() and KEY in path.read_bytes()]
    assert [path.name for path in tmp_path.glob(".out*")] == []
    for secret in ("number * factor", "checks.rng"):
        assert secret in text_of(out / "instructor/small.html")
        assert secret not in text_of(out / "instructor/small-student.html")


def test_the_printable_page_asks_no_host_and_runs_nothing(small, tmp_path):
    course_folder.write(sets.exercise("small"), tmp_path / "out")
    page = (tmp_path / "out/instructor/small.html").read_text()
    assert "<script" not in page and not re.search(r"(src|href)=\"https?:", page)
    assert "Your factor is 3." in page


def test_the_printable_sheets_hold_the_tables_of_the_hunts(tmp_path):
    exercise = sets.exercise("introduction")
    course_folder.write(exercise, tmp_path / "out")
    for page in ("introduction.html", "introduction-student.html"):
        printed = (tmp_path / "out/instructor" / page).read_text()
        rows = [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", printed, re.S)]
        for hunt in exercise.hunts:
            table = exercise.variant().tables[hunt.table]
            written = [[html.escape(cell) for cell in row] for row in csv.reader(table.to_csv(index=False).splitlines())]
            assert len(written) > 10 and all(row in rows for row in written[1:]), (page, hunt.id)


def test_the_same_input_gives_the_same_bytes_over_an_older_release(small, inputs, tmp_path):
    for name in ("one", "two", "two"):
        assert main(["release", "small", "--out", str(tmp_path / name), *inputs]) == 0
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    files = digest(tmp_path / "one")
    assert files["students/ann/table.csv"] != files["students/bob/table.csv"]


def test_without_a_roster_there_is_the_common_variant(small, tmp_path):
    assert main(["release", "small", "--out", str(tmp_path / "out")]) == 0
    files = digest(tmp_path / "out")
    assert files["student/table.csv"] == files["course/source/small/table.csv"] and "students/ann/table.csv" not in files


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["smal"], "There is no set 'smal'. Fix: write 'small'"),
        (["small", "--roster", "ROSTER"], "Variants of students are drawn from a secret. Fix: name a file with --key-file"),
        (["small", "--roster", "ROSTER", "--key-file", "none/key"], "none/key: There is no folder 'none' for the key file"),
        (["small", "--roster", "ROSTER", "--key-file", "INSIDE"], "The key would lie in the folder that is handed out"),
        (["small", "--roster", "ROSTER", "--key-file", "SHORT"], "The key has 3 bytes; others could guess it"),
        (["small", "--roster", "ROSTER", "--key-file", "TEXT"], "This is a text of several lines and no key. Fix: name"),
        (
            ["small", "--roster", "ROSTER", "--key-file", "KEY", "--replace", "anna"],
            "--replace: There is no student 'anna'. Fix: write 'ann'",
        ),
        (["small", "--roster", "TWICE", "--key-file", "KEY"], "line 3: The id 'ann' stands in line 2 too"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(small, inputs, tmp_path, capsys, arguments, said):
    (tmp_path / "short").write_text("abc")
    (tmp_path / "text.csv").write_text("id,name\nann,Ann\nbob,Bob\n")
    (tmp_path / "twice.csv").write_text("id\nann\nann\n")
    files = {
        "ROSTER": inputs[1],
        "KEY": inputs[3],
        "SHORT": tmp_path / "short",
        "TEXT": tmp_path / "text.csv",
        "TWICE": tmp_path / "twice.csv",
        "INSIDE": tmp_path / "out" / "key",
    }
    asked = [str(files.get(word, word)) for word in arguments]
    before = digest(tmp_path)
    assert main(["release", *asked, "--out", str(tmp_path / "out")]) == 1
    assert said in capsys.readouterr().err
    assert digest(tmp_path) == before


def test_a_folder_with_something_else_is_left_alone(small, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="There is something else here. Fix: name a folder"):
        course_folder.write(sets.exercise("small"), out)
    (out / "release.json").write_text('{"set": "other"}')
    with pytest.raises(InputError, match="There is a release of 'other' here"):
        course_folder.write(sets.exercise("small"), out)
    assert (out / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("stop", [KeyboardInterrupt, InputError])
def test_an_interrupted_release_leaves_the_old_one_whole(small, tmp_path, stop):
    out, found = tmp_path / "out", sets.exercise("small")
    course_folder.write(found, out, [roster.Student("ann", {})], KEY)
    before = digest(out)

    def told():
        raise stop

    with pytest.raises(stop):
        course_folder.write(found, out, [roster.Student("bob", {})], KEY, on_progress=told)
    assert digest(out) == before
    assert {path.name for path in tmp_path.iterdir()} == {"out", "exercises"}


def run(folder: Path, *command: str) -> subprocess.CompletedProcess:
    """One of nbgrader's own commands. It calls alembic by name, so the environment's programs must be on the path."""
    programs = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "MPLBACKEND": "agg"}
    environment |= {name: str(folder) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    return subprocess.run(["nbgrader", *command], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def answered(notebook, answers: dict[str, str]):
    for cell in notebook.cells:
        if cell.id in answers:
            cell.source = answers[cell.id]
    return notebook


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    """A course, generated and autograded by nbgrader: the key, a blank and a mixed notebook, the key beside a table that was
    changed, and the key of somebody whom the roster does not have."""
    folder = tmp_path_factory.mktemp("stock")
    found = sets.exercise(SET)
    students = [roster.Student(id, {}) for id in ("key", "blank", "mixed", "edited")]
    out = folder / "out"
    course_folder.write(found, out, students, KEY, "c", "t")
    solutions = {cell.id: candidates.solution(cell.source) for cell in found.cells if cell.kind == "answer"}
    wrong = candidates.read(found, "wrong")[0]
    mixed = {
        "monthly-mean": solutions["monthly-mean"],
        "growth": next(one.code for one in wrong["growth"] if "reads its own table" in one.title),
        "left-out": next(one.code for one in wrong["left-out"] if "nearest to the gap" in one.title),
    }
    handed = {id: out / "students" / id for id in ("key", "blank", "mixed", "edited")} | {
        "stranger": out / "course/source" / SET
    }
    answers_of = dict.fromkeys(handed, solutions) | {"blank": {}, "mixed": mixed}
    for id, folder in handed.items():
        # The notebook alone, as an LMS returns it.
        target = out / "course" / "submitted" / id / SET / f"{SET}.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(answered(nbformat.read(folder / f"{SET}.ipynb", as_version=4), answers_of[id]), target)
        if id == "edited":
            (target.parent / "cases.csv").write_text(CHANGED)
    for command in (["generate_assignment", SET], ["db", "student", "import", "students.csv"], ["autograde", SET]):
        done = run(out / "course", *command)
        assert done.returncode == 0 and "not recognized" not in done.stderr, done.stderr[-3000:]
    return out


def scores(out: Path) -> dict[str, dict[str, float]]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{out / 'course' / 'gradebook.db'}") as book:
        return {
            student.id: {
                grade.cell.name: grade.auto_score
                for grade in book.find_submission_notebook(SET, SET, student.id).grades
                if grade.cell.cell_type == "code"
            }
            for student in book.students
        }


def test_nbgrader_gives_the_key_all_the_blank_nothing_and_the_mixed_its_due(graded):
    found, got = sets.exercise(SET), scores(graded)
    points = {test.id: test.points for question in found.questions for test in question.tests}
    assert got["key"] == got["edited"] == got["stranger"] == points
    assert got["blank"] == dict.fromkeys(points, 0)
    earned = {test: score for test, score in got["mixed"].items() if score}
    assert earned == {
        "monthly-mean-visible": 1,
        "monthly-mean-other": 2,
        "growth-yours": 1,
        "left-out-visible": 1,
        "left-out-yours": 1,
    }


def test_nbgrader_keeps_what_was_handed_in_beside_the_students_own_data(graded):
    folder = graded / "course" / "autograded" / "edited" / SET
    assert (folder / "changed-cases.csv").read_text() == CHANGED
    assert (folder / "cases.csv").read_bytes() == (graded / "students" / "edited" / "cases.csv").read_bytes()


def test_nbgrader_releases_what_we_release(graded):
    theirs = nbformat.read(graded / "course" / "release" / SET / f"{SET}.ipynb", as_version=4)
    found = sets.exercise(SET)
    ours = notebooks.student(found, found.variant())
    assert [cell.source.rstrip() for cell in theirs.cells] == [cell.source.rstrip() for cell in ours.cells]
    keep = ("grade_id", "grade", "locked", "solution", "task", "points", "schema_version", "cell_type")
    for one, two in zip(theirs.cells, ours.cells):
        about = [cell.metadata.get("nbgrader", {}) for cell in (one, two)]
        assert {name: about[0].get(name) for name in keep} == {name: about[1].get(name) for name in keep}


def test_nbgrader_validates_the_key(graded):
    done = run(graded / "course" / "submitted" / "key" / SET, "validate", f"{SET}.ipynb")
    assert "Success! Your notebook passes all the tests." in done.stdout, done.stdout + done.stderr


def test_a_student_reads_what_is_wrong(graded):
    marked = nbformat.read(graded / "course" / "autograded" / "mixed" / SET / f"{SET}.ipynb", as_version=4)
    said = {cell.id: output.evalue for cell in marked.cells for output in cell.get("outputs", []) if "evalue" in output}
    assert "growth(" in said["growth-visible"] and "Read on: Personal stories, " in said["growth-visible"]
    assert "then the function returns None" in said["left-out-other"]
