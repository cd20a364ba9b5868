"""Figures in prose: the roles ``claim``, ``datum`` and ``number``.

``{claim}`winter-loss` `` prints a figure of the article's ledger, ``{datum}`north-2024` `` one
row of a table, ``{number}`growth-2024` `` one that we compute. ``id:low``,
``id:high`` and ``id:range`` print another part. Each is a link to where the figure stands,
and says its source and grade on hover and on tap. ``{verdict}`winter-loss` `` prints the ledger's verdict on a claim.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from coursebook import project
from coursebook.book import uses
from coursebook.evidence import InputError, claim, number, row
from coursebook.evidence.numbers import Number
from coursebook.evidence.printed import printed
from coursebook.evidence.tables import resource
from coursebook.evidence.texts import name, sentences, text, who, whole
from coursebook.evidence.wording import day
from coursebook.language import gettext as _
from coursebook.language import noted as N_

logger = logging.getLogger(__name__)

UNVERIFIED = N_("unverified")


def grade_words(grade: str) -> str:
    """A grade as a sentence of its own."""
    return _("Grade {grade}.").format(grade=grade)


def sentence(text: str) -> str:
    """A text as a sentence before another: one full stop, also after “n.d.”; nothing for no text."""
    return f"{text.rstrip('.')}. " if text else ""


def when(cells: dict, kinds: dict[str, str]) -> str:
    """The moment or the period that a row is of, as exact as the table gives it; empty if it gives none.

    Args:
        cells: the row.
        kinds: the types of its fields; a month is no first day.
    """

    def said(field: str) -> str:
        value = cells.get(field)
        if value is None or pd.isna(value):
            return ""
        if hasattr(value, "strftime"):
            value = f"{value:%Y-%m}" if field == "month" or kinds.get(field) == "yearmonth" else f"{value:%Y-%m-%d}"
        iso = r"\b\d{4}(?:-\d\d){1,2}\b"
        return re.sub(iso, lambda match: day(match[0]), str(value) if re.search(iso, str(value)) else name(str(value)))

    ends = list(dict.fromkeys(filter(None, (said("start"), said("end")))))
    if ends:
        return _("{start} to {end}").format(start=ends[0], end=ends[1]) if len(ends) == 2 else ends[0]
    return next(filter(None, map(said, ("date", "month", "period", "published", "year"))), "")


class fact(nodes.inline):
    """A printed figure with its page, anchor and what is said on hover."""


class FactRole(SphinxRole):
    """Print a figure, or stop the build with the nearest known id.

    Args:
        found: what is printed of an id and a part of its figure, where it stands, and what is said of it.
        kind: what its uses are noted as.
    """

    def __init__(self, found: Callable[[str, str | None], dict[str, str]], kind: str):
        super().__init__()
        self.found, self.kind = found, kind

    def run(self):
        id, _colon, part = self.text.partition(":")
        try:
            found = self.found(id, part or None)
        except InputError as error:
            logger.warning(str(error), location=self.get_location(), type="coursebook", subtype="fact")
            return [nodes.problematic(self.rawtext, self.rawtext)], []
        place = f"use-{self.name}-{id}"
        anchor = f"{place}-{self.env.new_serialno(place)}"
        uses.note(self.env, self.kind, id, anchor)
        node = fact(self.rawtext, found["text"], ids=[anchor], **{k: v for k, v in found.items() if k != "text"})
        if found["grade"] == "C":
            node += nodes.superscript("", _(UNVERIFIED), classes=["cb-unverified"])
        return [node], []


def of_claim(id: str, part: str | None) -> dict[str, str]:
    """A figure of the article, from the ledger."""
    entry = claim(id)
    source = who(entry.cited_here) if entry.cited_here else _("no source given")
    return {
        "text": printed(entry, part),
        "page": project.current().settings.pages.ledger,
        "anchor": f"claim-{id}",
        "grade": entry.grade,
        "tip": _("The article’s figure ({source}). Verdict: {verdict}. Grade {grade}.").format(
            source=source, verdict=_(entry.verdict), grade=entry.grade
        ),
    }


def of_verdict(id: str, part: str | None) -> dict[str, str]:
    """The verdict on a claim, in the ledger's word of today: no page types it, and so none keeps an old one."""
    entry = claim(id)
    return {
        "text": _(entry.verdict),
        "page": project.current().settings.pages.ledger,
        "anchor": f"claim-{id}",
        "grade": "",
        "tip": f"{sentence(name(entry.statement))}{grade_words(entry.grade)}",
    }


def of_row(id: str, part: str | None) -> dict[str, str]:
    """One row of a table."""
    entry = row(id)
    source = who(entry.source)
    via = who(entry.via) if entry.via else source
    if via != source:
        source += _(", read via {source}").format(source=via)
    kinds = {field["name"]: field["type"] for field in resource(entry.table)["schema"]["fields"]}
    unit = entry.unit if "unit" in entry.cells else ""
    about = "; ".join(filter(None, (name(unit) if unit else "", when(entry.cells, kinds))))
    return {
        "text": printed(entry, part),
        "page": f"{project.current().settings.pages.datasets}/{entry.table}",
        "anchor": f"row-{id}",
        "grade": entry.grade,
        "tip": f"{sentence(about)}{sentence(source)}{grade_words(entry.grade)}",
    }


def of_number(id: str, part: str | None) -> dict[str, str]:
    """A figure that we compute."""
    entry = number(id)
    return {
        "text": entry.text,
        "page": project.current().settings.pages.numbers,
        "anchor": f"number-{id}",
        "grade": entry.grade,
        "tip": whole(lambda: _computed(entry))[0],
    }


def _computed(entry: Number) -> str:
    """How a figure was computed, in one language."""
    return _("We compute: {explanation} From {tables}. Grade {grade}.").format(
        explanation=sentences(entry.explanation),
        tables=", ".join(text(resource(table)["title"]) for table in entry.tables),
        grade=entry.grade,
    )


def _visit_html(self, node: fact) -> None:
    page = self.builder.get_relative_uri(self.builder.current_docname, node["page"])
    self.body.append(
        f'<a class="cb-fact" id="{node["ids"][0]}" href="{page}#{node["anchor"]}" title="{html.escape(node["tip"])}">'
    )


def setup(app: Sphinx) -> None:
    app.add_node(fact, html=(_visit_html, lambda self, node: self.body.append("</a>")))
    for role, found, kind in (
        ("claim", of_claim, "claim"),
        ("verdict", of_verdict, "claim"),
        ("datum", of_row, "datum"),
        ("number", of_number, "number"),
    ):
        app.add_role(role, FactRole(found, kind))
