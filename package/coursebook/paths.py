"""The only place where folders are spelled."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
# A wheel carries the data inside the package (see coursebook.book.browser.wheels).
CARRIED = "carried"
ROOT = PACKAGE / CARRIED if (PACKAGE / CARRIED).is_dir() else PACKAGE.parent.parent

DATA = ROOT / "data"
DATAPACKAGE = DATA / "datapackage.json"
BIBLIOGRAPHY = ROOT / "references.bib"
EXERCISES = ROOT / "exercises"
STATIC = PACKAGE / "book" / "static"
LOCALES = PACKAGE / "locale"
# Catalogues of the text: one for each page, in Sphinx's own form.
TEXTS = ROOT / "locale"
REDIRECTS = ROOT / "redirects.yml"
CITATION = ROOT / "CITATION.cff"
RELEASED = DATA / "released.json"

BUILD = ROOT / "_build"
SITE = BUILD / "html"
STAGING = BUILD / ".staging"


def within_book(path: Path) -> str:
    """The path as a reader of an error message knows it: relative to the book's folder."""
    path = Path(path)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()
