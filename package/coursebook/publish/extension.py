"""The Sphinx extension: roles, directives, checks and assets of the book."""

from __future__ import annotations

import importlib

from sphinx.application import Sphinx

from coursebook import __version__

# In this order they are registered. Imported at once, so that a process that builds by forks has them all.
PARTS = [
    importlib.import_module(f"coursebook.{name}")
    for name in (
        "book.stamps",
        "book.uses",
        "book.facts",
        "book.links",
        "book.directives.claims",
        "book.directives.datasets",
        "book.digits",
        "book.pictures",
        "book.explorers",
        "book.directives.folds",
        "book.directives.chapters",
        "book.directives.landing",
        "book.directives.practice",
        "book.directives.teaching",
        "book.directives.conformance",
        "book.browser.launch",
        "book.browser.worksheets",
        "book.assets",
        "book.theme",
        "book.descriptions",
        "book.languages",
        "book.translation.pages",
        "book.head.metadata",
        "book.directives.corrections",
        "book.head.addresses",
        "publish.search",
        "publish.offline",
    )
]


def setup(app: Sphinx) -> dict:
    """Register every part of the extension with Sphinx."""
    for part in PARTS:
        part.setup(app)
    return {"version": __version__, "parallel_read_safe": False, "parallel_write_safe": True}
