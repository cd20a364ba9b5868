"""Directives that print tables: a data set's page and the timeline."""

from __future__ import annotations

from typing import Any

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx

from coursebook import project
from coursebook.book import tables
from coursebook.book.assets import PACKAGE
from coursebook.book.directive import EvidenceDirective
from coursebook.book.directives.glance import ABOUT, glance
from coursebook.book.tables import link, paragraph
from coursebook.evidence import load
from coursebook.evidence.bibliography import short
from coursebook.evidence.tables import resource
from coursebook.evidence.wording import day, plain
from coursebook.language import gettext as _
from coursebook.language import ngettext

# Fields that tell of a figure how it is known: they stand behind it.
BEHIND = ABOUT - {"definition", "value", "low", "high", "unit"}


def _cell(value: Any, field: dict) -> nodes.Node | str:
    """A cell of a data page."""
    name, kind = field["name"], field["type"]
    if name == "id":
        return nodes.literal("", str(value))
    if pd.isna(value):
        return ""
    for code in field.get("categories", []):
        if code["value"] == value:
            return code["label"]
    if name == "source":
        return short(value)
    if kind == "yearmonth":
        return day(f"{value:%Y-%m}")
    if kind == "number":
        return plain(float(value))
    return day(value if kind == "date" else str(value))


class DatasetDirective(EvidenceDirective):
    """A table of data/: who counted, how, what it cannot show, a picture of it, its fields, its rows, its file."""

    required_arguments = 1

    def printed(self):
        name = self.arguments[0]
        about, frame = resource(name), load(name)
        fields = about["schema"]["fields"]
        keys = list(dict.fromkeys([*frame["source"].dropna(), *frame["via"].dropna()]))
        origin = about["origin"]
        page = nodes.container(classes=["cb-generated", "cb-dataset"], ids=[name])
        page += paragraph(about["description"])
        file = nodes.container(classes=[tables.FOR_FILES])
        file += tables.raw(glance(name))
        file += paragraph(
            link(_("Download the table (CSV)"), f"{self.up}data/{about['path']}"),
            " · " + ngettext("{count} row", "{count} rows", len(frame)).format(count=len(frame)) + " · ",
            link(_("all tables with their description (zip)"), f"{self.up}data/{PACKAGE}"),
        )
        file += tables.in_a_spreadsheet()
        page += file
        for title, text in (
            (_("Who counted"), about["counted_by"]),
            (_("How"), about["method"]),
            (_("What it cannot show"), about["cannot_show"]),
            (_("Where it comes from"), f"{origin['producer']}: {origin['title']}. {origin['processing']}"),
            (_("Terms"), f"{origin['terms'].rstrip('.')}. {_('Accessed {date}.').format(date=day(origin['accessed']))}"),
        ):
            page += paragraph(nodes.strong("", f"{title}. "), text)
        sources = paragraph(nodes.strong("", _("Sources. ")))
        for count, key in enumerate(keys):
            sources += [nodes.Text("; " if count else ""), *self.cited("cite:t", key)]
        page += sources
        page += paragraph(nodes.strong("", _("The rows")))
        shown = [field for field in fields if field["name"] != "via" and frame[field["name"]].notna().any()]
        # What is counted, the figures, then what is to be known of them: on a phone the figures are in sight.
        shown.sort(key=lambda field: (field["name"] == "id", field["name"] in BEHIND))
        # Dates that are all first days stand for their months.
        shown = [
            {**field, "type": "yearmonth"}
            if field["type"] == "date" and (frame[field["name"]].dropna().dt.day == 1).all()
            else field
            for field in shown
        ]
        rows = [[_cell(cells[field["name"]], field) for field in shown] for cells in frame.to_dict("records")]
        page += tables.table(about["title"], [field["title"] for field in shown], rows, [f"row-{id}" for id in frame["id"]])
        described = nodes.container(classes=[tables.FOR_FILES])
        described += paragraph(nodes.strong("", _("The fields")))
        described += tables.table(
            _("fields of {name}").format(name=name),
            [_("Field"), _("Type"), _("Meaning")],
            [[nodes.literal("", field["name"]), field["type"], field["description"]] for field in fields],
        )
        page += described
        return [page]


class TimelineDirective(EvidenceDirective):
    """Laws and events in one list, by date."""

    def printed(self):
        entries = []
        for name in project.current().settings.timeline.tables:
            for cells in load(name).to_dict("records"):
                date = cells["date"] if isinstance(cells["date"], str) else f"{cells['date']:%Y-%m-%d}"
                entries.append((date, cells["id"], name, cells["kind"], cells["event"], cells["source"]))
        rows, ids = [], []
        # A month without a day stands after the dated days of that month.
        for date, id, name, kind, event, source in sorted(entries, key=lambda entry: (f"{entry[0]}-99"[:10], *entry)):
            text = nodes.inline("", event)
            where = nodes.inline("", "", link(short(source), self.to_table(name, f"row-{id}")))
            rows.append([day(date), kind, text, where])
            ids.append(f"date-{id}")
        made = tables.table(_("laws and events by date"), [_("Date"), _("Kind"), _("What"), _("Source")], rows, ids)
        made["classes"].append("cb-timeline")
        return [made]


def setup(app: Sphinx) -> None:
    tables.setup(app)
    app.add_directive("dataset", DatasetDirective)
    app.add_directive("timeline", TimelineDirective)
