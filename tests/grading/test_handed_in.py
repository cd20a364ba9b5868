"""What was handed in, and what becomes of it: a table of kinds of files and folders, each a small real file."""

import csv
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import jupytext
import nbformat
import pytest
from coursebook import project
from coursebook.exercises import sets
from coursebook.exercises.release import notebooks
from coursebook.grading.demo.simulated_class import Hand
from coursebook.grading.errors import GradingError
from coursebook.grading.intake.class_list import Person, Roster
from coursebook.grading.intake.collect import check_release, take_in
from coursebook.grading.intake.notebook_reader import read
from coursebook.grading.intake.selection import Asked
from coursebook.grading.intake.submissions import ASIDE, BESIDE, COUNTS, LISTED, SUPERSEDED
from coursebook.grading.matching.slots import slots

from tests.grading.klass import run
from tests.grading.resaved import cell, grade_id

SET = "personal-stories"
OTHERS = ("corruption", SET)
CLASS = [
    Person("anna", "Anna", "Kowalska", "anna@uni.example", "12345"),
    Person("bela", "Béla", "Nagy", "bela@uni.example", "12346"),
    Person("o-neill", "Ciarán", "O’Neill", "ciaran@uni.example", "12347"),
]
EXERCISE = sets.exercise(SET)
RELEASED = notebooks.student(EXERCISE, EXERCISE.variant())
SLOTS = slots(RELEASED, {})
RIGHT = Hand(EXERCISE).key(EXERCISE.variant())
BLANK = json.loads(json.dumps(RELEASED))
SCRATCH = {"cells": [cell("code", "x = 1"), cell("code", "print(x)")], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def raw(notebook):
    return json.dumps(notebook).encode()


def zipped(*members, comment=b""):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def without_marks(notebook):
    return {
        **notebook,
        "metadata": {},
        "cells": [{**one, "metadata": {}, "id": f"c{n}"} for n, one in enumerate(notebook["cells"])],
    }


def encrypted():
    data = bytearray(zipped((f"{SET}.ipynb", raw(RIGHT))))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + at] |= 1
    return bytes(data)


def tarred():
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        info = tarfile.TarInfo(f"{SET}.ipynb")
        info.size = len(raw(RIGHT))
        archive.addfile(info, io.BytesIO(raw(RIGHT)))
    return made.getvalue()


def as_jupytext(form):
    return jupytext.writes(nbformat.from_dict(RIGHT), fmt=form).encode()


def as_script():
    """As "Export notebook to executable script" does: marks without kinds, Markdown as comments."""
    parts = [
        f"# In[{n}]:\n\n\n{one['source']}\n"
        if one["cell_type"] == "code"
        else "\n".join(f"# {line}" for line in one["source"].splitlines())
        for n, one in enumerate(RIGHT["cells"])
    ]
    return ("#!/usr/bin/env python\n# coding: utf-8\n\n" + "\n\n".join(parts)).encode()


def nested(depth):
    data = zipped((f"{SET}.ipynb", raw(RIGHT)))
    for number in range(depth):
        data = zipped((f"inner{number}.zip", data))
    return data


