"""The course file: read, checked, written with its comments kept, and obeyed by every command."""

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from coursebook import project
from coursebook.__main__ import main
from coursebook.faults import InputError
from coursebook.grading import errors
from coursebook.grading.course import course_file
from coursebook.grading.course.course_check import ASSIGNMENT_KEYS
from coursebook.grading.course.lateness import DAY, Rules
from coursebook.grading.gradebook import total
from coursebook.grading.gradebook.record import to_text
from coursebook.grading.intake.class_list import Person, Roster
from coursebook.grading.times_file import read_times

from tests.grading.klass import SET, Class, copied, environment, hand_in_apart, put, run

KNOWN = (SET, "reform", "corruption")
STUDENTS = ("anna", "bela", "s00001")
WHOLE = f"""\
# What the class was told on the first day.
timezone = "Europe/Prague"

[assignments.{SET}]
due = 2026-11-28            # the end of that day
grace = "15 min"
late_penalty = 10
late_cap = 50
weight = 2
counts = "last"

[extensions.anna]
{SET} = 2026-12-05T12:00

[excused]
bela = ["{SET}"]
"""


def read(folder, text, students=STUDENTS):
    (folder / course_file.NAME).write_text(text, encoding="utf-8")
    return course_file.read(folder, KNOWN, students)


def test_what_it_says_is_read_in_the_time_zone_of_the_course(tmp_path):
    rules = read(tmp_path, WHOLE).rules(SET)
    assert rules.due == datetime(2026, 11, 28, 22, 59, 59, 999999, tzinfo=UTC)
    assert rules.extensions == {"anna": datetime(2026, 12, 5, 11, tzinfo=UTC)} and rules.excused == {"bela"}
    assert (rules.grace, rules.late_penalty, rules.late_cap) == (timedelta(minutes=15), 0.1, 0.5)
    assert (rules.weight, rules.counts) == (2.0, "last")
    assert read(tmp_path, WHOLE).rules("reform") == Rules()
    assert course_file.read(tmp_path / "nowhere", KNOWN).rules(SET) == Rules()


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-07-01", datetime(2026, 7, 1, 21, 59, 59, 999999)),
        ("2026-07-01T12:00:00", datetime(2026, 7, 1, 10)),
        ("2026-07-01 12:00", datetime(2026, 7, 1, 10)),
        ("2026-07-01T12:00+00:00", datetime(2026, 7, 1, 12)),
        ("2026-07-01T12:00:00Z", datetime(2026, 7, 1, 12)),
        ('"2026-07-01T12:00"', datetime(2026, 7, 1, 10)),
        # The clock shows half past two twice on that day; the second counts.
        ("2026-10-25T02:30:00", datetime(2026, 10, 25, 1, 30)),
    ],
)
def test_a_due_date_may_be_written_in_several_ways(tmp_path, written, moment):
    rules = read(tmp_path, f'timezone = "Europe/Prague"\n[assignments.{SET}]\ndue = {written}\n').rules(SET)
    assert rules.due == moment.replace(tzinfo=UTC)


