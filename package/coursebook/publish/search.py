"""The search's index: every passage of the book that a reader could look for, in one file that loads when asked.

A passage is a section, a claim, a computed figure, a term, a row of a table, a source or a practice question. It is
taken from the built pages, so what no page shows (a graded question, an answer key that is folded away) is not in it.
The index is a script, since ``fetch`` cannot read beside a page that was opened from disk; its words are taken apart
in the reader's browser (``search.js``), which keeps it small.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html
from lxml.html import HtmlElement
from sphinx.application import Sphinx

if TYPE_CHECKING:
    from coursebook.publish.passes import Site

INDEX = "_search/index.js"
PAGE = "search.html"
ARTICLE = re.compile(r"<article\b[^>]*>(.*?)</article>", re.S)
UNREAD = re.compile(r"<svg\b.*?</svg>|<script\b.*?</script>|<style\b.*?</style>", re.S)
# What stands in a page but is not what it says: keys and hints, code, data behind a figure, jumps, controls.
CLASSES = (
    "cb-answer cb-hint-said cb-more cb-sources cb-launch cb-front cb-cards cb-place cb-controls cb-buttons cb-progress cb-source cb-unseen cb-tools "
    "cell_input highlight headerlink"
)
LEFT_OUT = (
    " | ".join(f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]" for name in CLASSES.split())
    + " | .//*[starts-with(@id, 'here-')] | .//noscript | .//select | .//button"
)
# Parts of a page that a reader is led to by themselves, in the order in which their kinds are named on the search page.
KINDS = ("", "claim", "number", "term", "row", "source", "question", "manual")
PARTS = (
    ("claim", ".//*[starts-with(@id, 'claim-')]"),
    ("number", ".//*[starts-with(@id, 'number-') and contains(@class, 'cb-claim')]"),
    ("term", ".//dt[starts-with(@id, 'term-')]"),
    ("row", ".//tr[@id]"),
    ("source", ".//div[contains(@class, 'citation') and @id]"),
    ("question", ".//section[starts-with(@id, 'question-')]"),
)
# What a page of the program's reference holds (see coursebook.manual): students look for other things.
MANUAL = ".//*[contains(concat(' ', @class, ' '), ' cb-manual ')]"
LONGEST_TITLE = 110


def words(element: HtmlElement) -> str:
    """What an element says, in one line; blocks and cells stay apart."""
    return " ".join(" ".join(element.itertext()).split()).replace(" ,", ",").replace(" .", ".")


def _short(text: str) -> str:
    if len(text) <= LONGEST_TITLE:
        return text
    return text[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def _part(kind: str, element: HtmlElement) -> tuple[str, str]:
    """Title and text of a part, which is taken out of its page."""
    if kind == "term":
        meaning = element.getnext()
        title, text = words(element), words(meaning) if meaning is not None else ""
        if meaning is not None:
            meaning.drop_tree()
    elif kind == "row":
        cells = [words(cell) for cell in element if words(cell)]
        title, text = " · ".join(cells[:3]), " · ".join(cells)
    elif kind == "question":
        prompt = element.find(".//*[@class='cb-prompt']")
        title = words(prompt) if prompt is not None else ""
        text = words(element)
    elif kind == "source":
        title = text = words(element)
    else:
        first = element.find(".//*[@class='cb-statement']")
        title = words(first) if first is not None else ""
        text = " ".join(words(child) for child in element if child is not first and child.tag != "summary")
    element.drop_tree()
    return _short(title), text


def passages(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Anchor, kind, title and text of each passage of a page, the page itself first.

    Args:
        text: the page's HTML.
    """
    found = ARTICLE.search(text)
    if not found:
        return
    body = html.fragment_fromstring(UNREAD.sub(" ", found[1]), create_parent="div")
    for element in body.xpath(LEFT_OUT):
        if element.getparent() is not None:
            element.drop_tree()
    parts = []
    for kind, way in PARTS:
        for element in body.xpath(way):
            anchor = element.get("id")
            parts.append((anchor, kind, *_part(kind, element)))
    sections = body.xpath(".//section[@id]") or [body]
    of_page = "manual" if body.xpath(MANUAL) else ""
    told = []
    for section in reversed(sections):
        heading = next((child for child in section if child.tag in ("h1", "h2", "h3", "h4")), None)
        title = words(heading) if heading is not None else ""
        if heading is not None:
            heading.drop_tree()
        told.append((section.get("id") or "", of_page, title, words(section)))
        section.drop_tree() if section is not body else None
    yield from reversed(told)
    yield from parts


class Passages:
    """The passages of pages as they were taken apart before, so that only a page that changed is taken apart again."""

    def __init__(self, file: Path):
        self._file = file
        self._known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        self._used: dict[str, list] = {}
        self._code = Path(__file__).read_bytes()

    def of(self, text: str) -> list:
        """The passages of a page."""
        name = hashlib.sha256(self._code + text.encode()).hexdigest()
        self._used[name] = self._known.get(name) or list(passages(text))
        return self._used[name]

    def keep(self) -> None:
        """Write down what was used, and nothing else."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self._used, ensure_ascii=False), encoding="utf-8")


def index(pages: dict[str, str], read: Callable[[str], Iterable] = passages) -> dict:
    """The index as plain data: ``pages`` as [address, title], ``passages`` as [page, anchor, kind, title, text].

    Args:
        pages: the HTML of every page by its address.
        read: what takes a page apart.
    """
    told, kept = [], []
    for address, text in sorted(pages.items()):
        if address in (PAGE, "genindex.html", "404.html"):
            continue
        found = list(read(text))
        title = next((title for _, _, title, _ in found if title), "")
        if not title:
            continue
        told.append([address, title])
        at = len(told) - 1
        for place, (anchor, kind, head, said) in enumerate(found):
            if said or not place:
                kept.append([at, "" if not place else anchor, KINDS.index(kind), head or title, said])
    return {"pages": told, "passages": kept}


def run(site: Site) -> None:
    """Write the index of the finished pages."""
    known = Passages(site.kept / "passages.json")
    made = index(site.pages, known.of)
    known.keep()
    packed = json.dumps(made, ensure_ascii=False, separators=(",", ":")).replace("\u2028", " ")
    site.add(INDEX, f"coursebook.passages({packed})\n")


def _own(app: Sphinx) -> None:
    """Sphinx writes no index of its own."""
    app.builder.search = False


def _page(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    yield "search", {}, "search.html"


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _own)
    app.connect("html-collect-pages", _page)
