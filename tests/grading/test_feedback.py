"""The page that a student gets and the report for the instructor: said in words, accessible in both themes, exact in numbers."""

import base64
import csv
import json
from datetime import UTC, datetime

import pytest
from coursebook.exercises import sets
from coursebook.grading.demo.simulated_class import Hand
from coursebook.grading.files import Course
from coursebook.grading.gradebook.writer import Manual
from coursebook.grading.intake.submissions import LISTED, FileNote, Submission
from coursebook.grading.marking import Marker
from coursebook.grading.reports import item_analysis
from coursebook.grading.reports.feedback import page, totals
from coursebook.grading.reports.sanitise import PNG
from coursebook.grading.sandbox.job import CellRun, RunResult, TestRun
from coursebook.grading.settings import Settings

from tests.browser.pages import violations
from tests.browser.screens import SCREENS, THEMES
from tests.grading.klass import SET

MISTAKE = "The division is the wrong way round. Read on: Personal stories, 'Did desertion rise?'."


class Played:
    """In the place of a sandbox, whose own tests stand elsewhere: gives the results that a test wants to see shown."""

    def __init__(self, exercise):
        self.tests = [test for question in exercise.questions for test in question.tests]
        self.failed, self.trouble = set(), {}

    def run(self, job):
        cells = tuple(CellRun(cell.id, error=self.trouble.get(cell.id)) for cell in job.cells)
        tests = tuple(
            TestRun(
                t.id,
                0.0 if t.id in self.failed else t.points,
                t.points,
                MISTAKE * (t.id in self.failed),
                t.id not in self.failed,
            )
            for t in self.tests
        )
        return RunResult(job.id, cells, tests, ("The cell “x” was left out: it ran too long.",), ("limits",))


@pytest.fixture
def exercise():
    return sets.exercise(SET)


@pytest.fixture
def marker(exercise):
    return Marker(exercise, Settings(SET, exercise.version, secret=b"s"), Played(exercise))


def submission(data, name="Anna Kowalska"):
    return Submission("anna", "anna.ipynb", datetime(2027, 1, 1, tzinfo=UTC), data, name=name)


