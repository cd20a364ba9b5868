"""How a fault is told: file, place, what is wrong, what to do."""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT)  # of a disk, or of what a user may fill of it


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, and its fix: as text ``file, place: wrong Fix: fix``.

    ``file`` is relative to the book's folder; ``place`` says where in it (a line, a key, a row), or nothing; ``wrong`` and
    ``fix`` are sentences.
    """

    file: str
    place: str
    wrong: str
    fix: str

    def __str__(self) -> str:
        place = f", {self.place}" if self.place else ""
        return f"{self.file}{place}: {self.wrong} Fix: {self.fix}"


class InputError(ValueError):
    """What a command was given, or works on, cannot be used.

    ``faults`` holds every :class:`Fault` found; ``code`` is what the command returns, where it tells reasons apart by that.
    """

    code: int | None = None

    def __init__(self, *faults: Fault):
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class BuildError(RuntimeError):
    """What is built or printed cannot be; the message says why, and that the last one stands."""


class FigureError(ValueError):
    """A figure, a control, an explorer or a forecast that cannot go before a reader; the message says what it lacks."""


def write_fault(path: Path, error: OSError, meanwhile: str) -> Fault:
    """What an error of the file system means; ``meanwhile`` says what became of the work, in a sentence."""
    if error.errno in FULL:
        return Fault(str(path), "", "The disk is full.", f"free some space and run the same command again. {meanwhile}")
    if error.errno == errno.ENAMETOOLONG:
        return Fault(str(path), "", "The name is too long.", "use an --out folder nearer the root.")
    if error.errno == errno.EISDIR:
        return Fault(str(path), "", "The file cannot be written: there is a folder of this name.", "name a file.")
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return Fault(str(path), "", "It cannot be written: a file stands where a folder should.", "name another place.")
    said = f"The file cannot be written ({(error.strerror or str(error)).lower()})."
    return Fault(str(path), "", said, "make the folder writable, or name another.")


def no_file(path: Path, fix: str) -> Fault:
    """The fault of a path at which no file can be read."""
    return Fault(str(path), "", "It is a folder, not a file." if path.is_dir() else "There is no such file.", fix)


def nearest(word: str, known: Iterable[str]) -> str:
    """Advice that names the closest known spelling, for a misspelt id."""
    known = sorted(known)
    if not known:
        return "add one: there is none yet."
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"write '{close[0]}', if that is what is meant."
    return f"use one of: {', '.join(known[:12])}{' …' if len(known) > 12 else ''}."
