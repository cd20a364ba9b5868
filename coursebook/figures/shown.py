"""A figure as a reader meets it: title, picture, reading, data table and source line."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from coursebook.evidence.bibliography import short
from coursebook.evidence.tables import load, resource
from coursebook.figures.describe import describe, plotted
from coursebook.figures.reading import read
from coursebook.figures.style import tidy
from coursebook.figures.svg import UnthemedColour, themed_svg
from coursebook.language import gettext as _


class FigureError(ValueError):
    """A figure that cannot go before a reader; the message says what it lacks."""


@dataclass(frozen=True)
class Shown:
    """A finished figure. Displayed, it is HTML; its text form is its description."""

    title: str
    reading: str
    alt: str
    svg: str
    data: pd.DataFrame = field(repr=False)
    notes: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The source line, as HTML: who counted, and the table's page in the book."""
        parts = []
        for name in self.tables:
            keys = _sources(name)
            most = 3 if len(self.tables) < 3 else 1
            said = "; ".join(html.escape(short(key)) for key in keys[:most])
            said = _("{name} and others").format(name=said) if len(keys) > most else said
            table = _("Table {name}").format(name=f'<span data-table="{name}">{name}</span>')
            parts.append(f"{said.rstrip('.')}. {table}")
        return _("Source: {sources}.").format(sources="; ".join(parts)) if parts else ""

    def table_html(self) -> str:
        """The plotted data as an accessible table."""
        return data_table(self.data, self.title)

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{html.escape(note)}</li>" for note in self.notes)
        return (
            f'<figure class="cb-figure"><figcaption>{html.escape(self.title)}</figcaption>'
            f'<div class="cb-picture">{self.svg}</div>'
            + (f'<ol class="cb-marks">{notes}</ol>' if notes else "")
            + (f'<p class="cb-reading">{html.escape(self.reading)}</p>' if self.reading else "")
            + f'<details class="cb-data"><summary>{_("The data as a table")}</summary>{self.table_html()}</details>'
            + (f'<p class="cb-source">{self.source}</p>' if self.tables else "")
            + "</figure>"
        )

    def __repr__(self) -> str:
        return f"{self.title}. {self.alt}"


def _sources(table: str) -> list[str]:
    """Keys of a table's sources, the one with the most rows first."""
    return list(load(table)["source"].value_counts().index)


def data_table(frame: pd.DataFrame, caption: str) -> str:
    """A small table with headers for rows and columns; it can be scrolled by keyboard."""
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in frame.columns)
    body = "".join(
        f'<tr><th scope="row">{html.escape(str(at))}</th>'
        + "".join(f"<td>{html.escape(str(value))}</td>" for value in values)
        + "</tr>"
        for at, values in zip(frame.index, frame.itertuples(index=False), strict=True)
    )
    label = html.escape(_("Table: {name}").format(name=caption))
    return (
        f'<div class="cb-scroll" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def show(figure: Figure, *tables: pd.DataFrame | str, title: str, reading: str | None = None) -> Shown:
    """Finish a figure for the reader.

    Args:
        figure: drawn on a :func:`canvas`.
        tables: the tables it was drawn from (frames from ``load``, or their names): they
            make the source line.
        title: what the figure shows, as a sentence; not the name of the chart.
        reading: one sentence that reads it; without one, it is read from the data (see
            :func:`coursebook.figures.reading.read`).

    Raises:
        FigureError: no title, no table, or nothing plotted that a description could tell, or a
            colour outside the house palette.
    """
    alt = describe(figure)
    data = plotted(figure)
    notes = tuple(f"{name}, {date}" for ax in figure.axes for mark, date, name in getattr(ax, "coursebook_dates", []))
    names = tuple(dict.fromkeys(_table_name(table) for table in tables))
    if not title.strip():
        raise FigureError("The figure has no title. Mend: pass title=, a sentence that says what it shows.")
    if not names:
        raise FigureError(f"The figure '{title}' has no source. Mend: pass the tables that it was drawn from.")
    if not alt:
        raise FigureError(
            f"The figure '{title}' has no description: nothing is plotted. Mend: draw lines, bars or ranges."
        )
    reading = read(figure) if reading is None else reading
    tidy(figure)
    try:
        svg = themed_svg(figure, alt)
    except UnthemedColour as colour:
        raise FigureError(
            f"The figure '{title}' uses {colour}, which no theme can change. Mend: use BLUE, ORANGE, GREEN, PURPLE, GREY or INK."
        ) from None
    plt.close(figure)
    return Shown(title=title, reading=reading, alt=alt, svg=svg, data=data, notes=notes, tables=names)


def _table_name(table: pd.DataFrame | str) -> str:
    name = table if isinstance(table, str) else table.attrs.get("table")
    if not name:
        raise FigureError(
            "A table passed to show() does not come from load(). Mend: pass the loaded table, or its name."
        )
    return resource(name)["name"]
