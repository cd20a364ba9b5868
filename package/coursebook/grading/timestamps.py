"""Moments in UTC, as text in records and as nbgrader keeps them."""

from __future__ import annotations

from datetime import UTC, datetime

EPOCH = datetime.fromtimestamp(0, UTC)


def write_moment(moment: datetime) -> str:
    """ISO 8601 in UTC, with a Z."""
    return f"{_naive(moment).isoformat(timespec='microseconds')}Z"


def read_moment(text: str) -> datetime:
    """What :func:`write_moment` wrote, or any ISO 8601 moment; one without a zone is local time. In UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def for_nbgrader(moment: datetime) -> str:
    """As nbgrader writes it into ``timestamp.txt``."""
    return f"{in_database(moment)} UTC"


def in_database(moment: datetime) -> str:
    """As nbgrader keeps it in its database: in UTC, without saying so."""
    return _naive(moment).isoformat(" ", "microseconds")


def _naive(moment: datetime) -> datetime:
    # Not strftime, which writes the year 1 as "1".
    return moment.astimezone(UTC).replace(tzinfo=None)
