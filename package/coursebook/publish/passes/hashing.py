"""Names with a hash of their content, so that a browser may keep an asset for ever."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from coursebook.publish.passes.site import Site

# What a page loads by itself or by its scripts; what a reader follows or downloads keeps its name.
LOADED = re.compile(
    r'(?P<before><(?:script|img|source|audio|video)\b[^>]*?\bsrc="'
    r'|<link\b(?=[^>]*\brel="(?:stylesheet|icon|preload|apple-touch-icon)")[^>]*?\bhref="'
    r'|\sdata-(?:states|tools|load|script)=")(?P<address>[^"]+)"'
)
HASHED = re.compile(r"\.[0-9a-f]{10}\.\w+$")


def hashed_name(path: Path) -> str:
    """The file's name with a hash of its content: ``book.css`` becomes ``book.0123456789.css``."""
    return f"{path.stem}.{hashlib.sha256(path.read_bytes()).hexdigest()[:10]}{path.suffix}"


def run(site: Site) -> None:
    """Rename every asset that a page loads, and leave out those that none loads."""
    renamed: dict[Path, str] = {}
    for address, text in site.pages.items():
        site.pages[address] = LOADED.sub(lambda match: _renamed(site, address, match, renamed), text)
    for path in renamed:
        path.unlink(missing_ok=True)
    for folder in ("_static", "_explorers"):
        for path in sorted((site.folder / folder).rglob("*")):
            if path.is_file() and not HASHED.search(path.name):
                path.unlink()
    for path in sorted(site.folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _renamed(site: Site, page: str, match: re.Match, renamed: dict[Path, str]) -> str:
    path = site.file(page, match["address"])
    if path is None:
        return match[0]
    if path not in renamed:
        if not path.is_file():
            site.fault(page, f"it loads '{match['address']}', which is not in the site.", "add the file, or do not load it.")
            return match[0]
        if HASHED.search(path.name):
            return match[0]
        renamed[path] = hashed_name(path)
        path.with_name(renamed[path]).write_bytes(path.read_bytes())
        known = path.relative_to(site.folder).as_posix()
        site.assets[known] = path.with_name(renamed[path]).relative_to(site.folder).as_posix()
    folder, slash, _ = match["address"].partition("?")[0].rpartition("/")
    return f'{match["before"]}{folder}{slash}{renamed[path]}"'
