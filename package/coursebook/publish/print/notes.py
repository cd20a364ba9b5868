"""Notes in the margin of a chapter: whose figure a number is, and what a term means. On screen a tap says it."""

from __future__ import annotations

import html as markup
import re

from lxml import html
from lxml.html import HtmlElement

from coursebook import project
from coursebook.publish.print.sheets import Sheet

BLOCKS = {"p", "li", "td", "th", "dd", "div"}
# What says the same already, or has no room beside it.
WITHOUT = ".//*[contains(@class, 'cb-claim') or contains(@class, 'cb-question') or contains(@class, 'cb-about')]//a"
SENTENCE = re.compile(r"(?<=[.:;])\s")


def meanings(sheets: list[Sheet]) -> dict[tuple[str, str], str]:
    """The first sentence on each term of a glossary, by page and anchor of its entry."""
    found = {}
    for sheet in sheets:
        for term in sheet.body.xpath(".//dt[starts-with(@id, 'term-')]"):
            meaning = next(term.itersiblings("dd"), None)
            if meaning is not None:
                said = " ".join(meaning.text_content().split())
                found[sheet.name, term.get("id")] = SENTENCE.split(said, maxsplit=1)[0].rstrip(".:;") + "."
    return found


def add(sheet: Sheet, meanings: dict[tuple[str, str], str]) -> None:
    """Put a note behind each figure that the text prints and behind the first mention of each term, and move the sources of
    pictures into the margin.

    Figures of one paragraph that rest on the same row share a note. A note ends with a link, of which the typesetter
    makes the number of a page.
    """
    without, terms = set(sheet.body.xpath(WITHOUT)), set()
    noted: dict[tuple[HtmlElement, str], HtmlElement] = {}
    for link in [link for link in sheet.body.iter("a") if link not in without]:
        # Without the mark of an unverified figure.
        words = "".join(link.xpath(".//text()[not(ancestor::sup)]"))
        if "cb-fact" in link.get("class", "").split():
            block = next((above for above in link.iterancestors() if above.tag in BLOCKS), sheet.body)
            said = link.get("title", "")
            if (sheet.resolve(link.get("href")) or ("",))[0] == project.current().settings.pages.numbers:
                # Its tables are named where the note leads.
                said = ". ".join([said.split(". ")[0], said.split(". ")[-1]])
            if said and (block, said) in noted:
                label = noted[block, said]
                label.text = ", ".join(dict.fromkeys([*label.text.split(", "), words]))
            elif said:
                noted[block, said] = _put(link, words, said)
        else:
            term = sheet.resolve(link.get("href", ""))
            if term in meanings and term not in terms:
                terms.add(term)
                _put(link, words, meanings[term])
    for source in sheet.body.xpath(".//figure[not(contains(@class, 'cb-twin'))]//p[@class='cb-source']"):
        whole = html.Element("span")
        whole.text, source.text = source.text, None
        whole.extend(source)
        source.append(whole)
        source.set("class", "cb-source cb-margin")


def _put(link: HtmlElement, label: str, said: str) -> HtmlElement:
    """The note behind a link; returns its label."""
    # A date is its own explanation.
    said = said.removeprefix(f"{label}. ")
    address = markup.escape(link.get("href"))
    note = html.fragment_fromstring(
        f'<span class="cb-margin"><span><b>{markup.escape(label)}</b> {markup.escape(said)}<a href="{address}"></a></span></span>'
    )
    link.addnext(note)
    return note[0][0]
