"""What tells a reader which line of a chart is which: its entry in a legend, its own label, a text beside it."""

from __future__ import annotations

import math
from typing import Any

Facts = dict[str, Any]


def legend_entries(legend: Any) -> list[tuple[str, tuple]]:
    """What a legend shows: each text with the style of what stands beside it."""
    found = []
    for text, handle in zip(legend.get_texts(), legend.legend_handles):
        handle = handle[0] if isinstance(handle, (tuple, list)) and handle else handle
        if hasattr(handle, "get_linestyle") and hasattr(handle, "get_marker"):
            style = (handle.get_color(), handle.get_linestyle(), handle.get_marker())
        else:
            colour = getattr(handle, "get_facecolor", getattr(handle, "get_color", lambda: "none"))()
            style = (colour[0] if getattr(colour, "ndim", 1) == 2 and len(colour) else colour,)
        found.append((text.get_text(), (hex_colour(style[0]), *style[1:])))
    return found


def hex_colour(given: Any) -> str:
    """A colour in matplotlib's any form as #rrggbb; empty for none."""
    from matplotlib import colors

    try:
        return colors.to_hex(given)
    except ValueError:
        return ""


def name_lines(axes: Any, series: list[Facts], entries: list[tuple[str, tuple]]) -> None:
    """Give each line what tells a reader which one it is; the style is needed no longer."""
    beside = _beside(axes, series)
    for number, line in enumerate(series):
        style = line.pop("style")
        alike = [text for text, shown in entries if shown == style] or [text for text, shown in entries if shown[0] == style[0]]
        # Two lines or entries of one look cannot be told apart by it.
        shown = alike if len(set(alike)) == 1 else []
        line["labels"] = [one for one in dict.fromkeys([*shown, line["label"], *beside.get(number, [])]) if one]
        line["label"] = next(iter(line["labels"]), "")


def name_ranges(axes: Any, ranges: list[Facts]) -> None:
    """Give lying ranges the texts that stand beside them, where no axis names any."""
    lying = [one for one in ranges if one["horizontal"] and isinstance(one["at"], float)]
    if any(one["named"] for one in ranges) or any(one[end] is None for one in lying for end in ("low", "high")):
        return
    series = [{"colour": "", "path": [(one["low"], one["at"]), (one["high"], one["at"])]} for one in lying]
    for number, texts in _beside(axes, series).items():
        lying[number]["named"] = " ".join(texts)


def _beside(axes: Any, series: list[Facts]) -> dict[int, list[str]]:
    """Texts within the axes by the line that they stand beside: the one of their colour, else the nearest."""
    from matplotlib import rcParams

    found: dict[int, list[str]] = {}
    paths = {number: [_fraction(axes, *point) for point in one.pop("path")] for number, one in enumerate(series)}
    colours = [one["colour"] for one in series]
    for note in [*axes.texts, *axes.figure.texts]:
        place = note.xy if getattr(note, "xycoords", "") == "data" else note.get_position()
        if not note.get_text() or note.get_text().lower().startswith("source"):
            continue
        colour = hex_colour(note.get_color())
        if colours.count(colour) == 1 and colour != hex_colour(rcParams["text.color"]):
            nearest = colours.index(colour)  # wherever it stands
        elif not (hasattr(note, "xycoords") or note.get_transform() == axes.transData):
            continue
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
