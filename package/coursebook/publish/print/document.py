"""One HTML document of the whole book, for a typesetter of paged media."""

from __future__ import annotations

import base64
import html as markup
from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml import etree, html
from lxml.html import HtmlElement

from coursebook import project
from coursebook.evidence.wording import day
from coursebook.language import gettext as _
from coursebook.language import noted as N_
from coursebook.publish.print import notes
from coursebook.publish.print.sheets import PICTURE, Sheet, description

KEYS = "keys"
# The first page that has an arabic number.
OPENING = "opening"
ON_PAPER = N_(
    "On screen, figures answer to controls and questions are checked. Here each such figure stands in the views that its "
    "author chose, each question is a worksheet, and the key is the last chapter. Notes in the margin of a chapter say whose "
    "figure a number is and what a term means."
)
HEADINGS = tuple(f"h{level}" for level in range(1, 7))


@dataclass(frozen=True)
class About:
    """What the cover and the imprint say."""

    title: str
    subtitle: str
    author: str
    year: str
    language: str
    description: str
    licence: str
    version: str
    date: str
    cite: str
    elsewhere: tuple[str, ...] = ()


def anchor(page: str, inside: str = "") -> str:
    """The name of a place in the one document."""
    return f"{page}--{inside}" if inside else page


def document(sheets: list[Sheet], about: About) -> str:
    """The book as one document: cover, imprint, contents, the pages by part, the key.

    It changes the sheets' bodies, which serve one document only.
    """
    addresses = _addresses(sheets)
    terms = notes.meanings(sheets)
    parts: dict[str, list[str]] = {}
    for sheet in sheets:
        parts.setdefault(sheet.part, []).append(_section(sheet, sheets, addresses, terms))
    keys = _keys(sheets)
    whole = [
        f'<!DOCTYPE html><html lang="{about.language}"><head><meta charset="utf-8"><title>{markup.escape(about.title)}</title>'
        f'<meta name="author" content="{markup.escape(about.author)}">'
        f'<meta name="description" content="{markup.escape(about.description)}"></head><body>',
        _front(about),
        _contents(sheets, bool(keys)),
    ]
    text = []
    for part, sections in parts.items():
        text += [f'<section class="part" id="{_part(part)}"><h1>{markup.escape(part)}</h1></section>'] if part else []
        text += sections
    whole += [f'<div id="{OPENING}">{text[0]}</div>', *text[1:]]
    if keys:
        title = _("Key to the questions")
        whole.append(f'<section class="sheet" id="{KEYS}"><h2>{title}</h2>{keys}</section>')
    return "".join([*whole, "</body></html>"])


def _part(caption: str) -> str:
    return "part-" + caption.lower().replace(" ", "-")


def _front(about: About) -> str:
    title, author = markup.escape(about.title), markup.escape(about.author)
    left_out = markup.escape("; ".join(about.elsewhere))
    elsewhere = f"<p>{_('On the web alone: {pages}.').format(pages=left_out)}</p>" if left_out else ""
    return (
        f'<section class="cover"><h1 class="cover-title">{title}</h1><p class="cover-subtitle">{markup.escape(about.subtitle)}</p>'
        f'<div class="cover-line"></div><p class="cover-author">{author}</p><p class="cover-year">{about.year}</p></section>'
        f'<section class="imprint"><p><strong>{title}.</strong> {markup.escape(about.subtitle)}</p>'
        f"<p>{author}, {about.year}. {_('Version {version}, {date}.').format(version=about.version, date=day(about.date))}</p>"
        f"<p>{markup.escape(about.licence)}</p><p><strong>{_('To cite this book')}</strong><br>{about.cite}</p>"
        f"<p>{_(ON_PAPER)}</p>{elsewhere}"
        f"<p>{_('Set in Source Serif and Source Sans by WeasyPrint.')}</p></section>"
    )


def _contents(sheets: list[Sheet], keys: bool) -> str:
    lines, part = [], ""
    for sheet in sheets:
        if sheet.part != part:
            part = sheet.part
            lines.append(f'<li class="in-part"><a href="#{_part(part)}">{markup.escape(part)}</a></li>')
        title = f"{sheet.number} {sheet.title}" if sheet.number else sheet.title
        lines.append(_line(f"at-{min(sheet.depth, 1)}", anchor(sheet.name), title))
        if sheet.is_chapter:
            lines += [_line("at-1", anchor(sheet.name, id), title) for id, title in sheet.sections]
    if keys:
        lines.append(_line("at-0", KEYS, _("Key to the questions")))
    title = _("Contents")
    return f'<nav class="contents" id="contents"><h2>{title}</h2><ol>{"".join(lines)}</ol></nav>'


def _line(kind: str, at: str, title: str) -> str:
    return f'<li class="{kind}"><a href="#{at}">{markup.escape(title)}</a></li>'


def _addresses(sheets: list[Sheet]) -> dict[str, str]:
    """The address of each source on the web, by the place of its entry in the bibliography."""
    found = {}
    for sheet in sheets:
        for entry in sheet.body.xpath(".//div[@class='citation'][@id]"):
            if outside := entry.xpath(".//a[contains(@class, 'external')]/@href"):
                found[anchor(sheet.name, entry.get("id"))] = outside[0]
    return found


