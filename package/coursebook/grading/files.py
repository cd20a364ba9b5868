"""Files that appear whole or not at all, in the layout of an nbgrader course."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from coursebook.faults import write_fault
from coursebook.grading import errors
from coursebook.grading.errors import GradingError


MOST_NAME = 255  # bytes; what file systems take


class Course:
    """The folder of a course: where each file of one assignment stands."""

    def __init__(self, root: Path, assignment: str):
        self.root, self.assignment = root, assignment

    @property
    def gradebook(self) -> Path:
        """nbgrader's database."""
        return self.root / "gradebook.db"

    @property
    def records(self) -> Path:
        """One JSON file a student."""
        return self.root / "records" / self.assignment

    @property
    def pages(self) -> Path:
        """One feedback page a student."""
        return self.root / "pages" / self.assignment

    @property
    def unassigned(self) -> Path:
        """What was handed in and could not be given to a student."""
        return self.root / "records" / f"{self.assignment}.unassigned.json"

    @property
    def report(self) -> Path:
        """What the instructor reads after a run."""
        return self.root / "report" / self.assignment

    def record(self, student: str) -> Path:
        """The record of a student."""
        return self.records / f"{student}.json"

    def page(self, student: str) -> Path:
        """The feedback page of a student."""
        return self.pages / f"{student}.html"

    def step(self, step: str, student: str, name: str) -> Path:
        """A file in one of nbgrader's folders: ``submitted`` or ``autograded``."""
        return self.root / step / student / self.assignment / name

    def notebook(self, step: str, student: str) -> Path:
        """A student's notebook in one of nbgrader's folders."""
        return self.step(step, student, f"{self.assignment}.ipynb")


def write_whole(path: Path, content: str | bytes) -> None:
    """Write beside and rename, so that a reader, or the next run, never meets half a file."""
    # A file name that is not UTF-8 may be quoted in a text.
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    beside = path.with_name(_part(path.name))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        os.replace(beside, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise cannot_write(path, error) from None


def _part(name: str) -> str:
    """The name while it is written; one that would be too long is replaced by its hash."""
    part = f".{name}.part"
    if len(os.fsencode(part)) <= MOST_NAME:
        return part
    return f".{hashlib.sha256(os.fsencode(name)).hexdigest()}.part"


def cannot_write(path: Path, error: OSError) -> GradingError:
    """What an error of the file system means, with its mend."""
    fault = write_fault(path, error, "What is graded stays graded.")
    return GradingError(errors.CANNOT_WRITE, fault.file, fault.wrong, fault.mend)


@contextlib.contextmanager
def only_run(root: Path) -> Iterator[None]:
    """Hold the course for one run; the system lets go of it when the process ends, however it ends."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        file = open(root / ".grading", "w", encoding="utf-8")
    except OSError as error:
        raise cannot_write(root, error) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            wrong, mend = "Another run is grading into this folder.", "wait until it has ended, or name another --out folder."
            raise GradingError(errors.GRADEBOOK, str(root), wrong, mend) from None
        yield
