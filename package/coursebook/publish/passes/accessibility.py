"""Markup for those who listen or use the keyboard, where Sphinx and its extensions leave it out."""

from __future__ import annotations

import html
import re
from collections import Counter

from coursebook import language
from coursebook.book import languages
from coursebook.language import gettext as _
from coursebook.publish.passes.site import Site

MENDED = (
    # The corner of a table is no header.
    (re.compile(r"<th\b[^>]*>\s*(?:<p>\s*</p>)?\s*</th>"), "<td></td>"),
    # A role that is no longer one.
    (re.compile(r'(<div class="citation"[^>]*) role="doc-biblioentry"'), r'\1 role="listitem"'),
    # Code that is wider than the screen scrolls; then it must be reachable by keyboard.
    (re.compile(r"<pre(?=>)"), '<pre tabindex="0"'),
    (re.compile(r"(<th class=\"stub\")"), r'\1 scope="row"'),
    (re.compile(r'<th(?= class="head"|>)'), '<th scope="col"'),
    # The sign for a link to a heading is no part of the heading's name.
    (re.compile(r'(<a class="headerlink" href="[^"]*") title="([^"]*)">[^<]*</a>'), r'\1 aria-label="\2">#</a>'),
)
TABLE = re.compile(r'(?P<frame><div class="cb-scroll[^>]*>\s*)?(?P<table><table\b.*?</table>)', re.S)
CELL = re.compile(
    r'<div class="cell(?P<more>(?: [^"]*)?)">(?P<inside>.*?)(?=<div class="cell[ "]|</section>|<section|\Z)', re.S
)
REGION = re.compile(r'role="region" aria-label="(?P<name>[^"]*)"')
TITLE = re.compile(r"<figcaption>(.*?)</figcaption>|<p class=\"cb-title\"[^>]*>(.*?)</p>", re.S)


def _cell(match: re.Match) -> str:
    """A data cell says what it does before its code and its output are read."""
    title = TITLE.search(match["inside"])
    what = re.sub(r"<[^>]+>", "", next(filter(None, title.groups()), "")).strip() if title else ""
    name = _("Code and its output: {title}").format(title=what) if what else _("Code and its output")
    name = name.replace('"', "&quot;")
    return f'<div class="cell{match["more"]}" role="group" aria-label="{name}">{match["inside"]}'


def _framed(match: re.Match) -> str:
    """A table in a frame that scrolls by touch and by keyboard, named by its caption or its headers."""
    if match["frame"]:
        return match[0]
    said = re.search(r"<caption>(.*?)</caption>", match["table"], re.S)
    heads = [said[1]] if said else re.findall(r"<th\b[^>]*>(.*?)</th>", match["table"].partition("</thead>")[0], re.S)
    words = [re.sub(r"<[^>]+>|\s+", " ", head).strip() for head in heads]
    name = html.escape(", ".join(word for word in words if word)) or _("values")
    label = _("Table: {name}").format(name=name)
    return f'<div class="cb-scroll" tabindex="0" role="region" aria-label="{label}">{match["table"]}</div>'


def _with_names_of_their_own(text: str) -> str:
    """The second of two regions with one name says that it is the second, since a list of regions names them alone."""
    met: Counter[str] = Counter()

    def numbered(match: re.Match) -> str:
        met[match["name"]] += 1
        count = met[match["name"]]
        return match[0] if count == 1 else f'role="region" aria-label="{match["name"]} ({count})"'

    return REGION.sub(numbered, text)


def run(site: Site) -> None:
    """Repair every page."""
    for address, text in site.pages.items():
        for fault, fix in MENDED:
            text = fault.sub(fix, text)
        with language.speaking(languages.of_page(address.removesuffix(".html"))):
            text = _with_names_of_their_own(TABLE.sub(_framed, text))
            site.pages[address] = CELL.sub(_cell, text)
