"""A figure read in a sentence or two from its own data: trend, extremes, breaks, comparison."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from coursebook.figures.describe import Series, rounded, series

# A change smaller than this share of the first value is told as none.
FLAT = 0.03


def read(figure: Figure) -> str:
    """Read what is plotted, panel by panel; empty where nothing is.

    Lines are read by their trend, by an extreme that lies inside, and by the largest step between
    neighbouring points; bars by their largest and smallest; ranges by their whole span; two
    series by their ratio where both end.
    """
    told = []
    for ax in figure.axes:
        drawn = series(ax)
        told += [text for one in drawn if (text := _one(one))]
        lines = [one for one in drawn if one.kind == "line"]
        if len(lines) == 2 and (text := _compared(*lines)):
            told.append(text)
    return " ".join(told)


def _seen(one: Series) -> list[tuple[str, float]]:
    return [(at, value) for at, value in zip(one.at, one.values, strict=True) if np.isfinite(value)]


def _one(one: Series) -> str:
    if one.kind == "ranges":
        return f"The ranges run from {rounded(min(one.low))} to {rounded(max(one.high))}."
    seen = _seen(one)
    if len(seen) < 2:
        return ""
    return _bars(one, seen) if one.kind == "bars" else _line(one, seen)


def _bars(one: Series, seen: list[tuple[str, float]]) -> str:
    top, bottom = max(seen, key=lambda pair: pair[1]), min(seen, key=lambda pair: pair[1])
    name = f"{one.name}: " if one.name else ""
    times = f", {top[1] / bottom[1]:.3g} times the smallest" if bottom[1] > 0 and top[1] != bottom[1] else ""
    return f"{name}{top[0]} is the largest with {rounded(top[1])}{times}, {bottom[0]} with {rounded(bottom[1])}."


def _line(one: Series, seen: list[tuple[str, float]]) -> str:
    (start, first), (end, last) = seen[0], seen[-1]
    name = one.name or "The line"
    if abs(last - first) <= FLAT * abs(first):
        parts = [f"{name} ends about where it began, at {rounded(last)}"]
    else:
        parts = [
            f"{name} {'rises' if last > first else 'falls'} from {rounded(first)} in {start} to {rounded(last)} in {end}"
        ]
    inner = seen[1:-1]
    if inner:
        top, bottom = max(inner, key=lambda pair: pair[1]), min(inner, key=lambda pair: pair[1])
        if top[1] > max(first, last):
            parts.append(f"with a high of {rounded(top[1])} in {top[0]}")
        if bottom[1] < min(first, last):
            parts.append(f"with a low of {rounded(bottom[1])} in {bottom[0]}")
    steps = [
        (abs(after - before), at, before, after)
        for before, after, at in zip(one.values, one.values[1:], one.at[1:], strict=False)
        if np.isfinite(before) and np.isfinite(after)
    ]
    if len(steps) > 2:
        _, at, before, after = max(steps)
        parts.append(f"its largest step leads from {rounded(before)} to {rounded(after)} in {at}")
    return f"{'; '.join(parts)}."


def _compared(one: Series, other: Series) -> str:
    both = [at for at, _ in _seen(one) if at in dict(_seen(other))]
    if not both:
        return ""
    at = both[-1]
    (more, high), (less, low) = sorted(
        ((one.name, dict(_seen(one))[at]), (other.name, dict(_seen(other))[at])), key=lambda pair: -pair[1]
    )
    if not more or not less or low <= 0:
        return ""
    return f"In {at}, {more} stands at {high / low:.3g} times {less}."
