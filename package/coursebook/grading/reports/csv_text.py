"""Tables as CSV text that a spreadsheet can open without harm."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from coursebook.grading.reports.sanitise import FORMULA

NUMBER = re.compile(r"-?\d+(\.\d+)?")


def csv_text(head: list[str], rows: Iterable[Iterable[Any]]) -> str:
    """A head and rows as CSV; text that a spreadsheet would take for a formula is marked as text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: Any) -> Any:
    """A spreadsheet takes text that begins like a formula for one; numbers may begin with a minus."""
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA)
    return f"'{cell}" if is_formula and not NUMBER.fullmatch(cell) else cell
