"""The rows that nbgrader keeps about the cells of a release, made from the instructor's and the student's notebook."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coursebook.cell_metadata import grade_id, nbgrader_of


@dataclass(frozen=True)
class CellRow:
    """One cell that nbgrader knows. ``points`` is None for a cell that earns none."""

    id: str
    kind: str
    source: str
    is_grade: bool
    is_solution: bool
    is_task: bool
    is_locked: bool
    points: float | None

    @property
    def checksum(self) -> str:
        """nbgrader's own checksum of a cell (``nbgrader.utils.compute_checksum``)."""
        text = self.source + self.kind + str(self.is_grade) + str(self.is_solution) + str(self.is_locked) + self.id
        if self.is_grade:
            text += str(float(self.points or 0))
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    @property
    def types(self) -> tuple[str, ...]:
        """nbgrader's classes of the cell; one that is graded and written to has two rows."""
        if self.is_task:
            return ("TaskCell",)
        return ("GradeCell",) * self.is_grade + ("SolutionCell",) * self.is_solution


def cell_rows(master: Mapping[str, Any], released: Mapping[str, Any]) -> list[CellRow]:
    """As ``nbgrader generate_assignment`` saves them: locked cells with hidden tests, answers without the solution."""
    stubs = {grade_id(cell): cell["source"] for cell in released["cells"]}
    rows = []
    for cell in master["cells"]:
        marks = nbgrader_of(cell)
        if not (marks.get("grade") or marks.get("solution") or marks.get("locked") or marks.get("task")):
            continue
        id, solution, task = marks["grade_id"], bool(marks.get("solution")), bool(marks.get("task"))
        is_locked = not solution and bool(marks.get("grade") or marks.get("locked"))  # as nbgrader.utils.is_locked has it
        rows.append(
            CellRow(
                id=id,
                kind=cell["cell_type"],
                source=stubs.get(id, cell["source"]) if solution or task else cell["source"],
                is_grade=bool(marks.get("grade")),
                is_solution=solution,
                is_task=task,
                is_locked=is_locked,
                points=float(marks["points"]) if marks.get("grade") or task else None,
            )
        )
    return rows


def withdraw(db: sqlite3.Connection, notebook: str, kept: Iterable[str]) -> None:
    """Take out the cells of a notebook that are no longer asked for, with what was earned in them: nbgrader would count them.

    What a person entered for such a cell stays, out of no points: only a person takes back a mark by hand.
    """
    kept = set(kept)
    statement = "SELECT id, name FROM base_cell WHERE notebook_id = ?"
    for id, name in [row for row in db.execute(statement, (notebook,)) if row[0] not in kept]:
        db.execute("DELETE FROM grade WHERE cell_id = ? AND manual_score IS NULL AND extra_credit IS NULL", (id,))
        db.execute("UPDATE grade SET auto_score = 0, needs_manual_grade = 0 WHERE cell_id = ?", (id,))
        db.execute("DELETE FROM comment WHERE cell_id = ? AND manual_comment IS NULL", (id,))
        db.execute("UPDATE grade_cells SET max_score = 0 WHERE id = ?", (id,))
        db.execute("UPDATE task_cells SET max_score = 0 WHERE id = ?", (id,))
        is_used = "SELECT 1 FROM grade WHERE cell_id = ? UNION SELECT 1 FROM comment WHERE cell_id = ?"
        if db.execute(is_used, (id, id)).fetchone() is None:
            for table in ("grade_cells", "solution_cells", "task_cells", "base_cell"):
                db.execute(f"DELETE FROM {table} WHERE id = ?", (id,))
            is_left = "name NOT IN (SELECT name FROM base_cell WHERE notebook_id = :notebook)"
            statement = f"DELETE FROM source_cell WHERE notebook_id = :notebook AND name = :name AND {is_left}"
            db.execute(statement, {"notebook": notebook, "name": name})
