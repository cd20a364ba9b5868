"""A made-up class as Canvas keeps it: its gradebook export, which is the roster too, and the archive of what was handed in."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from coursebook.grading.intake.class_list import Person

FIRST_NUMBER = 70_000  # Canvas' own numbers of students
DUE = datetime(2026, 11, 28)  # its end
LATE = 0.15  # share of the class


def number(place: int) -> int:
    """Canvas' number of the student in this place of the class."""
    return FIRST_NUMBER + 7 * place


def gradebook(people: Iterable[Person], title: str, points: float) -> bytes:
    """The gradebook as Canvas exports it, the column of the assignment empty, with its row of points and its test student."""
    rows = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", f"{title} (481)", "Final Score"],
        ["    Points Possible", "", "", "", "", f"{points:g}", "(read only)"],
    ]
    for place, one in enumerate(people):
        rows.append([f"{one.last_name}, {one.first_name}", str(number(place)), "", one.id, "A", "", ""])
    rows.append(["Student, Test", "99999", "", "5f1c0a77d3e1", "A", "", ""])
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return ("\ufeff" + text.getvalue()).encode()


def archive(people: Iterable[Person], handed: dict[str, bytes], name: str) -> bytes:
    """What Canvas packs as submissions.zip: a file for each student, named by it, with the moment of the hand-in.

    Some are late, by up to three days, and Canvas says so in the name.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for place, one in enumerate(people):
            chance = random.Random(f"moment:{one.id}")
            is_late = chance.random() < LATE
            hours = chance.uniform(26, 95) if is_late else chance.uniform(-90, 22)
            moment = DUE + timedelta(hours=hours)
            who = f"{one.last_name}{one.first_name}".lower()
            entry = zipfile.ZipInfo(
                f"{who}_{'LATE_' * is_late}{number(place)}_{900_000 + place}_{name}.ipynb", moment.timetuple()[:6]
            )
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, handed[one.id])
    return packed.getvalue()


def marks_in(path: Path) -> dict[str, float]:
    """The marks in a gradebook that was exported and filled in, by student."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return {row[3]: float(row[5]) for row in rows if row[3].startswith("s") and row[5]}
