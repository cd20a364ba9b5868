"""The box "Cite this chapter" at the end of a page, and the files that reference managers read.

The box is a fold that opens without a script; a script adds buttons that copy.
"""

from __future__ import annotations

import html
from pathlib import Path

from sphinx.application import Sphinx

from coursebook import language, project
from coursebook.book import languages
from coursebook.book.head.citation import Citation
from coursebook.language import gettext as _

FOLDER = "cite"


def kind_of(page: str, root: str) -> str | None:
    """What a page is to those who cite it: ``book``, ``chapter``, ``dataset``, or nothing of its own.

    A translated chapter is one too; the book is cited by its first page.
    """
    page = page if languages.split(page)[1] == root else languages.split(page)[1]
    if page == root:
        return "book"
    if page.startswith(project.current().settings.pages.chapters + "/"):
        return "chapter"
    return "dataset" if page.startswith(project.current().settings.pages.datasets + "/") else None


def citation(page: str, root: str, title: str, book_title: str, address: str) -> Citation | None:
    """How a page is cited; ``None`` for one that is part of the apparatus."""
    kind = kind_of(page, root)
    if kind is None:
        return None
    code, original = languages.split(page)
    key = project.current().settings.book.slug + ("" if kind == "book" else f"-{page.rpartition('/')[2].replace('_', '-')}")
    key += f"-{code}" if original != page else ""
    return Citation(key, kind, book_title if kind == "book" else title, address)


def box(page: str, cited: Citation) -> str:
    """The fold with the four forms, as HTML."""
    up = "../" * page.count("/")
    summary = {
        "book": _("Cite this book"),
        "chapter": _("Cite this chapter"),
        "dataset": _("Cite this table"),
    }[cited.kind]
    name = page.replace("/", "-")
    forms = [
        ("APA", f"<p>{cited.apa()}</p>", ""),
        ("Chicago", f"<p>{cited.chicago()}</p>", ""),
        ("BibTeX", f"<pre tabindex=0>{html.escape(cited.bibtex())}</pre>", "bib"),
        ("RIS", f"<pre tabindex=0>{html.escape(cited.ris().replace(chr(13), ''))}</pre>", "ris"),
    ]
    listed = ""
    # A translated title is not English, whatever stands round it.
    spoken = languages.of_page(page) if languages.split(page)[1] != page else language.SOURCE
    for label, text, ending in forms:
        file = _("{format} file").format(format=label)
        link = f'<a href="{up}{FOLDER}/{name}.{ending}" download>{file}</a>' if ending else ""
        copy = html.escape(_("Copy {format}").format(format=label))
        buttons = f'<div class="cb-buttons"><button type="button" hidden>{copy}</button>{link}</div>'
        listed += f'<dt>{label}</dt><dd lang="{spoken}" class="cb-cited">{text}</dd><dd>{buttons}</dd>'
    return (
        f'<details class="cb-cite"><summary>{summary}</summary><dl>{listed}</dl><p class="cb-said" role="status"></p></details>'
    )


def write(app: Sphinx, page: str, cited: Citation) -> None:
    """Write the downloads of one page beside the site."""
    folder, name = Path(app.outdir) / FOLDER, page.replace("/", "-")
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.bib").write_bytes(f"{cited.bibtex()}\n".encode())
    # A RIS file ends its lines with both signs, whatever the machine.
    (folder / f"{name}.ris").write_bytes(cited.ris().encode())
