"""A roster is read as it comes, and what is wrong with it is named with its line."""

from __future__ import annotations

import pytest
from coursebook.evidence import InputError
from coursebook.exercises.release import roster
from coursebook.grading.intake.class_list import read_roster


@pytest.fixture
def read(tmp_path):
    def written(content: str | bytes):
        path = tmp_path / "roster.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return [student.id for student in roster.read(path)]

    return written


@pytest.mark.parametrize(
    "content",
    [
        "id,name\nann,Ann\nbob,Bob\n",
        b"\xef\xbb\xbfid,name\r\nann,Ann\r\nbob,Bob",
        "name;id\nAnn;ann\nBob;bob\n",
        " id \tname\nann\tAnn\n\nbob\tBob\n",
        'id,name\n"ann","Ann, of\nKyiv"\nbob,Bob\n',
        "id\rann\rbob\r",
    ],
)
def test_rosters_as_programs_write_them(read, content):
    assert read(content) == ["ann", "bob"]


def test_ids_in_any_script(read):
    assert read("id\nолена\n0012\na.b@c.d\n") == ["олена", "0012", "a.b@c.d"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id\nann\nbob\nann\n", "line 4: The id 'ann' stands in line 2 too"),
        ("id\nann\nAnn\n", "line 3: The id 'Ann' stands in line 2 too"),
        ("id,name\nann,Ann\n,Bob\n", "line 3: The id is empty. Fix: give the student an id"),
        (
            "name,year\nAnn,2\n",
            "line 1: There is no column 'id', and none that is known to name students; the columns are name, year",
        ),
        ("", "There is no column 'id', and none that is known to name students; the columns are none"),
        ("id\n", "There is no student in it"),
        ("id\n../ann\n", "line 2: The id '../ann' cannot name a folder"),
        ("id\nann.\n", "cannot name a folder"),
        ("id\nCON\n", "cannot name a folder"),
        ("id\n" + "a" * 101 + "\n", "cannot name a folder"),
        ("id\nann\n".encode("utf-16")[:-1], "It is not whole UTF-16. Fix: save it as CSV UTF-8"),
        (
            'id,name\nann,"Ann\nbob,Bob\neve,Eve\n',
            "line 2: This is no CSV: unexpected end of data. Fix: correct the quotation marks",
        ),
        ("id\n1.23E+11\n", "line 2: A spreadsheet has shortened the id to '1.23E+11'"),
        (b"PK\x03\x04rest", "This is a workbook of Excel. Fix: save it as CSV"),
        ("id\nann\n£\n".encode("cp1252"), "line 3: It is not UTF-8"),
        ("id,name\nann,Ann\nbob,Müller\n".encode("mac_roman"), "line 3: It is not UTF-8. Fix: save it as CSV UTF-8"),
        ("id,name\nann,José\n".encode("mac_roman"), "line 2: It is not UTF-8"),
        ("id\nann\nрома\n".encode("cp1251"), "line 3: It is not UTF-8. Fix: save it as CSV UTF-8"),
        (b"id\nann\nb\0b\n", "line 3: It holds a zero byte"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument", "This is a workbook of LibreOffice. Fix: save it as CSV"),
        ("<html><table><tr><td>id</td></tr></table>", "This is a web page or XML, whatever its name says"),
        (b"%PDF-1.7\n\xe2\xe3", "This is a PDF"),
        ('[{"id": "ann"}]', "This is JSON"),
        ("id\n1001.0\n", "line 2: A spreadsheet has made '1001.0' of the id"),
        ("id;name\n1,234;Ann\n", "line 2: A spreadsheet has made '1,234' of the id"),
        ("id\n01.12.2026\n", "line 2: A spreadsheet has made '01.12.2026' of the id"),
        ("id\n2-Mar\n", "line 2: A spreadsheet has made '2-Mar' of the id"),
        ("id\n7\n#REF!\n", "line 3: A spreadsheet has made '#REF!' of the id"),
        ("id\nmüller\nmu\u0308ller\n", "line 3: The id 'müller' stands in line 2 too"),
        ("id,group\nann,A\nann,A\n", "line 3: The id 'ann' stands in line 2 too"),
    ],
)
def test_faults_are_named_with_line_and_mend(read, content, said):
    with pytest.raises(InputError, match="roster.csv") as error:
        read(content)
    assert said in str(error.value)


