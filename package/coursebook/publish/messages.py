"""The catalogues of our own strings: drawn from the sources, brought up to date, and checked.

``coursebook book messages`` writes the catalogues anew after a string changed, keeps what is translated,
and lists what is not. The check names every string without a translation, with one that is out of date,
or with one that forgets a part that is filled in.
"""

from __future__ import annotations

import ast
import functools
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from coursebook import book_files, language, project
from coursebook.faults import Fault
from coursebook.files import write_whole
from coursebook.settings import FILE

# The names under which modules import what marks a string, and how many strings each takes.
KEYWORDS = {"_": 1, "gettext": 1, "N_": 1, "noted": 1, "ngettext": 2}
# What a text prints from the data, and the figures that stand in it: a translation prints the same.
PRINTED = re.compile(r"\{(?:claim|verdict|datum|number|cite:\w)\}`[^`]+`|\{\d+\}|(?<![\w-])\d+(?![\w-])")
PART = re.compile(r"\{(\w+)\}")
DATED = re.compile(r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator)[^\n]*\n', re.M)
HEADER = """\
# Strings of the book's interface: see "Translate the book" in CONTRIBUTING.md."""


def of_python(code: str) -> Iterator[str | tuple[str, str]]:
    """The strings that a module marks, inside f-strings too, where Babel's own reader sees none before Python 3.12."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            said = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            wanted = KEYWORDS[node.func.id]
            if len(said) >= wanted:
                yield said[0] if wanted == 1 else (said[0], said[1])


@functools.cache
def extracted() -> Catalog:
    """Every string of the package that a reader can see, with the files it stands in."""
    catalogue = Catalog(project="coursebook", domain=language.DOMAIN, charset="utf-8", fuzzy=False)
    for path in sorted([*project.PACKAGE.rglob("*.py"), *project.PACKAGE.rglob("*.html")]):
        # No line numbers: they would change the catalogue at every edit of a module.
        place = path.relative_to(project.PACKAGE.parent).as_posix()
        if path.suffix == ".py":
            found = of_python(path.read_text(encoding="utf-8"))
        else:
            found = (message for _, message, *_ in extract_from_file("jinja2.ext:babel_extract", path))
        for message in found:
            catalogue.add(message, locations=[(place, None)])
    return catalogue


def of_book() -> Catalog:
    """The strings that a book adds: the captions of its contents, and the titles of its ledger's sections."""
    catalogue = Catalog(project="book", domain=language.DOMAIN, charset="utf-8", fuzzy=False)
    for caption in book_files.captions(project.current().root):
        catalogue.add(caption, locations=[(book_files.FILE, None)])
    for title in project.current().settings.sections.values():
        catalogue.add(title, locations=[(FILE, None)])
    return catalogue


def _write(path: Path, catalogue: Catalog, sort_output: bool = False) -> None:
    """Replace a catalogue in one step, without the dates in its head, which would make every run a change."""
    written = io.BytesIO()
    write_po(written, catalogue, width=100, sort_output=sort_output, include_lineno=False)
    write_whole(path, DATED.sub("", written.getvalue().decode()))


def catalogues(code: str) -> dict[Path, Catalog]:
    """The package's catalogue of a language and the book's: where each lies, and what it must hold."""
    return dict(zip(language.files(code), (extracted(), of_book()), strict=False))


def _read(path: Path, code: str) -> Catalog:
    with path.open("rb") as opened:
        return read_po(opened, locale=code, domain=language.DOMAIN)


def update(code: str) -> None:
    """Bring a language's catalogues up to date, or begin them; what was translated stays, what is no longer said goes.

    Each file is replaced in one step, so an interruption leaves the old one whole.
    """
    for path, wanted in catalogues(code).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        known = _read(path, code) if path.is_file() else Catalog(locale=code)
        _renew(path, known, wanted, guess=False)


def _renew(path: Path, known: Catalog, wanted: Catalog, guess: bool) -> None:
    """Write a sorted catalogue anew; with ``guess``, a changed message keeps its old translation, marked as unsure."""
    known.update(wanted, no_fuzzy_matching=not guess)
    known.obsolete.clear()
    known.header_comment, known.fuzzy, known.project, known.version = HEADER, False, "coursebook", "0"
    _write(path, known, sort_output=True)


