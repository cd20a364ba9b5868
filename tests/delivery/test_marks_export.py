"""Marks into the gradebook files of learning systems, read back with Python's own csv module."""

from __future__ import annotations

import csv
import io
import os
import random

import pytest
from coursebook.delivery.marks import gradebooks, replaced, spreadsheet
from coursebook.evidence import InputError
from coursebook.grading.intake.class_list import Person

FIRST = ("Jane", "Олена", "Zoë", "José María", "Anne-Marie", "Jan", "李")
LAST = ("Doe", "Шевченко", "van der Berg", "O'Neil", "Müller, jr.", "Ng", "Ševčenko")


def people(count: int) -> list[Person]:
    return [
        Person(f"u{n:04}", FIRST[n % 7], f"{LAST[n // 7 % 7]} {n}", f"U{n:04}@uni.example", str(70000 + n))
        for n in range(count)
    ]


def _csv(rows: list[list], delimiter=",", end="\n", quoting=csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return text.getvalue()


def canvas(listed: list[Person], points="8") -> bytes:
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Small set (481)", "Quiz (490)", "Final Score"]]
    rows += [
        ["", "", "", "", "", "Manual Posting", "", ""],
        ["    Points Possible", "", "", "", "", points, "5", "(read only)"],
    ]
    rows += [[f"{one.last_name}, {one.first_name}", one.lms_id, "", one.id, "A, B", "", "4", "86.66"] for one in listed]
    rows += [["Student, Test", "99999", "", "5f1c", "A", "", "", ""]]
    return ("\ufeff" + _csv(rows)).encode()


def moodle(listed: list[Person]) -> bytes:
    heads = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Feedback comments"]
    rows = [
        [
            f"Participant {9000 + n}",
            f"{one.first_name} {one.last_name}",
            one.email.lower(),
            "Submitted",
            "",
            "8.00",
            'two\n"lines"',
        ]
        for n, one in enumerate(listed)
    ]
    return _csv([heads, *rows], end="\r\n").encode()


def moodle_german(listed: list[Person]) -> bytes:
    heads = ["ID", "Vollständiger Name", "E-Mail-Adresse", "Grade", "Maximum Grade"]
    return _csv(
        [heads, *([str(n), one.last_name, one.email, "-", "8,00"] for n, one in enumerate(listed))], delimiter=";"
    ).encode("cp1252", "replace")


def blackboard(listed: list[Person]) -> bytes:
    heads = [
        "Last Name",
        "First Name",
        "Username",
        "Student ID",
        "Last Access",
        "Availability",
        "Small set [Total Pts: 8 Score] |481",
    ]
    rows = [[one.last_name, one.first_name, one.id, "", "2026-11-27", "Yes", "1"] for one in listed]
    return _csv([heads, *rows], delimiter="\t", end="\r\n", quoting=csv.QUOTE_ALL).encode("utf-16")


def gradescope(listed: list[Person]) -> bytes:
    heads = [
        "First Name",
        "Last Name",
        "SID",
        "Email",
        "Sections",
        "Small set",
        "Small set - Max Points",
        "Small set - Lateness (H:M:S)",
    ]
    return _csv(
        [heads, *([one.first_name, one.last_name, one.id, one.email, "A", "", "8.0", "00:00:00"] for one in listed)]
    ).encode()


EXPORTS = {"canvas": canvas, "moodle": moodle, "blackboard": blackboard, "gradescope": gradescope}
COLUMNS = {"canvas": 5, "moodle": 4, "blackboard": 6, "gradescope": 5}


def fill(content: bytes, system: str, listed, marks, points=8, **more):
    return gradebooks.fill(
        spreadsheet.read(content, "export.csv"), system, listed, marks, points, ("Small set", "small"), **more
    )


@pytest.mark.parametrize("system", EXPORTS)
def test_five_hundred_marks_to_each_system_and_back(system):
    listed = people(500)
    marks = {one.id: 100 * random.Random(one.id).randint(0, 1600) / 1600 for one in listed}
    shuffled = random.Random(1).sample(listed, 500)
    content = EXPORTS[system](shuffled)
    filled = fill(content, system, listed, marks)
    assert len(filled.written) == 500 and filled.by_name == [] and filled.others == []
    before, after = (_rows(one, system) for one in (content, filled.content))
    at = COLUMNS[system]
    students = [row for row in after if len(row) > at and _student(row, system) in marks]
    assert len(students) == 500
    for row in students:
        exact = marks[_student(row, system)] * 8 / 100
        assert float(row[at]) == pytest.approx(exact, abs=0.005 + 1e-9), row
    # Nothing else differs, not in a byte.
    blank = [[*row[:at], "", *row[at + 1 :]] if row in students else row for row in after]
    assert blank == [[*row[:at], "", *row[at + 1 :]] if _student(row, system) in marks else row for row in before]
    assert fill(filled.content, system, listed, marks).content == filled.content
    back = fill(filled.content, system, listed, dict.fromkeys(marks, 12.5))
    assert back.content == fill(content, system, listed, dict.fromkeys(marks, 12.5)).content


def _rows(content: bytes, system: str) -> list[list[str]]:
    text = content.decode("utf-16" if system == "blackboard" else "utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if system == "blackboard" else ","))


def _student(row: list[str], system: str) -> str:
    place = {"canvas": 3, "moodle": 2, "blackboard": 2, "gradescope": 2}[system]
    return row[place].partition("@")[0] if place < len(row) else ""


def test_halves_are_rounded_up_and_commas_stay_commas():
    listed = people(3)
    marks = {"u0000": 100 * 2.125 / 8, "u0001": 100.0, "u0002": 0.0}
    cells = [
        line.split(";")[3]
        for line in fill(moodle_german(listed), "moodle", listed, marks).content.decode("cp1252").splitlines()[1:]
    ]
    assert cells == ["2,13", "8", "0"]
    silent = fill(moodle_german(listed).replace(b"Maximum Grade", b"Another Head"), "moodle", listed, marks)
    assert not silent.states_points and fill(moodle_german(listed), "moodle", listed, marks).states_points
    assert [row[5] for row in _rows(fill(canvas(listed), "canvas", listed, marks).content, "canvas")[3:6]] == ["2.13", "8", "0"]


def test_points_are_read_in_any_countrys_spelling():
    """Half of the points of the column, as it is written in the cell; a comma anywhere in the file is kept everywhere."""
    listed = people(2)
    marks = {"u0000": 50.0, "u0001": 31.25}
    for points, cells in (
        ("1,000", ["500", "312.5"]),
        ("1,000.00", ["500", "312.5"]),
        ("1.000,00", ["500", "312.5"]),
        ("8,00", ["4", "2,5"]),
        ("8.0", ["4", "2.5"]),
        ("0.125", ["0.06", "0.04"]),
    ):
        filled = fill(canvas(listed, points), "canvas", listed, marks, scale=True)
        assert filled.states_points and [row[5] for row in _rows(filled.content, "canvas")[3:5]] == cells
    head = 'Last Name,First Name,Username,Availability,"Small set [Total Pts: 1,000 Score] |481"\n'
    filled = fill((head + "Doe,J,u0000,Yes,\nRoe,J,u0001,Yes,\n").encode(), "blackboard", listed, marks, scale=True)
    assert filled.content.decode().splitlines()[1:] == ["Doe,J,u0000,Yes,500", "Roe,J,u0001,Yes,312.5"]


def test_of_several_ways_to_show_a_column_the_points_are_filled_and_no_other():
    listed, marks = people(1), {"u0000": 50.0}
    row = "\nJane,Doe 0,u0000@uni.example,-,-\n"
    for first, second in (
        ("Assignment: Small set (Percentage)", "Assignment: Small set (Real)"),
        ("Aufgabe: Small set (Prozentsatz)", "Aufgabe: Small set (Punkte)"),
    ):
        filled = fill(f"First name,Last name,Email address,{first},{second}{row}".encode(), "moodle", listed, marks)
        assert filled.column == second and filled.content.decode().endswith("example,-,4\n")
    for system, text in (
        ("moodle", f"First name,Last name,Email address,{first},Other{row}"),
        ("moodle", f"First name,Last name,Email address,Assignment: Small set (Letter),Other{row}"),
        ("moodle", f"First name,Last name,Email address,Grade,Scale{row}"),
        (
            "blackboard",
            "Last Name,First Name,Username,Availability,Small set [Total Pts: 8 Percentage] |481\nDoe,J,u0000,Yes,\n",
        ),
        ("moodle", "Email address,First name,Завдання: Small set (Відсотки)\nu0000@uni.example,Jane,85.00 %\n"),
    ):
        with pytest.raises(InputError, match="line 1: .* does not show points but .* Fix: let "):
            fill(text.encode(), system, listed, marks)


def test_who_has_no_mark_keeps_the_cell():
    listed = people(5)
    marks = {"u0000": 50.0, "u0001": "waits", "u0002": "handed nothing in", "u0003": "excused"}
    filled = fill(canvas(listed), "canvas", listed, marks)
    assert [row[5] for row in _rows(filled.content, "canvas")[3:8]] == ["4", "", "", "EX", ""]
    assert filled.left == {"waits": ["u0001"], "handed nothing in": ["u0002", "u0004"]}
    zero = fill(canvas(listed), "canvas", listed, marks, zero=True)
    assert [row[5] for row in _rows(zero.content, "canvas")[3:8]] == ["4", "", "0", "EX", "0"]
    assert [row[4] for row in _rows(fill(moodle(listed), "moodle", listed, marks).content, "moodle")[1:]] == [
        "4",
        "",
        "",
        "",
        "",
    ]


def test_a_row_is_found_by_id_then_by_e_mail_then_by_a_name_of_one():
    listed = [Person("a", "Ann", "Ace", "ann@x.example"), Person("b", "Bob", "O'Bee"), Person("c", "Cy", "Cee", lms_id="7")]
    rows = [["Student", "ID", "SIS Login ID", "Section", "Small set (1)"], ["Points Possible", "", "", "", "8"]]
    rows += [
        ["Other, Name", "1", "ANN@x.example", "", ""],
        ["O’Bee, Bob", "2", "zz", "", ""],
        ["Someone, Else", "7", "", "", ""],
        ["Nobody, N", "3", "n", "", ""],
    ]
    filled = fill(_csv(rows).encode(), "canvas", listed, {"a": 100.0, "b": 50.0, "c": 25.0})
    assert [row[4] for row in _rows(filled.content, "canvas")[2:]] == ["8", "4", "2", ""]
    assert filled.by_name == ["b"] and filled.others == [6]


AS_IT_STANDS = {
    "semicolons and points": (
        "canvas",
        "Student;ID;SIS Login ID;Section;Small set (1);Q",
        "Ace;1;ann;A;;86.66",
        "Ace;1;ann;A;2.5;86.66",
    ),
    "tabs and commas": ("moodle", "Email address\tSmall set\tQ", "ann@x.example\t-\t8,5", "ann@x.example\t2,5\t8,5"),
    "no number of Canvas": ("canvas", "Student,ID,SIS Login ID,Section,Small set (1)", "Ace,,ann,A,4", "Ace,,ann,A,2.5"),
    "a number of Canvas that is another student's id": (
        "canvas",
        "Student,ID,SIS Login ID,Section,Small set (1)",
        "Ace,1,ann,A,\nZed,12,zed,A,",
        "Ace,1,ann,A,2.5\nZed,12,zed,A,",
    ),
    "the same mark, spelt otherwise": ("moodle", "Email address,Small set (Real)", "ann@x.example,2.50", "ann@x.example,2.50"),
    "feedback beside the mark": (
        "moodle",
        "Email address,Aufgabe: Small set (Punkte),Aufgabe: Small set (Feedback)",
        "ann@x.example,-,Well argued.",
        "ann@x.example,2.5,Well argued.",
    ),
    "a blank before the colon": ("moodle", "E-mail,Devoir : Small set (Brut)", "ann@x.example,-", "ann@x.example,2.5"),
    "a kind of two words": ("moodle", "E-mail,External tool: Small set (Real)", "ann@x.example,-", "ann@x.example,2.5"),
    "a worksheet in German": (
        "moodle",
        "E-Mail-Adresse;Bewertung;Bestwertung",
        "ann@x.example;;16,00",
        "ann@x.example;5;16,00",
    ),
    "another assignment's numbers": (
        "moodle",
        "Identifier,Full name,Email address,Grade,Maximum grade",
        "Participant 7,Ann Ace,ann@x.example,,16.00",
        "Participant 7,Ann Ace,ann@x.example,5,16.00",
    ),
}


@pytest.mark.parametrize("name", AS_IT_STANDS)
def test_a_mark_is_written_as_the_file_has_its_numbers_and_heads(name):
    system, head, row, marked = AS_IT_STANDS[name]
    listed = [Person("ann", "Ann", "Ace", "ann@x.example"), Person("12", "Cy", "Cee", lms_id="7")]
    marks = {"ann": 31.25, "12": 50.0}
    filled = fill(f"{head}\n{row}\n".encode(), system, listed, marks, scale=True, without=["12"])
    assert filled.content.decode() == f"{head}\n{marked}\n"
    assert filled.written == ["ann"] and filled.by_name == [] and filled.moved == ["ann"] * row.endswith("4")


TWO = [Person("a", "Jane", "Doe"), Person("b", "Jane", "Doe"), Person("c", "Cy", "Cee", "c@x.example", "7")]
HEAD = "Student,ID,SIS Login ID,Section,Small set (1)\nPoints Possible,,,,8\n"
REFUSED = {
    "two students of one name": (
        HEAD + '"Doe, Jane",1,x,,\n',
        {},
        "line 3: The name 'Doe Jane' is of more than one: students a, b",
    ),
    "two rows of one name": (
        HEAD + '"Cee, Cy",1,x,,\n"Cee, Cy",2,y,,\n',
        {},
        "line 3: The name 'Cee Cy' is of more than one: student c and 2 rows",
    ),
    "two rows of one student": (HEAD + "X,7,x,,\nY,9,c,,\n", {}, "line 4: It is c, who has line 3 too"),
    "ids of two students": (HEAD + "X,7,a,,\n", {}, "line 3: Its ids are of more than one student: a, c"),
    "another course": (HEAD + "X,1,x,,\nY,2,y,,\n", {}, "None of its 2 students is in this course"),
    "a student is missing": (
        HEAD + "X,7,c,,\n",
        {},
        "Students with a mark are not in it (2): a, b. Fix: export it anew with all sections, or add --without a,b",
    ),
    "no such column": (
        HEAD.replace("Small set", "Essay"),
        {},
        "line 1: There is no column 'Small set'; the columns are 'Essay (1)'",
    ),
    "another column named": (HEAD, {"column": "Quiz"}, "line 1: There is no column 'Quiz'; the columns are 'Small set (1)'"),
    "a column that Canvas works out": (
        HEAD.replace(",8\n", ",(read only)\n") + "X,1,a,,\n",
        {},
        "line 1: Canvas works 'Small set (1)' out itself. Fix: name the column of an assignment",
    ),
    "a column that Canvas works out, in French": (
        HEAD.replace(",8\n", ",(lecture seule)\n") + "X,1,a,,\n",
        {},
        "line 1: Canvas works 'Small set (1)' out itself. Fix: name the column of an assignment",
    ),
    "no points, in proportion": (
        HEAD.replace(",8\n", ",0\n") + "X,1,a,,\nY,2,b,,\nZ,3,c,,\n",
        {"scale": True},
        "'Small set (1)' is out of 0 points, the assignment of 8. Fix: set the points to 8 in Canvas and export anew.",
    ),
    "two columns": (
        HEAD.replace("(1)", "(1),Small set (2)"),
        {},
        "2 columns are called so; the columns are 'Small set (1)', 'Small set (2)'",
    ),
    "other points": (
        HEAD.replace(",8\n", ",10\n") + "X,1,a,,\nY,2,b,,\nZ,3,c,,\n",
        {},
        "'Small set (1)' is out of 10 points, the assignment of 8. Fix: set the points to 8 in Canvas",
    ),
    "another system": (
        "First name,Email address,Grade\nX,a@x,\n",
        {},
        "line 1: This is an export of Moodle. Fix: name the file that Canvas exports, or write --to moodle",
    ),
    "nothing": ("\n", {}, "There is nothing in it"),
    "a workbook": ("PK\x03\x04", {}, "This is a workbook of Excel"),
    "no CSV": (HEAD + '"Doe, Jane,1,a,,\n', {}, "line 3: This is no CSV: a quotation mark is not closed"),
    "an id that is another's, by the name": (
        HEAD + '"Cee, Cy",1,a,,\n',
        {},
        "line 3: Its id and its name are of more than one student: a, c. Fix: correct the roster, or the ids in the export",
    ),
    "a file of another kind": ("Login,Small set\na,\nb,\n", {}, "Students with a mark are not in it (1): c"),
    "a row that is short": (HEAD + "X,1,a\nY,2,b,,\nZ,3,c,,\n", {}, "line 3: The row has no cell for 'Small set (1)'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_certain_is_refused_by_name(name):
    content, more, said = REFUSED[name]
    with pytest.raises(InputError, match="export.csv") as error:
        fill(content.encode(), "canvas", TWO, {"a": 50.0, "b": 60.0, "c": 70.0}, **more)
    assert said in str(error.value)


def test_other_points_are_taken_in_proportion_if_that_is_wanted():
    filled = fill(canvas(people(1), "10"), "canvas", people(1), {"u0000": 50.0}, scale=True)
    assert _rows(filled.content, "canvas")[3][5] == "5"


def test_marks_of_another_column_are_not_lost_with_the_file_that_held_them(tmp_path):
    """The same export is filled in for a second assignment, and written over what was filled in for the first."""
    listed = people(3)
    export, into = tmp_path / "gradebook.csv", tmp_path / "gradebook-marked.csv"
    export.write_bytes(canvas(listed))
    first = fill(export.read_bytes(), "canvas", listed, {"u0000": 50.0, "u0001": 75.0, "u0002": 25.0})
    again = fill(export.read_bytes(), "canvas", listed, {"u0000": 100.0, "u0001": 75.0, "u0002": 25.0})
    into.write_bytes(first.content)
    replaced.check(into, export, again.content, again.column)  # the same assignment
    quiz = {"column": "Quiz", "scale": True}
    second = fill(export.read_bytes(), "canvas", listed, {"u0000": 50.0, "u0001": 75.0, "u0002": 25.0}, **quiz)
    with pytest.raises(InputError, match="-marked.csv: It has marks that .* lacks.*: 'Small set .481.'. Fix: go on"):
        replaced.check(into, export, second.content, second.column)
    # Another mark is another one, unless the export is newer than the file.
    into.write_bytes(fill(canvas(listed), "canvas", listed, dict.fromkeys(("u0000", "u0001", "u0002"), 20.0), **quiz).content)
    with pytest.raises(InputError, match="lacks.*: 'Quiz .490.'"):
        replaced.check(into, export, first.content, first.column)
    os.utime(into, (1_000_000_000,) * 2)
    replaced.check(into, export, first.content, first.column)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"id,First name\nu0000,Jane\n", b"title = 'Course'\n"])
def test_another_file_is_not_written_over_with_marks(tmp_path, content):
    listed = people(1)
    export, into = tmp_path / "gradebook.csv", tmp_path / "another.csv"
    export.write_bytes(canvas(listed))
    into.write_bytes(content)
    filled = fill(export.read_bytes(), "canvas", listed, {"u0000": 50.0})
    with pytest.raises(InputError, match="another.csv: There is another file of this name"):
        replaced.check(into, export, filled.content, filled.column)
