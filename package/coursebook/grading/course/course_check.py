"""Checks a course file: every key, date and name in it, and rules that contradict each other, each fault with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from coursebook.faults import EvidenceError, Fault, nearest
from coursebook.grading.course.course_places import no_toml, place
from coursebook.grading.course.lateness import COUNTS, Rules

TIMEZONE, ASSIGNMENTS, EXTENSIONS, EXCUSED, HANDED_IN = KEYS = ("timezone", "assignments", "extensions", "excused", "handed_in")
ASSIGNMENT_KEYS = ("due", "grace", "late_penalty", "late_cap", "accepted_until", "weight", "counts")
NEED_DUE = ("grace", "late_penalty", "late_cap", "accepted_until")
YEARS = range(2000, 2101)  # others are misprints, and nbgrader's database cannot compare all of them
MOST_GRACE = timedelta(days=7)
UNITS = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "day": 86400}
_SPAN = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*([a-z]+?)s?")
_NO_SECONDS = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?!\d|:)")


def check(name: str, text: str, known: Iterable[str], students: Iterable[str] | None) -> dict[str, Rules]:
    """The rules of each assignment that a course file names.

    Args:
        name: what messages call the file.
        text: its content.
        known: names of all assignments.
        students: ids of the roster, or None if it is not known.

    Raises:
        EvidenceError: with one fault for each thing that is wrong.
    """
    try:
        document = tomllib.loads(_NO_SECONDS.sub(r"\g<0>:00", text))  # TOML 1.1 takes such a time
    except tomllib.TOMLDecodeError as error:
        raise EvidenceError(no_toml(name, text, str(error))) from None
    except RecursionError:
        raise EvidenceError(Fault(name, "", "It is nested too deeply.", "write it as the instructor guide shows.")) from None
    reader = _Reader(name, text, document, list(known), None if students is None else set(students))
    assignments = reader.assignments()
    if reader.faults:
        raise EvidenceError(*reader.faults)
    return assignments


def typed_moment(text: str) -> date | datetime:
    """A date or a moment as typed; raises :class:`ValueError` for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text)


