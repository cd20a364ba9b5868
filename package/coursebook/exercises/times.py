"""How long a page takes, from its text and the bank: the one source of every place that says so."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from coursebook import project
from coursebook.evidence.front_matter import parted
from coursebook.evidence.roles import ROLE
from coursebook.exercises.questions import ASKED, questions

WORDS_A_MINUTE = 200
MINUTES_AN_EXPLORER = 5
# Minutes are an estimate and are printed in steps of five, upwards.
STEP = 5
CELL = re.compile(r"^```\{code-cell\}.*?^```$", re.S | re.M)
# Headings, fences, the lines of directives and tags are no text.
SKIPPED = re.compile(r"^(?:#|```|:::|:\w).*$|<[^>]+>", re.M)


@dataclass(frozen=True)
class Time:
    """The minutes of one page: for reading it with its explorers, for its practice questions, for trying things out."""

    reading: float
    practice: float = 0
    trying: float = 0

    @property
    def read(self) -> int:
        """Minutes for the page without its questions, as printed."""
        return _steps(self.reading + self.trying)

    @property
    def whole(self) -> int:
        """Minutes for the page and its questions, as printed."""
        return _steps(self.reading + self.trying + self.practice)


def _steps(minutes: float) -> int:
    return max(STEP, STEP * math.ceil(minutes / STEP))


def time_of(path: Path) -> Time:
    """The time that a page of the book takes.

    Args:
        path: its Markdown. ``trying:`` in its front matter says how many minutes a reader tries things out who does
            what the page asks for; nothing can count those.
    """
    return _time(path, path.stat().st_mtime_ns)


@project.cached
def _time(path: Path, _changed: int) -> Time:
    about, text = parted(path.read_text(encoding="utf-8"))
    explorers = sum(cell.count("Explorer(") for cell in CELL.findall(text))
    asked = [questions()[id].minutes for id in ASKED.findall(text) if id in questions()]
    words = ROLE.sub(r"\g<text>", SKIPPED.sub(" ", CELL.sub(" ", text))).split()
    reading = len(words) / WORDS_A_MINUTE + MINUTES_AN_EXPLORER * explorers
    return Time(reading, sum(asked), float(about.get("trying", 0)))


def chapter(name: str) -> Path:
    """The Markdown of a chapter by its name; it need not be there."""
    return project.current().root / project.current().settings.pages.chapters / f"{name}.md"
