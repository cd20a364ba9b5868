"""One archive for each student of a release, named as the learning system names its files, and a table for a mail merge."""

from __future__ import annotations

import re
from pathlib import Path

from coursebook.csv_text import csv_text
from coursebook.exercises.release import existing
from coursebook.exercises.release.roster import Roster, Student
from coursebook.faults import Fault, InputError
from coursebook.files import write_all, zipped

MAIL = "mail-merge.csv"
# The columns of the table, each with what it holds; all but the first and the last are copied from the roster.
COLUMNS = {
    "id": "Id on the roster.",
    "first_name": "First name, if the roster has it.",
    "last_name": "Last name, if the roster has it.",
    "email": "Address, if the roster has it.",
    "file": "The student’s archive.",
}
UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def write(release: Path, roster: Roster, folder: Path) -> int:
    """Write the archives and the table; returns how many students got one.

    Args:
        release: the folder that ``coursebook release`` wrote.
        roster: the class, as the system exported it.
        folder: what to write into.

    Raises:
        InputError: the release has nothing for a student, or two students would get one name.
        GradingError: a file cannot be written.
    """
    found = existing.read(release)
    name = found.set if found else ""
    named = {student.id: file_name(student, roster.system, name) for student in roster.students}
    faults: list[Fault] = []
    folded: dict[str, str] = {}
    for id, file in named.items():
        if (other := folded.setdefault(file.casefold(), id)) != id:
            wrong = f"The file would be called as {other}'s: {file}."
            faults.append(Fault(str(folder), f"student '{id}'", wrong, "give them another name or id in the roster."))
    if faults:
        raise InputError(*faults)
    packed = {folder / named[id]: archive for id, archive in archives(release, roster, name).items()}
    write_all({**packed, folder / MAIL: _table(roster, named)})
    return len(packed)


def archives(release: Path, roster: Roster, name: str) -> dict[str, bytes]:
    """The archive of each student of the class, with their files in a folder ``name``.

    Raises:
        InputError: the release has nothing for a student.
    """
    faults, found = [], {}
    for student in roster.students:
        own = release / existing.STUDENTS / student.id
        if not own.is_dir():
            wrong, fix = "The release has nothing for them.", "release the set with this roster."
            faults.append(Fault(str(release), f"student '{student.id}'", wrong, fix))
            continue
        found[student.id] = zipped((f"{name}/{inside}", content) for inside, content in read_files(own).items())
    if faults:
        raise InputError(*faults)
    return found


def read_files(folder: Path) -> dict[str, bytes]:
    """The files of a folder and of those in it, by their names; no links."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def file_name(student: Student, system: str, name: str) -> str:
    """What a system calls a file of a student's: Canvas and Moodle put name and number before it."""
    fields = student.fields
    first, last, number = (fields.get(field, "") for field in ("first_name", "last_name", "lms_id"))
    whole = fields.get("name") or f"{first} {last}".strip()
    if system == "Canvas" and number:
        letters = "".join(letter for letter in f"{last}{first}".casefold() if letter.isalnum())
        return UNFIT.sub("-", f"{letters}_{number}_{name}.zip")
    if system == "Moodle" and number and whole:
        return UNFIT.sub("-", f"{whole}_{number}_assignsubmission_file_{name}.zip")
    return f"{student.id}_{name}.zip"


def _table(roster: Roster, named: dict[str, str]) -> str:
    rows = (
        [student.id, *(student.fields.get(column, "") for column in list(COLUMNS)[1:-1]), named[student.id]]
        for student in roster.students
    )
    return csv_text([[*COLUMNS], *rows])