def _section(sheet: Sheet, sheets: list[Sheet], addresses: dict[str, str], terms: dict[tuple[str, str], str]) -> str:
    body = sheet.body
    # On paper the source line stands open, and the table behind a figure is left out.
    for fold in body.xpath(".//details[@class='cb-more']"):
        for source in fold.xpath("./p[@class='cb-source']"):
            source.tail = None
            fold.addprevious(source)
        fold.drop_tree()
    # Ids of rows are for files; on paper they take the room of what is said in the row.
    for table in body.xpath(".//table[.//th[normalize-space()='Row id']]"):
        for cell in table.xpath(".//tr/*[last()]"):
            cell.drop_tree()
    # Nothing scrolls on paper.
    for frame in body.xpath(".//div[contains(@class, 'cb-scroll')]"):
        for name in ("tabindex", "role", "aria-label"):
            frame.attrib.pop(name, None)
    if sheet.is_chapter:
        notes.add(sheet, terms)
    # Nor does paper open files; what describes them, and the small picture of rows that stand below it, is on screen.
    for element in body.xpath(".//div[contains(@class, 'cb-for-files')]"):
        element.drop_tree()
    for heading in body.iter(*HEADINGS):
        heading.tag = f"h{min(int(heading.tag[1]) + 1 + sheet.depth, 6)}"
    _link(sheet, {one.name for one in sheets}, addresses)
    for element in body.iter():
        if isinstance(element.tag, str) and element.get("id"):
            element.set("id", anchor(sheet.name, element.get("id")))
    kind = "sheet chapter" if sheet.depth == 0 else "sheet below"
    kind += " datasets" if sheet.name.startswith(project.current().settings.pages.datasets) else ""
    if sheet.number:
        title = next(body.iter("h2"))
        title.set("data-mark", f"{sheet.number} {sheet.title}")
        title.addprevious(_made(f'<p class="number">{_("Chapter {number}").format(number=sheet.number)}</p>'))
    text = with_pictures(body, sheet, _image)
    return f'<section class="{kind}" id="{anchor(sheet.name)}">{text}</section>'


def _link(sheet: Sheet, known: set[str], addresses: dict[str, str]) -> None:
    """Links within the book lead to its pages; those to the web get their address as a note."""
    for link in list(sheet.body.iter("a")):
        address = link.get("href")
        if address is None:
            continue
        inside = sheet.resolve(address)
        if inside and inside[0] in known:
            at = anchor(*inside)
            link.set("href", f"#{at}")
            if "cb-sources" in _classes_round(link) and at in addresses:
                link.addnext(_made(f'<span class="cb-address">{markup.escape(addresses[at])}</span>'))
            elif inside[0] != sheet.name and _leads_on(link):
                link.set("class", "onward")
        elif "://" in address:
            if address not in link.text_content():
                link.addnext(_made(f'<span class="note">{markup.escape(address)}</span>'))
        else:
            link.drop_tag()
        if link.get("title"):
            del link.attrib["title"]


def _made(text: str) -> HtmlElement:
    return html.fragment_fromstring(text)


def _classes_round(link: HtmlElement) -> str:
    return " ".join(parent.get("class", "") for parent in link.iterancestors())


def _leads_on(link: HtmlElement) -> bool:
    """Whether a reader on paper would turn to the place: not for a figure, a term, a citation or a table's name."""
    around = f"{link.get('class', '')} {_classes_round(link)}"
    return not any(name in around for name in ("cb-fact", "bibtex-citation", "cb-source", "cb-about", "cb-scroll")) and not (
        link.xpath(".//span[contains(@class, 'std-term')]")
    )


def _keys(sheets: list[Sheet]) -> str:
    known, made = {one.name for one in sheets}, []
    for sheet in sheets:
        if sheet.key is not None:
            _link(replace(sheet, body=sheet.key), known, {})
            made.append(f"<h3>{markup.escape(sheet.title)}</h3>{with_pictures(sheet.key, sheet, _image)}")
    return "".join(made)


def with_pictures(body: HtmlElement, sheet: Sheet, put: Callable[[str], str], method: str = "html") -> str:
    """A body as text, each figure written by ``put``."""
    text = etree.tostring(body, encoding="unicode", method=method, with_tail=False)
    for count, svg in enumerate(sheet.pictures):
        for empty in (f'<{PICTURE} data-at="{count}"></{PICTURE}>', f'<{PICTURE} data-at="{count}"/>'):
            text = text.replace(empty, put(svg))
    return text


def _image(svg: str) -> str:
    """A figure as an image, so that the typesetter tags it with its description."""
    drawn = svg.replace("currentColor", "#1b1f24").replace("<svg ", '<svg font-family="BookSans, BookSansCyrillic" ', 1)
    packed = base64.b64encode(drawn.encode()).decode()
    return f'<img alt="{markup.escape(description(svg))}" src="data:image/svg+xml;base64,{packed}">'
