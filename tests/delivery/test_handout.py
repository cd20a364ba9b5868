"""One archive for each student, under the system's names, and the table for a mail merge."""

from __future__ import annotations

import csv
import functools
import http.server
import io
import json
import shutil
import threading
import zipfile

import pytest
from coursebook.__main__ import main
from coursebook.delivery import handout
from coursebook.delivery.links import folder as links
from coursebook.evidence import InputError
from coursebook.exercises.release import roster

from tests.browser.pages import violations
from tests.exercises.conftest import small  # noqa: F401
from tests.exercises.test_roster import CANVAS, MOODLE_WORKSHEET

NAMES = {
    "canvas": (CANVAS, ["doejane_70011_small.zip", "ševčenkoолена_70012_small.zip", "vanderbergjanpeter_70013_small.zip"]),
    "moodle": (
        MOODLE_WORKSHEET,
        ["Jane Doe_30417_assignsubmission_file_small.zip", "Jon Roe_30418_assignsubmission_file_small.zip"],
    ),
    "plain": ("id,name,email\nann,=Ann,ann@x.example\nbob,Bob,b@x.example\n", ["ann_small.zip", "bob_small.zip"]),
}


@pytest.fixture
def release(tmp_path):
    """A release of a class, as far as handing out reads it."""

    def written(text):
        path = tmp_path / "roster.csv"
        path.write_text(text, encoding="utf-8")
        listed = roster.load(path)
        folder = tmp_path / "release"
        for student in listed.students:
            own = folder / "students" / student.id
            own.mkdir(parents=True)
            (own / "small.ipynb").write_text(student.id)
        (folder / "release.json").write_text(
            json.dumps({"set": "small", "students": {student.id: "" for student in listed.students}})
        )
        return folder, listed

    return written


@pytest.mark.parametrize("system", NAMES)
def test_names_are_those_of_the_system(release, tmp_path, system):
    text, names = NAMES[system]
    folder, listed = release(text)
    assert handout.write(folder, listed, tmp_path / "out") == len(names)
    table = list(csv.DictReader((tmp_path / "out" / handout.MAIL).open(encoding="utf-8")))
    assert [row["file"] for row in table] == names
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted([*names, handout.MAIL])
    for row in table:
        with zipfile.ZipFile(tmp_path / "out" / row["file"]) as archive:
            assert archive.namelist() == ["small/small.ipynb"] and archive.read("small/small.ipynb").decode() == row["id"]
    assert system != "moodle" or [row["email"] for row in table] == ["jane@uni.example", "jon@uni.example"]


