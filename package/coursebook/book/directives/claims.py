"""Directives that print claims and computed figures: a section's, the whole ledger, all numbers."""

from __future__ import annotations

from dataclasses import replace

from docutils import nodes
from sphinx.application import Sphinx

from coursebook import project
from coursebook.book import facts, uses
from coursebook.book.directive import EvidenceDirective, kept
from coursebook.book.directives.folds import folded
from coursebook.book.links import used_in
from coursebook.book.tables import in_a_spreadsheet, link, paragraph, raw
from coursebook.evidence import Claim, InputError, all_claims, computed_ids, number
from coursebook.evidence.claims import VERDICTS, sections
from coursebook.evidence.printed import EVIDENCE, printed
from coursebook.evidence.tables import resource
from coursebook.evidence.texts import sentences, text, whole
from coursebook.evidence.wording import day, unit_words
from coursebook.faults import Fault, nearest
from coursebook.language import gettext as _
from coursebook.language import noted as N_

READ = {"yes": N_("read by us"), "part": N_("read in part or in a copy"), "no": N_("not opened by us")}


def figure_of(entry: Claim) -> str:
    """The article's figure with its unit and period in words; empty for a claim without one."""
    return _figure(entry, None, text(entry.period) if entry.period else None)


def _figure(entry: Claim, part: str | None, when: str | None) -> str:
    try:
        figure = printed(entry, part)
    except InputError:
        return ""
    # A date says its month itself.
    unit = unit_words(entry.unit).strip()
    return f"{figure}{f' {text(unit)}' if unit else ''}{f', {when}' if when and when not in figure else ''}"


def title_line(entry: Claim) -> list[nodes.Node]:
    """Verdict and statement of a claim: what is in sight while it is folded."""
    badge = "cb-badge verdict-" + entry.verdict.replace(" ", "-")
    verdict = nodes.inline("", _(entry.verdict), classes=badge.split())
    return [verdict, nodes.Text(" "), nodes.inline("", entry.statement, classes=["cb-statement"])]


def figures_line(entry: Claim) -> nodes.paragraph:
    """Grade and both figures of a claim on one line."""
    line = paragraph(facts.grade_words(entry.grade), classes=["cb-verdict"])
    if figure := figure_of(entry):
        told = (
            _(" The article’s figure: {figure}, not verified.") if entry.grade == "C" else _(" The article’s figure: {figure}.")
        )
        line += nodes.Text(told.format(figure=figure))
    figure = _figure(entry, EVIDENCE, day(entry.evidence_date) if entry.evidence_date else None)
    if figure and entry.grade != "C":
        line += nodes.Text(_(" Found: {figure}.").format(figure=figure))
    return line


def defence(entry: Claim) -> list[nodes.Node]:
    """What a fair defender of the article would answer, as a paragraph of its own; nothing where the claim holds."""
    if not entry.defence:
        return []
    return [paragraph(nodes.emphasis("", _("A fair defender would answer:")), f" {entry.defence}", classes=["cb-defence"])]


class ClaimsDirective(EvidenceDirective):
    """The claims of one section, one by one, with what was found."""

    required_arguments = 1

    def printed(self):
        section = self.arguments[0]
        if section not in sections():
            raise InputError(Fault("data/claims.csv", "", f"There is no section '{section}'.", nearest(section, sections())))
        listed = nodes.container(classes=["cb-claims", "cb-generated"])
        for entry in all_claims().values():
            if entry.section != section:
                continue
            uses.note(self.env, "claim", entry.id, f"here-{entry.id}")
            claim, spoken = whole(lambda entry=entry: self._claim(entry))
            listed += kept(claim, spoken)
        return [listed]

    def _claim(self, entry: Claim) -> nodes.Element:
        """One claim, in one language."""
        entry = replace(
            entry,
            statement=text(entry.statement),
            finding=sentences(entry.finding),
            defence=entry.defence and sentences(entry.defence),
        )
        found = paragraph(f"{entry.finding} ")
        found += link(_("In the ledger"), self.to(project.current().settings.pages.ledger, f"claim-{entry.id}"))
        if entry.cited_here:
            found += [nodes.Text(_(". Cited by the article: ")), *self.cited("cite:p", entry.cited_here)]
        else:
            found += nodes.Text(_(". The sentence cites no source."))
        return folded(title_line(entry), [figures_line(entry), found, *defence(entry)], ["cb-claim"], [f"here-{entry.id}"])


