"""The log of corrections: every figure of the book that was changed, with what it was and why it was changed."""

from __future__ import annotations

from dataclasses import dataclass

from coursebook import project
from coursebook.evidence.tables import load, resources

TABLE = "corrections"


@dataclass(frozen=True)
class Correction:
    """One line of ``data/corrections.csv``; ``before`` and ``after`` are empty where a cell was or is blank."""

    id: str
    date: str
    table: str
    row: str
    field: str
    before: str
    after: str
    why: str


@project.cached
def corrections() -> tuple[Correction, ...]:
    """All corrections, the newest first; of one day, the last written first; none in a book without the table."""
    if TABLE not in resources():
        return ()
    frame = load(TABLE)
    frame["date"] = frame["date"].dt.strftime("%Y-%m-%d")
    logged = [Correction(**cells) for cells in frame.fillna("").to_dict("records")]
    return tuple(sorted(reversed(logged), key=lambda one: one.date, reverse=True))
