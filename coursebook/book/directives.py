"""Directives that print the evidence: claims of a section, the ledger, data sets, the timeline."""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from coursebook import paths
from coursebook.book import facts, tables, uses
from coursebook.book.tables import link, paragraph
from coursebook.evidence import Claim, EvidenceError, all_claims, computed_ids, load, number
from coursebook.evidence.bibliography import reference_text, short
from coursebook.evidence.claims import SECTIONS, VERDICTS
from coursebook.evidence.errors import Fault, nearest
from coursebook.evidence.printed import printed
from coursebook.evidence.tables import resource
from coursebook.evidence.wording import day, plain, unit_words

logger = logging.getLogger(__name__)

SECTION_TITLES = {name: name.replace("-", " ").capitalize() for name in SECTIONS}


class used_in(nodes.General, nodes.Element):
    """Stands for the links to every place that prints a claim or number, filled in when all pages are read."""


class EvidenceDirective(SphinxDirective):
    """A directive that prints evidence, or stops the build with a message that names page and mend."""

    def run(self):
        self.env.note_dependency(str(paths.DATAPACKAGE))
        try:
            return self.printed()
        except EvidenceError as error:
            logger.warning(str(error), location=self.get_location(), type="coursebook", subtype="evidence")
            return []

    def printed(self) -> list[nodes.Node]:
        raise NotImplementedError

    def cited(self, role: str, key: str) -> list[nodes.Node]:
        """A citation as the bibliography's own role makes it, so that it is counted there."""
        holder = nodes.container()
        self.state.nested_parse(StringList([f"{{{role}}}`{key}`"], self.env.docname), 0, holder)
        return holder.children[0].children if holder.children else []

    def to(self, page: str, anchor: str) -> str:
        """The address of an anchor on another page, seen from this one."""
        up = "../" * self.env.docname.count("/")
        return f"{up}{page}.html#{anchor}"


def figure_of(entry: Claim) -> str:
    """A claim's figure with its unit and period in words; empty for a claim without one."""
    try:
        text = printed(entry)
    except EvidenceError:
        return ""
    period = f", {entry.period}" if entry.period else ""
    return f"{text}{unit_words(entry.unit)}{period}"


def verdict_line(entry: Claim) -> nodes.paragraph:
    """Verdict, grade and figure of a claim on one line."""
    line = paragraph(classes=["cb-verdict"])
    badge = "cb-badge verdict-" + entry.verdict.replace(" ", "-")
    line += nodes.inline("", entry.verdict, classes=badge.split())
    line += nodes.Text(f" Grade {entry.grade}.")
    if figure := figure_of(entry):
        line += nodes.Text(f" The article’s figure: {figure}{', not verified' if entry.grade == 'C' else ''}.")
    return line


class ClaimsDirective(EvidenceDirective):
    """The claims of one section, one by one, with what was found."""

    required_arguments = 1
    option_spec = {"only": directives.unchanged}

    def printed(self):
        section = self.arguments[0]
        if section not in SECTIONS:
            raise EvidenceError(
                Fault("data/claims.csv", "", f"There is no section '{section}'.", nearest(section, SECTIONS))
            )
        wanted = self.options.get("only", "").split()
        listed = nodes.container(classes=["cb-claims", "cb-generated"])
        for entry in all_claims().values():
            if entry.section != section or (wanted and entry.id not in wanted):
                continue
            anchor = f"here-{entry.id}"
            uses.note(self.env, "claim", entry.id, anchor)
            box = nodes.container(classes=["cb-claim"], ids=[anchor])
            box += paragraph(nodes.strong("", entry.statement), classes=["cb-statement"])
            box += verdict_line(entry)
            found = paragraph(f"{entry.finding} ")
            found += link("In the ledger", self.to(facts.LEDGER, f"claim-{entry.id}"))
            if entry.source:
                found += [nodes.Text(". Cited by the article: "), *self.cited("cite:p", entry.source)]
            else:
                found += nodes.Text(". The article cites no source.")
            box += found
            listed += box
        return [listed]


class cited_sources(nodes.General, nodes.Element):
    """Stands for the list of what a page cites, filled in when all pages are read."""


class SourcesDirective(SphinxDirective):
    """The sources that this page cites, each with its entry in the bibliography."""

    def run(self):
        return [cited_sources()]


