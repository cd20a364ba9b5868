"""The class: who is on the roster, and whose notebook a path names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from coursebook.exercises import roster
from coursebook.grading.layouts import Hint

# A student's id becomes a folder, a key of the gradebook and text on a page.
MOST_BYTES = 250  # with ".json" behind it a file system still takes it
FITTING = re.compile(r"[\w.@' -]{1,100}")


@dataclass(frozen=True)
class Person:
    """A student as the roster has it; all but the id may be empty. ``lms_id`` is the number a learning system uses."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""


class Roster:
    """People by id. A roster that is ``open`` takes everybody whose id can be a folder name."""

    def __init__(self, people: Iterable[Person], is_open: bool = False):
        self.people: dict[str, Person] = {person.id: person for person in people}
        self.is_open = is_open
        self._by_key: dict[str, set[str]] = {}
        for person in self.people.values():
            for key in _keys(person):
                self._by_key.setdefault(key, set()).add(person.id)

    def find(self, hint: Hint) -> str | None:
        """The id of the student a path names; None for nobody, or for more than one of the same name."""
        for wanted in (*hint.ids, hint.name):
            if wanted in self.people:
                return wanted
        for wanted in (*hint.ids, hint.name):
            matches = self._by_key.get(_key(wanted), set())
            if len(matches) == 1:
                return next(iter(matches))
        if self.is_open:
            for wanted in (*hint.ids[:1], hint.name):
                if is_fitting(wanted):
                    return wanted
        return None


def is_fitting(student: str) -> bool:
    """Whether an id can be a folder's name and a key: letters, digits, blanks and ``. _ - @ '``, not at an edge."""
    is_short = len(student.encode("utf-8", "replace")) <= MOST_BYTES
    return is_short and bool(FITTING.fullmatch(student)) and student == student.strip(" .")


def read_roster(path: Path) -> list[Person]:
    """People of a roster; beside ``id`` it may have first_name, last_name, name, email and lms_id.

    Raises:
        EvidenceError: the roster has faults, see :func:`coursebook.exercises.roster.read`.
    """
    people = []
    for student in roster.read(path):
        cell = {name.lower(): value for name, value in student.fields.items()}
        first, last = cell.get("first_name", ""), cell.get("last_name", "")
        if not (first or last) and cell.get("name"):
            first, _, last = cell["name"].rpartition(" ")
        people.append(Person(student.id, first, last, cell.get("email", ""), cell.get("lms_id", "")))
    return people


def with_names(ids: Iterable[str], people: Mapping[str, Person]) -> list[Person]:
    """A person for each id, with names where they are known."""
    return [people.get(student) or Person(student) for student in ids]


def _keys(person: Person) -> set[str]:
    first, last = person.first_name, person.last_name
    spelt = (person.id, person.lms_id, person.email, first + last, last + first)
    return {_key(one) for one in spelt if one} - {""}


def _key(text: str) -> str:
    """Letters and digits in one spelling, since systems drop blanks, accents and case."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())
