"""Folders, archives and file names as the usual systems hand them out."""

import io
import os
import stat
import zipfile
from datetime import UTC, datetime

import pytest
from coursebook.grading.errors import GradingError, Unreadable
from coursebook.grading.intake import sources
from coursebook.grading.intake.class_list import Person, Roster, is_fitting, read_roster
from coursebook.grading.intake.collect import take_in
from coursebook.grading.intake.file_kinds import SYSTEM
from coursebook.grading.intake.layouts import folder_hint
from coursebook.grading.intake.selection import Asked
from coursebook.grading.intake.submissions import ASIDE, COUNTS

SET, OTHERS = "personal-stories", ("corruption", "personal-stories")
CLASS = Roster(
    [
        Person("anna", "Anna", "Kowalska", "anna@uni.example", "12345", "akow7"),
        Person("bela", "Béla", "Nagy", "bela@uni.example", "12346"),
        Person("o-neill", "Ciarán", "O’Neill", "", "12347"),
    ]
)
NOTEBOOK = b'{"cells": [{"cell_type": "code", "source": "x"}]}'


def put(root, *paths):
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(NOTEBOOK)
    return root


def taken(given, roster=CLASS, **variants):
    return take_in([given], Asked(SET, OTHERS), roster, variants)


@pytest.mark.parametrize(
    ("paths", "students"),
    [
        (["submitted/anna/personal-stories/personal-stories.ipynb", "submitted/bela/personal-stories/x.ipynb"], "anna bela"),
        (["anna/personal-stories/personal-stories.ipynb"], "anna"),
        (["anna/notebook.ipynb", "bela/notebook.ipynb"], "anna bela"),
        (["class/anna/notebook.ipynb", "class/bela/notebook.ipynb"], "anna bela"),
        (["anna.ipynb", "bela.ipynb"], "anna bela"),
        (["personal-stories_anna.ipynb", "bela-personal-stories.ipynb"], "anna bela"),
        (["ANNA.ipynb"], "anna"),
        (["anna (1).ipynb"], "anna"),
        (["kowalskaanna_12345_98765_personal-stories.ipynb"], "anna"),
        (["nagybela_LATE_12346_98765_personal-stories-1.ipynb"], "bela"),
        (["Anna Kowalska_7654321_assignsubmission_file_/personal-stories.ipynb"], "anna"),
        (["Béla Nagy_7654321_assignsubmission_file_/meine Lösung (2).ipynb"], "bela"),
        (["Ciaran ONeill_7654321_assignsubmission_file/x.ipynb"], "o-neill"),
        (
            [
                "export/Anna Kowalska_7654321_assignsubmission_file_/x.ipynb",
                "export/Béla Nagy_1_assignsubmission_file_/x.ipynb",
            ],
            "anna bela",
        ),
        (["personal-stories-anna-main/personal-stories.ipynb", "personal-stories-bela-master/x.ipynb"], "anna bela"),
        (["fall26-personal-stories-anna/x.ipynb", "fall26-personal-stories-bela-nagy/x.ipynb"], "anna bela"),
        (["fall26-personal-stories-akow7/x.ipynb"], "anna"),
        (["Kowalska_Anna_anna/2_submissions/x.ipynb", "Nagy_Béla_bela/x.ipynb"], "anna bela"),
        (["Kowalska, Anna - 12345/x.ipynb"], "anna"),
        (["Anna Kowalska (she_her)_7_assignsubmission_file_/x.ipynb"], "anna"),
        (["jupyter-anna/x.ipynb", "jupyter-bela/x.ipynb"], "anna bela"),
        (["Anna Kowalska - Copy of personal-stories.ipynb", "Béla Nagy - Копія personal-stories (2).ipynb"], "anna bela"),
        (["Copy of personal-stories.ipynb - Anna Kowalska.ipynb", "PERSONAL_STORIES_bela.ipynb"], "anna bela"),
        (["anna_final.ipynb", "bela_personal-stories_v2.ipynb"], "anna bela"),
        (["anna - Kopie (2).ipynb", "Personal Stories of Béla Nagy.ipynb"], "anna bela"),
        (["Kowalska_Anna_akow7_345/20261128120000_x.ipynb", "Nagy_Bela_bela_346/x.ipynb"], "anna bela"),
        (["HW3_Kowalska_Anna.ipynb", "Übung3 bela nagy.ipynb"], "anna bela"),
        (["2026-11-28_Kowalska_Anna_personal-stories.ipynb", "20261128-bela.ipynb"], "anna bela"),
        (["anna (Anna Kowalska's conflicted copy 2026-11-28).ipynb", "bela-DESKTOP-AB12CD.ipynb"], "anna bela"),
        (["anna.sync-conflict-20261128-235959-ABCDEFG.ipynb"], "anna"),
    ],
)
def test_a_layout_names_its_student(tmp_path, paths, students):
    intake = taken(put(tmp_path / "given", *paths))
    assert " ".join(intake.handed) == students and not intake.strangers
    archive = tmp_path / "given.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for path in paths:
            made.writestr(path, NOTEBOOK)
    assert " ".join(taken(archive).handed) == students


