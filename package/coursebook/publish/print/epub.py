"""The book as an EPUB 3: a page is a file, figures stand in it as SVG, the reader's own fonts and colours hold."""

from __future__ import annotations

import html as markup
import os
import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from coursebook import project
from coursebook.files import replacing, write_zip
from coursebook.language import gettext as _
from coursebook.publish.print.cover import picture
from coursebook.publish.print.document import About, with_pictures
from coursebook.publish.print.sheets import Sheet

HERE = Path(__file__).parent
KEY = "key"
CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
# The tests hold it to this with DAISY's Ace (tests/book/test_ebook.py).
CONFORMS = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA"
ACCESS = {
    "dcterms:conformsTo": (CONFORMS,),
    "schema:accessMode": ("textual", "visual"),
    "schema:accessModeSufficient": ("textual",),
    "schema:accessibilityFeature": (
        "alternativeText",
        "displayTransformability",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
    ),
    "schema:accessibilityHazard": ("none",),
    "schema:accessibilitySummary": (
        "Every figure has a description and its data as a table. Headings, lists and tables are marked as such.",
    ),
}


def write(sheets: list[Sheet], about: About, path: Path) -> None:
    """Write the book to ``path``; it changes the sheets' bodies, which serve one book only."""
    known = {sheet.name for sheet in sheets}
    pages = {file(sheet.name): _page(sheet, known, about) for sheet in sheets}
    pages |= _keys(sheets, known, about)
    files: dict[str, bytes | str] = {
        "META-INF/container.xml": CONTAINER,
        "book/package.opf": _package(pages, about),
        "book/nav.xhtml": _contents(sheets, f"{KEY}.xhtml" in pages, about),
        "book/cover.xhtml": _xhtml(
            about.title, f'<p class="cover"><img src="cover.png" alt="Cover: {markup.escape(about.title)}"/></p>', about
        ),
        "book/cover.png": picture(about.title, about.subtitle, about.author, about.year),
        "book/book.css": (HERE / "epub.css").read_text(encoding="utf-8"),
        **{f"book/{name}": text for name, text in pages.items()},
    }
    # The reader finds the type of the file at its very start, not compressed.
    with replacing(path) as staged:
        write_zip(staged, {"mimetype": "application/epub+zip", **files}.items(), stored=("mimetype",))


def file(name: str) -> str:
    """The file of a page."""
    return f"{name.replace('/', '-')}.xhtml"


def _xhtml(title: str, body: str, about: About) -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" lang="{about.language}" xml:lang="{about.language}"><head>'
        f'<title>{markup.escape(title)}</title><link rel="stylesheet" href="book.css"/></head><body>{body}</body></html>'
    )


def _page(sheet: Sheet, known: set[str], about: About) -> str:
    _link(sheet, known)
    return _xhtml(sheet.title, with_pictures(sheet.body, sheet, lambda svg: svg, "xml"), about)


def _link(sheet: Sheet, known: set[str]) -> None:
    for link in list(sheet.body.iter("a")):
        address = link.get("href")
        if address is None:
            continue
        inside = sheet.resolve(address)
        if inside and inside[0] in known:
            page, anchor = inside
            link.set("href", (file(page) if page != sheet.name else "") + (f"#{anchor}" if anchor else "") or file(page))
        elif "://" not in address:
            link.drop_tag()


def _keys(sheets: list[Sheet], known: set[str], about: About) -> dict[str, str]:
    made = []
    for sheet in sheets:
        if sheet.key is None:
            continue
        _link(replace(sheet, body=sheet.key), known)
        made.append(f"<h2>{markup.escape(sheet.title)}</h2>{with_pictures(sheet.key, sheet, lambda svg: svg, 'xml')}")
    if not made:
        return {}
    return {f"{KEY}.xhtml": _xhtml(_("Key to the questions"), f"<h1>{_('Key to the questions')}</h1>{''.join(made)}", about)}


def _contents(sheets: list[Sheet], keys: bool, about: About) -> str:
    """The table of contents: parts, pages, and below the chapters their sections."""

    def entry(name: str, title: str, below: str = "") -> str:
        return f'<li><a href="{name}">{markup.escape(title)}</a>{below}</li>'

    def nested(start: int, depth: int, part: str) -> tuple[str, int]:
        made, at = "", start
        while at < len(sheets) and sheets[at].part == part and sheets[at].depth >= depth:
            sheet = sheets[at]
            inner, after = nested(at + 1, depth + 1, part)
            if sheet.name.startswith(project.current().settings.pages.chapters + "/"):
                inner = "".join(entry(f"{file(sheet.name)}#{id}", title) for id, title in sheet.sections)
            made += entry(file(sheet.name), sheet.title, f"<ol>{inner}</ol>" if inner else "")
            at = after
        return made, at

    listed, at = "", 0
    while at < len(sheets):
        part = sheets[at].part
        inner, at = nested(at, 0, part)
        listed += f"<li><span>{markup.escape(part)}</span><ol>{inner}</ol></li>" if part else inner
    listed += entry(f"{KEY}.xhtml", _("Key to the questions")) if keys else ""
    contents, landmarks, cover, start = _("Contents"), _("Landmarks"), _("Cover"), _("Start")
    body = (
        f'<nav epub:type="toc" id="toc" role="doc-toc"><h1>{contents}</h1><ol>{listed}</ol></nav>'
        f'<nav epub:type="landmarks" hidden=""><h2>{landmarks}</h2><ol><li><a epub:type="cover" href="cover.xhtml">{cover}</a></li>'
        f'<li><a epub:type="toc" href="#toc">{contents}</a></li><li><a epub:type="bodymatter" href="{file(sheets[0].name)}">{start}</a></li></ol></nav>'
    )
    return _xhtml(contents, body, about)


def _package(pages: dict[str, str], about: About) -> str:
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(stamp), UTC) if stamp else datetime.now(UTC)
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{about.title} {about.author} {about.year}")
    metadata = ACCESS | {"a11y:certifiedBy": (about.author,)}
    access = "".join(
        f'<meta property="{name}">{markup.escape(value)}</meta>' for name, values in metadata.items() for value in values
    )
    svg = ' properties="svg"'
    items = "".join(
        f'<item id="{_id(name)}" href="{name}" media-type="application/xhtml+xml"{svg * ("<svg" in text)}/>'
        for name, text in pages.items()
    )
    spine = "".join(f'<itemref idref="{_id(name)}"/>' for name in pages)
    return (
        '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        f'unique-identifier="book" xml:lang="{about.language}"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="book">urn:uuid:{identifier}</dc:identifier><dc:title>{markup.escape(about.title)}</dc:title>'
        f"<dc:language>{about.language}</dc:language><dc:creator>{markup.escape(about.author)}</dc:creator>"
        f"<dc:date>{about.year}</dc:date><dc:description>{markup.escape(about.description)}</dc:description>"
        f"<dc:rights>{markup.escape(about.licence)}</dc:rights>"
        f'<meta property="dcterms:modified">{moment:%Y-%m-%dT%H:%M:%SZ}</meta>{access}</metadata><manifest>'
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="cover-picture" href="cover.png" media-type="image/png" properties="cover-image"/>'
        f'<item id="style" href="book.css" media-type="text/css"/>{items}</manifest>'
        f'<spine><itemref idref="cover"/><itemref idref="nav"/>{spine}</spine></package>'
    )


def _id(name: str) -> str:
    return "page-" + re.sub(r"[^\w-]", "-", name.removesuffix(".xhtml"))
