"""What a book's files promise each other: a page for each section, table and kind of figure; its citation; its outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from coursebook import project
from coursebook.book.head import citation
from coursebook.book.head.addresses import pages
from coursebook.evidence import all_claims, computed_ids
from coursebook.evidence.corrections import corrections
from coursebook.evidence.tables import data_tables
from coursebook.faults import Fault, InputError
from coursebook.settings import FILE


def inputs() -> list[Path]:
    """The files that decide the faults, besides the data."""
    book = project.current()
    return [
        book.root / FILE,
        book.root / "_toc.yml",
        book.root / "_config.yml",
        book.citation,
        *book.exercises.glob("**/*.*"),
        *book.numbers.glob("*.py"),
    ]


def faults() -> list[Fault]:
    """What one of the book's parts needs and another lacks; parts that a book does without need nothing."""
    try:
        known = set(pages(project.current().root))
    except (OSError, yaml.YAMLError, AttributeError) as error:
        return [Fault("_toc.yml", "", f"It cannot be read: {error}.", "write it as Jupyter Book asks: format, root, chapters.")]
    found = list(_pages(known))
    if not (project.current().root / "_config.yml").is_file():
        found.append(Fault("_config.yml", "", "The file is missing.", "write it as Jupyter Book asks: title, author, sphinx."))
    try:
        citation.book()
    except InputError as error:
        found += error.faults
    exercises = project.current().exercises
    asking = sorted(exercises.glob("*/quiz.yml")) + sorted(exercises.glob("*/notebook.md"))
    if asking and not (exercises / "outcomes.yml").is_file():
        wrong = f"The file is missing, and {project.current().within(asking[0])} names outcomes."
        found.append(
            Fault("exercises/outcomes.yml", "", wrong, "write it: for each assignment, each outcome's id and wording.")
        )
    return found


def _pages(known: set[str]) -> Iterator[Fault]:
    """Pages that a figure or a section leads to and that the table of contents lacks."""
    settings = project.current().settings
    for section in settings.sections:
        page = f"{settings.pages.chapters}/{section}"
        if page not in known:
            fix = f"write {page}.md and list it in _toc.yml, or take the section out."
            yield Fault(FILE, f"[sections], '{section}'", f"The section has no page '{page}' in _toc.yml.", fix)
    wanted = {
        settings.pages.ledger: ("the claims of data/claims.csv", "{ledger}", all_claims()),
        settings.pages.numbers: ("the figures of numbers/", "{computed}", computed_ids()),
        settings.pages.corrections: ("the lines of data/corrections.csv", "{corrections}", corrections()),
        **{
            f"{settings.pages.datasets}/{name}": (f"figures of data/{name}.csv", f"{{dataset}} {name}", True)
            for name in data_tables()
        },
    }
    for page, (what, directive, needed) in wanted.items():
        if needed and page not in known:
            wrong = f"There is no page '{page}', to which {what} lead."
            yield Fault("_toc.yml", "", wrong, f"write {page}.md with the directive {directive}, and list it.")
