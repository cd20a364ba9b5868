"""The gradebook is nbgrader's own: same schema, and nbgrader's API, export and feedback read what we wrote."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from coursebook.grading import errors
from coursebook.grading.course.course_file import Rules
from coursebook.grading.errors import GradingError
from coursebook.grading.gradebook.cell_rows import CellRow
from coursebook.grading.gradebook.writer import Entry, Gradebook
from coursebook.grading.intake.class_list import Person

from tests.grading.klass import COURSE, SET, copied

ROWS = [
    CellRow("set-up", "code", "x = 1", False, False, False, True, None),
    CellRow("q1", "code", "...", False, True, False, False, None),
    CellRow("q1-test", "code", "assert q1", True, False, False, True, 2.0),
    CellRow("essay", "markdown", "YOUR ANSWER HERE", True, True, False, False, 4.0),
]
PEOPLE = {"anna": Person("anna", "Anna", "Kowalska", "anna@uni.example", "12345")}
MOMENT = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
LATE = Rules(due=datetime(2027, 1, 1, tzinfo=UTC), late_penalty=0.1)


def entry(student="anna", score=1.5, essay="text", fingerprint="f1"):
    comments = {"q1": "Divide by months.", "essay": None}
    return Entry(student, fingerprint, MOMENT, {"q1-test": score, "essay": None}, comments, {"essay": essay})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "gradebook.db"


@pytest.fixture
def book(path):
    made = Gradebook(path, COURSE, SET)
    made.prepare(ROWS, {"name": "python3"})
    yield made
    made.close()


def schema(path):
    database = sqlite3.connect(path)
    tables = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'coursebook%'")
    found = {name: " ".join(sql.split()) for name, sql in tables}
    version = database.execute("SELECT version_num FROM alembic_version").fetchall()
    database.close()
    return found, version


def by_nbgrader(code, folder):
    """Run code in nbgrader's own process, with its scripts on the path as an activated environment has them."""
    code = f"from coursebook import startup\n{code}"  # it begins two seconds sooner, see there
    there = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=there, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_schema_and_checksum_are_the_ones_that_nbgrader_makes(book, path, tmp_path):
    said = by_nbgrader(
        "from nbformat.v4 import new_code_cell\nfrom nbgrader.api import Gradebook\n"
        "from nbgrader.utils import compute_checksum\nGradebook('sqlite:///theirs.db', 'c').close()\n"
        "m = dict(grade=True, solution=False, locked=True, grade_id='q1-test', points=2, schema_version=3)\n"
        "print(compute_checksum(new_code_cell('assert q1', metadata={'nbgrader': m})))",
        tmp_path,
    )
    assert schema(path) == schema(tmp_path / "theirs.db")
    assert said.strip() == ROWS[2].checksum


def test_nbgrader_reads_what_we_wrote_and_we_keep_what_it_writes(book, path, tmp_path):
    book.write([entry()], PEOPLE)
    said = by_nbgrader(
        f"from nbgrader.api import Gradebook\ng = Gradebook('sqlite:///gradebook.db', {COURSE!r})\n"
        f"s = g.find_submission({SET!r}, 'anna')\n"
        "print(s.score, s.max_score, s.needs_manual_grade, s.student.last_name, s.timestamp)\n"
        f"e = g.find_grade('essay', {SET!r}, {SET!r}, 'anna')\n"
        f"print(e.auto_score, e.needs_manual_grade, g.find_comment('q1', {SET!r}, {SET!r}, 'anna').comment)\n"
        f"print([(c.name, c.checksum) for c in g.find_notebook({SET!r}, {SET!r}).source_cells if c.name == 'q1-test'])\n"
        "e.manual_score = 3.5; e.extra_credit = 0.5; e.needs_manual_grade = False\n"
        f"g.find_comment('essay', {SET!r}, {SET!r}, 'anna').manual_comment = 'Well argued.'\n"
        "g.db.commit(); g.close()",
        tmp_path,
    ).splitlines()
    assert said[0] == "1.5 6.0 True Kowalska 2027-01-02 03:04:05"
    assert said[1] == "None True Divide by months."
    assert ROWS[2].checksum in said[2]
    manual = book.manual("anna")["essay"]
    assert (manual.score, manual.extra, manual.comment, manual.needs) == (3.5, 0.5, "Well argued.", False)
    book.write([entry(score=2.0)], PEOPLE)
    assert book.manual("anna")["essay"] == manual