class LedgerDirective(EvidenceDirective):
    """Every claim of the ledger, with filters where a script runs, and links back to every use."""

    def printed(self):
        uses.pages_with_links(self.env).add(self.env.docname)
        downloads = paragraph(
            _("Download the ledger: "),
            link("CSV", f"{self.up}data/claims.csv"),
            ", ",
            link("JSON", f"{self.up}data/claims.json"),
            ".",
        )
        return [downloads, in_a_spreadsheet(), raw(self._controls()), self._list()]

    def _controls(self) -> str:
        def choice(name: str, label: str, values: dict[str, str]) -> str:
            options = "".join(f'<option value="{value}">{words}</option>' for value, words in values.items())
            return (
                f'<div class="cb-control"><label for="ledger-{name}">{label}</label>'
                f'<select id="ledger-{name}" data-filter="{name}">{options}</select></div>'
            )

        every = {"": _("all")}
        orders = {"": _("as in the article"), "verdict": _("by verdict"), "grade": _("by grade"), "id": _("by id")}
        return (
            '<form class="cb-controls cb-ledger-controls" aria-label="'
            + _("Filter and sort the ledger")
            + '" hidden>'
            + choice("section", _("Chapter"), every | {name: _(title) for name, title in sections().items()})
            + choice("verdict", _("Verdict"), every | {verdict: _(verdict) for verdict in VERDICTS})
            + choice("grade", _("Grade"), every | {grade: grade for grade in "ABC"})
            + choice("sort", _("Order"), orders)
            + '<p class="cb-count" role="status"></p></form>'
        )

    def _list(self) -> nodes.container:
        listed = nodes.container(classes=["cb-ledger", "cb-claims", "cb-generated"])
        for entry in all_claims().values():
            marks = [f"section-{entry.section}", "is-" + entry.verdict.replace(" ", "-"), f"grade-{entry.grade}"]
            about = paragraph(classes=["cb-about"])
            about += [nodes.literal("", entry.id), nodes.Text(f" · {_(sections()[entry.section])} · ")]
            if entry.locator:
                about += nodes.Text(_("where: “{place}” · ").format(place=entry.locator))
            if entry.cited_here:
                about += [nodes.Text(_("cited: ")), *self.cited("cite:p", entry.cited_here)]
            else:
                about += nodes.Text(_("no source cited in the sentence"))
            if entry.nearest_citation:
                about += [nodes.Text(_(" · nearest citation: ")), *self.cited("cite:p", entry.nearest_citation)]
            if entry.source_read:
                about += nodes.Text(f" · {_(READ[entry.source_read])}")
            if entry.evidence_sources:
                about += [nodes.Text(_(" · evidence: ")), *self.cited("cite:p", ",".join(entry.evidence_sources))]
            if entry.dataset:
                about += nodes.Text(_(" · tested with "))
                about += link(resource(entry.dataset)["title"], self.to_table(entry.dataset))
            about += [nodes.Text(_(" · used in ")), used_in(kind="claim", id=entry.id)]
            body = [figures_line(entry), paragraph(entry.finding), *defence(entry), about]
            listed += folded(title_line(entry), body, ["cb-claim", *marks], [f"claim-{entry.id}"])
        return listed


class ComputedDirective(EvidenceDirective):
    """Every figure that we compute: what it is, from which rows, and where it is used."""

    def printed(self):
        listed = nodes.container(classes=["cb-claims", "cb-generated"])
        for id in computed_ids():
            entry = number(id)
            box = nodes.container(classes=["cb-claim"], ids=[f"number-{id}"])
            box += paragraph(
                nodes.strong("", f"{entry.text}{unit_words(entry.unit)}"),
                f" {facts.grade_words(entry.grade)}",
                classes=["cb-statement"],
            )
            box += paragraph(entry.explanation)
            about = paragraph(nodes.literal("", id), _(" · from "), classes=["cb-about"])
            for count, name in enumerate(entry.tables):
                about += [nodes.Text(", " if count else ""), link(resource(name)["title"], self.to_table(name))]
            about += [nodes.Text(_(" · used in ")), used_in(kind="number", id=id)]
            box += about
            listed += box
        uses.pages_with_links(self.env).add(self.env.docname)
        return [listed]


def setup(app: Sphinx) -> None:
    app.add_directive("claims", ClaimsDirective)
    app.add_directive("ledger", LedgerDirective)
    app.add_directive("computed", ComputedDirective)
