"""``coursebook marks``: feedback again, a second marker, an explanation."""

import csv
import sqlite3

import pytest
from coursebook.__main__ import main
from coursebook.exercises import sets
from coursebook.exercises.release import notebooks
from coursebook.faults import InputError
from coursebook.grading import errors
from coursebook.grading.errors import GradingError
from coursebook.grading.reports.agreement import kappa, read_marks
from coursebook.grading.reports.sanitise import essay_html, essay_text

from tests.grading.klass import COURSE, KEY, SET, TERM, copied


def test_kappa_as_worked_out_by_hand():
    first = [1] * 25 + [0] * 25
    second = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    # Equal 35 of 50; by chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5: (0.7 − 0.5) / 0.5.
    assert kappa(first, second) == pytest.approx(0.4)
    assert kappa(first, first) == 1.0
    assert kappa([2, 2], [2, 2]) is None
    # On a scale a near miss weighs less than a far one.
    near, far = kappa([0, 1, 2, 3], [1, 1, 2, 3], weighted=True), kappa([0, 1, 2, 3], [3, 1, 2, 3], weighted=True)
    assert near > far and kappa([0, 1], [1, 0]) == pytest.approx(-1.0)


@pytest.fixture
def marked(graded, tmp_path):
    """The class with every essay marked by hand, all but one alike."""
    course = copied(graded, tmp_path)
    database = sqlite3.connect(course.out / "gradebook.db")
    database.execute(
        "UPDATE grade SET manual_score = rowid % 3, needs_manual_grade = 0 WHERE auto_score IS NULL AND notebook_id IN "
        "(SELECT notebook_id FROM grade WHERE auto_score IS NOT NULL)"
    )
    database.commit()
    database.close()
    return course


def test_the_sheet_keeps_paragraphs_and_lists():
    text = essay_text(essay_html("One **strong** point.\n\nAnother.\n\n- who\n- what\n\nThe end: 1 < 2."))
    assert text == "One strong point.\n\nAnother.\n\n- who\n- what\n\nThe end: 1 < 2."


def test_a_second_marker_from_sheet_to_kappa(marked, tmp_path, capsys):
    where = ["--assignment", SET, "--out", str(marked.out)]
    sheet = tmp_path / "sheet.csv"
    assert main(["marks", "sheet", str(sheet), "--share", "1", *where]) == 0
    rows = list(csv.DictReader(sheet.open(encoding="utf-8")))
    assert rows and all(row["points"] == "" and len(row["text"].split()) > 10 and "<" not in row["text"] for row in rows)
    assert main(["marks", "agreement", str(sheet), *where]) == errors.WRONG_USE
    assert "No answer has two marks" in capsys.readouterr().err
    for row in rows:
        row["points"] = "1"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert main(["marks", "agreement", str(sheet), *where]) == 0
    said = capsys.readouterr().out
    assert all(task.id in said for task in sets.exercise(SET).tasks) and "kappa" in said


