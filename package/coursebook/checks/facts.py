"""What a chart shows, as plain data: read from matplotlib's objects, never from pixels.

The facts can be written as JSON, so that a chart made in one process can be checked in another.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

from coursebook.checks.legends import hex_colour, legend_entries, name_lines, name_ranges
from coursebook.checks.messages import fail, kind
from coursebook.checks.places import Places, finite
from coursebook.checks.spans import boxes, filled, line_as_range, segments

Facts = dict[str, Any]


class ChartFacts(Facts):
    """What a chart shows. A class of its own, so that a dictionary that was never drawn is no chart."""


def facts(chart: Any) -> ChartFacts:
    """A matplotlib figure, axes, or what is drawn in them, or facts already, as facts.

    The facts are a dictionary. ``title``, ``texts`` and ``legend`` hold the figure's title, its texts outside the axes and
    the texts of its own legends; ``axes`` is a list. Each of the axes has ``title``, ``titles``, ``xlabel``, ``ylabel``, ``xlim``, ``ylim``,
    ``xscale``, ``yscale``, ``texts``, ``legend`` and

    - ``bars``: ``at`` (the bar's middle on the axis), ``named``, ``length``, ``base``, ``horizontal``, ``label``;
    - ``lines``: ``x``, ``y``, ``xnamed``, ``ynamed``, ``colour``, ``label``, ``labels``;
    - ``points``: as lines, of scatter plots;
    - ``ranges``: ``at``, ``named``, ``low``, ``high``, ``horizontal``: error bars, hlines and vlines, filled bands and boxes;
    - ``bands``: the same, of even bands at the places between their ends;
    - ``panel``: of one of several charts in the figure its titles, which tell what is drawn in it.

    A place is a number, a date as text, or the name of a category; ``named`` is the label that the axis writes there, or
    empty. ``labels`` is what tells a reader which line it is: its entry in a legend, its own label, a text beside it;
    ``label`` is the first of them.

    Raises:
        AssertionError: it is no chart.
    """
    chart = _one_of(chart)
    if isinstance(chart, ChartFacts):
        return chart
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
    panels = [axes for axes in found if axes["titles"] and any(axes[what] for what in ("bars", "lines", "points", "ranges"))]
    for axes in panels if len(panels) > 1 else ():
        axes["panel"] = axes["titles"]
        for line in [*axes["lines"], *axes["points"]]:
            line["labels"] += axes["panel"]
    return ChartFacts(title=title, axes=found, texts=sorted(set(filter(None, texts))), legend=entries)


def _one_of(chart: Any) -> Any:
    """The first of several axes, of ``(fig, ax)``, or of what ``ax.plot`` gives: they lie in one figure."""
    for _ in range(3):
        if hasattr(chart, "flat") and chart.size:
            chart = chart.flat[0]
        elif isinstance(chart, (tuple, list)) and chart:
            chart = chart[0]
    return chart


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
        "panel": [],
    }
    places = Places(axes)
    labels = {id(part): _label(container) for container in axes.containers for part in _parts(container)}
    inside = set()
    for container in axes.containers:
        if hasattr(container, "patches"):
            found["bars"] += _bars(places, container)
        elif hasattr(container, "has_yerr"):
            _, caps, ranges = container.lines
            found["ranges"] += [one for group in ranges for one in segments(places, group)]
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
            found["ranges"] += _named(segments(places, group), _label(group))
            # A LineCollection of longer pieces is lines, as ax.plot draws them.
            for colour, piece in zip(itertools.cycle(group.get_colors()), group.get_segments()):
                if len(piece) > 2:
                    found["lines"].append(_series(places, *piece.T, _label(group), (colour, "-", "None")))
        elif len(group.get_offsets()) and hasattr(group, "get_sizes") and len(group.get_sizes()):
            x, y = group.get_offsets().T
            colours = group.get_facecolor()
            style = (colours[0] if len(colours) else "none",)
            found["points"].append(_series(places, x, y, _label(group), style))
        elif hasattr(group, "get_paths"):
            found["ranges"] += [one for path in group.get_paths() for one in filled(places, path.vertices.tolist())]
    found["bands"] = boxes(places)
    entries = [entry for legend in [*legends, *figure_legends] for entry in legend_entries(legend)]
    name_lines(axes, [*found["lines"], *found["points"]], entries)
    is_bare = not found["ranges"]
    for line in found["lines"]:
        found["ranges"] += line_as_range(line, is_bare)
    name_ranges(axes, found["ranges"])
    return found


def _named(ranges: list[Facts], label: str) -> list[Facts]:
    """A range that was drawn alone, under the label that it has in a legend."""
    return [one | {"named": one["named"] or label} for one in ranges] if len(ranges) == 1 else ranges


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
        if _is_invisible(patch):
            continue
        start, size = (patch.get_y(), patch.get_height()) if flat else (patch.get_x(), patch.get_width())
        length, base = (patch.get_width(), patch.get_x()) if flat else (patch.get_height(), patch.get_y())
        bar = places.at("y" if flat else "x", start + size / 2)
        bars.append(bar | {"length": finite(length), "base": finite(base), "horizontal": flat, "label": _label(container)})
    return bars


def _is_invisible(bar: Any) -> bool:
    """Whether a bar only holds another one up: it has no colour, or the background's, and no edge."""
    face, edge = bar.get_facecolor(), bar.get_edgecolor()
    is_edged = edge[3] > 0 and bar.get_linewidth() > 0 and edge != face
    return not bar.get_visible() or (not is_edged and (face[3] == 0 or face == bar.axes.get_facecolor()))


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