def test_a_student_without_files_and_two_of_one_name_are_refused_and_nothing_is_written(release, tmp_path):
    folder, _ = release(NAMES["plain"][0])
    path = tmp_path / "roster.csv"
    path.write_text("id\nann\neve\n")
    with pytest.raises(
        InputError, match="student 'eve': The release has nothing for them. Fix: release the set with this roster"
    ):
        handout.write(folder, roster.load(path), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    twins = roster.Roster(
        tuple(roster.Student(id, {"name": "Ann Ace", "lms_id": "7"}) for id in ("ann", "bob")), "Moodle", "id", "utf-8", ()
    )
    with pytest.raises(InputError, match="student 'bob': The file would be called as ann's"):
        handout.write(folder, twins, tmp_path / "out")


def test_the_command_releases_and_packs(small, tmp_path, capsys):  # noqa: F811
    (tmp_path / "roster.csv").write_text("id,first_name,last_name,email\nann,Ann,Ace,ann@x.example\n")
    command = ["release", "small", "--out", str(tmp_path / "release"), "--zips", str(tmp_path / "zips")]
    assert main(command) == 1
    assert "Archives are made for the students of a roster. Fix: name it with --roster." in capsys.readouterr().err
    assert main([*command, "--roster", str(tmp_path / "roster.csv"), "--key-file", str(tmp_path / "key")]) == 0
    assert "1 archives, and mail-merge.csv" in capsys.readouterr().out
    archive = zipfile.ZipFile(io.BytesIO((tmp_path / "zips" / "ann_small.zip").read_bytes()))
    own = {path.name: path.read_bytes() for path in (tmp_path / "release" / "students" / "ann").iterdir()}
    assert {name.removeprefix("small/"): archive.read(name) for name in archive.namelist()} == own and "small.ipynb" in own


@pytest.fixture
def shared(release, tmp_path):
    """The folder that a class shares, and the row of each student in the table beside it."""
    folder, listed = release(NAMES["plain"][0])
    (tmp_path / "key").write_text("0123456789abcdef" * 4)
    command = ["deliver", "links", "--release", str(folder), "--roster", str(tmp_path / "roster.csv")]
    command += ["--key-file", str(tmp_path / "key"), "--out", str(tmp_path / "web"), "--address", "https://uni.example/a/"]
    assert main(command) == 0 and main(command) == 0
    with open(tmp_path / "web-codes.csv", encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    return tmp_path / "web", rows


def test_the_shared_folder_tells_nobody_who_is_in_the_class(shared):
    folder, rows = shared
    assert rows["ann"]["first_name"] == "" and rows["ann"]["email"] == "ann@x.example"
    codes = codes_of(rows)
    assert len(set(codes.values())) == 2 and all(len(code) == 12 for code in codes.values())
    assert rows["bob"]["link"] == f"https://uni.example/a/#{rows['bob']['code']}"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    own = {f"files/{code}{end}" for code in codes.values() for end in (".js", "/small.zip")}
    assert names == own | {"index.html", "links.js", "book.css"}
    for path in folder.rglob("*.*"):
        told = path.read_text(encoding="utf-8") if path.suffix != ".zip" else ""
        assert not any(word in f"{path.name} {told}".lower().split() for word in ("ann", "bob", "ann@x.example"))
    # Another key gives other codes, and the same one the same, whatever the set.
    assert links.code(b"k" * 16, "ann") != codes["ann"] == links.code(b"0123456789abcdef" * 4, "ann")


@pytest.mark.parametrize("place", ["disk", "host"])
def test_a_student_gets_their_own_files_for_their_code_and_nobody_elses(opened, shared, place):
    folder, rows = shared
    code = rows["bob"]["code"]
    misread = code.lower().replace("0", "O").replace("1", "l").replace("-", " ")
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_address[1]}/"
    with opened(f"{(folder / 'index.html').as_uri() if place == 'disk' else host}", width=390) as page:
        status, field = page.locator("[role=status]"), page.get_by_label("Your code")
        for typed, said in (
            (wrong, "There are no files for this code"),
            ("12345", "A code has twelve"),
            ("", "A code has twelve"),
        ):
            field.fill(typed)
            field.press("Enter")
            page.wait_for_function("said => document.querySelector('[role=status]').textContent.startsWith(said)", arg=said)
            assert not status.locator("a").count()
        field.fill(misread)
        page.get_by_role("button", name="Find").click()
        link = status.get_by_role("link", name="Take your files (small.zip)")
        with page.expect_download() as download:
            link.click()
        assert download.value.suggested_filename == "small.zip"
        with zipfile.ZipFile(download.value.path()) as archive:
            assert archive.read("small/small.ipynb") == b"bob"
        assert violations(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= 390
        page.goto(f"{page.url}#{rows['ann']['code']}")
        page.wait_for_function(
            "code => document.querySelector('[role=status] a')?.href.includes(code)", arg=codes_of(rows)["ann"]
        )
        assert page.foreign == []
    server.shutdown()


def codes_of(rows):
    return {id: row["code"].replace("-", "").lower() for id, row in rows.items()}


def test_links_are_refused_with_another_key_or_in_a_folder_of_something_else(small, tmp_path, capsys):  # noqa: F811
    (tmp_path / "roster.csv").write_text("id\nann\n")
    made = ["--roster", str(tmp_path / "roster.csv"), "--key-file", str(tmp_path / "key")]
    assert main(["release", "small", "--out", str(tmp_path / "release"), *made]) == 0
    (tmp_path / "other").write_text("x" * 32)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    command = ["deliver", "links", "--release", str(tmp_path / "release"), *made]
    assert main([*command, "--out", str(tmp_path / "full")]) == 1
    assert "full: There is something else here. Fix: name a folder of its own." in capsys.readouterr().err
    assert main([*command, "--key-file", str(tmp_path / "other"), "--out", str(tmp_path / "web")]) == 1
    assert "--key-file: The release was made with another key. Fix: " in capsys.readouterr().err
    assert not (tmp_path / "web").exists() and not (tmp_path / "web-codes.csv").exists()
    assert main([*command, "--out", str(tmp_path / "web")]) == 0


def test_a_folder_that_was_not_written_to_its_end_is_written_again(shared, tmp_path):
    folder, _ = shared
    names = sorted(path.relative_to(folder) for path in folder.rglob("*.*"))
    shutil.rmtree(folder / "files")
    (folder / "index.html").unlink(), (folder / "book.css").unlink()
    listed, key = roster.load(tmp_path / "roster.csv"), (tmp_path / "key").read_bytes()
    order = list(links.files(tmp_path / "release", listed, key))
    assert (order[0], order[-1]) == ("links.js", "index.html"), "known from its first file, and open to students with its last"
    command = ["deliver", "links", "--release", str(tmp_path / "release"), "--roster", str(tmp_path / "roster.csv")]
    assert main([*command, "--key-file", str(tmp_path / "key"), "--out", str(folder)]) == 0
    assert sorted(path.relative_to(folder) for path in folder.rglob("*.*")) == names


def test_who_has_left_is_named_and_removed_only_if_that_is_asked(shared, tmp_path, capsys):
    folder, rows = shared
    (tmp_path / "roster.csv").write_text("id\nbob\n")
    command = ["deliver", "links", "--release", str(tmp_path / "release"), "--roster", str(tmp_path / "roster.csv")]
    command += ["--key-file", str(tmp_path / "key"), "--out", str(folder)]
    codes = codes_of(rows)
    assert main(command) == 0
    assert "1 who are not on the roster: ann. Their files still lie there; --remove takes" in capsys.readouterr().out
    assert (folder / "files" / codes["ann"] / "small.zip").is_file()
    assert main([*command, "--remove"]) == 0 and "ann. Their files are gone." in capsys.readouterr().out
    left = {path.relative_to(folder / "files").parts[0] for path in (folder / "files").rglob("*")}
    assert left == {codes["bob"], f"{codes['bob']}.js"}
    assert main([*command, "--remove"]) == 0 and "not on the roster" not in capsys.readouterr().out
