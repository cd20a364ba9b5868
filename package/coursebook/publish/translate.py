"""Texts for translators: each page as a catalogue template, drawn by Sphinx without running a cell."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

from coursebook import language, project
from coursebook.book import languages
from coursebook.book.translation.pages import ASKED
from coursebook.faults import Fault, InputError, nearest
from coursebook.figures.explorer import BUILDING
from coursebook.publish import messages, outputs, pages

# Variables that cells see while their texts are noted.
IN_CELLS = {BUILDING: "1", "PYTHONHASHSEED": "0"}


def update(source: Path, texts: bool) -> list[str]:
    """Bring every catalogue up to date and return what they lack, one fault a line.

    Args:
        source: the book's folder.
        texts: the catalogues of translated pages too, for which Sphinx reads the whole book.

    Raises:
        InputError: Sphinx could not read the book.
    """
    codes = spoken()
    for code in codes:
        messages.update(code)
    if texts:
        with tempfile.TemporaryDirectory() as folder:
            if pages.templates(source, Path(folder)):
                raise InputError(Fault("_toc.yml", "", "Sphinx cannot read the book: see above.", "correct what it names."))
            drawn = Path(folder) / "gettext"
            asked = json.loads((drawn / ASKED).read_text(encoding="utf-8"))
            for page in outputs.pages(source):
                if languages.split(page)[1] != page:
                    asked[page] = [*asked.get(page, []), *outputs.said_on(page, source, IN_CELLS)]
            for code in codes:
                messages.texts(drawn, code)
                messages.content(code, {page: said for page, said in asked.items() if languages.of_page(page) == code})
    return faults()


def spoken() -> list[str]:
    """The languages of the book, besides English: those of ``coursebook.toml`` that the package has a catalogue of."""
    return [code for code in language.known()[1:] if code in project.current().settings.languages]


def build_faults() -> list[str]:
    """What no page may be built with, one fault a line; a text without a translation only stays English."""
    return [str(fault) for code in spoken() for fault in (*messages.faults(code), *messages.figure_faults(code))]


def faults() -> list[str]:
    """What all catalogues lack, one fault a line."""
    return [str(fault) for code in spoken() for fault in (*messages.faults(code), *messages.text_faults(code))]


def build_in(code: str) -> int:
    """Build the whole book in a language, and lay it where the English site's switch leads; returns the exit code.

    Raises:
        InputError: no catalogue of that language.
    """
    from coursebook.publish.build import build
    from coursebook.publish.lock import locked

    if code not in language.known():
        known = language.known()
        raise InputError(Fault("coursebook/locale/", "", f"There is no catalogue of '{code}'.", nearest(code, known)))
    # For Sphinx, for the forks that run the cells, and for this process.
    os.environ[language.ENVIRONMENT] = code
    with locked(project.current().build):
        site = build(out=project.current().build / code)
        print(f"\nThe book is in {site}")
        if project.current().site.is_dir():
            place, staged = project.current().site / code, project.current().site / f".{code}"
            shutil.rmtree(staged, ignore_errors=True)
            shutil.copytree(site, staged, copy_function=os.link)
            shutil.rmtree(place, ignore_errors=True)
            staged.rename(place)
            print(f"and in {place}, where the switch of the English site leads until it is built anew.")
    return 0
