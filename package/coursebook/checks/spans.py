"""What a chart shows as a range from one value to another: lines between two ends, filled bands, boxes."""

from __future__ import annotations

import math
from typing import Any

from coursebook.checks.places import Places, converter, finite

Facts = dict[str, Any]
Corners = list[list[float]]


def line_as_range(line: Facts, is_bare: bool) -> list[Facts]:
    """A line of two points beside one name is a range: ``ax.plot([low, high], [name, name])``.

    Where an axes has no other ranges (``is_bare``), a lying line may have its name from a legend or from a text beside it.
    """
    for place, value, flat in (("y", "x", True), ("x", "y", False)):
        names, ends = line[f"{place}named"], line[value]
        if len(ends) != 2 or line[place][0] != line[place][1] or any(line[f"{value}named"]) or ends[0] == ends[1]:
            continue
        name = names[0] or (line["label"] if is_bare and flat else "")
        if name and all(isinstance(end, float) for end in ends):
            return [{"at": line[place][0], "named": name, "low": min(ends), "high": max(ends), "horizontal": flat}]
    return []


def segments(places: Places, group: Any) -> list[Facts]:
    """The straight pieces of a collection of lines (``hlines``, ``vlines``, error bars) that lie along one axis."""
    return [one for start, end in _pairs(group) for one in [_range(places, start, end)] if one]


def filled(places: Places, corners: Corners) -> list[Facts]:
    """A filled area: a box beside one name is the range of that name, all else a band with a range at each corner's x."""
    if (box := _box(corners)) and (found := _beside_a_name(places, *box)):
        return [found]
    ends: dict[float, list[float]] = {}
    for x, y in corners:
        ends.setdefault(x, []).append(y)
    return [_upright(places, x, ys) for x, ys in ends.items()]


def boxes(places: Places) -> list[Facts]:
    """Even bands, which say at each place that they cover where they begin and end, though they have corners at two alone.

    A range at each x of the lines and points that are drawn over a band of ``fill_between`` with two places, of
    ``axhspan`` or of a rectangle. A box as high as the axes marks a span of time and is none.
    """
    axes = places.axes
    lines = [line for line in axes.lines if line.get_transform() == axes.transData]
    drawn = {float(x) for line in lines for x in line.get_xdata(orig=False)}
    points = [x for group in axes.collections if _has_points(group) for x, _ in group.get_offsets().tolist()]
    drawn |= {x for x in points if x is not None}  # a masked point is not drawn
    found = []
    for (left, right), (low, high) in filter(None, map(_box, _areas(axes))):
        bottom, top = sorted(axes.get_ylim())
        if high - low < 0.999 * (top - bottom):
            found += [_upright(places, x, (low, high)) for x in sorted(drawn) if left <= x <= right]
    return found


def _has_points(group: Any) -> bool:
    return hasattr(group, "get_sizes") and len(group.get_sizes()) > 0


def _areas(axes: Any) -> list[Corners]:
    """The corners of what is filled: by collections, and by single patches that are no bars."""
    groups = [group for group in axes.collections if hasattr(group, "get_paths") and not hasattr(group, "get_segments")]
    found = [path.vertices.tolist() for group in groups if not _has_points(group) for path in group.get_paths()]
    bars = {patch for container in axes.containers for patch in getattr(container, "patches", ())}
    for patch in axes.patches:
        if patch not in bars and type(patch).__name__ in ("Rectangle", "Polygon"):
            # A band over the whole width is measured along the axes, so that its place in the data must be computed.
            corners = patch.get_transform().transform_path(patch.get_path()).vertices
            found.append(axes.transData.inverted().transform(corners).tolist())
    return found


def _box(corners: Corners) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Left and right, low and high of corners that are those of a box; None for another shape."""
    sides = []
    for place in (0, 1) if corners else ():
        values = sorted(corner[place] for corner in corners)
        low, high = values[0], values[-1]
        if not all(math.isclose(one, low, abs_tol=1e-9) or math.isclose(one, high, abs_tol=1e-9) for one in values):
            return None
        sides.append((low, high))
    return (sides[0], sides[1]) if sides and all(map(math.isfinite, (*sides[0], *sides[1]))) else None


def _beside_a_name(places: Places, across: tuple[float, float], up: tuple[float, float]) -> Facts | None:
    """The range that a box shows whose middle has the one name that an axis writes along it."""
    for name, (start, end), (low, high) in (("y", up, across), ("x", across, up)):
        written = [tick for tick in places.written(name) if start <= tick <= end]
        if len(written) == 1 and math.isclose(written[0], (start + end) / 2, abs_tol=0.05 * (end - start)):
            return places.at(name, written[0]) | {"low": finite(low), "high": finite(high), "horizontal": name == "y"}
    return None


def _upright(places: Places, x: float, ys: Any) -> Facts:
    return places.at("x", x) | {"low": finite(min(ys)), "high": finite(max(ys)), "horizontal": False}


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
