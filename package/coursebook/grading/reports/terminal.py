"""What the commands print: text of strangers (names of files, reasons, messages) is shown and does nothing in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO


def say(*lines: object, file: TextIO | None = None) -> None:
    """Print these lines, each made :func:`harmless`."""
    out = file or sys.stdout
    encoding = getattr(out, "encoding", None) or "utf-8"
    for line in lines:
        print(harmless(str(line)).encode(encoding, "backslashreplace").decode(encoding), file=out)


def few(listed: Sequence[str]) -> str:
    """The first ten, and whether there are more."""
    return ", ".join(listed[:10]) + (" …" if len(listed) > 10 else "")


def say_penalties(moved: Sequence[str]) -> None:
    """Tell whose penalty for lateness has changed with what the course file says, if anybody's has."""
    if moved:
        say(f"The penalty for lateness changed ({len(moved)}): {few(moved)}")


def harmless(text: str) -> str:
    """One line that shows what it holds: no escape sequence, no change of direction, no end of a line, no half letter."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(letter: str) -> str:
    if letter.isprintable():
        return letter
    return " " if letter in "\t\u00a0\u2009\u202f" else letter.encode("unicode_escape").decode()
