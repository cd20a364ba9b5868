"""How one value of a course file is read: tables, moments, spans, numbers and texts, each fault with its line."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from coursebook.faults import Fault, nearest
from coursebook.grading.course.course_places import place

TIMEZONE = "timezone"
YEARS = range(2000, 2101)  # others are misprints, and nbgrader's database cannot compare all of them
MOST_GRACE = timedelta(days=7)
MOST_MINUTES = 10_000
UNITS = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "day": 86400}
_DATED = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ].+)?")
# Names that mean another zone on another machine, or none.
_NO_ZONES = {"localtime", "Factory", "posixrules"}
_SPAN = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*([a-z]+?)s?")


def typed_moment(text: str) -> date | datetime:
    """A date or a moment as typed; raises :class:`ValueError` for anything else."""
    if not _DATED.fullmatch(text):  # Python takes a week for its Monday
        raise ValueError(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text)


def day_of(begins: date | datetime) -> date:
    """The day of a day, or of a moment."""
    return begins.date() if isinstance(begins, datetime) else begins


class Values:
    """A parsed course file whose values are read one by one; faults are collected, and a value with one counts as not there."""

    def __init__(self, name: str, text: str, document: dict[str, Any]):
        self.faults: list[Fault] = []
        self.document = document
        self._name, self._text = name, text
        self.zone = self._read_zone()

    def fault(self, path: tuple[str, ...], wrong: str, fix: str) -> None:
        """Note that something is wrong at a place, and its fix."""
        self.faults.append(Fault(self._name, place(self._text, path), " ".join(wrong.split()), fix))

    def known_key(self, key: str, keys: Iterable[str], path: tuple[str, ...], homes: Mapping[str, str] = {}) -> bool:
        """Whether there is such a key; a fault if not. ``homes`` says of keys where else they belong."""
        if key in keys:
            return True
        fix = f"write it {homes[key]}." if key in homes else nearest(key, keys)
        self.fault(path, f"There is no key '{key}'" + (" here." if key in homes else "."), fix)
        return False

    def table(self, parent: Mapping[str, Any], key: str, above: tuple[str, ...]) -> dict[str, Any]:
        """A table within another; an empty one if it is not there or no table."""
        value = parent.get(key, {})
        if isinstance(value, dict):
            return value
        self.fault((*above, key), f"'{key}' is no table.", f"write it as a table: [{'.'.join((*above, key))}].")
        return {}

    def _read_zone(self) -> ZoneInfo | None:
        name = self.document.get(TIMEZONE)
        if name is None:
            return None
        known = available_timezones() - _NO_ZONES
        if isinstance(name, str) and name in known:
            return ZoneInfo(name)
        self.fault((TIMEZONE,), f"There is no time zone '{name}'.", _advice(str(name), known))
        return ZoneInfo("UTC")  # so that dates are not called faulty too

    def moment(self, value: Any, path: tuple[str, ...]) -> datetime | None:
        """A moment in UTC; a date means the end of that day in the course's time zone."""
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                value = typed_moment(value)
        if not isinstance(value, date):  # of which datetime is a kind
            self.fault(path, f"'{value}' is no date.", "write 2026-11-28, or 2026-11-28T12:00:00.")
            return None
        if value.year not in YEARS:
            self.fault(path, f"The year {value.year} cannot be meant.", f"write one from {YEARS[0]} to {YEARS[-1]}.")
            return None
        if not isinstance(value, datetime):
            value = datetime.combine(value, time.max)
        if value.tzinfo:
            return value.astimezone(UTC)
        if self.zone is None:
            fix = 'add timezone = "Europe/Prague" (yours) at the top, or the option --timezone, or an offset: T12:00+01:00.'
            self.fault(path, "The date has no time zone, and the course has none.", fix)
            return None
        # Of an hour that the clock shows twice, the second: in the student's favour.
        moment = value.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None, fold=0) != value:
            wrong = f"There is no {value:%H:%M} on {value:%Y-%m-%d} in {self.zone.key}: clocks are put forward then."
            self.fault(path, wrong, "write a time before or after.")
            return None
        return moment

    def begins(self, value: Any, path: tuple[str, ...]) -> date | datetime | None:
        """A date as it stands, or a moment in the course's time zone."""
        found = self.moment(value, path)
        local = found.astimezone(self.zone) if found and self.zone else found
        return local.date() if local and local.time() == time.max else local

    def span(self, value: Any, path: tuple[str, ...]) -> timedelta | None:
        """A time of grace."""
        match = _SPAN.fullmatch(value.strip().lower()) if isinstance(value, str) else None
        if match and match[2] in UNITS:
            span = timedelta(seconds=float(match[1]) * UNITS[match[2]])
            if span <= MOST_GRACE:
                return span
        self.fault(path, f"'{value}' is no time of grace.", 'write "15 min", "2 h" or "1 day", at most 7 days.')
        return None

    def text(self, value: Any, path: tuple[str, ...]) -> str | None:
        """A text on one line."""
        if isinstance(value, str) and value.strip() and value.isprintable():
            return value
        self.fault(path, f"'{value}' is no text.", "write it on one line, in quotation marks.")
        return None

    def texts(self, value: Any, path: tuple[str, ...], example: str) -> tuple[str, ...] | None:
        """A list of texts."""
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        self.fault(path, f"'{value}' is no list of names.", f'write ["{example}"].')
        return None

    def items(self, value: Any, path: tuple[str, ...]) -> tuple[str, ...] | None:
        """The questions chosen of a set."""
        return self.texts(value, path, "the id of a question")

    def tables(self, value: Any, path: tuple[str, ...], what: str, fix: str) -> list[dict[str, Any]]:
        """A list of tables; an empty one if it is none. ``what`` they are, for messages."""
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            return value
        self.fault(path, f"The {what} are no list of tables.", fix)
        return []

    def weight(self, value: Any, path: tuple[str, ...]) -> float | None:
        """What something counts beside others."""
        return self.number(value, path, 1000, "a weight")

    def minutes(self, value: Any, path: tuple[str, ...]) -> float | None:
        """A time in minutes."""
        return self.number(value, path, MOST_MINUTES, "a number of minutes")

    def number(self, value: Any, path: tuple[str, ...], most: float, what: str) -> float | None:
        """A number from zero to ``most``."""
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= most:
            return float(value)
        self.fault(path, f"'{value}' is not {what} from 0 to {most}.", "write a number without quotation marks.")
        return None


def _advice(name: str, known: Collection[str]) -> str:
    """How to write a time zone that is not ``known``: "Prague" is a city of one, "CEST" is near to "EST" and far from it."""
    place = name.casefold().replace(" ", "_")
    cities = [zone for zone in sorted(known) if zone.casefold().endswith(f"/{place}") and not zone.startswith("Etc/")]
    close = cities or ("/" in name and get_close_matches(name, known, n=1))
    return nearest(close[0], close) if close else "write one, such as 'Europe/Prague'."
