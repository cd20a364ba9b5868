"""How this book, a chapter or a table of it is cited: APA, Chicago, BibTeX and RIS, from ``CITATION.cff``.

APA 7 (chapter in an edited book, group author) and Chicago 17 (author-date, group author); RIS tags
as in the specification of Research Information Systems; BibTeX written by pybtex.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

import yaml
from pybtex.database import BibliographyData, Entry, Person

from coursebook import project
from coursebook.faults import Fault, InputError

KINDS = {"book": "BOOK", "chapter": "CHAP", "dataset": "DATA"}
NEEDED = ("title", "authors", "version", "date-released")


@project.cached
def book() -> dict[str, str]:
    """The book's own record: ``title``, ``author``, ``version``, ``date`` and ``year``.

    Raises:
        InputError: ``CITATION.cff`` is no YAML, or lacks one of these.
    """
    file = project.current().within(project.current().citation)
    if not project.current().citation.is_file():
        fix = f"write it: {', '.join(NEEDED)}, each on a line (see citation-file-format.github.io)."
        raise InputError(Fault(file, "", "The file is missing.", fix))
    try:
        read = yaml.safe_load(project.current().citation.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise InputError(Fault(file, "", f"It cannot be read: {error}.", "restore or correct it.")) from None
    lacking = [name for name in NEEDED if not (isinstance(read, dict) and read.get(name))]
    if lacking:
        raise InputError(*(Fault(file, f"field '{name}'", "It is missing.", "give it.") for name in lacking))
    authors = [one.get("name") or f"{one['given-names']} {one['family-names']}" for one in read["authors"]]
    date = str(read["date-released"])
    return {
        "title": str(read["title"]),
        "author": " and ".join(authors),
        "version": str(read["version"]),
        "date": date,
        "year": date[:4],
    }


@dataclass(frozen=True)
class Citation:
    """One thing that can be cited.

    Args:
        key: the BibTeX key.
        kind: ``book``, ``chapter`` or ``dataset``.
        title: of the thing itself.
        address: where it stands in public; empty while the book has no base address.
    """

    key: str
    kind: str
    title: str
    address: str = ""

    def apa(self) -> str:
        """As HTML, with the container's title in italics."""
        of = {name: html.escape(text) for name, text in book().items()}
        title = html.escape(self.title)
        where = f" {html.escape(self.address)}" if self.address else ""
        head = f"{of['author']}. ({of['year']}). "
        if self.kind == "book":
            return f"{head}<cite>{of['title']}</cite> (Version {of['version']}).{where}"
        if self.kind == "dataset":
            return f"{head}<cite>{title}</cite> (Version {of['version']}) [Data set]. In <cite>{of['title']}</cite>.{where}"
        return f"{head}{title}. In <cite>{of['title']}</cite> (Version {of['version']}).{where}"

    def chicago(self) -> str:
        """As HTML, with the container's title in italics."""
        of = {name: html.escape(text) for name, text in book().items()}
        where = f" {html.escape(self.address)}." if self.address else ""
        if self.kind == "book":
            return f"{of['author']}. {of['year']}. <cite>{of['title']}</cite>. Version {of['version']}.{where}"
        what = " Data set." if self.kind == "dataset" else ""
        part = f"“{html.escape(self.title)}.”{what} In <cite>{of['title']}</cite>, version {of['version']}"
        return f"{of['author']}. {of['year']}. {part}.{where}"

    def bibtex(self) -> str:
        """One entry: ``@book``, ``@incollection`` or ``@misc``."""
        of = book()
        kind = {"book": "book", "chapter": "incollection", "dataset": "misc"}[self.kind]
        fields = {"title": f"{{{self.title}}}"}
        if self.kind != "book":
            fields["booktitle"] = f"{{{of['title']}}}"
        if self.kind == "dataset":
            fields["howpublished"] = "Data set"
        fields |= {"publisher": of["author"], "year": of["year"], "version": of["version"]}
        if self.address:
            fields["url"] = self.address
        # A group's name is one name: the braces keep BibTeX from taking its last word for a family name.
        entry = Entry(kind, fields=fields, persons={"author": [Person(last=f"{{{of['author']}}}")]})
        return BibliographyData({self.key: entry}).to_string("bibtex").strip()

    def ris(self) -> str:
        """One record, its lines ended as the format asks."""
        of = book()
        lines = [("TY", KINDS[self.kind]), ("AU", of["author"]), ("TI", self.title)]
        if self.kind != "book":
            lines.append(("T2", of["title"]))
        lines += [("PY", of["year"]), ("DA", of["date"].replace("-", "/")), ("ET", of["version"])]
        lines += [("PB", of["author"]), ("LA", "en")]
        if self.address:
            lines.append(("UR", self.address))
        return "".join(f"{tag}  - {text}\r\n" for tag, text in [*lines, ("ER", "")])
