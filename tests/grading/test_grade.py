"""``coursebook grade`` as an instructor types it."""

import csv
import html
import json
import os
import shutil
import sqlite3

import pytest
from coursebook.__main__ import main
from coursebook.exercises import sets
from coursebook.exercises.release import notebooks
from coursebook.grading import errors
from coursebook.grading.demo.simulated_class import Hand
from coursebook.grading.intake.notebook_reader import read

from tests.grading.klass import COURSE, KEY, SET, STUDENTS, Class, contents, copied, hand_in_apart, put, run


def rows(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_everybody_has_a_mark_or_a_reason(graded):
    marks = {row["student"]: row for row in rows(graded.out / "report" / SET / "marks.csv")}
    assert sorted(marks) == sorted(path.stem for path in graded.given.glob("*.ipynb"))
    human = {row["student"]: row for row in rows(graded.out / "report" / SET / "needs-a-human.csv")}
    statuses = set()
    for student, row in marks.items():
        statuses.add(row["status"])
        page = (graded.out / "pages" / SET / f"{student}.html").read_text(encoding="utf-8")
        if row["status"] == "not graded":
            assert row["mark"] == "" and human[student]["what"] == "not graded" and "this is not a zero" in page
        else:
            assert float(row["mark"]) >= 0 and f"<strong>{row['mark']}</strong>" in page
    assert "not graded" in statuses and len(statuses) > 1


def test_a_page_holds_no_hidden_test_no_key_and_no_other_student(graded):
    from coursebook.exercises import sets
    from coursebook.exercises.release import notebooks

    exercise = sets.exercise(SET)
    master, student = (make(exercise, exercise.variant()) for make in (notebooks.master, notebooks.student))
    public = "\n".join(cell.source for cell in student.cells)
    secret = set()
    for cell in master.cells:
        inside = False
        for line in map(str.strip, cell.source.splitlines()):
            inside = line.startswith("### BEGIN HIDDEN") or (inside and not line.startswith("### END HIDDEN"))
            if inside and len(line) > 25 and line not in public:
                secret.add(line)
    assert len(secret) > 20
    ids = [path.stem for path in graded.given.glob("*.ipynb")]
    for id in ids:
        own = (graded.given / f"{id}.ipynb").read_text(encoding="utf-8", errors="replace").replace("\x00", "")
        for path in (graded.out / "pages" / SET / f"{id}.html", graded.out / "autograded" / id / SET / f"{SET}.ipynb"):
            text = path.read_text(encoding="utf-8")
            said = html.unescape(text) if path.suffix == ".html" else json.dumps(json.loads(text), ensure_ascii=False)
            # A student may have written the very line that a hidden test has.
            quoted = {line: line if path.suffix == ".html" else json.dumps(line, ensure_ascii=False)[1:-1] for line in secret}
            leaked = [line for line in secret if quoted[line] in said and json.dumps(line, ensure_ascii=False)[1:-1] not in own]
            assert not leaked, path.name
            assert not [other for other in ids if other != id and other in text]


@pytest.mark.parametrize("named", [(), ("--course", "IR 201"), ("--term", "fall"), ("--course", "", "--term", "fall")])
def test_students_are_marked_on_their_own_data_however_the_release_was_named(tmp_path, named):
    (tmp_path / "roster.csv").write_text("id\nanna\nbela\n")
    (tmp_path / "key").write_bytes(KEY)
    secret = ("--roster", str(tmp_path / "roster.csv"), "--key-file", str(tmp_path / "key"))
    assert run("release", SET, "--out", str(tmp_path / "release"), *secret, *named).returncode == 0
    exercise, note = sets.exercise(SET), json.loads((tmp_path / "release" / "release.json").read_text())
    for student in ("anna", "bela"):
        variant = exercise.variant(student, KEY, note["course"], note["term"])
        put(tmp_path / "submissions" / f"{student}.ipynb", json.dumps(Hand(exercise).key(variant)).encode())
    done = Class(tmp_path).grade()
    assert done.returncode == 0, done.stderr
    for student in ("anna", "bela"):
        record = Class(tmp_path).record(student)
        assert record["mark"] == record["points"] and not record["doubts"], record["doubts"]


@pytest.mark.parametrize("first", ["early", "late"])
@pytest.mark.parametrize("counts", ["last", "first"])
def test_which_hand_in_counts_does_not_depend_on_which_was_graded_first(tmp_path, first, counts):
    """Two downloads, each with its own moment, graded one after the other."""
    exercise = sets.exercise(SET)
    key, blank = Hand(exercise).key(exercise.variant()), notebooks.student(exercise, exercise.variant())
    for name, notebook, day in (("early", blank, 1), ("late", key, 2)):
        put(tmp_path / name / "submitted" / "anna" / SET / f"{SET}.ipynb", json.dumps(notebook).encode())
        put(tmp_path / name / "submitted" / "anna" / SET / "timestamp.txt", f"2026-11-0{day} 10:00:00 UTC".encode())
    for name in (first, "late" if first == "early" else "early"):
        given = ("grade", str(tmp_path / name), "--assignment", SET, "--out", str(tmp_path / "grades"), "--counts", counts)
        done = run(*given, "--no-pictures")
        assert done.returncode == 0, done.stderr
    record = Class(tmp_path).record("anna")
    assert record["mark"] == (record["points"] if counts == "last" else 0)
    states = [row["what became of it"] for row in rows(tmp_path / "grades" / "report" / SET / "files.csv")]
    assert "taken for grading" in states


def test_a_second_run_does_nothing_and_changes_nothing(graded, tmp_path):
    again = copied(graded, tmp_path)
    before = contents(again.out)
    done = again.grade()
    assert "0 marked" in done.stdout and f"{STUDENTS} unchanged" in done.stdout
    assert contents(again.out) == before


def test_work_handed_in_anew_is_marked_anew_and_nobody_elses(graded, tmp_path):
    given, out = tmp_path / "submissions", tmp_path / "grades"
    shutil.copytree(graded.given, given)
    shutil.copytree(graded.out, out)
    student = next(row["student"] for row in rows(graded.out / "report" / SET / "marks.csv") if row["status"] == "essays wait")
    before, path = graded.record(student), given / f"{student}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "code":
            cell["source"] = "raise NotImplementedError"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    done = graded.grade(out=out, given=given)
    assert "1 marked" in done.stdout and f"{STUDENTS - 1} unchanged" in done.stdout
    after = graded.record(student, out)
    earned = [sum(question["earned"] for question in record["questions"]) for record in (before, after)]
    assert earned[0] > earned[1] == 0 and before["fingerprint"] != after["fingerprint"]
    (now,) = [row["mark"] for row in rows(out / "report" / SET / "marks.csv") if row["student"] == student]
    assert float(now) == 0


def test_a_regrade_gives_the_same_and_keeps_what_humans_entered(graded, tmp_path):
    again = copied(graded, tmp_path)
    database = sqlite3.connect(again.out / "gradebook.db")
    student = next(r["student"] for r in rows(again.out / "report" / SET / "marks.csv") if r["status"] == "complete")
    grade = (
        "SELECT g.id FROM grade g JOIN submitted_notebook n ON n.id = g.notebook_id JOIN submitted_assignment s "
        "ON s.id = n.assignment_id WHERE s.student_id = ?"
    )
    (id,) = database.execute(grade, (student,)).fetchone()
    database.execute("UPDATE grade SET manual_score = 0.25, needs_manual_grade = 0 WHERE id = ?", (id,))
    database.commit()
    done = again.grade("--regrade", "--only", student)
    assert done.returncode == 0 and "1 marked" in done.stdout, done.stderr
    assert database.execute("SELECT manual_score, needs_manual_grade FROM grade WHERE id = ?", (id,)).fetchone() == (0.25, 0)
    database.close()
    assert "marked by a person" in (again.out / "pages" / SET / f"{student}.html").read_text(encoding="utf-8")
    after, before = contents(again.out), contents(graded.out)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"grade", "marks", f"pages/{SET}/{student}.html"}


