"""The book as an object: where its files lie, and what ``coursebook.toml`` says of it.

The package knows no book. A command works on the book in whose folder it is called, a notebook on the one that its
wheel carries; :func:`current` finds it once, and everything that was read of it is kept with it.
"""

from __future__ import annotations

import functools
import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from coursebook.faults import Fault, InputError
from coursebook.settings import FILE, Settings, read_settings

__all__ = ["Project", "cached", "current", "found", "use"]

PACKAGE = Path(__file__).resolve().parent
STATIC = PACKAGE / "book" / "static"
LOCALES = PACKAGE / "locale"
# A wheel for notebooks carries the book's data inside the package (see coursebook.book.browser.wheels).
CARRIED = "carried"
# Names the book's folder to every process that a command starts.
VARIABLE = "COURSEBOOK_PROJECT"


class Project:
    """A book in its folder ``root``; ``read`` holds what was read of it (see :func:`cached`)."""

    def __init__(self, root: Path):
        self.root = Path(root).resolve()
        self.read: dict[Callable, dict[tuple, Any]] = {}
        self.data = self.root / "data"
        self.datapackage = self.data / "datapackage.json"
        self.released = self.data / "released.json"
        self.bibliography = self.root / "references.bib"
        self.citation = self.root / "CITATION.cff"
        self.redirects = self.root / "redirects.yml"
        self.exercises = self.root / "exercises"
        # Stands in a public edition alone (see coursebook.editions).
        self.edition = self.root / "edition.json"
        self.numbers = self.root / "numbers"
        # Catalogues of the pages' texts, in Sphinx's own form.
        self.texts = self.root / "locale"
        self.build = self.root / "_build"
        self.site = self.build / "html"
        self.staging = self.build / ".staging"

    @functools.cached_property
    def settings(self) -> Settings:
        """What ``coursebook.toml`` says."""
        return read_settings(self.root / FILE)

    @property
    def is_public(self) -> bool:
        """Whether this is the public edition, without solutions, tests and keys."""
        return self.edition.is_file()

    def within(self, path: Path) -> str:
        """The path as a reader of a message knows it: relative to the book's folder."""
        path = Path(path)
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()


_current: Project | None = None


def use(book: Path | Project) -> Project:
    """Make a book, or that in a folder, the current one, here and in every process that is started from now on."""
    global _current
    _current = book if isinstance(book, Project) else Project(book)
    os.environ[VARIABLE] = str(_current.root)
    return _current


def current() -> Project:
    """The book that is worked on.

    Raises:
        InputError: there is none in this folder or above it.
    """
    if book := found():
        return book
    wrong = f"There is no book in this folder or above it: no {FILE}."
    fix = f'change into a book\'s folder, name it in the variable {VARIABLE}, or type `coursebook new "Title"`.'
    raise InputError(Fault(str(Path.cwd()), "", wrong, fix))


def found() -> Project | None:
    """The book that is worked on, as :func:`current`; nothing if there is none."""
    global _current
    if not _current and (folder := _folder()):
        _current = Project(folder)
    return _current


def _folder() -> Path | None:
    if named := os.environ.get(VARIABLE):
        return Path(named)
    here = Path.cwd().resolve()
    # A course lies outside of the book: from there, it is the book in whose repository the package lies.
    for folder in (here, *here.parents, PACKAGE.parent.parent):
        if (folder / FILE).is_file():
            return folder
    return PACKAGE / CARRIED if (PACKAGE / CARRIED).is_dir() else None


def run_module(path: Path) -> ModuleType:
    """Run a Python file of the book, and return it as a module that nothing else can import.

    Not by its loader, which leaves compiled files in the book and takes them for the text that was edited within a second.
    """
    spec = importlib.util.spec_from_file_location(f"book_{path.parent.name}_{path.stem}".replace("-", "_"), path)
    assert spec, path
    module = importlib.util.module_from_spec(spec)
    exec(compile(path.read_bytes(), path, "exec"), vars(module))
    return module


def cached(function: Callable) -> Any:
    """Like :func:`functools.cache`, for each book anew."""

    @functools.wraps(function)
    def kept(*args, **options):
        answers = current().read.setdefault(function, {})
        key = (args, tuple(sorted(options.items())))
        if key not in answers:
            answers[key] = function(*args, **options)
        return answers[key]

    kept.cache_clear = lambda: current().read.pop(function, None)  # type: ignore[attr-defined]
    return kept
