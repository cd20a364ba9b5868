"""Which language the book speaks to its reader: gettext over the catalogues in ``coursebook/locale``.

English is the language of the sources, so an English book needs no catalogue, and nothing but the
standard library. Messages for authors (faults and their mends) are English only.
"""

from __future__ import annotations

import gettext as standard
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from coursebook import project

SOURCE = "en"
# Set by `coursebook book build --language`, for Sphinx and for the kernels that draw the figures.
ENVIRONMENT = "COURSEBOOK_LANGUAGE"
DOMAIN = "coursebook"

_here: ContextVar[str | None] = ContextVar("language", default=None)


def current() -> str:
    """The language spoken now, as an ISO code."""
    return _here.get() or of_build()


def of_build() -> str:
    """The language of the whole book that is being built."""
    return os.environ.get(ENVIRONMENT) or SOURCE


def speak(language: str | None) -> None:
    """Speak a language from now on: Sphinx reads and writes one page after another; ``None`` for that of the book."""
    _here.set(language)


def split(page: str) -> tuple[str, str]:
    """The language of a page in a language's folder, and the page that it translates."""
    first, _slash, rest = page.partition("/")
    return (first, rest) if rest and first != SOURCE and first in known() else (of_build(), page)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language for a while: that of one page."""
    token = _here.set(language)
    try:
        yield
    finally:
        _here.reset(token)


def known() -> list[str]:
    """Every language that has a catalogue, English first."""
    return [SOURCE, *sorted(path.parents[1].name for path in project.LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))]


@project.cached
def translations(language: str) -> standard.NullTranslations:
    """The messages of one language; for English, and where there is no Babel to read a catalogue, the sources' own.

    Compiled in memory: a catalogue has one home, the ``.po`` file.
    """
    known = standard.NullTranslations()
    if language == SOURCE:
        return known
    for path in reversed(files(language)):
        if path.is_file():
            compiled = _compiled(path, language)
            compiled.add_fallback(known)
            known = compiled
    return known


def files(language: str) -> tuple[Path, Path, Path]:
    """Where a language's catalogues lie: the package's, that of the book's own strings, and that of its texts.

    The last holds what translated pages print though it stands elsewhere (see :mod:`coursebook.evidence.texts`).
    """
    own = project.current().texts / language
    return project.LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po", own / "book.po", own / "content.po"


def _compiled(path: Path, language: str) -> standard.GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


def gettext(message: str) -> str:
    """A message in the language spoken now. Imported as ``_``, by which name it is extracted."""
    return translations(current()).gettext(message)


def has(message: str) -> bool:
    """Whether a message is translated into the language spoken now, if only by itself."""
    catalogue: standard.NullTranslations | None = translations(current())
    while catalogue is not None:
        if message in getattr(catalogue, "_catalog", {}):
            return True
        catalogue = catalogue._fallback  # type: ignore[attr-defined]
    return False


def ngettext(one: str, many: str, count: int) -> str:
    """A message that depends on a count, in the plural form that the language has for it."""
    return translations(current()).ngettext(one, many, count)


def noted(message: str) -> str:
    """Mark a message for extraction that is translated where it is printed. Imported as ``N_``."""
    return message