def outcome(marker, essay="Cases are **not** people."):
    hand = Hand(marker.exercise)
    notebook = hand.key(marker.variant("anna"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") in {task.id for task in marker.exercise.tasks}:
            cell["source"] = essay
    return marker.mark(submission(json.dumps(notebook).encode()))


def test_right_and_wrong_are_said_in_words(marker):
    first, second = marker.exercise.questions[:2]
    marker.worker.failed = {second.tests[-1].id}
    made = outcome(marker).page
    assert "All tests passed" in made and made.count("The division is the wrong way round.") == 1
    assert "Did desertion rise?" in made and f"of {sum(q.points for q in marker.exercise.questions):g}" not in made
    assert "The cell “x” was left out" in made


def test_a_title_comes_from_the_release_and_not_from_a_students_heading(marker):
    notebook = Hand(marker.exercise).key(marker.variant("anna"))
    place = next(n for n, c in enumerate(notebook["cells"]) if c["metadata"].get("nbgrader", {}).get("solution"))
    notebook["cells"].insert(place, {"cell_type": "markdown", "id": "x", "metadata": {}, "source": "## FULL MARKS"})
    made = marker.mark(submission(json.dumps(notebook).encode())).page
    assert "FULL MARKS" not in made


def test_repairs_of_one_kind_are_one_line_that_names_every_cell(marker):
    found = outcome(marker)
    found.record["repairs"] = [f"The cell “{id}” had lost its mark; it was found by its content." for id in ("a", "b", "c")]
    found.record["events"] = ["The cell “d” was interrupted.", "It came late.", "It came late."]
    lines = page(found.record, {"cells": []}, marker.exercise, {}, 0.0).partition("what stood out</b>")[2].split("<li>")[1:4]
    assert "“a” had lost its mark" in lines[0] and "The same holds for “b”, “c”." in lines[0]
    assert lines[1].startswith("The cell “d”") and lines[2].startswith("It came late.</li>")
    assert lines[2].count("It came late.") == 1, "said once"


def test_marks_by_hand_take_the_place_of_the_tests(marker):
    record = outcome(marker).record
    task, question = marker.exercise.tasks[0], marker.exercise.questions[0]
    test = question.tests[0]
    by_test = sum(q.points for q in marker.exercise.questions)
    waiting = sum(t.points for t in marker.exercise.tasks)
    assert totals(record, {}, 0.0) == {"earned": by_test, "points": by_test + waiting, "waiting": waiting}
    manual = {task.id: Manual(task.points - 1, 0.5), test.id: Manual(0.0)}
    assert totals(record, manual, 2.0)["earned"] == by_test - test.points + task.points - 0.5 - 2.0
    assert totals(record, manual, 2.0)["waiting"] == waiting - task.points
    assert totals(record, {}, 1_000.0)["earned"] == 0.0


def test_what_was_not_graded_is_no_zero_until_a_human_gives_one(marker):
    record = marker.mark(submission(b"")).record
    assert totals(record, {}, 0.0)["earned"] is None
    tests = {t.id: Manual(t.points) for q in marker.exercise.questions for t in q.tests}
    assert totals(record, tests, 0.0)["earned"] == sum(q.points for q in marker.exercise.questions)


@pytest.mark.parametrize(("width", "theme"), SCREENS.values(), ids=SCREENS.keys())
def test_pages_are_accessible(marker, opened, tmp_path, theme, width):
    marker.worker.failed = {question.tests[0].id for question in marker.exercise.questions}
    marker.worker.trouble = {marker.exercise.questions[0].id: "NameError: name 'x' is not defined"}
    made = outcome(marker, "# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted\n\n[a](https://a.example)")
    shown = json.loads(made.notebook)
    for cell in shown["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == marker.exercise.questions[1].id:
            data = {"image/png": base64.b64encode(PNG).decode()}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    manual = {marker.exercise.tasks[0].id: Manual(2.0, None, "Who counted?")}
    texts = {"graded": page(made.record, shown, marker.exercise, manual, 1.0), "not": marker.mark(submission(b"")).page}
    for name, text in texts.items():
        path = tmp_path / f"{name}.html"
        path.write_text(text, encoding="utf-8")
        with opened(path.as_uri(), width, theme, bypass_csp=True) as seen:
            seen.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert violations(seen) == []
            assert seen.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert not seen.foreign


def test_a_page_runs_nothing_and_asks_nobody(marker):
    made = outcome(marker).page
    assert "<script" not in made and "default-src 'none'" in made and "http" not in made.replace("http-equiv", "")


def line(student, earned=(0.0, 2.0), message="Off by 12."):
    return item_analysis.Line(student, earned, (False, False), (message, ""), {})


def test_difficulty_as_worked_out_by_hand():
    lines = [line(f"s{n}", earned=(float(n % 2) * 2, float(n) / 10)) for n in range(10)]
    first, second = item_analysis.items(lines, [("a", 2.0), ("b", 1.0)])
    assert first.difficulty == 0.5 and second.difficulty == pytest.approx(0.45)


def test_the_most_common_mistake_is_counted_over_variants():
    lines = [line("a", message="It is 12.5, not 3."), line("b", message="It is 7, not 1,024."), line("c", message="No unit.")]
    (item, _) = item_analysis.items(lines, [("a", 2.0), ("b", 2.0)])
    assert (item.common, item.common_count) == ("It is 12.5, not 3.", 2)


def test_the_report_is_accessible_and_a_spreadsheet_runs_nothing(marker, tmp_path, opened):
    from coursebook.grading.files import write_whole
    from coursebook.grading.gradebook.record import to_text
    from coursebook.grading.gradebook.writer import Gradebook
    from coursebook.grading.reports.report import write_report

    course = Course(tmp_path, SET)
    gradebook = Gradebook(course.gradebook, "c", SET)
    gradebook.prepare([], {})
    for number, data in enumerate((b"", b"{}")):
        made = marker.mark(
            Submission(f"s{number}", "=cmd|' /C calc'!A1.ipynb", datetime(2027, 1, 1, tzinfo=UTC), data, name="=1+1")
        )
        write_whole(course.notebook("autograded", f"s{number}"), made.notebook)
        write_whole(course.record(f"s{number}"), to_text(made.record))
    slow = outcome(marker)
    slow.record["run"]["usage"] = {"cpu": 31.2, "memory": 1.0}
    write_whole(course.notebook("autograded", "anna"), slow.notebook)
    write_whole(course.record("anna"), to_text(slow.record))
    write_report(course, marker.exercise, gradebook, ["A note."], [FileNote("mallory.ipynb", LISTED, "Nobody.")])
    gradebook.close()
    human = list(csv.reader((course.report / "needs-a-human.csv").read_text(encoding="utf-8").splitlines()))
    assert [row[3][:2] for row in human[1:] if row[0] != "anna"] == ["ma", "'=", "'="]
    assert all(not cell.startswith("=") for row in csv.reader((course.report / "marks.csv").open()) for cell in row)
    page = (course.report / "index.html").read_text(encoding="utf-8")
    assert "Ran long, and were done after the others: anna (31 s of processor time)." in page
    for theme in THEMES:
        with opened((course.report / "index.html").as_uri(), 390, theme, bypass_csp=True) as seen:
            assert violations(seen) == []
            assert seen.evaluate("document.documentElement.scrollWidth <= innerWidth")
