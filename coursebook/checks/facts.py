"""What a chart shows, as plain data: read from matplotlib's objects, never from pixels.

The facts can be written as JSON, so that a chart made in one process can be checked in another.
"""

from __future__ import annotations

import math
from typing import Any

from coursebook.checks.messages import fail, kind

Facts = dict[str, Any]


class ChartFacts(Facts):
    """What a chart shows. A class of its own, so that a dictionary that was never drawn is no chart."""


def facts(chart: Any) -> ChartFacts:
    """A matplotlib figure, axes, or facts already, as facts.

    Returns:
        ``{"title": …, "axes": [...], "texts": [...]}``: of the figure its title and its texts outside the axes. Each of the axes has
        ``title``, ``xlabel``, ``ylabel``, ``xlim``, ``ylim``, ``xscale``, ``yscale``, ``texts``, ``legend`` and

        - ``bars``: ``at`` (the bar's label, or its middle on the axis), ``length``, ``base``, ``horizontal``, ``label``;
        - ``lines``: ``x``, ``y`` (numbers, dates as text, labels of categories), ``label``;
        - ``points``: as lines, of scatter plots;
        - ``ranges``: ``at``, ``low``, ``high``, ``horizontal``: error bars, hlines and vlines, and filled bands.

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
    texts = [text.get_text() for text in figure.texts]
    texts += [_text(getattr(figure, what, None)) for what in ("_suptitle", "_supxlabel", "_supylabel")]
    title = _text(getattr(figure, "_suptitle", None))
    found = [_axes(axes) for axes in figure.axes]
    return ChartFacts(title=title, axes=found, texts=sorted(set(filter(None, texts))))


def _text(artist: Any) -> str:
    return artist.get_text() if artist is not None else ""


def _axes(axes: Any) -> Facts:
    legend = axes.get_legend()
    titles = [axes.get_title(loc) for loc in ("center", "left", "right")]
    found = {
        "title": next(filter(None, titles), ""),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "xlim": [_finite(end) for end in axes.get_xlim()],
        "ylim": [_finite(end) for end in axes.get_ylim()],
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
        "texts": [text.get_text() for text in axes.texts if text.get_text()],
        "bars": [],
        "lines": [],
        "points": [],
        "ranges": [],
    }
    inside = set()
    for container in axes.containers:
        if hasattr(container, "patches"):
            found["bars"] += _bars(axes, container)
        elif hasattr(container, "has_yerr"):
            data, caps, ranges = container.lines
            inside |= {*caps}
            found["ranges"] += [one for number, group in enumerate(ranges) for one in _segments(axes, group)]
            inside |= {*ranges}
    for line in axes.lines:
        if line in inside or line.get_transform() != axes.transData:
            continue
        x, y = line.get_data(orig=False)
        found["lines"].append(_series(axes, x, y, _label(line)))
    for group in axes.collections:
        if group in inside:
            continue
        if hasattr(group, "get_segments"):
            found["ranges"] += _segments(axes, group)
        elif len(group.get_offsets()) and hasattr(group, "get_sizes") and len(group.get_sizes()):
            x, y = zip(*group.get_offsets().tolist())
            found["points"].append(_series(axes, x, y, _label(group)))
        elif hasattr(group, "get_paths"):
            found["ranges"] += [one for path in group.get_paths() for one in _band(axes, path.vertices.tolist())]
    return found


def _label(artist: Any) -> str:
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _bars(axes: Any, container: Any) -> list[Facts]:
    flat = container.orientation == "horizontal"
    bars = []
    for patch in container.patches:
        start, size = (patch.get_y(), patch.get_height()) if flat else (patch.get_x(), patch.get_width())
        length, base = (patch.get_width(), patch.get_x()) if flat else (patch.get_height(), patch.get_y())
        at = _on_axis(axes.yaxis if flat else axes.xaxis, start + size / 2)
        bars.append({"at": at, "length": _finite(length), "base": _finite(base), "horizontal": flat, "label": _label(container)})
    return bars


def _series(axes: Any, x: Any, y: Any, label: str) -> Facts:
    places = [[_on_axis(axis, part) for part in parts] for axis, parts in ((axes.xaxis, x), (axes.yaxis, y))]
    return {"x": places[0], "y": places[1], "label": label}


def _segments(axes: Any, group: Any) -> list[Facts]:
    return [one for start, end in _pairs(group) for one in [_range(axes, start, end)] if one]


def _pairs(group: Any) -> list[list[list[float]]]:
    return [segment.tolist() for segment in group.get_segments() if len(segment) == 2]


def _lying(axes: Any) -> bool:
    """How a range of no length lies (one count, not two ends): as others of the axes do, or along the labels."""
    groups = [group for group in axes.collections if hasattr(group, "get_segments")]
    if any(start[0] != end[0] for group in groups for start, end in _pairs(group)):
        return True
    return "Category" in type(_converter(axes.yaxis)).__name__


def _range(axes: Any, start: list[float], end: list[float]) -> Facts | None:
    upright, lying = (math.isclose(start[place], end[place]) for place in (0, 1))
    if upright and not (lying and _lying(axes)):
        at, low, high, flat = _on_axis(axes.xaxis, start[0]), start[1], end[1], False
    elif lying:
        at, low, high, flat = _on_axis(axes.yaxis, start[1]), start[0], end[0], True
    else:
        return None
    return {"at": at, "low": _finite(min(low, high)), "high": _finite(max(low, high)), "horizontal": flat}


def _band(axes: Any, corners: list[list[float]]) -> list[Facts]:
    """A filled band (``fill_between``) as the range at each place of its x."""
    ends: dict[float, list[float]] = {}
    for x, y in corners:
        ends.setdefault(x, []).append(y)
    return [
        {"at": _on_axis(axes.xaxis, x), "low": _finite(min(ys)), "high": _finite(max(ys)), "horizontal": False}
        for x, ys in ends.items()
    ]


def _converter(axis: Any) -> Any:
    return axis.get_converter() if hasattr(axis, "get_converter") else axis.converter


def _on_axis(axis: Any, place: Any) -> Any:
    """A place on an axis: a label where the axis has labels, a date where it has dates, else a number."""
    place = float(place)
    if not math.isfinite(place):
        return None
    name = type(_converter(axis)).__name__
    if "Date" in name or "Period" in name or "Timestamp" in name or "Datetime" in name:
        from matplotlib import dates

        return dates.num2date(place).strftime("%Y-%m-%d")
    ticks = [float(tick) for tick in axis.get_majorticklocs()]
    fixed = "Category" in name or type(axis.get_major_formatter()).__name__ in ("FixedFormatter", "FuncFormatter")
    if fixed and (near := [number for number, tick in enumerate(ticks) if math.isclose(tick, place, abs_tol=1e-6)]):
        label = axis.get_major_formatter().format_ticks(ticks)[near[0]]
        if label:
            return label
    return place


def _finite(given: Any) -> float | None:
    given = float(given)
    return given if math.isfinite(given) else None
