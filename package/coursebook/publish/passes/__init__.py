"""What happens to the pages after Sphinx: ordered passes over the built site.

Each pass is a module of this folder (or elsewhere) with ``run(site)``. A pass reads and replaces the HTML in
``site.pages``, adds files with ``site.add``, and tells what is wrong with ``site.fault``. Passes see the names that
Sphinx gave to assets until :mod:`hashing` runs; what is added after it must carry its own hash or stand at an
address that must not change (a service worker, a sitemap).
"""

from __future__ import annotations

from pathlib import Path

from coursebook.faults import BuildError
from coursebook.publish import offline, search
from coursebook.publish.passes import (
    accessibility,
    budget,
    compress,
    downloads,
    drawings,
    embeds,
    hashing,
    lean,
    minify,
    tables,
    terms,
)
from coursebook.publish.passes.site import Site

# In this order. A pass that changes text or adds pages belongs before ``minify``.
PASSES = (downloads, terms, lean, drawings, tables, accessibility, embeds, search, minify, hashing, budget, offline, compress)


def finish(folder: Path, source: Path, kept: Path, lab: Path | None = None) -> Site:
    """Run every pass over the site in ``folder`` and write what changed.

    Args:
        folder: the site as Sphinx wrote it, in a copy of its own that nobody reads yet.
        source: the book's folder.
        kept: a folder for what makes the next run faster.
        lab: the browser's notebooks, which join the site afterwards.

    Raises:
        BuildError: a pass found faults; all of them are listed.
    """
    site = Site(folder, source, kept, lab)
    for step in PASSES:
        step.run(site)
        if site.faults:
            listed = "\n".join(f"  {fault}" for fault in site.faults)
            raise BuildError(f"The pages are built, but not fit to be read:\n{listed}")
    site.write()
    return site


__all__ = ["PASSES", "Site", "finish"]
