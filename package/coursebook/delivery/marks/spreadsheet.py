"""A CSV file of which some cells change and everything else stays byte for byte, and whose each of its rows is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from coursebook.exercises.release import csv_dialect, roster_columns
from coursebook.faults import Fault, InputError
from coursebook.grading.intake.class_list import Person

NUMBERS = ("user id", "canvas id", "identifier")  # columns with a system's own number of a student
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

    def fault(self, place: str, wrong: str, fix: str) -> Fault:
        """A fault of this file."""
        return Fault(self.file, place, wrong, fix)

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
    """Read a CSV file as a learning system exports it, in any encoding that :func:`csv_dialect.decode` knows.

    Raises:
        InputError: it is no CSV, or there is nothing in it.
    """
    text, codec = csv_dialect.decode(content, file)
    start, delimiter = csv_dialect.head_of(text)
    rows = [row for row in _rows(text, start, delimiter, file) if any(cell.value for cell in row.cells)]
    if not rows:
        raise InputError(Fault(file, "", "There is nothing in it.", "export it anew."))
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
            fix = "correct the quotation marks of this row."
            raise InputError(Fault(file, f"line {line}", "This is no CSV: text stands behind a quotation mark.", fix))
        if not quoted and found[0].lstrip().startswith('"'):
            fix = "correct the quotation marks of this row."
            raise InputError(Fault(file, f"line {line}", "This is no CSV: a quotation mark is not closed.", fix))
        value = quoted[1].replace('""', '"') if quoted else found[0]
        cells.append(Cell(place, end, value.translate(csv_dialect.UNSEEN).strip(), bool(quoted)))
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


def whose(sheet: Spreadsheet, rows: Sequence[Row], people: Sequence[Person]) -> tuple[dict[str, Row], list[str]]:
    """The row of each student who has one, and who was found by name alone.

    Raises:
        InputError: two students, or two rows of one, cannot be told apart, or nobody is in it.
    """
    by_id: dict[str, set[str]] = {}
    by_number: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for person in people:
        for known, key in ((by_id, person.id), (by_id, person.email), (by_number, person.lms_id)):
            if key:
                known.setdefault(key.casefold(), set()).add(person.id)
        named.setdefault(_name(person.first_name, person.last_name), set()).add(person.id)
    # A system's own number is no id of the roster's if the roster has such numbers, too.
    by_number = by_number or by_id
    found: dict[str, Row] = {}
    faults, unknown = [], []
    for row in rows:
        fields = sheet.fields(row)
        name = _name_in(fields)
        ids = {column: id.casefold() for column in roster_columns.IDS if (id := roster_columns.id_of(fields, column))}
        if name or len(ids) > 1:
            ids.pop("identifier", None)  # Moodle numbers students anew for each assignment
        of_ids = [
            known[id]
            for column, id in ids.items()
            for known, may_name in (
                (by_id, column not in NUMBERS or not id.isdigit()),
                (by_number, column in NUMBERS or column == roster_columns.ID),
            )
            if may_name and id in known
        ]
        students = set.intersection(*of_ids) or set.union(*of_ids) if of_ids else set()
        what = "Its ids"
        if students and name and name in named and not students & named[name]:
            students, what = students | named[name], "Its id and its name"
        if len(students) > 1:
            wrong = f"{what} are of more than one student: {', '.join(sorted(students))}."
            faults.append(sheet.fault(f"line {row.line}", wrong, "correct the roster, or the ids in the export."))
        elif not students:
            unknown.append(row)
        elif (student := students.pop()) in found:
            wrong = f"It is {student}, who has line {found[student].line} too."
            faults.append(sheet.fault(f"line {row.line}", wrong, "take the row out that is not theirs."))
        else:
            found[student] = row
    by_name = _by_name(sheet, unknown, [person for person in people if person.id not in found], faults)
    if not faults and not found and not by_name:
        wrong = f"None of its {len(rows)} students is in this course."
        faults.append(sheet.fault("", wrong, "name the export of this very course, or grade with its roster."))
    if faults:
        raise InputError(*faults)
    return found | by_name, sorted(by_name)


def _by_name(sheet: Spreadsheet, rows: Sequence[Row], people: Sequence[Person], faults: list[Fault]) -> dict[str, Row]:
    named: dict[str, list[str]] = {}
    for person in people:
        named.setdefault(_name(person.first_name, person.last_name), []).append(person.id)
    named.pop("", None)
    called = [(row, _name_in(sheet.fields(row))) for row in rows]
    times = Counter(name for _, name in called)
    found = {}
    for row, name in called:
        students = named.get(name, [])
        if students and (len(students) > 1 or times[name] > 1):
            shown = " ".join(word.title() for word in name.split())
            who = f"students {', '.join(students)}" if len(students) > 1 else f"student {students[0]} and {times[name]} rows"
            fix = "export it with ids or e-mail addresses, or add them to the roster."
            faults.append(sheet.fault(f"line {row.line}", f"The name '{shown}' is of more than one: {who}.", fix))
        elif students:
            found[students[0]] = row
    return found


def _name(*parts: str) -> str:
    """A name in one spelling, whichever of its words comes first."""
    text = unicodedata.normalize("NFKC", " ".join(parts)).casefold().replace(",", " ").replace("’", "'")
    return " ".join(sorted(text.split()))


def _name_in(fields: Mapping[str, str]) -> str:
    known = roster_columns.standard_fields(fields)
    return _name(known.get("first_name", ""), known.get("last_name", "")) or _name(known.get("name", ""))
