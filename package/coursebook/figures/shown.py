"""A figure as a reader meets it: title, picture, reading, data table and source line."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from coursebook import language
from coursebook.evidence.tables import load, resource, row, table_names
from coursebook.evidence.texts import are_noted, sentences, text, who, whole
from coursebook.faults import FigureError, InputError
from coursebook.figures.describe import describe, plotted
from coursebook.figures.reading import read
from coursebook.figures.style import tidy
from coursebook.figures.subjects import misled
from coursebook.figures.svg import themed_svg
from coursebook.figures.translated import translate
from coursebook.figures.units import FIGURES, mixed
from coursebook.language import gettext as _

# Where a page puts the code of the cell that drew the figure, and the word for it in the fold's title.
CODE, CODE_WORD = "<!--code-->", "<!--word-->"


@dataclass(frozen=True)
class Shown:
    """A finished figure. Displayed, it is HTML; its text form is its description.

    ``alt`` is the description of what is plotted, ``data`` the plotted values as a table (a column for each axis and
    series), ``notes`` explain numbered dates, ``credits`` has for each table the sources of the rows drawn.
    """

    title: str
    reading: str
    alt: str
    svg: str
    data: pd.DataFrame = field(repr=False)
    notes: tuple[str, ...] = ()
    credits: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # The title in the language of the code, from which a page makes the figure's address.
    name: str = ""
    # The language of its words, where that is not the one of the page.
    lang: str = ""

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables whose rows were drawn."""
        return tuple(self.credits)

    @property
    def source(self) -> str:
        """The source line, as HTML: who counted the rows drawn, and the table's page in the book."""
        parts = []
        for name, keys in self.credits.items():
            most = 3 if len(self.credits) < 3 else 1
            said = "; ".join(html.escape(who(key)) for key in keys[:most])
            said = _("{name} and others").format(name=said) if len(keys) > most else said
            table = _("Table {name}").format(name=f'<span data-table="{name}">{name}</span>')
            parts.append(f"{said.rstrip('.')}. {table}")
        return _("Source: {sources}.").format(sources="; ".join(parts)) if parts else ""

    @property
    def fold(self) -> str:
        """The one fold under a picture, as HTML: its title names the source; inside are the source in full, the data and,
        where a page puts it, the code of the cell."""
        return (
            f'<details class="cb-more"><summary><span class="cb-credit">{self.credit}</span><span class="cb-kind">\u00a0· {_("data")}{CODE_WORD}</span></summary>'
            f'<p class="cb-source">{self.source}</p><div class="cb-table">{self.table_html()}</div>{CODE}</details>'
        )

    @property
    def credit(self) -> str:
        """Who counted, in a few words, as HTML: what stands under the picture without a tap."""
        keys = list(dict.fromkeys(key for found in self.credits.values() for key in found))
        said = "; ".join(html.escape(who(key)) for key in keys[:2])
        said = _("{name} and others").format(name=said) if len(keys) > 2 else said
        return _("Source: {sources}").format(sources=said.rstrip(".")) if keys else ""

    @property
    def marks(self) -> str:
        """What the figure's element says of a translation: the title in the language of the code, the language it kept."""
        kept = f' data-name="{html.escape(self.name)}"' if self.name not in ("", self.title) else ""
        return kept + (f' lang="{self.lang}"' if self.lang else "")

    def table_html(self) -> str:
        """The plotted data as a table with headers for rows and columns; it can be scrolled by keyboard."""
        head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in self.data.columns)
        body = "".join(
            f'<tr><th scope="row">{html.escape(str(at))}</th>'
            + "".join(f"<td>{html.escape(str(value))}</td>" for value in values)
            + "</tr>"
            for at, values in zip(self.data.index, self.data.itertuples(index=False), strict=True)
        )
        label = html.escape(_("Table: {name}").format(name=self.title))
        return (
            f'<div class="cb-scroll" tabindex="0" role="region" aria-label="{label}"><table>'
            f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{html.escape(note)}</li>" for note in self.notes)
        return (
            f'<figure class="cb-figure"{self.marks}><figcaption>{html.escape(self.title)}</figcaption>'
            f'<div class="cb-picture">{self.svg}</div>'
            + (f'<ol class="cb-marks">{notes}</ol>' if notes else "")
            + (f'<p class="cb-reading">{html.escape(self.reading)}</p>' if self.reading else "")
            + f"{self.fold}</figure>"
        )

    def __repr__(self) -> str:
        return f"{self.title}. {self.alt}"


def show(
    figure: Figure,
    *tables: pd.DataFrame | str,
    title: str,
    reading: str | None = None,
    made_from: Sequence[pd.DataFrame | str] = (),
) -> Shown:
    """Finish a figure for the reader.

    Args:
        figure: drawn on a :func:`canvas`.
        tables: the rows that it was drawn from: frames from ``load``, cut down to the rows
            drawn, or ids of rows. They make the source line. The name of a table credits all
            of its rows.
        title: what the figure shows, as a sentence; not the name of the chart.
        reading: one sentence that reads it; without one, it is read from the data (see
            :func:`coursebook.figures.reading.read`).
        made_from: rows that a computed value rests on and that are not drawn themselves. They
            stand in the source line; their unit is not that of the axis.

    Returns:
        The figure as a page or a notebook displays it: leave it as the last expression of the cell.

    Raises:
        FigureError: no title, no table, or nothing plotted that a description could tell, two
            units on one axis, a colour outside the house palette, or a subject in another than its own.
    """
    # Of the subjects as the code names them.
    wrong, name = misled(figure), title
    (title, reading), spoken = whole(lambda: _said(figure, title, reading))
    with language.speaking(spoken):
        shown = _show(figure, tables, title, reading, made_from, wrong)
    return replace(shown, name=name, lang="" if spoken == language.current() else spoken)


def _said(figure: Figure, title: str, reading: str | None) -> tuple[str, str | None]:
    """Title and reading in the language spoken now; the figure's own labels too."""
    said = text(title), sentences(reading) if reading else reading
    if language.current() != language.SOURCE:
        translate(figure)
    return said


def _show(figure: Figure, tables: Sequence, title: str, reading: str | None, made_from: Sequence, wrong: list[str]) -> Shown:
    """A figure whose words are in the language spoken now, checked and drawn."""
    alt = describe(figure)
    data = plotted(figure)
    notes = tuple(f"{name}, {date}" for ax in figure.axes for mark, date, name in getattr(ax, "coursebook_dates", []))
    drawn = [_rows_of(part) for part in tables]
    credits = _credits([*drawn, *map(_rows_of, made_from)])
    if not title.strip():
        raise FigureError("The figure has no title. Fix: pass title=, a sentence that says what it shows.")
    if not credits:
        raise FigureError(f"The figure '{title}' has no source. Fix: pass the tables that it was drawn from.")
    if not alt:
        raise FigureError(f"The figure '{title}' has no description: nothing is plotted. Fix: draw lines, bars or ranges.")
    if drawn and (units := mixed(figure, pd.concat([rows.assign(table=name) for name, rows in drawn]))):
        raise FigureError(
            f"The figure '{title}' has {' and '.join(units)} on one axis. Fix: give each unit an axis of its own, or leave one "
            "out; a row that is not drawn, and only enters a computed value, belongs in made_from=."
        )
    if wrong:
        raise FigureError(
            f"The figure '{title}' changes what a colour means: {' '.join(wrong)} Fix: see [colours] in coursebook.toml."
        )
    reading = read(figure) if reading is None else reading
    tidy(figure)
    svg = "" if are_noted() else themed_svg(figure, title, alt)
    plt.close(figure)
    return Shown(title=title, reading=reading, alt=alt, svg=svg, data=data, notes=notes, credits=credits)


def _credits(drawn: list[tuple[str, pd.DataFrame]]) -> dict[str, tuple[str, ...]]:
    """Tables of the rows drawn, each with the keys of their sources, the one with the most rows first."""
    keys: dict[str, list[str]] = {}
    for name, rows in drawn:
        keys.setdefault(name, []).extend(rows["source"].dropna())
    return {name: tuple(dict(Counter(found).most_common())) for name, found in keys.items()}


def _rows_of(part: pd.DataFrame | str) -> tuple[str, pd.DataFrame]:
    """The table of a frame, a row's id or a table's name, and the rows that are meant, with source, unit and figures."""
    if isinstance(part, str) and part not in table_names():
        try:
            one = row(part)
        except InputError:
            return resource(part)["name"], pd.DataFrame()  # a misspelt name: the message lists what is near
        return one.table, _figures(pd.DataFrame([one.cells]))
    name = part if isinstance(part, str) else part.attrs.get("table")
    if not name:
        raise FigureError("A table passed to show() does not come from load(). Fix: pass the loaded table, or its name.")
    frame = part if not isinstance(part, str) and "source" in part else load(name)
    return resource(name)["name"], _figures(frame)


def _figures(rows: pd.DataFrame) -> pd.DataFrame:
    """What show() asks of rows, as objects, so that rows of any tables can stand below each other."""
    return rows.reindex(columns=["source", "unit", *FIGURES]).astype(object)
