"""What a figure shows, read from its own artists: the data behind it and a text for those who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass, field

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter

from coursebook.evidence.wording import localised, month, plain
from coursebook.language import gettext as _


def _words(label: str) -> str:
    """A label on one line; matplotlib's own names for unnamed artists are no label."""
    return "" if label.startswith("_") else " ".join(label.split())


@dataclass
class Series:
    """One line, set of bars, points, ranges or tiles as plotted; ``colours`` has one colour for each place."""

    name: str
    kind: str
    at: list[str]
    values: list[float]
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    colours: list[str] = field(default_factory=list)

    @property
    def seen(self) -> list[tuple[str, float]]:
        """The places that have a figure, each with it."""
        return [(at, value) for at, value in zip(self.at, self.values, strict=True) if np.isfinite(value)]


def converter_of(axis: Axis) -> object:
    """What turns the axis's values into numbers; the browser's matplotlib knows it by its older name."""
    return axis.get_converter() if hasattr(axis, "get_converter") else axis.converter


def position(axis: Axis, value: float) -> str:
    """A place on an axis in words: a category, a month, or a number."""
    converter = converter_of(axis)
    # matplotlib's and pandas' converters for dates have no common class, only a common name.
    if "Date" in type(converter).__name__:
        date = mdates.num2date(value)
        return month(date.year, date.month)
    named = getattr(axis.units, "_mapping", None)
    if named:
        return next((_words(str(name)) for name, place in named.items() if place == round(value)), plain(value))
    if isinstance(axis.get_major_formatter(), ScalarFormatter):
        return str(int(value)) if float(value).is_integer() and 1500 < value < 2100 else plain(value)
    for place, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False):
        if np.isclose(place, value) and label.get_text():
            return _words(label.get_text())
    return plain(value)


def rounded(value: float) -> str:
    """A value as a description says it: three digits, or whole thousands."""
    if not np.isfinite(value):
        return _("no figure")
    return plain(value, 0) if abs(value) >= 1000 else localised(f"{value:.3g}")


def _bars(ax: Axes) -> list[Series]:
    found = []
    for container in [one for one in ax.containers if isinstance(one, BarContainer)]:
        upright = container.orientation != "horizontal"
        axis = ax.xaxis if upright else ax.yaxis
        places, values, colours = [], [], []
        for bar in container.patches:
            middle = bar.get_x() + bar.get_width() / 2 if upright else bar.get_y() + bar.get_height() / 2
            places.append(position(axis, middle))
            values.append(bar.get_height() if upright else bar.get_width())
            # A frame has a colour at its edge only.
            colours.append(to_hex(bar.get_facecolor() if to_rgba(bar.get_facecolor())[3] else bar.get_edgecolor()))
        found.append(Series(_words(container.get_label()), "bars", places, values, colours=colours))
    return found


def _lines(ax: Axes) -> list[Series]:
    inner = {id(part) for box in ax.containers if isinstance(box, ErrorbarContainer) for part in box.get_children()}
    found = []
    for line in ax.get_lines():
        x = np.asarray(line.get_xdata(orig=False), float)
        y = np.asarray(line.get_ydata(orig=False), float)
        # A guide (axvline, axhline) spans the axes in axes coordinates and is no data.
        guide = line.get_transform() != ax.transData
        if guide or id(line) in inner or not len(x):
            continue
        kind = "line" if line.get_linestyle() not in ("None", "", " ") else "points"
        places = [position(ax.xaxis, value) for value in x]
        if kind == "points" and getattr(ax.yaxis.units, "_mapping", None):
            places, y = [position(ax.yaxis, value) for value in y], x
        colours = [to_hex(line.get_color())] * len(places)
        found.append(Series(_words(line.get_label()), kind, places, list(map(float, y)), colours=colours))
    return found


def _ranges(ax: Axes) -> list[Series]:
    """Segments drawn with hlines or vlines, and error bars: a low and a high at each place."""
    found = []
    for part in [one for one in ax.collections if isinstance(one, LineCollection)]:
        series = Series(_words(str(part.get_label() or "")), "ranges", [], [])
        tones = part.get_colors()
        for count, segment in enumerate(part.get_segments()):
            if len(segment) < 2:
                continue  # it has no figure
            (x0, y0), *_between, (x1, y1) = np.asarray(segment, float)
            level = np.isclose(y0, y1)
            series.at.append(position(ax.yaxis if level else ax.xaxis, y0 if level else x0))
            low, high = sorted((x0, x1) if level else (y0, y1))
            series.low.append(low)
            series.high.append(high)
            series.values.append(np.nan)
            series.colours.append(to_hex(tones[count % len(tones)]))
        found.append(series)
    for part in ax.collections:
        if isinstance(part, PathCollection) and len(part.get_offsets()):
            offsets = np.asarray(part.get_offsets(), float)
            upright = not getattr(ax.yaxis.units, "_mapping", None)
            tones = part.get_facecolors() if len(part.get_facecolors()) else part.get_edgecolors()
            axis, places, values = (ax.xaxis, 0, 1) if upright else (ax.yaxis, 1, 0)
            found.append(
                Series(
                    _words(str(part.get_label() or "")),
                    "points",
                    [position(axis, offset[places]) for offset in offsets],
                    [float(offset[values]) for offset in offsets],
                    colours=[to_hex(tones[count % len(tones)]) for count in range(len(offsets))],
                )
            )
    return found