def test_all_faults_at_once(read):
    with pytest.raises(InputError) as error:
        read("id,name\nann,A\n,B\nann,C\na/b,D\n")
    assert len(error.value.faults) == 3


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="There is no such file"):
        roster.read(tmp_path / "none.csv")


CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (481),Quiz 1 (490),Current Score,Final Score
    Points Possible,,,,,10,5,(read only),(read only)
"Doe, Jane",70011,100017,jdoe,"PUBPOL 101-A and PUBPOL 101-B",9,4,86.66,86.66
"Ševčenko, Олена",70012,100018,oshev,PUBPOL 101-A,,5,100,33.33
"van der Berg, Jan Peter",70013,100019,jvdb,PUBPOL 101-A,8,,80,53.33
"Student, Test",79999,,5f1c0a77d3e1,PUBPOL 101-A,,,0,0
"""
CANVAS_POSTING = """\
\ufeffStudent,ID,SIS Login ID,Section,"Reading log; part 1, draft (12)",Reading log (13)
,,,,Manual Posting,
    Points Possible,,,,1,1
Jane Doe,70011,jane.doe@uni.example,A,1,1
Test Student,79999,f00,A,,
"""
CANVAS_PLAIN = """\
Student,ID,Section,Essay (481)
"Doe, Jane",70011,A,9
"Roe, Jon",70012,A,9
"""
MOODLE_GRADES = """\
"First name",Surname,"ID number",Institution,Department,"Email address","Assignment: Essay (Real)","Course total (Real)","Last downloaded from this course"
Jane,Doe,,,,jane@uni.example,9.00,9.00,1796000000
Jon,Roe,200,,,jon@uni.example,-,-,1796000000
"""
MOODLE_WORKSHEET = """\
Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 30417","Jane Doe",,jane@uni.example,"Submitted for grading - ",,10.00,Yes,"Friday, 27 November 2026, 11:59 PM",-,"two
lines"
"Participant 30418","Jon Roe",,jon@uni.example,"No submission - ",,10.00,Yes,-,-,
"""
MOODLE_BLIND = """\
Identifier,Status,Grade,"Maximum Grade"
"Participant 30417","Submitted for grading - ",,10.00
"Participant 30418","No submission - ",,10.00
"""
MOODLE_PEOPLE = """\
"First name","Last name","Email address",Roles,Groups
Jane,Doe,jane@uni.example,Student,"Group 1, Group 3"
Jon,Roe,jon@uni.example,Student,
Ada,Prof,ada@uni.example,Teacher,
"""
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t"Availability"\t"Essay [Total Pts: 10 Score] |481"\r\n'
    '"Doe"\t"Jane"\t"jdoe"\t"100017"\t"2026-11-27 23:59:00"\t"Yes"\t"9"\r\n'
    '"Roe"\t"Jon"\t"jroe"\t""\t""\t"Yes"\t""\r\n'
    '"Prof_PreviewUser"\t"Ada"\t"aprof_previewuser"\t""\t""\t"Yes"\t""\r\n'
).encode("utf-16")
GRADESCOPE_GRADES = """\
First Name,Last Name,SID,Email,Sections,Essay,Essay - Max Points,Essay - Submission Time,Essay - Lateness (H:M:S)
Jane,Doe,100017,jane@uni.example,A,9.0,10.0,2026-11-27 23:59:00 +0100,00:00:00
Jon,Roe,100018,jon@uni.example,,,10.0,,
"""
GRADESCOPE_PEOPLE = """\
Name,Email,Role,SID,Sections
Jane Doe,jane@uni.example,Student,,A
Jon Roe,jon@uni.example,Student,100018,A
Ada Prof,ada@uni.example,Instructor,,
Tim Aid,tim@uni.example,TA,,
"""
GERMAN_EXCEL = (
    "sep=;\nMatrikelnummer;Nachname;Vorname;E-Mail-Adresse\n1001;Müller;Zoë;zm@uni.example\n1002;Groß;Jörg;jg@uni.example\n"
)
ROSTERS = {
    "Canvas": (
        CANVAS,
        "Canvas",
        "SIS Login ID",
        ["jdoe", "oshev", "jvdb"],
        ["line 2 (Points Possible)", "line 6 (test student)"],
    ),
    "Canvas, manual posting": (
        CANVAS_POSTING,
        "Canvas",
        "SIS Login ID",
        ["jane.doe@uni.example"],
        ["line 2 (Manual Posting)", "line 3 (Points Possible)", "line 5 (test student)"],
    ),  # fmt: skip
    "Canvas without SIS": (CANVAS_PLAIN, "Canvas", "ID", ["70011", "70012"], []),
    "Canvas, SIS ids alone": (
        CANVAS.replace("SIS Login ID", "Integration ID"),
        "Canvas",
        "SIS User ID",
        ["100017", "100018", "100019"],
        ["line 2 (Points Possible)", "line 6 (test student)"],
    ),  # fmt: skip
    "Canvas, UTF-16 without a mark": (CANVAS_PLAIN.encode("utf-16-le"), "Canvas", "ID", ["70011", "70012"], []),
    "Moodle, grades": (MOODLE_GRADES, "Moodle", "Email address", ["jane@uni.example", "jon@uni.example"], []),
    "Moodle, worksheet": (MOODLE_WORKSHEET, "Moodle", "Email address", ["jane@uni.example", "jon@uni.example"], []),
    "Moodle, blind": (MOODLE_BLIND, "Moodle", "Identifier", ["30417", "30418"], []),
    "Moodle, participants": (
        MOODLE_PEOPLE,
        "Moodle",
        "Email address",
        ["jane@uni.example", "jon@uni.example"],
        ["line 4 (Teacher)"],
    ),
    "Moodle with usernames": (
        MOODLE_PEOPLE.replace("Groups", "Username").replace('"Group 1, Group 3"', "jd").replace("Student,\n", "Student,jr\n"),
        "Moodle",
        "Username",
        ["jd", "jr"],
        ["line 4 (Teacher)"],
    ),  # fmt: skip
    "Blackboard": (BLACKBOARD, "Blackboard", "Username", ["jdoe", "jroe"], ["line 4 (preview user)"]),
    "Gradescope, grades": (GRADESCOPE_GRADES, "Gradescope", "SID", ["100017", "100018"], []),
    "Gradescope, people": (
        GRADESCOPE_PEOPLE,
        "Gradescope",
        "Email",
        ["jane@uni.example", "jon@uni.example"],
        ["line 4 (Instructor)", "line 5 (TA)"],
    ),  # fmt: skip
    "Excel, Windows-1252": (GERMAN_EXCEL.encode("cp1252"), "CSV", "Matrikelnummer", ["1001", "1002"], []),
    "Excel, tabs in UTF-16": ("name\tID\nAnn\tann\n".encode("utf-16"), "CSV", "ID", ["ann"], []),
    "blank lines first": ("\n\nLogin;Name\nann;Ann\n;\nbob;Bob\n", "CSV", "Login", ["ann", "bob"], []),
    "an address that is no folder": ("Email,SID\na+b@c.d,1\ne@f.g,2\n", "Gradescope", "SID", ["1", "2"], []),
    "Canvas, semicolons and a mark": (
        "\ufeff" + CANVAS_PLAIN.replace(",", ";").replace("; J", ", J"),
        "Canvas",
        "ID",
        ["70011", "70012"],
        [],
    ),
    "Canvas, a root account": (
        'Student,ID,SIS Login ID,Root Account,Section\n"Doe, Jane",7,jd,uni.example,A\n',
        "Canvas",
        "SIS Login ID",
        ["jd"],
        [],
    ),
    "Canvas, points row in another language": (
        CANVAS.replace("Points Possible", "Можливі бали"),
        "Canvas",
        "SIS Login ID",
        ["jdoe", "oshev", "jvdb"],
        ["line 2 (Points Possible)", "line 6 (test student)"],
    ),  # fmt: skip
    "Canvas, old line ends": (CANVAS_PLAIN.replace("\n", "\r"), "Canvas", "ID", ["70011", "70012"], []),
    "Moodle, Ukrainian": (
        '\ufeffІм\'я,Прізвище,"Електронна пошта",Ролі,Групи\nОлена,Шевченко,o@uni.example,Студент,А\nІван,Франко,i@uni.example,Викладач,\n',
        "Moodle",
        "Електронна пошта",
        ["o@uni.example"],
        ["line 3 (Викладач)"],
    ),  # fmt: skip
    "Moodle, German": (
        "Vorname;Nachname;E-Mail-Adresse;Rollen;Gruppen\nZoë;Müller;zm@uni.example;Teilnehmer/in;A\nUwe;Groß;ug@uni.example;Trainer/in;\n",
        "Moodle",
        "E-Mail-Adresse",
        ["zm@uni.example"],
        ["line 3 (Trainer/in)"],
    ),  # fmt: skip
    "Moodle, tabs": (MOODLE_BLIND.replace(",", "\t"), "Moodle", "Identifier", ["30417", "30418"], []),
    "Blackboard, commas in UTF-8": (
        BLACKBOARD.decode("utf-16").replace("\t", ","),
        "Blackboard",
        "Username",
        ["jdoe", "jroe"],
        ["line 4 (preview user)"],
    ),
    "Blackboard, the other byte order": (
        b"\xfe\xff" + BLACKBOARD.decode("utf-16").encode("utf-16-be"),
        "Blackboard",
        "Username",
        ["jdoe", "jroe"],
        ["line 4 (preview user)"],
    ),  # fmt: skip
    "Gradescope, one column of names": (
        GRADESCOPE_PEOPLE.replace("Jane Doe", '"Doe, Jane"').replace(",,A", ",100017,A"),
        "Gradescope",
        "SID",
        ["100017", "100018"],
        ["line 4 (Instructor)", "line 5 (TA)"],
    ),  # fmt: skip
    "Last, First": ("Student ID;Name;Group\n007;Doe, Jane;1\n008;Roe, Jon;2\n", "CSV", "Student ID", ["007", "008"], []),
    "blanks in the head that do not break": (
        "Student\u00a0ID,Full\u00a0Name\n7,Jane Doe\n",
        "CSV",
        "Student\u00a0ID",
        ["7"],
        [],
    ),  # the head is shown as it stands
    "two columns of one name": ("Name,id,id\nAnn,ann,x\nBob,bob,x\n", "CSV", "id", ["ann", "bob"], []),
    "a note of Excel and a mark": ("\ufeffsep=;\r\nid;name\r\nann;Ann\r\n", "CSV", "id", ["ann"], []),
    "lines above the head": (
        "Course 101;;\nPrinted on 2026-11-28;;\n\nStudent ID;Name;Group\n7;Jane Doe;A\n",
        "CSV",
        "Student ID",
        ["7"],
        [],
    ),
    "lines above the head, other delimiters": ("Course 101, autumn\n\nLogin\tName\nann\tAnn\n", "CSV", "Login", ["ann"], []),
    "letters that nobody sees": ("id,name\nann\u200b,Ann\n\ufeffbob,Bob\u00ad\n", "CSV", "id", ["ann", "bob"], []),
    "bars": ("id|name\nann|Ann, A.\nbob|Bob\n", "CSV", "id", ["ann", "bob"], []),
    "a head over two lines": ('"Student\nID","Full Name"\r\n7,"Jane Doe"\r\n', "CSV", "Student\nID", ["7"], []),
    "columns that end in nothing": ("id,name,,\nann,Ann,,\n,,,\n", "CSV", "id", ["ann"], []),
    "Canvas, in German": (
        CANVAS.replace("Student,ID,SIS User ID,SIS Login ID", "Teilnehmer/in,ID,SIS-Nutzer-ID,SIS-Anmelde-ID")
        .replace("Points Possible", "Mögliche Punkte")
        .replace("Student, Test", "Test, Teilnehmer")
        .replace("5f1c0a77d3e1", "5f1c0a77d3e1" * 3 + "5f1c"),
        "Canvas",
        "SIS-Anmelde-ID",
        ["jdoe", "oshev", "jvdb"],
        ["line 2 (Points Possible)", "line 6 (test student)"],
    ),
    "Canvas, logins alone in French": (
        'Étudiant,ID,ID de connexion SIG,Section\n,,,Affichage manuel\n"Doe, Jane",7,jd,A\n',
        "Canvas",
        "ID de connexion SIG",
        ["jd"],
        ["line 2 (Manual Posting)"],
    ),
    "Canvas, its list of people": (
        "Name,Login ID,SIS ID,Section,Role\nJane Doe,jd,100,A,Student\nTest Student,f00,,A,Student View\nTim Aid,ta,9,A,TA\n",
        "CSV",
        "Login ID",
        ["jd"],
        ["line 3 (Student View)", "line 4 (TA)"],
    ),
    "Blackboard, its list of users": (
        "Username,Last Name,First Name,Email,Role,Available\njdoe,Doe,Jane,j@x,Student,Yes\ngr,Aid,Tim,t@x,Grader,Yes\n",
        "Blackboard",
        "Username",
        ["jdoe"],
        ["line 3 (Grader)"],
    ),
    "Brightspace": (
        "OrgDefinedId,Username,Last Name,First Name,Email,Essay Points Grade,End-of-Line Indicator\n#0100,#jdoe,Doe,Jane,j@x,,#\n",
        "Brightspace",
        "Username",
        ["jdoe"],
        [],
    ),
    "Brightspace, ids alone": (
        "OrgDefinedId,End-of-Line Indicator\n#0100,#\n#0101,#\n",
        "Brightspace",
        "OrgDefinedId",
        ["0100", "0101"],
        [],
    ),
    "Google Classroom": (
        "Last Name,First Name,Email Address,Essay\nDate,,,2026-11-11\nPoints,,,100\nDoe,Jane,j@x,90\nClass average,,,90\n",
        "Moodle",
        "Email Address",
        ["j@x"],
        ["line 2 (Date)", "line 3 (Points)", "line 5 (Class average)"],
    ),
    "Teams": ("StudentName,StudentEmail,Essay\nJane Doe,j@x,1\n", "CSV", "StudentEmail", ["j@x"], []),
    "Moodle, German worksheet": (
        "ID;Vollständiger Name;E-Mail-Adresse\nTeilnehmer/in30417;Jane Doe;j@x\nTeilnehmer/in30418;Jon Roe;k@x\n",
        "Moodle",
        "E-Mail-Adresse",
        ["j@x", "k@x"],
        [],
    ),
    "the head again": (
        "Student ID,Name\n7,Ann\nStudent ID,Name\n8,Bob\n",
        "CSV",
        "Student ID",
        ["7", "8"],
        ["line 3 (the head again)"],
    ),
    "in two groups": (
        "Student ID,Name,Group\n7,Ann,A\n8,Bob,A\n7,Ann,B\n",
        "CSV",
        "Student ID",
        ["7", "8"],
        ["line 4 (line 2 in one more group)"],
    ),
    "a student twice": (
        "Student ID,Name,Group\n7,Ann,A\n8,Bob,\n7,Ann,A\n8,Bob,\n7,Ann,B\n7,Ann,A\n",
        "CSV",
        "Student ID",
        ["7", "8"],
        ["line 4 (line 2 again)", "line 5 (line 3 again)", "line 6 (line 2 in one more group)", "line 7 (line 2 again)"],
    ),
    "how many, in the place of the id": (
        "Nachname,Vorname,id\nMüller,Jörg,7\nSum,,1\nAnzahl Studierende,,2\n",
        "CSV",
        "id",
        ["7", "1"],
        ["line 4 (a sum)"],
    ),
    "rows that a spreadsheet took for cells": ('"id,name,email"\n"ann,""Ace, Ann"",a@x"\n', "CSV", "id", ["ann"], []),
    "numbers kept as text": ('Student No.,Name\n"=""0012""",Ann\n\'0013,Bob\n', "CSV", "Student No.", ["0012", "0013"], []),
    "letters in parts": ("id,Pre\u0301nom\nmu\u0308ller,Zoe\n", "CSV", "id", ["müller"], []),
    "the end of a file of DOS": ("id,name\r\nann,Ann\r\n\x1a", "CSV", "id", ["ann"], []),
    "Ukrainian": ("Логін;ПІБ;Пошта\nann;Шевченко Олена;a@x\n", "CSV", "Логін", ["ann"], []),
    "a sum below": (
        "id,name,points\nann,Ann,1\nbob,Bob,2\nTotal,2,3\n",
        "CSV",
        "id",
        ["ann", "bob"],
        ["line 4 (a sum)"],
    ),
    "a sum and a note below": (
        "Matrikel-Nr.;Nachname\n1001;Müller\n1002;Sum\n;Anzahl: 2;\nStand 28. November\n",
        "CSV",
        "Matrikel-Nr.",
        ["1001", "1002"],
        ["line 4 (a sum)", "line 5 (a note)"],
    ),
    "ids with blanks": ("id,name\nann ace,Ann\nbob bell,\n", "CSV", "id", ["ann ace", "bob bell"], []),
    "ILIAS, its list of members": (
        "Nachname;Vorname;Benutzername;Rolle\nAce;Ann;aace;Mitglied\nProf;Pia;pp;Kursadministrator\n",
        "CSV",
        "Benutzername",
        ["aace"],
        ["line 3 (Kursadministrator)"],
    ),
    "ragged rows": ("id,name,group\nann\nbob,Bob,A,more\n", "CSV", "id", ["ann", "bob"], []),
}


