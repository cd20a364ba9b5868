"""The bibliography: every source of the article and of the data, in ``references.bib``."""

from __future__ import annotations

import re
from collections import Counter

from pybtex.database import BibliographyData, Entry
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError

from coursebook import project
from coursebook.faults import Fault, InputError, nearest
from coursebook.language import gettext as _

FILE = "references.bib"


@project.cached
def bibliography() -> BibliographyData:
    """All entries of ``references.bib``.

    Raises:
        InputError: the file cannot be parsed, or a key stands twice.
    """
    text = project.current().bibliography.read_text(encoding="utf-8")
    twice = [key for key, n in Counter(re.findall(r"(?m)^@\w+\{([^,\s]+),", text)).items() if n > 1]
    if twice:
        raise InputError(*(Fault(FILE, f"entry '{key}'", "The key stands twice.", "merge the two.") for key in twice))
    try:
        return Parser(encoding="utf-8").parse_string(text)
    except PybtexError as error:
        raise InputError(Fault(FILE, "", f"It cannot be parsed: {error}.", "correct the entry.")) from None


def entry(key: str) -> Entry:
    """One entry by its key.

    Raises:
        InputError: there is no such entry.
    """
    entries = bibliography().entries
    if key not in entries:
        raise InputError(Fault(FILE, "", f"There is no entry '{key}'.", nearest(key, entries.keys())))
    return entries[key]


def keys_with(keyword: str) -> list[str]:
    """Keys of the entries that carry a keyword: ``article`` or ``data``."""
    return [
        key
        for key, value in bibliography().entries.items()
        if keyword in re.split(r"\s*,\s*", value.fields.get("keywords", ""))
    ]


def plain_text(latex: str) -> str:
    """A field without the braces and dashes of BibTeX."""
    text = re.sub(r"[{}]", "", latex)
    for mark, sign in (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("\\&", "&"), ("~", " ")):
        text = text.replace(mark, sign)
    return text


def short(key: str) -> str:
    """Who says so, in a few words: the authors' last names or the body, and the year."""
    found = entry(key)
    people = found.persons.get("author", [])
    names = [plain_text(" ".join(person.last_names) or str(person)) for person in people]
    who = (
        _("{one} and {other}").format(one=names[0], other=names[1])
        if len(names) == 2
        else "".join(names)
        if len(names) < 3
        else _("{name} and others").format(name=names[0])
    )
    year = found.fields.get("year")
    return f"{who or plain_text(found.fields.get('title', key))}{f', {year}' if year else ''}"


def reference_text(key: str) -> str:
    """A reference on one line: authors, year, title, outlet."""
    fields = entry(key).fields
    outlet = fields.get("howpublished") or fields.get("institution") or fields.get("publisher") or fields.get("journal")
    parts = [short(key), plain_text(fields.get("title", "")), plain_text(outlet or "")]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."