PDF, PNG = b"%PDF-1.7\n1 0 obj", b"\x89PNG\r\n\x1a\n" + bytes(40)
DOCX = zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>"))
EXPORTED = b'<!DOCTYPE html><html><head></head><body class="jp-Notebook">...</body></html>'
ANOTHERS = json.loads(raw(RIGHT))
ANOTHERS["metadata"]["coursebook"]["set"] = "corruption"
BIG = json.loads(raw(RIGHT))
BIG["cells"][1]["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 30_000_000}}]

# In Anna's own folder of a Moodle download: file -> its content; then file -> what becomes of it.
IN_A_FOLDER = {
    "a notebook": ({"personal-stories.ipynb": raw(RIGHT)}, {"personal-stories.ipynb": COUNTS}),
    "under another name": ({"my homework.ipynb": raw(RIGHT)}, {"my homework.ipynb": COUNTS}),
    "in capitals": ({"PERSONAL-STORIES.IPYNB": raw(RIGHT)}, {"PERSONAL-STORIES.IPYNB": COUNTS}),
    "saved as JSON": ({"personal-stories.ipynb.json": raw(RIGHT)}, {"personal-stories.ipynb.json": COUNTS}),
    "saved as text": ({"personal-stories.ipynb.txt": raw(RIGHT)}, {"personal-stories.ipynb.txt": COUNTS}),
    "a download that was renamed": (
        {"personal-stories.ipynb.download": raw(RIGHT)},
        {"personal-stories.ipynb.download": COUNTS},
    ),
    "a second download": ({"personal-stories.ipynb (1)": raw(RIGHT)}, {"personal-stories.ipynb (1)": COUNTS}),
    "a second download, counted before the ending": (
        {"personal-stories (2).ipynb": raw(RIGHT)},
        {"personal-stories (2).ipynb": COUNTS},
    ),
    "only .json": ({"homework.json": raw(RIGHT)}, {"homework.json": COUNTS}),
    "only .txt": ({"homework.txt": raw(RIGHT)}, {"homework.txt": COUNTS}),
    "without an ending": ({"homework": raw(RIGHT)}, {"homework": COUNTS}),
    "with a byte order mark": ({"homework.txt": b"\xef\xbb\xbf" + raw(RIGHT)}, {"homework.txt": COUNTS}),
    "a script with cell marks": ({"homework.py": as_jupytext("py:percent")}, {"homework.py": COUNTS}),
    "a script with PyCharm's marks": (
        {"homework.py": as_jupytext("py:percent").replace(b"# %%", b"#%%")},
        {"homework.py": COUNTS},
    ),
    "an exported script": ({"personal-stories.py": as_script()}, {"personal-stories.py": COUNTS}),
    "Markdown with cells": ({"homework.md": as_jupytext("md")}, {"homework.md": COUNTS}),
    "MyST with cells": ({"homework.md": as_jupytext("md:myst")}, {"homework.md": COUNTS}),
    "Quarto with cells": ({"homework.qmd": as_jupytext("Rmd")}, {"homework.qmd": COUNTS}),
    "R Markdown with cells": ({"homework.Rmd": as_jupytext("Rmd")}, {"homework.Rmd": COUNTS}),
    "large pictures in the outputs": ({"personal-stories.ipynb": raw(BIG)}, {"personal-stories.ipynb": COUNTS}),
    "a zip of the student's": ({"work.zip": zipped((f"{SET}.ipynb", raw(RIGHT)))}, {f"work.zip/{SET}.ipynb": COUNTS}),
    "a zip with a folder": (
        {"work.zip": zipped((f"w/{SET}.ipynb", raw(RIGHT)), ("w/cases.csv", "a"))},
        {f"work.zip/w/{SET}.ipynb": COUNTS, "work.zip/w/cases.csv": ASIDE},
    ),
    "a zip under another name": ({"work": zipped((f"{SET}.ipynb", raw(RIGHT)))}, {f"work/{SET}.ipynb": COUNTS}),
    "a zip in a zip": ({"work.zip": nested(1)}, {f"work.zip/inner0.zip/{SET}.ipynb": COUNTS}),
    "zips without end": ({"work.zip": nested(5)}, {"work.zip/inner4.zip/inner3.zip/inner2.zip": LISTED}),
    "a zip from a Mac": (
        {"w.zip": zipped((f"{SET}.ipynb", raw(RIGHT)), (f"__MACOSX/._{SET}.ipynb", b"\0"), (".DS_Store", b"\0"))},
        {f"w.zip/{SET}.ipynb": COUNTS, f"w.zip/__MACOSX/._{SET}.ipynb": ASIDE, "w.zip/.DS_Store": ASIDE},
    ),
    "a zip with a password": ({"w.zip": encrypted()}, {f"w.zip/{SET}.ipynb": COUNTS}),
    "a damaged zip": ({"w.zip": zipped((f"{SET}.ipynb", raw(RIGHT)))[:-40]}, {"w.zip": LISTED}),
    "an empty zip": ({"w.zip": zipped()}, {"w.zip": LISTED}),
    "a zip of a thousand files": ({"w.zip": zipped(*((f"f{n}", "") for n in range(1_000)))}, {"w.zip": LISTED}),
    "a zip that points out": ({"w.zip": zipped((f"../../{SET}.ipynb", raw(RIGHT)))}, {f"w.zip/{SET}.ipynb": COUNTS}),
    "a download that has not ended": (
        {f"{SET}.ipynb.crdownload": b"{", f".{SET}.ipynb.icloud": b"bplist00"},
        {f"{SET}.ipynb.crdownload": LISTED, f".{SET}.ipynb.icloud": LISTED},
    ),
    "a note of Git LFS": (
        {f"{SET}.ipynb": b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n"},
        {f"{SET}.ipynb": COUNTS},
    ),
    "a Pages document": ({"essay.pages": zipped(("Index/Document.iwa", "x"), ("preview.jpg", "x"))}, {"essay.pages": LISTED}),
    "a hidden notebook alone": ({f".{SET}.ipynb": raw(RIGHT)}, {f".{SET}.ipynb": LISTED}),
    "another archive": ({"w.tar.gz": tarred()}, {"w.tar.gz": LISTED}),
    "rar": ({"w.rar": b"Rar!\x1a\x07\x00"}, {"w.rar": LISTED}),
    "7z": ({"w.7z": b"7z\xbc\xaf\x27\x1c"}, {"w.7z": LISTED}),
    "a PDF": ({"personal-stories.pdf": PDF}, {"personal-stories.pdf": LISTED}),
    "a PDF that is called a notebook": ({"personal-stories.ipynb": PDF}, {"personal-stories.ipynb": COUNTS}),
    "a picture": ({"screenshot.png": PNG}, {"screenshot.png": LISTED}),
    "a photograph": ({"IMG_1.jpg": b"\xff\xd8\xff\xe0" + bytes(20)}, {"IMG_1.jpg": LISTED}),
    "a Word document": ({"essay.docx": DOCX}, {"essay.docx": LISTED}),
    "an exported page": ({"personal-stories.html": EXPORTED}, {"personal-stories.html": LISTED}),
    "text typed into Moodle": ({"onlinetext.html": b"<p>My answer"}, {"onlinetext.html": LISTED}),
    "a link": ({"Colab.url": b"[InternetShortcut]\nURL=https://colab.example/x"}, {"Colab.url": LISTED}),
    "a link of an online document": ({"essay.gdoc": b'{"doc_id": "1"}'}, {"essay.gdoc": LISTED}),
    "a text": ({"answer.txt": b"I could not upload the file."}, {"answer.txt": LISTED}),
    "an empty file": ({"personal-stories.ipynb": b""}, {"personal-stories.ipynb": COUNTS}),
    "half a file": ({"personal-stories.ipynb": raw(RIGHT)[:2_000]}, {"personal-stories.ipynb": COUNTS}),
    "a notebook and a PDF": ({"a.ipynb": raw(RIGHT), "a.pdf": PDF}, {"a.ipynb": COUNTS, "a.pdf": LISTED}),
    "a notebook and the data": (
        {"a.ipynb": raw(RIGHT), "cases.csv": b"x", "variant.json": b"{}"},
        {"a.ipynb": COUNTS, "cases.csv": ASIDE, "variant.json": ASIDE},
    ),
    "a notebook and its checkpoints": (
        {"a.ipynb": raw(RIGHT), ".ipynb_checkpoints/a-checkpoint.ipynb": raw(BLANK)},
        {"a.ipynb": COUNTS, ".ipynb_checkpoints/a-checkpoint.ipynb": ASIDE},
    ),
    "an editor's copy of what was before": (
        {"a.ipynb": raw(BLANK), "a.ipynb~": raw(RIGHT), "a.ipynb.bak": raw(BLANK)},
        {"a.ipynb": SUPERSEDED, "a.ipynb~": COUNTS, "a.ipynb.bak": SUPERSEDED},
    ),
    "a checkpoint with the work": (
        {"a.ipynb": raw(BLANK), ".ipynb_checkpoints/a-checkpoint.ipynb": raw(RIGHT), ".~a.ipynb": raw(BLANK)},
        {"a.ipynb": SUPERSEDED, ".ipynb_checkpoints/a-checkpoint.ipynb": COUNTS, ".~a.ipynb": ASIDE},
    ),
    "a hidden notebook with the work": (
        {"a.ipynb": raw(BLANK), ".~a.ipynb": raw(RIGHT)},
        {"a.ipynb": SUPERSEDED, ".~a.ipynb": COUNTS},
    ),
    "a module of the student's": ({"a.ipynb": raw(RIGHT), "helpers.py": b"x = 1"}, {"a.ipynb": COUNTS, "helpers.py": BESIDE}),
    "a module alone": ({"solution.py": b"x = 1"}, {"solution.py": LISTED}),
    "a scratch notebook": (
        {f"{SET}.ipynb": raw(RIGHT), "Untitled.ipynb": raw(SCRATCH)},
        {f"{SET}.ipynb": COUNTS, "Untitled.ipynb": LISTED},
    ),
    "a scratch notebook, first": (
        {"A.ipynb": raw(SCRATCH), "b.ipynb": raw(without_marks(RIGHT))},
        {"A.ipynb": LISTED, "b.ipynb": COUNTS},
    ),
    "a notebook that is another assignment's by its own word": (
        {"a.ipynb": raw(RIGHT), "b.ipynb": raw(ANOTHERS)},
        {"a.ipynb": COUNTS, "b.ipynb": LISTED},
    ),
    "a copy that was left blank": (
        {f"{SET}.ipynb": raw(RIGHT), f"{SET}-Copy1.ipynb": raw(BLANK)},
        {f"{SET}.ipynb": COUNTS, f"{SET}-Copy1.ipynb": SUPERSEDED},
    ),
    "two copies, the work in the second": (
        {"x.ipynb": raw(BLANK), "y.ipynb": raw(RIGHT)},
        {"x.ipynb": SUPERSEDED, "y.ipynb": COUNTS},
    ),
    "a backup in a folder": (
        {f"{SET}.ipynb": raw(RIGHT), f"backup/{SET}.ipynb": raw(BLANK)},
        {f"{SET}.ipynb": COUNTS, f"backup/{SET}.ipynb": SUPERSEDED},
    ),
    "the work under another name": (
        {f"{SET}.ipynb": raw(BLANK), "final.ipynb": raw(RIGHT)},
        {f"{SET}.ipynb": SUPERSEDED, "final.ipynb": COUNTS},
    ),
    "the work in a folder": (
        {f"{SET}.ipynb": raw(BLANK), f"week 3/{SET}.ipynb": raw(RIGHT)},
        {f"{SET}.ipynb": SUPERSEDED, f"week 3/{SET}.ipynb": COUNTS},
    ),
    "the work where marks were lost": (
        {f"{SET}.ipynb": raw(BLANK), "Untitled1.ipynb": raw(without_marks(RIGHT))},
        {f"{SET}.ipynb": SUPERSEDED, "Untitled1.ipynb": COUNTS},
    ),
    "a checkpoint alone": (
        {f".ipynb_checkpoints/{SET}-checkpoint.ipynb": raw(RIGHT)},
        {f".ipynb_checkpoints/{SET}-checkpoint.ipynb": LISTED},
    ),
    "another student's name on a file": (
        {f"{SET}.ipynb": raw(RIGHT), "nagybela_12346_1_x.ipynb": raw(SCRATCH)},
        {f"{SET}.ipynb": COUNTS, "nagybela_12346_1_x.ipynb": LISTED},
    ),
    "another student's name on a folder": (
        {f"{SET}.ipynb": raw(RIGHT), "Béla Nagy_1_assignsubmission_file_/x.ipynb": raw(SCRATCH)},
        {f"{SET}.ipynb": COUNTS, "Béla Nagy_1_assignsubmission_file_/x.ipynb": LISTED},
    ),
    "a timestamp of the student's": (
        {f"{SET}.ipynb": raw(RIGHT), "timestamp.txt": b"2020-01-01 00:00:00 UTC"},
        {f"{SET}.ipynb": COUNTS, "timestamp.txt": ASIDE},
    ),
    "a lock of an office program": (
        {f"{SET}.ipynb": raw(RIGHT), "~$essay.docx": b"x"},
        {f"{SET}.ipynb": COUNTS, "~$essay.docx": ASIDE},
    ),
    "a repository": (
        {f"{SET}.ipynb": raw(RIGHT), ".git/config": b"x", ".gitignore": b"x", "README.md": b"# hi"},
        {f"{SET}.ipynb": COUNTS, ".git/config": ASIDE, ".gitignore": ASIDE, "README.md": LISTED},
    ),
    "nothing but the data": ({"cases.csv": b"x"}, {"cases.csv": LISTED}),
    "nothing but what an editor keeps": ({f".{SET}.ipynb.swp": b"b0VIM 8.2"}, {f".{SET}.ipynb.swp": LISTED}),
    "nothing but a download that has not ended": ({"Unconfirmed 1.crdownload": b"{"}, {"Unconfirmed 1.crdownload": LISTED}),
    "nothing but the lock of an office program": ({"~$essay.docx": b"x"}, {"~$essay.docx": LISTED}),
    "the work in another assignment's folder": (
        {f"corruption/{SET}.ipynb": raw(RIGHT), "corruption/notes.txt": b"x"},
        {f"corruption/{SET}.ipynb": LISTED, "corruption/notes.txt": ASIDE},
    ),
    "another assignment": (
        {f"{SET}/{SET}.ipynb": raw(RIGHT), "corruption/corruption.ipynb": raw(SCRATCH)},
        {f"{SET}/{SET}.ipynb": COUNTS, "corruption/corruption.ipynb": ASIDE},
    ),
    "a name that is not UTF-8": ({b"l\xf6sung.ipynb": raw(RIGHT)}, {"l?sung.ipynb": COUNTS}),
    "a file of the year 33658": ({f"{SET}.ipynb": raw(RIGHT)}, {f"{SET}.ipynb": COUNTS}),
}
FOLDER = "Anna Kowalska_7654321_assignsubmission_file_"


def laid_out(root: Path, files: dict) -> Path:
    for name, data in files.items():
        path = root / (os.fsdecode(name) if isinstance(name, bytes) else name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def taken(*given, roster=CLASS, is_open=False, variants=None):
    data = EXERCISE.variant().files()
    return take_in(list(given), Asked(SET, OTHERS, SLOTS, data), Roster(roster, is_open), variants or {})


@pytest.mark.parametrize("kind", IN_A_FOLDER)
def test_every_file_ends_in_one_state(tmp_path, kind):
    files, states = IN_A_FOLDER[kind]
    given = laid_out(tmp_path / FOLDER, files).parent
    if "33658" in kind:
        os.utime(next((tmp_path / FOLDER).iterdir()), (1_000_000_000_000, 1_000_000_000_000))
    intake = taken(given)
    assert list(intake.handed) == ["anna"] and not intake.strangers and not intake.notes
    notes = intake.handed["anna"].notes
    assert {note.file.removeprefix(f"{FOLDER}/"): note.state for note in notes} == states
    assert all(note.reason for note in notes if note.state != COUNTS)
    submission = intake.handed["anna"].submission()
    json.dumps([submission.place, submission.reason, *submission.doubts]).encode()
    listed = [note for note in notes if note.state == LISTED]
    if COUNTS not in states.values():
        assert submission.reason and not submission.data, "a person is asked"
    elif listed:
        assert all(note.file in " ".join(submission.doubts) for note in listed), "a person is told"
    # The same in an archive, as the download comes.
    if not any(isinstance(name, bytes) for name in files):
        archive = tmp_path / "download.zip"
        archive.write_bytes(zipped(*((f"{FOLDER}/{name}", data) for name, data in files.items())))
        inside = taken(archive).handed["anna"].notes
        assert {note.file.removeprefix(f"download.zip: {FOLDER}/"): note.state for note in inside} == states


def test_the_table_is_long_enough():
    assert len(IN_A_FOLDER) >= 60


@pytest.mark.parametrize(
    "kind", [kind for kind, (files, states) in IN_A_FOLDER.items() if "script" in kind or "with cells" in kind]
)
def test_a_notebook_in_another_form_is_read(kind):
    (data,) = IN_A_FOLDER[kind][0].values()
    code, text = (
        " ".join(one.source for one in read(data).cells if (one.kind == "code") == wanted) for wanted in (True, False)
    )
    assert "def monthly_mean" in code and "too strong" in code + text


# Other layouts: files -> (student -> the one that counts), on a roster.
LAYOUTS = {
    "Moodle, flat": (
        [f"Anna Kowalska_76_assignsubmission_file_{SET}.ipynb", f"Béla Nagy_77_assignsubmission_file_{SET}.ipynb"],
        "anna bela",
    ),
    "Moodle, one folder around": ([f"export/{FOLDER}/x.ipynb"], "anna"),
    "GitHub Classroom": (
        [f"{SET}-submissions/{SET}-anna/{SET}.ipynb", f"{SET}-submissions/{SET}-bela/{SET}.ipynb"],
        "anna bela",
    ),
    "nbgrader's exchange": (
        [f"anna+{SET}+2026-11-28 10:11:12.123 UTC/{SET}.ipynb", f"bela+{SET}+2026-11-28 10:11:12.123 UTC+abc/{SET}.ipynb"],
        "anna bela",
    ),
    "a whole nbgrader course": (
        [f"submitted/anna/{SET}/{SET}.ipynb", f"source/{SET}/{SET}.ipynb", f"release/{SET}/{SET}.ipynb"],
        "anna",
    ),
    "Blackboard": (
        [
            f"Personal stories_bela_attempt_2026-11-28-10-11-12_{SET}.ipynb",
            "Personal stories_bela_attempt_2026-11-28-10-11-12.txt",
        ],
        "bela",
    ),
    "Brightspace": ([f"4711-12345 - Anna Kowalska - Nov 28, 2026 1011 AM/{SET}.ipynb"], "anna"),
    "Sakai": (
        [
            f"Personal stories/Nagy, Béla(bela)/Submission attachment(s)/{SET}.ipynb",
            "Personal stories/Nagy, Béla(bela)/timestamp.txt",
            "Personal stories/Nagy, Béla(bela)/comments.txt",
        ],
        "bela",
    ),
    "Canvas with a zip of a student's": ([f"kowalskaanna_12345_1_{SET}.ipynb", "nagybela_12346_2_work.zip"], "anna bela"),
    "Canvas, late": ([f"kowalskaanna_LATE_12345_1_{SET}.ipynb"], "anna"),
    "sections": ([f"section 1/anna/{SET}.ipynb", f"section 2/bela/{SET}.ipynb"], "anna bela"),
    "sections with files": (["section 1/anna.ipynb", "section 2/bela.ipynb"], "anna bela"),
    "the assignment around": ([f"{SET}/anna/{SET}.ipynb", "corruption/bela/corruption.ipynb"], "anna"),
    "e-mail addresses": (["anna@uni.example/x.ipynb", "bela@uni.example.ipynb"], "anna bela"),
    "names": (["Anna Kowalska.ipynb", "nagy béla.ipynb"], "anna bela"),
    "last name first": (["Kowalska, Anna.ipynb"], "anna"),
    "Canvas, a text and an address typed in": (
        [f"kowalskaanna_12345_1_{SET}.ipynb", "kowalskaanna_12345_text.html", "nagybela_LATE_12346_link.html"],
        "anna bela",
    ),
    "Moodle, groups": ([f"Group A-1-Anna Kowalska_7_assignsubmission_file_/{SET}.ipynb"], "anna"),
    "Brightspace, hyphens and another clock": (
        [
            f"47-12399 - Zoë Smith-Jones - 28 November, 2026 1411/{SET}.ipynb",
            f"47-12345 - Anna Kowalska - Nov 28, 2026 10:11 AM - {SET}.ipynb",
        ],
        "anna zoe",
    ),
    "Blackboard, numbers for names": ([f"Personal_stories_00123_attempt_2026-11-28-10-11-12_{SET}.ipynb"], "00123"),
}
MORE = [Person("zoe", "Zoë", "Smith-Jones", "", "12399"), Person("00123", "Nu", "Mber")]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_names_its_students(tmp_path, layout):
    names, students = LAYOUTS[layout]
    for number, name in enumerate(names):
        data = zipped((f"{SET}.ipynb", raw(RIGHT))) if name.endswith(".zip") else raw(RIGHT)
        laid_out(tmp_path / "given", {name: b"<p>x" if name.endswith((".txt", ".html")) else data})
    intake = taken(tmp_path / "given", roster=[*CLASS, *MORE])
    assert " ".join(sorted(intake.handed)) == students and not intake.strangers, intake
    assert all(handed.counts or "html" in handed.submission().reason for handed in intake.handed.values())
    assert intake.total == len(names)
    assert layout != "Sakai" or not intake.handed["bela"].doubts  # its file for comments is no hand-in


def test_a_hidden_notebook_in_nobodys_folder_is_its_students_or_listed(tmp_path):
    names = (".~anna.ipynb", "bela.ipynb", ".~bela.ipynb", ".~who.ipynb", "._bela.ipynb")
    intake = taken(laid_out(tmp_path / "given", dict.fromkeys(names, raw(RIGHT))))
    states = {note.file: note.state for handed in intake.handed.values() for note in handed.notes}
    assert states == {".~anna.ipynb": LISTED, "bela.ipynb": COUNTS, ".~bela.ipynb": ASIDE}
    assert {note.file: note.state for note in intake.notes} == {".~who.ipynb": LISTED, "._bela.ipynb": ASIDE}


GRADESCOPE = """\
submission_101:
  :submitters:
  - :name: Anna Kowalska
    :sid: anna
    :email: anna@uni.example
  :created_at: 2026-11-28 10:11:12.000000000 Z
  :score: 0.0
submission_102:
  :submitters:
  - :name: Béla Nagy
    :sid: ''
    :email: bela@uni.example
  :created_at: 2026-11-28 11:00:00.000000000 Z
"""


def test_gradescopes_export_is_read_with_its_metadata(tmp_path):
    laid_out(
        tmp_path / "assignment_1_export",
        {
            "submission_metadata.yml": GRADESCOPE.encode(),
            f"submission_101/{SET}.ipynb": raw(RIGHT),
            f"submission_102/{SET}.ipynb": raw(RIGHT),
            f"submission_103/{SET}.ipynb": raw(RIGHT),
        },
    )
    intake = taken(tmp_path)
    assert list(intake.handed) == ["anna", "bela"] and len(intake.strangers) == 1
    assert intake.handed["anna"].time.when == datetime(2026, 11, 28, 10, 11, 12, tzinfo=UTC)
    assert intake.handed["anna"].time.is_trusted and "Gradescope" in intake.handed["anna"].time.source


@pytest.mark.parametrize(
    "metadata",
    [
        b"- 1",
        b"submission_101: 5",
        b"submission_101: {:submitters: 3, :created_at: x}",
        b"\xff\xfe",
        b"a: &a [*a]",
        b"{" * 3_000,
    ],
)
def test_a_damaged_metadata_file_stops_nothing(tmp_path, metadata):
    laid_out(tmp_path / "e", {"submission_metadata.yml": metadata, f"submission_101/{SET}.ipynb": raw(RIGHT)})
    assert len(taken(tmp_path).strangers) == 1


# Whose is it?


def test_what_lies_in_a_students_folder_is_that_students_whatever_its_name(tmp_path):
    for odd in ("bela_1_1_x.ipynb", "bela.ipynb", f"Béla Nagy_1_assignsubmission_file_{SET}.ipynb", "nagybela_12346_9_x.ipynb"):
        root = tmp_path / odd
        laid_out(root, {f"submitted/bela/{SET}/{SET}.ipynb": raw(RIGHT), f"submitted/anna/{SET}/{SET}.ipynb": raw(RIGHT)})
        laid_out(root, {f"submitted/anna/{SET}/{odd}": raw(without_marks(BLANK))})
        intake = taken(root)
        assert intake.handed["bela"].counts.parts == ("submitted", "bela", SET, f"{SET}.ipynb")
        assert len(intake.handed["bela"].notes) == 1 and len(intake.handed["anna"].notes) == 2


def test_a_folder_of_nobodys_beside_students_folders_is_a_strangers_to_its_ground(tmp_path):
    laid_out(
        tmp_path, {f"anna/{SET}.ipynb": raw(RIGHT), "mallory/bela_1_1_x.ipynb": raw(RIGHT), "mallory/bela/x.ipynb": raw(RIGHT)}
    )
    intake = taken(tmp_path)
    assert list(intake.handed) == ["anna"] and len(intake.strangers) == 2


def test_a_number_of_moodles_is_nobodys_id(tmp_path):
    roster = [*CLASS, Person("7654321", "Other", "Person")]
    laid_out(tmp_path, {f"{FOLDER}/x.ipynb": raw(RIGHT), "Participant_7654321_assignsubmission_file_/x.ipynb": raw(RIGHT)})
    intake = taken(tmp_path, roster=roster)
    assert list(intake.handed) == ["anna"] and len(intake.strangers) == 1


def test_a_number_and_a_name_that_mean_two_students_mean_nobody_for_certain(tmp_path):
    intake = taken(laid_out(tmp_path, {"kowalskaanna_12346_1_x.ipynb": raw(RIGHT), "nagybela_12346_2_x.ipynb": raw(RIGHT)}))
    assert list(intake.handed) == ["bela"]
    assert "bela" in intake.strangers[0].reason and "anna" in intake.strangers[0].reason


def test_of_namesakes_both_are_named(tmp_path):
    roster = [Person("a1", "Anna", "Kowalska"), Person("a2", "Anna", "Kowalska")]
    (note,) = taken(laid_out(tmp_path, {f"{FOLDER}/x.ipynb": raw(RIGHT)}), roster=roster).strangers
    assert "2 students" in note.reason and "a1, a2" in note.reason


def test_a_notebook_that_was_copied_takes_nobodys_place_in_a_blind_download(tmp_path):
    made_for = json.loads(raw(RIGHT))
    made_for["metadata"]["coursebook"]["variant"] = "v-bela"
    laid_out(tmp_path, {f"Participant_{n}_assignsubmission_file_/x.ipynb": raw(made_for) for n in (1, 2)})
    intake = taken(tmp_path, variants={"v-bela": "bela"})
    assert not intake.handed and len(intake.strangers) == 2 and "data of bela" in intake.strangers[0].reason


@pytest.mark.parametrize(
    ("code", "modules", "told"),
    [
        ("growth = 1", {"growth.py": b"def growth(): pass"}, ["growth.py"]),
        ("# see personal-stories.py", {f"{SET}.py": b"x = 1"}, [f"{SET}.py"]),
        ("from growth import *", {"growth.py": b"x = 1"}, []),
        ("%run personal-stories.py", {f"{SET}.py": b"x = 1"}, []),
        ("import one", {"one.py": b"import two", "two.py": b"x = 1", "three.py": b"import one"}, ["three.py"]),
    ],
)
def test_a_module_that_the_notebook_does_not_import_is_told(tmp_path, code, modules, told):
    """Who works in an editor hands in the answers in a script, and beside it the notebook as it was handed out."""
    notebook = {**BLANK, "cells": [cell("code", code), *BLANK["cells"]]}
    laid_out(tmp_path / FOLDER, {f"{SET}.ipynb": raw(notebook), **modules})
    doubts = " ".join(taken(tmp_path).handed["anna"].doubts)
    assert [name for name in modules if f"/{name}" in doubts] == told and ("does not import" in doubts) == bool(told)


def test_two_notebooks_with_different_work_in_one_hand_in_are_for_a_person(tmp_path):
    other = json.loads(raw(RIGHT))
    answer = next(one for one in other["cells"] if grade_id(one) == "monthly-mean")
    answer["source"] = "def monthly_mean(table):\n    return table"
    laid_out(tmp_path / FOLDER, {"a.ipynb": raw(RIGHT), "b.ipynb": raw(other)})
    handed = taken(tmp_path).handed["anna"]
    assert handed.counts.name in ("a.ipynb", "b.ipynb") and "different answers" in handed.doubts[0]


def test_a_last_attempt_without_a_notebook_does_not_take_the_mark_away(tmp_path):
    laid_out(
        tmp_path,
        {
            "kowalskaanna_12345_1_ps.ipynb": raw(RIGHT),
            "kowalskaanna_12345_2_ps-1.pdf": PDF,
            "kowalskaanna_12345_3_ps-2.ipynb": raw(SCRATCH),
        },
    )
    handed = taken(tmp_path).handed["anna"]
    assert (
        handed.counts.name.startswith("kowalskaanna_12345_1")
        and "ps-1.pdf" in handed.doubts[0]
        and "ps-2.ipynb" in handed.doubts[0]
    )


def handed_in_twice(root, first, second):
    """Two hand-ins of Anna's, the first with the answers, the second blank."""
    laid_out(root, {first: raw(RIGHT), second: raw(BLANK)})
    return taken(root).handed["anna"]


def test_the_later_file_of_canvas_counts_whatever_its_number(tmp_path):
    """Canvas numbers files for all its courses, and writes "-1" behind a name that came before."""
    handed = handed_in_twice(tmp_path, f"kowalskaanna_12345_99811_{SET}.ipynb", f"kowalskaanna_12345_99925_{SET}-1.ipynb")
    assert handed.counts.name.endswith("-1.ipynb") and not handed.doubts


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"A/anna/{SET}.ipynb", f"B/anna/{SET}.ipynb"),
        ("anna.ipynb", f"kowalskaanna_12345_99811_{SET}.ipynb"),
        ("kowalskaanna_12345_1_final.ipynb", "kowalskaanna_12345_2_old.ipynb"),
        ("P_anna_attempt_2026-11-28-10-11-12_a.ipynb", "P_anna_attempt_2026-11-28-10-11-12_b.ipynb"),
    ],
)
def test_where_nothing_says_which_came_last_the_work_counts_and_a_person_is_told(tmp_path, first, second):
    handed = handed_in_twice(tmp_path, first, second)
    assert "/".join(handed.counts.parts) == first
    (tmp_path / second).write_bytes(raw(RIGHT).replace(b"monthly_mean", b"another_mean"))
    assert "different answers" in taken(tmp_path).handed["anna"].doubts[0]