def series(ax: Axes) -> list[Series]:
    """All data drawn on one panel."""
    return [one for one in (*_bars(ax), *_lines(ax), *_ranges(ax), *getattr(ax, "coursebook_tiles", [])) if one.at]


def _told(one: Series) -> str:
    name = f"{one.name}: " if one.name else ""
    if one.kind == "ranges":
        spans = [f"{at}, {_span(low, high)}" for at, low, high in zip(one.at, one.low, one.high, strict=True)]
        return f"{name}{'; '.join(spans)}."
    seen = one.seen
    if not seen:
        return f"{name}{_('no figure')}."
    if one.kind == "tiles":
        silent = [at for at, value in zip(one.at, one.values, strict=True) if not np.isfinite(value)]
        told = "; ".join(f"{at}, {rounded(value)}" for at, value in sorted(seen, key=lambda pair: -pair[1]))
        return f"{name}{told}." + (f" {_('No figure for {places}.').format(places=', '.join(silent))}" if silent else "")
    if len(one.values) <= 9:
        return f"{name}{'; '.join(f'{at}, {rounded(value)}' for at, value in zip(one.at, one.values, strict=True))}."
    low, high = min(seen, key=lambda pair: pair[1]), max(seen, key=lambda pair: pair[1])
    gaps = len(one.values) - len(seen)
    whole = _(
        "{count} points from {first} in {start} to {last} in {end}; lowest {low} in {bottom}, highest {high} in {top}"
    ).format(
        count=len(seen),
        first=rounded(seen[0][1]),
        start=seen[0][0],
        last=rounded(seen[-1][1]),
        end=seen[-1][0],
        low=rounded(low[1]),
        bottom=low[0],
        high=rounded(high[1]),
        top=high[0],
    )
    missing = _("; {count} with no figure").format(count=gaps) if gaps else ""
    return f"{name}{whole}{missing}."


def _span(low: float, high: float) -> str:
    if np.isclose(low, high):
        return rounded(low)
    return _("{low} to {high}").format(low=rounded(low), high=rounded(high))


def _axis_told(ax: Axes) -> str:
    said = []
    for name, axis, scale in ((_("Across"), ax.xaxis, ax.get_xscale()), (_("Up"), ax.yaxis, ax.get_yscale())):
        label = axis.get_label_text()
        if label or scale == "log":
            said.append(f"{name}: {label or _('no label')}{_(' (logarithmic scale)') if scale == 'log' else ''}.")
    return " ".join(said)


def describe(figure: Figure) -> str:
    """The figure in words, from what is plotted: axes, each series with its ends and extremes, marks."""
    told = []
    for ax in figure.axes:
        data = series(ax)
        parts = [ax.get_title(loc="left") or ax.get_title(), _axis_told(ax), *map(_told, data)]
        dates = getattr(ax, "coursebook_dates", [])
        if dates:
            marked = "; ".join(f"{mark}, {name} ({date})" for mark, date, name in dates)
            parts.append(_("Marked: {marks}.").format(marks=marked))
        if data:
            told.append(" ".join(part for part in parts if part))
    return " ".join(told)


def plotted(figure: Figure) -> pd.DataFrame:
    """The plotted data as a table: one row for each place, one column for each series."""
    columns: dict[str, pd.Series] = {}
    for number, ax in enumerate(figure.axes):
        for count, one in enumerate(series(ax)):
            panel = ax.get_title(loc="left") or ax.get_title()
            name = one.name or panel or ax.get_ylabel() or ax.get_xlabel() or _("Value")
            if one.kind == "ranges":
                text = [_span(low, high) for low, high in zip(one.low, one.high, strict=True)]
            else:
                text = ["" if not np.isfinite(value) else rounded(value) for value in one.values]
            key = name if name not in columns else f"{name} ({number + 1}.{count + 1})"
            columns[key] = pd.Series(text, index=one.at).groupby(level=0, sort=False).agg("; ".join)
    if not columns:
        return pd.DataFrame()
    order: list[str] = []
    for column in columns.values():
        # What a later series has alone stands after its own neighbour.
        at = 0
        for place in column.index:
            if place not in order:
                order.insert(at, place)
            at = order.index(place) + 1
    return pd.DataFrame({name: column.reindex(order) for name, column in columns.items()}).fillna("")
