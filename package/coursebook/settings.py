"""``coursebook.toml``: what the package must know of a book that stands nowhere else.

Every key has a default, so that a book begins with an empty file. An unknown key is refused with the nearest known one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from coursebook.faults import Fault, InputError, nearest

FILE = "coursebook.toml"


@dataclass(frozen=True)
class Book:
    """``[book]``: its short name in file names and citation keys, the assignment that ``coursebook demo`` shows, its
    licence, and for whom it is (schema.org)."""

    slug: str = "book"
    demo: str = ""
    licence: str = "https://creativecommons.org/licenses/by/4.0/"
    levels: tuple[str, ...] = ("undergraduate", "postgraduate")

    @property
    def licence_name(self) -> str:
        """Its licence in short, such as "CC BY 4.0"; the address itself if that is none of Creative Commons."""
        found = re.search(r"creativecommons\.org/licenses/([a-z-]+)/([\d.]+)", self.licence)
        return f"CC {found[1].upper()} {found[2]}" if found else self.licence


@dataclass(frozen=True)
class Pages:
    """``[pages]``: the folder of the chapters, and the pages that print the evidence, without their ending."""

    chapters: str = "chapters"
    ledger: str = "reference/evidence"
    numbers: str = "reference/computed"
    datasets: str = "reference/datasets"
    corrections: str = "reference/corrections"


@dataclass(frozen=True)
class Rules:
    """``[rules]``: nouns after which four digits are a count and no year, and words that a number may follow as a name."""

    counted: tuple[str, ...] = ("people", "persons", "cases")
    numbered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """``[timeline]``: the tables whose rows the directive ``timeline`` lists by date."""

    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bank:
    """``[bank]``: what the question bank must hold at least, for the book and for each learning outcome."""

    code: int = 0
    quiz: int = 0
    written: int = 0
    hunt: int = 0
    outcome: int = 0


@dataclass(frozen=True)
class Publish:
    """``[publish]``: whom instructors ask for the key of the pack, and files and folders that the public edition has
    besides the book itself."""

    contact: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """``[paper]``: pages, without their ending, that the PDF leaves to the web."""

    without: tuple[str, ...] = ()


# What a subject of figures may be drawn in; ``figures/subjects.py`` knows their tones.
TONES = ("blue", "orange", "green", "purple")


@dataclass(frozen=True)
class Language:
    """``[languages.<code>]``: a language in its own words, and its name in Open Graph."""

    name: str = ""
    locale: str = ""


@dataclass(frozen=True)
class Settings:
    """A whole ``coursebook.toml``; ``sections`` are the ledger's, id -> title, in the order in which the book has them.

    ``units`` says which words of the tables name one unit, word -> the name that stands for it; ``colours`` are those of
    a few subjects, each the same in every figure.
    """

    book: Book = Book()
    sections: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    pages: Pages = Pages()
    rules: Rules = Rules()
    timeline: Timeline = Timeline()
    bank: Bank = Bank()
    publish: Publish = Publish()
    paper: Paper = Paper()
    languages: Mapping[str, Language] = field(default_factory=dict)


def read_settings(path: Path) -> Settings:
    """The settings of a book; those of an empty file where there is none. Raises as :func:`read_toml` does."""
    return read_toml(Settings, path, lambda given: _colours(given.get("colours")))


def read_toml(kind: type, path: Path, check: Callable[[Mapping[str, Any]], list[Fault]] = lambda given: []) -> Any:
    """What a file of settings says, as an instance of the data class ``kind``; of an empty file where there is none.

    Args:
        kind: its fields are the keys; those that have no default must be there.
        path: the file.
        check: what else may be wrong with it.

    Raises:
        InputError: the file is no TOML, a key of it is missing or unknown or has a value of another type; all are listed.
    """
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(Fault(path.name, "", f"It is not TOML: {error}.", "correct that place.")) from None
    faults: list[Fault] = []
    made = _table(kind, given, "", faults)
    faults += check(given)
    if faults:
        raise InputError(*(replace(_placed(fault, text), file=path.name) for fault in faults))
    return made


def _colours(given: Any) -> list[Fault]:
    """Colours that no figure has, or that two subjects share."""
    faults: list[Fault] = []
    taken: dict[str, str] = {}
    for subject, tone in given.items() if isinstance(given, dict) else ():
        if str(tone) not in TONES:
            faults.append(Fault(FILE, f"colours.{subject}", f"There is no colour {tone!r}.", nearest(str(tone), TONES)))
        elif tone in taken:
            faults.append(Fault(FILE, f"colours.{subject}", f"'{taken[tone]}' is {tone} too.", "give each its own."))
        taken[str(tone)] = subject
    return faults


def _placed(fault: Fault, text: str) -> Fault:
    """The fault with the line of its key, where the key stands on a line of its own."""
    table, _, name = fault.place.rpartition(".")
    here = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            here = header[1].strip()
        at = here if header else f"{here}.{line.partition('=')[0].strip()}".lstrip(".")
        if at == fault.place or (header and here.startswith(f"{fault.place}.")):
            return replace(fault, place=f"line {number}, {f'[{table}]' if table else ''} {name}".replace(",  ", ", "))
    return fault


def _table(kind: type, given: Mapping[str, Any], place: str, faults: list[Fault]) -> Any:
    types = get_type_hints(kind)
    known = {one.name for one in fields(kind)}
    needed = {one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}
    values: dict[str, Any] = {}
    for name in sorted(needed - given.keys()):
        faults.append(Fault(FILE, f"{place}.{name}".lstrip("."), "It is missing.", "add it."))
        values[name] = None
    for name in given:
        within = f"{place}.{name}".lstrip(".")
        if name in known:
            values[name] = _value(types[name], given[name], within, faults)
        else:
            faults.append(Fault(FILE, within, f"There is no key '{name}'.", nearest(name, known)))
    return kind(**values)


def _value(kind: Any, given: Any, place: str, faults: list[Fault]) -> Any:
    if kind == tuple[str, ...]:
        fits = isinstance(given, list) and all(isinstance(one, str) for one in given)
        wanted, value = "a list of texts", tuple(given) if fits else ()
    elif kind == Mapping[str, str]:
        fits = isinstance(given, dict) and all(isinstance(one, str) for one in given.values())
        wanted, value = "a table of texts", given
    elif kind in (str, int):
        fits, wanted, value = type(given) is kind, {str: "a text", int: "a whole number"}[kind], given
    elif not isinstance(given, dict):
        fits, wanted, value = False, "a table", None
    elif kind == Mapping[str, Language]:
        return {code: _value(Language, one, f"{place}.{code}", faults) for code, one in given.items()}
    else:
        return _table(kind, given, place, faults)
    if not fits:
        faults.append(Fault(FILE, place, f"It is {given!r}.", f"write {wanted}."))
    return value