RECEIPT = """\
Name: Anna Kowalska (anna)
Date Submitted: Saturday, November 28, 2026

Submission Field:
{text}

Comments:
{comment}

Files:
\tOriginal filename: x.ipynb
"""
NO_TEXT = "There is no student submission text data for this assignment."
NO_COMMENT = "There are no student comments for this assignment."


@pytest.mark.parametrize(
    ("text", "comment", "has_file", "is_listed"),
    [
        (NO_TEXT, NO_COMMENT, True, False),
        ("<p>My essay</p>", NO_COMMENT, True, True),
        (NO_TEXT, "The upload failed twice.", True, True),
        ("<p>My essay</p>", NO_COMMENT, False, True),
    ],
)
def test_words_in_a_receipt_of_blackboards_are_work(tmp_path, text, comment, has_file, is_listed):
    stem = "P_anna_attempt_2026-11-28-10-11-12"
    laid_out(tmp_path, {f"{stem}.txt": RECEIPT.format(text=text, comment=comment).encode(), "bela.ipynb": raw(RIGHT)})
    if has_file:
        laid_out(tmp_path, {f"{stem}_{SET}.ipynb": raw(RIGHT)})
    intake = taken(tmp_path)
    states = [note.state for note in [*intake.handed["anna"].notes, *intake.notes] if note.file == f"{stem}.txt"]
    assert states == [LISTED if is_listed else ASIDE]
    (tmp_path / f"{stem}.txt").write_bytes("Ім’я: Anna\n".encode())
    assert ("anna" in taken(tmp_path).handed) and (taken(tmp_path).notes == []) == (not has_file)


