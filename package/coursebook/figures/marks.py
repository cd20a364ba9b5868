"""Marks that a house figure is read by: labels at the ends of lines, dates with their names."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from coursebook.evidence.wording import day
from coursebook.figures.style import GREY


def label_ends(ax: Axes, gap: float = 15) -> None:
    """Write each labelled line's name at its last point, in the line's colour.

    Args:
        ax: the axes, when all lines are drawn.
        gap: the least distance between two names, in points of print.
    """
    ends = []
    for line in ax.get_lines():
        x, y = np.asarray(line.get_xdata(orig=False), float), np.asarray(line.get_ydata(orig=False), float)
        seen = np.isfinite(x) & np.isfinite(y)
        if not line.get_label().startswith("_") and seen.any():
            last = np.flatnonzero(seen)[-1]
            ends.append([line, x[last], y[last]])
    ax.figure.canvas.draw()
    points = 72 / ax.figure.dpi
    ends.sort(key=lambda end: end[2])
    taken = -np.inf
    for line, x, y in ends:
        height = ax.transData.transform((x, y))[1] * points
        placed = max(height, taken + gap)
        taken = placed
        ax.annotate(
            line.get_label(),
            (x, y),
            xytext=(6, placed - height),
            textcoords="offset points",
            va="center",
            color=line.get_color(),
            annotation_clip=False,
        )


def mark_dates(ax: Axes, dates: Iterable, names: Iterable[str]) -> None:
    """Draw a thin upright line at each date, numbered at the top; the names go into the description.

    The numbers are explained below the figure, since a name beside a line does not fit a phone.

    Args:
        ax: axes whose x axis is one of dates.
        dates: timestamps, or texts such as ``2024-11`` or ``2024-11-28``, which are written as exactly as they are given.
        names: what happened on each.

    Raises:
        ValueError: there are not as many names as dates.
    """
    top = ax.get_xaxis_transform()
    listed = list(getattr(ax, "coursebook_dates", []))
    for count, (date, name) in enumerate(zip(dates, names, strict=True), len(listed) + 1):
        at = pd.Timestamp(date)
        ax.axvline(at, color=GREY, linewidth=0.9, linestyle=(0, (2, 2)), zorder=0, label="_date")
        ax.text(at, 1.01, str(count), transform=top, ha="center", va="bottom", color=GREY)
        # As exact as the date was given: a month, or a day.
        listed.append((str(count), day(date if isinstance(date, str) else at), name))
    ax.coursebook_dates = listed
