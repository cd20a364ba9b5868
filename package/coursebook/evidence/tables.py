"""Tables of ``data/``: read, checked against their schema and hash, and typed.

The tables are described in one Frictionless Data Package, ``data/datapackage.json``.
Reading needs nothing but pandas, so that it also works in a browser's Python; the full
audit, which lists every fault, is :mod:`coursebook.evidence.check`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pandas as pd

from coursebook import project
from coursebook.evidence import reads
from coursebook.evidence.datapackage import (
    BOOLEANS,
    DATE_FORMATS,
    OWN,
    content,
    data_tables,
    descriptor,
    digest,
    mistyped,
    resource,
    resources,
    table_names,
    unsealed,
    with_lf,
)
from coursebook.faults import Fault, InputError, nearest

__all__ = [
    "DATE_FORMATS",
    "OWN",
    "Row",
    "data_tables",
    "descriptor",
    "digest",
    "load",
    "resource",
    "resources",
    "row",
    "table_names",
    "unsealed",
    "with_lf",
]
# Frictionless field type -> pandas dtype; dates are parsed apart, as pandas has no dtype name for them.
DTYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "string": "string", "year": "Int64"}


@project.cached
def _read(name: str) -> pd.DataFrame:
    read = content(name)
    about = resources()[name]
    file = project.current().within(project.current().data / about["path"])
    fields = about["schema"]["fields"]
    frame = pd.read_csv(io.BytesIO(read), dtype="string", keep_default_na=False, na_values=[""])
    expected = [field["name"] for field in fields]
    if list(frame.columns) != expected:
        wrong = f"The columns are {', '.join(frame.columns)}; the schema says {', '.join(expected)}."
        raise InputError(Fault(file, "line 1", wrong, "make the header line and the schema in datapackage.json agree."))
    for field in fields:
        frame[field["name"]] = _typed(frame[field["name"]], field, file)
    frame.attrs["table"] = name
    return frame


def _typed(column: pd.Series, field: dict[str, Any], file: str) -> pd.Series:
    """A text column in its field's type; the first cell that does not fit is named."""
    kind = field["type"]
    if kind in DATE_FORMATS:
        typed = pd.to_datetime(column, format=DATE_FORMATS[kind], errors="coerce")
    elif kind == "boolean":
        typed = column.str.lower().map(BOOLEANS).astype("boolean")
    elif kind == "string":
        return column
    else:
        typed = pd.to_numeric(column, errors="coerce").astype(DTYPES[kind])
    bad = column.notna() & typed.isna()
    if bad.any():
        first = bad.idxmax()
        raise mistyped(file, f"line {first + 2}, field '{field['name']}'", column[first], kind)
    return typed


def load(name: str) -> pd.DataFrame:
    """Read one table of ``data/``, checked and typed.

    Args:
        name: the table's name, as on its page under *Datasets*.

    Returns:
        One row for each observation. Besides its own columns every table has ``id``,
        ``value``, ``low`` and ``high`` (numbers, missing where the source gives none),
        ``unit``, ``source`` and ``via`` (keys of the bibliography), ``grade`` and ``note``.
        Dates are timestamps. ``attrs["table"]`` holds the name.

    Raises:
        InputError: unknown table, missing or changed file, wrong columns, or a cell of
            the wrong type. The message names the file, the line and the fix.

    Example:
        >>> load("hives")["value"].max()
        446.0
    """
    reads.note(name)
    return _read(name).copy()


@dataclass(frozen=True)
class Row:
    """One row of a table, found by its id.

    ``cells`` holds it by column. A column is an attribute too, such as ``row("north-2024").value``, and None where it is blank.
    """

    id: str
    table: str
    cells: dict[str, Any]

    def __getattr__(self, field: str) -> Any:
        try:
            value = self.cells[field]
        except KeyError:
            raise AttributeError(f"table '{self.table}' has no field '{field}'") from None
        return None if pd.isna(value) else value


@project.cached
def _rows() -> dict[str, Row]:
    found: dict[str, Row] = {}
    for name in data_tables():
        for cells in _read(name).to_dict("records"):
            found[cells["id"]] = Row(cells["id"], name, cells)
    return found


def row(id: str) -> Row:
    """One row of any table, by its id (ids are unique over all tables).

    Raises:
        InputError: no table has such a row.
    """
    if id not in _rows():
        raise InputError(Fault("data/", "", f"No table has a row '{id}'.", nearest(id, _rows())))
    found = _rows()[id]
    reads.note(found.table)
    return found
