"""Work that came through the service: each hand-in a folder as nbgrader's exchange names it, so that ``coursebook grade`` reads it."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from coursebook.exercises.release.roster import UNFIT
from coursebook.grading.timestamps import for_nbgrader

MOST_FILES = 20
MOST_NAME = 60  # letters, of which each may take four bytes
MOMENT = "timestamp.txt"


def keep(folder: Path, student: str, name: str, files: Iterable[tuple[str, IO[bytes]]], when: datetime) -> Path:
    """Write one hand-in, whole or not at all; an earlier one stays.

    Args:
        folder: where the work of all students goes.
        student: the id, which the roster has too.
        name: the exercise set.
        files: each file's name and content.
        when: the moment at which it came.

    Raises:
        OSError: it cannot be written.
    """
    moment = for_nbgrader(when)
    made = folder / f"{student}+{name}+{moment}+{secrets.token_hex(4)}"
    staged = folder / f".{made.name}"
    staged.mkdir(parents=True)
    try:
        for at, (title, content) in enumerate(files):
            plain = UNFIT.sub("-", Path(title.replace("\\", "/")).name)[-MOST_NAME:] or "file"
            is_taken = plain == MOMENT or (staged / plain).exists()
            with (staged / (f"{at}-{plain}" if is_taken else plain)).open("wb") as file:
                shutil.copyfileobj(content, file)
        (staged / MOMENT).write_text(moment)
        staged.rename(made)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return made


def times(folder: Path, student: str, name: str) -> list[str]:
    """When a student handed in a set, the earliest first, in UTC."""
    return sorted(moment.partition(".")[0] for whose, moment in _of(folder, name) if whose == student)


def students(folder: Path, name: str) -> set[str]:
    """Who handed in a set."""
    return {whose for whose, _moment in _of(folder, name)}


def _of(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """Student and moment of each hand-in of a set."""
    for one in folder.iterdir() if folder.is_dir() else ():
        parts = one.name.split("+")
        if not one.name.startswith(".") and len(parts) == 4 and parts[1] == name:
            yield parts[0], parts[2]
