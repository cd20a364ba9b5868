"""The archive that an instructor uploads: scripts, the package, one set of the book, and the release with its key."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

from coursebook import project
from coursebook.exercises.release.checks_wheel import own_wheel
from coursebook.exercises.release.existing import NOTE, STUDENTS
from coursebook.faults import Fault, InputError
from coursebook.files import zipped
from coursebook.grading.intake.class_list import read_roster
from coursebook.grading.intake.released import HandedOut, Released

HERE = Path(__file__).parent
SCRIPTS = ("setup.sh", "run_autograder")
REQUIREMENTS = "requirements.txt"
ABOUT, BOOK, KEY, RELEASE, ROSTER = "autograder.json", "book", "key", "release", "roster.csv"


def write(answered: HandedOut, roster: Path | None) -> bytes:
    """The archive for a set and, where each student has a variant, its release and key.

    Args:
        answered: what the class was given.
        roster: the class as its system exported it, which gives each id its e-mail address.

    Raises:
        InputError: the book says not what to install, or the roster has faults.
    """
    book, name = project.current(), answered.exercise.name
    requirements = book.root / REQUIREMENTS
    if not requirements.is_file():
        wrong = "The autograder installs what this file names, and there is none."
        raise InputError(Fault(str(requirements), "", wrong, "write it: coursebook[book] and its version, at least."))
    if roster:
        read_roster(roster)
    wheel, content = own_wheel()
    released = answered.released
    files = {script: (HERE / script).read_bytes() for script in SCRIPTS}
    files[ABOUT] = json.dumps({"assignment": name, RELEASE: bool(released.folder), ROSTER: bool(roster)}).encode()
    files |= {REQUIREMENTS: requirements.read_bytes(), f"wheels/{wheel}": content}
    files[KEY] = answered.key or secrets.token_hex(32).encode()
    if roster:
        files[ROSTER] = roster.read_bytes()
    if released.folder:
        files |= {f"{RELEASE}/{inside}": (released.folder / inside).read_bytes() for inside in _of_release(released, name)}
    files |= {f"{BOOK}/{path.relative_to(book.root).as_posix()}": path.read_bytes() for path in _of_book(name)}
    return zipped(files.items(), executable=SCRIPTS)


def _of_release(released: Released, name: str) -> Iterator[str]:
    """What grading reads of a release: its note, and a notebook as it was handed out."""
    yield NOTE
    first = [f"{STUDENTS}/{student}/{name}.ipynb" for student in released.variants]
    handed_out = (f"course/source/{name}/{name}.ipynb", f"student/{name}.ipynb")
    found = [place for place in first if (released.folder / place).is_file()][:1]
    yield from (*found, *(place for place in handed_out if (released.folder / place).is_file()))


def _of_book(name: str) -> Iterator[Path]:
    """What grading reads of the book: its evidence, what all sets share, and this set."""
    book = project.current()
    yield book.root / project.FILE
    folders = [path.rglob("*") for path in (book.data, book.numbers, book.exercises / name)]
    for path in (book.bibliography, *book.exercises.glob("*.yml"), *(path for found in folders for path in sorted(found))):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path