@pytest.mark.parametrize(
    "name",
    [
        "anna-and-bela", "Anna Kowalska for Béla Nagy", "Kowalska", "anna Smith", "12", "final", "anna-personal-stories-bela",
        "nagy", "personal-stories", "a-personal-stories-main", "annabela", "group of anna",
    ],
)  # fmt: skip
def test_a_name_that_may_mean_another_or_nobody_is_a_strangers(tmp_path, name):
    roster = Roster([*CLASS.people.values(), Person("4711", "Anna", "Lind", "nagy@uni.example"), Person("4712", "Smith", "")])
    assert not taken(put(tmp_path, f"{name}.ipynb", "zoe.ipynb"), roster).handed


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("max", ""),  # no name is whole in it, though "master" may stand beside one
        ("Max Master", "one"),
        ("personal-stories-max-weber-master", "two"),
        ("Mueller_Joerg_412", "three"),
        ("Lukasz Walesa", "four"),
        ("Łukasz Wałęsa 12346", ""),  # the number is another's
        ("anna 4712", ""),
    ],
)
def test_a_surname_that_is_a_word_and_letters_in_two_spellings(tmp_path, name, student):
    people = [("one", "Max", "Master"), ("two", "Max", "Weber"), ("three", "Jörg", "Müller"), ("four", "Łukasz", "Wałęsa")]
    roster = Roster([*CLASS.people.values(), *(Person(*one) for one in people)])
    intake = taken(put(tmp_path, f"{name}.ipynb", "zoe.ipynb"), roster)
    assert " ".join(intake.handed) == student


def test_the_roster_of_github_classroom_knows_logins(tmp_path):
    (tmp_path / "roster.csv").write_text(
        '"identifier","github_username","github_id","name"\n"anna@uni.example","akow7","123","Anna Kowalska"\n"b@uni.example","","","B N"\n'
    )
    intake = taken(put(tmp_path / "given", "a/personal-stories-akow7/x.ipynb"), Roster(read_roster(tmp_path / "roster.csv")))
    assert list(intake.handed) == ["anna@uni.example"]


def test_another_assignments_folder_is_left_alone(tmp_path):
    put(tmp_path, "submitted/anna/corruption/corruption.ipynb", "submitted/anna/personal-stories/personal-stories.ipynb")
    intake = taken(tmp_path)
    (handed,) = intake.handed.values()
    assert handed.counts.parts[2] == "personal-stories"
    assert {note.file.split("/")[2]: note.state for note in handed.notes} == {"personal-stories": COUNTS, "corruption": ASIDE}


def test_of_several_the_latest_counts_and_the_others_are_told(tmp_path):
    put(tmp_path, "a/anna.ipynb", "b/anna (1).ipynb")
    os.utime(tmp_path / "a/anna.ipynb", (2_000_000_000, 2_000_000_000))
    intake = take_in([tmp_path / "a", tmp_path / "b"], Asked(SET), CLASS, {})
    submission = intake.handed["anna"].submission("Anna")
    assert submission.place == "anna.ipynb" and submission.others == ("anna (1).ipynb",)
    assert submission.handed_in == datetime.fromtimestamp(2_000_000_000, UTC)


def test_two_canvas_attempts_stop_nothing(tmp_path):
    put(tmp_path, "kowalskaanna_12345_1_ps.ipynb", "kowalskaanna_12345_2_ps-1.ipynb")
    for path in tmp_path.iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert taken(tmp_path).handed["anna"].submission().place.startswith("kowalskaanna_12345_2")


