"""The first page of the book: the directives ``front`` (what it is, all claims as one drawing) and ``chapters`` (cards)."""

from __future__ import annotations

import html
import os
from collections import Counter

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from coursebook import language, project
from coursebook.book import languages
from coursebook.book.directive import EvidenceDirective
from coursebook.book.directives.chapters import Chapter, chapters, noted
from coursebook.book.explorers import PAPER
from coursebook.book.tables import raw
from coursebook.evidence import Claim, all_claims
from coursebook.evidence.claims import VERDICTS, sections
from coursebook.language import gettext as _

# Within a square of 24 units: each verdict has a shape of its own, so that nobody needs its colour.
SHAPES = {
    "holds": '<circle cx="12" cy="12" r="8"/>',
    "imprecise": '<circle class="r" cx="12" cy="12" r="7"/><path d="M12 5a7 7 0 0 0 0 14z"/>',
    "contested": '<path d="M12 3l9 9-9 9-9-9z"/>',
    "outdated": '<path class="r" d="M5 5h14v14H5z"/>',
    "unsupported": '<circle class="r" cx="12" cy="12" r="7"/>',
    "contradicted": '<path class="r w" d="M5 5l14 14M19 5L5 19"/>',
    "category error": '<path d="M12 3l9 17H3z"/>',
    "not tested": '<circle cx="12" cy="12" r="3"/>',
    "opinion": '<path d="M4 10h16v4H4z"/>',
}
assert SHAPES.keys() == set(VERDICTS)
COLUMNS, STEP, HEAD = 12, 28, 24


def mark(verdict: str) -> str:
    """A verdict as part of an address or class."""
    return verdict.replace(" ", "-")


def drawing(claims: list[Claim], ledger: str) -> str:
    """All claims as one drawing in the article's order, each a link to the ledger.

    Args:
        claims: in the order of the article, section by section.
        ledger: the address of the ledger's page.
    """
    parts, top, section = [], 0, None
    for claim in claims:
        if claim.section != section:
            top += 0 if section is None else STEP
            section, column = claim.section, 0
            parts.append(f'<text y="{top + 15}">{html.escape(_(sections()[section]))}</text>')
            top += HEAD
        elif column == COLUMNS:
            column, top = 0, top + STEP
        said = html.escape(f"{_(claim.verdict)}: {claim.statement}")
        parts.append(
            f'<a href="{ledger}#claim-{claim.id}" class="v-{mark(claim.verdict)}" aria-label="{said}">'
            f'<use href="#v-{mark(claim.verdict)}" x="{column * STEP}" y="{top}"/></a>'
        )
        column += 1
    return (
        f'<svg class="cb-map" viewBox="0 0 {COLUMNS * STEP} {top + STEP}" role="group" aria-label="{_("All claims of the article")}">'
        f"{''.join(parts)}</svg>"
    )


def _symbols() -> str:
    made = "".join(f'<g id="v-{mark(name)}"><path class="t" d="M0 0h24v24H0z"/>{shape}</g>' for name, shape in SHAPES.items())
    return f'<svg width="0" height="0" aria-hidden="true" class="cb-shapes"><defs>{made}</defs></svg>'


def legend(claims: list[Claim], ledger: str) -> str:
    """Each verdict with its shape and count, as a link to the claims that have it."""
    counts = Counter(claim.verdict for claim in claims)
    listed = "".join(
        f'<li><a href="{ledger}?verdict={name.replace(" ", "+")}" class="v-{mark(name)}"><svg viewBox="0 0 24 24" aria-hidden="true">'
        f'<use href="#v-{mark(name)}"/></svg>{html.escape(_(name))} {counts[name]}</a></li>'
        for name in VERDICTS
        if counts[name]
    )
    return f'<ul class="cb-legend">{listed}</ul>'


