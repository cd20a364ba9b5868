"""What a page is in a sentence: for search engines, for social cards, and for the reader of a list of results.

A page writes it in its front matter, ``description: …``; a page that prints one table has the table's
own, from ``datapackage.json``. A page without one is a build error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from coursebook import language, project
from coursebook.book.digits import bare_figures
from coursebook.evidence import InputError
from coursebook.evidence.front_matter import parted
from coursebook.evidence.roles import plain_figures
from coursebook.evidence.tables import resources

logger = logging.getLogger(__name__)

# What result lists cut off, and what says nothing.
LONGEST, SHORTEST = 200, 40


def table_of(page: str) -> dict | None:
    """What the data package says of the table that a page prints; ``None`` for any other page."""
    folder = project.current().settings.pages.datasets + "/"
    return resources().get(page.removeprefix(folder)) if page.startswith(folder) else None


def description(env: BuildEnvironment, page: str) -> str:
    """What a page is in a sentence, with its figures printed from the data; empty where nothing says so."""
    if about := table_of(page):
        # Its first sentence; a sentence can hold a colon and a date, so only a full stop and a capital end it.
        return re.split(r"(?<=\.)\s(?=[A-Z])", f"{about['title']}. {about['description']}", maxsplit=2)[1]
    return plain_figures(" ".join(_written(env, page).split()))


def _written(env: BuildEnvironment, page: str) -> str:
    """The front matter's own words, in the language of the book where the page has been translated."""
    code = language.of_build()
    translated = Path(env.srcdir) / code / f"{page}.md"
    other = parted(translated.read_text(encoding="utf-8"))[0] if code != language.SOURCE and translated.is_file() else {}
    return str({**env.metadata.get(page, {}), **other}.get("description", ""))


def _faults(env: BuildEnvironment, page: str) -> Iterator[str]:
    written = _written(env, page)
    for word in bare_figures(re.sub(r"\{\w+\}`[^`]*`", " ", written)):
        yield f"the figure '{word}' is typed into the description. Fix: print it with {{claim}}, {{datum}} or {{number}}."
    try:
        text = description(env, page)
    except InputError as error:
        yield str(error)
        return
    if not text:
        yield "the page has no description. Fix: give it one in its front matter: 'description: …', a sentence."
    elif not table_of(page) and not SHORTEST <= len(text) <= LONGEST:
        yield (
            f"the description has {len(text)} characters. Fix: make it one sentence of {SHORTEST} to {LONGEST}, "
            "since lists of results cut the rest off."
        )


def _check(app: Sphinx, env: BuildEnvironment) -> None:
    for page in sorted(env.found_docs):
        for fault in _faults(env, page):
            logger.warning(fault, location=(page, 1), type="coursebook", subtype="description")


def setup(app: Sphinx) -> None:
    app.connect("env-check-consistency", _check)