ONE = f'timezone = "Europe/Prague"\n[assignments.{SET}]\n'
FAULTY = {
    "no TOML": (f"{ONE}due: tomorrow\n", "line 3, column 4", "no TOML"),
    "not closed": ("[assignments\n", "line 1", "no TOML"),
    "twice": (f"{ONE}weight = 1\nweight = 2\n", "line 4", "no TOML"),
    "no such day": (f"{ONE}due = 2026-02-30\n", "line 3", "no such date: due = 2026-02-30"),
    "no such month": (f"{ONE}due = 2026-13-01\n", "line 3", "no such date"),
    "no such day in quotes": (f'{ONE}due = "2026-02-30"\n', "line 3, due", "'2026-02-30' is no date"),
    "no such hour": (f"{ONE}due = 2026-03-29T02:30:00\n", "line 3, due", "clocks are put forward"),
    "a time alone": (f"{ONE}due = 12:00:00\n", "line 3, due", "no date"),
    "a number for a date": (f"{ONE}due = 20261128\n", "line 3, due", "no date"),
    "the year 1": (f"{ONE}due = 0001-01-01\n", "line 3, due", "The year 1 "),
    "the year 9999": (f"{ONE}due = 9999-12-31\n", "line 3, due", "The year 9999 "),
    "time zone": ('timezone = "Europe/Pargue"\n', "line 1, timezone", "write 'Europe/Prague'"),
    "a city alone": ('timezone = "new york"\n', "line 1, timezone", "write 'America/New_York'"),
    "a city that no zone is named after": ('timezone = "Vienna/Austria"\n', "line 1, timezone", "such as 'Europe/Prague'"),
    "time zone of another kind": ("timezone = 1\n", "line 1, timezone", "no time zone '1'"),
    "no time zone": (f"[assignments.{SET}]\ndue = 2026-11-28\n", "line 2, due", "no time zone"),
    "key at the top": ("assignment = 1\n", "line 1, assignment", "write 'assignments'"),
    "key of an assignment": (f"{ONE}late_penality = 5\n", "line 3, late_penality", "write 'late_penalty'"),
    "assignment": ("[assignments.reforms]\nweight = 1\n", "line 1", "write 'reform'"),
    "assignment of an extension": ("[extensions.anna]\nreforms = 2026-12-05T12:00Z\n", "line 2, reforms", "write 'reform'"),
    "assignment excused from": ('[excused]\nbela = ["refrom"]\n', "line 2, bela", "write 'reform'"),
    "student with an extension": (f"{ONE}due = 2026-11-28\n[extensions.ana]\n{SET} = 2026-12-05\n", "line 4", "write 'anna'"),
    "student excused": (f'[excused]\nbelo = ["{SET}"]\n', "line 2, belo", "write 'bela'"),
    "excused from a word": (f'[excused]\nbela = "{SET}"\n', "line 2, bela", "no list of assignments"),
    "no table": ("assignments = 3\n", "line 1, assignments", "no table"),
    "penalty without a due date": (f"{ONE}late_penalty = 10\n", "line 3, late_penalty", "but no due date"),
    "grace without a due date": (f'{ONE}grace = "1 h"\n', "line 3, grace", "but no due date"),
    "extension without a due date": (f"[extensions.anna]\n{SET} = 2026-12-05T12:00Z\n", f"line 2, {SET}", "but no due date"),
    "cap without a penalty": (f"{ONE}due = 2026-11-28\nlate_cap = 10\n", "line 4, late_cap", "but no penalty"),
    "penalty of 120": (f"{ONE}due = 2026-11-28\nlate_penalty = 120\n", "line 4, late_penalty", "from 0 to 100"),
    "penalty that is no number": (f"{ONE}due = 2026-11-28\nlate_penalty = nan\n", "line 4, late_penalty", "from 0 to 100"),
    "penalty in words": (f'{ONE}due = 2026-11-28\nlate_penalty = "10"\n', "line 4, late_penalty", "without quotation marks"),
    "negative weight": (f"{ONE}weight = -1\n", "line 3, weight", "'-1'"),
    "grace of a number": (f"{ONE}due = 2026-11-28\ngrace = 15\n", "line 4, grace", '"15 min"'),
    "grace of a year": (f'{ONE}due = 2026-11-28\ngrace = "400 days"\n', "line 4, grace", "at most 7 days"),
    "which counts": (f'{ONE}counts = "best"\n', "line 3, counts", "last, first"),
    "excused and extended": (WHOLE.replace("bela", "anna"), "line 13", "is excused from it"),
    "extension before the due date": (WHOLE.replace("2026-12-05", "2026-11-05"), "line 13", "before the due date"),
    "YAML": ("timezone: Europe/Prague\n", "line 1, column 9", "looks like YAML or JSON"),
    "JSON": ('{\n "timezone": "Europe/Prague"}\n', "line 1, column 1", "looks like YAML or JSON"),
    "a date as in Germany": (f"{ONE}due = 28.11.2026\n", "line 3", "no such date: due = 28.11.2026"),
    "a date as in America": (f"{ONE}due = 11/28/2026\n", "line 3", "no such date: due = 11/28/2026"),
    "a week": (f'{ONE}due = "2026-W48"\n', "line 3, due", "'2026-W48' is no date"),
    "an hour that no day has": (f'{ONE}due = "2026-11-28T24:00"\n', "line 3, due", "'2026-11-28T24:00' is no date"),
    "a zone of two letters": ('timezone = "CEST"\n', "line 1, timezone", "such as 'Europe/Prague'"),
    "the zone of this machine": ('timezone = "localtime"\n', "line 1, timezone", "no time zone 'localtime'"),
    "the zone below a heading": ('[late]\ntimezone = "UTC"\n', "line 2, timezone", "above the first heading"),
    "a due date above the headings": ("due = 2026-11-28\n", "line 1, due", "below a heading [assignments.NAME]"),
    "a dot in an id": (f"[extensions.jane.doe]\n{SET} = 2026-12-05T12:00Z\n", "line 1", '[extensions."jane.doe"]'),
    "an address for an id": (f"[extensions.jane@x]\n{SET} = 2026-12-05\n", "line 1", '[extensions."jane@uni.example"]'),
    "a list of systems": ('system = ["canvas"]\n', "line 1, system", "no target"),
    "a number without end": (f"load = 1{'0' * 5000}\n", "", "A value cannot be read"),
    "a title of two lines": ('title = """a\nb"""\n', "line 1, title", "'a b' is no text"),
    "closed before it is due": (f"{ONE}due = 2026-11-28\naccepted_until = 2026-11-27\n", "line 4", "before the due date"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_one_fault_is_one_message_with_its_place_and_mend(tmp_path, name):
    text, place, wrong = FAULTY[name]
    with pytest.raises(InputError) as told:
        read(tmp_path, text)
    (fault,) = told.value.faults
    said = str(fault)
    assert (
        said.startswith(f"{tmp_path / course_file.NAME}, {place}".removesuffix(", ")) and wrong in said and "Fix: " in said
    ), said
    assert len(said.splitlines()) == 1


def test_what_notepad_saves_is_read_or_told(tmp_path):
    (tmp_path / course_file.NAME).write_bytes(("\ufeff" + WHOLE.replace("\n", "\r\n")).encode())
    assert course_file.read(tmp_path, KNOWN, STUDENTS).rules(SET).late_penalty == 0.1
    for codec in ("utf-16", "utf-16-le", "cp1252"):
        (tmp_path / course_file.NAME).write_bytes(WHOLE.replace("told", "tôld").encode(codec))
        with pytest.raises(InputError, match="It is not UTF-8. Fix: save it as UTF-8 .in Notepad"):
            course_file.read(tmp_path, KNOWN, STUDENTS)


def test_a_folder_in_its_place_is_not_taken_for_no_file(tmp_path):
    (tmp_path / course_file.NAME).mkdir()
    with pytest.raises(InputError, match="course.toml: It cannot be read"):
        course_file.read(tmp_path, KNOWN)


def test_a_time_in_a_text_stays_as_it_is(tmp_path):
    text = f'title = "From 2026-11-28T12:00"  # 2026-11-28T12:00\n{ONE}due = 2026-11-28T12:00 # noon, not "2026-11-28T13:00"\n'
    file = read(tmp_path, text)
    assert file.term.title == "From 2026-11-28T12:00" and file.rules(SET).due == datetime(2026, 11, 28, 11, tzinfo=UTC)


def test_all_faults_are_listed(tmp_path):
    with pytest.raises(InputError) as told:
        read(tmp_path, f'{ONE}late_penalty = 10\nweigth = 1\n[excused]\nbelo = ["{SET}"]\n')
    assert len(told.value.faults) == 3


def test_a_student_is_unknown_only_where_the_roster_is_known(tmp_path):
    assert read(tmp_path, f'[excused]\nzoe = ["{SET}"]\n', None).rules(SET).excused == {"zoe"}


def test_writing_keeps_comments_and_order_and_writing_again_changes_nothing(tmp_path):
    before = read(tmp_path, WHOLE)
    changes = {("assignments", SET, "late_penalty"): 20, ("extensions", "s00001", SET): date(2026, 12, 1)}
    after = course_file.changed(before, changes, KNOWN, STUDENTS)
    lines = WHOLE.replace("late_penalty = 10", "late_penalty = 20").splitlines()
    assert [line for line in after.text.splitlines() if line in lines] == lines
    assert after.rules(SET).extensions["s00001"] == datetime(2026, 12, 1, 22, 59, 59, 999999, tzinfo=UTC)
    assert course_file.changed(after, changes, KNOWN, STUDENTS) is after
    # A date and the midnight that begins it are two things.
    midnight = course_file.changed(before, {("assignments", SET, "due"): datetime(2026, 11, 28)}, KNOWN, STUDENTS)
    assert midnight.rules(SET).due == datetime(2026, 11, 27, 23, tzinfo=UTC)
    with pytest.raises(InputError, match="with the options of this command"):
        course_file.changed(before, {("assignments", SET, "late_penalty"): 200}, KNOWN, STUDENTS)
    assert (tmp_path / course_file.NAME).read_text(encoding="utf-8") == WHOLE


def test_a_table_in_braces_is_read_and_what_cannot_be_added_to_it_is_told(tmp_path):
    text = 'timezone = "UTC"\nassignments = {reform = {due = 2026-11-28}}\nextensions = {anna = {reform = 2026-12-01}}\n'
    file = read(tmp_path, text)
    assert file.rules("reform").extensions.keys() == {"anna"}
    assert course_file.changed(file, {("assignments", "reform", "late_penalty"): 5}, KNOWN).rules("reform").late_penalty == 0.05
    with pytest.raises(InputError, match="table in braces.*Fix: write the table with a heading of its own: .extensions.bela"):
        course_file.changed(file, {("extensions", "bela", "reform"): date(2026, 12, 3)}, KNOWN)


def test_the_guide_shows_what_its_commands_write_and_every_key(tmp_path):
    guide = (project.current().root / "instructors" / "guide.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", guide, flags=re.S)
    file = course_file.read(tmp_path, KNOWN)
    for changes in (
        {("assignments", SET, "due"): date(2026, 11, 28), ("timezone",): "Europe/Prague"},
        {("assignments", SET, "late_penalty"): 10, ("assignments", SET, "late_cap"): 50},
        {("extensions", "jdoe", SET): date(2026, 12, 5)},
        {("excused", "oshev"): [SET]},
    ):
        file = course_file.changed(file, changes, KNOWN)
    lines = [line for line in file.text.splitlines() if line and not line.startswith("#")]
    assert lines == [line for line in shown.splitlines() if line]
    assert [key for key in (*ASSIGNMENT_KEYS, "timezone") if f"| `{key}` |" not in guide] == []


def test_a_first_course_file_is_one_that_can_be_read(tmp_path):
    empty = course_file.read(tmp_path, KNOWN)
    changes = {
        ("assignments", SET, "due"): date(2026, 11, 28),
        ("timezone",): "Asia/Tokyo",
        ("extensions", "a b", SET): date(2027, 1, 1),
    }
    made = course_file.changed(empty, changes, KNOWN)
    course_file.write(made)
    assert course_file.read(tmp_path, KNOWN).rules(SET) == made.rules(SET)
    assert made.rules(SET).extensions.keys() == {"a b"} and made.text.startswith("# ")


DUE = datetime(2026, 11, 28, 12, tzinfo=UTC)
RULES = Rules(DUE, timedelta(minutes=15), 0.1, 0.35, None, extensions={"anna": DUE + DAY}, excused=frozenset({"bela"}))


@pytest.mark.parametrize(
    ("after_due", "student", "extension", "share", "words"),
    [
        (timedelta(), "c", None, 0.0, ""),
        (timedelta(minutes=15), "c", None, 0.0, ""),
        (timedelta(minutes=15, microseconds=1), "c", None, 0.1, "1 day"),
        (DAY + timedelta(minutes=15), "c", None, 0.1, "1 day"),
        (DAY + timedelta(minutes=16), "c", None, 0.2, "2 days"),
        (30 * DAY, "c", None, 0.35, "30 days"),
        (30 * DAY, "bela", None, 0.0, ""),
        (DAY, "anna", None, 0.0, ""),
        (2 * DAY, "anna", None, 0.1, "1 day"),
        (2 * DAY, "c", 2 * DAY, 0.0, ""),
        # Of the two extensions the later counts.
        (2 * DAY, "anna", timedelta(hours=1), 0.1, "1 day"),
        (3 * DAY, "anna", 3 * DAY, 0.0, ""),
        (DAY, "c", timedelta(days=-5), 0.1, "1 day"),
        (DAY, "c", timedelta.max, 0.0, ""),
    ],
)
def test_what_lateness_costs(after_due, student, extension, share, words):
    late = RULES.late(student, DUE + after_due, extension=extension)
    assert (late.share, late.words, late.doubt) == (pytest.approx(share), words, "")


def test_no_penalty_rests_on_a_time_that_cannot_be_trusted():
    for handed_in in (DUE - DAY, DUE + 9 * DAY):
        late = RULES.late("c", handed_in, is_time_trusted=False)
        assert (late.share, late.words, late.doubt) == (0, "not known", "")
        late = RULES.late("c", handed_in, is_time_trusted=False, is_marked_late=True)
        assert late.share == 0 and "Marked late by the learning system" in late.doubt and "no penalty was taken" in late.doubt
    # A time that can be trusted counts for more than the system's own due date.
    assert RULES.late("c", DUE, is_marked_late=True).share == 0
    assert not RULES.late("bela", DUE + DAY, is_time_trusted=False, is_marked_late=True).doubt
    assert not Rules().late("c", DUE, is_time_trusted=False, is_marked_late=True).doubt
    # A due date alone takes nothing, so nobody need look.
    assert not Rules(DUE).late("c", DUE + DAY, is_time_trusted=False, is_marked_late=True).doubt


def test_after_the_last_moment_nothing_is_earned_and_a_person_is_told():
    closed = Rules(DUE, accepted_until=DUE + 3 * DAY, extensions={"anna": DUE + 5 * DAY})
    assert closed.late("c", DUE + 3 * DAY).share == 0
    late = closed.late("c", DUE + 4 * DAY)
    assert late.share == 1 and "all points earned were taken off" in late.doubt
    assert closed.late("anna", DUE + 5 * DAY).share == 0 and closed.late("anna", DUE + 6 * DAY).share == 1


@pytest.mark.parametrize("moment", [datetime.min, datetime.max])
def test_any_moment_can_be_compared(moment):
    late = RULES.late("c", moment.replace(tzinfo=UTC))
    assert late.share == (0.35 if moment.year == 9999 else 0)


def rows(out, name="marks"):
    path = out / "report" / SET / f"{name}.csv"
    return {row["student"]: row for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}


@pytest.fixture(scope="module")
def late_class(graded, tmp_path_factory):
    """Two of the class with points, handed in on 2027-01-15 at 08:00 UTC, graded with nothing said about dates."""
    made = Class(tmp_path_factory.mktemp("late"))
    shutil.copytree(graded.folder / "release", made.folder / "release")
    for name in ("roster.csv", "key"):
        shutil.copy(graded.folder / name, made.folder / name)
    whole = [student for student, row in rows(graded.out).items() if row["status"] in ("complete", "essays wait")]
    for student in sorted(whole, key=lambda student: -graded.record(student)["mark"])[:2]:
        put(made.given / f"{student}.ipynb", (graded.given / f"{student}.ipynb").read_bytes())
    hand_in_apart(made)
    done = made.grade("--workers", "1")
    assert done.returncode == 0, done.stderr
    return made


def test_options_are_kept_and_later_commands_obey_them(late_class, tmp_path):
    made = copied(late_class, tmp_path)
    one, other = sorted(path.stem for path in made.given.glob("*.ipynb"))
    full = {student: made.record(student)["mark"] for student in (one, other)}

    def lost():
        return {student: float(rows(made.out)[student]["late penalty"] or 0) / full[student] for student in full}

    def command(*arguments):
        done = run(*arguments)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    where = ("--assignment", SET, "--out", str(made.out))
    said = command(*made.arguments("--due", "2027-01-13", "--timezone", "Europe/Prague", "--late-penalty", "10"))
    assert f"Written into {made.out / 'course.toml'}" in said and "+ due = 2027-01-13" in said and "0 marked" in said
    assert f"The penalty for lateness changed (2): {one}, {other}\n" in said
    assert lost() == pytest.approx({one: 0.2, other: 0.2})
    page = (made.out / "pages" / SET / f"{one}.html").read_text(encoding="utf-8")
    assert "taken off because it came late" in page
    # The guide's own command, without options.
    said = command(*made.arguments())
    assert "Written" not in said and "The penalty" not in said
    assert lost() == pytest.approx({one: 0.2, other: 0.2})
    command(*made.arguments("--only", one, "--due", "2027-01-15T08:00"))
    assert lost() == pytest.approx({one: 0.1, other: 0.2})
    command("marks", "extend", other, "2027-02-01", *where)
    assert lost() == pytest.approx({one: 0.1, other: 0})
    assert "taken off" not in (made.out / "pages" / SET / f"{other}.html").read_text(encoding="utf-8")
    text = (made.out / "course.toml").read_text(encoding="utf-8")
    assert "due = 2027-01-13\n" in text and f"[extensions.{one}]" in text and f"[extensions.{other}]" in text
    (made.out / "course.toml").write_text(text.replace(f"[extensions.{one}]", f"[extensions.{other}x]"), encoding="utf-8")
    told = run("marks", "feedback", *where)
    assert told.returncode == errors.FAULTY and f"'{other}x'" in told.stderr and f"write '{other}'" in told.stderr
    assert lost() == pytest.approx({one: 0.1, other: 0})
    # A course file that was lost takes its penalties with it, which is told.
    (made.out / "course.toml").unlink()
    assert f"The penalty for lateness changed (1): {one}\n" in command("marks", "feedback", *where)


def refused(arguments, capsys, code):
    assert main(arguments) == code
    said = capsys.readouterr().err.strip()
    assert said.count("Fix:") == 1 and len(said.splitlines()) == 1, said
    return said


def test_options_that_cannot_be_are_refused_and_nothing_is_touched(late_class, tmp_path, capsys):
    made = copied(late_class, tmp_path)
    before = {path: path.read_bytes() for path in made.out.rglob("*") if path.is_file()}
    student = min(path.stem for path in made.given.glob("*.ipynb"))
    for options, code, wrong in (
        (("--late-penalty", "10"), errors.FAULTY, "but no due date"),
        (("--due", "2027-01-13"), errors.FAULTY, "no time zone"),
        (("--due", "2027-01-13", "--timezone", "Prague"), errors.FAULTY, "no time zone 'Prague'"),
        (("--due", "2027-01-13T12:00Z", "--late-cap", "10"), errors.FAULTY, "but no penalty"),
        (("--due", "2027-01-13T12:00Z", "--grace", "a bit"), errors.FAULTY, "no time of grace"),
        (("--due", "2027-01-13T12:00Z", "--only", student), errors.WRONG_USE, "no due date yet"),
    ):
        assert wrong in refused(made.arguments(*options), capsys, code)
    for options in (("--due", "2027-02-30"), ("--late-penalty", "ten"), ("--late-penalty", "120")):
        with pytest.raises(SystemExit) as ended:
            main(made.arguments(*options))
        assert ended.value.code == errors.WRONG_USE and "Fix:" in capsys.readouterr().err
    assert main(made.arguments("--due", "2027-01-13T12:00Z", "--dry-run")) == 0
    assert {path: path.read_bytes() for path in made.out.rglob("*") if path.is_file()} == before


def test_who_handed_in_nothing_is_on_the_list_after_every_command(late_class, tmp_path):
    made = copied(late_class, tmp_path)
    one, other = sorted(path.stem for path in made.given.glob("*.ipynb"))
    absent = sorted(row["student"] for row in rows(made.out).values() if row["status"] == "handed nothing in")
    assert len(absent) == len(rows(made.out)) - 2
    where = ("--assignment", SET, "--out", str(made.out))
    assert run("marks", "excuse", absent[0], *where).returncode == 0
    for command in (("marks", "feedback", *where), made.arguments("--only", one)):
        assert run(*command).returncode == 0
        marks = rows(made.out)
        assert marks[absent[0]]["status"] == "excused" and marks[absent[1]]["status"] == "handed nothing in"
        assert marks[absent[1]]["mark"] == "" and marks[absent[1]]["name"]
        page = (made.out / "report" / SET / "index.html").read_text(encoding="utf-8")
        assert f"{len(marks)} students: {len(absent) - 1} handed nothing in, " in page


def test_of_several_submissions_the_first_counts_if_the_course_says_so(late_class, tmp_path):
    made = copied(late_class, tmp_path)
    one = min(path.stem for path in made.given.glob("*.ipynb"))
    data = (made.given / f"{one}.ipynb").read_bytes()
    put(made.given / f"{one} (1).ipynb", data)
    first = made.given / f"{one}.ipynb"
    put(first, data.replace(b"register", b"REGISTER"))
    os.utime(first, (1_700_000_000, 1_700_000_000))
    # A command without the option goes by what was written before.
    for options, year in (((), "2027"), (("--counts", "first"), "2023"), ((), "2023"), (("--counts", "last"), "2027")):
        done = run(*made.arguments(*options))
        assert done.returncode == 0, done.stderr
        assert made.record(one)["handed_in"][:4] == year


def record_with(made, student, **time):
    """Put another word on the time into a record, as intake would have, and have it written anew."""
    path = made.out / "records" / SET / f"{student}.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["time"] |= time
    path.write_text(to_text(record), encoding="utf-8")
    database = sqlite3.connect(made.out / "gradebook.db")
    statement = (
        "UPDATE coursebook_late SET is_time_trusted = ?, is_marked_late = ? WHERE notebook_id = (SELECT n.id FROM "
        "submitted_notebook n JOIN submitted_assignment s ON s.id = n.assignment_id WHERE s.student_id = ?)"
    )
    with database:
        database.execute(statement, (record["time"]["is_trusted"], record["time"]["is_marked_late"], student))
    database.close()


def test_whoever_may_be_late_is_on_the_list_and_loses_nothing(late_class, tmp_path):
    made = copied(late_class, tmp_path)
    one, other = sorted(path.stem for path in made.given.glob("*.ipynb"))
    file = course_file.read(made.out, KNOWN)
    due = {("assignments", SET, "due"): datetime(2027, 1, 13, tzinfo=UTC), ("assignments", SET, "late_penalty"): 10}
    course_file.write(course_file.changed(file, due, KNOWN))
    record_with(made, one, source="time of the file in the archive", is_trusted=False, is_marked_late=True)
    record_with(made, other, source="nbgrader's timestamp.txt")
    feedback = ("marks", "feedback", "--assignment", SET, "--out", str(made.out))
    assert run(*feedback).returncode == 0
    marks, listed = rows(made.out), rows(made.out, "needs-a-human")
    assert (marks[one]["late penalty"], marks[one]["late"]) == ("0", "not known") and marks[other]["late"] == "3 days"
    assert marks[one]["time read from"] == "time of the file in the archive"
    assert marks[other]["time read from"] == "nbgrader's timestamp.txt"
    assert listed[one]["what"] == "late?" and "Marked late" in listed[one]["why"] and float(marks[other]["late penalty"]) > 0
    record_with(made, one, is_marked_late=False)
    assert run(*feedback).returncode == 0
    listed = rows(made.out, "needs-a-human")
    assert listed[""]["what"] == "late?" and f"of 1 hand-ins: no penalty was taken from {one}." in listed[""]["why"]


def test_the_mark_of_the_course_goes_by_weights_and_leaves_out_what_was_excused(tmp_path):
    text = f'[assignments.{SET}]\nweight = 3\n[excused]\nbela = ["{SET}"]\nzoe = ["{SET}"]\n'
    marks = {
        SET: {"anna": 50.0, "bela": "excused", "s00001": "handed nothing in", "s00002": "waits"},
        "reform": {"anna": 100.0, "bela": 70.0, "s00001": 80.0, "s00002": 10.0, "zoe": 90.0},  # she came later
    }
    assert total.rows(marks, read(tmp_path, text, (*STUDENTS, "zoe"))) == [
        ["student", f"{SET} (%)", "reform (%)", "total (%)"],
        ["anna", "50.00", "100.00", "62.50"],
        ["bela", "excused", "70.00", "70.00"],
        ["s00001", "handed nothing in", "80.00", "20.00"],
        ["s00002", "waits", "10.00", ""],
        ["zoe", "excused", "90.00", "90.00"],
    ]


def test_the_course_file_may_name_who_is_in_another_assignment_alone(late_class, tmp_path):
    """Who has left, or joined later; a name that no assignment knows is still a fault."""
    made = copied(late_class, tmp_path)
    database = sqlite3.connect(made.out / "gradebook.db")
    database.execute("INSERT INTO student (id) VALUES ('left')")
    database.commit()
    database.close()
    with open(made.folder / "roster.csv", "a", encoding="utf-8") as roster:
        roster.write("new,New,Comer,\n")
    terms = "[assignments.reform]\ndue = 2027-03-01T12:00Z\n"
    for name, code in (("left", 0), ("new", 0), ("lfet", errors.FAULTY)):
        text = f"{terms}[extensions.{name}]\nreform = 2027-03-02T12:00Z\n"
        (made.out / "course.toml").write_text(text, encoding="utf-8")
        assert made.grade().returncode == code
    feedback = ("marks", "feedback", "--assignment", SET, "--out", str(made.out))
    (made.out / "course.toml").write_text(text.replace("lfet", "left"), encoding="utf-8")
    assert run(*feedback).returncode == 0


def test_the_total_of_a_class_is_written(late_class, tmp_path):
    made = copied(late_class, tmp_path)
    done = run("marks", "total", "--out", str(made.out))
    assert done.returncode == 0
    table = list(csv.reader((made.out / "report" / "total.csv").read_text(encoding="utf-8").splitlines()))
    marks = rows(made.out)
    assert [row[0] for row in table[1:]] == sorted(marks)
    absent = [row[0] for row in table[1:] if row[1] == "handed nothing in"]
    assert f"0 in {SET}, since they handed nothing in ({len(absent)}): {absent[0]}, {absent[1]}, " in done.stdout
    for student, mark, all_in_all in table[1:]:
        if marks[student]["status"] == "complete":
            percent = 100 * float(marks[student]["mark"]) / float(marks[student]["of"])
            assert float(mark) == float(all_in_all) == pytest.approx(percent, abs=0.01)
        else:
            assert mark in ("waits", "handed nothing in") and all_in_all == ("" if mark == "waits" else "0.00")
    nothing = run("marks", "total", "--out", str(tmp_path / "nowhere"))
    assert nothing.returncode == errors.NOTHING_TO_GRADE and "Fix:" in nothing.stderr


def test_nbgrader_s_own_command_takes_the_same(late_class, tmp_path):
    made = copied(late_class, tmp_path)
    student = min(path.stem for path in made.given.glob("*.ipynb"))
    done = run(*made.arguments("--due", "2027-01-13T12:00Z", "--late-penalty", "10"))
    assert done.returncode == 0, done.stderr

    def penalty():
        database = sqlite3.connect(made.out / "gradebook.db")
        found = database.execute("SELECT late_submission_penalty FROM submitted_notebook ORDER BY id").fetchall()
        database.close()
        return found

    before = penalty()
    resources = {"notebook": SET, "assignment": SET, "student": student, "db_url": "sqlite:///gradebook.db"}
    code = (
        "from nbformat.v4 import new_notebook\nfrom nbgrader.preprocessors import AssignLatePenalties\n"
        "from traitlets.config import PyFileConfigLoader\n"
        "config = PyFileConfigLoader('nbgrader_config.py', path='.').load_config()\n"
        f"AssignLatePenalties(config=config).preprocess(new_notebook(), {{'nbgrader': {resources!r}}})\n"
    )
    there = environment(PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    told = subprocess.run([sys.executable, "-c", code], cwd=made.out, env=there, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    # Without the plugin nbgrader sets it to none.
    assert penalty() == before and all(number for (number,) in before)


CLASS = Roster(
    Person(id, first, "Novak", f"{id}@uni.example", lms) for id, first, lms in (("anna", "Anna", "77"), ("bela", "Béla", "78"))
)
AT = datetime(2026, 11, 28, 21, 55)


@pytest.mark.parametrize(
    "text, moment",
    [
        (
            "First Name,Last Name,SID,Email,Status,Submission ID,Submission Time\nAnna,Novak,anna,anna@uni.example,Graded,9,2026-11-28 21:55:00 +0000\n"
            "Béla,Novak,bela,bela@uni.example,Missing,,\n",
            AT.replace(tzinfo=UTC),
        ),
        (
            "Identifier,Full name,Email address,Status,Last modified (submission)\nParticipant 77,Anna Novak,anna@uni.example,Submitted,"
            '"Saturday, 28 November 2026, 9:55 PM"\nParticipant 78,Béla Novak,bela@uni.example,No submission,-\n',
            AT,
        ),
        ("email;handed_in\nanna@uni.example;2026-11-28T21:55\n", AT),
        ("id,Submitted at\nanna,2026-11-28 21:55:00 UTC\n", AT.replace(tzinfo=UTC)),
    ],
    ids=["Gradescope", "Moodle", "a spreadsheet", "Canvas"],
)
def test_times_are_read_as_systems_export_them(tmp_path, text, moment):
    (tmp_path / "times.csv").write_text(text, encoding="utf-8")
    assert read_times(tmp_path / "times.csv", CLASS) == {"anna": moment}


def test_all_faults_of_a_file_of_times_are_listed(tmp_path):
    path = tmp_path / "times.csv"
    path.write_text("id,time\nanna,11/28/26 9:55\nbela,2026-11-31 10:00\ncarl,2026-11-28 10:00\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_times(path, CLASS)
    assert [fault.place.split(",")[0] for fault in told.value.faults] == ["anna", "bela", "carl"] and str(path) in str(
        told.value
    )
    path.write_text("id,grade\nanna,5\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column with the time"):
        read_times(path, CLASS)


def test_a_time_in_the_course_file_is_believed_before_all_others(late_class, tmp_path):
    made = copied(late_class, tmp_path)
    one, other = sorted(path.stem for path in made.given.glob("*.ipynb"))
    times = tmp_path / "times.csv"
    times.write_text(f"id,handed_in\n{one},2027-01-14 11:00\n", encoding="utf-8")
    done = run(
        *made.arguments("--times", str(times), "--due", "2027-01-13", "--timezone", "Europe/Prague", "--late-penalty", "10")
    )
    assert done.returncode == 0 and f"[handed_in.{one}]" in done.stdout, done.stderr
    marks = rows(made.out)
    assert (marks[one]["handed in"], marks[one]["time read from"], marks[one]["late"]) == (
        "2027-01-14 10:00:00",
        "course file",
        "1 day",
    )
    assert marks[other]["late"] == "2 days"
    before = rows(made.out)
    assert run("marks", "feedback", "--assignment", SET, "--out", str(made.out)).returncode == 0 and rows(made.out) == before
    times.write_text("id,handed_in\nnobody,2027-01-14 11:00\n", encoding="utf-8")
    kept = (made.out / "course.toml").read_bytes()
    done = run(*made.arguments("--times", str(times)))
    assert done.returncode == errors.FAULTY and "nobody" in done.stderr and (made.out / "course.toml").read_bytes() == kept


def test_the_guide_lists_the_exit_codes():
    guide = (project.current().root / "instructors" / "guide.md").read_text(encoding="utf-8")
    assert all(f"| `{code}` | {meaning[0].upper()}{meaning[1:]}. |" in guide for code, meaning in errors.MEANINGS.items())
