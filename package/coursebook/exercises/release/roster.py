"""Reads a roster: a CSV file with one student a row, as Canvas, Moodle, Blackboard, Gradescope or a registry exports it."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coursebook.exercises.release import roster_columns
from coursebook.faults import EvidenceError, Fault

ID = roster_columns.ID
MOST_BYTES = 10_000_000
# An id names a folder, on every system.
UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]|^\.|[. ]$|\+')
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.I)
SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.I)
# Three letters in a row that only another alphabet has: a word of Cyrillic or Greek in its own encoding.
OTHER_ALPHABET = re.compile(rb"[\xc0-\xff]{3}")
DELIMITERS = ",;\t|"
MOST_ABOVE = 10  # lines above the table, such as its title
# Marks of direction, width and hyphenation, which come along when text is copied.
UNSEEN = dict.fromkeys([0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)])
NOTE = re.compile(r'"?sep=(.)"?')
WESTERN = "cp1252"
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


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
        EvidenceError: the file is missing or no CSV, no column can be the id, or an id is empty, stands twice, or cannot
            name a folder; all faults are listed with their lines.
    """
    file = str(path)
    if not path.is_file():
        raise EvidenceError(Fault(file, "", "There is no such file.", "name the roster's CSV file."))
    if path.stat().st_size > MOST_BYTES:
        raise EvidenceError(Fault(file, "", f"It has over {MOST_BYTES:,} bytes.", "give a roster, one row a student."))
    text, codec = decode(path.read_bytes(), file)
    encoding = "Windows-1252; look whether the names are right" if codec == WESTERN else codec
    text = text.translate(UNSEEN).replace("\r\n", "\n").replace("\r", "\n")
    header, names, rows = _rows(text, file)
    system = roster_columns.system_of(names)
    marked = [(row, roster_columns.no_student(row.cells, system)) for row in rows]
    rows = [row for row, reason in marked if not reason]
    left_out = tuple(f"line {row.line} ({reason})" for row, reason in marked if reason)
    candidates = [name for name in roster_columns.IDS if name in names]
    if not candidates:
        said = f"There is no column '{ID}', and none that is known to name students; the columns are {', '.join(header) or 'none'}."
        raise EvidenceError(Fault(file, "line 1", said, f"name the column with the student ids '{ID}'."))
    if not rows:
        raise EvidenceError(Fault(file, "", "There is no student in it.", "add a row for each student."))
    if candidates[0] == ID:
        candidates = [ID]
    tried = {name: _faults(rows, name, header[names.index(name)], file) for name in candidates}
    chosen = next((name for name, faults in tried.items() if not faults), None)
    if chosen is None:
        # The one that comes nearest: with the fewest faults, the best of them.
        raise EvidenceError(*min(tried.values(), key=len))
    students = []
    for row in rows:
        fields = row.fields | roster_columns.standard_fields(row.cells)
        if chosen == ID:
            fields.pop(header[names.index(ID)])
        students.append(Student(_id(row, chosen), fields))
    return Roster(tuple(students), system, header[names.index(chosen)], encoding, left_out)


def _rows(text: str, file: str) -> tuple[list[str], list[str], list[_Row]]:
    """The header, its names in one spelling, and the rows that are not empty."""
    begins, delimiter = head_of(text)
    text = "\n" * text.count("\n", 0, begins) + text[begins:]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    header: list[str] = []
    names: list[str] = []
    rows, line = [], 1
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if any(cells) and not header:
                header, names = cells, roster_columns.known_names(cells)
            elif any(cells):
                cells += [""] * (len(header) - len(cells))
                # Of two columns of one name the first counts.
                by_name, by_own = (dict(reversed(list(zip(keys, cells)))) for keys in (names, header))
                by_own.pop("", None)
                rows.append(_Row(line, by_name, by_own))
            line = reader.line_num + 1
    except csv.Error as error:
        fix = "correct the quotation marks of this row."
        raise EvidenceError(Fault(file, f"line {line}", f"This is no CSV: {error}.", fix)) from None
    return header, names, rows


