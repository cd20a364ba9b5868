"""One archive for each student, under the system's names, and the table for a mail merge."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from coursebook.__main__ import main
from coursebook.delivery import handout
from coursebook.evidence import EvidenceError
from coursebook.exercises.release import roster

from tests.exercises.conftest import small  # noqa: F401
from tests.exercises.test_roster import CANVAS, MOODLE_WORKSHEET

NAMES = {
    "canvas": (CANVAS, ["doejane_70011_small.zip", "ševčenkoолена_70012_small.zip", "vanderbergjanpeter_70013_small.zip"]),
    "moodle": (
        MOODLE_WORKSHEET,
        ["Jane Doe_30417_assignsubmission_file_small.zip", "Jon Roe_30418_assignsubmission_file_small.zip"],
    ),
    "plain": ("id,name,email\nann,=Ann,ann@x.example\nbob,Bob,b@x.example\n", ["ann_small.zip", "bob_small.zip"]),
}


@pytest.fixture
def release(tmp_path):
    """A release of a class, as far as handing out reads it."""

    def written(text):
        path = tmp_path / "roster.csv"
        path.write_text(text, encoding="utf-8")
        listed = roster.load(path)
        folder = tmp_path / "release"
        for student in listed.students:
            own = folder / "students" / student.id
            own.mkdir(parents=True)
            (own / "small.ipynb").write_text(student.id)
        (folder / "release.json").write_text(json.dumps({"set": "small", "students": {}}))
        return folder, listed

    return written


@pytest.mark.parametrize("system", NAMES)
def test_names_are_those_of_the_system(release, tmp_path, system):
    text, names = NAMES[system]
    folder, listed = release(text)
    assert handout.write(folder, listed, tmp_path / "out") == len(names)
    table = list(csv.DictReader((tmp_path / "out" / handout.MAIL).open(encoding="utf-8")))
    assert [row["file"] for row in table] == names
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted([*names, handout.MAIL])
    for row in table:
        with zipfile.ZipFile(tmp_path / "out" / row["file"]) as archive:
            assert archive.namelist() == ["small/small.ipynb"] and archive.read("small/small.ipynb").decode() == row["id"]
    assert system != "moodle" or [row["email"] for row in table] == ["jane@uni.example", "jon@uni.example"]


def test_a_student_without_files_and_two_of_one_name_are_refused_and_nothing_is_written(release, tmp_path):
    folder, _ = release(NAMES["plain"][0])
    path = tmp_path / "roster.csv"
    path.write_text("id\nann\neve\n")
    with pytest.raises(
        EvidenceError, match="student 'eve': The release has nothing for them. Fix: release the set with this roster"
    ):
        handout.write(folder, roster.load(path), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    twins = roster.Roster(
        tuple(roster.Student(id, {"name": "Ann Ace", "lms_id": "7"}) for id in ("ann", "bob")), "Moodle", "id", "utf-8", ()
    )
    with pytest.raises(EvidenceError, match="student 'bob': The file would be called as ann's"):
        handout.write(folder, twins, tmp_path / "out")


def test_the_command_releases_and_packs(small, tmp_path, capsys):  # noqa: F811
    (tmp_path / "roster.csv").write_text("id,first_name,last_name,email\nann,Ann,Ace,ann@x.example\n")
    command = ["release", "small", "--out", str(tmp_path / "release"), "--zips", str(tmp_path / "zips")]
    assert main(command) == 1
    assert "Archives are made for the students of a roster. Fix: name it with --roster." in capsys.readouterr().err
    assert main([*command, "--roster", str(tmp_path / "roster.csv"), "--key-file", str(tmp_path / "key")]) == 0
    assert "1 archives, and mail-merge.csv" in capsys.readouterr().out
    archive = zipfile.ZipFile(io.BytesIO((tmp_path / "zips" / "ann_small.zip").read_bytes()))
    own = {path.name: path.read_bytes() for path in (tmp_path / "release" / "students" / "ann").iterdir()}
    assert {name.removeprefix("small/"): archive.read(name) for name in archive.namelist()} == own and "small.ipynb" in own
