"""Chapters as Jupyter notebooks: roles and directives of the book become plain text, code stays as it is.

The notebooks run wherever the package and its data do: their first code cell brings both, in
the browser from the book's own site, elsewhere from the site as it is published.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook

from coursebook import project
from coursebook.book.directives.claims import figure_of
from coursebook.evidence import Claim, all_claims
from coursebook.evidence.bibliography import reference_text
from coursebook.evidence.roles import ROLE, plain_roles
from coursebook.files import write_all

FENCED = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[\w:-]+)\}[ \t]*(?P<title>[^\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.M | re.S
)
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<page>[\w./-]+)\.md(?:#[\w-]*)?\)")
TARGET = re.compile(r"^\([\w-]+\)=\s*\n|^%.*\n", re.M)
OPTIONS = re.compile(r"\A(?::[\w-]+:.*\n)+")
# What only a page of the book can show.
ON_PAGES = ("contents", "bibliography", "toctree", "index", "practice-summary")
QUESTION = "*A practice question stands here in the book.*"
KERNEL = {"name": "python", "display_name": "Python", "language": "python"}

SETUP = """\
# Run this cell first: it brings the book's package and its data into this Python.
import importlib.util
import sys

if importlib.util.find_spec("coursebook") is None and sys.platform == "emscripten":
    import piplite
    await piplite.install("coursebook")
"""
ELSEWHERE = """\
elif importlib.util.find_spec("coursebook") is None:
    %pip install --quiet "{wheel}"
"""


def chapters(source: Path) -> list[Path]:
    """The chapters of a book that are notebooks."""
    found = sorted((source / project.current().settings.pages.chapters).glob("*.md"))
    return [path for path in found if is_myst_markdown_notebook(path.read_text(encoding="utf-8"))]


def notebook(path: Path, wheel: str | None = None) -> nbformat.NotebookNode:
    """A chapter as a notebook without outputs.

    Args:
        path: the chapter's Markdown file.
        wheel: where the package can be installed from by a Python that is not the browser's.

    Raises:
        InputError: a role names a claim, row or number that does not exist.
    """
    text = path.read_text(encoding="utf-8")
    siblings = {other.stem for other in chapters(path.parents[1])}
    read = read_myst_markdown_notebook(text)
    cited = sorted({key for name, keys in ROLE.findall(text) if name.startswith("cite") for key in keys.split(",")})
    cells = [
        nbformat.v4.new_markdown_cell(plain(cell.source, siblings, cited))
        if cell.cell_type == "markdown"
        else nbformat.v4.new_code_cell(cell.source, metadata=cell.metadata)
        for cell in read.cells
    ]
    cells.insert(1, setup_cell(wheel))
    # Not marks of the reader's own: a fresh notebook is as like the last as the text is.
    for count, cell in enumerate(cells):
        cell.id = f"{path.stem}-{count}"
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})


def setup_cell(wheel: str | None, **options: str) -> nbformat.NotebookNode:
    """The cell that brings the package; ``wheel`` as for :func:`notebook`."""
    code = SETUP + (ELSEWHERE.format(wheel=wheel) if wheel else "")
    return nbformat.v4.new_code_cell(code.rstrip(), **options)


def plain(text: str, notebooks: set[str] = frozenset(), cited: list[str] = ()) -> str:
    """MyST Markdown as the Markdown that every notebook application reads.

    Args:
        text: Markdown with the book's roles and directives.
        notebooks: names of the pages that are notebooks too: links to them lead to those.
        cited: keys of what the page cites, for its list of sources.
    """
    text = FENCED.sub(lambda match: _directive(match, notebooks, cited), TARGET.sub("", text))
    text = plain_roles(text)
    text = LINK.sub(lambda match: _link(match, notebooks), text)
    # A dollar sign is money here, and the start of a formula there.
    return re.sub(r"(?<!\\)\$", r"\\$", text).strip()


def _link(match: re.Match, notebooks: set[str]) -> str:
    name = match["page"].rpartition("/")[2]
    return f"[{match['text']}]({name}.ipynb)" if name in notebooks else match["text"]


def _directive(match: re.Match, notebooks: set[str], cited: list[str]) -> str:
    name, title = match["name"], match["title"].strip()
    body = OPTIONS.sub("", match["body"]).strip()
    if name == "claims":
        wanted = re.search(r"^:only:(.*)$", match["body"], re.M)
        return _claims(title, wanted[1].split() if wanted else [])
    if name == "sources":
        return "\n".join(f"- {line}" for line in sorted(map(reference_text, cited)))
    if name == "question":
        return QUESTION
    if name in ON_PAGES:
        return ""
    inner = FENCED.sub(lambda within: _directive(within, notebooks, cited), body)
    lines = [f"**{title}**", ""] if title else []
    return "\n".join(f"> {line}".rstrip() for line in [*lines, *inner.splitlines()])


def _claims(section: str, wanted: list[str]) -> str:
    listed = [entry for entry in all_claims().values() if entry.section == section and (not wanted or entry.id in wanted)]
    return "\n".join(_claim(entry) for entry in listed)


def _claim(entry: Claim) -> str:
    figure = f" The article’s figure: {figure_of(entry)}." if figure_of(entry) else ""
    answer = f" *A fair defender would answer:* {entry.defence}" if entry.defence else ""
    return f"- **{entry.statement}** *{entry.verdict}*, grade {entry.grade}.{figure} {entry.finding}{answer}"


def write(source: Path, folder: Path, wheel: str | None = None) -> list[Path]:
    """Write every chapter of the book as ``<name>.ipynb`` and return the files."""
    made = {folder / f"{path.stem}.ipynb": nbformat.writes(notebook(path, wheel)) + "\n" for path in chapters(source)}
    write_all(made)
    return list(made)
