"""What Jupyter Book's own files say of a book: its contents (``_toc.yml``) and its settings (``_config.yml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE, CONFIG = "_toc.yml", "_config.yml"


@dataclass(frozen=True)
class Entry:
    """One page of the contents: its name, the caption of its part and how deep it stands (0: a chapter)."""

    page: str
    part: str = ""
    depth: int = 0


def read_config(source: Path) -> dict[str, Any]:
    """What ``_config.yml`` says, as plain data."""
    return yaml.safe_load((source / CONFIG).read_text(encoding="utf-8")) or {}


def title(source: Path) -> str:
    """The book's title."""
    return str(read_config(source).get("title") or "Book")


def read_toc(source: Path) -> dict[str, Any]:
    """What ``_toc.yml`` says, as plain data."""
    return yaml.safe_load((source / FILE).read_text(encoding="utf-8"))


def entries(source: Path) -> Iterator[Entry]:
    """Every page of a book in the order of its contents, the landing page first."""
    toc = read_toc(source)
    yield Entry(toc["root"])
    for part in toc.get("parts", [{"chapters": toc.get("chapters", [])}]):
        yield from _below(part["chapters"], part.get("caption", ""), 0)


def _below(listed: list[dict[str, Any]], part: str, depth: int) -> Iterator[Entry]:
    for one in listed:
        yield Entry(one["file"].removesuffix(".md"), part, depth)
        yield from _below(one.get("sections", []), part, depth + 1)


def titles(source: Path) -> list[str]:
    """The titles of the pages that stand in every list of contents: their first headings."""
    found = []
    for entry in entries(source):
        path = source / f"{entry.page}.md"
        text = path.read_text(encoding="utf-8") if path.is_file() and not entry.depth else ""
        if heading := re.search(r"^# (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M):
            found.append(heading[1].strip())
    return found


def captions(source: Path) -> list[str]:
    """The captions of its parts."""
    return [part["caption"] for part in read_toc(source).get("parts", []) if "caption" in part]