def test_a_dry_run_touches_nothing(graded, tmp_path, capsys):
    out = tmp_path / "grades"
    assert main(graded.arguments("--dry-run", out=out)) == 0
    assert f"{STUDENTS} to mark, 0 unchanged" in capsys.readouterr().out and not out.exists()
    before = {path: path.stat().st_mtime_ns for path in graded.out.rglob("*")}
    assert main(graded.arguments("--dry-run")) == 0
    assert f"0 to mark, {STUDENTS} unchanged" in capsys.readouterr().out
    assert before == {path: path.stat().st_mtime_ns for path in graded.out.rglob("*")}


def test_every_mark_can_be_explained(graded):
    for path in (graded.out / "records" / SET).glob("*.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        assert set(record["made_with"]) == {"exercise", "handed_out", "grader", "variant", "layers"}
        if record["status"] == "graded":
            tests = [test for question in record["questions"] for test in question["tests"]]
            assert record["mark"] == sum(test["earned"] for test in tests)
            assert all(test["ok"] or test["message"] for test in tests)
            assert record["made_with"]["layers"]


def refused(arguments, capsys, code):
    """Run in this process; the message is one line with a mend, and nothing is written."""
    assert main(arguments) == code
    said = capsys.readouterr().err.strip()
    assert said.count("Fix:") == 1 and len(said.splitlines()) == 1, said
    return said


def without(arguments, name):
    place = arguments.index(name)
    return arguments[:place] + arguments[place + 2 :]


def test_bad_input_is_refused_before_anything_is_touched(graded, tmp_path, capsys):
    out, empty = tmp_path / "grades", tmp_path / "empty"
    empty.mkdir()
    arguments = graded.arguments(out=out)
    misspelt = [word.replace(SET, "personal-storys") if word == SET else word for word in arguments]
    assert "'personal-stories'" in refused(misspelt, capsys, errors.UNKNOWN_ASSIGNMENT)
    assert "No file" in refused(graded.arguments(out=out, given=empty), capsys, errors.NOTHING_TO_GRADE)
    gone = graded.arguments(out=out, given=tmp_path / "gone")
    assert "no such file" in refused(gone, capsys, errors.NOTHING_TO_GRADE)
    assert "--key-file" in refused(without(arguments, "--key-file"), capsys, errors.ANOTHER_RELEASE)
    (tmp_path / "other").write_bytes(b"another key of enough letters")
    wrong_key = [str(tmp_path / "other") if word.endswith("/key") else word for word in arguments]
    assert "cannot be rebuilt" in refused(wrong_key, capsys, errors.ANOTHER_RELEASE)
    nowhere = [str(empty) if word.endswith("/release") else word for word in arguments]
    assert "no release in this folder" in refused(nowhere, capsys, errors.ANOTHER_RELEASE)
    assert "Nothing was handed in" in refused([*arguments, "--only", "nobody"], capsys, errors.NOTHING_TO_GRADE)
    assert "needed" in refused(["grade", str(graded.given)], capsys, errors.WRONG_USE)
    assert not out.exists()


def test_submissions_of_another_release_are_refused(graded, tmp_path, capsys):
    for path in sorted(graded.given.glob("*.ipynb"))[:4]:
        text = path.read_text(encoding="utf-8", errors="replace")
        version = json.loads((graded.folder / "release" / "release.json").read_text(encoding="utf-8"))["version"]
        put(tmp_path / "old" / path.name, text.replace(version, "0123456789ab").encode())
    said = refused(graded.arguments(out=tmp_path / "out", given=tmp_path / "old"), capsys, errors.ANOTHER_RELEASE)
    assert "version 0123456789ab" in said and not (tmp_path / "out").exists()


def test_a_roster_that_has_changed_moves_no_mark_and_names_who_has_no_folder(graded, tmp_path):
    """One has married, one has left, one is new and got nothing yet."""
    made = copied(graded, tmp_path)
    report = made.out / "report" / SET / "marks.csv"
    before = {row["student"]: row for row in rows(report)}
    roster = (made.folder / "roster.csv").read_text().splitlines()
    married, left = roster[1].split(",")[0], roster[2].split(",")[0]
    changed = [roster[0], f"{married},Nina,Novak,nina@new.example", *roster[3:], "new,New,Comer,"]
    (made.folder / "roster.csv").write_text("\n".join(changed) + "\n")
    for more in ((), ("--regrade", "--only", left)):
        assert "nothing was released to them (1): new. Release" in made.grade(*more).stdout
        after = {row["student"]: row for row in rows(report)}
        assert after == {**before, married: {**before[married], "name": "Nina Novak"}}
    assert "Nina Novak" in (made.out / "pages" / SET / f"{married}.html").read_text(encoding="utf-8")


def test_marks_of_another_class_are_not_mixed_with_those_that_stand(graded, tmp_path, capsys):
    made = copied(graded, tmp_path)
    shutil.rmtree(made.folder / "release")
    rows = ["id,first_name,last_name", *(f"next{number},Next,Year{number}" for number in range(3))]
    (made.folder / "roster.csv").write_text("\n".join(rows) + "\n")
    what = ("--out", str(made.folder / "release"), "--roster", str(made.folder / "roster.csv"))
    key = ("--key-file", str(made.folder / "key"))
    assert run("release", SET, *what, *key, "--course", COURSE, "--term", "2028").returncode == 0
    count = len(list((made.out / "records" / SET).glob("*.json")))
    said = refused(made.arguments(), capsys, errors.ANOTHER_RELEASE)
    assert f"{count} of the {count} students graded in " in said and "another folder with --out" in said


def test_a_class_may_be_given_as_the_folder_in_which_its_results_and_its_release_lie(graded, tmp_path, capsys):
    made = copied(graded, tmp_path)
    before = {path.stem: path.read_bytes() for path in (made.out / "records" / SET).glob("*.json")}
    shutil.rmtree(made.out)
    first, again = (made.grade(given=made.folder) for _ in range(2))
    assert f"{len(before)} marked" in first.stdout and "0 marked" in again.stdout, first.stdout + again.stdout
    assert {path.stem for path in (made.out / "records" / SET).glob("*.json")} == before.keys()
    files = [file for student in before for file, *_ in made.record(student)["files"]]
    assert files and all(file.startswith("submissions") for file in files), files
    said = refused(made.arguments(out=made.given / ".." / made.given.name), capsys, errors.WRONG_USE)
    assert said.startswith("--out: ") and "would lie among the hand-ins" in said and not list(made.given.glob("*.db"))


def test_a_gradebook_that_was_lost_is_told(graded, tmp_path):
    made = copied(graded, tmp_path)
    (made.out / "gradebook.db").unlink()
    done = made.grade()
    assert "marks that people entered are not in it" in done.stdout
    assert "marks that people entered" in (made.out / "report" / SET / "index.html").read_text(encoding="utf-8")
    assert "marks that people entered" not in made.grade().stdout


def test_without_a_roster_it_is_asked_for(graded, tmp_path, capsys):
    given = tmp_path / "given"
    put(given / "doejane_70011_900001_set.ipynb", next(graded.given.glob("*.ipynb")).read_bytes())
    arguments = without(graded.arguments(out=tmp_path / "out", given=given), "--roster")
    assert "Fix: name the class with --roster" in refused(arguments, capsys, errors.NOT_ON_THE_ROSTER)


def test_nobody_on_the_roster_is_refused_or_listed(graded, tmp_path, capsys):
    given = tmp_path / "given"
    for name in ("s00001", "mallory"):
        put(given / f"{name}.ipynb", b'{"cells": [{"cell_type": "code", "source": "x"}]}')
    said = refused(graded.arguments(out=tmp_path / "out", given=given), capsys, errors.NOT_ON_THE_ROSTER)
    assert "mallory.ipynb" in said and not (tmp_path / "out").exists()
    assert main(graded.arguments("--unlisted", "list", "--dry-run", out=tmp_path / "out", given=given)) == 0
    assert "mallory.ipynb: Nobody on the roster" in capsys.readouterr().out


@pytest.mark.parametrize("change", ["another course", "another version", "no gradebook", "no database", "locked"])
def test_a_gradebook_that_does_not_fit_is_left_alone(graded, tmp_path, capsys, change, monkeypatch):
    out = tmp_path / "grades"
    shutil.copytree(graded.out, out)
    path = out / "gradebook.db"
    holder = None
    if change == "no database":
        path.write_bytes(b"this is no database, but long enough to look like a file" * 100)
    else:
        database = sqlite3.connect(path)
        statement = {
            "another course": "UPDATE course SET id = 'history-7'",
            "another version": "UPDATE alembic_version SET version_num = '167914646830'",
            "no gradebook": "DROP TABLE alembic_version",
            "locked": "BEGIN EXCLUSIVE",
        }[change]
        database.execute(statement)
        if change == "locked":
            holder = database
            monkeypatch.setattr("coursebook.grading.gradebook.database.WAIT_SECONDS", 0.2)
        else:
            database.commit()
            database.close()
    before = path.read_bytes()
    said = refused(graded.arguments(out=out), capsys, errors.GRADEBOOK)
    wanted = {"another course": "history-7", "another version": "167914646830", "locked": "locked"}.get(change, "gradebook")
    assert wanted in said
    if holder:
        holder.close()
    assert path.read_bytes() == before


def test_a_folder_without_permission_is_refused(graded, tmp_path, capsys, monkeypatch):
    # Root may write everywhere, so the system's answer is put in its place.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    said = refused(graded.arguments(out=tmp_path / "grades"), capsys, errors.CANNOT_WRITE)
    assert "permission" in said and not (tmp_path / "grades").exists()


def test_a_second_run_at_the_same_time_is_refused(graded, capsys):
    from coursebook.grading.files import only_run

    with only_run(graded.out):
        assert "Another run" in refused(graded.arguments(), capsys, errors.GRADEBOOK)


def test_a_full_disk_is_told_and_leaves_no_half_file(tmp_path):
    from coursebook.grading.errors import GradingError
    from coursebook.grading.files import write_whole

    if not os.path.exists("/dev/full"):
        pytest.fail("this system has no /dev/full")
    path = tmp_path / "mark.json"
    path.write_text("before")
    (tmp_path / ".mark.json.part").symlink_to("/dev/full")
    with pytest.raises(GradingError, match="disk is full.*Fix") as told:
        write_whole(path, "x" * 100_000)
    assert told.value.code == errors.CANNOT_WRITE
    assert path.read_text() == "before" and [p.name for p in tmp_path.iterdir()] == ["mark.json"]


def test_late_work_is_told_and_costs_what_was_said(graded, tmp_path):
    again = Class(tmp_path)
    shutil.copytree(graded.folder / "release", tmp_path / "release")
    for name in ("roster.csv", "key"):
        shutil.copy(graded.folder / name, tmp_path / name)
    student, other = [r["student"] for r in rows(graded.out / "report" / SET / "marks.csv") if float(r["mark"] or 0) > 5][:2]
    for one in (student, other):
        put(again.given / f"{one}.ipynb", (graded.given / f"{one}.ipynb").read_bytes())
    hand_in_apart(again)
    # StudentFiles in on 2027-01-15 at 08:00 UTC: a day and a half late is two days begun.
    done = again.grade("--due", "2027-01-13T20:00+00:00", "--late-penalty", "10", "--workers", "1")
    assert done.returncode == 0, done.stderr
    (row,) = [row for row in rows(again.out / "report" / SET / "marks.csv") if row["student"] == student]
    assert row["late"] == "2 days" and "late_penalty = 10" in done.stdout
    full = graded.record(student)["mark"]
    assert float(row["late penalty"]) == pytest.approx(0.2 * full) and float(row["mark"]) == pytest.approx(0.8 * full)
    assert "taken off because it came late" in (again.out / "pages" / SET / f"{student}.html").read_text(encoding="utf-8")


def test_what_students_hand_in_is_kept_as_it_was(graded):
    for path in graded.given.glob("*.ipynb"):
        kept = graded.out / "submitted" / path.stem / SET / f"{SET}.ipynb"
        assert not path.read_bytes() or kept.read_bytes() == path.read_bytes()


def test_an_autograded_notebook_takes_its_metadata_from_the_release_alone(graded):
    for path in (graded.out / "autograded").rglob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert set(notebook["metadata"]) <= {"kernelspec", "language_info"}
        assert read(path.read_bytes()).cells
        kinds = {out["output_type"] for cell in notebook["cells"] for out in cell.get("outputs", ())}
        assert kinds <= {"stream", "display_data", "error"}
