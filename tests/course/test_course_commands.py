"""A term from one file: the ready files, what is wrong with a file, and that marks, quizzes and releases read the same one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from coursebook import project
from coursebook.__main__ import main
from coursebook.course import workload
from coursebook.course.clashes import Clashes
from coursebook.exercises.plans import plans
from coursebook.exercises.source import known_sets
from coursebook.grading.course import course_file
from coursebook.new_book import new_book

from tests.delivery import readers

READY = project.current().root / "instructors" / "courses"
START = ("--start", "2027-02-01T10:00", "--timezone", "Europe/Prague", "--term", "2027-spring")


def written(folder: Path, plan: str = "half-term", *more: str) -> Path:
    path = folder / "course.toml"
    assert main(["course", "new", "--out", str(path), "--plan", plan, *(more or START)]) == 0
    return path


def checked(path: Path, capsys) -> tuple[int, list[str]]:
    capsys.readouterr()
    code = main(["course", "check", str(path)])
    said = capsys.readouterr()
    return code, (said.out + said.err).splitlines()


@pytest.mark.parametrize("plan", sorted(plans()))
def test_each_plan_makes_a_course_with_nothing_to_mend(plan, tmp_path, capsys):
    path = written(tmp_path, plan)
    assert checked(path, capsys) == (0, [f"{path}: nothing to mend."])
    file = course_file.existing(path, known_sets())
    assert len(file.term.weeks) == len(plans()[plan].sessions) and file.term.outcomes
    assert sum(work.weight for work in workload.works(file)) == 100
    # Whatever the plan lets students hand in at home is handed in, and nothing else.
    steps = [step for session in plans()[plan].sessions for step in session.written if step.get("home")]
    tasks = {step[kind] for step in steps for kind in ("task", "hunt") if kind in step}
    handed_in = {entry.id for work in workload.works(file) for entry in work.entries if entry.kind in ("written", "hunt")}
    assert handed_in == tasks
    assert file.term.quizzes.keys() == {step["quiz"] for step in steps if "quiz" in step}


@pytest.mark.parametrize("ready", sorted(path.stem for path in READY.glob("*.toml")))
def test_the_ready_files_are_what_the_command_writes(ready, tmp_path):
    assert written(tmp_path, ready).read_text(encoding="utf-8") == (READY / f"{ready}.toml").read_text(encoding="utf-8")


def test_three_files_lie_ready():
    assert {path.stem for path in READY.iterdir()} == {"one-session", "four-weeks", "half-term"}


# What is replaced in the half-term file, the place that the message names, and what it says.
CLASHES = {
    "a meeting before the start": (
        "start = 2027-02-01",
        "start = 2027-02-02",
        "date",
        "before the course starts on 2027-02-02",
    ),
    "a meeting after the end": (
        "end = 2027-03-21",
        "end = 2027-03-14",
        "date",
        "Week 7 meets on 2027-03-15, after the course ends",
    ),
    "an end before the start": ("end = 2027-03-21", "end = 2026-03-21", "end", "before its start on 2027-02-01"),
    "weeks in the wrong order": (
        "date = 2027-02-15T",
        "date = 2027-02-05T",
        "date",
        "Week 3 meets on 2027-02-05, not after week 2",
    ),
    "due after the end": ("due = 2027-03-07", "due = 2027-04-07", "due", "is due on 2027-04-07, after the course ends"),
    "due before the start": ("due = 2027-02-07", "due = 2027-01-07", "due", "is due on 2027-01-07, before the course starts"),
    "due before its chapter": ("due = 2027-03-07", "due = 2027-02-07", "due", "and its chapter is read for week 5, 2027-03-01"),
    "no such day": ("due = 2027-03-07", "due = 2027-02-29", "", "There is no such date: due = 2027-02-29"),
    "no such hour": ("due = 2027-03-07", "due = 2027-03-28T02:30:00", "due", "clocks are put forward"),
    "no due date": ("due = 2027-03-07\n", "", "", "Reform: assignment: there is no due date."),
    "more work than the load": (
        "load = 270",
        "load = 255",
        "",
        "Week 6 takes 90 minutes in class and 169 at home, the load is 255.",
    ),
    "not taught": ('{read = "reform", ', "{minutes = 35, ", "outcomes", "The outcome 're-1' is not taught."),
    "not practised": (
        '{practice = "reform", home = true},\n',
        '{do = "Read on.", minutes = 29, home = true},\n',
        "outcomes",
        "The outcome 're-2' is not practised.",
    ),
    "not assessed": (', "re-q-kinds-of-verdict"', "", "outcomes", "The outcome 're-5' is not assessed."),
    "an item twice in a list": (
        'items = ["ca-w-audit"]',
        'items = ["ca-w-audit", "ca-w-audit"]',
        "items",
        "'ca-w-audit' is used twice",
    ),
    "an item in a week and an assignment": (
        'items = ["ca-w-audit"]',
        'items = ["ca-w-audit", "ca-w-trace"]',
        "items",
        "'ca-w-trace' is used twice: in week 6 and in [assignments.capstone]",
    ),
    "an unknown item": ('"ca-w-audit"', '"ca-w-audits"', "items", "There is no item 'ca-w-audits'. Fix: write 'ca-w-audit'"),
    "an item of another set": ('"ca-w-audit"', '"re-w-istanbul"', "items", "'re-w-istanbul' belongs to the set 'reform'"),
    "an item of another kind": ('items = ["ca-w-audit"', 'items = ["ca-q-checkable"', "items", "is of the kind"),
    "an unknown outcome": ('"re-1"', '"re-11"', "outcomes", "There is no outcome 're-11'. Fix: write 're-1'"),
    "an unknown set": (
        "[assignments.reform]",
        "[assignments.reforms]",
        "",
        "There is no assignment 'reforms'. Fix: write 'reform'",
    ),
    "an unknown set of a quiz": (
        "[quizzes.reform]",
        "[quizzes.reforms]",
        "",
        "There is no set 'reforms' with graded questions",
    ),
    "an unknown chapter": ('read = "reform"', 'read = "reforms"', "week 5", "There is no chapter 'reforms'"),
    "an unknown hunt": ('"re-h-months"', '"re-h-month"', "week 5", "There is no hunt 're-h-month'. Fix: write 're-h-months'"),
    "steps that do not fill the meeting": ("minutes = 28}", "minutes = 27}", "week 3", "take 89 minutes, the session 90"),
    "weights": ("weight = 13", "weight = 14", "weight", "The weights add up to 101: assignments.introduction 14"),
    "an assignment without items": (
        'items = ["ca-w-audit"]',
        "items = []",
        "",
        "Capstone: assignment: there is no item in it.",
    ),
    "two assignments of one name": (
        "[assignments.reform]",
        "[assignments.corruption]",
        "",
        "two tables [assignments.corruption]",
    ),
    "an unknown key": ("load = 270", "laod = 270", "laod", "There is no key 'laod'. Fix: write 'load'"),
    "an unknown key of a week": ("minutes = 90\n", "minuts = 90\n", "minuts", "There is no key 'minuts'. Fix: write 'minutes'"),
    "an unknown key of a step": ("{hunt = ", "{hunts = ", "steps", "There is no key 'hunts'. Fix: write 'hunt'"),
    "an unknown target": (
        'system = "canvas"',
        'system = "canvass"',
        "system",
        "There is no target 'canvass'. Fix: write 'canvas'",
    ),
    "no time zone": ('timezone = "Europe/Prague"\n', "", "due", "The date has no time zone"),
}


@pytest.mark.parametrize("name", CLASHES)
def test_a_clash_is_told_with_its_line_and_its_fix(name, tmp_path, capsys):
    before, after, place, wrong = CLASHES[name]
    path = written(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    code, lines = checked(path, capsys)
    (said,) = [line for line in lines if wrong in line][:1] or [lines]
    assert code == 1 and str(said).startswith(f"{path}, line ") and f"{place}: " in said and " Fix: " in said, lines
    line = int(said.removeprefix(f"{path}, line ").partition(",")[0].partition(":")[0])
    assert 1 <= line <= len(text.splitlines())


def test_a_target_that_cannot_hold_a_question_is_told(tmp_path, monkeypatch):
    from coursebook.delivery import targets

    file = course_file.existing(written(tmp_path), known_sets())
    writer = targets.WRITERS["canvas"]
    monkeypatch.setattr(writer, "KINDS", set(writer.KINDS) - {"ordering"})
    assert any("'canvas' cannot hold the item" in str(fault) for fault in Clashes(file).listed())


def test_all_clashes_are_listed_at_once(tmp_path, capsys):
    path = written(tmp_path)
    text = path.read_text(encoding="utf-8").replace("load = 270", "load = 100").replace("weight = 13", "weight = 1", 1)
    path.write_text(text, encoding="utf-8")
    code, lines = checked(path, capsys)
    # The meeting of the last week alone fits into the load.
    assert code == 1 and len(lines) == 6 + 1 and "The weights add up to 88" in lines[-1]


def test_the_file_is_the_one_that_marks_follow(tmp_path):
    written(tmp_path)
    rules = course_file.read(tmp_path, known_sets()).rules("reform")
    assert rules.due == datetime(2027, 3, 7, 22, 59, 59, 999999, tzinfo=UTC)
    assert (rules.grace, rules.late_penalty, rules.late_cap, rules.weight) == (timedelta(minutes=15), 0.1, 0.5, 10)
    assert rules.items and "two-series" in rules.items and "re-w-istanbul" not in rules.items
    # What a command writes into it stays beside the plan.
    file = course_file.read(tmp_path, known_sets())
    changed = course_file.changed(file, {("extensions", "jdoe", "reform"): date(2027, 3, 9)}, known_sets())
    assert changed.term == file.term and changed.rules("reform").extensions.keys() == {"jdoe"}
    own = course_file.changed(file, {("assignments", "reform", "late_penalty"): 20}, known_sets())
    assert (own.rules("reform").late_penalty, own.rules("reform").late_cap) == (0.2, 0.5)


def test_a_group_stands_for_its_students(tmp_path):
    path = written(tmp_path)
    text = path.read_text(encoding="utf-8").replace('# monday = ["jdoe", "oshev"]', 'monday = ["jdoe", "oshev"]')
    text = text.replace("[extensions]\n", "[extensions]\nmonday = {reform = 2027-03-09}\njdoe = {reform = 2027-03-08}\n")
    path.write_text(text.replace("[excused]\n", '[excused]\nmonday = ["capstone"]\n'), encoding="utf-8")
    file = course_file.read(tmp_path, known_sets(), ["jdoe", "oshev"])
    until = file.rules("reform").extensions
    assert {student: moment.day for student, moment in until.items()} == {"jdoe": 9, "oshev": 9}
    assert file.rules("capstone").excused == {"jdoe", "oshev"}
    with pytest.raises(ValueError, match="Nobody on the roster has the id 'oshev'"):
        course_file.read(tmp_path, known_sets(), ["jdoe"])


def test_quizzes_are_delivered_as_the_file_chooses_them(tmp_path, capsys):
    path = written(tmp_path)
    text = path.read_text(encoding="utf-8")
    begin = text.index("[quizzes.reform]")
    kept = text[begin:].partition("items = [")[2].partition(",")[0].strip('"')
    end = text.index("]\n", text.index("items = ", begin))
    path.write_text(f'{text[: text.index("items = ", begin)]}items = ["{kept}"{text[end:]}', encoding="utf-8")
    command = ["deliver", "canvas", "--out", str(tmp_path / "q.zip"), "--use", "graded", "--use", "written", "--course-file"]
    assert main([*command, str(path)]) == 0
    _, quizzes = readers.read_canvas((tmp_path / "q.zip").read_bytes())
    due = {quiz["title"].partition(":")[0]: quiz["due_at"] for quiz in quizzes if quiz["quiz_type"] == "assignment"}
    assert due["Reform and support from abroad"] == "2027-03-07T22:59:59" and len(due) == 6
    rows = (tmp_path / "q.losses.csv").read_text(encoding="utf-8").splitlines()
    reform = {row.partition(",")[0] for row in rows if row.startswith("re-")}
    assert reform == {kept}
    assert {row.partition(",")[0] for row in rows if row.startswith("ca-w-")} == {"ca-w-audit"}


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        (("--plan", "half-terms"), "There is no plan 'half-terms'. Fix: write 'half-term'"),
        (("--plan", "term", "--timezone", "Europe/Pragu"), "There is no time zone 'Europe/Pragu'. Fix: write 'Europe/Prague'"),
        (("--plan", "term", "--start", "2027-03-28T02:30", "--timezone", "Europe/Prague"), "clocks are put forward"),
        (("--plan", "term", "--title", "a\nb"), "is no text"),
    ],
)
def test_a_course_that_cannot_be_is_not_written(more, wrong, tmp_path, capsys):
    assert main(["course", "new", "--out", str(tmp_path / "course.toml"), *more]) == 1
    said = capsys.readouterr().err
    assert wrong in said and "Fix: " in said and not list(tmp_path.iterdir())


def test_a_file_that_stands_is_left_alone(tmp_path, capsys):
    path = written(tmp_path, "one-session")
    before = path.read_bytes()
    assert main(["course", "new", "--out", str(path), "--plan", "term"]) == 1
    assert "There is a file of this name. Fix: " in capsys.readouterr().err and path.read_bytes() == before
    assert main(["course", "new", "--out", str(tmp_path), "--plan", "term"]) == 1
    assert f"It is a folder. Fix: name the file to write in it, such as {tmp_path / 'course.toml'}" in capsys.readouterr().err
    assert main(["course", "calendar", str(path), "--out", str(path)]) == 1
    assert "A file of another kind has this name" in capsys.readouterr().err and path.read_bytes() == before


def test_without_a_start_the_course_begins_next_monday(tmp_path):
    begins = course_file.existing(written(tmp_path, "one-session", "--timezone", "UTC"), known_sets()).term.start
    assert begins.weekday() == 0 and timedelta(0) < begins - date.today() <= timedelta(days=7)


def test_a_file_without_a_plan_is_checked_for_what_it_says(tmp_path, capsys):
    path = tmp_path / "course.toml"
    assert checked(path, capsys) == (
        1,
        [f"{path}: There is no course file. Fix: name a course file, or make one with 'coursebook course new'."],
    )
    path.write_text('timezone = "UTC"\n[assignments.reform]\ndue = 2026-11-28\n', encoding="utf-8")
    assert checked(path, capsys)[0] == 0
    assert main(["course", "syllabus", str(path), "--out", str(tmp_path / "s.md")]) == 1
    assert "It plans no weeks. Fix: " in capsys.readouterr().err and not (tmp_path / "s.md").exists()


def test_a_new_book_says_that_it_has_no_plans_and_takes_its_own(tmp_path, capsys):
    before = project.found()
    try:
        folder = new_book("The Owl Census", tmp_path / "book")
        command = ["course", "new", "--out", str(tmp_path / "course.toml"), "--plan", "one", "--start", "2027-02-01"]
        assert main(command) == 1
        assert capsys.readouterr().err.startswith("exercises/plans.yml: This book has no teaching plans. Fix: write a plan")
        step = "{chapter: hives, do: read., minutes: 5, home: true}, {do: Talk., minutes: 45}, {practice: hives, home: true}, {code: hives, home: true}"
        plan = f"plans: {{one: {{title: One, sessions: [{{title: First, minutes: 45, steps: [{step}]}}]}}}}"
        (folder / "exercises" / "plans.yml").write_text(plan, encoding="utf-8")
        assert main(command) == 0 and checked(tmp_path / "course.toml", capsys)[0] == 0
        for name in ("s.md", "s.docx"):
            assert main(["course", "syllabus", str(tmp_path / "course.toml"), "--out", str(tmp_path / name)]) == 0
    finally:
        project.use(before)
