"""The class: who is on the roster, and whose notebook a path names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from coursebook.exercises.release import roster
from coursebook.grading.intake.layouts import Hint

# A student's id becomes a folder, a key of the gradebook and text on a page.
MOST_BYTES = 250  # with ".json" behind it a file system still takes it
FITTING = re.compile(r"[\w.@' -]{1,100}")
# Words that people, browsers and Git hosts put beside a student's name.
BESIDE_A_NAME = frozenset(
    "a copy of kopie kopia copie copia копія von de di final done finished draft new version submission submitted solution "
    "solutions answers homework assignment notebook ipynb jupyter main master week exercise abgabe aufgabe hausaufgabe losung "
    "ubung zadanie devoir tarea завдання".split()
)
# Parts of a name that many leave out.
PARTICLES = frozenset("a de di of von".split())
NUMBERED = re.compile(r"(?:v|hw|ex|week|assignment|exercise|homework|ubung|aufgabe)?\d{1,2}")
DAY = re.compile(r"(?<!\d)20\d\d([-_.]?)[01]\d\1[0-3]\d(?!\d)")
NUMBER = re.compile(r"\d+")
# Letters that Unicode does not take apart.
LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


@dataclass(frozen=True)
class Person:
    """A student as the roster has it; all but the id may be empty. ``lms_id`` is the number a learning system uses, ``login`` the
    name on a Git host."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""
    login: str = ""

    @property
    def name(self) -> str:
        """The whole name, as far as it is known."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Whose:
    """The id of a student, or "" and, where there is more to say than that nobody has the name, the reason."""

    student: str = ""
    why: str = ""


class Roster:
    """People by id. A roster that is ``open`` takes everybody whose id can be a folder name."""

    def __init__(self, people: Iterable[Person], is_open: bool = False):
        self.people: dict[str, Person] = {person.id: person for person in people}
        self.is_open = is_open
        self._by_key: dict[str, set[str]] = {}
        self._by_word: dict[str, set[str]] = {}
        for person in self.people.values():
            for key in _keys(person):
                self._by_key.setdefault(key, set()).add(person.id)
            for word in set().union(*_accounts(person), *_names(person)):
                self._by_word.setdefault(word, set()).add(person.id)

    def find(self, hint: Hint) -> Whose:
        """The student whom a name means, or why it means nobody for certain."""
        if self.is_open:
            fitting = next((one for one in (*hint.ids[:1], hint.name) if is_fitting(one)), "")
            return Whose(fitting) if fitting else Whose(why="The name cannot be a student's id.")
        return self._of_a_system(hint) if hint.system else self._of_a_name(hint)

    def _of_a_name(self, hint: Hint) -> Whose:
        for wanted in (*hint.ids, hint.name):
            if wanted in self.people:
                return Whose(wanted)
        for wanted in (*hint.ids, hint.name):
            if matches := self._by_key.get(_key(wanted)):
                return _only(matches, wanted)
        matches = set().union(*map(self._of_words, (*hint.around, "".join(hint.around))))
        return _only(matches, hint.name) if matches else Whose()

    def _of_words(self, text: str) -> set[str]:
        """Who is named in full by a text that holds no word but theirs and such as stand beside names."""
        said = {word for word in _words(DAY.sub(" ", text)) if not NUMBERED.fullmatch(word)}
        # A system's number of a student or of a hand-in says as little as a word beside the name.
        numbers = {word for word in said if NUMBER.fullmatch(word) and word not in self._by_word}
        found: set[str] = set()
        for words in (said - numbers, said - numbers - BESIDE_A_NAME):
            them = set.intersection(*(self._by_word.get(word, set()) for word in words)) if words else set()
            names = {id: _full_name(self.people[id]) if numbers else _names(self.people[id]) for id in them}
            named = {id for id in them if any(name <= words for name in names[id])}
            # What stands before the @ may be another's first name.
            is_account = len(them) == 1 and not numbers
            found |= named or {id for id in them if is_account and words in _accounts(self.people[id])}
        return found

    def _of_a_system(self, hint: Hint) -> Whose:
        """By the system's number and by the name; where the two mean different people, nobody for certain.

        A number counts as an id of the roster's only if the roster has no numbers of the system's, and never against the
        name; Moodle's is the number of a submission and names nobody.
        """
        number = hint.ids[0]
        by_name = self._of_full_name(hint)
        by_number: set[str] = set()
        if hint.system not in ("Moodle", "Gradescope"):
            listed = {person.id for person in self.people.values() if person.lms_id == number}
            has_numbers = any(person.lms_id for person in self.people.values())
            is_systems = has_numbers and number.isdigit() and hint.system in ("Canvas", "Brightspace")
            by_number = listed or (set() if is_systems else self._by_key.get(_key(number), set()))
        if by_name and by_number:
            both = by_name & by_number
            if not both:
                wrong = f"The number {number} is {', '.join(sorted(by_number))}'s, the name {hint.name} {', '.join(sorted(by_name))}'s."
                return Whose(why=wrong)
            return _only(both, hint.name)
        if by_number and hint.name and any(self.people[id].name for id in by_number):
            return Whose(why=f"The number {number} is {', '.join(sorted(by_number))}'s, who has another name than {hint.name}.")
        if by_name or by_number:
            return _only(by_name or by_number, hint.name or number)
        return Whose()

    def _of_full_name(self, hint: Hint) -> set[str]:
        """Who has the name; Moodle writes that of a group before it ("Group A-Anna Kowalska"), people write pronouns behind it."""
        spelt = (hint.name, re.sub(r"\(.*?\)", "", hint.name))
        found = next((them for one in spelt if one and (them := self._by_key.get(_key(one), set()))), set())
        parts = hint.name.split("-") if hint.system == "Moodle" and not found else []
        behind = ("-".join(parts[begin:]) for begin in range(1, len(parts)))
        return found or next((them for one in behind if (them := self._by_key.get(_key(one), set()))), set())


def _only(matches: set[str], wanted: str) -> Whose:
    if len(matches) == 1:
        return Whose(next(iter(matches)))
    return Whose(why=f"{len(matches)} students on the roster have the name {wanted}: {', '.join(sorted(matches))}.")


def is_fitting(student: str) -> bool:
    """Whether an id can be a folder's name and a key: letters, digits, blanks and ``. _ - @ '``, not at an edge."""
    is_short = len(student.encode("utf-8", "replace")) <= MOST_BYTES
    return is_short and bool(FITTING.fullmatch(student)) and student == student.strip(" .")


def read_roster(path: Path) -> list[Person]:
    """People of a roster; beside ``id`` it may have first_name, last_name, name, email, lms_id and login.

    Raises:
        InputError: the roster has faults, see :func:`coursebook.exercises.release.roster.read`.
    """
    people = []
    for student in roster.read(path):
        cell = {name.lower(): value for name, value in student.fields.items()}
        first, last = cell.get("first_name", ""), cell.get("last_name", "")
        if not (first or last) and cell.get("name"):
            first, _, last = cell["name"].rpartition(" ")
        people.append(Person(student.id, first, last, cell.get("email", ""), cell.get("lms_id", ""), cell.get("login", "")))
    return people


def with_names(ids: Iterable[str], people: Mapping[str, Person]) -> list[Person]:
    """A person for each id, with names where they are known."""
    return [people.get(student) or Person(student) for student in ids]


def _keys(person: Person) -> set[str]:
    first, last = person.first_name, person.last_name
    spelt = (person.id, person.lms_id, person.email, person.login, first + last, last + first)
    return {_key(one) for name in spelt for one in _spellings(name)} - {""}


def _names(person: Person) -> list[set[str]]:
    """The words of each way to name a person in full."""
    ids = (person.id, person.lms_id, person.email, person.login)
    return [words for one in ids if (words := _words(one))] + _full_name(person)


def _full_name(person: Person) -> list[set[str]]:
    """The words of first and last name, in each spelling; none for a person with one name only."""
    if not (person.first_name and person.last_name):
        return []
    return [words for one in _spellings(person.name) if (words := _words(one))]


def _accounts(person: Person) -> list[set[str]]:
    return [_words(person.email.partition("@")[0])]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", _plain(text))) - PARTICLES


def _key(text: str) -> str:
    """Letters and digits in one spelling, since systems drop blanks, accents and case."""
    return "".join(letter for letter in _plain(text) if letter.isalnum())


def _spellings(text: str) -> list[str]:
    """A name as it stands, and with its umlauts in two letters."""
    return [text, unicodedata.normalize("NFC", text.casefold()).translate(UMLAUTS)]


def _plain(text: str) -> str:
    """Without accents and case."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