def test_a_hand_in_of_a_group_names_its_people(tmp_path):
    group = GRADESCOPE.replace("  :created_at", "  - :name: Béla Nagy\n    :sid: bela\n  :created_at", 1)
    laid_out(tmp_path, {"submission_metadata.yml": group.encode(), f"submission_101/{SET}.ipynb": raw(RIGHT)})
    (note,) = taken(tmp_path).strangers
    assert note.reason == "2 people handed it in together: Anna Kowalska, Béla Nagy."


def test_names_in_an_archive_that_does_not_say_how_they_are_written(tmp_path):
    data = zipped((f"Bxxla Nagy_1_assignsubmission_file_/{SET}.ipynb", raw(RIGHT)))
    for name in ("Béla", "Bx\x82la"):
        (tmp_path / "x.zip").write_bytes(data.replace(b"Bxxla", name.encode() if "é" in name else b"Bx\x82la"))
        intake = taken(tmp_path / "x.zip", roster=[*CLASS, Person("bxela", "Bxéla", "Nagy")])
        assert list(intake.handed) == ["bela" if "é" in name else "bxela"]
        assert intake.handed.popitem()[1].counts.data() == raw(RIGHT)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_for_a_person(tmp_path):
    (tmp_path / "x.zip").write_bytes(zipped((f"anna/{SET}.ipynb", raw(RIGHT)), (f"anna/{SET}.ipynb", raw(BLANK))))
    handed = taken(tmp_path / "x.zip").handed["anna"]
    assert "2 files of this name" in handed.submission().reason


