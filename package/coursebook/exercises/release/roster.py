"""Reads a roster: a CSV file with one student a row, as Canvas, Moodle, Blackboard, Gradescope or a registry exports it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coursebook.exercises.release import roster_columns
from coursebook.exercises.release.csv_dialect import DELIMITERS, UNSEEN, WESTERN, decode, head_of
from coursebook.faults import Fault, InputError, no_file

ID = roster_columns.ID
MOST_BYTES = 10_000_000
# An id names a folder, on every system.
UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]|^\.|[. ]$|\+')
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.I)
SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.I)
# A number with decimals, with its thousands parted, a day, an error, a column too narrow.
SPOILT = re.compile(
    r"\d+[.,]0+|\d{1,3}(?:,\d{3})+|(?:0?[1-9]|[12]\d|3[01])(?:\.(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d|-[A-Z][a-z]{2}(?:-\d\d)?)"
    r"|#(?:N/A|[A-Z]+[!?]|DIV/0!|#+)"
)
SAVED = "export the roster anew, and do not save it in a spreadsheet."


@dataclass(frozen=True)
class Student:
    """One row of the roster: the id, and what else stands in it.

    ``fields`` holds the row's columns by their own names, and by the names of :data:`roster_columns.FIELDS` what they are.
    """

    id: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Roster:
    """A roster that was read: from which system, which column became the id, which rows are no students."""

    students: tuple[Student, ...]
    system: str
    id_column: str
    encoding: str
    left_out: tuple[str, ...]

    def __str__(self) -> str:
        told = [f"{self.system}: {len(self.students)} students, ids from the column '{self.id_column}'"]
        if self.encoding != "utf-8":
            told.append(f"read as {self.encoding}")
        if self.left_out:
            told.append(f"left out {', '.join(self.left_out)}")
        return "; ".join(told)


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]  # by the column's name in one spelling
    fields: dict[str, str]  # by the column's own name


def read(path: Path) -> tuple[Student, ...]:
    """The students of a roster, in its order; raises as :func:`load` does."""
    return load(path).students


def load(path: Path) -> Roster:
    """The roster as a system exports it, unedited.

    Args:
        path: UTF-8, UTF-16 or Windows-1252; comma, semicolon or tab. The id is the column ``id``, or else the best of
            :data:`roster_columns.IDS` that names each student once.

    Raises:
        InputError: the file is missing or no CSV, no column can be the id, or an id is empty, stands twice, or cannot
            name a folder; all faults are listed with their lines.
    """
    file = str(path)
    if not path.is_file():
        raise InputError(no_file(path, "name the roster's CSV file."))
    if path.stat().st_size > MOST_BYTES:
        raise InputError(Fault(file, "", f"It has over {MOST_BYTES:,} bytes.", "give a roster, one row a student."))
    text, codec = decode(path.read_bytes(), file)
    encoding = "Windows-1252; look whether the names are right" if codec == WESTERN else codec
    text = text.translate(UNSEEN).replace("\r\n", "\n").replace("\r", "\n")
    header, names, rows = _rows(text, file)
    system = roster_columns.system_of(names)
    rows, again = _without_repeats(rows)
    marked = _with_notes([(row, roster_columns.no_student(row.cells, system)) for row in rows])
    if len(marked) > 1 and roster_columns.is_sum(marked[-1][0].cells, sum(not reason for _, reason in marked) - 1):
        marked[-1] = marked[-1][0], "a sum"
    rows = [row for row, reason in marked if not reason]
    left_out = tuple(f"line {row.line} ({reason})" for row, reason in sorted([*marked, *again], key=_line) if reason)
    candidates = [name for name in roster_columns.IDS if name in names]
    if not candidates:
        said = f"There is no column '{ID}', and none that is known to name students; the columns are {', '.join(header) or 'none'}."
        raise InputError(Fault(file, "line 1", said, f"name the column with the student ids '{ID}'."))
    if not rows:
        raise InputError(Fault(file, "", "There is no student in it.", "add a row for each student."))
    if candidates[0] == ID:
        candidates = [ID]
    tried = {name: _faults(rows, name, header[names.index(name)], file) for name in candidates}
    chosen = next((name for name, faults in tried.items() if not faults), None)
    if chosen is None:
        # The one that comes nearest: with the fewest faults, the best of them.
        raise InputError(*min(tried.values(), key=len))
    students = []
    for row in rows:
        fields = row.fields | roster_columns.standard_fields(row.cells)
        if chosen == ID:
            fields.pop(header[names.index(ID)])
        students.append(Student(roster_columns.id_of(row.cells, chosen), fields))
    return Roster(tuple(students), system, header[names.index(chosen)], encoding, left_out)


def _line(marked: tuple[_Row, str]) -> int:
    return marked[0].line


def _with_notes(marked: list[tuple[_Row, str]]) -> list[tuple[_Row, str]]:
    """The same, with lines of words below the table ("Exported on 28 November") where no cell above has a blank."""
    for place in range(len(marked) - 1, 0, -1):
        row, reason = marked[place]
        filled = [name for name, cell in row.cells.items() if cell]
        if reason or not filled:
            continue
        above = [one.cells[filled[0]] for one, why in marked[:place] if not why]
        if not (len(filled) == 1 < len(row.cells)) or " " not in row.cells[filled[0]] or any(" " in cell for cell in above):
            break
        marked[place] = row, "a note"
    return marked


def _without_repeats(rows: Sequence[_Row]) -> tuple[list[_Row], list[tuple[_Row, str]]]:
    """The rows that say something new, and the others with the reason: the head again, or a student in one more group.

    A registry lists who is in two groups twice: two rows that differ in the group alone are one student of both. Two that have the
    same name and differ in nothing are one student, too; without a name an id may have been typed twice.
    """
    groups = set(roster_columns.FIELDS["section"])
    names = {one for field in ("first_name", "last_name", "name") for one in roster_columns.FIELDS[field]}
    kept: dict[tuple, _Row] = {}
    again = []
    for row in rows:
        here = {name for name in groups & row.cells.keys() if row.cells[name]}
        same = tuple(item for item in row.cells.items() if item[0] not in groups)
        first, has_name = kept.get(same), any(row.cells.get(name) for name in names)
        if row.fields and all(name == value for name, value in row.fields.items()):
            again.append((row, "the head again"))
        elif first and has_name and all(row.cells[name] in first.cells[name].split(", ") for name in here):
            again.append((row, f"line {first.line} again"))
        elif first and here and not any(row.cells[name] in first.cells[name].split(", ") for name in here):
            for name in here:
                first.cells[name] += f", {row.cells[name]}"
            again.append((row, f"line {first.line} in one more group"))
        else:
            # Without a name a row that is the same in all is kept, and faulted.
            kept[(*same, row.line) if first else same] = row
    return list(kept.values()), again


def _rows(text: str, file: str) -> tuple[list[str], list[str], list[_Row]]:
    """The header, its names in one spelling, and the rows that are not empty."""
    begins, delimiter = head_of(text)
    text = "\n" * text.count("\n", 0, begins) + text[begins:]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    header: list[str] = []
    found, line = [], 1
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if any(cells) and not header:
                header = cells
            elif any(cells):
                found.append((line, cells + [""] * (len(header) - len(cells))))
            line = reader.line_num + 1
    except csv.Error as error:
        fix = "correct the quotation marks of this row."
        raise InputError(Fault(file, f"line {line}", f"This is no CSV: {error}.", fix)) from None
    if len(header) == 1 and any(one in header[0] for one in DELIMITERS) and all(len(cells) == 1 for _, cells in found):
        # A spreadsheet took each row for one cell, and quoted it when it was saved.
        return _rows("\n".join([header[0], *(cells[0] for _, cells in found)]), file)
    names = roster_columns.known_names(header, [cells for _, cells in found])
    rows = []
    for line, cells in found:
        # Of two columns of one name the first counts.
        by_name, by_own = (dict(reversed(list(zip(keys, cells)))) for keys in (names, header))
        by_own.pop("", None)
        rows.append(_Row(line, by_name, by_own))
    return header, names, rows


def _faults(rows: Sequence[_Row], column: str, shown: str, file: str) -> list[Fault]:
    """Why a column cannot be the id: cells that are empty, stand twice, or cannot name a folder."""
    ids = [(roster_columns.id_of(row.cells, column), row.line) for row in rows]
    # Folders that differ in nothing but case are one folder on many systems.
    times = Counter(id.casefold() for id, _ in ids)
    first: dict[str, int] = {}
    faults = []
    for id, line in ids:
        folded, told = id.casefold(), None
        if not id and column == ID:
            told = "The id is empty.", "give the student an id, or drop the row."
        elif not id:
            told = f"The id is empty (column '{shown}').", f"fill it in, drop the row, or add a column '{ID}'."
        elif SHORTENED.fullmatch(id):
            told = f"A spreadsheet has shortened the id to '{id}'.", SAVED
        elif SPOILT.fullmatch(id):
            told = f"A spreadsheet has made '{id}' of the id.", SAVED
        elif UNFIT.search(id) or RESERVED.match(id) or len(id.encode()) > 100:
            told = f"The id '{id}' cannot name a folder.", "use letters, digits, '-', '_', '.' and '@', at most 100."
        elif folded in first:
            said = f"The id '{id}' stands in line {first[folded]} too ({times[folded]} times in all)."
            told = said, "give each student an own id, or drop the row."
        if told:
            faults.append(Fault(file, f"line {line}", *told))
        first.setdefault(folded, line)
    return faults
