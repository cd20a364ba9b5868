"""The plan of a term in the course file: weeks with their steps, graded quizzes, and what the course says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from coursebook.exercises.plans import FIELDS
from coursebook.faults import nearest
from coursebook.grading.course.course_values import Values, day_of
from coursebook.grading.course.systems import SYSTEMS

WEEKS, QUIZZES = "weeks", "quizzes"
KEYS = ("title", "term", "start", "end", "load", "system", "outcomes", WEEKS, QUIZZES)
WEEK_KEYS = ("title", "date", "minutes", "steps")


@dataclass(frozen=True)
class Week:
    """One meeting; ``begins`` is a day, or a moment in the course's time zone. Steps are those of a teaching plan."""

    title: str
    begins: date | datetime
    minutes: float
    steps: tuple[Mapping[str, Any], ...]

    @property
    def day(self) -> date:
        """The day of the meeting."""
        return day_of(self.begins)


@dataclass(frozen=True)
class Quiz:
    """A graded quiz of a set; ``items`` are the questions chosen, ``None`` all that are graded."""

    due: datetime | None = None
    weight: float = 1.0
    items: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Term:
    """What a course file says besides the rules of its assignments; empty where it says nothing."""

    title: str = ""
    term: str = ""
    zone: tzinfo = UTC
    start: date | None = None
    end: date | None = None
    load: float | None = None
    system: str = ""
    outcomes: tuple[str, ...] = ()
    weeks: tuple[Week, ...] = ()
    quizzes: Mapping[str, Quiz] = field(default_factory=dict)


def read(values: Values) -> Term:
    """The plan of a course file; what is wrong with its form is noted in ``values``."""
    document, found = values.document, {}
    for key in ("title", "term"):
        if key in document and (text := values.text(document[key], (key,))):
            found[key] = text
    for key in ("start", "end"):
        if key in document and (begins := values.begins(document[key], (key,))):
            found[key] = day_of(begins)
    if "load" in document:
        found["load"] = values.minutes(document["load"], ("load",))
    if "system" in document:
        found["system"] = str(document["system"])
        if found["system"] not in SYSTEMS:
            values.fault(("system",), f"There is no target '{found['system']}'.", nearest(found["system"], SYSTEMS))
    if "outcomes" in document:
        found["outcomes"] = values.texts(document["outcomes"], ("outcomes",), "the id of an outcome") or ()
    quizzes = values.table(document, QUIZZES, ())
    return Term(
        **found,
        zone=values.zone or UTC,
        weeks=_weeks(document.get(WEEKS, []), values),
        quizzes={name: _quiz(values.table(quizzes, name, (QUIZZES,)), (QUIZZES, name), values) for name in quizzes},
    )


def _quiz(table: Mapping[str, Any], above: tuple[str, ...], values: Values) -> Quiz:
    readers = {"due": values.moment, "weight": values.weight, "items": values.items}
    known = [key for key in table if values.known_key(key, readers, (*above, key))]
    return Quiz(**{key: readers[key](table[key], (*above, key)) for key in known})


def _weeks(listed: Any, values: Values) -> tuple[Week, ...]:
    tables = values.tables(listed, (WEEKS,), "weeks", "begin each with the line [[weeks]].")
    return tuple(week for number, one in enumerate(tables, start=1) if (week := _week(one, (WEEKS, str(number)), values)))


def _week(table: Mapping[str, Any], above: tuple[str, ...], values: Values) -> Week | None:
    for key in table:
        values.known_key(key, WEEK_KEYS, (*above, key))
    lacking = [key for key in WEEK_KEYS[:3] if key not in table]
    for key in lacking:
        values.fault(above, f"The week has no '{key}'.", f"add the line '{key} = …'.")
    if lacking:
        return None
    title = values.text(table["title"], (*above, "title"))
    begins = values.begins(table["date"], (*above, "date"))
    minutes = values.minutes(table["minutes"], (*above, "minutes"))
    steps = _steps(table.get("steps", []), (*above, "steps"), values)
    return None if title is None or begins is None or minutes is None else Week(title, begins, minutes, steps)


def _steps(listed: Any, path: tuple[str, ...], values: Values) -> tuple[Mapping[str, Any], ...]:
    steps = values.tables(listed, path, "steps", 'write [{do = "Talk.", minutes = 10}].')
    for step in steps:
        for key, value in step.items():
            if not values.known_key(key, FIELDS, path):
                continue
            if key == "minutes":
                values.minutes(value, path)
            elif key == "home" and not isinstance(value, bool):
                values.fault(path, f"'home' is '{value}'.", "write home = true, or leave it out.")
            elif key not in ("minutes", "home"):
                values.text(value, path)
    return tuple(steps)
