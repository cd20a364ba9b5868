"""Tables of ``data/``: read, checked against their schema and hash, and typed.

The tables are described in one Frictionless Data Package, ``data/datapackage.json``.
Reading needs nothing but pandas, so that it also works in a browser's Python; the full
audit, which lists every fault, is :mod:`coursebook.evidence.check`.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from coursebook import project
from coursebook.evidence import reads
from coursebook.faults import EvidenceError, Fault, nearest

# Frictionless field type -> pandas dtype; dates are parsed apart, as pandas has no dtype name for them.
DTYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "string": "string", "year": "Int64"}
DATE_FORMATS = {"date": "%Y-%m-%d", "yearmonth": "%Y-%m"}


@project.cached
def descriptor() -> dict[str, Any]:
    """The data package as it stands in ``datapackage.json``.

    Raises:
        EvidenceError: the file is missing or is not JSON.
    """
    file = project.current().within(project.current().datapackage)
    try:
        return json.loads(project.current().datapackage.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EvidenceError(Fault(file, "", "The file is missing.", "restore it from version control.")) from None
    except json.JSONDecodeError as error:
        raise EvidenceError(
            Fault(file, f"line {error.lineno}", f"This is not JSON: {error.msg}.", "correct that line.")
        ) from None


@project.cached
def resources() -> dict[str, dict[str, Any]]:
    """Every table's description, by the table's name."""
    return {resource["name"]: resource for resource in descriptor()["resources"]}


def table_names() -> list[str]:
    """Names of all tables, the claim ledger among them, in the order of the data package."""
    return list(resources())


# Tables about the book itself: they hold no observation, so no figure in prose comes from them.
OWN = ("claims", "corrections", "article_sentences")


def data_tables() -> list[str]:
    """Names of the tables that hold observations, in the order of the data package."""
    return [name for name in table_names() if name not in OWN]


def digest(content: bytes) -> str:
    """SHA-256 in the form that the data package holds."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def with_lf(content: bytes) -> bytes:
    """A table's bytes as they are kept and sealed: lines end with LF, whatever system or program wrote them."""
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def unsealed(file: str, content: bytes, sealed: str | None) -> Fault | None:
    """The fault of a table that is not the one whose hash was sealed; line ends are told apart from other changes.

    Args:
        file: the file's name, as it is told.
        content: the bytes that it holds.
        sealed: the hash that ``datapackage.json`` holds.
    """
    if digest(content) == sealed:
        return None
    if digest(with_lf(content)) == sealed:
        return Fault(
            file,
            "",
            "Its lines end as another system writes them (CRLF or CR, not LF), so it is not the file whose hash stands in datapackage.json; nothing else differs.",
            f"delete the file and run 'git checkout -- {file}', or run 'coursebook evidence seal', which writes LF.",
        )
    return Fault(
        file,
        "",
        "The file is not the one whose hash stands in datapackage.json.",
        "if the change is meant, run 'coursebook evidence seal' and commit both; if not, restore the file.",
    )


def resource(name: str) -> dict[str, Any]:
    """The description of one table.

    Raises:
        EvidenceError: there is no such table.
    """
    if name not in resources():
        raise EvidenceError(
            Fault(
                project.current().within(project.current().datapackage),
                "",
                f"There is no table '{name}'.",
                nearest(name, resources()),
            )
        )
    reads.note(name)
    return resources()[name]


@project.cached
def _read(name: str) -> pd.DataFrame:
    about = resources()[name] if name in resources() else resource(name)
    path = project.current().data / about["path"]
    file = project.current().within(path)
    if not path.is_file():
        raise EvidenceError(Fault(file, "", "The file is missing.", "restore it from version control."))
    content = path.read_bytes()
    if fault := unsealed(file, content, about.get("hash")):
        raise EvidenceError(fault)
    fields = about["schema"]["fields"]
    frame = pd.read_csv(io.BytesIO(content), dtype="string", keep_default_na=False, na_values=[""])
    expected = [field["name"] for field in fields]
    if list(frame.columns) != expected:
        raise EvidenceError(
            Fault(
                file,
                "line 1",
                f"The columns are {', '.join(frame.columns)}; the schema says {', '.join(expected)}.",
                "make the header line and the schema in datapackage.json agree.",
            )
        )
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
        typed = column.str.lower().map({"true": True, "false": False}).astype("boolean")
    elif kind == "string":
        return column
    else:
        typed = pd.to_numeric(column, errors="coerce").astype(DTYPES[kind])
    bad = column.notna() & typed.isna()
    if bad.any():
        first = bad.idxmax()
        raise EvidenceError(
            Fault(
                file,
                f"line {first + 2}, field '{field['name']}'",
                f"'{column[first]}' is not a value of type {kind}.",
                "correct the cell; leave it empty if the figure is not known.",
            )
        )
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
        EvidenceError: unknown table, missing or changed file, wrong columns, or a cell of
            the wrong type. The message names the file, the line and the fix.

    Example:
        >>> load("hives")["value"].max()
        446.0
    """
    reads.note(name)
    return _read(name).copy()


@dataclass(frozen=True)
class Row:
    """One row of a table, found by its id."""

    id: str
    table: str
    cells: dict[str, Any]

    def __getattr__(self, field: str) -> Any:
        try:
            value = self.cells[field]
        except KeyError:
            raise AttributeError(f"table '{self.table}' has no field '{field}'") from None
        return None if value is None or value is pd.NA or pd.isna(value) else value


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
        EvidenceError: no table has such a row.
    """
    if id not in _rows():
        raise EvidenceError(Fault("data/", "", f"No table has a row '{id}'.", nearest(id, _rows())))
    found = _rows()[id]
    reads.note(found.table)
    return found
