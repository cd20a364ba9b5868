"""Checks a course file: every key, date and name in it, and rules that contradict each other, each fault with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from coursebook.faults import Fault, InputError, nearest
from coursebook.grading.course import term
from coursebook.grading.course.course_places import no_toml
from coursebook.grading.course.course_values import TIMEZONE, Values
from coursebook.grading.course.lateness import COUNTS, Rules
from coursebook.grading.course.term import Term

TABLES = ("assignments", "extensions", "excused", "handed_in", "groups", "late")
ASSIGNMENTS, EXTENSIONS, EXCUSED, HANDED_IN, GROUPS, LATE = TABLES
KEYS = (TIMEZONE, *TABLES, *term.KEYS)
LATE_KEYS = ("grace", "late_penalty", "late_cap")
NEED_DUE = (*LATE_KEYS, "accepted_until")
ASSIGNMENT_KEYS = ("due", *NEED_DUE, "weight", "counts", "items", "learned")
# Where a key belongs that stands in a wrong place.
HOMES = {key: f"below a heading [{ASSIGNMENTS}.NAME]" for key in ASSIGNMENT_KEYS}
HOMES |= {key: "above the first heading, such as [assignments.NAME]" for key in (TIMEZONE, *term.KEYS)}
# A text or a comment, which stays as it is, or a time without seconds.
_NO_SECONDS = re.compile(
    r"""\"\"\"(?s:.*?)\"\"\"|\'\'\'(?s:.*?)\'\'\'|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#.*|(?P<time>\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?!\d|:))"""
)


