"""Files that appear whole or not at all, in the layout of an nbgrader course."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from coursebook import files
from coursebook.faults import write_fault
from coursebook.grading import errors
from coursebook.grading.errors import GradingError


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
    """As :func:`coursebook.files.write_whole`; raises :class:`GradingError`."""
    try:
        files.write_whole(path, content)
    except OSError as error:
        raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError, meanwhile: str = "What is graded stays graded.") -> GradingError:
    """What an error of the file system means, with its fix; ``meanwhile`` says what became of the work."""
    fault = write_fault(path, error, meanwhile)
    return GradingError(errors.CANNOT_WRITE, fault.file, fault.wrong, fault.fix)


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
            wrong, fix = "Another run is grading into this folder.", "wait until it has ended, or name another --out folder."
            raise GradingError(errors.GRADEBOOK, str(root), wrong, fix) from None
        yield
