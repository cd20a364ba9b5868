"""The Sphinx extension: roles, directives, checks and assets of the book."""

from __future__ import annotations

from sphinx.application import Sphinx

from coursebook import __version__
from coursebook.book import (
    assets,
    descriptions,
    digits,
    explorers,
    facts,
    languages,
    links,
    pictures,
    stamps,
    theme,
    uses,
)
from coursebook.book.browser import launch, worksheets
from coursebook.book.directives import chapters, claims, corrections, datasets, editions, folds, landing, practice, teaching
from coursebook.book.head import addresses, metadata
from coursebook.book.translation import pages as translated_pages
from coursebook.publish import offline, search

# In this order they are registered.
PARTS = (
    stamps,
    uses,
    facts,
    links,
    claims,
    datasets,
    digits,
    pictures,
    explorers,
    folds,
    chapters,
    landing,
    practice,
    teaching,
    editions,
    launch,
    worksheets,
    assets,
    theme,
    descriptions,
    languages,
    translated_pages,
    metadata,
    corrections,
    addresses,
    search,
    offline,
)


def setup(app: Sphinx) -> dict:
    """Register every part of the extension with Sphinx."""
    for part in PARTS:
        part.setup(app)
    return {"version": __version__, "parallel_read_safe": False, "parallel_write_safe": True}
