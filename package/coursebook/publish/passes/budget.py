"""What a first visit may transfer: a page over its budget is a fault, and so is an asset without a hash.

A first visit gets the page and what it loads by itself. State files of explorers come with the first touch and do
not count; neither do the browser's notebooks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from coursebook.publish.passes import compress
from coursebook.publish.passes.hashing import HASHED
from coursebook.publish.passes.site import Site

# kB (1000 bytes) after gzip.
TEXT, EXPLORERS = 60, 90
EXPLORER = 'class="cb-figure cb-explorer"'
FIRST = re.compile(
    r'<(?:script|img|source)\b[^>]*?\bsrc="([^"]+)"'
    r'|<link\b(?=[^>]*\brel="(?:stylesheet|icon|preload)")[^>]*?\bhref="([^"]+)"'
    r'|<html\b[^>]*?\bdata-script="([^"]+)"'
)


@dataclass(frozen=True)
class Weight:
    """What one page costs, in bytes after gzip."""

    page: int
    files: dict[str, int]
    allowed: int

    @property
    def total(self) -> int:
        """The page with all that it loads."""
        return self.page + sum(self.files.values())


def weight(site: Site, page: str) -> Weight:
    """What a first visit to one page transfers."""
    text = site.pages[page]
    files = {}
    for groups in FIRST.findall(text):
        path = site.file(page, next(filter(None, groups)))
        if path and path.is_file():
            files[path.relative_to(site.folder).as_posix()] = _file(path)
    return Weight(_page(site, text.encode()), files, 1000 * (EXPLORERS if EXPLORER in text else TEXT))


def _page(site: Site, content: bytes) -> int:
    before = compress.kept(site, content, "gz")
    return before.stat().st_size if before.is_file() else len(compress.gzipped(content))


_known: dict[Path, int] = {}


def _file(path: Path) -> int:
    if path not in _known:
        content = path.read_bytes()
        is_packed = path.suffix in (".woff2", ".png", ".webp", ".jpg")
        _known[path] = len(content if is_packed else compress.gzipped(content))
    return _known[path]


def run(site: Site) -> None:
    """Weigh every page and look at every name."""
    for page, text in site.pages.items():
        for groups in FIRST.findall(text):
            address = next(filter(None, groups))
            path = site.file(page, address)
            if path and not HASHED.search(path.name):
                site.fault(
                    page,
                    f"it loads '{address}', whose name has no hash, so browsers would keep an old one.",
                    "load it before the hashing pass, or name it with coursebook.publish.passes.hashing.hashed_name.",
                )
        found = weight(site, page)
        if found.total > found.allowed:
            parts = {"the page itself": found.page, **found.files}
            heavy = "; ".join(
                f"{name} {size / 1000:.1f}" for name, size in sorted(parts.items(), key=lambda part: -part[1])[:4]
            )
            site.fault(
                page,
                f"a first visit transfers {found.total / 1000:.1f} kB, more than {found.allowed / 1000:.0f} ({heavy}).",
                "draw fewer points, fold less into the page, or split it.",
            )
