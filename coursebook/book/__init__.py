"""The Sphinx extension: roles, directives, checks and assets of the book."""

from __future__ import annotations

from sphinx.application import Sphinx

from coursebook import __version__
from coursebook.book import assets, claims, datasets, digits, explorers, facts, launch, links, pictures, practice, uses


def setup(app: Sphinx) -> dict:
    """Register every part of the extension with Sphinx."""
    for part in (uses, facts, links, claims, datasets, digits, pictures, explorers, practice, launch, assets):
        part.setup(app)
    return {"version": __version__, "parallel_read_safe": False, "parallel_write_safe": True}
