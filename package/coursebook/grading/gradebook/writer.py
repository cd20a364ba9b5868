"""The one writer of marks: straight into nbgrader's own SQLite gradebook, in transactions, manual marks never touched.

nbgrader's API takes 32 ms a submission and 5 s to import; these statements take under a millisecond. They are held to the
one version of the schema that they were written for. Tables of our own, which nbgrader does not look at, say in the same
transaction which record each row came from, so that a run that was cut off goes on without doubling anything; who is on the
roster; and what share of the points lateness costs, so that a mark given in formgrader costs its share at once.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from coursebook.grading import errors
from coursebook.grading.course.lateness import Late, Rules
from coursebook.grading.errors import GradingError
from coursebook.grading.gradebook import penalties, students
from coursebook.grading.gradebook.cell_rows import CellRow, withdraw
from coursebook.grading.gradebook.database import SUBMITTED, connect, transaction
from coursebook.grading.gradebook.record import Entry, Manual
from coursebook.grading.intake.class_list import Person
from coursebook.grading.timestamps import in_database

OURS = (
    "CREATE TABLE IF NOT EXISTS coursebook_record (assignment TEXT, student TEXT, fingerprint TEXT NOT NULL, "
    "written TEXT NOT NULL, PRIMARY KEY (assignment, student))",
    *students.OURS,
    *penalties.OURS,
)
_WHOSE = "WHERE s.assignment_id = :assignment AND s.student_id = :student"
_PENALTY = f"SELECT n.late_submission_penalty FROM {SUBMITTED} {_WHOSE}"
_ENTERED = (
    f"SELECT b.name, {{}} FROM {SUBMITTED} CROSS JOIN base_cell b ON b.notebook_id = n.notebook_id "
    f"CROSS JOIN {{}} x ON x.cell_id = b.id AND x.notebook_id = n.id {_WHOSE}"
)


class Gradebook:
    """A gradebook of one course, open for one assignment with one notebook of the same name.

    Raises :class:`GradingError` where the file is no gradebook, of another version or course, locked or read-only.
    """

    def __init__(self, path: Path, course: str, assignment: str, dry: bool = False):
        self.path, self.course, self.assignment = path, course, assignment
        self._db = connect(path, course, dry)
        self._cells: dict[tuple[str, str], str] = {}

    def prepare(self, rows: Iterable[CellRow], kernelspec: Mapping[str, str], roster: Iterable[Person] = ()) -> None:
        """Put the assignment, its notebook and their cells in place; what nbgrader entered already keeps its ids.

        A ``roster`` that is not empty takes the place of the one remembered.
        """
        with self._transaction():
            for statement in OURS:
                self._db.execute(statement)
            self._db.execute("INSERT INTO course VALUES (?) ON CONFLICT DO NOTHING", (self.course,))
            values = (self._id("assignment"), self.assignment, None, self.course)
            self._assignment_id = self._put("assignment", values, {"name": self.assignment}, "name")
            values = (self._id("notebook"), self.assignment, self._assignment_id, json.dumps(dict(kernelspec)))
            key = {"name": self.assignment, "assignment_id": self._assignment_id}
            self._notebook_id = self._put("notebook", values, key, "name")
            self._put_cells(rows)
            withdraw(self._db, self._notebook_id, self._cells.values())
            students.put_roster(self._db, self.assignment, roster)

    def find(self) -> None:
        """Find the assignment, for reading; raises :class:`GradingError` if nothing of it was ever graded."""
        statement = (
            "SELECT a.id, n.id FROM assignment a JOIN notebook n ON n.assignment_id = a.id AND n.name = a.name WHERE a.name = ?"
        )
        with self._transaction():
            for ours in OURS:
                self._db.execute(ours)
            row = self._db.execute(statement, (self.assignment,)).fetchone()
        if row is None:
            wrong, fix = f"Nothing of '{self.assignment}' is in it.", "run 'coursebook grade' first."
            raise GradingError(errors.GRADEBOOK, str(self.path), wrong, fix)
        self._assignment_id, self._notebook_id = row

    def _put_cells(self, rows: Iterable[CellRow]) -> None:
        self._cells = {}
        for row in rows:
            statement = (
                "INSERT INTO source_cell VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name, notebook_id) DO UPDATE SET "
                "cell_type = excluded.cell_type, locked = excluded.locked, source = excluded.source, "
                "checksum = excluded.checksum"
            )
            values = (row.id, row.kind, row.is_locked, row.source, row.checksum, self._notebook_id)
            self._db.execute(statement, (self._id("source", row.id), *values))
            for type in row.types:
                values = (self._id(type, row.id), row.id, self._notebook_id, type)
                key = {"name": row.id, "notebook_id": self._notebook_id, "type": type}
                self._cells[row.id, type] = id = self._put("base_cell", values, key, "name")
                if type == "SolutionCell":
                    self._db.execute("INSERT INTO solution_cells VALUES (?) ON CONFLICT DO NOTHING", (id,))
                else:
                    table = "task_cells" if type == "TaskCell" else "grade_cells"
                    statement = (
                        f"INSERT INTO {table} VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET max_score = excluded.max_score"
                    )
                    self._db.execute(statement, (id, row.points, row.kind))

    def roster(self) -> list[Person]:
        """Who is on the roster that was last given for the assignment, by id; empty if none ever was."""
        return students.roster(self._db, self.assignment)

    def write(self, entries: Iterable[Entry], people: Mapping[str, Person], rules: Rules = Rules()) -> None:
        """Write submissions in one transaction: all of them, or none."""
        with self._transaction():
            for entry in entries:
                self._write(entry, people.get(entry.student) or Person(entry.student))
                penalties.settle(self._db, rules, self._of(entry.student))

    def settle(self, rules: Rules, before: Callable[[str], None] = lambda student: None) -> list[str]:
        """Bring the penalties of all students, and the due date, to what the course file says, in one transaction.

        Returns:
            the students whose penalty changed; ``before`` was called with each before the transaction ended.
        """
        with self._transaction():
            if rules.due:
                statement = "UPDATE assignment SET duedate = ? WHERE id = ?"
                self._db.execute(statement, (in_database(rules.due), self._assignment_id))
            changed = penalties.settle(self._db, rules, self._of(None))
            for student in changed:
                before(student)
            return changed

    def _write(self, entry: Entry, person: Person) -> None:
        changed = self._changed(entry)
        students.put(self._db, person)
        moment = in_database(entry.handed_in)
        values = (self._id("submission", entry.student), self._assignment_id, entry.student, moment, None)
        key = {"assignment_id": self._assignment_id, "student_id": entry.student}
        submission = self._put("submitted_assignment", values, key, "timestamp")
        values = (self._id("submitted", entry.student), submission, self._notebook_id, 0, None)
        key = {"notebook_id": self._notebook_id, "assignment_id": submission}
        notebook = self._put("submitted_notebook", values, key, "notebook_id")
        for (name, type), cell in self._cells.items():
            if type != "SolutionCell":
                self._grade(entry, name, cell, notebook, name in changed)
            if type != "GradeCell":
                self._db.execute(
                    "INSERT INTO comment VALUES (?, ?, ?, ?, NULL) ON CONFLICT (cell_id, notebook_id) "
                    "DO UPDATE SET auto_comment = excluded.auto_comment",
                    (self._id("comment", entry.student, name), notebook, cell, entry.comments.get(name)),
                )
        penalties.put(self._db, notebook, entry.is_time_trusted, entry.is_marked_late)
        self._db.execute(
            "INSERT INTO coursebook_record VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "fingerprint = excluded.fingerprint, written = excluded.written",
            (self.assignment, entry.student, entry.fingerprint, json.dumps(dict(entry.written))),
        )

    def _grade(self, entry: Entry, name: str, cell: str, notebook: str, is_changed: bool) -> None:
        """A mark by test, or none. A manual mark stays; it is shown for review when what it was given for has changed."""
        score = entry.scores.get(name)
        self._db.execute(
            "INSERT INTO grade VALUES (?, ?, ?, ?, NULL, NULL, ?) ON CONFLICT (cell_id, notebook_id) DO UPDATE SET "
            "needs_manual_grade = CASE WHEN manual_score IS NULL THEN excluded.needs_manual_grade "
            "WHEN ? OR auto_score IS NOT excluded.auto_score THEN 1 ELSE needs_manual_grade END, "
            "auto_score = excluded.auto_score",
            (self._id("grade", entry.student, name), notebook, cell, score, score is None, is_changed),
        )

    def _changed(self, entry: Entry) -> set[str]:
        statement = "SELECT written FROM coursebook_record WHERE assignment = ? AND student = ?"
        row = self._db.execute(statement, (self.assignment, entry.student)).fetchone()
        before = json.loads(row[0]) if row else {}
        return {name for name, text in entry.written.items() if name in before and before[name] != text}

    def _transaction(self) -> AbstractContextManager[None]:
        return transaction(self._db, self.path)

    def _put(self, table: str, values: tuple[Any, ...], key: Mapping[str, str], anew: str) -> str:
        """The id of the row with this key, which is made if there is none; of one that is there the column ``anew`` is set.

        Asked for by the key, since SQLite before 3.35, which long-lived systems have, returns no id.
        """
        places, columns = ", ".join("?" * len(values)), ", ".join(key)
        statement = f"INSERT INTO {table} VALUES ({places}) ON CONFLICT ({columns}) DO UPDATE SET {anew} = excluded.{anew}"
        self._db.execute(statement, values)
        wanted = " AND ".join(f"{column} = ?" for column in key)
        (id,) = self._db.execute(f"SELECT id FROM {table} WHERE {wanted}", tuple(key.values())).fetchone()
        return id

    def _id(self, *parts: str) -> str:
        """The same id for the same thing in every run; nbgrader draws its ids at random, and either will do."""
        return uuid.uuid5(uuid.NAMESPACE_OID, json.dumps([self.course, self.assignment, *parts])).hex

    def is_written(self, student: str, fingerprint: str) -> bool:
        """Whether the submission with this fingerprint is in the gradebook."""
        statement = "SELECT fingerprint FROM coursebook_record WHERE assignment = ? AND student = ?"
        row = self._db.execute(statement, (self.assignment, student)).fetchone()
        return bool(row) and row[0] == fingerprint

    def manual(self, student: str) -> dict[str, Manual]:
        """What humans entered for a student, by cell; cells without anything are left out."""
        found: dict[str, Manual] = {}
        marks = _ENTERED.format("manual_score, extra_credit, needs_manual_grade", "grade")
        for name, score, extra, needs in self._db.execute(marks, self._of(student)):
            found[name] = Manual(score, extra, None, bool(needs))
        for name, comment in self._db.execute(_ENTERED.format("manual_comment", "comment"), self._of(student)):
            if comment:
                before = found.get(name, Manual())
                found[name] = Manual(before.score, before.extra, comment, before.needs)
        return found

    def has_manual(self, student: str) -> bool:
        """Whether a human has entered anything for a student."""
        return any(one.score is not None or one.extra is not None or one.comment for one in self.manual(student).values())

    def penalty(self, student: str) -> float:
        """Points taken off because the submission was late."""
        row = self._db.execute(_PENALTY, self._of(student)).fetchone()
        return float(row[0] or 0) if row else 0.0

    def late(self, student: str, rules: Rules) -> Late:
        """How late a student's submission is by the course file and nbgrader's own extension; not late if there is none."""
        return penalties.late(self._db, rules, self._of(student))

    def _of(self, student: str | None) -> dict[str, str | None]:
        return {"student": student, "assignment": self._assignment_id, "notebook": self._notebook_id}

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