# When was it handed in?


def at(path, seconds):
    os.utime(path, (seconds, seconds))


def test_one_moment_for_all_files_is_no_time_of_handing_in(tmp_path):
    laid_out(tmp_path, {"anna.ipynb": raw(RIGHT), "bela.ipynb": raw(RIGHT)})
    at(tmp_path / "anna.ipynb", 1_700_000_000), at(tmp_path / "bela.ipynb", 1_700_000_010)
    assert not any(one.time.is_trusted for one in taken(tmp_path).handed.values())
    at(tmp_path / "bela.ipynb", 1_700_009_000)
    assert all(one.time.is_trusted and one.time.source == "time of the file" for one in taken(tmp_path).handed.values())


def test_a_timestamp_that_a_student_handed_in_is_not_believed(tmp_path):
    for folder in (FOLDER, f"{FOLDER}/{SET}", "anna"):
        root = tmp_path / folder.replace("/", "-")
        laid_out(root / folder, {f"{SET}.ipynb": raw(RIGHT), "timestamp.txt": b"2020-01-01 00:00:00 UTC"})
        handed = taken(root).handed["anna"]
        assert handed.time.when.year != 2020 and "timestamp" not in handed.time.source


CLAIMS = {
    "another version": {"set": SET, "version": "0123456789ab"},
    "another assignment": {"set": "corruption"},
    "another's data": {"set": SET, "variant": "v-bela"},
    "a list": ["set", SET],
    "numbers": {"set": 1, "version": 2, "variant": None},
    "deep": {"set": [[[{}]]], "version": {"a": {}}},
    "a great text": {"version": "v" * 100_000},
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_what_one_notebook_says_of_itself_stops_no_class_and_takes_nobodys_place(tmp_path, claim):
    claims = json.loads(raw(RIGHT))
    claims["metadata"]["coursebook"] = claim
    others = [Person(f"s{number}") for number in range(3)]
    laid_out(
        tmp_path, {"anna.ipynb": raw(claims), "bela.ipynb": raw(RIGHT), **{f"{one.id}.ipynb": raw(RIGHT) for one in others}}
    )
    intake = taken(tmp_path, roster=[*CLASS, *others], variants={"v-bela": "bela"})
    assert sorted(intake.handed) == ["anna", "bela", "s0", "s1", "s2"] and not intake.strangers
    assert intake.handed["bela"].counts.name == "bela.ipynb"
    check_release(intake, SET, EXERCISE.version)
    # But a class of which most say so was handed in to another release.
    if claim == CLAIMS["another version"]:
        laid_out(tmp_path, {f"{one.id}.ipynb": raw(claims) for one in others})
        (tmp_path / "bela.ipynb").unlink()
        with pytest.raises(GradingError, match="another release"):
            check_release(taken(tmp_path, roster=[*CLASS, *others]), SET, EXERCISE.version)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (f"anna+{SET}+2026-11-28 10:11:12.123 UTC/{SET}.ipynb", "nbgrader"),
        (f"P_bela_attempt_2026-11-28-10-11-12_{SET}.ipynb", "Blackboard"),
        (f"4711-12345 - Anna Kowalska - Nov 28, 2026 1011 AM/{SET}.ipynb", "Brightspace"),
    ],
)
def test_a_system_that_says_when_is_believed(tmp_path, path, source):
    (handed,) = taken(laid_out(tmp_path, {path: raw(RIGHT)})).handed.values()
    assert handed.time.is_trusted and source in handed.time.source
    assert (handed.time.when.year, handed.time.when.month) == (2026, 11)


