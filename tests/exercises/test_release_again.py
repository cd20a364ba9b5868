"""A release that stands is added to and never changed behind anybody's back; and the key that it is made with."""

from __future__ import annotations

import dataclasses
import json
import random
import re
import shutil
import stat
import statistics
from pathlib import Path

import pytest
from coursebook.__main__ import main
from coursebook.exercises import sets
from coursebook.exercises.balance.learned import Effect, Learned
from coursebook.exercises.balance.traits import faults, name_of
from coursebook.exercises.hunts import faults_by_cell
from coursebook.exercises.release.course_key import fingerprint
from coursebook.grading.analysis import findings, report
from coursebook.grading.analysis.given import Trait
from coursebook.grading.analysis.scores import items_of, table
from coursebook.grading.intake.released import handed_out

from tests.exercises.test_release import KEY, digest


class Desk:
    """An instructor's folder: commands are typed in it."""

    def __init__(self, folder: Path, capsys):
        self.folder, self.capsys = folder, capsys
        self.emails: dict[str, str] = {}
        (folder / "key").write_bytes(KEY)

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def release(self, *ids: str, code: int = 0, out: str = "out", **options: str) -> str:
        """Release to these students; returns what was said."""
        wanted = {
            "course": "c",
            "term": "t",
            "key-file": "key",
            **{name.replace("_", "-"): value for name, value in options.items()},
        }
        if ids:
            rows = [f"{id},{id.title()} Doe,{self.emails.get(id, '')}" for id in ids]
            (self.folder / "roster.csv").write_text("\n".join(["id,name,email", *rows]) + "\n")
            wanted["roster"] = "roster.csv"
        else:
            del wanted["key-file"]
        words = [word for name, value in wanted.items() for word in (f"--{name}", value)]
        assert main(["release", "small", "--out", out, *words]) == code
        said = self.capsys.readouterr()
        return said.err if code else said.out

    def refused(self, *ids: str, **options: str) -> str:
        """Release, which must be refused and leave every byte as it was."""
        before = digest(self.folder)
        said = self.release(*ids, code=1, **options)
        after = digest(self.folder)
        assert {**after, "roster.csv": ""} == {**before, "roster.csv": ""}
        assert not list(self.folder.glob(".out*"))
        return said


@pytest.fixture
def desk(small, tmp_path, monkeypatch, capsys) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, capsys)


def of(files: dict[str, str], *ids: str) -> dict[str, str]:
    return {name: hashed for name, hashed in files.items() if name.split("/")[1:2] and name.split("/")[1] in ids}


