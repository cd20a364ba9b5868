"""Opening a gradebook: the one version of nbgrader's schema that is written to, transactions, errors in words."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from coursebook.grading import errors
from coursebook.grading.errors import GradingError

SCHEMA = Path(__file__).with_name("gradebook.sql")
ALEMBIC_VERSION = "e43177bfe90b"  # of nbgrader 0.9
WAIT_SECONDS = 15.0
# CROSS JOIN keeps this order, in which each step finds its rows by an index that nbgrader has; by an order of SQLite's own
# choice all grades of the class are looked through for each student.
SUBMITTED = "submitted_assignment s CROSS JOIN submitted_notebook n ON n.notebook_id = :notebook AND n.assignment_id = s.id"


def connect(path: Path, course: str, dry: bool = False) -> sqlite3.Connection:
    """The gradebook at ``path``, made if there is none; with ``dry`` nothing is written, and a new one lives in memory."""
    existed = path.exists() and path.stat().st_size > 0
    try:
        target = ":memory:" if dry and not existed else f"{path.absolute().as_uri()}?mode={'ro' if dry else 'rwc'}"
        db = sqlite3.connect(target, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
        if existed:
            _check(db, path, course)
        else:
            _create(db, path, course)
    except sqlite3.Error as error:
        raise database_error(error, path) from None
    return db


def course_of(path: Path) -> str:
    """The course of a gradebook that exists."""
    try:
        with _read_only(path) as db:
            return next(iter(_courses(db)), "")
    except sqlite3.Error as error:
        raise database_error(error, path) from None


def students_of(path: Path) -> list[str]:
    """Everybody whom a gradebook knows, in whatever assignment; nobody if it cannot be read, which is told where it is opened."""
    with contextlib.suppress(sqlite3.Error):
        with _read_only(path) as db:
            return [student for (student,) in db.execute("SELECT id FROM student")]
    return []


def _read_only(path: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))


def _courses(db: sqlite3.Connection) -> list[str]:
    return [course for (course,) in db.execute("SELECT id FROM course") if course not in ("", "default_course")]


def _create(db: sqlite3.Connection, path: Path, course: str) -> None:
    with transaction(db, path):
        for statement in SCHEMA.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                db.execute(statement)
        db.execute("INSERT INTO alembic_version VALUES (?)", (ALEMBIC_VERSION,))
        db.execute("INSERT INTO course VALUES (?)", (course,))


def _check(db: sqlite3.Connection, path: Path, course: str) -> None:
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in tables:
        wrong, fix = "This is no nbgrader gradebook.", "name another --out folder, or move the file away."
        raise GradingError(errors.GRADEBOOK, str(path), wrong, fix)
    versions = [version for (version,) in db.execute("SELECT version_num FROM alembic_version")]
    if versions != [ALEMBIC_VERSION]:
        wrong = f"The gradebook has version {', '.join(versions) or 'none'}; nbgrader 0.9 has {ALEMBIC_VERSION}."
        raise GradingError(errors.GRADEBOOK, str(path), wrong, "run 'nbgrader db upgrade' in its folder.")
    courses = _courses(db)
    if set(courses) - {course}:
        wrong = f"The gradebook is of the course '{', '.join(sorted(courses))}', not '{course}'."
        raise GradingError(errors.GRADEBOOK, str(path), wrong, "name its course, or another --out folder.")


@contextlib.contextmanager
def transaction(db: sqlite3.Connection, path: Path) -> Iterator[None]:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK on any exception, Ctrl-C too; raises :class:`GradingError` for the database's own."""
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise database_error(error, path) from None


def database_error(error: sqlite3.Error, path: Path) -> GradingError:
    """What a database error means, with its fix."""
    text = str(error)
    if "locked" in text or "busy" in text:
        wrong, fix = "The gradebook is locked by another program.", "close what writes to it and run the same command again."
    elif "readonly" in text or "unable to open" in text:
        fix = "make it and its folder writable, or name another --out folder."
        return GradingError(errors.CANNOT_WRITE, str(path), "The gradebook cannot be written.", fix)
    elif "full" in text:
        fix = "free some space and run the same command again; what is graded stays graded."
        return GradingError(errors.CANNOT_WRITE, str(path), "The disk is full.", fix)
    else:
        wrong, fix = f"The gradebook cannot be used ({text}).", "put a copy of it back, or move it away to begin a new one."
    return GradingError(errors.GRADEBOOK, str(path), wrong, fix)