@pytest.mark.parametrize("name", ROSTERS)
def test_what_systems_export_is_read_unedited(tmp_path, name):
    content, system, column, ids, left_out = ROSTERS[name]
    path = tmp_path / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = roster.load(path)
    assert (found.system, found.id_column) == (system, column)
    assert [student.id for student in found.students] == ids and list(found.left_out) == left_out
    assert f"{system}: {len(ids)} students, ids from the column '{column}'" in str(found)


@pytest.mark.parametrize(
    ("name", "people"),
    [
        (
            "Canvas",
            [("Jane", "Doe", "", "70011"), ("Олена", "Ševčenko", "", "70012"), ("Jan Peter", "van der Berg", "", "70013")],
        ),
        ("Moodle, worksheet", [("Jane", "Doe", "jane@uni.example", "30417"), ("Jon", "Roe", "jon@uni.example", "30418")]),
        ("Moodle, participants", [("Jane", "Doe", "jane@uni.example", ""), ("Jon", "Roe", "jon@uni.example", "")]),
        ("Blackboard", [("Jane", "Doe", "", ""), ("Jon", "Roe", "", "")]),
        ("Gradescope, people", [("Jane", "Doe", "jane@uni.example", ""), ("Jon", "Roe", "jon@uni.example", "")]),
        ("Canvas, semicolons and a mark", [("Jane", "Doe", "", "70011"), ("Jon", "Roe", "", "70012")]),
        ("Moodle, Ukrainian", [("Олена", "Шевченко", "o@uni.example", "")]),
        ("Last, First", [("Jane", "Doe", "", ""), ("Jon", "Roe", "", "")]),
        (
            "Canvas, in German",
            [("Jane", "Doe", "", "70011"), ("Олена", "Ševčenko", "", "70012"), ("Jan Peter", "van der Berg", "", "70013")],
        ),
        ("Moodle, German worksheet", [("Jane", "Doe", "j@x", "30417"), ("Jon", "Roe", "k@x", "30418")]),
        ("rows that a spreadsheet took for cells", [("Ann", "Ace", "a@x", "")]),
        ("letters in parts", [("Zoe", "", "", "")]),
        ("blanks in the head that do not break", [("Jane", "Doe", "", "")]),
        ("Excel, Windows-1252", [("Zoë", "Müller", "zm@uni.example", ""), ("Jörg", "Groß", "jg@uni.example", "")]),
    ],
)
def test_the_grader_finds_names_and_numbers_in_them(tmp_path, name, people):
    content = ROSTERS[name][0]
    path = tmp_path / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = read_roster(path)
    assert [(one.first_name, one.last_name, one.email, one.lms_id) for one in found] == people


