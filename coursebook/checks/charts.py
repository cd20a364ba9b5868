"""Checks of a chart by its content: what is plotted, how it is labelled, where its axis begins, whom it names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coursebook.checks.facts import Facts, facts
from coursebook.checks.messages import close, fail, methods, shown

__all__ = ["bars", "facts", "from_zero", "labelled", "lines", "named", "ranges", "source_line", "titled"]
SEE = ""


def bars(
    chart: Any, right: Mapping[Any, float], *, tolerance: float = 1e-6, wrong: Mapping[str, Mapping] | None = None, see: str = SEE
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
    got = {((_word(bar["label"]), _word(bar["at"])) if grouped else _word(bar["at"])): bar["length"] for bar in found}
    if len(got) < len(found) and not grouped:
        fail("Several bars stand at one place, one over another.", see)
    _compare(got, right, tolerance, wrong, "bar", see)


def lines(
    chart: Any,
    right: Mapping[str, Mapping[Any, float]],
    *,
    tolerance: float = 1e-6,
    wrong: Mapping[str, Mapping] | None = None,
    see: str = SEE,
) -> None:
    """Check lines (or points): for each label the values at its places.

    Args:
        chart: figure, axes or facts.
        right: the line's label -> {x: y}. With one line the label may be anything.
        tolerance: how far a y may be off.
        wrong: the message that names a mistake -> the lines that it gives.
        see: where to read on.

    A line is found by its label in any case; a label may also stand as a text beside the line.
    """
    shown_facts = facts(chart)
    found = [line for axes in shown_facts["axes"] for line in [*axes["lines"], *axes["points"]] if line["x"]]
    if len(found) < len(right):
        fail(f"The chart has {len(found)} lines; {len(right)} are asked for.", see)
    fault = _lines_differ(found, right, tolerance)
    if not fault:
        return
    for message, method in methods(wrong):
        if not _lines_differ(found, method, tolerance):
            fail(message, see)
    fail(fault, see)


def _lines_differ(found: list[Facts], right: Mapping[str, Mapping[Any, float]], tolerance: float) -> str:
    named = {_word(line["label"]): line for line in found if line["label"]}
    for label, points in right.items():
        candidates = found if len(right) == 1 else [named[_word(label)]] if _word(label) in named else []
        if not candidates:
            return f"No line is labelled '{label}' (label=…).{close(label, (line['label'] for line in found))}"
        faults = [_points_differ(line, points, tolerance, label) for line in candidates]
        if all(faults):
            return faults[0]
    return ""


def _points_differ(line: Facts, right: Mapping[Any, float], tolerance: float, label: str) -> str:
    got = {_word(x): y for x, y in zip(line["x"], line["y"]) if y is not None}
    for place, y in right.items():
        if _word(place) not in got:
            return f"The line '{label}' has no point at {place}."
        if abs(got[_word(place)] - y) > tolerance:
            return f"The line '{label}' is at {shown(got[_word(place)])} for {place}, which is not right."
    if len(got) > len(right):
        extra = next(place for place in got if place not in {_word(place) for place in right})
        return f"The line '{label}' has a point at {extra}, which does not belong."
    return ""


def ranges(
    chart: Any, right: Mapping[Any, Sequence[float]], *, tolerance: float = 1e-6, wrong: Mapping[str, Mapping] | None = None, see: str = SEE
) -> None:
    """Check ranges drawn as error bars, hlines, vlines, bars with a base, or a band.

    Args:
        chart: figure, axes or facts.
        right: label or place -> (low, high).
        tolerance, wrong, see: as for :func:`bars`.
    """
    drawn = [one for axes in facts(chart)["axes"] for one in axes["ranges"]]
    got: dict[str, Any] = {_word(one["at"]): (one["low"], one["high"]) for one in drawn}
    for axes in facts(chart)["axes"]:
        for bar in axes["bars"]:
            if bar["base"]:
                got.setdefault(_word(bar["at"]), (bar["base"], bar["base"] + bar["length"]))
    if not got:
        fail("The chart has no ranges (ax.errorbar, ax.hlines or ax.vlines).", see)
    _compare(got, right, tolerance, wrong, "range", see)


def _compare(got: dict, right: Mapping, tolerance: float, wrong: Mapping[str, Mapping] | None, what: str, see: str) -> None:
    fault = _apart(got, right, tolerance, what)
    if not fault:
        return
    for message, method in methods(wrong):
        if not _apart(got, method, tolerance, what):
            fail(message, see)
    fail(fault, see)


def _apart(got: dict, right: Mapping, tolerance: float, what: str) -> str:
    meant = {tuple(map(_word, at)) if isinstance(at, tuple) else _word(at): end for at, end in right.items()}
    for at, end in meant.items():
        name = ", ".join(at) if isinstance(at, tuple) else at
        if at not in got:
            return f"There is no {what} at '{name}'.{close(name, [one if isinstance(one, str) else ', '.join(one) for one in got])}"
        ends = zip(got[at], end) if isinstance(end, (tuple, list)) else [(got[at], end)]
        if any(one is None or not math.isfinite(one) or abs(one - two) > tolerance for one, two in ends):
            told = " to ".join(shown(one) for one in got[at]) if isinstance(end, (tuple, list)) else shown(got[at])
            return f"The {what} at '{name}' is {told}, which is not right."
    extra = [at for at in got if at not in meant]
    if extra:
        return f"There is a {what} at '{extra[0] if isinstance(extra[0], str) else ', '.join(extra[0])}', which does not belong."
    return ""


def labelled(chart: Any, *, x: Iterable[str] | None = None, y: Iterable[str] | None = None, see: str = SEE) -> None:
    """Check that an axis is labelled with what it shows and with its unit.

    Args:
        chart: figure, axes or facts.
        x, y: for each axis the words that its label must hold, in any case; ``"a|b"`` allows either. ``None``: no
            label is asked for.
        see: where to read on.
    """
    first = _first(chart, see)
    for axis, words in (("x", x), ("y", y)):
        label = first[f"{axis}label"]
        if words is not None and not label.strip():
            fail(f"The {axis} axis has no label (ax.set_{axis}label). Say what it counts, and in which unit.", see)
        for word in words or ():
            if not re.search(rf"({word})", label, re.I):
                fail(f"The label of the {axis} axis is '{label}'. It does not say '{word.split('|')[0]}'.", see)


def named(chart: Any, names: Iterable[str], *, see: str = SEE) -> None:
    """Check that a reader can tell lines or groups apart: each name stands in a legend or as a text in the chart."""
    shown_facts = facts(chart)
    texts = [_word(text) for axes in shown_facts["axes"] for text in [*axes["legend"], *axes["texts"]]]
    for name in names:
        if not any(_word(name) in text for text in texts):
            fail(f"Nothing in the chart tells which line is '{name}' (ax.legend, or a text beside the line).", see)


def titled(chart: Any, *, unlike: Iterable[str] = (), see: str = SEE) -> None:
    """Check that there is a title of at least three words, and that it is none of ``unlike``."""
    shown_facts = facts(chart)
    title = next(filter(None, (axes["title"] for axes in shown_facts["axes"])), "") or shown_facts["title"]
    if len(title.split()) < 3 or title.strip().lower() in {one.lower() for one in unlike}:
        fail(f"The title is '{title}'. Say in a few words what the chart shows (ax.set_title).", see)


def from_zero(chart: Any, *, see: str = SEE) -> None:
    """Check that the axis along which bars (or, without bars, the y values of lines) are measured begins at zero.

    Where a value is negative, the axis only has to hold zero.
    """
    for axes in facts(chart)["axes"]:
        flat = bool(axes["bars"]) and axes["bars"][0]["horizontal"]
        name = "x" if flat else "y"
        if axes[f"{name}scale"] != "linear":
            fail(f"The {name} axis is {axes[f'{name}scale']}: there a length says nothing about a size.", see)
        low, high = sorted(axes[f"{name}lim"])
        values = [bar["length"] for bar in axes["bars"]] + [y for line in axes["lines"] for y in line["y"]]
        negative = any(isinstance(one, float) and one < 0 for one in values)
        if low > 0 or high < 0 or (not negative and abs(low) > 1e-9 * (high - low)):
            fail(f"The {name} axis begins at {shown(low)}. Let it begin at zero, so that lengths can be compared.", see)
        if any(bar["base"] for bar in axes["bars"]):
            fail("A bar does not begin at zero (bottom=… or left=…).", see)


def source_line(chart: Any, names: Iterable[str], *, see: str = SEE) -> None:
    """Check that a text in the chart begins with "Source" and names each of ``names`` (``"a|b"``: either)."""
    shown_facts = facts(chart)
    texts = [*shown_facts["texts"]]
    for axes in shown_facts["axes"]:
        texts += [*axes["texts"], axes["xlabel"], axes["title"]]
    told = [text for text in texts if re.search(r"\b(source|data)s?\b\s*:", text, re.I)]
    if not told:
        fail("The chart names no source: add a line 'Source: …' (fig.text).", see)
    for name in names:
        if not any(_word(one) in _word(text) for text in told for one in name.split("|")):
            fail(f"The source line is '{told[0]}'. It does not name '{name.split('|')[0]}'.", see)


def _first(chart: Any, see: str) -> Facts:
    drawn = [axes for axes in facts(chart)["axes"] if any(axes[what] for what in ("bars", "lines", "points", "ranges"))]
    if not drawn:
        fail("The chart is empty: nothing is plotted.", see)
    return drawn[0]


def _word(place: Any) -> str:
    """A place or label as text: 2022 and 2022.0 are one, line breaks and case do not matter."""
    if isinstance(place, float) and place.is_integer():
        place = int(place)
    elif hasattr(place, "item"):
        return _word(place.item())
    elif hasattr(place, "strftime"):
        return place.strftime("%Y-%m-%d")
    return " ".join(str(place).split()).casefold()