class _Reader:
    """Goes through a parsed course file once and collects faults; a value with a fault counts as not there."""

    def __init__(self, name: str, text: str, document: dict[str, Any], known: list[str], students: set[str] | None):
        self.faults: list[Fault] = []
        self._name, self._text, self._document, self._known, self._students = name, text, document, known, students
        self._zone: ZoneInfo | None = None

    def assignments(self) -> dict[str, Rules]:
        for key in self._document:
            self._known_key(key, KEYS, (key,))
        self._zone = self._read_zone()
        tables = {name: self._table(self._document, name, ()) for name in KEYS[1:]}
        stated = {name: self._values(name, tables[ASSIGNMENTS]) for name in tables[ASSIGNMENTS] if self._assignment(name)}
        extensions, handed_in = (self._read_moments(key, tables[key]) for key in (EXTENSIONS, HANDED_IN))
        excused = self._read_excused(tables[EXCUSED])
        for name in {*stated, *extensions, *excused}:
            self._conflicts(name, stated.get(name, {}), extensions.get(name, {}), excused.get(name, set()))
        return {
            name: Rules(
                **stated.get(name, {}),
                extensions=extensions.get(name, {}),
                handed_in=handed_in.get(name, {}),
                excused=frozenset(excused.get(name, ())),
                is_stated=True,
            )
            for name in {*stated, *extensions, *excused, *handed_in}
        }

    def _fault(self, path: tuple[str, ...], wrong: str, fix: str) -> None:
        self.faults.append(Fault(self._name, place(self._text, path), wrong, fix))

    def _known_key(self, key: str, keys: Iterable[str], path: tuple[str, ...]) -> bool:
        if key in keys:
            return True
        self._fault(path, f"There is no key '{key}'.", nearest(key, keys))
        return False

    def _assignment(self, name: str, path: tuple[str, ...] = ()) -> bool:
        if name in self._known:
            return True
        self._fault(path or (ASSIGNMENTS, name), f"There is no assignment '{name}'.", nearest(name, self._known))
        return False

    def _student(self, student: str, path: tuple[str, ...]) -> bool:
        if self._students is None or student in self._students:
            return True
        self._fault(path, f"Nobody on the roster has the id '{student}'.", nearest(student, self._students))
        return False

    def _table(self, parent: Mapping[str, Any], key: str, above: tuple[str, ...]) -> dict[str, Any]:
        value = parent.get(key, {})
        if isinstance(value, dict):
            return value
        self._fault((*above, key), f"'{key}' is no table.", f"write it as a table: [{'.'.join((*above, key))}].")
        return {}

    def _read_zone(self) -> ZoneInfo | None:
        name = self._document.get(TIMEZONE)
        if name is None:
            return None
        if isinstance(name, str) and name in available_timezones():
            return ZoneInfo(name)
        fix = nearest(name, available_timezones()) if isinstance(name, str) else "write one, such as 'Europe/Prague'."
        self._fault((TIMEZONE,), f"There is no time zone '{name}'.", fix)
        return ZoneInfo("UTC")  # so that dates are not called faulty too

    def _values(self, name: str, assignments: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in self._table(assignments, name, (ASSIGNMENTS,)).items():
            path = (ASSIGNMENTS, name, key)
            if not self._known_key(key, ASSIGNMENT_KEYS, path):
                continue
            if key in ("due", "accepted_until"):
                read = self._moment(value, path)
            elif key == "grace":
                read = self._span(value, path)
            elif key in ("late_penalty", "late_cap"):
                number = self._number(value, path, 100, "per cent")
                read = None if number is None else number / 100
            elif key == "weight":
                read = self._number(value, path, 1000, "a weight")
            else:
                read = value if value in COUNTS else None
                if read is None:
                    self._fault(path, f"'{value}' cannot count.", f"write one of: {', '.join(COUNTS)}.")
            if read is not None:
                found[key] = read
        return found

    def _read_moments(self, key: str, table: Mapping[str, Any]) -> dict[str, dict[str, datetime]]:
        """A moment for each student and assignment."""
        found: dict[str, dict[str, datetime]] = {}
        for student in table:
            if not self._student(student, (key, student)):
                continue
            for name, value in self._table(table, student, (key,)).items():
                path = (key, student, name)
                if self._assignment(name, path) and (moment := self._moment(value, path)):
                    found.setdefault(name, {})[student] = moment
        return found

    def _read_excused(self, table: Mapping[str, Any]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for student, names in table.items():
            path = (EXCUSED, student)
            if not self._student(student, path):
                continue
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                self._fault(path, "This is no list of assignments.", f"write [{', '.join(map(repr, self._known[:1]))}].")
                continue
            for name in names:
                if self._assignment(name, path):
                    found.setdefault(name, set()).add(student)
        return found

    def _conflicts(self, name: str, stated: Mapping[str, Any], extensions: Mapping[str, datetime], excused: set[str]) -> None:
        raw = self._document.get(ASSIGNMENTS, {}).get(name, {})
        if "due" not in raw:
            for key in stated.keys() & set(NEED_DUE):
                if stated[key]:
                    fix = f"add 'due' to [{ASSIGNMENTS}.{name}] (or the option --due), or remove '{key}'."
                    self._fault((ASSIGNMENTS, name, key), f"There is '{key}', but no due date.", fix)
            for student in extensions:
                fix = f"add 'due' to [{ASSIGNMENTS}.{name}] (or the option --due), or remove the extension."
                self._fault((EXTENSIONS, student, name), "There is an extension, but no due date.", fix)
        due = stated.get("due")
        if "late_cap" in raw and "late_penalty" not in raw:
            fix = "add 'late_penalty', per cent for each day begun, or remove 'late_cap'."
            self._fault((ASSIGNMENTS, name, "late_cap"), "There is a most for the penalty, but no penalty.", fix)
        if due and "accepted_until" in stated and stated["accepted_until"] < due:
            path = (ASSIGNMENTS, name, "accepted_until")
            self._fault(path, "The last moment accepted is before the due date.", "correct one of the two.")
        for student, moment in extensions.items():
            if due and moment < due:
                wrong = f"The extension of '{student}' ends before the due date of '{name}'."
                self._fault((EXTENSIONS, student, name), wrong, "correct one of the two dates, or remove the extension.")
            if student in excused:
                wrong = f"'{student}' has an extension for '{name}' and is excused from it."
                self._fault((EXTENSIONS, student, name), wrong, "remove one of the two.")

    def _moment(self, value: Any, path: tuple[str, ...]) -> datetime | None:
        """A moment in UTC; a date means the end of that day in the course's time zone."""
        if isinstance(value, str):
            try:
                value = typed_moment(value)
            except ValueError:
                self._fault(path, f"'{value}' is no date.", "write 2026-11-28, or 2026-11-28T12:00:00.")
                return None
        if not isinstance(value, date):  # of which datetime is a kind
            self._fault(path, f"'{value}' is no date.", "write 2026-11-28, or 2026-11-28T12:00:00.")
            return None
        if value.year not in YEARS:
            self._fault(path, f"The year {value.year} cannot be meant.", f"write one from {YEARS[0]} to {YEARS[-1]}.")
            return None
        if not isinstance(value, datetime):
            value = datetime.combine(value, time.max)
        if value.tzinfo:
            return value.astimezone(UTC)
        if self._zone is None:
            fix = 'add timezone = "Europe/Prague" (yours) at the top, or the option --timezone, or an offset: T12:00+01:00.'
            self._fault(path, "The date has no time zone, and the course has none.", fix)
            return None
        # Of an hour that the clock shows twice, the second: in the student's favour.
        moment = value.replace(tzinfo=self._zone, fold=1).astimezone(UTC)
        if moment.astimezone(self._zone).replace(tzinfo=None, fold=0) != value:
            wrong = f"There is no {value:%H:%M} on {value:%Y-%m-%d} in {self._zone.key}: clocks are put forward then."
            self._fault(path, wrong, "write a time before or after.")
            return None
        return moment

    def _span(self, value: Any, path: tuple[str, ...]) -> timedelta | None:
        match = _SPAN.fullmatch(value.strip().lower()) if isinstance(value, str) else None
        if match and match[2] in UNITS:
            span = timedelta(seconds=float(match[1]) * UNITS[match[2]])
            if span <= MOST_GRACE:
                return span
        self._fault(path, f"'{value}' is no time of grace.", 'write "15 min", "2 h" or "1 day", at most 7 days.')
        return None

    def _number(self, value: Any, path: tuple[str, ...], most: float, what: str) -> float | None:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= most:
            return float(value)
        self._fault(path, f"'{value}' is not {what} from 0 to {most}.", "write a number without quotation marks.")
        return None
