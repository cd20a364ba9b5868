"""Moments in UTC, as text in records and as nbgrader keeps them."""

from __future__ import annotations

from datetime import UTC, datetime


def write_moment(moment: datetime) -> str:
    """ISO 8601 in UTC, with a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_moment(text: str) -> datetime:
    """What :func:`write_moment` wrote, or any ISO 8601 moment; one without a zone is local time. In UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def for_nbgrader(moment: datetime) -> str:
    """As nbgrader writes it into ``timestamp.txt``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def seconds_late(handed_in: datetime, due: datetime | None) -> float:
    """Seconds after the due moment, zero if there was none or it was in time."""
    return max(0.0, (handed_in - due).total_seconds()) if due else 0.0