class LedgerDirective(EvidenceDirective):
    """Every claim of the article, with filters where a script runs, and links back to every use."""

    def printed(self):
        if not hasattr(self.env, "coursebook_ledger_pages"):
            self.env.coursebook_ledger_pages = set()
        self.env.coursebook_ledger_pages.add(self.env.docname)
        return [nodes.raw("", self._controls(), format="html"), self._list()]

    def _controls(self) -> str:
        def choice(name: str, label: str, values: dict[str, str]) -> str:
            options = "".join(f'<option value="{value}">{words}</option>' for value, words in values.items())
            return (
                f'<div class="cb-control"><label for="ledger-{name}">{label}</label>'
                f'<select id="ledger-{name}" data-filter="{name}">{options}</select></div>'
            )

        every = {"": "all"}
        return (
            '<form class="cb-controls cb-ledger-controls" aria-label="Filter and sort the ledger" hidden>'
            + choice("section", "Chapter", every | SECTION_TITLES)
            + choice("verdict", "Verdict", every | {verdict: verdict for verdict in VERDICTS})
            + choice("grade", "Grade", every | {grade: grade for grade in "ABC"})
            + choice("sort", "Order", {"": "as in the article", "verdict": "by verdict", "grade": "by grade", "id": "by id"})
            + '<p class="cb-count" role="status"></p></form>'
        )

    def _list(self) -> nodes.container:
        listed = nodes.container(classes=["cb-ledger", "cb-claims", "cb-generated"])
        for entry in all_claims().values():
            marks = [f"section-{entry.section}", "is-" + entry.verdict.replace(" ", "-"), f"grade-{entry.grade}"]
            box = nodes.container(classes=["cb-claim", *marks], ids=[f"claim-{entry.id}"])
            box += paragraph(nodes.strong("", entry.statement), classes=["cb-statement"])
            box += verdict_line(entry)
            box += paragraph(entry.finding)
            about = paragraph(classes=["cb-about"])
            about += [nodes.literal("", entry.id), nodes.Text(f" · {SECTION_TITLES[entry.section]} · ")]
            if entry.locator:
                about += nodes.Text(f"where: “{entry.locator}” · ")
            if entry.source:
                about += [nodes.Text("cited: "), *self.cited("cite:p", entry.source)]
            else:
                about += nodes.Text("no source cited")
            if entry.dataset:
                about += nodes.Text(" · tested with ")
                about += link(entry.dataset, self.to(f"{facts.DATASETS}/{entry.dataset}", entry.dataset))
            about += [nodes.Text(" · used in "), used_in(kind="claim", id=entry.id)]
            box += about
            listed += box
        return listed


class ComputedDirective(EvidenceDirective):
    """Every figure that we compute: what it is, from which rows, and where it is used."""

    def printed(self):
        listed = nodes.container(classes=["cb-claims", "cb-generated"])
        for id in computed_ids():
            entry = number(id)
            box = nodes.container(classes=["cb-claim"], ids=[f"number-{id}"])
            box += paragraph(nodes.strong("", f"{entry.text}{unit_words(entry.unit)}"), f" Grade {entry.grade}.", classes=["cb-statement"])
            box += paragraph(entry.explanation)
            about = paragraph(nodes.literal("", id), " · from ", classes=["cb-about"])
            for count, name in enumerate(entry.tables):
                about += [nodes.Text(", " if count else ""), link(name, self.to(f"{facts.DATASETS}/{name}", name))]
            about += [nodes.Text(" · used in "), used_in(kind="number", id=id)]
            box += about
            listed += box
        if not hasattr(self.env, "coursebook_ledger_pages"):
            self.env.coursebook_ledger_pages = set()
        self.env.coursebook_ledger_pages.add(self.env.docname)
        return [listed]


def _written(value: object, kind: str) -> str:
    """A cell of a data page as text."""
    if value is None or value != value or str(value) == "<NA>":
        return ""
    if kind == "date":
        return f"{value:%Y-%m-%d}"
    if kind == "yearmonth":
        return f"{value:%Y-%m}"
    if kind == "number":
        return plain(float(value))
    return str(value)