@pytest.mark.parametrize(
    ("written", "hour"),
    [("Nov 8, 2026 111 PM", 13), ("8 November, 2026 1:11 AM", 1), ("Nov 8, 2026 1311", 13), ("8 листопада, 2026 111", None)],
)
def test_the_clock_of_brightspace_is_read_to_the_minute(tmp_path, written, hour):
    (handed,) = taken(laid_out(tmp_path, {f"4711-12345 - Anna Kowalska - {written}/{SET}.ipynb": raw(RIGHT)})).handed.values()
    local = handed.time.when.astimezone()
    assert handed.time.is_trusted == (hour is not None)
    assert hour is None or (local.day, local.hour, local.minute) == (8, hour, 11)


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01 00:00:00",
        "1969-12-31",
        "33658-01-01",
        "",
        "٢٠٢٦-01-01",
    ],
)
def test_an_impossible_timestamp_stops_nothing(tmp_path, text):
    laid_out(tmp_path, {f"submitted/anna/{SET}/{SET}.ipynb": raw(RIGHT), f"submitted/anna/{SET}/timestamp.txt": text.encode()})
    handed = taken(tmp_path).handed["anna"]
    assert handed.time.when.year >= 1970 and not handed.time.is_trusted


# Archives and folders that cannot be read.


