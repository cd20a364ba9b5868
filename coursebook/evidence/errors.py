"""How a fault in the evidence is told: file, place, what is wrong, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong with the data, and its mend."""

    file: str
    place: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        place = f", {self.place}" if self.place else ""
        return f"{self.file}{place}: {self.wrong} Mend: {self.mend}"


class EvidenceError(ValueError):
    """Evidence that cannot be used. ``faults`` holds every :class:`Fault` found."""

    def __init__(self, *faults: Fault):
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def nearest(word: str, known: Iterable[str]) -> str:
    """Advice that names the closest known spelling, for a misspelt id."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"write '{close[0]}', if that is what is meant."
    return f"use one of: {', '.join(known[:12])}{' …' if len(known) > 12 else ''}."