def content(code: str, asked: dict[str, list[str]]) -> None:
    """Bring the catalogue of what translated pages print up to date: of the titles in their lists of contents too.

    Args:
        asked: the messages by the page that asks for them.
    """
    path = language.files(code)[2]
    wanted = Catalog(project="book", domain=language.DOMAIN, charset="utf-8", fuzzy=False)
    for page, messages in {book_files.FILE: book_files.titles(project.current().root), **asked}.items():
        for message in messages:
            wanted.add(message, locations=[(page, None)])
    known = _read(path, code) if path.is_file() else Catalog(locale=code)
    _renew(path, known, wanted, guess=True)


def faults(code: str) -> Iterator[Fault]:
    """What a language's catalogues lack."""
    for path, wanted in catalogues(code).items():
        yield from _faults(path, code, wanted)


def _faults(path: Path, code: str, wanted: Catalog) -> Iterator[Fault]:
    place = project.current().within(path)
    if not path.is_file():
        yield Fault(place, "", "There is no catalogue.", "begin it as an empty file and run 'coursebook book messages'.")
        return
    known = _read(path, code)
    for message in wanted:
        if not message.id:
            continue
        name = message.id if isinstance(message.id, str) else message.id[0]
        found = known.get(message.id, message.context)
        texts = [] if found is None else [found.string] if isinstance(found.string, str) else list(found.string)
        if found is None:
            yield Fault(place, f"“{name}”", "The string is not in the catalogue.", "run 'coursebook book messages'.")
        elif not texts or not all(texts):
            yield Fault(place, f"“{name}”", "The string has no translation.", "write its msgstr.")
        elif found.fuzzy:
            yield Fault(place, f"“{name}”", "The translation is marked as unsure.", "check it and take 'fuzzy' out.")
        else:
            yield from _parts(place, name, message.id, texts)


def _parts(place: str, name: str, source: str | tuple[str, ...], texts: list[str]) -> Iterator[Fault]:
    wanted = set(PART.findall(source if isinstance(source, str) else source[-1]))
    for text in texts:
        for part in sorted(wanted ^ set(PART.findall(text))):
            wrong = f"Source and translation do not both hold '{{{part}}}'."
            yield Fault(place, f"“{name}”", wrong, "make them agree: it is filled in when the page is made.")


def text_faults(code: str) -> Iterator[Fault]:
    """What the catalogues of translated pages and of what they print lack: a page that has one is translated whole."""
    for path, message in _of_pages(code):
        place = project.current().within(path)
        if not message.string:
            yield Fault(place, f"“{message.id[:60]}”", "The string has no translation.", "write its msgstr.")
        elif message.fuzzy:
            wrong = "The translation is unsure, since the string has changed."
            yield Fault(place, f"“{message.id[:60]}”", wrong, "bring it up to date and take 'fuzzy' out.")
    yield from figure_faults(code)


def figure_faults(code: str) -> Iterator[Fault]:
    """Translations of pages that print other figures than their sources; no build takes them."""
    for path, message in _of_pages(code):
        if not message.string or message.fuzzy:
            continue
        source, said = Counter(PRINTED.findall(message.id)), Counter(PRINTED.findall(message.string))
        for one in sorted((source - said) + (said - source)):
            wrong = f"Source and translation do not both print '{one}'."
            yield Fault(project.current().within(path), f"“{message.id[:60]}”", wrong, "make them agree, as often in each.")


def _of_pages(code: str) -> Iterator[tuple[Path, Message]]:
    folder = project.current().texts / code / "LC_MESSAGES"
    for path in [*sorted(folder.rglob("*.po")), language.files(code)[2]]:
        if path.is_file():
            yield from ((path, message) for message in _read(path, code) if message.id)


def texts(pots: Path, code: str) -> list[str]:
    """Bring the catalogues of the translated pages up to date from Sphinx's templates; returns their names.

    Args:
        pots: the folder into which Sphinx's builder ``gettext`` wrote.
    """
    done = []
    for path in sorted((project.current().texts / code / "LC_MESSAGES").rglob("*.po")):
        name = path.relative_to(project.current().texts / code / "LC_MESSAGES").with_suffix("").as_posix()
        template = pots / f"{name}.pot"
        known = _read(path, code)
        known.update(_read(template, code), no_fuzzy_matching=False)
        for message in known:
            # Sphinx names the page by its way from the template, which differs by machine.
            message.locations = [(f"{name}.md", None) for _place in message.locations[:1]]
        _write(path, known)
        done.append(name)
    return done