def head_of(text: str) -> tuple[int, str]:
    """Where the header begins, and what parts the columns.

    It is the first of the first lines that has a column which can name a student; else the first that says anything.
    """
    usual: tuple[int, str] | None = None
    noted = ""
    for line in itertools.islice(re.finditer(r"[^\r\n]+", text), MOST_ABOVE):
        words = line[0].strip(" \ufeff")
        if note := NOTE.fullmatch(words):
            noted = note[1]
            continue
        bare = re.sub(r'"[^"]*"', "", words)
        delimiter = noted or max(DELIMITERS, key=bare.count)
        begins = line.start() + (len(line[0]) - len(line[0].lstrip("\ufeff")))
        usual = usual or (begins, delimiter)
        cells = [cell.strip(' "') for cell in words.split(delimiter)]
        is_whole = words.count('"') % 2 == 0
        if is_whole and set(roster_columns.known_names(cells)) & set(roster_columns.IDS):
            return begins, delimiter
    return usual or (0, DELIMITERS[0])


def decode(content: bytes, file: str) -> tuple[str, str]:
    """The text as it stands, a byte order mark and line ends included, and the codec that makes the same bytes of it.

    Raises:
        EvidenceError: it is a workbook, holds a zero byte, or its encoding is not certain.
    """
    if content.startswith(WORKBOOKS):
        raise EvidenceError(Fault(file, "", "This is a workbook of Excel.", "save it as CSV UTF-8, or export it as CSV."))
    zeros = content[:2000].count(0)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16-le" if content[:1] == b"\xff" else "utf-16-be"
    elif zeros and zeros > len(content[:2000]) // 3:
        codec = "utf-16-be" if content[0] == 0 else "utf-16-le"
    else:
        codec = "utf-8"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        text, codec = _western(content, error, codec, file), WESTERN
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise EvidenceError(Fault(file, f"line {line}", "It holds a zero byte, so it is no CSV.", "export it anew as CSV."))
    return text, codec


def _western(content: bytes, error: UnicodeDecodeError, encoding: str, file: str) -> str:
    """The text in Windows-1252; refused where it may as well be another alphabet's encoding."""
    try:
        text = content.decode(WESTERN)
    except UnicodeDecodeError:
        text = ""
    strange = [letter for letter in text if ord(letter) > 127 and not (letter.isalpha() or letter in "’‘“”–—…´°\xa0")]
    if encoding != "utf-8" or not text or strange or OTHER_ALPHABET.search(content):
        line = content.count(b"\n", 0, error.start) + 1
        said = f"It is not {'UTF-8' if encoding == 'utf-8' else 'whole UTF-16'}."
        raise EvidenceError(Fault(file, f"line {line}", said, "save it as CSV UTF-8 (in Excel: CSV UTF-8).")) from None
    return text


def _id(row: _Row, column: str) -> str:
    return row.cells[column].removeprefix("Participant ") if column == "identifier" else row.cells[column]


def _faults(rows: Sequence[_Row], column: str, shown: str, file: str) -> list[Fault]:
    """Why a column cannot be the id: cells that are empty, stand twice, or cannot name a folder."""
    ids = [(_id(row, column), row.line) for row in rows]
    # Folders that differ in nothing but case are one folder on many systems.
    times = Counter(id.casefold() for id, _ in ids)
    first: dict[str, int] = {}
    faults = []
    for id, line in ids:
        place, folded = f"line {line}", id.casefold()
        if not id:
            what = "The id is empty" if column == ID else f"The id is empty (column '{shown}')"
            fix = (
                "give the student an id, or drop the row."
                if column == ID
                else f"fill it in, drop the row, or add a column '{ID}'."
            )
            faults.append(Fault(file, place, f"{what}.", fix))
        elif SHORTENED.fullmatch(id):
            said = f"A spreadsheet has shortened the id to '{id}'."
            faults.append(Fault(file, place, said, "export the roster anew, and do not save it in a spreadsheet."))
        elif UNFIT.search(id) or RESERVED.match(id) or len(id.encode()) > 100:
            said = f"The id '{id}' cannot name a folder."
            faults.append(Fault(file, place, said, "use letters, digits, '-', '_', '.' and '@', at most 100."))
        elif folded in first:
            said = f"The id '{id}' stands in line {first[folded]} too ({times[folded]} times in all)."
            faults.append(Fault(file, place, said, "give each student an own id, or drop the row."))
        first.setdefault(folded, line)
    return faults
