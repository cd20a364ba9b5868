"""What a first visit to each page transfers, gzip: the page and every file of ours that it loads.

Run after `make book`:  .venv/bin/python benchmarks/weigh.py
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

from coursebook import paths

LOADED = re.compile(
    r'<(?:script|img)\b[^>]*?src="([^"]+)"|<link\b(?=[^>]*rel="(?:stylesheet|icon|preload)")[^>]*?href="([^"]+)"'
)
IN_STYLE = re.compile(r"url\([\"']?([^\"')]+\.(?:woff2|css|svg))")


def squeezed(path: Path) -> int:
    """Bytes after gzip; fonts are compressed already."""
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content, 6))


def loaded(page: Path) -> set[Path]:
    """The files that a page asks for, fonts of its styles among them."""
    text = page.read_text(encoding="utf-8")
    files = {
        (page.parent / urlsplit(first or second).path).resolve()
        for first, second in LOADED.findall(text)
        if not (first or second).startswith("data:")
    }
    for style in [file for file in files if file.suffix == ".css" and file.is_file()]:
        # Of the icon fonts a browser fetches the solid one; text is set in the system's fonts.
        files |= {
            (style.parent / urlsplit(address).path).resolve()
            for address in IN_STYLE.findall(style.read_text(encoding="utf-8"))
            if "fa-solid" in address
        }
    return {file for file in files if file.is_file()}


def main() -> None:
    """Print a line a page, heaviest first."""
    shared: dict[Path, int] = {}
    print(f"{'page':58} {'page kB':>8} {'files':>6} {'all kB':>8}")
    rows = []
    for page in paths.SITE.rglob("*.html"):
        if "_static" in page.parts:
            continue
        files = loaded(page)
        for file in files:
            shared.setdefault(file, squeezed(file))
        own = squeezed(page)
        rows.append(
            (page.relative_to(paths.SITE).as_posix(), own, len(files), own + sum(shared[file] for file in files))
        )
    for name, own, count, total in sorted(rows, key=lambda row: -row[3]):
        print(f"{name:58} {own / 1000:8.1f} {count:6} {total / 1000:8.1f}")
    states = paths.SITE / "_explorers"
    for file in sorted(states.glob("*.js")) if states.is_dir() else []:
        print(f"{'state file ' + file.name:58} {squeezed(file) / 1000:8.1f}   on first touch")


if __name__ == "__main__":
    main()
