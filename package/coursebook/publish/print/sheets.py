"""The pages of the paper build as parts of one book: their order and their contents, without what only a screen has."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import html
from lxml.html import HtmlElement

from coursebook import book_files, project
from coursebook.book import languages
from coursebook.evidence.wording import plain
from coursebook.faults import BuildError

ARTICLE = re.compile(r"<article\b[^>]*>(.*?)</article>", re.S)
SVG = re.compile(r"<svg\b.*?</svg>", re.S)
VARIABLE = re.compile(r"var\(--[\w-]+,\s*([^()]+)\)")
LABEL = re.compile(r'aria-label="([^"]*)"')
# Where a figure stood; the tag is replaced when a sheet is written.
PICTURE = "cb-svg"
# What a page has for a screen alone: jumps to a heading, launch links, filters, code that a reader had to unfold.
ON_SCREEN = (
    ".//a[contains(@class, 'headerlink')]",
    ".//script | .//style | .//noscript",
    ".//nav[contains(@class, 'cb-launch')]",
    ".//form",
    ".//*[contains(concat(' ', @class, ' '), ' cb-code ')]",
    ".//*[@class='cb-place' or @class='cb-actions' or @class='cb-take' or @class='cb-past' or @class='cb-kind']",
)


@dataclass
class Sheet:
    """One page: its name in the book, its place, and its body, in which every figure is an empty ``cb-svg``.

    ``number`` is a chapter's, as the site counts; other pages have none.
    """

    name: str
    title: str
    part: str
    depth: int
    body: HtmlElement
    pictures: list[str]
    key: HtmlElement | None = None
    number: int = 0
    sections: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_chapter(self) -> bool:
        """Whether the page lies in the folder of the chapters."""
        return self.name.startswith(project.current().settings.pages.chapters + "/")

    def resolve(self, address: str) -> tuple[str, str] | None:
        """Page and anchor of an address within the book; ``None`` for another."""
        page, _, anchor = address.partition("#")
        if not page:
            return self.name, anchor
        if "://" in page or page.startswith("mailto:") or not page.endswith(".html"):
            return None
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.name), page.removesuffix(".html"))), anchor


def listed(source: Path) -> Iterator[tuple[str, str, int]]:
    """Page, caption of its part and depth, in the order of ``_toc.yml``; pages in another language have no place on paper."""
    for entry in book_files.entries(source):
        if languages.split(entry.page)[1] == entry.page:
            yield entry.page, entry.part, entry.depth


def sheets(pages: Path, source: Path) -> list[Sheet]:
    """Every page of the book, in order.

    Args:
        pages: the folder of the paper build.
        source: the book's folder, with ``_toc.yml``.

    Raises:
        BuildError: a listed page is missing, or has no article or no heading.
    """
    found = [_read(pages, name, part, depth) for name, part, depth in listed(source)]
    for number, chapter in enumerate((sheet for sheet in found if sheet.is_chapter), 1):
        chapter.number = number
    return found


def _read(pages: Path, name: str, part: str, depth: int) -> Sheet:
    path = pages / f"{name}.html"
    found = ARTICLE.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    if not found:
        raise BuildError(f"{name}: the paper build has no such page. Fix: list it in _toc.yml and build again.")
    pictures: list[str] = []

    def put_by(match: re.Match) -> str:
        pictures.append(VARIABLE.sub(r"\1", match[0]))
        return f'<{PICTURE} data-at="{len(pictures) - 1}"></{PICTURE}>'

    body = html.fragment_fromstring(SVG.sub(put_by, found[1]), create_parent="div")
    for element in [found for way in ON_SCREEN for found in body.xpath(way)]:
        element.drop_tree()
    heading = body.find(".//h1")
    if heading is None:
        raise BuildError(f"{name}: the page has no heading. Fix: begin it with '# Title'.")
    sheet = Sheet(name, " ".join(heading.text_content().split()), part, depth, body, pictures)
    for key in body.xpath(".//section[@class='cb-key']"):
        key.getparent().remove(key)
        sheet.key = _key(key)
    _tell_files(sheet)
    _to_paper(body)
    # A section of launch buttons alone has nothing to say on paper.
    for section in body.xpath(f".//section[not(.//{PICTURE} or .//img)]"):
        heading = section.find("./*")
        if heading is not None and section.text_content().strip() == heading.text_content().strip():
            section.drop_tree()
    for heading in body.findall(".//h2"):
        section = heading.getparent().get("id") or ""
        sheet.sections.append((section, " ".join(heading.text_content().split())))
    return sheet


def _key(key: HtmlElement) -> HtmlElement:
    """The key as it stands at the end of the book: no anchors of its own, wrong numbers named."""
    for title in key.xpath("./p[@class='cb-title']"):
        title.drop_tree()
    for element in key.iter():
        element.attrib.pop("id", None)
    for wrong in key.xpath(".//p[@data-key]/following-sibling::div[@data-right='0']/p"):
        number = html.fragment_fromstring(f"<em>{plain(round(float(wrong.getparent().get('data-for')), 2))}:</em>")
        number.tail, wrong.text = f" {wrong.text or ''}", None
        wrong.insert(0, number)
    return key


def _tell_files(sheet: Sheet) -> None:
    """A link to a file of the site becomes its name: paper has no files."""
    for link in list(sheet.body.iter("a")):
        address = link.get("href", "")
        if "://" not in address and re.search(r"\.(csv|json|bib)$", address):
            name = html.fragment_fromstring(f"<span>{address.rpartition('/')[2]}</span>")
            name.set("class", "cb-file")
            link.append(name)
            name.tail, name.text = None, f" ({name.text})"
            link.drop_tag()


def _to_paper(body: HtmlElement) -> None:
    """A question without fields: what was a field's label is a line, and boxes to tick are drawn, as few fonts have them."""
    for choice in body.xpath(".//label[@class='cb-choice']"):
        choice.text = (choice.text or "").replace("☐", "").strip()
        choice.insert(0, html.fragment_fromstring('<span class="cb-box"></span>'))
        choice.tag = "div"
    for label in body.xpath(".//label"):
        label.attrib.pop("for", None)
        label.tag, label.tail = "span", f" {label.tail or ''}"
    for legend in body.xpath(".//legend"):
        legend.tag, legend.text = "p", f"{legend.text_content()}."
        legend.set("class", "cb-asks")
    for fieldset in body.xpath(".//fieldset"):
        fieldset.tag = "div"
    # A role that is no longer one.
    for entry in body.xpath(".//*[@role='doc-biblioentry']"):
        entry.set("role", "listitem")
    for table in body.xpath(".//table"):
        table.attrib.pop("border", None)
    # A corner without words is no header.
    for cell in body.xpath(".//th[not(normalize-space())]"):
        cell.tag = "td"


def description(svg: str) -> str:
    """What a figure's author says of it for those who do not see it, as plain text."""
    found = LABEL.search(svg)
    return html.fromstring(f"<p>{found[1]}</p>").text_content() if found else ""