def test_writing_twice_is_writing_once(book, path):
    book.write([entry()], PEOPLE)
    once = "\n".join(sqlite3.connect(path).iterdump())
    book.write([entry()], PEOPLE)
    assert "\n".join(sqlite3.connect(path).iterdump()) == once
    assert book.is_written("anna", "f1") and not book.is_written("anna", "f2") and not book.is_written("bela", "f1")


def test_a_student_has_the_name_and_address_of_the_last_roster(book):
    for person in (PEOPLE["anna"], Person("anna", "Anna", "Nowak", "nowak@uni.example"), Person("anna")):
        book.prepare(ROWS, {}, [person])
    assert book.roster() == [Person("anna", "Anna", "Nowak", "nowak@uni.example", "12345")]


def test_a_manual_mark_is_shown_for_review_when_its_text_has_changed(book, path):
    book.write([entry()], PEOPLE)
    database = sqlite3.connect(path)
    database.execute("UPDATE grade SET manual_score = 3, needs_manual_grade = 0 WHERE auto_score IS NULL")
    database.commit()
    book.write([entry(fingerprint="f2")], PEOPLE)
    assert not book.manual("anna")["essay"].needs
    book.write([entry(essay="another text", fingerprint="f3")], PEOPLE)
    assert book.manual("anna")["essay"].needs and book.manual("anna")["essay"].score == 3


@pytest.mark.parametrize("by_hand", [None, "manual_score = 1", "extra_credit = 1"])
def test_a_question_that_is_withdrawn_counts_for_nothing_but_a_mark_by_hand(book, path, tmp_path, by_hand):
    """As if it had never been asked: the gradebook of a class that was graded before is that of a new one."""
    fewer = [row for row in ROWS if not row.id.startswith("q1")]
    book.write([entry()], PEOPLE)
    if by_hand:
        database = sqlite3.connect(path)
        database.execute(f"UPDATE grade SET {by_hand} WHERE auto_score IS NOT NULL")
        database.commit()
        database.close()
    book.prepare(fewer, {"name": "python3"})
    said = by_nbgrader(
        f"from nbgrader.api import Gradebook\ng = Gradebook('sqlite:///gradebook.db', {COURSE!r})\n"
        f"s = g.find_submission({SET!r}, 'anna')\nprint(s.score, s.max_score, s.needs_manual_grade)",
        tmp_path,
    )
    assert said.split() == ["1.0" if by_hand else "0.0", "4.0", "True"]
    if not by_hand:
        new = Gradebook(tmp_path / "new.db", COURSE, SET)
        new.prepare(fewer, {"name": "python3"})
        new.close()
        tables = ("base_cell", "source_cell", "grade_cells", "solution_cells", "task_cells")
        read = [
            [sqlite3.connect(one).execute(f"SELECT * FROM {table}").fetchall() for table in tables]
            for one in (path, tmp_path / "new.db")
        ]
        assert read[0] == read[1]
    book.prepare(ROWS, {"name": "python3"})
    book.write([entry(fingerprint="f2")], PEOPLE)
    manual = book.manual("anna")["q1-test"]
    assert [manual.score, manual.extra] == [
        1 if by_hand == f"{what} = 1" else None for what in ("manual_score", "extra_credit")
    ]


def test_what_could_not_be_graded_is_no_zero(book, path):
    book.write([Entry("anna", "f", MOMENT, {}, {"q1": "Not graded: empty."})], PEOPLE)
    rows = sqlite3.connect(path).execute("SELECT auto_score, needs_manual_grade FROM grade").fetchall()
    assert rows == [(None, 1), (None, 1)]


