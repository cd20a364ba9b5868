"""Reads a roster: a CSV file with one student a row, as a registry or a learning platform exports it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from coursebook.evidence.errors import EvidenceError, Fault, nearest

ID = "id"
MOST_BYTES = 10_000_000
# An id names a folder, on every system.
UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]|^\.|[. ]$|\+')
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.I)


@dataclass(frozen=True)
class Student:
    """One row of the roster: the id, and what else stands in it."""

    id: str
    fields: dict[str, str]


def read(path: Path) -> tuple[Student, ...]:
    """The students of a roster, in its order.

    Args:
        path: UTF-8 (with or without a byte order mark), comma, semicolon or tab; a column ``id``.

    Raises:
        EvidenceError: the file is missing or in another encoding, the column is missing, or an id is empty, stands
            twice, or cannot name a folder; all faults are listed with their lines.
    """
    file = str(path)
    if not path.is_file():
        raise EvidenceError(Fault(file, "", "There is no such file.", "name the roster's CSV file."))
    if path.stat().st_size > MOST_BYTES:
        raise EvidenceError(Fault(file, "", f"It has over {MOST_BYTES:,} bytes.", "give a roster, one row a student."))
    text = _text(path.read_bytes(), file)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    columns = [name.strip() for name in reader.fieldnames or []]
    if ID not in columns:
        said = f"There is no column '{ID}'; the columns are {', '.join(columns) or 'none'}."
        close = nearest(ID, columns) if columns else ""
        mend = f"name the column with the student ids '{ID}'" + (f" (perhaps {columns[0]})." if close else ".")
        raise EvidenceError(Fault(file, "line 1", said, mend))
    reader.fieldnames = columns
    students, lines, faults = [], [], []
    try:
        for row in reader:
            fields = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
            if any(fields.values()):
                students.append(Student(fields.pop(ID), fields))
                lines.append(reader.line_num)
    except csv.Error as error:
        raise EvidenceError(Fault(file, f"line {reader.line_num}", f"This is no CSV: {error}.", "correct the line.")) from None
    faults = [fault for student, line in zip(students, lines) for fault in _faults(student, file, line)]
    # Folders that differ in nothing but case are one folder on many systems.
    times = Counter(student.id.casefold() for student in students if student.id)
    first: dict[str, int] = {}
    for student, line in zip(students, lines):
        folded = student.id.casefold()
        if folded in first:
            said = f"The id '{student.id}' stands in line {first[folded]} too ({times[folded]} times in all)."
            faults.append(Fault(file, f"line {line}", said, "give each student an own id, or drop the row."))
        first.setdefault(folded, line)
    if not students:
        faults.append(Fault(file, "", "There is no student in it.", "add a row for each student."))
    if faults:
        raise EvidenceError(*faults)
    return tuple(students)


def _text(content: bytes, file: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise EvidenceError(Fault(file, "line 1", "It is UTF-16.", "save it as CSV UTF-8 (in Excel: CSV UTF-8)."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise EvidenceError(
            Fault(file, f"line {line}", "It is not UTF-8.", "save it as CSV UTF-8 (in Excel: CSV UTF-8).")
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise EvidenceError(Fault(file, f"line {line}", "It holds a zero byte, so it is no CSV.", "export it anew as CSV."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _faults(student: Student, file: str, line: int) -> list[Fault]:
    place = f"line {line}"
    if not student.id:
        return [Fault(file, place, "The id is empty.", "give the student an id, or drop the row.")]
    if UNFIT.search(student.id) or RESERVED.match(student.id) or len(student.id.encode()) > 100:
        said = f"The id '{student.id}' cannot name a folder."
        return [Fault(file, place, said, "use letters, digits, '-', '_', '.' and '@', at most 100.")]
    return []
