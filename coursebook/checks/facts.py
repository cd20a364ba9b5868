"""What a chart shows, as plain data: read from matplotlib's objects, never from pixels.

The facts can be written as JSON, so that a chart made in one process can be checked in another.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from coursebook.checks.messages import fail, kind

Facts = dict[str, Any]


class ChartFacts(Facts):
    """What a chart shows. A class of its own, so that a dictionary that was never drawn is no chart."""


def facts(chart: Any) -> ChartFacts:
    """A matplotlib figure, axes, or facts already, as facts.

    Returns:
        ``{"title": …, "axes": [...], "texts": [...], "legend": [...]}``: of the figure its title, its texts outside the axes and
        the texts of its own legends. Each of the axes has ``title``, ``titles``, ``xlabel``, ``ylabel``, ``xlim``, ``ylim``,
        ``xscale``, ``yscale``, ``texts``, ``legend`` and

        - ``bars``: ``at`` (the bar's middle on the axis), ``named``, ``length``, ``base``, ``horizontal``, ``label``;
        - ``lines``: ``x``, ``y``, ``xnamed``, ``ynamed``, ``colour``, ``label``, ``labels``;
        - ``points``: as lines, of scatter plots;
        - ``ranges``: ``at``, ``named``, ``low``, ``high``, ``horizontal``: error bars, hlines and vlines, and filled bands.

        A place is a number, a date as text, or the name of a category; ``named`` is the label that the axis writes there, or
        empty. ``labels`` is what tells a reader which line it is: its entry in a legend, its own label, a text beside it;
        ``label`` is the first of them.

    Raises:
        AssertionError: it is no chart.
    """
    if isinstance(chart, ChartFacts):
        return chart
    if hasattr(chart, "flat") and chart.size:
        chart = chart.flat[0]
    figure = getattr(chart, "figure", None)
    if hasattr(chart, "get_axes") and not hasattr(chart, "transData"):
        figure = chart
    if figure is None or not hasattr(figure, "axes"):
        fail(f"A chart is asked for (what plt.subplots gives), and this is {kind(chart)}.")
    while getattr(figure, "figure", figure) is not figure and figure.figure is not None:
        figure = figure.figure
    figures = [figure, *getattr(figure, "subfigs", [])]
    texts = [text.get_text() for one in figures for text in one.texts]
    texts += [_text(getattr(one, what, None)) for one in figures for what in ("_suptitle", "_supxlabel", "_supylabel")]
    title = next(filter(None, (_text(getattr(one, "_suptitle", None)) for one in figures)), "")
    legends = [legend for one in figures for legend in one.legends if legend.get_visible()]
    found = [_axes(axes, legends) for axes in figure.axes]
    entries = [text for legend in legends for text, _ in _entries(legend)]
    return ChartFacts(title=title, axes=found, texts=sorted(set(filter(None, texts))), legend=entries)


def _text(artist: Any) -> str:
    return artist.get_text() if artist is not None else ""


def _axes(axes: Any, figure_legends: list[Any]) -> Facts:
    legends = [child for child in axes.get_children() if hasattr(child, "legend_handles") and child.get_visible()]
    titles = [axes.get_title(loc) for loc in ("center", "left", "right")]
    found = {
        "title": next(filter(None, titles), ""),
        "titles": [*filter(None, titles)],
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "xlim": [_finite(end) for end in axes.get_xlim()],
        "ylim": [_finite(end) for end in axes.get_ylim()],
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "legend": [text for legend in legends for text, _ in _entries(legend)],
        "texts": [text.get_text() for text in axes.texts if text.get_text()],
        "bars": [],
        "lines": [],
        "points": [],
        "ranges": [],
    }
    places = _Places(axes)
    labels = {id(part): _label(container) for container in axes.containers for part in _parts(container)}
    inside = set()
    for container in axes.containers:
        if hasattr(container, "patches"):
            found["bars"] += _bars(places, container)
        elif hasattr(container, "has_yerr"):
            _, caps, ranges = container.lines
            found["ranges"] += [one for group in ranges for one in _segments(places, group)]
            inside |= {*caps, *ranges}
        elif hasattr(container, "stemlines"):
            inside |= {container.baseline, container.stemlines}
    for line in axes.lines:
        if line in inside or line.get_transform() != axes.transData:
            continue
        x, y = line.get_data(orig=False)
        style = (line.get_color(), line.get_linestyle(), line.get_marker())
        found["lines"].append(_series(places, x, y, _label(line) or labels.get(id(line), ""), style))
    for group in axes.collections:
        if group in inside:
            continue
        if hasattr(group, "get_segments"):
            found["ranges"] += _segments(places, group)
        elif len(group.get_offsets()) and hasattr(group, "get_sizes") and len(group.get_sizes()):
            x, y = group.get_offsets().T
            colours = group.get_facecolor()
            style = (colours[0] if len(colours) else "none",)
            found["points"].append(_series(places, x, y, _label(group), style))
        elif hasattr(group, "get_paths"):
            found["ranges"] += [one for path in group.get_paths() for one in _band(places, path.vertices.tolist())]
    entries = [entry for legend in [*legends, *figure_legends] for entry in _entries(legend)]
    _name(axes, [*found["lines"], *found["points"]], entries)
    for line in found["lines"]:
        found["ranges"] += _line_as_range(line)
    return found


def _entries(legend: Any) -> list[tuple[str, tuple]]:
    """What a legend shows: each text with the style of what stands beside it."""
    found = []
    for text, handle in zip(legend.get_texts(), legend.legend_handles):
        handle = handle[0] if isinstance(handle, (tuple, list)) and handle else handle
        if hasattr(handle, "get_linestyle") and hasattr(handle, "get_marker"):
            style = (handle.get_color(), handle.get_linestyle(), handle.get_marker())
        else:
            colour = getattr(handle, "get_facecolor", getattr(handle, "get_color", lambda: "none"))()
            style = (colour[0] if getattr(colour, "ndim", 1) == 2 and len(colour) else colour,)
        found.append((text.get_text(), (_colour(style[0]), *style[1:])))
    return found


def _colour(given: Any) -> str:
    from matplotlib import colors

    try:
        return colors.to_hex(given)
    except ValueError:
        return ""


def _parts(container: Any) -> Iterator[Any]:
    """The lines that stand for a container: of error bars and stems the one through the points."""
    yield from (part for part in (getattr(container, "markerline", None), (getattr(container, "lines", None) or [None])[0]) if part)


def _name(axes: Any, series: list[Facts], entries: list[tuple[str, tuple]]) -> None:
    """Give each line what tells a reader which one it is; the style is needed no longer."""
    beside = _beside(axes, series)
    for number, line in enumerate(series):
        style = line.pop("style")
        alike = [text for text, shown in entries if shown == style] or [text for text, shown in entries if shown[0] == style[0]]
        # Two lines or entries of one look cannot be told apart by it.
        shown = alike if len(set(alike)) == 1 else []
        line["labels"] = [one for one in dict.fromkeys([*shown, line["label"], *beside.get(number, [])]) if one]
        line["label"] = next(iter(line["labels"]), "")


def _beside(axes: Any, series: list[Facts]) -> dict[int, list[str]]:
    """Texts within the axes by the line that they stand beside: the one of their colour, else the nearest."""
    from matplotlib import rcParams

    found: dict[int, list[str]] = {}
    paths = {number: [_fraction(axes, *point) for point in one.pop("path")] for number, one in enumerate(series)}
    colours = [one["colour"] for one in series]
    for note in axes.texts:
        place = note.xy if getattr(note, "xycoords", "") == "data" else note.get_position()
        if not note.get_text() or note.get_text().lower().startswith("source") or not (hasattr(note, "xycoords") or note.get_transform() == axes.transData):
            continue
        colour = _colour(note.get_color())
        if colours.count(colour) == 1 and colour != _colour(rcParams["text.color"]):
            nearest = colours.index(colour)
        else:
            try:
                at = _fraction(axes, axes.convert_xunits(place[0]), axes.convert_yunits(place[1]))
            except Exception:  # a place in units that the axes do not have: the text stands beside nothing
                continue
            distances = {number: _distance(at, path) for number, path in paths.items()}
            nearest = min((number for number in distances if math.isfinite(distances[number])), key=distances.get, default=None)
        if nearest is not None:
            found.setdefault(nearest, []).append(note.get_text())
    return found


def _fraction(axes: Any, x: Any, y: Any) -> tuple[float, float]:
    """A place as a part of the axes' width and height."""
    return tuple(axes.transAxes.inverted().transform(axes.transData.transform((float(x), float(y)))).tolist())


def _distance(at: tuple[float, float], path: list[tuple[float, float]]) -> float:
    """How far a place is from the nearest piece of a line."""
    path = [point for point in path if all(map(math.isfinite, point))]
    pieces = list(zip(path, path[1:])) or [(point, point) for point in path]
    return min((_from_piece(at, *piece) for piece in pieces), default=math.inf)


def _from_piece(at: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    along = tuple(b - a for a, b in zip(start, end))
    length = sum(one * one for one in along)
    share = sum((p - a) * one for p, a, one in zip(at, start, along)) / length if length else 0.0
    return math.dist(at, tuple(a + min(max(share, 0.0), 1.0) * one for a, one in zip(start, along)))


def _label(artist: Any) -> str:
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _bars(places: _Places, container: Any) -> list[Facts]:
    flat = container.orientation == "horizontal"
    bars = []
    for patch in container.patches:
        start, size = (patch.get_y(), patch.get_height()) if flat else (patch.get_x(), patch.get_width())
        length, base = (patch.get_width(), patch.get_x()) if flat else (patch.get_height(), patch.get_y())
        bar = places.at("y" if flat else "x", start + size / 2)
        bars.append(bar | {"length": _finite(length), "base": _finite(base), "horizontal": flat, "label": _label(container)})
    return bars


def _series(places: _Places, x: Any, y: Any, label: str, style: tuple) -> Facts:
    # A masked point is not drawn.
    x, y = (parts.filled(math.nan) if hasattr(parts, "filled") else parts for parts in (x, y))
    found = {name: [places.at(name, part) for part in parts] for name, parts in (("x", x), ("y", y))}
    return {
        **{name: [one["at"] for one in parts] for name, parts in found.items()},
        **{f"{name}named": [one["named"] for one in parts] for name, parts in found.items()},
        "label": label,
        "colour": _colour(style[0]),
        "style": (_colour(style[0]), *style[1:]),
        "path": [(float(one), float(two)) for one, two in zip(x, y)],
    }


def _line_as_range(line: Facts) -> list[Facts]:
    """A line of two points beside one name is a range: ``ax.plot([low, high], [name, name])``."""
    for place, value, flat in (("y", "x", True), ("x", "y", False)):
        names, ends = line[f"{place}named"], line[value]
        if len(ends) == 2 and names[0] and names[0] == names[1] and not any(line[f"{value}named"]) and ends[0] != ends[1]:
            if all(isinstance(end, float) for end in ends):
                return [{"at": line[place][0], "named": names[0], "low": min(ends), "high": max(ends), "horizontal": flat}]
    return []


def _segments(places: _Places, group: Any) -> list[Facts]:
    return [one for start, end in _pairs(group) for one in [_range(places, start, end)] if one]


def _pairs(group: Any) -> list[list[list[float]]]:
    return [segment.tolist() for segment in group.get_segments() if len(segment) == 2]


def _lying(axes: Any) -> bool:
    """How a range of no length lies (one count, not two ends): as others of the axes do, or along the labels."""
    groups = [group for group in axes.collections if hasattr(group, "get_segments")]
    if any(start[0] != end[0] for group in groups for start, end in _pairs(group)):
        return True
    return "Category" in type(_converter(axes.yaxis)).__name__


def _range(places: _Places, start: list[float], end: list[float]) -> Facts | None:
    upright, lying = (math.isclose(start[place], end[place]) for place in (0, 1))
    if upright and not (lying and _lying(places.axes)):
        place, ends, flat = places.at("x", start[0]), (start[1], end[1]), False
    elif lying:
        place, ends, flat = places.at("y", start[1]), (start[0], end[0]), True
    else:
        return None
    return place | {"low": _finite(min(ends)), "high": _finite(max(ends)), "horizontal": flat}


def _band(places: _Places, corners: list[list[float]]) -> list[Facts]:
    """A filled band (``fill_between``) as the range at each place of its x."""
    ends: dict[float, list[float]] = {}
    for x, y in corners:
        ends.setdefault(x, []).append(y)
    return [
        places.at("x", x) | {"low": _finite(min(ys)), "high": _finite(max(ys)), "horizontal": False} for x, ys in ends.items()
    ]


def _converter(axis: Any) -> Any:
    return axis.get_converter() if hasattr(axis, "get_converter") else axis.converter


class _Places:
    """What the places on the axes are: numbers, dates or categories, and what is written there."""

    def __init__(self, axes: Any):
        self.axes = axes
        self._axis = {"x": axes.xaxis, "y": axes.yaxis}
        self._kind = {name: type(_converter(axis)).__name__ for name, axis in self._axis.items()}
        self._written = {name: list(_written(axis)) for name, axis in self._axis.items()}

    def at(self, name: str, place: Any) -> Facts:
        """``at`` and ``named`` of a place on the x or y axis."""
        place = float(place)
        if not math.isfinite(place):
            return {"at": None, "named": ""}
        label = next((label for tick, label in self._written[name] if math.isclose(tick, place, abs_tol=1e-6)), "")
        if "Category" in self._kind[name] and label:
            return {"at": label, "named": label}
        return {"at": self._date(name, place) or place, "named": label}

    def _date(self, name: str, place: float) -> str:
        kind = self._kind[name]
        frequency = getattr(self.axes, "freq", None)
        if frequency is not None and ("Period" in kind or "TimeSeries" in type(self._axis[name].get_major_formatter()).__name__):
            import pandas as pd

            # pandas draws regular dates at the numbers of their periods.
            return pd.Period(ordinal=round(place), freq=frequency).start_time.strftime("%Y-%m-%d")
        if any(one in kind for one in ("Date", "Timestamp", "Datetime")):
            from matplotlib import dates

            return dates.num2date(place).strftime("%Y-%m-%d")
        return ""


def _written(axis: Any) -> Iterator[tuple[float, str]]:
    """Where an axis has labels that somebody chose, and what they say. Plain numbers say only their place."""
    for ticks, formatter in (
        (axis.get_majorticklocs(), axis.get_major_formatter()),
        (axis.get_minorticklocs(), axis.get_minor_formatter()),
    ):
        if type(formatter).__name__ in ("ScalarFormatter", "NullFormatter") or "Date" in type(formatter).__name__:
            continue
        if type(formatter).__name__.startswith("Log"):
            continue
        ticks = [float(tick) for tick in ticks]
        try:
            labels = formatter.format_ticks(ticks)
        except Exception:  # a formatter of the student's own may raise anything; then nothing is written
            labels = []
        yield from ((tick, str(label)) for tick, label in zip(ticks, labels) if label)


def _finite(given: Any) -> float | None:
    given = float(given)
    return given if math.isfinite(given) else None