class FrontDirective(EvidenceDirective):
    """What the book is, where to begin, and the drawing of all claims; the content is the standfirst."""

    has_content = True
    option_spec = {"start": directives.unchanged_required, "instructors": directives.unchanged_required}

    def printed(self):
        pages_with_cards(self.env).add(self.env.docname)
        standfirst = nodes.container(classes=["cb-standfirst"])
        self.state.nested_parse(self.content, self.content_offset, standfirst)
        if os.environ.get(PAPER):
            # Its marks are links without words, which paper cannot follow; the ledger is printed whole.
            return [standfirst]
        claims = list(all_claims().values())
        ledger = f"{self.up}{project.current().settings.pages.ledger}.html"
        start, instructors = (f"{self.up}{self.options[name]}.html" for name in ("start", "instructors"))
        # What has been made of the book for paper and readers is linked by the pass `downloads`.
        actions = (
            f'<p class="cb-actions"><a class="cb-start" href="{start}" data-continue="{_("Continue: {page}")}"><span class="cb-name">{_("Start reading")}</span></a>'
            f'<a href="{instructors}">{_("For instructors")}</a></p>'
            f'<p class="cb-take"><!--downloads--><a href="{self.up}keep.html">{_("Read offline")}</a></p>'
        )
        caption = _("{count} claims of the article, in its order. Choose one to see what was found.").format(count=len(claims))
        picture = (
            f'<figure class="cb-claims-map"><figcaption>{caption}</figcaption>{_symbols()}'
            f'<a class="cb-past" href="#after-the-map">{_("Past the drawing")}</a>'
            f'{drawing(claims, ledger)}{legend(claims, ledger)}</figure><span id="after-the-map"></span></div>'
        )
        return [raw('<div class="cb-front"><div class="cb-intro">'), standfirst, raw(f"{actions}</div>{picture}")]


class TallyDirective(EvidenceDirective):
    """How many claims have each verdict, as bars that lead to them."""

    def printed(self):
        pages_with_cards(self.env).add(self.env.docname)
        if os.environ.get(PAPER):
            return []
        counts = Counter(claim.verdict for claim in all_claims().values())
        most = max(counts.values())
        ledger = f"{self.up}{project.current().settings.pages.ledger}.html"
        bars = "".join(
            f'<li><a href="{ledger}?verdict={name.replace(" ", "+")}#ledger-verdict" class="v-{mark(name)}">'
            f'<svg viewBox="0 0 24 24" aria-hidden="true"><use href="#v-{mark(name)}"/></svg><b>{html.escape(_(name))}</b>'
            f'<i style="--long:{counts[name] / most:.3f}"></i>{counts[name]}</a></li>'
            for name in VERDICTS
            if counts[name]
        )
        caption = _("{count} claims by their verdict. Choose one to see its claims.").format(count=counts.total())
        return [
            raw(
                f'<figure class="cb-claims-map"><figcaption>{caption}</figcaption>{_symbols()}<ul class="cb-tally" aria-label="{caption}">{bars}</ul></figure>'
            )
        ]


class cards(nodes.General, nodes.Element):
    """Stands for the cards of all chapters, filled in when all pages are read."""


class ChaptersDirective(EvidenceDirective):
    """A card for each chapter: number, title, question, and what it takes."""

    def printed(self):
        pages_with_cards(self.env).add(self.env.docname)
        return [cards()]


def _fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(cards)):
        with language.speaking(languages.of_page(docname)):
            listed = "".join(_card(app, one, docname) for one in chapters(app).values())
        node.replace_self(raw(f'<ol class="cb-cards">{listed}</ol>'))


def _card(app: Sphinx, one: Chapter, docname: str) -> str:
    here = languages.of_page(docname)
    page = languages.versions(app, one.page).get(here, one.page)
    spoken = languages.of_text(app, page)
    own = f' lang="{spoken}"' if spoken != here else ""
    title, question = app.env.titles[page].astext(), noted(app.env)[page]
    said = _(title)
    return (
        f'<li><a href="{"../" * docname.count("/")}{page}.html"><span class="cb-number-of">{one.place}</span>'
        f'<span class="cb-card-title"{own if said == title else ""}>{html.escape(said)}</span>'
        f'<span class="cb-card-question"{own}>{html.escape(question)}</span>'
        f'<span class="cb-card-size">{html.escape(one.size)}</span></a></li>'
    )


def pages_with_cards(env: BuildEnvironment) -> set[str]:
    """Pages that speak of all chapters and claims: they are written anew at every build."""
    return vars(env).setdefault("coursebook_pages_with_cards", set())


def setup(app: Sphinx) -> None:
    app.add_node(cards)
    app.add_directive("front", FrontDirective)
    app.add_directive("chapters", ChaptersDirective)
    app.add_directive("tally", TallyDirective)
    app.connect("doctree-resolved", _fill)
    app.connect("env-updated", lambda app, env: sorted(pages_with_cards(env) & set(env.found_docs)))
