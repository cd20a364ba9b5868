"""What can be tested without answers: the data, that every page is built, that no link of it leads nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from coursebook import project
from coursebook.book.head.addresses import pages
from coursebook.evidence.check import faults
from lxml import html

BOOK = project.current()
PAGES = pages(BOOK.root)


def test_the_evidence_has_no_fault():
    """Every figure has its source, every hash fits, every sum agrees."""
    assert faults() == []


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """The files of this site that a page links to or shows, and the place in each."""
    for element in html.parse(page).getroot().iter("a", "img", "link", "script"):
        parts = urlsplit(element.get("href") or element.get("src") or "")
        if element.get("rel") != "canonical" and not parts.scheme and not parts.netloc and (parts.path or parts.fragment):
            path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            yield (path / "index.html" if path.is_dir() else path), parts.fragment


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_built_and_its_links_lead_somewhere(page):
    """Also to the very place in another page."""
    built = BOOK.site / f"{page}.html"
    assert built.is_file()
    for path, place in links(built):
        assert path.is_file(), path
        if place and path.suffix == ".html" and "lab" not in path.parts:
            assert f'id="{place}"' in path.read_text(encoding="utf-8") or f"id={place}" in path.read_text(encoding="utf-8"), (
                f"{path}#{place}"
            )


def test_no_notebook_for_students_holds_a_region_of_answers():
    """The marks around solutions and hidden tests stand in the instructor edition alone."""
    for path in BOOK.exercises.rglob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "".join("".join(cell["source"]) for cell in cells)
        assert "### BEGIN" not in text, path
