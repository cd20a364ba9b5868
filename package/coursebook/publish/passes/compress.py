"""``.gz`` and ``.br`` beside every text file of the book, so that a server compresses nothing itself."""

from __future__ import annotations

import functools
import gzip
import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from coursebook.publish.passes.site import LAB, Site

TEXT = {".html", ".css", ".js", ".svg", ".json", ".csv", ".xml", ".txt", ".bib", ".md", ".webmanifest"}
LEAST = 300
# Brotli's tenth level takes a quarter of a second for a long chapter and saves a tenth of it, which a slow link feels.
QUALITY = 10


def gzipped(content: bytes) -> bytes:
    """A content as a server sends it: the same for the same, whenever it is made."""
    return gzip.compress(content, 9, mtime=0)


def kept(site: Site, content: bytes, suffix: str) -> Path:
    """Where the compressed form of a content is kept, from this run or an earlier one."""
    return site.kept / "compressed" / f"{hashlib.sha256(content).hexdigest()[:32]}.{QUALITY}.{suffix}"


def run(site: Site) -> None:
    """Write the compressed siblings; what was compressed before is taken from ``site.kept``."""
    site.write()
    (site.kept / "compressed").mkdir(parents=True, exist_ok=True)
    siblings: dict[Path, Path] = {}
    missing: dict[Path, Callable[[], bytes]] = {}
    for path in sorted(site.folder.rglob("*")):
        inside = path.relative_to(site.folder)
        if path.suffix not in TEXT or inside.parts[0] == LAB or not path.is_file():
            continue
        content = path.read_bytes()
        if len(content) < LEAST:
            continue
        for suffix, squeeze in (("gz", gzipped), ("br", functools.partial(brotli.compress, quality=QUALITY))):
            file = siblings[path.with_name(f"{path.name}.{suffix}")] = kept(site, content, suffix)
            if not file.is_file():
                missing[file] = functools.partial(squeeze, content)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # both libraries leave Python to the others while they work
        for _ in pool.map(lambda file: file.write_bytes(missing[file]()), missing):
            pass
    for sibling, file in siblings.items():
        sibling.unlink(missing_ok=True)
        sibling.hardlink_to(file)
    used = set(siblings.values())
    for file in (site.kept / "compressed").iterdir():
        if file not in used:
            file.unlink()
