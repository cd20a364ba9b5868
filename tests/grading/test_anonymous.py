"""The data set for research: nobody of the roster stands in it, and its description is true."""

import csv
import json
import re

import pytest
from coursebook.__main__ import main
from coursebook.exercises import sets
from coursebook.grading import errors
from coursebook.grading.analysis.anonymous import FEWEST, common
from frictionless import Package

from tests.grading.klass import SET


@pytest.fixture(scope="module")
def written(graded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("anonymous") / "data"
    command = ["marks", "export", "--anonymous", str(folder), "--assignment", SET, "--out", str(graded.out)]
    assert main([*command, "--release", str(graded.folder / "release")]) == 0
    return folder


def test_no_name_address_or_id_of_the_roster_stands_in_a_file(graded, written):
    text = "\n".join(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in written.iterdir())
    with (graded.folder / "roster.csv").open(encoding="utf-8", newline="") as file:
        roster = list(csv.DictReader(file))
    secrets = {cell for row in roster for cell in row.values()}
    records = [graded.record(path.stem) for path in graded.given.glob("*.ipynb")]
    secrets |= {record["made_with"]["variant"] for record in records} | {record["handed_in"][:10] for record in records}
    assert len(secrets) > 40
    assert [one for one in secrets if re.search(rf"\b{re.escape(one)}\b", text, re.I)] == []


def test_points_are_those_of_the_class_and_rows_in_no_order(graded, written):
    rows = list(csv.DictReader((written / "marks.csv").open(encoding="utf-8")))
    records = [graded.record(path.stem) for path in sorted(graded.given.glob("*.ipynb"))]
    questions = [question.id for question in sets.exercise(SET).questions]
    marked = [[f"{one['earned']:g}" for one in record["questions"]] for record in records if record["status"] == "graded"]
    points = [[row[id] for id in questions] for row in rows]
    assert sorted(points) == sorted(marked) and points != marked
    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows})


def test_another_export_draws_other_ids(graded, written, tmp_path):
    again = tmp_path / "again"
    assert (
        main(
            [
                "marks",
                "items",
                "--anonymous",
                str(again),
                "--assignment",
                SET,
                "--out",
                str(graded.out),
                "--into",
                str(tmp_path),
            ]
        )
        == 0
    )
    ids = [{row["id"] for row in csv.DictReader((one / "marks.csv").open(encoding="utf-8"))} for one in (written, again)]
    assert len(ids[0]) == len(ids[1]) and not ids[0] & ids[1]


def test_the_codebook_describes_every_field(written):
    report = Package(str(written / "datapackage.json"), basepath=str(written)).validate()
    assert report.valid, report.flatten()
    fields = json.loads((written / "datapackage.json").read_text(encoding="utf-8"))["resources"][0]["schema"]["fields"]
    codebook = (written / "codebook.md").read_text(encoding="utf-8")
    head = (written / "marks.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert [field["name"] for field in fields] == head
    assert all(f"| `{name}` |" in codebook for name in head) and all(field["description"] for field in fields)


def test_rare_values_are_blank_and_never_so_few_that_one_can_tell():
    assert common(["a"] * 9 + ["b"] * 2 + ["c"] * 6) == ["a"] * 9 + [""] * 8
    assert common(["a"] * 9 + ["b"] * FEWEST) == ["a"] * 9 + ["b"] * FEWEST
    assert common(["a"] * 9 + ["b"]) == [""] * 10


def test_a_handful_is_refused(graded, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("coursebook.grading.analysis.anonymous.FEWEST_STUDENTS", 100)
    command = ["marks", "export", "--anonymous", str(tmp_path / "few"), "--assignment", SET, "--out", str(graded.out)]
    assert main(command) == errors.NOTHING_TO_GRADE
    assert "Fix:" in capsys.readouterr().err and not (tmp_path / "few").exists()
    assert main(["marks", "export", "--assignment", SET, "--out", str(graded.out)]) == errors.WRONG_USE
    assert "--anonymous" in capsys.readouterr().err