def test_nbgraders_timestamp_says_when(tmp_path):
    put(tmp_path, "submitted/anna/personal-stories/x.ipynb")
    (tmp_path / "submitted/anna/personal-stories/timestamp.txt").write_text("2026-01-02 03:04:05.678900 UTC")
    assert taken(tmp_path).handed["anna"].submission().handed_in == datetime(2026, 1, 2, 3, 4, 5, 678900, UTC)


@pytest.mark.parametrize("odd", ["pipe", "device", "link", "endless", "bytes"])
def test_a_timestamp_that_is_no_short_text_is_not_waited_for(tmp_path, odd):
    put(tmp_path, "submitted/anna/personal-stories/x.ipynb")
    beside = tmp_path / "submitted/anna/personal-stories/timestamp.txt"
    if odd == "pipe":
        os.mkfifo(beside)
    elif odd == "device":
        beside.symlink_to("/dev/zero")
    elif odd == "link":
        (tmp_path / "other").write_text("2026-01-02 03:04:05 UTC")
        beside.symlink_to(tmp_path / "other")
    else:
        beside.write_bytes(b"2026" * 100_000 if odd == "endless" else b"\xff\xfe\x00")
    os.utime(tmp_path / "submitted/anna/personal-stories/x.ipynb", (1_000_000_000, 1_000_000_000))
    assert taken(tmp_path).handed["anna"].submission().handed_in == datetime.fromtimestamp(1_000_000_000, UTC)


def test_a_link_that_the_instructor_gives_is_followed(tmp_path):
    put(tmp_path, "kept/anna.ipynb")
    link = tmp_path / "anna.ipynb"
    link.symlink_to(tmp_path / "kept/anna.ipynb")
    assert sources.find([link])[0].data() == (tmp_path / "kept/anna.ipynb").read_bytes()


def test_nobody_on_the_roster_is_a_stranger(tmp_path):
    intake = taken(put(tmp_path, "anna.ipynb", "mallory.ipynb"))
    assert [note.file for note in intake.strangers] == ["mallory.ipynb"] and list(intake.handed) == ["anna"]


def test_the_variant_names_a_student_when_the_file_does_not_but_never_over_another(tmp_path):
    text = b'{"cells": [{"cell_type": "code", "source": "x"}], "metadata": {"coursebook": {"variant": "v-bela"}}}'
    put(tmp_path, "anna.ipynb", "final FINAL.ipynb", "Untitled.ipynb")
    (tmp_path / "final FINAL.ipynb").write_bytes(text)
    intake = take_in([tmp_path], Asked(SET), CLASS, {"v-bela": "bela"})
    assert "variant" in intake.handed["bela"].doubts[0] and len(intake.strangers) == 1
    put(tmp_path, "bela.ipynb")
    intake = take_in([tmp_path], Asked(SET), CLASS, {"v-bela": "bela"})
    assert intake.handed["bela"].counts.place == "bela.ipynb" and len(intake.strangers) == 2


def test_without_a_roster_everybody_with_a_fitting_name_is_taken(tmp_path):
    put(tmp_path, "zoë müller/x.ipynb", "x@y.example/x.ipynb", "..odd/x.ipynb")
    intake = taken(tmp_path, Roster([], is_open=True))
    assert set(intake.handed) == {"zoë müller", "x@y.example"} and len(intake.strangers) == 1


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "a\nb", ".hidden", "x" * 101, "a<b>", "ends ", "\u202egnp"])
def test_an_id_that_cannot_be_a_folder_is_refused(name):
    assert not is_fitting(name)


def test_names_of_two_students_are_no_guess():
    twins = Roster([Person("a", "Anna", "Kowalska"), Person("b", "Anna", "Kowalska")])
    found = twins.find(folder_hint("Anna Kowalska_1_assignsubmission_file_", SET))
    assert not found.student and "a, b" in found.why


def archive(path, *members, attributes=0):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            info = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            info.external_attr = attributes << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, data)
    return path


