"""A book on another subject, from `coursebook new` to marks: the package knows none, and says what one lacks."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile

import pytest
from coursebook import project
from coursebook.evidence import all_claims, tables
from coursebook.evidence.check import faults
from coursebook.evidence.corrections import corrections
from coursebook.evidence.seal import seal
from coursebook.faults import InputError
from coursebook.grading.errors import FAULTY
from coursebook.new_book import TEMPLATE, new_book, own_wheel, slug
from coursebook.settings import Book, read_settings
from lxml import html

PAGES = (
    "index",
    "chapters/hives",
    "reference/evidence",
    "reference/computed",
    "reference/datasets/hives",
    "reference/glossary",
)


def run(*command: str, cwd) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if name != project.VARIABLE}
    return subprocess.run(
        [sys.executable, "-m", "coursebook", *command], cwd=cwd, env=environment, capture_output=True, text=True
    )


def text_of(page) -> str:
    return " ".join(html.parse(page).getroot().text_content().split())


def test_the_wheel_holds_the_template_whole_and_is_what_a_new_book_carries(wheel):
    held = {info.filename: info.CRC for info in zipfile.ZipFile(wheel).infolist() if ".dist-info/" not in info.filename}
    ours = zipfile.ZipFile(io.BytesIO(own_wheel()[1]))
    assert {info.filename: info.CRC for info in ours.infolist() if ".dist-info/" not in info.filename} == held
    template = {
        path.relative_to(TEMPLATE).as_posix()
        for path in TEMPLATE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name.removeprefix("coursebook/template/") for name in held if "/template/" in name} == template
    assert own_wheel()[0] == wheel.name


@pytest.mark.parametrize(
    ("licence", "name"),
    [
        ("https://creativecommons.org/licenses/by-sa/4.0/", "CC BY-SA 4.0"),
        ("https://example.org/terms", "https://example.org/terms"),
    ],
)
def test_a_book_under_another_licence_says_so(licence, name):
    assert Book(licence=licence).licence_name == name


def test_a_new_book_is_built_whole_from_outside_with_the_installed_package(installed):
    said = installed.done("coursebook", "evidence", "check")
    assert said.startswith("1 claims") and "3 computed figures" in said
    site = installed.folder / "_build" / "html"
    assert [page for page in PAGES if not (site / f"{page}.html").is_file()] == []
    chapter = text_of(site / "chapters/hives.html")
    for printed in ("a loss of 50%", "716", "520", "winter loss of 27%", "446", "contradicted"):
        assert printed in chapter, printed
    raw = (site / "chapters/hives.html").read_text()
    assert len(re.findall('id="question-', raw)) == 3 and "cb-explorer" in raw and "Open the exercises" in raw
    assert (site / "lab/files/exercises/hives/hives.ipynb").is_file()
    assert "The Owl Census" in text_of(site / "index.html") and "Bee Census" not in text_of(site / "index.html")


def test_its_own_tests_and_exercises_are_green(installed):
    said = installed.done("make", "test")
    assert "2 passed" in said and "20 of 20 mutants refused; 0 faults" in said and "0 draws rejected" not in said


def test_the_demonstration_takes_the_assignment_that_the_book_names(installed):
    assert "1 marked" in installed.done("coursebook", "demo", "--students", "1")


def test_a_class_of_five_is_released_to_and_graded(graded):
    with (graded / "report/hives/marks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["status"], float(row["mark"])) for row in rows] == [("complete", mark) for mark in (4, 0, 0, 4, 4)]
    pages = sorted((graded / "pages/hives").rglob("*.html"))
    assert len(pages) == 5 and "asked for is per cent" in text_of(pages[1])


@pytest.mark.parametrize(
    "title, short",
    [
        ("The Bee Census", "bee-census"),
        ('Été & "Wasps": 3 #1 [x] *y* `z` 50%, {claim}', "ete-wasps-3-1-x-y-z-50-claim"),
        ("Мед", "book"),
    ],
)
def test_any_title_makes_a_book_whose_evidence_is_sound(title, short, tmp_path):
    before = project.found()
    try:
        folder = new_book(title, tmp_path / "new")
        assert slug(title) == short == project.current().settings.book.slug
        assert faults() == []
        assert json.loads((folder / "data/datapackage.json").read_text())["title"] == title
    finally:
        project.use(before)


@pytest.mark.parametrize("title", ["", "  ", "x" * 300, "a\x07b"])
def test_what_is_no_title_is_refused(title, tmp_path):
    with pytest.raises(InputError, match="is no title"):
        new_book(title, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_refused_and_left_as_it_was(tmp_path):
    for name in (".git", ".venv"):
        (tmp_path / name).mkdir()
    (tmp_path / "thesis.md").write_text("mine")
    done = run("new", "The Bee Census", cwd=tmp_path)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "It is not an empty folder. " in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {".git", ".venv", "thesis.md"}
    (tmp_path / "thesis.md").unlink()
    assert run("new", "The Bee Census", cwd=tmp_path).returncode == 0 and (tmp_path / "_toc.yml").is_file()


@pytest.mark.parametrize("made", [True, False])
def test_nothing_half_written_is_left(made, tmp_path, monkeypatch):
    folder = tmp_path / "new"
    if made:
        folder.mkdir()
    # The disk is full when the wheel, the last file, is written.
    monkeypatch.setattr("coursebook.new_book.own_wheel", lambda: ("x" * 300 + ".whl", b""))
    with pytest.raises(InputError, match="nothing was left behind"):
        new_book("The Bee Census", folder)
    assert not (list(folder.iterdir()) if made else folder.exists())


SETTINGS = {
    "a misspelt key": (
        '[book]\nslugg = "x"\n',
        r"coursebook\.toml, line 2, \[book\] slugg: There is no key 'slugg'\. \w+: write 'slug'",
    ),
    "a misspelt table": ("\n[sektions]\n", r"coursebook\.toml, line 2, sektions: .*write 'sections'"),
    "another type": (
        "[bank]\n\ncode = 'one'\n",
        r"coursebook\.toml, line 3, \[bank\] code: It is 'one'\. \w+: write a whole number",
    ),
    "no TOML": ("[book\n", r"coursebook\.toml: It is not TOML: .*line 1"),
}


@pytest.mark.parametrize("kind", SETTINGS)
def test_a_fault_of_coursebook_toml_is_said_with_its_line_and_fix(kind, tmp_path):
    text, said = SETTINGS[kind]
    (tmp_path / "coursebook.toml").write_text(text)
    with pytest.raises(InputError) as error:
        read_settings(tmp_path / "coursebook.toml")
    assert re.fullmatch(rf"{said}.*", str(error.value)), error.value


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("evidence", "check"), 1),
        (("book", "build"), 1),
        (("release", "hives", "--out", "x"), 1),
        (("grade", "--doctor"), FAULTY),
    ],
)
def test_every_command_says_so_and_does_nothing(command, code, copy):
    text, said = SETTINGS["a misspelt key"]
    (copy / "coursebook.toml").write_text(text)
    done = run(*command, cwd=copy)
    assert done.returncode == code and re.match(said, done.stderr) and done.stderr.count("\n") == 1, done.stderr
    assert not (copy / "x").exists() and not (copy / "_build/html").exists()


def without_tables(folder, *names: str) -> None:
    path = folder / "data/datapackage.json"
    package = json.loads(path.read_text())
    package["resources"] = [one for one in package["resources"] if one["name"] not in names]
    path.write_text(json.dumps(package))
    for name in names:
        (folder / f"data/{name}.csv").unlink()


def test_a_book_of_one_table_and_one_page_is_built(without):
    """No claims, numbers, corrections, designations, exercises, outcomes, glossary, other languages or releases."""
    folder = without(
        "numbers",
        "exercises",
        "reference/evidence.md",
        "reference/computed.md",
        "reference/corrections.md",
        "reference/glossary.md",
    )
    (folder / "reference/datasets/designations.md").unlink()
    without_tables(folder, "claims", "corrections", "designations")
    seal()
    (folder / "coursebook.toml").write_text("")
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n- file: chapters/hives\n- file: reference/datasets/hives\n- file: reference/bibliography\n"
    )
    front = "---\ndescription: A page of a book that has one table and nothing else that it could do without.\n---\n\n"
    (folder / "index.md").write_text(f"{front}# Owls\n\nOf all.\n")
    (folder / "chapters/hives.md").write_text(
        f"{front}# Hives\n\nThere were {{datum}}`northfold-2033-10` {{cite:p}}`ambersey-count`.\n"
    )
    done = run("book", "build", cwd=folder)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert "There were 446" in text_of(folder / "_build/html/chapters/hives.html")
    assert run("verify", cwd=folder).returncode == 0
    refused = run("release", "hives", "--out", "x", cwd=folder)
    assert (
        refused.returncode == 1
        and refused.stderr.startswith("exercises/: There is no set 'hives'.")
        and "add one" in refused.stderr
    )


def test_what_a_book_lacks_is_said_at_once_and_before_anything_is_built(without):
    folder = without("_config.yml", "CITATION.cff", "exercises/outcomes.yml")
    text = (folder / "coursebook.toml").read_text()
    (folder / "coursebook.toml").write_text(text.replace('hives = "Hives"', 'hives = "Hives"\nwasps = "Wasps"'))
    contents = (folder / "_toc.yml").read_text()
    (folder / "_toc.yml").write_text(re.sub(r".*reference/(evidence|datasets/hives)\n", "", contents))
    done = run("book", "build", cwd=folder)
    lines = done.stderr.splitlines()
    assert done.returncode == 1 and lines[0] == "The book has 6 faults, so nothing was built:", done.stderr
    for number, said in enumerate(
        (
            r"coursebook.toml, \[sections\], 'wasps': .*chapters/wasps",
            "_toc.yml: .*reference/evidence",
            "_toc.yml: .*reference/datasets/hives",
            "_config.yml: The file is missing",
            "CITATION.cff: The file is missing",
            "exercises/outcomes.yml: The file is missing",
        ),
        start=1,
    ):
        assert re.match(rf"  {said}.* \w+: write ", lines[number]), lines[number]
    assert "Traceback" not in done.stderr and len(lines) == 7


def test_the_evidence_of_the_new_book_is_read_in_this_process_too(book):
    assert list(all_claims()) == ["winter-loss"] and corrections() == () and tables.data_tables() == ["hives", "designations"]


def test_a_file_of_the_book_is_run_as_it_stands_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file = tmp_path / "variants.py"
    for value in (1, 2):  # of the same size and time, as a file that is edited twice within a second
        file.write_text(f"VALUE = {value}\n")
        os.utime(file, (1_700_000_000, 1_700_000_000))
        assert project.run_module(file).VALUE == value
    assert [path.name for path in tmp_path.iterdir()] == ["variants.py"]