def test_sections_and_groups_are_kept(tmp_path):
    path = tmp_path / "roster.csv"
    for text, sections in (
        (CANVAS, "PUBPOL 101-A and PUBPOL 101-B"),
        (MOODLE_PEOPLE, "Group 1, Group 3"),
        (GRADESCOPE_PEOPLE, "A"),
    ):
        path.write_text(text, encoding="utf-8")
        assert roster.read(path)[0].fields["section"] == sections
    path.write_text(ROSTERS["in two groups"][0], encoding="utf-8")
    assert [student.fields["section"] for student in roster.read(path)] == ["A, B", "A"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        # No column names everybody: the best one is asked for.
        (
            "Username,ID number,Name\nann,,Ann\n,,Bob\neve,7,Eve\n",
            ["line 3: The id is empty (column 'Username'). Fix: fill it in, drop the row, or add a column 'id'"],
        ),
        ("SID,Name\n7,Ann\n7,Bob\n", ["line 3: The id '7' stands in line 2 too (2 times in all)"]),
        (CANVAS.split("\n", 2)[0] + "\n    Points Possible,,,,,10,5\n", ["There is no student in it"]),
        ("id,email\n,a@b\n,c@d\n", ["line 2: The id is empty", "line 3: The id is empty"]),
    ],
)
def test_what_cannot_be_decided_is_asked(read, content, said):
    with pytest.raises(InputError) as error:
        read(content)
    told = str(error.value).split("\n")
    assert len(told) == len(said) and all(words in line for words, line in zip(said, told)), told
    assert "The id '' stands" not in str(error.value)