class DatasetDirective(EvidenceDirective):
    """A table of data/: who counted, how, what it cannot show, its fields, its rows, its file."""

    required_arguments = 1

    def printed(self):
        name = self.arguments[0]
        about, frame = resource(name), load(name)
        fields = about["schema"]["fields"]
        keys = list(dict.fromkeys([*frame["source"].dropna(), *frame["via"].dropna()]))
        origin = about["origin"]
        page = nodes.container(classes=["cb-generated", "cb-dataset"], ids=[name])
        page += paragraph(about["description"])
        up = "../" * self.env.docname.count("/")
        page += paragraph(
            link("Download the table (CSV)", f"{up}data/{about['path']}"),
            f" · {len(frame)} rows · ",
            link("all tables as one data package", f"{up}data/datapackage.json"),
        )
        for title, text in (
            ("Who counted", about["counted_by"]),
            ("How", about["method"]),
            ("What it cannot show", about["cannot_show"]),
            ("Where it comes from", f"{origin['producer']}: {origin['title']}. {origin['processing']}"),
            ("Terms", f"{origin['terms']} Accessed {day(origin['accessed'])}."),
        ):
            page += paragraph(nodes.strong("", f"{title}. "), text)
        sources = paragraph(nodes.strong("", "Sources. "))
        for count, key in enumerate(keys):
            sources += [nodes.Text("; " if count else ""), *self.cited("cite:t", key)]
        page += sources
        page += paragraph(nodes.strong("", "The rows"))
        shown = [field for field in fields if field["name"] not in ("via",) and frame[field["name"]].notna().any()]
        shown = [field for field in shown if field["name"] != "id"] + [field for field in shown if field["name"] == "id"]
        rows = [
            [
                nodes.literal("", _written(cells[field["name"]], field["type"]))
                if field["name"] == "id"
                else self._cell(cells, field)
                for field in shown
            ]
            for cells in frame.to_dict("records")
        ]
        page += tables.table(about["title"], [field["title"] for field in shown], rows, [f"row-{id}" for id in frame["id"]])
        page += paragraph(nodes.strong("", "The fields"))
        page += tables.table(
            f"fields of {name}",
            ["Field", "Type", "Meaning"],
            [[nodes.literal("", field["name"]), field["type"], field["description"]] for field in fields],
        )
        return [page]

    def _cell(self, cells: dict, field: dict) -> nodes.Node | str:
        value = cells[field["name"]]
        if field["name"] == "source" and isinstance(value, str):
            return short(value)
        return _written(value, field["type"])


class TimelineDirective(EvidenceDirective):
    """Laws and events in one list, by date."""

    def printed(self):
        entries = []
        for name in ("law_timeline", "events"):
            for cells in load(name).to_dict("records"):
                date = cells["date"] if isinstance(cells["date"], str) else f"{cells['date']:%Y-%m-%d}"
                entries.append((date, cells["id"], name, cells["kind"], cells["event"], cells["source"]))
        rows, ids = [], []
        for date, id, name, kind, event, source in sorted(entries):
            text = nodes.inline("", event)
            where = nodes.inline("", "", link(short(source), self.to(f"{facts.DATASETS}/{name}", f"row-{id}")))
            rows.append([day(date), kind, text, where])
            ids.append(f"date-{id}")
        return [tables.table("laws and events by date", ["Date", "Kind", "What", "Source"], rows, ids)]


def _fill_uses(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(used_in)):
        places = sorted(set(uses.all_uses(app.env).get((node["kind"], node["id"]), [])))
        first: dict[str, str] = {}
        for page, anchor in places:
            if page != docname:
                first.setdefault(page, anchor)
        links: list[nodes.Node] = []
        for page, anchor in first.items():
            title = app.env.titles[page].astext()
            address = f"{app.builder.get_relative_uri(docname, page)}#{anchor}"
            links += [nodes.Text(", " if links else ""), link(title, address)]
        node.replace_self(links or [nodes.Text("no chapter")])


def _fill_sources(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """List what the page cites, with links to the bibliography's entries."""
    for node in list(doctree.findall(cited_sources)):
        domain = app.env.get_domain("cite")
        keys = {key for reference in domain.citation_refs if reference.docname == docname for key in _keys(reference)}
        places = {entry.key: (entry.bibliography_key.docname, entry.citation_id) for entry in domain.citations}
        listed = nodes.bullet_list(classes=["cb-sources"])
        for key in sorted(keys & places.keys(), key=reference_text):
            page, anchor = places[key]
            address = f"{app.builder.get_relative_uri(docname, page)}#{anchor}"
            listed += nodes.list_item("", paragraph(link(reference_text(key), address)))
        node.replace_self(listed if listed.children else [])


def _keys(reference) -> list[str]:
    return [target.key for target in reference.targets]


def setup(app: Sphinx) -> None:
    tables.setup(app)
    app.add_node(used_in)
    app.add_node(cited_sources)
    app.add_directive("sources", SourcesDirective)
    app.connect("doctree-resolved", _fill_sources)
    app.add_directive("claims", ClaimsDirective)
    app.add_directive("ledger", LedgerDirective)
    app.add_directive("computed", ComputedDirective)
    app.add_directive("dataset", DatasetDirective)
    app.add_directive("timeline", TimelineDirective)
    app.connect("doctree-resolved", _fill_uses)
