"""A figure read in a sentence or two from its own data: trend, extremes, breaks, comparison."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from coursebook.evidence.wording import localised
from coursebook.figures.describe import Series, rounded, series
from coursebook.language import gettext as _

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
    # A sentence may begin with the name of a series.
    return " ".join(text[0].upper() + text[1:] for text in told)


def _one(one: Series) -> str:
    if one.kind == "ranges":
        return _("The ranges run from {low} to {high}.").format(low=rounded(min(one.low)), high=rounded(max(one.high)))
    if len(one.seen) < 2:
        return ""
    return _bars(one) if one.kind in ("bars", "tiles") else _line(one)


def _bars(one: Series) -> str:
    seen = one.seen
    top, bottom = max(seen, key=lambda pair: pair[1]), min(seen, key=lambda pair: pair[1])
    name = f"{one.name}: " if one.name else ""
    said = {"top": top[0], "high": rounded(top[1]), "bottom": bottom[0], "low": rounded(bottom[1])}
    if bottom[1] > 0 and top[1] != bottom[1]:
        told = _("{top} is the largest with {high}, {times} times the smallest, {bottom} with {low}.")
        return name + told.format(times=localised(f"{top[1] / bottom[1]:.3g}"), **said)
    return name + _("{top} is the largest with {high}, {bottom} with {low}.").format(**said)


def _line(one: Series) -> str:
    seen = one.seen
    (start, first), (end, last) = seen[0], seen[-1]
    name = one.name or _("The line")
    if abs(last - first) <= FLAT * abs(first):
        parts = [_("{name} ends about where it began, at {last}").format(name=name, last=rounded(last))]
    else:
        trend = (
            _("{name} rises from {first} in {start} to {last} in {end}")
            if last > first
            else _("{name} falls from {first} in {start} to {last} in {end}")
        )
        parts = [trend.format(name=name, first=rounded(first), start=start, last=rounded(last), end=end)]
    inner = seen[1:-1]
    if inner:
        top, bottom = max(inner, key=lambda pair: pair[1]), min(inner, key=lambda pair: pair[1])
        if top[1] > max(first, last):
            parts.append(_("with a high of {value} in {at}").format(value=rounded(top[1]), at=top[0]))
        if bottom[1] < min(first, last):
            parts.append(_("with a low of {value} in {at}").format(value=rounded(bottom[1]), at=bottom[0]))
    steps = [
        (abs(after - before), at, before, after)
        for before, after, at in zip(one.values, one.values[1:], one.at[1:], strict=False)
        if np.isfinite(before) and np.isfinite(after)
    ]
    if len(steps) > 2:
        at, before, after = max(steps)[1:]
        step = _("its largest step leads from {before} to {after} in {at}")
        parts.append(step.format(before=rounded(before), after=rounded(after), at=at))
    return f"{'; '.join(parts)}."


def _compared(one: Series, other: Series) -> str:
    ours, theirs = dict(one.seen), dict(other.seen)
    at = next((place for place, _ in reversed(one.seen) if place in theirs), None)
    if at is None:
        return ""
    (more, high), (less, low) = sorted(((one.name, ours[at]), (other.name, theirs[at])), key=lambda pair: -pair[1])
    if not more or not less or low <= 0:
        return ""
    said = _("In {at}, {more} stands at {times} times {less}.")
    return said.format(at=at, more=more, less=less, times=localised(f"{high / low:.3g}"))
