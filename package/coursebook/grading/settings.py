"""What a run is told once and every worker needs; plain data, so that it can go to another machine."""

from __future__ import annotations

import functools
import hashlib
import hmac
from dataclasses import dataclass

from coursebook import project
from coursebook.exercises.balance.learned import Learned


@dataclass(frozen=True)
class Settings:
    """One run. ``version`` is that of the exercise now, ``handed_out`` that of the release (empty: not known).

    ``key``, ``course`` and ``term`` are the release's own, as it says them, and rebuild a student's variant; ``variants``
    says whether each student has one. ``given`` are the points of each cell that an older version of the exercise handed out;
    empty if the release has today's version, or is not known. ``items`` are the questions of a release of a part of the set,
    ``learned`` is what its draws are balanced by.
    ``sources`` are those cells of an older version, by id, whose text was another. ``secret`` seeds the hidden inputs. Dates and penalties are no part of it: no mark of a test depends on them.
    """

    assignment: str
    version: str
    handed_out: str = ""
    course: str = ""
    term: str = ""
    variants: bool = False
    given: tuple[tuple[str, float], ...] = ()
    items: tuple[str, ...] = ()
    learned: Learned | None = None
    sources: tuple[tuple[str, str], ...] = ()
    key: bytes = b""
    secret: bytes = b""
    pictures: bool = True
    allow_weaker: bool = False

    def seed(self, student: str) -> str:
        """Seed of the hidden inputs of one student: nobody can compute it without the secret."""
        text = f"{self.course}\0{self.term}\0{self.assignment}\0{student}"
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()


# What stands between a notebook's bytes and its marks; where a module lies, and under which name, decides nothing.
DECIDES = ("checks", "grading/matching", "grading/run", "grading/checking", "grading/processes", "grading/sandbox")
DECIDES_TOO = ("grading/marking.py", "grading/intake/notebook_reader.py")


@functools.cache
def grader_version() -> str:
    """A hash of the code that decides a mark."""
    modules = [path for folder in DECIDES for path in (project.PACKAGE / folder).glob("*.py")]
    modules += [project.PACKAGE / name for name in DECIDES_TOO]
    contents = sorted(hashlib.sha256(path.read_bytes()).digest() for path in modules)
    return hashlib.sha256(b"".join(contents)).hexdigest()[:12]
