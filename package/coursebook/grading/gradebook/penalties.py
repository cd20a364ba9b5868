"""What lateness costs, in the gradebook: for each submission a share, from the course file, of the points earned.

The share stands in a table of our own. A trigger keeps the penalty, which nbgrader subtracts, at that share while marks are
given in formgrader.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from coursebook.grading.course.lateness import Late, Rules
from coursebook.grading.gradebook.database import SUBMITTED
from coursebook.grading.timestamps import EPOCH

# The points earned of one submitted notebook, whose id is the parameter in braces.
_EARNED = (
    "(SELECT coalesce(sum(coalesce(g.manual_score, g.auto_score, 0) + coalesce(g.extra_credit, 0)), 0)"
    " FROM submitted_notebook n CROSS JOIN base_cell b ON b.notebook_id = n.notebook_id"
    " CROSS JOIN grade g ON g.cell_id = b.id AND g.notebook_id = n.id WHERE n.id = {})"
)
OURS = (
    "CREATE TABLE IF NOT EXISTS coursebook_late (notebook_id TEXT PRIMARY KEY, is_time_trusted BOOLEAN NOT NULL, "
    "is_marked_late BOOLEAN NOT NULL, share REAL NOT NULL)",
    "CREATE TRIGGER IF NOT EXISTS coursebook_late_penalty AFTER UPDATE OF manual_score, extra_credit ON grade "
    "WHEN EXISTS (SELECT 1 FROM coursebook_late WHERE notebook_id = NEW.notebook_id AND share > 0) BEGIN "
    "UPDATE submitted_notebook SET late_submission_penalty = "
    f"(SELECT share FROM coursebook_late WHERE notebook_id = NEW.notebook_id) * {_EARNED.format('NEW.notebook_id')} "
    "WHERE id = NEW.notebook_id; END",
)
_LATE = (
    "SELECT s.student_id, n.id, s.timestamp, s.extension, l.is_time_trusted, l.is_marked_late, l.share, "
    f"n.late_submission_penalty FROM {SUBMITTED} CROSS JOIN coursebook_late l ON l.notebook_id = n.id "
    "WHERE s.assignment_id = :assignment"
)
_ONE = f"{_LATE} AND s.student_id = :student"


def put(db: sqlite3.Connection, notebook: str, is_time_trusted: bool, is_marked_late: bool) -> None:
    """Note what is known of the time when a submitted notebook was handed in; its share follows with :func:`settle`."""
    db.execute(
        "INSERT INTO coursebook_late VALUES (?, ?, ?, 0) ON CONFLICT DO UPDATE SET "
        "is_time_trusted = excluded.is_time_trusted, is_marked_late = excluded.is_marked_late",
        (notebook, is_time_trusted, is_marked_late),
    )


def settle(db: sqlite3.Connection, rules: Rules, of: dict[str, str | None]) -> list[str]:
    """Bring penalties to what the rules say: of one student, or of all where ``of`` names none.

    Returns:
        the students whose penalty changed. No penalty is NULL, as nbgrader has it.
    """
    changed = []
    for student, notebook, *about, share, before in db.execute(_ONE if of["student"] else _LATE, of).fetchall():
        now = _late(rules, student, *about).share
        if now != share:
            db.execute("UPDATE coursebook_late SET share = ? WHERE notebook_id = ?", (now, notebook))
        after = now * db.execute(f"SELECT {_EARNED.format('?')}", (notebook,)).fetchone()[0] if now else None
        if after != before:
            db.execute("UPDATE submitted_notebook SET late_submission_penalty = ? WHERE id = ?", (after, notebook))
            changed.append(student)
    return changed


def late(db: sqlite3.Connection, rules: Rules, of: dict[str, str | None]) -> Late:
    """How late the submission of one student is; not late if there is none."""
    row = db.execute(_ONE, of).fetchone()
    return _late(rules, row[0], *row[2:6]) if row else Late()


def _late(rules: Rules, student: str, handed_in: str, extension: str | None, is_time_trusted: int, is_marked_late: int) -> Late:
    """From a row of the gradebook; nbgrader keeps an extension as a moment that long after 1970."""
    moment, longer = EPOCH, None
    try:
        moment = datetime.fromisoformat(handed_in).replace(tzinfo=UTC)
        longer = datetime.fromisoformat(extension).replace(tzinfo=UTC) - EPOCH if extension else None
    except (TypeError, ValueError):  # another program wrote it
        is_time_trusted = False
    return rules.late(student, moment, bool(is_time_trusted), bool(is_marked_late), longer)
