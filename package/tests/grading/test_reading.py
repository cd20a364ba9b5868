"""Every kind of damaged file: read where the meaning is plain, else refused with the reason; nothing else ever happens."""

import json

import pytest
from coursebook.grading.errors import Unreadable
from coursebook.grading.intake.notebook_reader import MOST_BYTES, MOST_CELLS, read

CELLS = [
    {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "Lviv – Львів"},
    {"cell_type": "code", "id": "b", "metadata": {"nbgrader": {"grade_id": "q1"}}, "source": ["x = 1\n", "y = 2"]},
]
NOTEBOOK = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"coursebook": {"set": "s", "version": "v"}}, "cells": CELLS}
TEXT = json.dumps(NOTEBOOK, ensure_ascii=False)

READ = {
    "plain": (TEXT.encode(), ""),
    "bom": (TEXT.encode("utf-8-sig"), "byte order mark"),
    "utf16": (TEXT.encode("utf-16"), "UTF-16"),
    "utf16 without a mark": (TEXT.encode("utf-16-le"), "UTF-16"),
    "utf16 big end first": (TEXT.encode("utf-16-be"), "UTF-16"),
    "utf32": (TEXT.encode("utf-32"), "UTF-32"),
    "ascii": (json.dumps(NOTEBOOK).encode(), ""),
    "lines without their ends": (TEXT.replace("x = 1\\n", "x = 1").encode(), ""),
    "blanks around": (b"\n\n  " + TEXT.encode() + b"\n", ""),
}
REFUSED = {
    "empty": (b"", "empty"),
    "blanks": (b" \n\t", "empty"),
    "not JSON": (b"print('hello')", "not a notebook"),
    "truncated": (TEXT.encode()[:-40], "ends in the middle"),
    "truncated in a string": (TEXT.encode()[: TEXT.encode().index(b"Lviv") + 2], "ends in the middle"),
    "half a pair of bytes": (TEXT.encode("utf-16")[:-1], "UTF-16"),
    "nested": (b"[" * 200_000, "nested too deeply"),
    "nested notebook": (b'{"cells": ' + b"[" * 200_000, "nested too deeply"),
    "long number": (b'{"cells": ' + b"9" * 10_000 + b"}", "number too long"),
    "a list": (b"[1, 2]", "not a notebook"),
    "no cells": (b'{"nbformat": 4}', "no cells"),
    "empty cells": (b'{"cells": []}', "no cells"),
    "cells of text": (b'{"cells": ["a", null, 3]}', "No cell"),
    "cells a table": (b'{"cells": {"a": 1}}', "no cells"),
    "too large": (b" " * 10 + b"x" * (MOST_BYTES + 1), "larger than"),
    "too many cells": (json.dumps({"cells": [CELLS[0]] * (MOST_CELLS + 1)}).encode(), "cells; at most"),
    "too much text": (json.dumps({"cells": [{"cell_type": "code", "source": "x" * 3_000_000}]}).encode(), "characters"),
    "a web page": (b"<!doctype html><p>Sign in", "web page"),
    "an archive": (b"PK\x03\x04rest", "an archive"),
    "an exported page": (b'<!DOCTYPE html><html><body class="jp-Notebook">', "exported from a notebook"),
    "a merge conflict": (b"<<<<<<< HEAD\n" + TEXT.encode() + b"\n=======\n>>>>>>> mine\n", "merge conflict .*line 1"),
    "a merge conflict within": (
        json.dumps(NOTEBOOK, indent=1).replace(' "cells"', '<<<<<<< HEAD\n "cells"').encode(),
        "merge conflict .*line 10",
    ),
    "a comma too many": (b'{"cells": [{"cell_type": "code", "source": "x"},]}', "comma too many"),
    "two notebooks in one file": (TEXT.encode() * 2, "More stands behind the end"),
    "a bracket too many": (TEXT.encode() + b"\n}\n", "More stands behind the end .*line 2"),
    "a page of an error behind it": (TEXT.encode() + b"<html>502 Bad Gateway</html>", "More stands behind the end"),
    "zeros behind it, as after a crash": (TEXT.encode() + b"\0" * 512, "More stands behind the end"),
    "too many parts": (b'{"cells": [' + b"[]," * 2_000_000 + b"1]}", "parts"),
    "a script of too many cells": (b"# %%\n" * 3_000, "cells"),
    "a PDF": (b"%PDF-1.7", "PDF"),
    "noise": (bytes(range(1, 256)) * 10, "not a notebook"),
    "nothing but zeros": (b"\x00" * 100, "nothing but zeros"),
}


@pytest.mark.parametrize("name", READ)
def test_it_is_read_and_the_mend_is_told(name):
    data, told = READ[name]
    found = read(data)
    assert [cell.source for cell in found.cells] == ["Lviv – Львів", "x = 1\ny = 2"]
    assert found.cells[1].grade_id == "q1" and found.cells[0].id == "a"
    assert found.made_for == {"set": "s", "version": "v"}
    assert told in " ".join(found.repairs) and bool(told) == bool(found.repairs)


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_the_reason(name):
    data, reason = REFUSED[name]
    with pytest.raises(Unreadable, match=reason) as told:
        read(data)
    assert len(str(told.value)) < 200


def test_the_old_format_is_brought_up():
    old = {
        "nbformat": 3,
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 2, "source": "Title", "metadata": {}},
                    {"cell_type": "code", "input": ["x = 1"], "outputs": [], "metadata": {"nbgrader": {"grade_id": "q"}}},
                ]
            }
        ],
    }
    found = read(json.dumps(old).encode())
    assert [(cell.kind, cell.source) for cell in found.cells] == [("markdown", "## Title"), ("code", "x = 1")]
    assert "old format" in found.repairs[0]


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "code", "source": "x", "metadata": None},
        {"cell_type": "code", "source": "x", "metadata": {"nbgrader": "yes"}},
        {"cell_type": "code", "source": "x", "metadata": {"nbgrader": {"grade_id": ["q1"], "points": 1000}}},
        {"cell_type": "code", "source": "x", "id": 7},
        {"cell_type": "code", "source": "x"},
        {"cell_type": ["code"], "source": "x"},
    ],
)
def test_odd_metadata_is_no_hindrance(cell):
    (found,) = read(json.dumps({"cells": [cell], "metadata": "none"}).encode()).cells
    assert found.source == "x" and not found.grade_id and not found.id


def test_a_damaged_cell_is_left_out_and_told():
    found = read(json.dumps({"cells": [CELLS[0], {"cell_type": "code", "source": 7}, None]}).encode())
    assert len(found.cells) == 1 and "2 damaged cells" in found.repairs[0]


def test_half_a_letter_cannot_break_a_file_later():
    found = read(b'{"cells": [{"cell_type": "code", "source": "x = \\"\\ud800\\""}]}')
    found.cells[0].source.encode("utf-8")


def test_windows_letters_are_read():
    found = read('{"cells": [{"cell_type": "markdown", "source": "Müller"}]}'.encode("cp1252"))
    assert found.cells[0].source == "Müller" and "Windows-1252" in found.repairs[0]
