"""What is being read: which tables, so that a page is made anew when one of them changes, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Notes:
    """Names that are noted by everybody who asks for them; false while nobody does."""

    def __init__(self) -> None:
        self._open: list[set[str]] = []

    def __bool__(self) -> bool:
        return bool(self._open)

    def note(self, *names: str) -> None:
        """Add names to all sets that stand open."""
        for noted in self._open:
            noted.update(names)

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """The names that are noted while this stands open."""
        noted: set[str] = set()
        self._open.append(noted)
        try:
            yield noted
        finally:
            # By identity: two sets with the same names are equal.
            self._open[:] = [other for other in self._open if other is not noted]


_tables = Notes()
# Tables are noted whether they come fresh from their files or from memory.
note, noting = _tables.note, _tables.noting
