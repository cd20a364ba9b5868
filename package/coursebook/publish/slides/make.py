"""Write the slides of a chapter to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from coursebook import project
from coursebook.faults import BuildError, nearest, write_fault
from coursebook.files import write_whole
from coursebook.language import SOURCE
from coursebook.publish.print import make as paper
from coursebook.publish.print.sheets import sheets
from coursebook.publish.slides.outline import Slide, outline

TEACHING = "teaching"  # the name of the page with the teaching notes, in whichever folder


def _writers() -> dict[str, Callable[[str, str, list[Slide]], bytes]]:
    from coursebook.publish.slides import powerpoint, reveal

    return {".html": reveal.page, ".pptx": powerpoint.write}


def slides(chapter: str, built: Path) -> tuple[str, list[Slide]]:
    """The title and the slides of a chapter.

    Args:
        chapter: its name, as ``introduction``.
        built: the pages for paper.

    Raises:
        BuildError: there is no such chapter.
    """
    book = project.current()
    known = {sheet.name: sheet for sheet in sheets(built, book.root)}
    folder = book.settings.pages.chapters
    names = [name.removeprefix(f"{folder}/") for name in known if name.startswith(f"{folder}/")]
    if chapter not in names:
        raise BuildError(f"There is no chapter '{chapter}'. Fix: {nearest(chapter, names)}")
    teaching = next((sheet for name, sheet in known.items() if name.rpartition("/")[2] == TEACHING), None)
    sheet = known[f"{folder}/{chapter}"]
    return sheet.title, outline(sheet, teaching)


def write(chapter: str, path: Path) -> int:
    """Build the pages for paper if they have changed, and write the slides; returns how many.

    Raises:
        BuildError: there is no such chapter or format, or the file cannot be written.
    """
    writers = _writers()
    if path.suffix not in writers:
        raise BuildError(f"{path}: slides cannot be written in this format. Fix: let it end with one of: {', '.join(writers)}.")
    title, made = slides(chapter, paper.pages())
    try:
        write_whole(path, writers[path.suffix](title, SOURCE, made))
    except OSError as error:
        raise BuildError(str(write_fault(path, error, "Nothing has changed."))) from None
    return len(made)