def check(name: str, text: str, known: Iterable[str], students: Iterable[str] | None) -> tuple[dict[str, Rules], Term]:
    """The rules of each assignment that a course file names, and its plan of the term.

    Args:
        name: what messages call the file.
        text: its content.
        known: names of all assignments.
        students: ids of the roster, or None if it is not known.

    Raises:
        InputError: with one fault for each thing that is wrong.
    """
    try:
        # TOML 1.1 takes such a time.
        document = tomllib.loads(_NO_SECONDS.sub(lambda found: found[0] + ":00" * bool(found["time"]), text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(no_toml(name, text, str(error))) from None
    except (RecursionError, ValueError) as error:
        wrong = "It is nested too deeply." if isinstance(error, RecursionError) else f"A value cannot be read ({error})."
        raise InputError(Fault(name, "", wrong, "write it as the instructor guide shows.")) from None
    reader = _Reader(name, text, document, list(known), None if students is None else set(students))
    found = reader.assignments(), term.read(reader)
    if reader.faults:
        raise InputError(*reader.faults)
    return found


class _Reader(Values):
    """Goes through the rules of a course file once and collects faults."""

    def __init__(self, name: str, text: str, document: dict[str, Any], known: list[str], students: set[str] | None):
        super().__init__(name, text, document)
        self._known, self._students = known, students
        self._groups: dict[str, tuple[str, ...]] = {}

    def assignments(self) -> dict[str, Rules]:
        """The rules of each assignment."""
        for key in self.document:
            self.known_key(key, KEYS, (key,), HOMES)
        tables = {name: self.table(self.document, name, ()) for name in TABLES}
        self._groups = self._read_groups(tables[GROUPS])
        usual = self._read(tables[LATE], LATE_KEYS, (LATE,))
        self._cap_alone(tables[LATE], {}, (LATE,))
        stated = {
            name: self._read(self.table(tables[ASSIGNMENTS], name, (ASSIGNMENTS,)), ASSIGNMENT_KEYS, (ASSIGNMENTS, name))
            for name in tables[ASSIGNMENTS]
            if self._assignment(name)
        }
        extensions, handed_in = (self._read_moments(key, tables[key]) for key in (EXTENSIONS, HANDED_IN))
        excused = self._read_excused(tables[EXCUSED])
        for name in {*stated, *extensions, *excused}:
            self._conflicts(name, stated.get(name, {}), extensions.get(name, {}), excused.get(name, set()), usual)
        return {
            name: Rules(
                **(usual if "due" in stated.get(name, {}) else {}) | stated.get(name, {}),
                extensions=extensions.get(name, {}),
                handed_in=handed_in.get(name, {}),
                excused=frozenset(excused.get(name, ())),
            )
            for name in {*stated, *extensions, *excused, *handed_in}
        }

    def _assignment(self, name: str, path: tuple[str, ...] = ()) -> bool:
        if name in self._known:
            return True
        self.fault(path or (ASSIGNMENTS, name), f"There is no assignment '{name}'.", nearest(name, self._known))
        return False

    def _read_groups(self, table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        found = {}
        for name, value in table.items():
            path = (GROUPS, name)
            if name in (self._students or ()):
                self.fault(path, f"The group '{name}' has the id of a student.", "give the group another name.")
            found[name] = tuple(one for one in self.texts(value, path, "jdoe") or () if self._people(one, path))
        return found

    def _people(self, name: str, path: tuple[str, ...]) -> tuple[str, ...]:
        """The student of that id, or the students of that group; nobody, and a fault, if there is neither."""
        if name in self._groups:
            return self._groups[name]
        if self._students is None or name in self._students:
            return (name,)
        self.fault(path, f"Nobody on the roster has the id '{name}'.", nearest(name, [*self._students, *self._groups]))
        return ()

    def _read(self, table: Mapping[str, Any], keys: tuple[str, ...], above: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in table.items():
            path = (*above, key)
            if self.known_key(key, keys, path, HOMES) and (read := _READERS[key](self, value, path)) is not None:
                found[key] = read
        return found

    def share(self, value: Any, path: tuple[str, ...]) -> float | None:
        """A percentage as a share of one."""
        number = self.number(value, path, 100, "per cent")
        return None if number is None else number / 100

    def which(self, value: Any, path: tuple[str, ...]) -> str | None:
        """Which of several submissions counts."""
        if value in COUNTS:
            return value
        self.fault(path, f"'{value}' cannot count.", f"write one of: {', '.join(COUNTS)}.")
        return None

    def _read_moments(self, key: str, table: Mapping[str, Any]) -> dict[str, dict[str, datetime]]:
        """A moment for each student and assignment; of a student's own and that of a group the later."""
        found: dict[str, dict[str, datetime]] = {}
        for student in table:
            if self._is_cut(student, table[student], key):
                continue
            people = self._people(student, (key, student))
            for name, value in self.table(table, student, (key,)).items() if people else ():
                path = (key, student, name)
                if self._assignment(name, path) and (moment := self.moment(value, path)):
                    for one in people:
                        known = found.setdefault(name, {})
                        known[one] = max(moment, known.get(one, moment))
        return found

    def _is_cut(self, name: str, value: Any, key: str) -> bool:
        """Whether dots in an id without quotation marks made tables in tables of it."""
        whole = name
        while isinstance(value, dict) and len(value) == 1 and isinstance(next(iter(value.values())), dict):
            ((part, value),) = value.items()
            whole += f".{part}"
        if whole == name or name in (self._students or ()):
            return False
        fix = f'put it in quotation marks: [{key}."{whole}"].'
        self.fault((key, *whole.split(".")), f"The id '{whole}' has a dot.", fix)
        return True

    def _read_excused(self, table: Mapping[str, Any]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for student, names in table.items():
            path = (EXCUSED, student)
            people = self._people(student, path)
            if not people:
                continue
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                self.fault(path, "This is no list of assignments.", f"write [{', '.join(map(repr, self._known[:1]))}].")
                continue
            for name in names:
                if self._assignment(name, path):
                    found.setdefault(name, set()).update(people)
        return found

    def _cap_alone(self, table: Mapping[str, Any], usual: Mapping[str, Any], above: tuple[str, ...]) -> None:
        if "late_cap" in table and "late_penalty" not in {*table, *usual}:
            fix = "add 'late_penalty', per cent for each day begun, or remove 'late_cap'."
            self.fault((*above, "late_cap"), "There is a most for the penalty, but no penalty.", fix)

    def _conflicts(
        self,
        name: str,
        stated: Mapping[str, Any],
        extensions: Mapping[str, datetime],
        excused: set[str],
        usual: Mapping[str, Any],
    ) -> None:
        raw = self.document.get(ASSIGNMENTS, {}).get(name, {})
        if "due" not in raw:
            fix = f"add 'due' to [{ASSIGNMENTS}.{name}] (or the option --due), or remove "
            for key in stated.keys() & set(NEED_DUE):
                if stated[key]:
                    self.fault((ASSIGNMENTS, name, key), f"There is '{key}', but no due date.", f"{fix}'{key}'.")
            for student in extensions:
                self.fault((EXTENSIONS, student, name), "There is an extension, but no due date.", f"{fix}the extension.")
        due = stated.get("due")
        self._cap_alone(raw, usual, (ASSIGNMENTS, name))
        if due and "accepted_until" in stated and stated["accepted_until"] < due:
            path = (ASSIGNMENTS, name, "accepted_until")
            self.fault(path, "The last moment accepted is before the due date.", "correct one of the two.")
        for student, moment in extensions.items():
            if due and moment < due:
                wrong = f"The extension of '{student}' ends before the due date of '{name}'."
                self.fault((EXTENSIONS, student, name), wrong, "correct one of the two dates, or remove the extension.")
            if student in excused:
                wrong = f"'{student}' has an extension for '{name}' and is excused from it."
                self.fault((EXTENSIONS, student, name), wrong, "remove one of the two.")


_READERS: dict[str, Callable[[_Reader, Any, tuple[str, ...]], Any]] = {
    **dict.fromkeys(("due", "accepted_until"), _Reader.moment),
    **dict.fromkeys(("late_penalty", "late_cap"), _Reader.share),
    "grace": _Reader.span,
    "weight": _Reader.weight,
    "counts": _Reader.which,
    "items": _Reader.items,
    "learned": _Reader.text,
}
