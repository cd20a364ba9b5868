"""Where a cell raised: page, line and error, read from the reports of a failed build."""

from __future__ import annotations

import re
from pathlib import Path

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FENCE = re.compile(r"^-{18}$", re.M)
ERROR = re.compile(r"[\w.]+(?:Error|Exception|Interrupt)\b")
IN_CELL = re.compile(r"Cell.{0,3}In\[\d+\].{0,3}line (\d+)")


def cell_failures(reports: Path, source: Path) -> list[str]:
    """One message for each cell that raised.

    Args:
        reports: the folder into which the executor wrote ``<page>.err.log`` files.
        source: the book's folder, in which the cell's line is looked up.
    """
    return [_told(path, reports, source) for path in sorted(reports.rglob("*.err.log"))]


def _told(path: Path, reports: Path, source: Path) -> str:
    page = path.relative_to(reports).as_posix().removesuffix(".err.log") + ".md"
    text = COLOUR.sub("", path.read_text(encoding="utf-8", errors="replace"))
    parts = FENCE.split(text)
    code = parts[1].strip("\n") if len(parts) > 2 else ""
    raised = [line for line in text.splitlines() if ERROR.match(line)]
    error = raised[-1] if raised else "an error"
    line = _line(source / page, code)
    if line and (inside := IN_CELL.search(text)):
        line += int(inside[1]) - 1
    place = f", line {line}" if line else ""
    return f"{page}{place}: the cell raises {error.strip().rstrip('.')}. Fix: correct the cell."


def _line(page: Path, code: str) -> int | None:
    """The line of the page on which the cell's code begins."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    at = text.find(code) if code else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else None
