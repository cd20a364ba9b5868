"""What goes into the gradebook for a submission, and what humans entered there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Entry:
    """What one submission puts into the gradebook.

    ``scores``: points by grade cell, None where only a human can give them. ``comments``: by answer cell. ``written``: a
    hash of each written answer, so that a manual mark is shown for review when the text under it has changed. No penalty
    rests on a time of hand-in that is not ``is_time_trusted``.
    """

    student: str
    fingerprint: str
    handed_in: datetime
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    written: Mapping[str, str] = field(default_factory=dict)
    is_time_trusted: bool = True
    is_marked_late: bool = False


@dataclass(frozen=True)
class Manual:
    """What a human entered in formgrader for one cell; None where nothing was."""

    score: float | None = None
    extra: float | None = None
    comment: str | None = None
    needs: bool = False
