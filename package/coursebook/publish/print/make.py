"""Build the pages for paper, then set the PDF or pack the EPUB."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace
from pathlib import Path

from coursebook import book_files, project
from coursebook.book import stamps
from coursebook.book.head import citation
from coursebook.faults import BuildError, nearest
from coursebook.publish.build import build
from coursebook.publish.lock import locked
from coursebook.publish.print import epub, pdf
from coursebook.publish.print.document import About
from coursebook.publish.print.sheets import Sheet, sheets
from coursebook.settings import FILE

# What holds the outputs of cells and when they are out of date (see coursebook.publish.outputs).
OUTPUTS = ("cache", "runs", stamps.FOLDER)
LICENCE = "Text and figures: {}. Code: MIT. Each data set states its own terms."
FRONT = "About this book"


def about(front: Sheet, source: Path) -> About:
    """What the cover says, from ``_config.yml`` and the first lines of the landing page."""
    config = book_files.read_config(source)
    said = [" ".join(paragraph.text_content().split()) for paragraph in front.body.findall(".//p")]
    if len(said) < 2:
        raise BuildError(
            f"{front.name}: the cover takes its subtitle and description from the first two paragraphs, and there are "
            f"{len(said)}. Fix: write them."
        )
    return About(
        title=config["title"],
        subtitle=said[0].rstrip("."),
        author=config["author"],
        year=str(config.get("copyright") or datetime.date.today().year),
        language=config["sphinx"]["config"].get("language", "en"),
        description=said[1],
        version=citation.book()["version"],
        date=citation.book()["date"],
        cite=citation.Citation("", "book", config["title"]).apa(),
        licence=LICENCE.format(project.current().settings.book.licence_name),
    )


def paper() -> Path:
    """The folder of the pages for paper."""
    return project.current().build / "paper"


def pages() -> Path:
    """Build the pages for paper; what the site's build has executed already is not executed again."""
    book = project.current()
    ran, here = (folder / ".staging" for folder in (book.build, paper()))
    with locked(book.build), locked(paper()):
        for name in OUTPUTS:
            if (ran / name).is_dir():
                shutil.copytree(ran / name, here / name, dirs_exist_ok=True)
    return build(book.root, paper(), paper=True)


def read(built: Path, source: Path) -> tuple[list[Sheet], About]:
    """Every page and what the cover says."""
    whole = sheets(built, source)
    imprint = about(whole[0], source)
    # The cover bears the landing page's own title.
    whole[0].title = whole[0].body.find(".//h1").text = FRONT
    return whole, imprint


def left_out(whole: list[Sheet]) -> list[Sheet]:
    """The pages that ``[paper]`` of the settings leaves to the web.

    Raises:
        BuildError: it names a page that the book does not have.
    """
    pages = {sheet.name: sheet for sheet in whole}
    names = project.current().settings.paper.without
    for name in names:
        if name not in pages:
            raise BuildError(f"{FILE}: paper.without: there is no page '{name}'. Fix: {nearest(name, pages)}")
    return [pages[name] for name in names]


def make_pdf(built: Path, out: Path | None = None) -> Path:
    """Set the book from its paper pages; returns the path of the PDF.

    Raises:
        BuildError: a page or Pango is missing, or the typesetter could not place or fetch something.
    """
    whole, imprint = read(built, project.current().root)
    without = left_out(whole)
    imprint = replace(imprint, elsewhere=tuple(sheet.title for sheet in without))
    path = (out or project.current().build) / f"{project.current().settings.book.slug}.pdf"
    pdf.write([sheet for sheet in whole if sheet not in without], imprint, path)
    return path


def make_epub(built: Path, out: Path | None = None) -> Path:
    """Pack the book from its paper pages; returns the path of the EPUB.

    Raises:
        BuildError: a page is missing.
    """
    whole, imprint = read(built, project.current().root)
    path = (out or project.current().build) / f"{project.current().settings.book.slug}.epub"
    epub.write(whole, imprint, path)
    return path
