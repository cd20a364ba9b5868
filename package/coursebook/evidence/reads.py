"""What is being read: which tables, so that a page is made anew when one of them changes, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_open: list[set[str]] = []


def note(*names: str) -> None:
    """Say that tables are read now, fresh from their files or from memory."""
    for noted in _open:
        noted.update(names)


@contextmanager
def noting() -> Iterator[set[str]]:
    """The names of all tables that are read while this stands open."""
    noted: set[str] = set()
    _open.append(noted)
    try:
        yield noted
    finally:
        # By identity: two sets with the same names are equal.
        _open[:] = [other for other in _open if other is not noted]
