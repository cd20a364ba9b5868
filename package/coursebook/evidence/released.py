"""The figures as readers last had them: a changed one needs a line in the log of corrections.

``data/released.json`` holds every figure, verdict and grade of the last release, and its pages. It is a
file and no mark in the history, so that a fresh copy of the project without its history can be checked.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence

from coursebook import project
from coursebook.evidence import tables
from coursebook.evidence.corrections import TABLE, Correction, corrections
from coursebook.faults import Fault, InputError, nearest
from coursebook.files import write_whole

# Words about a figure: to write them better is no correction of it. (Where they were wrong, the log says so too.)
WORDS = {"id", "statement", "finding", "defence", "note", "locator", "via", "dataset", "section"}
# Columns that were split after a release: old name -> the columns that its cells may stand in now, the usual one first.
SPLIT = {
    "claims": {
        "value": ("article_value",),
        "low": ("article_low", "evidence_low"),
        "high": ("article_high", "evidence_high"),
        "source": ("cited_here",),
    }
}

State = dict[str, dict[str, dict[str, str]]]


def now() -> State:
    """table -> row -> field -> the cell's text, of all cells that hold more than words; blank cells are left out."""
    found: State = {}
    for name in tables.table_names():
        if name == TABLE:
            continue
        with (project.current().data / tables.resource(name)["path"]).open(encoding="utf-8", newline="") as file:
            found[name] = {
                cells["id"]: {field: text for field, text in cells.items() if text and field not in WORDS}
                for cells in csv.DictReader(file)
            }
    return found


@project.cached
def last() -> dict:
    """The last release: ``version``, ``date``, ``pages`` and ``tables``; empty ones before the first.

    Raises:
        InputError: the file is no JSON, or is missing although the log of corrections names a release.
    """
    file = project.current().within(project.current().released)
    if not project.current().released.exists() and not corrections():
        return {"version": "", "date": "", "pages": [], "tables": {}}
    try:
        return json.loads(project.current().released.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        wrong = f"It cannot be read: {error}."
        raise InputError(Fault(file, "", wrong, "restore it from version control.")) from None


def release(version: str, date: str, pages: Sequence[str]) -> int:
    """Write down the present figures and pages as released; returns how many cells are held.

    The file is replaced in one step, so an interruption leaves the old one whole.
    """
    state = now()
    held = {"version": version, "date": date, "pages": sorted(pages), "tables": state}
    write_whole(project.current().released, json.dumps(held, indent=0, ensure_ascii=False) + "\n")
    last.cache_clear()
    return sum(len(cells) for rows in state.values() for cells in rows.values())


def faults() -> Iterator[Fault]:
    """Figures that changed without a line in the log, and lines of the log that the data do not bear out."""
    before, after = last(), now()
    logged: dict[tuple[str, str, str], list[Correction]] = {}
    for one in corrections():
        logged.setdefault((one.table, one.row, one.field), []).append(one)
        yield from _of_line(one, before["tables"], after)
    for (table, row, field), lines in logged.items():
        current = after.get(table, {}).get(row)
        # Words can be made better later, and a row can go; a figure is what its last line says.
        if (
            current is not None
            and field not in WORDS | SPLIT.get(table, {}).keys()
            and lines[0].after != current.get(field, "")
        ):
            yield _log(
                lines[0],
                f"It says that {field} of '{row}' is '{lines[0].after}' now; the table says '{current.get(field, '')}'.",
                "log the later change too, or correct the line.",
            )
    for table, rows in before["tables"].items():
        split = SPLIT.get(table, {})
        # A column that the last release did not have holds nothing that readers had.
        known = {split.get(field, (field,))[0] for cells in rows.values() for field in cells}
        for row, cells in rows.items():
            current = after.get(table, {}).get(row)
            if current is None:
                if (table, row, "row") not in logged:
                    yield _unlogged(table, row, "The row was released and is gone", "row", "the row", "")
                continue
            cells = _renamed(cells, split, current)
            for field in sorted(cells.keys() | (current.keys() & known)):
                old, new = cells.get(field, ""), current.get(field, "")
                said = [line.after for line in logged.get((table, row, field), ()) if line.date >= before["date"]]
                if old != new and new not in said:
                    yield _unlogged(table, row, f"{field} was released as '{old}' and is '{new}'", field, old, new)


def _renamed(cells: dict[str, str], split: dict[str, tuple[str, ...]], current: dict[str, str]) -> dict[str, str]:
    """Released cells under the present names: a cell of a split column where its text stands now, or in the usual one."""
    return {
        next((name for name in split.get(field, (field,)) if current.get(name) == text), split.get(field, (field,))[0]): text
        for field, text in cells.items()
    }


def _unlogged(table: str, row: str, wrong: str, field: str, old: str, new: str) -> Fault:
    fix = (
        f"log it in data/corrections.csv (table {table}, row {row}, field {field}, before '{old}', after '{new}', why), "
        "or restore it."
    )
    return Fault(f"data/{table}.csv", f"row '{row}'", f"{wrong}, and no line of the log says why.", fix)


def _log(line: Correction, wrong: str, fix: str) -> Fault:
    return Fault(f"data/{TABLE}.csv", f"row '{line.id}'", wrong, fix)


def _of_line(line: Correction, before: State, after: State) -> Iterator[Fault]:
    if line.table not in after:
        yield _log(line, f"There is no table '{line.table}'.", nearest(line.table, after))
        return
    fields = [field["name"] for field in tables.resource(line.table)["schema"]["fields"]]
    if line.field not in (*fields, *SPLIT.get(line.table, ()), "row"):
        yield _log(line, f"Table {line.table} has no field '{line.field}'.", nearest(line.field, fields))
    rows = after[line.table].keys() | before.get(line.table, {}).keys()
    if line.row not in rows:
        yield _log(line, f"Table {line.table} has no row '{line.row}'.", nearest(line.row, rows))
    if line.before == line.after:
        yield _log(line, "Nothing changes: before and after are the same.", "say what it was and what it is.")
