"""What a claim or a table's row looks like in a sentence."""

from __future__ import annotations

from coursebook.evidence.claims import Claim
from coursebook.evidence.errors import EvidenceError, Fault
from coursebook.evidence.tables import Row
from coursebook.evidence.wording import between, day, measured

PARTS = ("value", "low", "high", "range")


def printed(entry: Claim | Row, part: str | None = None) -> str:
    """The figure of a claim or a row in words.

    Args:
        entry: a claim of the ledger or a row of a table.
        part: ``value``, ``low``, ``high`` or ``range``; by default the value, or the range
            where there is no single value.

    Raises:
        EvidenceError: the entry has no such figure: a blank is never printed.
    """
    value, low, high, unit = entry.value, entry.low, entry.high, entry.unit
    if value is None and isinstance(entry, Row) and "date" in entry.cells and part in (None, "value"):
        return _date(entry)
    part = part or ("range" if value is None and low is not None and high is not None else "value")
    if part not in PARTS:
        raise _unprintable(entry, f"'{part}' is not a part of a figure", f"use one of: {', '.join(PARTS)}.")
    if part == "range" and low is not None and high is not None:
        if unit == "date":
            return f"{day(str(low))} to {day(str(high))}"
        return between(float(low), float(high), unit)
    number = {"value": value, "low": low, "high": high}.get(part)
    if number is None:
        raise _unprintable(
            entry,
            f"its {part} is blank, and a blank is not printed",
            "choose another part (value, low, high, range), or say in words that it is not known.",
        )
    if unit == "date":
        return day(str(number))
    return measured(float(number), unit)


def _date(entry: Row) -> str:
    date = entry.cells["date"]
    return day(date if isinstance(date, str) else f"{date:%Y-%m-%d}")


def _unprintable(entry: Claim | Row, wrong: str, mend: str) -> EvidenceError:
    file = "data/claims.csv" if isinstance(entry, Claim) else f"data/{entry.table}.csv"
    return EvidenceError(Fault(file, f"row '{entry.id}'", f"The figure cannot be printed: {wrong}.", mend))
