"""One axis, one unit: what the values drawn along an axis count, known from the rows that were drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coursebook import project
from coursebook.figures.describe import series

# The columns of a table that hold a figure in the row's unit.
FIGURES = ("value", "low", "high")


def unit_of(written: object) -> str:
    """The unit that a table writes, under the one name that the book has for it (``[units]`` of its settings)."""
    return project.current().settings.units.get(str(written), str(written))


def mixed(figure: Figure, rows: pd.DataFrame) -> list[str]:
    """The units of the first axis that carries more than one; none where each has one.

    A value on an axis is that of a row if the row holds the same number, or of all rows of a table in one unit if it is
    their sum. Other computed values, such as rates, are nobody's, and say nothing.

    Args:
        figure: as drawn.
        rows: those that it was drawn from, of any tables, with the name of the table and their units.
    """
    known: dict[float, set[str]] = {}
    for name in FIGURES:
        for value, unit in zip(rows[name], rows["unit"], strict=True) if name in rows else ():
            if pd.notna(value) and pd.notna(unit):
                known.setdefault(round(float(value), 9), set()).add(unit_of(unit))
    for (_, unit), part in rows.dropna(subset=["value", "unit"]).groupby(["table", "unit"]):
        known.setdefault(round(float(part["value"].sum()), 9), set()).add(unit_of(unit))
    for ax in figure.axes:
        meant = [known[value] for value in _values(ax) if value in known]
        # A number that rows of two units hold may be of either.
        if meant and not set.intersection(*meant):
            return sorted(set.union(*meant))
    return []


def _values(ax: Axes) -> set[float]:
    drawn = [value for one in series(ax) for value in (*one.values, *one.low, *one.high)]
    return {round(float(value), 9) for value in drawn if np.isfinite(value) and value != 0}
