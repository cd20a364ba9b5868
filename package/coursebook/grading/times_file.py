"""When a class handed in, from a learning system's CSV: what its download of files does not say."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from coursebook.exercises.release import roster as rosters
from coursebook.faults import Fault, InputError
from coursebook.grading.intake.class_list import Roster
from coursebook.grading.intake.layouts import Hint

# Columns of the moment, as Gradescope, Moodle and Canvas' reports call them, and plain ones.
COLUMNS = (
    "submission time",
    "last modified (submission)",
    "submitted at",
    "submitted_at",
    "submission date",
    "date submitted",
    "submitted",
    "handed_in",
    "handed in",
    "timestamp",
    "time",
)
FORMS = ("%d %B %Y, %I:%M %p", "%d %B %Y, %H:%M", "%d %B %Y, %H:%M:%S", "%Y-%m-%d %H:%M:%S %z")  # Moodle's, Gradescope's
WEEKDAY = re.compile(r"^[^\W\d]+day, ")
NONE = ("", "-", "–", "never")


def read_times(path: Path, roster: Roster) -> dict[str, datetime]:
    """Student -> when the work was handed in; one without an offset is in the course's time zone. Rows without a time are left out.

    Args:
        path: a CSV with a column that names students, as in a roster, and one of :data:`COLUMNS`.
        roster: the class.

    Raises:
        InputError: the file is no such CSV, or a row names nobody of the class, or no moment; all faults are listed.
    """
    students = rosters.load(path).students
    names = {name.strip().casefold(): name for name in students[0].fields}
    column = next((names[name] for name in COLUMNS if name in names), None)
    if column is None:
        columns = ", ".join(students[0].fields) or "ids alone"
        wrong = f"There is no column with the time of the hand-in; the columns are {columns}."
        raise InputError(Fault(str(path), "line 1", wrong, "name it 'handed_in'."))
    times: dict[str, datetime] = {}
    faults = []
    for student in students:
        text = student.fields[column].strip()
        if text.casefold() in NONE:
            continue
        cell = student.fields
        name = cell.get("name") or f"{cell.get('first_name', '')} {cell.get('last_name', '')}".strip()
        whose = roster.find(Hint(tuple(filter(None, (student.id, cell.get("email"), cell.get("lms_id")))), name))
        moment = _moment(text)
        if not whose.student:
            wrong = whose.why or "Nobody on the roster has this id."
            faults.append(Fault(str(path), student.id, wrong, "correct the id, or drop the row."))
        elif moment is None:
            wrong = f"'{text}' is no moment that can mean one thing alone."
            fix = "write it as 2026-11-28 21:55, with or without +01:00."
            faults.append(Fault(str(path), f"{student.id}, {column}", wrong, fix))
        else:
            times[whose.student] = moment
    if faults:
        raise InputError(*faults)
    return times


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.removesuffix(" UTC") + "+00:00" * text.endswith(" UTC")) if len(text) > 10 else None
    except ValueError:
        pass
    for form in FORMS:
        try:
            return datetime.strptime(WEEKDAY.sub("", text), form)
        except ValueError:
            continue
    return None
