"""A small picture of a whole table: a dot for each row of its commonest unit, along its time where it has one."""

from __future__ import annotations

import warnings

import pandas as pd

from coursebook.evidence.tables import load, resource
from coursebook.evidence.wording import plain
from coursebook.figures.shown import Shown, show
from coursebook.figures.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, canvas
from coursebook.language import gettext as _
from coursebook.language import ngettext

# Columns that place a row in time, the most telling first.
TIMES = ("month", "date", "year", "end", "published")
# From so many rows on they stand along their time; fewer have a line each, with their names.
MANY = 12
# So many groups of dots can be told apart; a longer name has a line of its own.
MOST_GROUPS = 5
LONGEST_NAME = 14
# Years that are told as numbers; and how far apart figures are on a scale of tenfold steps.
LONG = 10
SPREAD = 100


def overview(name: str) -> Shown | None:
    """The picture of a table; nothing for one without figures.

    Args:
        name: of the table.
    """
    frame = load(name)
    if "unit" not in frame:
        return None
    figures = frame.dropna(subset=["unit"])
    figures = figures[figures[["value", "low", "high"]].notna().any(axis=1)]
    if figures.empty:
        return None
    unit = figures["unit"].value_counts().index[0]
    rows = figures[figures["unit"] == unit]
    times = _times(rows)
    rows = rows if times is None else rows.loc[times.index]
    low = rows["low"].fillna(rows["value"]).fillna(rows["high"]).astype(float)
    high = rows["high"].fillna(rows["value"]).fillna(rows["low"]).astype(float)
    fig, ax = canvas(height=3.2 if times is not None else 0.9 + 0.34 * len(rows))
    if times is not None:
        _along_time(ax, rows, times, low, high)
        ax.set_ylabel(unit)
    else:
        names = list(rows["id"])
        ax.hlines(names, low, high, color=BLUE, linewidth=4)
        ax.plot(high, names, "o", color=BLUE, linestyle="none")
        ax.set(xlabel=unit, ylim=(len(rows) - 0.5, -0.5))
        ax.margins(x=0.1)
        ax.locator_params(axis="x", nbins=3)
    values = ax.xaxis if times is None else ax.yaxis
    if low.min() > 0 and high.max() > SPREAD * low.min():
        (ax.set_xscale if times is None else ax.set_yscale)("log")
        values.set_major_formatter("{x:,.0f}" if low.min() >= 1 else "{x:,g}")
        values.set_minor_formatter("")
        ax.locator_params(axis="x" if times is None else "y", numticks=3 if times is None else 5)
    elif low.min() >= 0:
        ax.set_xlim(left=0) if times is None else ax.set_ylim(bottom=0)
    count = ngettext("{count} row", "{count} rows", len(rows)).format(count=len(rows))
    said = _("Each dot is a row of the table below, in {unit}.").format(unit=unit)
    if rest := len(figures) - len(rows):
        said += " " + _("Not drawn, since they have another unit or no date: {count}.").format(count=rest)
    title = _("{title}: {count}, from {low} to {high}").format(
        title=resource(name)["title"], count=count, low=plain(low.min()), high=plain(high.max())
    )
    with warnings.catch_warnings():
        # Of some spans matplotlib says that no interval suits them, and takes a usable one.
        warnings.filterwarnings("ignore", message="AutoDateLocator")
        return show(fig, rows, title=title, reading=said)


def _times(rows: pd.DataFrame) -> pd.Series | None:
    """When each row is, in years over a long time and else as dates; nothing for few rows or few that say so."""
    for column in TIMES:
        if column not in rows or len(rows) < MANY:
            continue
        text = rows[column].dt.strftime("%Y-%m-%d") if hasattr(rows[column], "dt") else rows[column].astype(str)
        when = pd.to_datetime(text, format="mixed", errors="coerce").dropna()
        if len(when) > 0.8 * len(rows) and when.nunique() > 3:
            return when.dt.year if when.dt.year.max() - when.dt.year.min() > LONG else when
    return None


def _along_time(ax, rows: pd.DataFrame, times: pd.Series, low: pd.Series, high: pd.Series) -> None:
    """Dots over time, those of one group in one colour, with their names above."""
    kinds = [
        column
        for column in rows
        if pd.api.types.is_string_dtype(rows[column]) and 2 <= rows[column].nunique() <= MOST_GROUPS and column not in TIMES
    ]
    kinds = [column for column in kinds if column not in ("source", "via", "grade", "note", "unit")]
    column = max(kinds, key=lambda one: rows[one].nunique()) if kinds else None
    groups = rows.groupby(column, sort=False) if column else [("", rows)]
    for (name, part), colour in zip(groups, (BLUE, ORANGE, GREEN, PURPLE, GREY), strict=False):
        ax.plot(times[part.index], high[part.index], "o", color=colour, markersize=4, label=str(name))
    if column:
        columns = 1 if rows[column].str.len().max() > LONGEST_NAME else 2
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=columns, frameon=False, labelcolor=INK)
