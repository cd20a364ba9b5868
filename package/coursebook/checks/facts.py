"""What a chart shows, as plain data: read from matplotlib's objects, never from pixels.

The facts can be written as JSON, so that a chart made in one process can be checked in another.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from coursebook.checks.legends import hex_colour, legend_entries, name_lines
from coursebook.checks.messages import fail, kind
from coursebook.checks.places import Places, converter, finite

Facts = dict[str, Any]


class ChartFacts(Facts):
    """What a chart shows. A class of its own, so that a dictionary that was never drawn is no chart."""


def facts(chart: Any) -> ChartFacts:
    """A matplotlib figure, axes, or facts already, as facts.

    Returns:
        A dictionary. ``title``, ``texts`` and ``legend`` hold the figure's title, its texts outside the axes and
        the texts of its own legends; ``axes`` is a list. Each of the axes has ``title``, ``titles``, ``xlabel``, ``ylabel``, ``xlim``, ``ylim``,
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
    entries = [text for legend in legends for text, _ in legend_entries(legend)]
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
        "xlim": [finite(end) for end in axes.get_xlim()],
        "ylim": [finite(end) for end in axes.get_ylim()],
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "legend": [text for legend in legends for text, _ in legend_entries(legend)],
        "texts": [text.get_text() for text in axes.texts if text.get_text()],
        "bars": [],
        "lines": [],
        "points": [],
        "ranges": [],
    }
    places = Places(axes)
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
    entries = [entry for legend in [*legends, *figure_legends] for entry in legend_entries(legend)]
    name_lines(axes, [*found["lines"], *found["points"]], entries)
    for line in found["lines"]:
        found["ranges"] += _line_as_range(line)
    return found


def _parts(container: Any) -> Iterator[Any]:
    """The lines that stand for a container: of error bars and stems the one through the points."""
    yield from (
        part for part in (getattr(container, "markerline", None), (getattr(container, "lines", None) or [None])[0]) if part
    )


def _label(artist: Any) -> str:
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _bars(places: Places, container: Any) -> list[Facts]:
    flat = container.orientation == "horizontal"
    bars = []
    for patch in container.patches:
        start, size = (patch.get_y(), patch.get_height()) if flat else (patch.get_x(), patch.get_width())
        length, base = (patch.get_width(), patch.get_x()) if flat else (patch.get_height(), patch.get_y())
        bar = places.at("y" if flat else "x", start + size / 2)
        bars.append(bar | {"length": finite(length), "base": finite(base), "horizontal": flat, "label": _label(container)})
    return bars


def _series(places: Places, x: Any, y: Any, label: str, style: tuple) -> Facts:
    # A masked point is not drawn.
    x, y = (parts.filled(math.nan) if hasattr(parts, "filled") else parts for parts in (x, y))
    found = {name: [places.at(name, part) for part in parts] for name, parts in (("x", x), ("y", y))}
    return {
        **{name: [one["at"] for one in parts] for name, parts in found.items()},
        **{f"{name}named": [one["named"] for one in parts] for name, parts in found.items()},
        "label": label,
        "colour": hex_colour(style[0]),
        "style": (hex_colour(style[0]), *style[1:]),
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


def _segments(places: Places, group: Any) -> list[Facts]:
    return [one for start, end in _pairs(group) for one in [_range(places, start, end)] if one]


def _pairs(group: Any) -> list[list[list[float]]]:
    return [segment.tolist() for segment in group.get_segments() if len(segment) == 2]


def _lying(axes: Any) -> bool:
    """How a range of no length lies (one count, not two ends): as others of the axes do, or along the labels."""
    groups = [group for group in axes.collections if hasattr(group, "get_segments")]
    if any(start[0] != end[0] for group in groups for start, end in _pairs(group)):
        return True
    return "Category" in type(converter(axes.yaxis)).__name__


def _range(places: Places, start: list[float], end: list[float]) -> Facts | None:
    upright, lying = (math.isclose(start[place], end[place]) for place in (0, 1))
    if upright and not (lying and _lying(places.axes)):
        place, ends, flat = places.at("x", start[0]), (start[1], end[1]), False
    elif lying:
        place, ends, flat = places.at("y", start[1]), (start[0], end[0]), True
    else:
        return None
    return place | {"low": finite(min(ends)), "high": finite(max(ends)), "horizontal": flat}


def _band(places: Places, corners: list[list[float]]) -> list[Facts]:
    """A filled band (``fill_between``) as the range at each place of its x."""
    ends: dict[float, list[float]] = {}
    for x, y in corners:
        ends.setdefault(x, []).append(y)
    return [
        places.at("x", x) | {"low": finite(min(ys)), "high": finite(max(ys)), "horizontal": False} for x, ys in ends.items()
    ]
