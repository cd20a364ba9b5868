"""Students in the gradebook: nbgrader's own rows, and in a table of our own who is on the roster of an assignment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from coursebook.grading.intake.class_list import Person

OURS = ("CREATE TABLE IF NOT EXISTS coursebook_roster (assignment TEXT, student TEXT, PRIMARY KEY (assignment, student))",)


def put(db: sqlite3.Connection, person: Person) -> None:
    """Add a student, or what has changed about one: a new name or address, but never none for one that is known."""
    db.execute(
        "INSERT INTO student VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "first_name = coalesce(excluded.first_name, first_name), last_name = coalesce(excluded.last_name, last_name), "
        "email = coalesce(excluded.email, email), lms_user_id = coalesce(excluded.lms_user_id, lms_user_id)",
        (person.id, *(one or None for one in (person.first_name, person.last_name, person.email, person.lms_id))),
    )


def put_roster(db: sqlite3.Connection, assignment: str, roster: Iterable[Person]) -> None:
    """Remember who is on the roster of an assignment; an empty one leaves what was remembered."""
    roster = list(roster)
    if roster:
        db.execute("DELETE FROM coursebook_roster WHERE assignment = ?", (assignment,))
    for person in roster:
        put(db, person)
        db.execute("INSERT INTO coursebook_roster VALUES (?, ?)", (assignment, person.id))


def roster(db: sqlite3.Connection, assignment: str) -> list[Person]:
    """The remembered roster of an assignment, by id."""
    statement = (
        "SELECT s.id, s.first_name, s.last_name, s.email, s.lms_user_id FROM coursebook_roster r "
        "JOIN student s ON s.id = r.student WHERE r.assignment = ? ORDER BY s.id"
    )
    return [Person(*(one or "" for one in row)) for row in db.execute(statement, (assignment,))]
