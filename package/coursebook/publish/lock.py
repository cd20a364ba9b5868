"""One build at a time writes into a folder; another waits for it and says so."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from coursebook import project
from coursebook.faults import BuildError

NAME = ".lock"
# Folders that this process, or the one it was forked from, has locked: what a command does inside one need not wait.
_held: set[Path] = set()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep ``folder`` for this process and its forks; the system lets go of it when they end, however they end.

    Raises:
        BuildError: the folder cannot be written.
    """
    folder = folder.resolve()
    if folder in _held:
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = open(folder / NAME, "w", encoding="utf-8")
    except OSError as error:
        wrong = f"{folder}: nothing can be written here ({(error.strerror or str(error)).lower()})."
        raise BuildError(f"{wrong} Fix: make the folder writable.") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(
                f"Another build writes into {project.current().within(folder)}; this one waits until it has ended …", flush=True
            )
            fcntl.flock(file, fcntl.LOCK_EX)
        _held.add(folder)
        try:
            yield
        finally:
            _held.discard(folder)
