"""Exercise notebooks in the book: what a student gets lies among the browser's notebooks, and each chapter leads to its own."""

from __future__ import annotations

from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.application import Sphinx

from coursebook import language, project
from coursebook.book.browser.chapter_notebooks import setup_cell
from coursebook.book.browser.launch import LAB, link_html
from coursebook.book.tables import raw
from coursebook.exercises.release import worksheet
from coursebook.language import gettext as _
from coursebook.language import ngettext

FOLDER = "exercises"


def write(folder: Path, wheel: str | None = None) -> list[Path]:
    """Write each set's student notebook with its common data, and return the notebooks.

    Args:
        folder: the notebooks' folder; each set gets its own below ``exercises``.
        wheel: where the package can be installed from by a Python that is not the browser's.

    Raises:
        InputError: a set has a fault.
    """
    written = []
    for name in worksheet.names():
        notebook, files = worksheet.worksheet(name)
        notebook.cells.insert(1, setup_cell(wheel, id=f"{name}-package"))
        target = folder / FOLDER / name
        target.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            (target / file).write_bytes(content)
        (target / f"{name}.ipynb").write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
        written.append(target / f"{name}.ipynb")
    return written


def inputs() -> list[Path]:
    """All files that the notebooks are made from, besides the data and the package."""
    files = ("notebook.md", "variants.py", "rubrics.yml", "hunts.yml", "sheets.py")
    found = [project.current().exercises / name / file for name in worksheet.names() for file in files]
    found += [path for name in worksheet.names() for path in worksheet.folder(name).glob("*")]
    return [path for path in found if path.is_file()]


def link(name: str, up: str) -> str:
    """The paragraph that leads to a set's notebook; ``up`` leads from the page to the site's first folder."""
    address = f"{up}{LAB}/notebooks/index.html?path={FOLDER}/{name}/{name}.ipynb"
    asks = worksheet.asked(name)
    parts = {
        ngettext("{count} question with code", "{count} questions with code", asks.code): asks.code,
        ngettext("{count} error hunt", "{count} error hunts", asks.hunts): asks.hunts,
        ngettext("{count} written task", "{count} written tasks", asks.tasks): asks.tasks,
    }
    told = ", ".join(words.format(count=count) for words, count in parts.items() if count)
    about = _("{parts}; about {minutes} minutes.").format(parts=told, minutes=f"{asks.minutes:g}")
    disk = _("The exercise notebook runs from a web address only, not from a file on this machine.")
    run = link_html(address, _("Open the exercises in your browser"), disk)
    return f'<p class="cb-launch">{run}<span>{about}</span></p>'


def _insert(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the link below the summary of the practice questions."""
    original = language.split(docname)[1]
    name = docname.rpartition("/")[2]
    if (
        app.builder.format != "html"
        or not original.startswith(project.current().settings.pages.chapters + "/")
        or name not in worksheet.names()
    ):
        return
    for summary in [node for node in doctree.findall(nodes.raw) if 'class="cb-progress"' in node.astext()]:
        made = link(name, "../" * docname.count("/"))
        if original != docname:
            made = made.replace("<a ", f'<a hreflang="{language.SOURCE}" ')
        summary.parent.insert(summary.parent.index(summary) + 1, raw(made))


def setup(app: Sphinx) -> None:
    app.connect("doctree-resolved", _insert)