@pytest.mark.parametrize("name", ["../anna.ipynb", "/etc/anna.ipynb", "a/../../anna.ipynb", "..\\anna.ipynb"])
def test_a_member_that_points_out_is_refused_and_told(tmp_path, name):
    (found,) = sources.find([archive(tmp_path / "x.zip", (name, NOTEBOOK))])
    with pytest.raises(Unreadable, match="outside"):
        found.data()
    assert ".." not in found.parts and "/" not in found.parts


def test_a_linked_member_is_refused(tmp_path):
    (found,) = sources.find([archive(tmp_path / "x.zip", ("anna.ipynb", "/etc/passwd"), attributes=stat.S_IFLNK | 0o777)])
    with pytest.raises(Unreadable, match="link"):
        found.data()


def test_a_bomb_is_not_unpacked(tmp_path):
    (found,) = sources.find([archive(tmp_path / "x.zip", ("anna.ipynb", b" " * 70_000_000))])
    with pytest.raises(Unreadable, match="larger"):
        found.data()


def test_a_bomb_that_lies_about_its_size_is_read_no_further(tmp_path):
    path = archive(tmp_path / "x.zip", ("anna.ipynb", b" " * 60_000_000))
    data = path.read_bytes().replace((60_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    path.write_bytes(data)
    (found,) = sources.find([path])
    try:
        assert len(found.data()) <= sources.MOST_BYTES + 1
    except Unreadable:
        pass


def test_a_damaged_member_is_one_students_trouble(tmp_path):
    path = archive(tmp_path / "x.zip", ("anna.ipynb", os.urandom(2_000)), ("bela.ipynb", NOTEBOOK))
    data = bytearray(path.read_bytes())
    data[200:400] = bytes(200)
    path.write_bytes(data)
    found = {one.parts[0]: one for one in sources.find([path])}
    with pytest.raises(Unreadable, match="cannot be read"):
        found["anna.ipynb"].data()
    assert found["bela.ipynb"].data() == NOTEBOOK


def test_a_link_in_a_folder_is_not_followed(tmp_path):
    (tmp_path / "key.ipynb").write_bytes(NOTEBOOK)
    given = tmp_path / "given"
    given.mkdir()
    (given / "anna.ipynb").symlink_to(tmp_path / "key.ipynb")
    (given / "bela").symlink_to(tmp_path)
    os.mkfifo(given / "cleo.ipynb")
    found = sources.find([given])
    assert [one.parts for one in found] == [("anna.ipynb",), ("bela",), ("cleo.ipynb",)]
    for one in found:
        with pytest.raises(Unreadable, match="link or a device"):
            one.data()


@pytest.mark.parametrize("depth", [17, 21, 40])
def test_a_path_too_long_for_the_system_is_one_listed_file(tmp_path, depth):
    """As a repository unpacked in steps, or a program that runs wild, leaves it."""
    put(tmp_path, "anna/x.ipynb", "bela/x.ipynb")
    folder = os.open(tmp_path / "bela", os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d" * 240, dir_fd=folder)
        folder = os.open("d" * 240, os.O_RDONLY, dir_fd=folder)
        os.close(os.open("n" * 240, os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    intake = taken(tmp_path)
    assert list(intake.handed) == ["anna", "bela"] and intake.handed["bela"].counts
    assert any("ame too long" in note.reason for note in intake.handed["bela"].notes)


def test_an_archive_in_parts(tmp_path):
    (tmp_path / "x.zip").write_bytes(io.BytesIO(b"PK\x03\x04broken").getvalue())
    with pytest.raises(GradingError, match="archive cannot be read.*Fix"):
        sources.find([tmp_path / "x.zip"])


def test_what_systems_add_is_not_a_notebook(tmp_path):
    put(tmp_path, "anna/.ipynb_checkpoints/x-checkpoint.ipynb", "__MACOSX/anna/._x.ipynb", "anna/.hidden.ipynb", "anna/x.ipynb")
    assert [one.name for one in sources.find([tmp_path]) if one.kind.kind != SYSTEM] == ["x.ipynb"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("id,first_name,last_name\nanna,Anna,K\n", [Person("anna", "Anna", "K")]),
        ("\ufeffid;Name\nanna;Anna Maria K\n", [Person("anna", "Anna Maria", "K")]),
        ("id\nanna\n\n", [Person("anna")]),
    ],
)
def test_a_roster_is_read(tmp_path, text, people):
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    assert read_roster(path) == people