def test_a_folder_that_cannot_be_opened_is_listed():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        laid_out(
            Path(folder), {f"submitted/anna/{SET}/{SET}.ipynb": raw(RIGHT), f"submitted/bela/{SET}/{SET}.ipynb": raw(RIGHT)}
        )
        os.chmod(Path(folder, "submitted", "bela"), 0)
        program = (
            "import sys\nfrom pathlib import Path\nfrom coursebook.grading.intake.sources import find\n"
            "import os\nos.getuid() or os.setuid(65534)\n"
            "print(*(f'{one.place}: {one.refused}' for one in find([Path(sys.argv[1])])), sep='\\n')"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, folder],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(project.PACKAGE.parent)},
        )
        assert f"submitted/anna/{SET}/{SET}.ipynb: \n" in done.stdout, done.stderr
        assert "submitted/bela/*: The folder cannot be opened" in done.stdout
        os.chmod(Path(folder, "submitted", "bela"), 0o755)


def test_a_damaged_member_is_one_students_trouble(tmp_path):
    archive = tmp_path / "class.zip"
    data = bytearray(zipped(("anna.ipynb", raw(RIGHT)), ("bela.ipynb", raw(RIGHT))))
    data[200:400] = bytes(200)
    archive.write_bytes(data)
    intake = taken(archive)
    assert "cannot be read" in intake.handed["anna"].submission().reason
    assert not intake.handed["bela"].submission().reason


