"""All feedback in one archive, as Canvas and Moodle take it back: found by what they themselves look at in a name."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile

import nbformat
import pytest
from coursebook.grading import errors

from tests.grading.klass import SET, make_class, run


def canvas_finds(name: str) -> tuple[str, str] | None:
    """The ids of user and attachment, as `infer_comment_context_from_filename` reads them.

    Source: instructure/canvas-lms, app/models/abstract_assignment.rb. The file is then shown under the attachment's own name.
    """
    base = name.rpartition("/")[2]
    numbers = [part for part in base.split("_") if part != "LATE" and part.isdigit()][:2]
    return (numbers[0], numbers[1]) if len(numbers) == 2 and not base.split("_")[-1].startswith("link") else None


def moodle_finds(path: str) -> tuple[str, str, str] | None:
    """Participant, plug-in and file, as `is_valid_filename_for_import` reads them.

    Source: moodle/moodle, mod/assign/feedback/file/importziplib.php.
    """
    parts = path.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) >= 4 and info[1].isdigit() and info[2] == "assignsubmission" and info[3] in ("file", "onlinetext"):
            return info[1], info[3], "/".join([*info[4:], *parts]).strip("/")
    return None


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Four students, ungraded, whose files have plain names; and their names as the roster has them."""
    made = make_class(tmp_path_factory.mktemp("class"), 4, damage=False)
    with (made.folder / "roster.csv").open(encoding="utf-8", newline="") as file:
        return made, list(csv.DictReader(file))


@pytest.fixture
def handed_in(plain, tmp_path):
    """Grade the class with its files under other names: in a folder, or in one archive as systems give it."""
    made, people = plain

    def grade(names: list[str], archive: bool = False):
        given = tmp_path / "submissions"
        for person, name in zip(people, names, strict=True):
            path = given / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".zip":
                with zipfile.ZipFile(path, "w") as packed:
                    packed.write(made.given / f"{person['id']}.ipynb", f"{SET}.ipynb")
            else:
                shutil.copy(made.given / f"{person['id']}.ipynb", path)
        if archive:
            given = shutil.make_archive(str(tmp_path / "download"), "zip", given)
        done = made.grade(given=given, out=tmp_path / "grades")
        assert done.returncode == 0, done.stderr
        return people

    return grade


def feedback(folder, *more: str):
    return run("marks", "feedback", "--assignment", SET, "--out", str(folder / "grades"), *more)


def short(person) -> str:
    return f"{person['last_name']}{person['first_name']}".lower()


def test_canvas_gets_a_notebook_under_the_name_that_it_gave_each_file(plain, handed_in, tmp_path):
    one, two, three, four = plain[1]
    names = [
        f"{short(one)}_70011_9001_{SET}.ipynb",
        f"{short(two)}_LATE_70012_9002_{SET}-1.ipynb",
        f"{short(three)}_70013_9003_work.zip",
        f"{short(four)}_70014_9004_{SET}.ipynb.txt",
    ]
    handed_in(names, archive=True)
    into = tmp_path / "back.zip"
    done = feedback(tmp_path, "--to", "canvas", "--into", str(into))
    assert done.returncode == 0 and f"2 of them as Canvas takes them back: {into}" in done.stdout, done.stderr
    for person, name in zip((three, four), names[2:]):
        assert f"not in it: {person['id']}: {name} is no notebook, and Canvas would show" in done.stdout
    with zipfile.ZipFile(into) as archive:
        assert sorted(archive.namelist()) == sorted(names[:2])
        assert [canvas_finds(name) for name in names[:2]] == [("70011", "9001"), ("70012", "9002")]
        for person, name in zip((one, two), names):
            notebook = nbformat.reads(archive.read(name), 4)
            nbformat.validate(notebook)
            record = json.loads((tmp_path / "grades" / "records" / SET / f"{person['id']}.json").read_text())
            text = " ".join(cell.source for cell in notebook.cells).replace("\\", "")
            assert person["last_name"] in text and f"**{record['mark']:g} of " in text
            said = [test["message"] for one in record["questions"] for test in one["tests"] if not one["is_blank"]]
            assert any(said) and [message for message in said if " ".join(message.split()) not in text] == []
            others = [other["last_name"] for other in plain[1] if other["last_name"] != person["last_name"]]
            assert not [other for other in others if other in text]


def test_moodle_gets_the_page_in_the_folder_that_it_gave_each_student(plain, handed_in, tmp_path, monkeypatch):
    one, two, three, four = plain[1]
    whole = [f"{person['first_name']} {person['last_name']}" for person in plain[1]]
    names = [
        f"{whole[0]}_30417_assignsubmission_file_/{SET}.ipynb",
        f"{whole[1]}_30418_assignsubmission_file/{SET}.ipynb",
        f"{whole[2]}_30419_assignsubmission_file_{SET}.ipynb",
        f"{four['id']}.ipynb",
    ]
    handed_in(names)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    done = feedback(tmp_path, "--to", "moodle")
    assert done.returncode == 0 and "3 of them as Moodle takes them back: feedback-moodle.zip" in done.stdout, done.stderr
    assert f"not in it: {four['id']}: {names[3]} is no name that Moodle gives." in done.stdout
    with zipfile.ZipFile("feedback-moodle.zip") as archive:
        found = {moodle_finds(name): archive.read(name) for name in archive.namelist()}
    for number, person in zip(("30417", "30418", "30419"), plain[1]):
        page = (tmp_path / "grades" / "pages" / SET / f"{person['id']}.html").read_bytes()
        assert found.pop((number, "file", f"{SET}-feedback.html")) == page
    assert found == {}


def test_a_class_without_such_names_is_told_in_a_line_and_nothing_is_written(plain, handed_in, tmp_path):
    handed_in([f"{person['id']}.ipynb" for person in plain[1]])
    before = sorted(tmp_path.rglob("*"))
    for system in ("canvas", "moodle"):
        done = feedback(tmp_path, "--to", system, "--into", str(tmp_path / "back.zip"))
        assert done.returncode == errors.NOTHING_TO_GRADE and done.stderr.count("\n") == 1
        assert f"No hand-in has a name that {system.title()} gives ({plain[1][0]['id']}: " in done.stderr
        assert "Fix: grade the files as they were downloaded" in done.stderr
    done = feedback(tmp_path, "--into", str(tmp_path / "back.zip"))
    assert done.returncode == errors.WRONG_USE and "Fix: say which with --to." in done.stderr
    assert sorted(tmp_path.rglob("*")) == before
