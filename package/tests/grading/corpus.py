"""Hostile submissions: what a cell does before the answers come, how good those are, and what the whole deserves.

A cell prints REACHED where it got at something that it must not get at.
"""

from __future__ import annotations

from dataclasses import dataclass

from grading.conftest import BLANK, POINTS, RIGHT

# Of the right form, and wrong throughout.
SHAPED = {
    "total": "total = 1",
    "double": "def double(n):\n    return n + 5",
    "by-unit": "by_unit = pd.DataFrame({'unit': ['A', 'B'], 'cases': [1, 2]})",
    "word": "word = 'honeybees'",
}
# Filled in by the test: a file outside that holds a secret, beside it a folder that can be written.
NOTE = "note-of-the-neighbour-5566"  # in every honest notebook
SECRET, CANARY = "secret-of-the-instructor-1234", "{canary}"


@dataclass(frozen=True)
class Hostile:
    """One submission. ``deserved`` is its exact mark; ``processor`` the seconds that a cell may take."""

    name: str
    code: str
    rest: dict[str, str]
    deserved: float
    processor: float = 1

    @property
    def cells(self) -> dict[str, str]:
        """Its cells, the attack first."""
        return {"attack": self.code, **self.rest}


def perfect(**attacks: str) -> list[Hostile]:
    """Right answers follow: the mark must be full."""
    return [Hostile(name, code, RIGHT, POINTS) for name, code in attacks.items()]


def wrong(**attacks: str) -> list[Hostile]:
    """Answers of the right form but wrong follow: the mark must be none."""
    return [Hostile(name, code, SHAPED, 0) for name, code in attacks.items()]


def blank(**attacks: str) -> list[Hostile]:
    """The released stubs follow: the mark must be none."""
    return [Hostile(name, code, BLANK, 0) for name, code in attacks.items()]


def reaching(**attacks: str) -> list[Hostile]:
    """Each line tries to get at something; right answers follow."""
    found = []
    for name, code in attacks.items():
        lines = "".join(
            f"try:\n    {line}\n    print('REACHED', {line!r})\n"
            f"except BaseException as error:\n    print(type(error).__name__)\n"
            for line in code.strip().split("\n")
        )
        found.append(
            Hostile(
                name,
                "import ctypes, os, socket, sys\nlibc = ctypes.CDLL(None, use_errno=True)\n" + lines,
                RIGHT,
                POINTS,
            )
        )
    return found


def answered(deserved: float, **questions: tuple[str, str]) -> list[Hostile]:
    """One answer is odd, all others are right."""
    return [Hostile(name, "pass", RIGHT | {cell: code}, deserved) for name, (cell, code) in questions.items()]
