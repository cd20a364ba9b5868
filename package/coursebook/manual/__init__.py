"""Sphinx extension for pages that describe this package: its commands, its file formats and its public functions.

All three are read from the code itself at each build, so that no page can fall behind. A book that wants them names
``coursebook.manual`` among the extensions in its ``_config.yml``.
"""

from __future__ import annotations

from sphinx.application import Sphinx

from coursebook import __version__
from coursebook.manual import commands, formats, functions


def setup(app: Sphinx) -> dict:
    """Register the directives."""
    for part in (commands, formats, functions):
        part.setup(app)
    return {"version": __version__, "parallel_read_safe": False, "parallel_write_safe": True}
