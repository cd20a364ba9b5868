"""Tables as CSV text that a spreadsheet can open without harm."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def csv_text(rows: Iterable[Iterable[Any]], harmless: bool = True) -> str:
    """Rows as CSV, the head among them.

    Args:
        rows: the cells of each row.
        harmless: text that a spreadsheet would take for a formula gets an apostrophe; a system that imports the table would keep it.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_harmless(cell) if harmless else cell for cell in row] for row in rows)
    return text.getvalue()


def original(cell: str) -> str:
    """A cell as it was before :func:`csv_text` made it harmless."""
    return cell[1:] if cell.startswith(tuple(f"'{sign}" for sign in FORMULA)) else cell


def _harmless(cell: Any) -> Any:
    """A spreadsheet takes text that begins like a formula for one; numbers may begin with a minus."""
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA)
    return f"'{cell}" if is_formula and not NUMBER.fullmatch(cell) else cell