def test_a_shorter_roster_deletes_nobody_and_a_newcomer_is_added(desk):
    desk.release("ann", "bob", "eve")
    before = digest(desk.out)
    assert "1 added, 3 left as they were" in desk.release("zoe")
    after = digest(desk.out)
    assert of(after, "ann", "bob", "eve") == of(before, "ann", "bob", "eve") and len(of(after, "zoe")) == 4
    assert list(json.loads((desk.out / "release.json").read_text())["students"]) == ["ann", "bob", "eve", "zoe"]
    listed = (desk.out / "course/students.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in listed] == ["id", "ann", "bob", "eve", "zoe"]
    desk.release("ann", "bob", "eve", "zoe", out="at-once")
    assert digest(desk.folder / "at-once") == after, "step by step gives what one step gives"


def test_what_was_handed_out_changes_only_when_it_is_named(desk):
    desk.release("ann", "bob")
    fresh = digest(desk.out)
    for id in ("ann", "bob"):
        (desk.out / "students" / id / "small.ipynb").write_text("with a note by hand")
    noted = digest(desk.out)
    assert "2 left as they were" in desk.release("ann", "bob")
    assert digest(desk.out) == noted
    assert "1 written anew, 1 left as they were" in desk.release("ann", "bob", replace="ann")
    assert digest(desk.out) == {**noted, **of(fresh, "ann")}
    assert "2 written anew" in desk.release("bob", replace="all")
    assert digest(desk.out) == fresh
    (desk.out / "students" / "ann" / "small.ipynb").write_text("with a note by hand")
    desk.release("bob", "ann", replace="ann,bob")
    assert digest(desk.out) == fresh
    shutil.rmtree(desk.out / "students" / "ann")
    assert "without a folder there (1); add --replace ann to write it anew" in desk.release("ann", "bob")
    assert "without a folder" not in desk.release("ann", "bob", replace="ann") and digest(desk.out) == fresh


def test_what_nbgrader_has_made_in_the_release_stays(desk):
    desk.release("ann")
    (desk.out / "course/gradebook.db").write_text("marks")
    (desk.out / "course/source/small/small.ipynb").write_text("with a correction")
    desk.release("ann", "bob")
    assert (desk.out / "course/gradebook.db").read_text() == "marks"
    assert (desk.out / "course/source/small/small.ipynb").read_text() == "with a correction"
    desk.release("ann", "bob", replace="all")
    assert (desk.out / "course/gradebook.db").read_text() == "marks"
    assert (desk.out / "course/source/small/small.ipynb").read_text() != "with a correction"


def test_another_course_term_or_key_is_refused_and_says_which_is_which(desk):
    desk.release("ann", "bob")
    assert "course there 'c', asked for 'd'. Fix: name another folder with --out, or ask for what" in desk.refused(
        "ann", course="d"
    )
    said = desk.refused("ann", "bob", course="", term="")
    assert "course there 'c', asked for ''; term there 't', asked for ''" in said and "here: --course 'c' --term 't'" in said
    (desk.folder / "other").write_bytes(b"another key of twenty bytes")
    assert "the key file is not the one that it was made with" in desk.refused("ann", key_file="other")
    for replace in ("all", "ann"):
        assert "the key file is not" in desk.refused("ann", key_file="other", replace=replace)
    assert "there a notebook for each student, asked for the same notebook for all" in desk.refused()
    assert "The id 'Ann' is 'ann' in this release" in desk.refused("Ann")
    desk.release("ann@a", "ann")
    assert "The id 'Ann' is 'ann' in this release" in desk.refused("Ann", "ann@a")


@pytest.mark.parametrize(("known", "spelt"), [("ann", "Ann@uni.example"), ("0012", "12"), ("12", "0012"), ("s1", "4711")])
def test_a_student_with_another_id_than_in_the_release_is_no_newcomer(desk, known, spelt):
    """Or a roster from another export would hand out a second variant; two people who are alike stand on it both."""
    desk.emails = {"s1": "Ann@uni.example", "4711": "ann@uni.example"}
    desk.release(known, "bob")
    assert f"The id '{spelt}' is '{known}' in this release" in desk.refused(spelt, "bob")
    assert "1 added, 2 left as they were" in desk.release(known, spelt, "bob")


def test_a_roster_of_another_export_with_other_ids_is_told_by_the_number_of_the_system(desk):
    (desk.folder / "week-1.csv").write_text('Student,ID,SIS Login ID,Section\n"Ace, Ann",701,ann,A\n"Bee, Bob",702,bob,A\n')
    (desk.folder / "week-5.csv").write_text('Student,ID,SIS User ID,Section\n"Ace, Ann",701,0012,A\n"Bee, Bo",702,0013,A\n')
    words = ["release", "small", "--out", "out", "--key-file", "key", "--roster"]
    assert main([*words, "week-1.csv"]) == 0 and main([*words, "week-5.csv"]) == 1
    said = desk.capsys.readouterr().err
    assert "The id '0012' is 'ann' in this release" in said and "0013" not in said


def test_a_release_for_all_is_not_turned_into_one_of_variants(desk):
    desk.release()
    said = desk.refused("ann")
    assert "there the same notebook for all, asked for a notebook for each student" in said and "without --roster" in said


def test_an_older_release_that_did_not_note_its_key_is_held_to_it_all_the_same(desk):
    desk.release("ann", "bob")
    noted = json.loads((desk.out / "release.json").read_text())
    assert noted["key"] == fingerprint(KEY) and KEY.decode() not in json.dumps(noted)
    del noted["key"]
    (desk.out / "release.json").write_text(json.dumps(noted))
    (desk.folder / "other").write_bytes(b"another key of twenty bytes")
    assert "the key file is not the one" in desk.refused("ann", "eve", key_file="other")
    assert "1 added" in desk.release("ann", "eve")


def test_another_version_of_the_exercise_is_handed_out_to_all_or_nobody(desk, small):
    desk.release("ann")
    text = (small / "notebook.md").read_text()
    (small / "notebook.md").write_text(text.replace("Your factor is", "The factor is"))
    now = sets.exercise("small").version
    assert f"and it is {now} now. Fix: release with the version of then" in desk.refused("ann", "bob")
    assert "it is" in desk.refused("ann", "bob", replace="ann")
    assert "1 added, 1 written anew" in desk.release("bob", replace="all")
    assert json.loads((desk.out / "release.json").read_text())["version"] == now
    assert "The factor is" in (desk.out / "students/ann/small.ipynb").read_text()


def test_a_folder_that_the_release_does_not_know_stops_it_and_what_was_moved_goes_back(desk):
    desk.release("ann")
    (desk.out / "students" / "ann" / "small.ipynb").write_text("with a note by hand")
    (desk.out / "students" / "bob").mkdir()
    (desk.out / "students" / "bob" / "thesis.txt").write_text("mine")
    assert "out/students/bob: This folder stands here" in desk.refused("aaa", "ann", "bob", replace="ann")
    shutil.move(desk.out / "students" / "bob", desk.folder / "bob")
    assert "2 added, 1 written anew" in desk.release("aaa", "ann", "bob", replace="ann")


def test_the_key_is_made_when_there_is_none(desk):
    said = desk.release("ann", key_file="new")
    assert "Made the key file new. Keep it" in said
    key = desk.folder / "new"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 and len(key.read_bytes().strip()) == 64
    assert "Made" not in desk.release("ann", "bob", key_file="new")
    assert "lost: There is no key file. Fix: name the key file that the release was made with" in desk.refused(
        "ann", key_file="lost"
    )


def test_no_key_is_left_where_the_release_fails(desk, small):
    (small / "variants.py").write_text((small / "variants.py").read_text().replace("1, (1, 1e7)", "1, (1, 2)"))
    said = desk.release("ann", key_file="new", code=1)
    assert "No draw keeps the rules" in said and not (desk.folder / "new").exists() and not desk.out.exists()


class PastClass:
    """A class of the small set in which one factor was harder than the others, and what its analysis wrote."""

    HARD = 4

    def __init__(self, folder: Path, students: int):
        exercise, chance = sets.exercise("small"), random.Random(students)
        ids = [f"p{number}" for number in range(students)]
        factors = [str(exercise.variant(id, KEY, "c", "t").parameters["factor"]) for id in ids]
        earned = [[3.0 * (chance.random() < self.solved(int(factor)))] for factor in factors]
        found = findings.analyse(table(items_of(exercise), ids, earned), [Trait("factor", tuple(factors))])
        report.write(folder, "Small set", found)
        self.analysis = folder

    def solved(self, factor: int) -> float:
        return 0.4 if factor == self.HARD else 0.85


def factors_in(out: Path) -> dict[str, int]:
    files = (out / "students").glob("*/variant.json")
    return {path.parent.name: json.loads(path.read_text(encoding="utf-8"))["factor"] for path in files}


def test_draws_are_balanced_by_what_a_past_class_has_shown(desk, tmp_path):
    past, students = PastClass(tmp_path / "items", 120), [f"n{number}" for number in range(12)]
    desk.release(*students, out="plain")
    said = desk.release(*students, out="out", learned="items/variants.csv")
    assert "draws are balanced" in said and f"factor “{past.HARD}” -" in said
    before, after = re.search(r"by up to (\S+) of 3 points .*; in this release by up to (\S+)\.\n", said).groups()
    assert float(before) > 1 and float(after) < 0.5
    # By what makes the class's answers right or wrong, which the analysis does not know.
    plain, balanced = (factors_in(tmp_path / out) for out in ("plain", "out"))
    spread = [statistics.pstdev(3 * past.solved(factor) for factor in drawn.values()) for drawn in (plain, balanced)]
    assert spread[0] > 0.4 and spread[1] == 0 and len(set(balanced.values())) > 1
    assert all(balanced[id] == factor for id, factor in plain.items() if factor != past.HARD)
    # The grader draws them again from the release alone.
    handed = handed_out("small", tmp_path / "out", tmp_path / "key")
    variants = json.loads((tmp_path / "out" / "release.json").read_text(encoding="utf-8"))["students"]
    assert {id: handed.exercise.variant(id, KEY, "c", "t").id for id in students} == variants
    # Somebody joins: nothing that was handed out changes, and neither the draws nor their balance can be others.
    stood = digest(tmp_path / "out" / "students")
    assert "1 added, 12 left as they were" in desk.release(*students, "late", learned="items")
    now = digest(tmp_path / "out" / "students")
    assert {file: now[file] for file in stood} == stood and factors_in(tmp_path / "out")["late"] != past.HARD
    assert "draws there balanced by what a class has shown, asked for not balanced" in desk.refused(*students, "later")
    table = tmp_path / "items" / "variants.csv"
    table.write_text(table.read_text().replace(",yes\n", ",no\n", 1))
    assert "asked for balanced by what a class has shown by another" in desk.refused(*students, "later", learned="items")


def test_what_a_small_class_has_shown_changes_nothing(desk, tmp_path):
    PastClass(tmp_path / "items", 20)
    desk.release("ann", "bob", out="plain")
    said = desk.release("ann", "bob", learned="items")
    assert "too few to say whether a variant was harder; nothing is changed" in said
    assert digest(tmp_path / "out") == digest(tmp_path / "plain")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("item,difficulty\nscale,1\n", "line 1: There is no column 'what differs'"),
        (
            "item,what differs,group,students,others,difference,error,alarm\nscale,factor,4,many,20,-0.5,0.2,yes\n",
            "line 2: It is no comp",
        ),
        (None, "There is no such table"),
    ],
)
def test_another_table_than_that_of_variants_is_refused(desk, tmp_path, text, told):
    if text:
        (tmp_path / "variants.csv").write_text(text)
    assert told in desk.refused("ann", learned="variants.csv")


def test_a_difference_that_no_draw_has_any_more_is_named(desk, tmp_path):
    head = "item,what differs,group,students,others,difference,error,alarm\n"
    (tmp_path / "variants.csv").write_text(head + "scale,ceiling,4,30,30,-0.5,0.2,yes\ngone,factor,4,30,30,-0.5,0.2,yes\n")
    said = desk.release("ann", learned="variants.csv")
    assert "Not used: scale, ceiling: it is not drawn now" in said and "Not used: gone, factor: it is not asked now" in said
    assert "nothing is changed" in said


def test_hunts_are_planted_alike():
    exercise = sets.exercise("personal-stories")
    (hunt,) = exercise.hunts
    least, most = hunt.faults
    effect = Effect(hunt.id, name_of(hunt), ((f"up to {most - 1}", 1.0),), -1.0)
    balanced = dataclasses.replace(exercise, learned=Learned((effect,), 1.0, 1.0))
    lookup = faults_by_cell(hunt)
    for number in range(6):
        rows = balanced.variant(f"s{number}", KEY).tables[hunt.table].to_dict("records")
        assert least <= faults(rows, lookup) < most
