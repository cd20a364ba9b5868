"""What stands on the slides of a chapter and in their notes, read from its page for paper and from the teaching notes."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from coursebook.language import gettext as _
from coursebook.publish.print.sheets import PICTURE, Sheet, description

MOST_LINES = 6  # what a list may have to be a slide
MOST_LETTERS = 240  # of the sentences that stand for a section without a picture
TALL = 0.75  # height by width, from which on a picture stands beside its reading
VIEW = re.compile(r'viewBox="\S+ \S+ (\S+) (\S+)"')
FIGURE, QUESTION, FORECAST = (
    "figure[contains(concat(' ', @class, ' '), ' cb-figure ')]",
    "section[contains(@class, 'cb-question')]",
    "section[contains(@class, 'cb-predict')]",
)
# What is no sentence of the text: references, marks, folds and what was generated for the ledger.
APART = ".//span[contains(@class, 'bibtex-citation')] | .//sup"


@dataclass(frozen=True)
class Slide:
    """One slide: a title, above it the section's, then lines, or choices, or a picture with its reading and source.

    ``picture`` is SVG, ``alt`` its description; ``notes`` are for who speaks, a paragraph each.
    """

    title: str
    section: str = ""
    lines: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    picture: str = ""
    alt: str = ""
    reading: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_tall(self) -> bool:
        """Whether there is more room beside the picture than below."""
        view = VIEW.search(self.picture)
        return view is not None and float(view[2]) > TALL * float(view[1])


@dataclass
class Notes:
    """What the teaching notes say of a chapter: how to open it, and what belongs to one of its sections."""

    opening: list[str] = field(default_factory=list)
    of_section: dict[str, list[str]] = field(default_factory=dict)


def outline(sheet: Sheet, teaching: Sheet | None = None) -> list[Slide]:
    """The slides of a chapter in the order of its page.

    Args:
        sheet: the chapter.
        teaching: the page with the teaching notes, which has a section with the chapter's name.
    """
    notes = _teaching(teaching, sheet) if teaching is not None else Notes()
    answers = _answers(sheet)
    first = _paragraph(sheet.body.find(".//h1/.."))
    slides = [Slide(sheet.title, lines=(first,) if first else (), notes=tuple(notes.opening))]
    slides += _shown(sheet, sheet.body.find(".//h1/.."), "", answers)
    for section, title in sheet.sections:
        element = sheet.body.xpath(".//section[@id=$id]", id=section)[0]
        found = list(_shown(sheet, element, title, answers)) or list(_said(element, title))
        said = notes.of_section.pop(section, ()) if found else ()
        if said:
            found[0] = replace(found[0], notes=(*found[0].notes, *said))
        slides += found
    # What belongs to a section without a slide is told at the beginning.
    slides[0] = replace(
        slides[0], notes=(*slides[0].notes, *(said for several in notes.of_section.values() for said in several))
    )
    return slides


def _shown(sheet: Sheet, element: HtmlElement, title: str, answers: dict[str, tuple[str, ...]]) -> Iterator[Slide]:
    """Figures, forecasts and questions of a section, not those of the sections in it where it is the whole page."""
    inside = "" if title else "[count(ancestor::section) = 1]"
    lead = (_paragraph(element),) if title else ()
    for one in element.xpath(f".//{FIGURE}{inside} | .//{QUESTION}{inside} | .//{FORECAST}{inside}"):
        kind = one.get("class", "")
        if "cb-question" in kind:
            prompt = _text(one.xpath(".//div[@class='cb-prompt']")[0])
            choices = tuple(_text(choice) for choice in one.xpath(".//*[@class='cb-choice'] | .//*[@class='cb-line']/span"))
            names = "; ".join(_text(name) for name in one.xpath(".//*[@class='cb-lines']/following-sibling::ul/li"))
            matched = (_("To choose from: {names}.").format(names=names),) if names else ()
            yield Slide(prompt, title, lines=matched, choices=choices, notes=answers.get(prompt, ()))
        elif "cb-predict" in kind:
            asked = tuple(_text(line) for line in one.xpath("./p[not(@class)] | ./ul/li"))
            yield Slide(_text(one.xpath("./p[@class='cb-title']")[0]), title, lines=asked, notes=lead)
        else:
            yield from _figure(sheet, one, title, lead)
        lead = ()


def _figure(sheet: Sheet, figure: HtmlElement, section: str, notes: tuple[str, ...]) -> Iterator[Slide]:
    caption = _text(figure.find("figcaption"))
    source = "".join(_text(one) for one in figure.xpath(".//p[@class='cb-source']")[:1])
    views = figure.xpath(".//div[@class='cb-panel']") or [figure]
    for view in views:
        places = view.xpath(f".//{PICTURE}")
        if not places:
            continue
        svg = sheet.pictures[int(places[0].get("data-at"))]
        own = "".join(_text(one) for one in view.xpath("./p[@class='cb-title']"))
        reading = "".join(_text(one) for one in view.xpath("./p[@class='cb-reading']"))
        title = f"{caption} {own}".strip() if caption.endswith("?") else own or caption
        yield Slide(title, section, picture=svg, alt=description(svg), reading=reading, source=source, notes=notes)
        notes = ()


def _said(element: HtmlElement, title: str) -> Iterator[Slide]:
    """A section without figure or question: its list if that is short, else its first sentences; nothing of tables and folds."""
    if element.xpath("./details | ./div"):
        return
    lists = element.xpath("./ul")
    lines = tuple(_text(line) for line in lists[0].xpath("./li")) if lists else ()
    if lines and len(lines) <= MOST_LINES:
        yield Slide(title, lines=lines, notes=(_paragraph(element),) if _paragraph(element) else ())
    elif said := _paragraph(element):
        yield Slide(title, lines=(_beginning(said),), notes=(said,))


def _beginning(text: str) -> str:
    """As many whole sentences as a slide can hold, one at least."""
    first, *others = re.split(r"(?<=[.?!])\s(?=[A-ZА-ЯІЇЄҐ“])", text)
    for sentence in others:
        if len(first) + len(sentence) > MOST_LETTERS:
            break
        first = f"{first} {sentence}"
    return first


def _answers(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """The feedback on each question, by its prompt: what is right first."""
    found = {}
    for entry in sheet.key.xpath("./div[@class='cb-key-entry']") if sheet.key is not None else []:
        prompt = _text(entry.find("p"))
        said = sorted(entry.xpath(".//div[@class='cb-feedback']"), key=lambda one: one.get("data-right") != "1")
        found[prompt] = tuple(_text(one) for one in said) or (_text(entry),)
    return found


def _teaching(teaching: Sheet, sheet: Sheet) -> Notes:
    """A paragraph that links to a section of the chapter belongs to that section; others go with the first slide."""
    found = Notes()
    name = sheet.name.rpartition("/")[2]
    for section in teaching.body.xpath(".//section[@id=$id]", id=name):
        for part in section.xpath("./p | .//dt | ./ul/li"):
            whole = [part, *part.xpath("./following-sibling::dd[1]")] if part.tag == "dt" else [part]
            said = " ".join(_text(one) for one in whole)
            links = [teaching.resolve(address) for one in whole for address in one.xpath(".//a/@href")]
            places = [place for page, place in filter(None, links) if page == sheet.name and place]
            (found.of_section.setdefault(places[0], []) if places else found.opening).append(said)
    return found


def _paragraph(element: HtmlElement | None) -> str:
    """The first paragraph of a section, without its references."""
    plain = element.xpath("./p[not(@class)]") if element is not None else []
    return _text(plain[0]) if plain else ""


def _text(element: HtmlElement) -> str:
    own = copy.deepcopy(element)
    own.tail = None
    for apart in own.xpath(APART):
        apart.drop_tree()
    return re.sub(r"\s+([.,;:?!])", r"\1", " ".join(own.text_content().split()))
