"""nbgrader's plugin for late work: it takes what the course file takes, where nbgrader's own command would forget it.

``nbgrader_config.py`` of a course folder names it; nbgrader runs it when somebody presses *Autograde* in formgrader.
"""

from __future__ import annotations

from nbgrader.plugins import BasePlugin
from sqlalchemy import text

_SHARE = text(
    "SELECT l.share FROM coursebook_late l JOIN submitted_notebook n ON n.id = l.notebook_id "
    "JOIN submitted_assignment s ON s.id = n.assignment_id JOIN assignment a ON a.id = s.assignment_id "
    "WHERE s.student_id = :student AND a.name = :assignment"
)


class CourseFilePenalty(BasePlugin):
    """The share of the points that :mod:`coursebook.grading.gradebook.penalties` has put down for a submission."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The penalty in points, or None; ``parent`` is nbgrader's preprocessor, which knows the assignment."""
        about = {"student": student_id, "assignment": self.parent.assignment_id}
        share = self.parent.gradebook.db.execute(_SHARE, about).scalar()
        return share * score if share else None
