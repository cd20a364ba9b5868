"""What a claim or a table's row looks like in a sentence."""

from __future__ import annotations

from coursebook.evidence.claims import Claim
from coursebook.evidence.tables import Row
from coursebook.evidence.wording import between, day, measured
from coursebook.faults import Fault, InputError
from coursebook.language import gettext as _

PARTS = ("value", "low", "high", "range", "date")
# A claim has two figures: the article's, and after this prefix ours.
EVIDENCE = "evidence"


def printed(entry: Claim | Row, part: str | None = None) -> str:
    """The figure of a claim or a row in words.

    Args:
        entry: a claim of the ledger or a row of a table.
        part: ``value``, ``low``, ``high``, ``range`` or, for a row with a date, ``date``. By
            default the value; without one the range, and without figures the date. Of a claim
            this is the article's figure; ``evidence``, ``evidence-low`` and so on print ours.

    Raises:
        InputError: the entry has no such figure: a blank is never printed.
    """
    kind = "article"
    if isinstance(entry, Claim) and part and part.partition("-")[0] == EVIDENCE:
        kind, part = EVIDENCE, part.partition("-")[2] or None
    value, low, high = (
        getattr(entry, f"{kind}_{end}" if isinstance(entry, Claim) else end) for end in ("value", "low", "high")
    )
    unit = entry.unit
    dated = isinstance(entry, Row) and "date" in entry.cells
    if part is None:
        ranged = low is not None and high is not None
        part = "value" if value is not None else "range" if ranged else "date" if dated else "value"
    if part not in PARTS:
        raise _unprintable(entry, f"'{part}' is not a part of a figure", f"use one of: {', '.join(PARTS)}.")
    if part == "date" and isinstance(entry, Row) and dated:
        return day(entry.cells["date"])
    if part == "range" and low is not None and high is not None:
        if unit == "date":
            return _("{start} to {end}").format(start=day(str(low)), end=day(str(high)))
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


def _unprintable(entry: Claim | Row, wrong: str, fix: str) -> InputError:
    file = "data/claims.csv" if isinstance(entry, Claim) else f"data/{entry.table}.csv"
    return InputError(Fault(file, f"row '{entry.id}'", f"The figure cannot be printed: {wrong}.", fix))
