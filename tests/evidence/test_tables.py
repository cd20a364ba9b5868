"""Reading a table: typed, checked, and with a message that helps when it fails."""

import subprocess
import sys

import pandas as pd
import pytest
from coursebook import project
from coursebook.evidence import InputError, datapackage, load, row, rows, table_names, tables


@pytest.mark.parametrize("name", table_names())
def test_every_table_is_typed_and_graded(name):
    frame = load(name)
    assert len(frame) and frame["id"].is_unique
    if "grade" in frame or name not in tables.OWN:
        assert set(frame["grade"].dropna()) <= {"A", "B", "C"} and frame["grade"].notna().all()
    if name not in tables.OWN:
        assert {"value", "low", "high", "unit", "source", "via", "grade", "note"} <= set(frame.columns)
        assert frame["source"].notna().all()
        assert all(pd.api.types.is_numeric_dtype(frame[column]) for column in ("value", "low", "high"))


def test_what_is_loaded_is_the_readers_own_copy():
    mine = load("aid_yearly")
    mine["value"] = 0
    assert load("aid_yearly")["value"].max() > 0


def test_an_unknown_table_names_the_nearest():
    with pytest.raises(InputError, match="There is no table 'opinions'. Fix: write 'opinion'"):
        load("opinions")


def test_an_unknown_row_names_the_nearest():
    with pytest.raises(InputError, match="write 'ogp407-2024'"):
        row("ogp-407-2024")


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """A data folder with one table, to write into; caches are cleared on the way in and out."""
    folder = tmp_path / "data"
    folder.mkdir()
    for path in project.current().data.glob("*"):
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(project.current(), "data", folder)
    tables._read.cache_clear()
    yield folder / "losses.csv"
    tables._read.cache_clear()


def test_a_changed_file_is_refused(broken):
    broken.write_text(broken.read_text() + "\n")
    with pytest.raises(InputError, match="losses.csv: The file is not the one whose hash.*coursebook evidence seal"):
        load("losses")


def test_a_wrong_column_and_a_wrong_cell_are_named(broken, monkeypatch):
    monkeypatch.setattr(datapackage, "digest", lambda content: tables.resource("losses")["hash"])
    good = broken.read_text()
    broken.write_text(good.replace("side,", "party,", 1))
    with pytest.raises(InputError, match="line 1: The columns are id, party"):
        load("losses")
    broken.write_text(good.replace("43000", "43k", 1))
    with pytest.raises(InputError, match=r"line \d+, field 'value': '43k' is not a value of type number"):
        load("losses")


def test_a_missing_file(broken):
    broken.unlink()
    with pytest.raises(InputError, match="losses.csv: The file is missing"):
        load("losses")


def test_rows_are_the_table_for_python_alone():
    for name in ("ukraine_cases_yearly", "claims"):
        frame, listed = load(name), rows(name)
        assert [list(one) for one in listed] == [list(frame.columns)] * len(frame)
        for field in frame:
            values = [None if pd.isna(value) else value for value in frame[field]]
            plain = [one[field] for one in listed]
            assert [value and value.date() if isinstance(value, pd.Timestamp) else value for value in values] == plain, field
    run = "import sys; sys.modules['pandas'] = None; from coursebook.evidence import rows; print(len(rows('events')) > 0)"
    assert subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True).stdout == "True\n"
