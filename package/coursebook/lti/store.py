"""What the service must remember: logins that have begun, and where a course's assignments are. No person stands in it."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sql
from sqlalchemy.exc import SQLAlchemyError

from coursebook.faults import Fault, InputError

# Seconds from the press of a link to the end of the login.
LOGIN_LASTS = 600

TABLES = sql.MetaData()
LOGINS = sql.Table(
    "logins",
    TABLES,
    sql.Column("state", sql.String(64), primary_key=True),
    sql.Column("nonce", sql.String(64), nullable=False),
    sql.Column("ends", sql.Integer, nullable=False, index=True),
)
LINKS = sql.Table(
    "links",
    TABLES,
    sql.Column("context", sql.String(255), primary_key=True),
    sql.Column("resource", sql.String(255), primary_key=True),
    sql.Column("title", sql.Text, nullable=False),
    sql.Column("assignment", sql.String(200), nullable=False),
    sql.Column("memberships", sql.Text, nullable=False),
    sql.Column("line_item", sql.Text, nullable=False),
)


@dataclass(frozen=True)
class Link:
    """A link to the service in a course: of which course, to which assignment, and the services of that course.

    ``title`` is the course's; ``memberships`` and ``line_item`` are addresses, empty where the platform offers none.
    """

    context: str
    resource: str
    title: str
    assignment: str
    memberships: str
    line_item: str


class Store:
    """The database of the service: SQLite, or what else SQLAlchemy opens."""

    def __init__(self, address: str):
        """Open the database, and make its tables where they are missing.

        Raises:
            InputError: there is no such database, or its driver is not installed.
        """
        try:
            self._engine = sql.create_engine(address)
            TABLES.create_all(self._engine)
        except (SQLAlchemyError, ModuleNotFoundError) as error:
            wrong = f"The database cannot be opened ({str(getattr(error, 'orig', None) or error).splitlines()[0]})."
            raise InputError(Fault("lti.toml", "database", wrong, "correct its address, or install its driver.")) from None

    def begin(self, state: str, nonce: str) -> None:
        """Note a login that begins; those that were never ended are forgotten."""
        now = int(time.time())
        with self._engine.begin() as connection:
            connection.execute(sql.delete(LOGINS).where(LOGINS.c.ends < now))
            connection.execute(sql.insert(LOGINS).values(state=state, nonce=nonce, ends=now + LOGIN_LASTS))

    def end(self, state: str) -> str | None:
        """The nonce of a login, once: whoever comes with the same state again is told ``None``."""
        with self._engine.begin() as connection:
            row = connection.execute(sql.select(LOGINS).where(LOGINS.c.state == state)).one_or_none()
            # Of two that come at once only one deletes the row.
            taken = connection.execute(sql.delete(LOGINS).where(LOGINS.c.state == state)).rowcount
        return row.nonce if row and taken == 1 and row.ends >= time.time() else None

    def note(self, link: Link) -> None:
        """Remember a link as its last launch described it."""
        values = vars(link)
        key = sql.and_(*(LINKS.c[name] == values[name] for name in ("context", "resource")))
        with self._engine.begin() as connection:
            if connection.execute(sql.update(LINKS).where(key).values(values)).rowcount == 0:
                connection.execute(sql.insert(LINKS).values(values))

    def links(self) -> list[Link]:
        """Every link that was opened so far, by course."""
        with self._engine.connect() as connection:
            rows = connection.execute(sql.select(LINKS).order_by(LINKS.c.context, LINKS.c.resource))
            return [Link(**row._mapping) for row in rows]
