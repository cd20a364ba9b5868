"""What the file that is about to be written holds already: marks of other columns must not be lost with it."""

from __future__ import annotations

from pathlib import Path

from coursebook.delivery.marks import spreadsheet
from coursebook.delivery.marks.spreadsheet import Spreadsheet
from coursebook.exercises.release import roster_columns
from coursebook.faults import Fault, InputError

EMPTY = ("", "-")


def check(into: Path, export: Path, filled: bytes, column: str) -> None:
    """Whether ``into`` may be written over with ``filled``, which was made from ``export`` by filling in ``column``.

    Raises:
        InputError: it is no file of this gradebook, or has marks of other columns that are not in the new one.
    """
    if not into.is_file():
        return
    new = spreadsheet.read(filled, str(export))
    try:
        old = spreadsheet.read(into.read_bytes(), str(into))
    except InputError:
        old = None
    if old is None or _who(old) != _who(new):
        wrong = "There is another file of this name; it was left as it is."
        raise InputError(Fault(str(into), "", wrong, "name another with --into."))
    # An export that is newer than the file may have newer marks; one that is older can only lack what the file has.
    is_older = export.stat().st_mtime <= into.stat().st_mtime
    marks, lost = _marks(new), {}
    for (who, head), mark in _marks(old).items():
        now = marks.get((who, head), "")
        if head != column and (not now or is_older and now != mark):
            lost[head] = mark
    if lost:
        heads = ", ".join(f"'{head}'" for head in lost)
        wrong = f"It has marks that {export} lacks, and they would be lost: {heads}."
        fix = f"go on from it: write {into} in the place of {export}; or write another file with --into."
        raise InputError(Fault(str(into), "", wrong, fix))


def _who(sheet: Spreadsheet) -> list[str]:
    """The columns that say who a row is."""
    return [name for name in sheet.names if name in roster_columns.KNOWN]


def _marks(sheet: Spreadsheet) -> dict[tuple[tuple[str, ...], str], str]:
    """What stands in the other columns, by row and column."""
    found = {}
    for row in sheet.rows:
        cells = list(zip(sheet.names, sheet.heads, row.cells))
        who = tuple(cell.value for name, _, cell in cells if name in roster_columns.KNOWN)
        for name, head, cell in cells:
            if name not in roster_columns.KNOWN and cell.value not in EMPTY:
                found[who, head] = cell.value
    return found