@pytest.mark.parametrize("codec", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_sheet_that_a_spreadsheet_saved_is_read(tmp_path, codec):
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes('student;task;of;points;text\nanna;memo;4;"2,5";"Désert:\none"\nbela;memo;4;9;x\n'.encode(codec))
    with pytest.raises(GradingError, match="line 4: '9' is no mark from 0 to 4"):
        read_marks(sheet, {"memo": 4.0})
    assert read_marks(sheet, {"memo": 9.0}) == {("anna", "memo"): 2.5, ("bela", "memo"): 9.0}


def test_an_answer_longer_than_the_usual_limit_of_a_cell_is_read(tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(f"student,task,of,points,text\nanna,memo,4,2,{'word ' * 40_000}\n")
    assert read_marks(sheet, {"memo": 4.0}) == {("anna", "memo"): 2.0}


def test_a_sheet_with_marks_or_another_file_is_not_written_over(tmp_path, capsys):
    sheet = tmp_path / "sheet.csv"
    command = ["marks", "sheet", str(sheet), "--assignment", SET, "--out", str(tmp_path / "grades")]
    blank = 'student,task,of,points,text\ns00001,memo,4,,"Two\nlines"\n'
    filled = blank.replace(",,", ",1,")
    for text in (filled, filled.replace(",", ";"), "id,name\ns00001,Anna\n"):
        sheet.write_text(text, encoding="utf-8")
        assert main(command) == errors.WRONG_USE
        assert "left as it is. Fix: name another file" in capsys.readouterr().err
        assert sheet.read_text(encoding="utf-8") == text
    sheet.write_text(blank, encoding="utf-8")
    assert main(command) == errors.GRADEBOOK  # the sheet is free; there is no class in this folder


def test_a_mark_for_a_student_that_is_not_known_is_told(tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("student;task;points\n0012;memo;1\n12;memo;2\n")
    with pytest.raises(GradingError, match="line 3: Student '12' has handed in nothing"):
        read_marks(sheet, {"memo": 4.0}, {"0012", "0013"})


@pytest.mark.parametrize("share", ["0", "-1", "20", "nan", "inf", "half"])
def test_a_share_that_is_none_is_refused(tmp_path, capsys, share):
    with pytest.raises(SystemExit):
        main(["marks", "sheet", str(tmp_path / "sheet.csv"), f"--share={share}", "--assignment", SET])
    assert "is no share. Fix:" in capsys.readouterr().err


def test_no_sheet_is_told_in_a_line(tmp_path):
    with pytest.raises(InputError, match="It is a folder, not a file. Fix: name the sheet"):
        read_marks(tmp_path, {})


def test_marks_go_into_the_gradebook_file_of_a_system(marked, tmp_path, capsys):
    where = ["--assignment", SET, "--out", str(marked.out)]
    assert main(["marks", "total", "--out", str(marked.out)]) == 0
    marks = {
        row["student"]: row["total (%)"] for row in csv.DictReader((marked.out / "report" / "total.csv").open(encoding="utf-8"))
    }
    exercise = sets.exercise(SET)
    points = sum(one.points for one in (*exercise.questions, *exercise.tasks))
    rows = "".join(f'"{id}, A",{n},{id},,"",7\r\n' for n, id in enumerate(marks))
    export = tmp_path / "gradebook.csv"
    export.write_text(
        f"Student,ID,SIS Login ID,Section,Essay (48),Quiz (9)\r\n    Points Possible,,,,{points:g},10\r\n{rows}", newline=""
    )
    before = export.read_bytes()
    command = ["marks", "export", "--to", "canvas", str(export), *where]
    assert main(command) == errors.FAULTY
    assert "There is no column" in capsys.readouterr().err and not (tmp_path / "gradebook-marked.csv").exists()
    assert main([*command, "--column", "Essay", "--into", str(export)]) == errors.WRONG_USE
    assert "is the export itself" in capsys.readouterr().err
    assert main([*command, "--column", "Essay"]) == 0
    assert export.read_bytes() == before
    written = {
        row["SIS Login ID"]: row
        for row in csv.DictReader((tmp_path / "gradebook-marked.csv").open(encoding="utf-8"))
        if row["ID"]
    }
    complete = {id: float(mark) for id, mark in marks.items() if mark}
    assert len(complete) > 3 and f"{len(complete)} marks in the column 'Essay (48)'" in capsys.readouterr().out
    assert {id for id, row in written.items() if row["Essay (48)"]} == complete.keys()
    assert all(
        float(written[id]["Essay (48)"]) == pytest.approx(mark / 100 * points, abs=0.01) for id, mark in complete.items()
    )
    # The same export for another column: the marks of the first would be gone.
    with_marks = (tmp_path / "gradebook-marked.csv").read_bytes()
    assert main([*command, "--column", "Essay"]) == 0
    assert main([*command, "--column", "Quiz", "--scale"]) == errors.FAULTY
    assert "they would be lost: 'Essay (48)'" in capsys.readouterr().err
    assert (tmp_path / "gradebook-marked.csv").read_bytes() == with_marks


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("s00001,essay,1", "no written task 'essay'"),
        ("s00001,ps-w-headlines,99", "'99' is no mark from 0 to"),
        ("s00001,ps-w-headlines,two", "'two' is no mark"),
        ("s00001,ps-w-headlines,1\ns00001,ps-w-headlines,2", "has two marks"),
    ],
)
def test_a_faulty_sheet_is_told_with_its_line(graded, tmp_path, capsys, rows, told):
    (tmp_path / "sheet.csv").write_text(f"student,task,points\n{rows}\n")
    code = main(["marks", "agreement", str(tmp_path / "sheet.csv"), "--assignment", SET, "--out", str(graded.out)])
    said = capsys.readouterr().err
    assert code == errors.WRONG_USE and told in said and "line" in said and "Fix:" in said


def test_feedback_again_shows_what_was_marked(marked, capsys):
    assert main(["marks", "feedback", "--assignment", SET, "--out", str(marked.out)]) == 0
    pages = [path.read_text(encoding="utf-8") for path in (marked.out / "pages" / SET).glob("*.html")]
    assert sum("marked by a person" in page for page in pages) > 3


def test_a_mark_is_explained(graded, capsys):
    where = ["--assignment", SET, "--out", str(graded.out)]
    student = next(path.stem for path in graded.given.glob("*.ipynb") if graded.record(path.stem)["status"] == "graded")
    assert main(["marks", "explain", student, *where]) == 0
    said = capsys.readouterr().out
    record = graded.record(student)
    assert record["made_with"]["grader"] in said and record["made_with"]["variant"] in said
    assert all(test["id"] in said for question in record["questions"] for test in question["tests"])
    assert main(["marks", "explain", "nobody", *where]) == errors.NOTHING_TO_GRADE
    assert main(["marks", "explain", student, "--assignment", SET, "--out", str(graded.folder)]) == errors.GRADEBOOK


def test_a_mark_is_explained_to_the_student_alone(marked, tmp_path, capsys):
    where = ["--assignment", SET, "--out", str(marked.out)]
    students = sorted(path.stem for path in marked.given.glob("*.ipynb"))
    student = next(one for one in students if marked.record(one)["status"] == "graded" and marked.record(one)["mark"] < 20)
    assert main(["marks", "explain", student, *where, "--page", str(tmp_path / "mark.html")]) == 0
    page, record = (tmp_path / "mark.html").read_text(encoding="utf-8"), marked.record(student)
    tests = [test for question in record["questions"] for test in question["tests"]]
    assert page.count("a check that you saw</td>") + page.count("a test on other data</td>") == len(tests)
    assert record["made_with"]["variant"] in page and "a person" in page
    assert not [one for one in students if one != student and one in page] and "@uni.example" not in page
    # No line of a test that was not handed out, but for what every cell of Python may hold.
    variant = sets.exercise(SET).variant(student, KEY, COURSE, TERM)
    master, given = notebooks.master(sets.exercise(SET), variant), notebooks.student(sets.exercise(SET), variant)
    handed_out = {line for cell in given.cells for line in cell.source.splitlines()}
    answers = {id for id in (question["id"] for question in record["questions"])}
    hidden = [
        line
        for cell in master.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") not in answers
        for line in cell.source.splitlines()
        if line not in handed_out and len(line.strip()) > 15
    ]
    assert len(hidden) > 50 and [line for line in hidden if line.strip() in page.replace("&#39;", "'")] == []
    assert main(["marks", "explain", student, *where, "--page", str(tmp_path)]) == errors.CANNOT_WRITE
    assert "Fix:" in capsys.readouterr().err
