"""A CSV file of which some cells change and everything else stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from coursebook.faults import EvidenceError, Fault
from coursebook.exercises.release import roster, roster_columns

QUOTED = re.compile(r' *"((?:[^"]|"")*)" *')


@dataclass(frozen=True)
class Cell:
    """A cell: where its text stands in the file, quotation marks included, and what it says."""

    start: int
    end: int
    value: str
    is_quoted: bool


@dataclass(frozen=True)
class Row:
    """A row and the line that it begins in."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said in it."""
        return not any(cell.value for cell in self.cells)


@dataclass(frozen=True)
class Spreadsheet:
    """A CSV file as it was read; made by :func:`read`."""

    file: str
    text: str
    codec: str
    delimiter: str
    header: Row
    rows: tuple[Row, ...]

    @cached_property
    def heads(self) -> list[str]:
        """The columns as the file calls them."""
        return [cell.value for cell in self.header.cells]

    @cached_property
    def names(self) -> list[str]:
        """The columns in one spelling, as :func:`coursebook.exercises.release.roster_columns.known_names` gives them."""
        return roster_columns.known_names(self.heads)

    def fields(self, row: Row) -> dict[str, str]:
        """What a row says, by the columns in one spelling; of two columns of one name the first counts."""
        return dict(reversed([(name, cell.value) for name, cell in zip(self.names, row.cells)]))

    def changed(self, changes: Mapping[Cell, str]) -> bytes:
        """The file with other text in some cells."""
        parts, place = [], 0
        for cell in sorted(changes, key=lambda one: one.start):
            text = changes[cell]
            if cell.is_quoted or self.delimiter in text:
                text = '"' + text.replace('"', '""') + '"'
            parts += [self.text[place : cell.start], text]
            place = cell.end
        return "".join([*parts, self.text[place:]]).encode(self.codec)


def read(content: bytes, file: str) -> Spreadsheet:
    """Read a CSV file as a learning system exports it, in any encoding that :func:`roster.decode` knows.

    Raises:
        EvidenceError: it is no CSV, or there is nothing in it.
    """
    text, codec = roster.decode(content, file)
    start, delimiter = roster.head_of(text)
    rows = [row for row in _rows(text, start, delimiter, file) if not row.is_empty]
    if not rows:
        raise EvidenceError(Fault(file, "", "There is nothing in it.", "export it anew."))
    return Spreadsheet(file, text, codec, delimiter, rows[0], tuple(rows[1:]))


def _rows(text: str, start: int, delimiter: str, file: str) -> list[Row]:
    bare = re.compile(f"[^{re.escape(delimiter)}\r\n]*")
    rows, cells, place = [], [], start
    line = begins = text.count("\n", 0, start) + 1
    while True:
        quoted = QUOTED.match(text, place)
        found = quoted or bare.match(text, place)
        end = found.end()
        if end < len(text) and text[end] not in (delimiter, "\r", "\n"):
            mend = "correct the quotation marks of this row."
            raise EvidenceError(Fault(file, f"line {line}", "This is no CSV: text stands behind a quotation mark.", mend))
        if not quoted and found[0].lstrip().startswith('"'):
            mend = "correct the quotation marks of this row."
            raise EvidenceError(Fault(file, f"line {line}", "This is no CSV: a quotation mark is not closed.", mend))
        value = quoted[1].replace('""', '"') if quoted else found[0]
        cells.append(Cell(place, end, value.translate(roster.UNSEEN).strip(), bool(quoted)))
        line += found[0].count("\n")
        if end < len(text) and text[end] == delimiter:
            place = end + 1
            continue
        rows.append(Row(begins, tuple(cells)))
        if end >= len(text):
            return rows
        cells, place = [], end + (2 if text[end : end + 2] == "\r\n" else 1)
        line += 1
        begins = line
