"""Text of a student does nothing in the terminal of who grades."""

import csv
import io
import json

import pytest
from coursebook.csv_text import csv_text, original
from coursebook.grading.errors import GradingError
from coursebook.grading.reports.terminal import harmless, say

from tests.grading.klass import SET, put, run

ACTS = {
    "title": "\x1b]0;owned\x07",
    "colour": "\x1b[31;1mred\x1b[0m",
    "clear": "\x1b[2J\x1b[H",
    "one byte": "\x9b2J",
    "link": "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "back": "good\rbad\b\b\b",
    "line": "anna\nReport: /elsewhere",
    "paragraph": "anna\u2028Report: /elsewhere",
    "direction": "anna\u202egnp.ipynb\u2066",
    "half": "anna\udcff",
    "bell": "\x07" * 9,
    "delete": "anna\x7f\x7f",
}


@pytest.mark.parametrize("text", ACTS.values(), ids=ACTS)
def test_it_is_shown_and_does_nothing(text):
    shown = harmless(text)
    assert shown.isprintable() and shown.encode() and len(shown) > len(text)
    for encoding in ("utf-8", "ascii"):
        out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        say(f"“{text}”", GradingError(2, text, "wrong", "mend"), file=out)
        out.flush()
        said = out.buffer.getvalue().decode(encoding)
        assert said.count("\n") == 2 and said.replace("\n", "").isprintable()


def test_ordinary_text_stays():
    for text in ("Ганна Ко́вач, 3 of 5 “points”…", "a b", "", "日本"):
        assert harmless(text) == text
    assert harmless("1\u202f000\tx") == "1 000 x"


@pytest.mark.parametrize("dry", [True, False])
def test_what_a_notebook_says_of_itself_does_nothing(tmp_path, dry):
    name = "\x1b[31mx\x07\nFix: nothing"
    notebook = {"cells": [], "metadata": {"coursebook": {"set": name}}, "nbformat": 4, "nbformat_minor": 5}
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "x", "id": "x"})
    for student in ("anna", "ben\x1b[31m", "c\u202ed"):
        put(tmp_path / "given" / f"{student}.ipynb", json.dumps(notebook).encode())
    (tmp_path / "roster.csv").write_text("id\nanna\n", encoding="utf-8")
    where = ["--out", str(tmp_path / "out"), "--roster", str(tmp_path / "roster.csv"), "--unlisted", "list"]
    done = run("grade", str(tmp_path / "given"), "--assignment", SET, *where, *(["--dry-run"] if dry else ["--workers", "1"]))
    assert done.returncode in (0, 1, 5), done.stderr
    said = done.stdout + done.stderr
    assert said.strip() and all(line.isprintable() for line in said.split("\n")), repr(said)
    refused = run("grade", str(tmp_path / "given"), "--assignment", SET, *where[:4])
    assert refused.returncode and all(line.isprintable() for line in refused.stderr.split("\n")), repr(refused.stderr)
    assert "ben\\x1b[31m" in refused.stderr or "\\x1b[31mx" in refused.stderr


def test_tables_keep_a_row_on_one_line_whatever_a_file_is_called(tmp_path):
    names = [f"a\n{SET},taken", "b\x1b]0;owned\x07", "c\r\x1b[2K", "d\u2028e", "f\u202egnp"]
    notebook = {
        "cells": [{"cell_type": "code", "metadata": {}, "source": "x"}],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    for name in names:
        for place in ("anna", "nobody"):
            put(tmp_path / "given" / place / f"{name}.ipynb", json.dumps(notebook).encode())
            put(tmp_path / "given" / place / f"{name}.pdf", b"%PDF")
    (tmp_path / "roster.csv").write_text("id\nanna\n", encoding="utf-8")
    where = ("--assignment", SET, "--out", str(tmp_path / "out"), "--roster", str(tmp_path / "roster.csv"))
    done = run("grade", str(tmp_path / "given"), *where, "--unlisted", "list", "--workers", "1")
    assert done.returncode in (0, 1), done.stderr
    for name, rows in (("files.csv", 4 * len(names)), ("needs-a-human.csv", 2 * len(names))):
        lines = (tmp_path / "out" / "report" / SET / name).read_text(encoding="utf-8").split("\n")
        assert len(lines) > rows and all(line.isprintable() for line in lines)
        assert len(list(csv.reader(lines[:-1]))) == len(lines) - 1


def test_a_table_is_harmless_for_a_spreadsheet_and_is_read_back_as_it_was():
    cells = ["=1+1", "@anna", "-3.5", "-x", "'quoted'", "plain"]
    assert csv_text([cells]) == "'=1+1,'@anna,-3.5,'-x,'quoted',plain\n"
    assert csv_text([cells], harmless=False) == ",".join(cells) + "\n"
    assert list(map(original, csv_text([cells]).strip().split(","))) == cells
