"""How late a submission is by the rules of its assignment, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

COUNTS = LAST, FIRST = ("last", "first")
DAY = timedelta(days=1)
MARKED_LATE = "Marked late by the learning system, but no time that can be trusted is known: no penalty was taken."


@dataclass(frozen=True)
class Late:
    """How late one submission is: days begun, the share of the points earned that it costs, and both in words.

    ``doubt`` is what a person should decide or know; empty where nothing is in doubt.
    """

    days: int = 0
    share: float = 0.0
    words: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Rules:
    """What the course file says about one assignment; moments are in UTC, percentages are shares of one.

    ``handed_in`` are moments that the course file states, and no other source is believed then. ``items`` are the questions
    chosen of the set, ``None`` all of them; ``learned`` is the file with what a past class has shown about the variants.
    """

    due: datetime | None = None
    grace: timedelta = timedelta()
    late_penalty: float = 0.0
    late_cap: float = 1.0
    accepted_until: datetime | None = None
    weight: float = 1.0
    counts: str = LAST
    extensions: Mapping[str, datetime] = field(default_factory=dict)
    excused: frozenset[str] = frozenset()
    handed_in: Mapping[str, datetime] = field(default_factory=dict)
    items: tuple[str, ...] | None = None
    learned: str = ""

    def due_for(self, student: str, extension: timedelta | None = None) -> datetime | None:
        """When it is due for a student; of an extension here and one of nbgrader's (``extension``) the later counts."""
        if self.due is None:
            return None
        return max(self.due, self.extensions.get(student, self.due), _later(self.due, extension))

    def late(
        self,
        student: str,
        handed_in: datetime,
        is_time_trusted: bool = True,
        is_marked_late: bool = False,
        extension: timedelta | None = None,
    ) -> Late:
        """How late a submission is and what that costs; a time that cannot be trusted costs nothing."""
        due = self.due_for(student, extension)
        if due is None or student in self.excused:
            return Late()
        if student in self.handed_in:
            handed_in, is_time_trusted = self.handed_in[student], True
        if not is_time_trusted:
            return Late(words="not known", doubt=MARKED_LATE if is_marked_late and self.takes_points else "")
        days = max(0, -((self.grace - (handed_in - due)) // DAY))
        if not days:
            return Late()
        words = f"{days} day{'s' if days > 1 else ''}"
        if self.accepted_until and handed_in > max(due, self.accepted_until):
            doubt = f"It came {words} late and after the last moment accepted; all points earned were taken off."
            return Late(days, 1.0, f"{words}, after the last moment accepted", doubt)
        return Late(days, min(1.0, self.late_cap, days * self.late_penalty), words)

    @property
    def takes_points(self) -> bool:
        """Whether lateness can cost anything."""
        return self.due is not None and bool(self.late_penalty or self.accepted_until)


def _later(due: datetime, extension: timedelta | None) -> datetime:
    try:
        return due + (extension or timedelta())
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