def test_an_archive_with_nothing_to_grade_is_one_message(tmp_path):
    (tmp_path / "x.zip").write_bytes(zipped())
    with pytest.raises(GradingError, match="No file"):
        taken(tmp_path / "x.zip")
    (tmp_path / "class.tar.gz").write_bytes(tarred())
    with pytest.raises(GradingError, match="class.tar.gz: This is an archive that is not opened here. Fix: unpack it"):
        taken(tmp_path / "class.tar.gz")


def test_without_a_roster_a_file_of_another_kind_is_still_somebodys(tmp_path):
    intake = taken(laid_out(tmp_path, {"anna.ipynb": raw(RIGHT), "bela.pdf": PDF, "list.csv": b"id"}), roster=[], is_open=True)
    assert list(intake.handed) == ["anna", "bela"] and "a PDF" in intake.handed["bela"].submission().reason
    assert [note.file for note in intake.notes] == ["list.csv"]


@pytest.fixture(scope="module")
def mixed_class(tmp_path_factory):
    """A class in which each student handed in another kind, graded by the command."""
    root = tmp_path_factory.mktemp("mixed")
    for number, kind in enumerate(IN_A_FOLDER):
        laid_out(root / "submissions" / f"Student {number}_{700 + number}_assignsubmission_file_", IN_A_FOLDER[kind][0])
    laid_out(root / "submissions", {"Nobody_1_assignsubmission_file_/x.ipynb": raw(RIGHT), "notes.txt": b"for me"})
    rows = [f"s{number},Student,{number}" for number in range(len(IN_A_FOLDER))] + ["absent,Never,Came"]
    (root / "roster.csv").write_text("id,first_name,last_name\n" + "\n".join(rows) + "\n")
    return root, grade(root)


def grade(root, *more):
    roster = ("--roster", str(root / "roster.csv"), "--out", str(root / "grades"), "--no-pictures", "--unlisted", "list")
    return run("grade", str(root / "submissions"), "--assignment", SET, *roster, *more)


def listed(root, name):
    return list(csv.DictReader((root / "grades" / "report" / SET / name).read_text(encoding="utf-8").splitlines()))


def test_the_report_adds_up(mixed_class):
    root, done = mixed_class
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    files = listed(root, "files.csv")
    states = sum(len(states) for _, states in IN_A_FOLDER.values()) + 2
    assert len(files) == states == len({row["file"] for row in files})
    marks = {row["student"]: row for row in listed(root, "marks.csv")}
    assert len(marks) == len(IN_A_FOLDER) + 1 and marks["absent"]["mark"] == ""
    human = listed(root, "needs-a-human.csv")
    for number, (kind, (_, states)) in enumerate(IN_A_FOLDER.items()):
        row, said = marks[f"s{number}"], " ".join(one["why"] for one in human if one["student"] == f"s{number}")
        if row["mark"]:
            assert row["mark"] == "28", kind  # all that is not written
        else:
            assert said and row["status"] == "not graded", kind
        assert all(name in said for name, state in states.items() if state == LISTED), kind
    assert {one["file"].rpartition("/")[2] for one in human if not one["student"]} == {"x.ipynb", "notes.txt"}


def test_feedback_again_and_a_second_run_lose_nothing_of_the_list(mixed_class):
    root, _ = mixed_class
    names = ("files.csv", "needs-a-human.csv", "marks.csv")
    before = {name: listed(root, name) for name in names}
    assert run("marks", "feedback", "--assignment", SET, "--out", str(root / "grades")).returncode == 0
    assert {name: listed(root, name) for name in names} == before
    assert "0 marked" in grade(root, "--only", "s0").stdout
    assert {name: listed(root, name) for name in names} == before
