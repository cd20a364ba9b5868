"""A figure that readers had is not changed in silence: the log of corrections against the last release."""

from __future__ import annotations

import csv
import json

import pytest
from coursebook import project
from coursebook.evidence import claim, released
from coursebook.evidence.corrections import corrections


def rewrite(path, change) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, fields = list(reader), reader.fieldnames
    rows = change(rows) or rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def line(number: int, table: str, row: str, field: str, before: str, after: str) -> dict[str, str]:
    return {
        "id": f"correction-{number}", "date": "2026-12-01", "table": table, "row": row, "field": field,
        "before": before, "after": after, "why": "A test.",
    }  # fmt: skip


def test_the_log_is_sound_and_newest_first():
    assert list(released.faults()) == []
    dates = [one.date for one in corrections()]
    assert dates == sorted(dates, reverse=True) and dates[-1] == "2026-11-22"


def test_a_release_holds_figures_and_no_wording():
    held = released.last()
    assert held["tables"]["claims"]["cases-407"]["value"] == "255000"
    assert "finding" not in held["tables"]["claims"]["cases-407"] and "chapters/reform" in held["pages"]


def test_a_change_in_silence_is_a_fault_and_a_logged_one_is_not(checkout, coursebook):
    data = checkout / "data"

    def change(rows):
        rows[0]["value"], rows[0]["note"] = "123456", "A better note."
        return rows[:-1]

    with (data / "losses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first, last = rows[0], rows[-1]
    rewrite(data / "losses.csv", change)
    judged = {id: row["verdict"] for id, row in released.last()["tables"]["claims"].items()}
    # One that has kept its verdict since: a change of it is logged nowhere yet.
    ledger, was = next((id, verdict) for id, verdict in judged.items() if verdict == claim(id).verdict != "holds")

    def rejudge(rows):
        next(row for row in rows if row["id"] == ledger).update(verdict="holds", finding="Better words.")

    rewrite(data / "claims.csv", rejudge)
    assert coursebook("evidence", "seal").returncode == 0
    done = coursebook("evidence", "check")
    assert done.returncode == 1
    told = [text for text in done.stdout.splitlines() if "no line of the log says why" in text]
    assert len(told) == 3, done.stdout
    assert f"data/losses.csv, row '{first['id']}': value was released as '{first['value']}' and is '123456'" in done.stdout
    assert f"data/losses.csv, row '{last['id']}': The row was released and is gone" in done.stdout
    assert "verdict was released as" in done.stdout and "Fix: log it in data/corrections.csv (table losses, row" in done.stdout

    rewrite(
        data / "corrections.csv",
        lambda rows: [
            *rows,
            line(901, "losses", first["id"], "value", first["value"], "123456"),
            line(902, "losses", last["id"], "row", "the row", ""),
            line(903, "claims", ledger, "verdict", was, "holds"),
        ],
    )
    assert coursebook("evidence", "seal").returncode == 0
    # A row that is gone may be missed elsewhere; the log is satisfied.
    assert "corrections" not in coursebook("evidence", "check").stdout


def test_lines_that_the_data_do_not_bear_out_are_faults(monkeypatch):
    good = released.now()
    row, cells = next(iter(good["losses"].items()))
    lines = [
        line(1, "loses", row, "value", "1", "2"),
        line(2, "losses", row + "x", "value", "1", "2"),
        line(3, "losses", row, "vlaue", "1", "2"),
        line(4, "losses", row, "unit", "same", "same"),
        line(5, "losses", row, "grade", "A", "Z"),
    ]
    monkeypatch.setattr(released, "corrections", lambda: [released.Correction(**one) for one in lines])
    told = "\n".join(map(str, released.faults()))
    assert "row 'correction-1': There is no table 'loses'. Fix: write 'losses'" in told
    assert f"row 'correction-2': Table losses has no row '{row}x'. Fix: write '{row}'" in told
    assert "row 'correction-3': Table losses has no field 'vlaue'. Fix: write 'value'" in told
    assert "row 'correction-4': Nothing changes: before and after are the same." in told
    assert f"row 'correction-5': It says that grade of '{row}' is 'Z' now; the table says '{cells['grade']}'." in told


def test_an_older_correction_excuses_no_later_change(monkeypatch):
    state = released.now()
    row = next(iter(state["losses"]))
    before = json.loads(json.dumps(state))
    before["losses"][row]["unit"] = "horses"
    old = line(1, "losses", row, "unit", "horses", state["losses"][row]["unit"]) | {"date": "2026-11-01"}
    monkeypatch.setattr(released, "corrections", lambda: [released.Correction(**old)])
    monkeypatch.setattr(released, "last", lambda: {"date": "2026-11-22", "pages": [], "tables": before})
    assert any("unit was released as 'horses'" in str(fault) for fault in released.faults())


def test_a_release_is_written_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(project.current(), "released", tmp_path / "released.json")
    count = released.release("9.9.9", "2026-12-24", ["b", "a"])
    held = released.last()
    released.last.cache_clear()
    assert held["version"] == "9.9.9" and held["pages"] == ["a", "b"] and held["tables"] == released.now()
    assert count == sum(len(cells) for rows in held["tables"].values() for cells in rows.values())
    assert [path.name for path in tmp_path.iterdir()] == ["released.json"]


def test_a_lost_release_file_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(project.current(), "released", tmp_path / "released.json")
    released.last.cache_clear()
    with pytest.raises(released.InputError, match="released.json: It cannot be read.*Fix: restore it"):
        released.last()


def test_a_split_column_is_compared_where_its_cell_stands_now(monkeypatch):
    """A cell of an old column that moved is no change; one that is gone, or that says something else, is."""
    monkeypatch.setattr(released, "SPLIT", {"losses": {"was": ("unit", "note")}})
    monkeypatch.setattr(released, "corrections", lambda: [])
    state = {"losses": {"a": {"unit": "men"}, "b": {"note": "men"}, "c": {"unit": "horses"}, "d": {"grade": "A"}}}
    before = {"losses": {row: {"was": "men"} for row in "abcd"}}
    monkeypatch.setattr(released, "now", lambda: state)
    monkeypatch.setattr(released, "last", lambda: {"date": "2026-11-22", "pages": [], "tables": before})
    told = [str(fault) for fault in released.faults()]
    assert len(told) == 2, told
    assert any("row 'c': unit was released as 'men' and is 'horses'" in one for one in told)
    assert any("row 'd': unit was released as 'men' and is ''" in one for one in told)
