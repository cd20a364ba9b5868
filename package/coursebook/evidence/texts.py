"""The book's own texts in the language spoken now: what its figures, questions, claims and tables say on a translated page.

They stand in ``locale/<code>/content.po``. Each is looked up whole, with its numbers and dates taken out, which are then
written as the language writes them: so no figure is typed by a translator, and one message serves every state of an
explorer. A text without a translation raises :class:`Untranslated`, so that what it belongs to can stay English as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from coursebook import language
from coursebook.evidence.bibliography import short
from coursebook.evidence.reads import Notes
from coursebook.evidence.wording import MONTHS, PERCENT, day, localised, plain

T = TypeVar("T")
# What is filled in: roles stay as they are; dates and numbers get a place. An id or a word may end in digits.
FILLED = re.compile(
    r"(?P<role>\{\w+\}`[^`]*`)"
    rf"|(?P<date>(?:\b\d{{1,2}} )?\b(?:{'|'.join(MONTHS)}) \d{{4}}\b)"
    r"|(?<![\w.])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?)"
)
PLACE = re.compile(r"\{(\d+)\}")
SENTENCE = re.compile(r"(?<=[.!?]) +(?=[^\W\d_a-z]|\d)")
LETTER = re.compile(r"[^\W\d_]")
_asked = Notes()
# The messages that are asked for, for the catalogue; while they are noted, none is missing.
noting = _asked.noting


def are_noted() -> bool:
    """Whether messages are asked for, for the catalogue, and no page is made of them."""
    return bool(_asked)


class Untranslated(LookupError):
    """A text that has no translation; its text is the message."""


def message(text: str) -> tuple[str, list[str]]:
    """A text as its catalogue holds it, with ``{1}`` for its first number or date, and what was taken out."""
    parts: list[str] = []

    def taken(match: re.Match) -> str:
        if match["role"]:
            return match[0]
        parts.append(match[0])
        return f"{{{len(parts)}}}"

    return FILLED.sub(taken, text), parts


def written(part: str) -> str:
    """A number or a date of an English text, as the language spoken now writes it."""
    if " " in part:
        month, year = part.split()[-2:]
        number = f"-{int(part.split()[0]):02}" if part[0].isdigit() else ""
        return day(f"{year}-{MONTHS.index(month) + 1:02}{number}")
    if "," in part:
        return plain(float(part.replace(",", "")), len(part.partition(".")[2]))
    return localised(part)


def text(source: str) -> str:
    """A text of the book in the language spoken now.

    Raises:
        Untranslated: its catalogue does not have it.
    """
    if language.current() == language.SOURCE or not source.strip():
        return source
    wanted, parts = message(source)
    if not LETTER.search(PLACE.sub("", wanted)):
        percent = language.gettext(PERCENT)
        return _filled(re.sub(r"(\{\d+\})%", lambda match: percent.format(figure=match[1]), wanted), parts)
    _asked.note(wanted)
    found = language.gettext(wanted)
    if found == wanted and not _asked and not language.has(wanted):
        raise Untranslated(wanted)
    return _filled(found, parts)


def _filled(said: str, parts: list[str]) -> str:
    return PLACE.sub(lambda match: written(parts[int(match[1]) - 1]), said)


def sentences(source: str) -> str:
    """A passage in the language spoken now, sentence by sentence: so each needs to be translated once.

    Raises:
        Untranslated: one of them has no translation.
    """
    if language.current() == language.SOURCE:
        return source
    end = source[len(source.rstrip()) :]
    return " ".join(map(text, SENTENCE.split(source.strip()))) + end


def name(source: str) -> str:
    """A name in the language spoken now, or as it is: a name can stand in a text of another language."""
    try:
        return text(source)
    except Untranslated:
        return source


def who(key: str) -> str:
    """Who says so, as :func:`coursebook.evidence.bibliography.short`, in the language spoken now."""
    with language.speaking(language.SOURCE):
        said = short(key)
    return name(said)


def whole(make: Callable[[], T]) -> tuple[T, str]:
    """What ``make`` makes, and its language: the one spoken now, or English throughout where a text has no translation."""
    try:
        return make(), language.current()
    except Untranslated:
        with language.speaking(language.SOURCE):
            return make(), language.SOURCE


def all_of(sources: Iterable[str]) -> list[str]:
    """Texts, each as :func:`text` says it."""
    return [text(source) for source in sources]