def test_no_statement_looks_through_the_whole_class(book):
    """Or the time for a submission would grow with their number."""
    said = []
    book.write([entry()], PEOPLE, LATE)
    book._db.set_trace_callback(said.append)
    book.write([entry(score=2.0)], PEOPLE, LATE)
    book.manual("anna"), book.penalty("anna"), book.is_written("anna", "f1")
    book._db.set_trace_callback(None)
    said = [one for one in said if one.split()[0] in ("SELECT", "INSERT", "UPDATE")]
    steps = {step for one in said for *_, step in book._db.execute(f"EXPLAIN QUERY PLAN {one}")}
    assert len(said) > 10 and any("SEARCH" in step for step in steps)
    # The cells of an assignment are few, whatever the class; "late" is one row, made in the statement itself.
    assert {step for step in steps if step.startswith("SCAN")} <= {"SCAN b", "SCAN late", "SCAN CONSTANT ROW"}


def test_a_batch_is_written_whole_or_not_at_all(book, path):
    broken = Entry("bela", "f", MOMENT, {"q1-test": 1.0}, {"q1": object()})
    with pytest.raises(GradingError):
        book.write([entry(), broken], PEOPLE)
    assert sqlite3.connect(path).execute("SELECT count(*) FROM submitted_assignment").fetchone() == (0,)
    book.write([entry()], PEOPLE)


@pytest.mark.parametrize(
    ("due", "extension", "penalty"),
    [
        (datetime(2027, 1, 3), None, None),
        (datetime(2027, 1, 2, 3, 4, 5), None, None),
        (datetime(2027, 1, 2, 3, 4, 4), None, 0.15),
        (datetime(2027, 1, 1), None, 0.3),
        (datetime(2026, 1, 1), None, 1.5),
        (datetime(2027, 1, 1), "1970-01-02 04:00:00.000000", None),
    ],
)
def test_a_day_begun_costs_its_share_and_an_extension_counts(book, path, due, extension, penalty):
    rules = Rules(due=due.replace(tzinfo=UTC), late_penalty=0.1)
    book.write([entry()], PEOPLE, rules)
    if extension:
        database = sqlite3.connect(path)
        database.execute("UPDATE submitted_assignment SET extension = ?", (extension,))
        database.commit()
        assert book.settle(rules) == ["anna"] and book.settle(rules) == []
    assert book.penalty("anna") == pytest.approx(penalty or 0.0)


def test_a_mark_in_formgrader_costs_its_share_at_once(book, path, tmp_path):
    book.write([entry()], PEOPLE, LATE)
    assert book.penalty("anna") == pytest.approx(0.3)
    by_nbgrader(
        f"from nbgrader.api import Gradebook\ng = Gradebook('sqlite:///gradebook.db', {COURSE!r})\n"
        f"e = g.find_grade('essay', {SET!r}, {SET!r}, 'anna')\ne.manual_score = 4; e.needs_manual_grade = False\n"
        "g.db.commit(); g.close()",
        tmp_path,
    )
    assert book.penalty("anna") == pytest.approx(0.2 * 5.5)
    assert book.settle(LATE) == []


def test_a_lock_is_waited_for_and_then_told(path, monkeypatch):
    monkeypatch.setattr("coursebook.grading.gradebook.database.WAIT_SECONDS", 0.2)
    book = Gradebook(path, COURSE, SET)
    book.prepare(ROWS, {})
    holder = sqlite3.connect(path)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(GradingError, match="locked by another program.*Fix") as told:
        book.write([entry()], PEOPLE)
    assert told.value.code == errors.GRADEBOOK
    holder.rollback()
    book.write([entry()], PEOPLE)


def test_nbgraders_own_commands_work_on_the_result(graded, tmp_path):
    out = copied(graded, tmp_path).out
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for command in (["export"], ["generate_feedback", SET, "--student", "s00001"]):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command], cwd=out, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    exported = (out / "grades.csv").read_text(encoding="utf-8").splitlines()
    place = exported[0].split(",").index("score")
    marks = {
        line.split(",")[exported[0].split(",").index("student_id")]: float(line.split(",")[place]) for line in exported[1:]
    }
    for student, mark in marks.items():
        assert mark == pytest.approx(graded.record(student)["mark"] or 0.0)
    page = (out / "feedback" / "s00001" / SET / f"{SET}.html").read_text(encoding="utf-8")
    assert "BEGIN HIDDEN" not in page and "checks.rng" not in page
