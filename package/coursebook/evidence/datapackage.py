"""The tables of ``data/`` without pandas: their description, their seal, and their rows as plain Python.

They are described in one Frictionless Data Package, ``data/datapackage.json``. Nothing here needs more than Python, so
that it also works in a browser's Python before a library has come; :mod:`coursebook.evidence.tables` makes frames of
the same files.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
from typing import Any

from coursebook import project
from coursebook.evidence import reads
from coursebook.faults import Fault, InputError, nearest

DATE_FORMATS = {"date": "%Y-%m-%d", "yearmonth": "%Y-%m"}
BOOLEANS = {"true": True, "false": False}


@project.cached
def descriptor() -> dict[str, Any]:
    """The data package as it stands in ``datapackage.json``.

    Raises:
        InputError: the file is missing or is not JSON.
    """
    file = project.current().within(project.current().datapackage)
    try:
        return json.loads(project.current().datapackage.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(Fault(file, "", "The file is missing.", "restore it from version control.")) from None
    except json.JSONDecodeError as error:
        raise InputError(Fault(file, f"line {error.lineno}", f"This is not JSON: {error.msg}.", "correct that line.")) from None


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
    wrong = "The file is not the one whose hash stands in datapackage.json."
    fix = "if the change is meant, run 'coursebook evidence seal' and commit both; if not, restore the file."
    if digest(with_lf(content)) == sealed:
        wrong = "Its lines end as another system writes them (CRLF or CR, not LF), so it is not the file whose hash stands in datapackage.json; nothing else differs."
        fix = f"delete the file and run 'git checkout -- {file}', or run 'coursebook evidence seal', which writes LF."
    return Fault(file, "", wrong, fix)


def resource(name: str) -> dict[str, Any]:
    """The description of one table.

    Raises:
        InputError: there is no such table.
    """
    if name not in resources():
        file = project.current().within(project.current().datapackage)
        raise InputError(Fault(file, "", f"There is no table '{name}'.", nearest(name, resources())))
    reads.note(name)
    return resources()[name]


def content(name: str) -> bytes:
    """The bytes of one table's file, which is the one that was sealed.

    Raises:
        InputError: unknown table, missing or changed file.
    """
    about = resources()[name] if name in resources() else resource(name)
    path = project.current().data / about["path"]
    file = project.current().within(path)
    if not path.is_file():
        raise InputError(Fault(file, "", "The file is missing.", "restore it from version control."))
    found = path.read_bytes()
    if fault := unsealed(file, found, about.get("hash")):
        raise InputError(fault)
    return found


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of one table as Python alone reads them, without pandas.

    Args:
        name: the table's name, as for :func:`coursebook.evidence.load`.

    Returns:
        A dictionary for each row, in the order of the file. Numbers are ``int`` or ``float``, dates
        ``datetime.date``; a figure that the source does not give is ``None``.

    Raises:
        InputError: unknown table, missing or changed file, or a cell of the wrong type.

    Example:
        >>> rows("hives")[0]["value"]
        446.0
    """
    about = resource(name)
    types = {field["name"]: field["type"] for field in about["schema"]["fields"]}
    read = csv.DictReader(io.StringIO(content(name).decode(), newline=""))
    file = project.current().within(project.current().data / about["path"])
    return [
        {field: _cell(text, types.get(field, "string"), f"line {line}, field '{field}'", file) for field, text in row.items()}
        for line, row in enumerate(read, start=2)
    ]


def _cell(text: str, kind: str, place: str, file: str) -> Any:
    if not text:
        return None
    try:
        if kind in DATE_FORMATS:
            return datetime.datetime.strptime(text, DATE_FORMATS[kind]).date()
        if kind == "boolean":
            return BOOLEANS[text.lower()]
        return {"integer": int, "year": int, "number": float}.get(kind, str)(text)
    except (KeyError, ValueError):
        raise mistyped(file, place, text, kind) from None


def mistyped(file: str, place: str, text: str, kind: str) -> InputError:
    """The error of a cell that does not hold what its field's type says."""
    fix = "correct the cell; leave it empty if the figure is not known."
    return InputError(Fault(file, place, f"'{text}' is not a value of type {kind}.", fix))
