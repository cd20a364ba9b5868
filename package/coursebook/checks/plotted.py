"""Checks of what a chart plots: which bars, lines and ranges stand where, and how long they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coursebook.checks.compare import is_at, named_by, near, place_word, rounded
from coursebook.checks.facts import Facts, facts
from coursebook.checks.messages import ROUNDED, brief, close, fail, methods, shown

SEE = ""


def bars(
    chart: Any,
    right: Mapping[Any, float],
    *,
    tolerance: float = 1e-6,
    wrong: Mapping[str, Mapping] | None = None,
    see: str = SEE,
) -> None:
    """Check which bars stand where, and how long they are; upright or lying.

    Args:
        chart: figure, axes or facts.
        right: label (or place on the axis) -> length. Several groups: ``(group's label, label)`` -> length.
        tolerance: how far a length may be off.
        wrong: the message that names a mistake -> the bars that it gives.
        see: where to read on.
    """
    found = [bar for axes in facts(chart)["axes"] for bar in axes["bars"]]
    if not found:
        fail("The chart has no bars (ax.bar or ax.barh).", see)
    grouped = any(isinstance(at, tuple) for at in right)
    drawn = [(bar, bar["length"]) for bar in found]
    if not grouped:
        if len({place_word(bar["at"]) for bar in found}) < len(found):
            fail("Several bars stand at one place, one over another.", see)
        _compare(drawn, right, tolerance, wrong, "bar", see)
        return
    for group in dict.fromkeys(name for name, _ in right):
        own = [(bar, length) for bar, length in drawn if place_word(bar["label"]) == place_word(group)]
        if not own:
            fail(f"There are no bars labelled '{brief(group)}' (label=…).{close(group, (bar['label'] for bar in found))}", see)
        methods_of_group = {
            message: (lambda method=method: _of_group(method, group)) for message, method in (wrong or {}).items()
        }
        _compare(own, _of_group(right, group), tolerance, methods_of_group, "bar", see)
    if extra := [bar["label"] for bar in found if place_word(bar["label"]) not in {place_word(name) for name, _ in right}]:
        fail(f"There are bars labelled '{brief(extra[0])}', which do not belong.", see)


def _of_group(bars: Any, group: str) -> dict:
    bars = bars() if callable(bars) else bars
    return {at: length for (name, at), length in bars.items() if name == group}


def lines(
    chart: Any,
    right: Mapping[str, Mapping[Any, float]],
    *,
    tolerance: float = 1e-6,
    wrong: Mapping[str, Mapping] | None = None,
    others: str = "",
    see: str = SEE,
) -> None:
    """Check lines (or points): for each label the values at its places.

    Args:
        chart: figure, axes or facts.
        right: the line's label -> {x: y}. With one line the label may be anything.
        tolerance: how far a y may be off.
        wrong: the message that names a mistake -> the lines that it gives.
        others: what to say to a line that is none of several asked for; without it such lines may be there.
        see: where to read on.

    A line is found by what tells a reader which it is, in any case: its entry in a legend, its label, or a text beside it. It
    may be drawn in several pieces of one colour. A place may be a number, a date within the year or month, or a label.
    """
    found = [line for axes in facts(chart)["axes"] for line in [*axes["lines"], *axes["points"]] if line["x"]]
    if len(found) < len(right):
        fail(f"The chart has {len(found)} line{'' if len(found) == 1 else 's'}; {len(right)} are asked for.", see)
    fault = _lines_differ(found, right, tolerance)
    if not fault:
        if others and None in _owners(found, right):
            fail(others, see)
        return
    for message, method in methods(wrong):
        if not _lines_differ(found, method, tolerance):
            fail(message, see)
    fail(fault, see)


def _lines_differ(found: list[Facts], right: Mapping[str, Mapping[Any, float]], tolerance: float) -> str:
    if len(right) == 1:
        ((label, points),) = right.items()
        of_colour: dict[str, list[Facts]] = {}
        for line in found:
            of_colour.setdefault(line["colour"], []).append(line)
        pieces = [*([line] for line in found), *of_colour.values()]
        faults = [_points_differ(lines, points, tolerance, label) for lines in pieces]
        return faults[0] if all(faults) else ""
    owners = _owners(found, right)
    for label, points in right.items():
        pieces = [line for line, name in zip(found, owners) if name == label]
        if not pieces:
            unnamed = (line["label"] for line, name in zip(found, owners) if name is None)
            return f"No line is labelled '{brief(label)}' (label=…).{close(label, unnamed)}"
        if fault := _points_differ(pieces, points, tolerance, label):
            return fault
    return ""


def _owners(found: list[Facts], right: Mapping[str, Any]) -> list[str | None]:
    """For each drawn line which of those asked for it is, or is a piece of."""
    # Of a line's labels the first that is asked for: what a legend shows goes before what the line is called.
    own = [next((name for text in line["labels"] if (name := named_by(text, right)) is not None), None) for line in found]
    of_colour: dict[str, set[str]] = {}
    for line, name in zip(found, own):
        of_colour.setdefault(line["colour"], set()).update({name} - {None})
    # A second piece without a label, such as a dashed end, has the colour of its line and of no other.
    return [
        name if name is not None or len(names := of_colour[line["colour"]]) != 1 else next(iter(names))
        for line, name in zip(found, own)
    ]


def _points_differ(lines: list[Facts], right: Mapping[Any, float], tolerance: float, label: str) -> str:
    drawn = [({"at": x, "named": named}, y) for line in lines for x, named, y in zip(line["x"], line["xnamed"], line["y"])]
    # A missing value is not drawn: pandas gives each line of a pivot the places of all.
    found, extra = _placed([(place, y) for place, y in drawn if y is not None], right)
    label = brief(label)
    for place, y in right.items():
        if not found[place]:
            blank = any(_placed(drawn, [place])[0].values())
            return f"The line '{label}' has no {'value (NaN)' if blank else 'point'} at {brief(place)}."
        for got in found[place]:
            if not near(got, y, tolerance):
                hint = f" {ROUNDED}" if rounded(got, y) else ""
                return f"The line '{label}' is at {shown(got)} for {brief(place)}, which is not right.{hint}"
    if extra:
        return f"The line '{label}' has a point at {extra[0]}, which does not belong."
    return ""


def ranges(
    chart: Any,
    right: Mapping[Any, Sequence[float]],
    *,
    tolerance: float = 1e-6,
    wrong: Mapping[str, Mapping] | None = None,
    see: str = SEE,
) -> None:
    """Check ranges drawn as error bars, hlines, vlines, bars with a base, lines between two points of a name, or a band.

    Args:
        chart: figure, axes or facts.
        right: label or place -> (low, high).
        tolerance, wrong, see: as for :func:`bars`.

    Beside ranges, a range whose ends are alike may be a point.
    """
    shown_axes = facts(chart)["axes"]
    drawn = [(one, (one["low"], one["high"])) for axes in shown_axes for one in axes["ranges"]]
    bars = [bar for axes in shown_axes for bar in axes["bars"]]
    if any(bar["base"] for bar in bars):
        known = {place_word(one["at"]) for one, _ in drawn}
        drawn += [(bar, _ends(bar["base"], bar["length"])) for bar in bars if place_word(bar["at"]) not in known]
    known = {place_word(one["at"]) for one, _ in drawn}
    bands = [(one, (one["low"], one["high"])) for axes in shown_axes for one in axes["bands"]]
    drawn += [band for band in bands if place_word(band[0]["at"]) not in known and any(_placed([band], right)[0].values())]
    if not drawn:
        fail("The chart has no ranges (ax.errorbar, ax.hlines, ax.vlines, or ax.fill_between for a band).", see)
    flat = drawn[0][0]["horizontal"]
    known = {place_word(one["at"]) for one, _ in drawn}
    for axes in shown_axes:
        for line in [*axes["lines"], *axes["points"]]:
            place, value = ("y", "x") if flat else ("x", "y")
            for at, named, end in zip(line[place], line[f"{place}named"], line[value]):
                if named and place_word(at) not in known:
                    drawn.append(({"at": at, "named": named}, (end, end)))
    _compare(drawn, right, tolerance, wrong, "range", see)


def lying(chart: Any) -> bool:
    """Whether the ranges or bars of a chart lie, so that the x axis is the one of the numbers."""
    drawn = [one for axes in facts(chart)["axes"] for one in [*axes["ranges"], *axes["bars"]]]
    return bool(drawn) and drawn[0]["horizontal"]


def _ends(base: float | None, length: float | None) -> tuple[float | None, float | None]:
    if base is None or length is None:
        return None, None
    return min(base, base + length), max(base, base + length)


Drawn = list[tuple[Facts, Any]]


def _compare(drawn: Drawn, right: Mapping, tolerance: float, wrong: Mapping[str, Any] | None, what: str, see: str) -> None:
    fault = _apart(drawn, right, tolerance, what)
    if not fault:
        return
    for message, method in methods(wrong):
        if not _apart(drawn, method, tolerance, what, loose=True):
            fail(message, see)
    fail(fault, see)


def _apart(drawn: Drawn, right: Mapping, tolerance: float, what: str, loose: bool = False) -> str:
    """What sets apart what is drawn; if ``loose``, one of several at a place will do."""
    found, extra = _placed(drawn, right)
    for at, end in right.items():
        name = brief(place_word(at))
        if not found[at]:
            return f"There is no {what} at '{name}'.{close(name, [place_word(place['named'] or place['at']) for place, _ in drawn])}"
        pairs = [list(zip(got, end)) if isinstance(end, (tuple, list)) else [(got, end)] for got in found[at]]
        off = [each for each in pairs if not all(near(one, two, tolerance) for one, two in each)]
        if off and not (loose and len(off) < len(pairs)):
            told = " to ".join(shown(one) for one, _ in off[0])
            hint = f" {ROUNDED}" if all(near(*pair, tolerance) or rounded(*pair) for pair in off[0]) else ""
            return f"The {what} at '{name}' is {told}, which is not right.{hint}"
    if extra:
        return f"There is a {what} at '{extra[0]}', which does not belong."
    return ""


def _placed(drawn: Drawn, right: Iterable[Any]) -> tuple[dict[Any, list], list[str]]:
    """What is drawn at each of the right places, and the names of the places where something else is drawn."""
    found: dict[Any, list] = {place: [] for place in right}
    extra = []
    for place, value in drawn:
        meant = named_by(place["named"], found) if place["named"] else None
        if meant is None:
            meant = next((known for known in found if is_at(place["at"], known)), None)
        if meant is not None:
            found[meant].append(value)
        elif place["at"] is not None:
            extra.append(brief(place_word(place["named"] or place["at"])))
    return found, extra
