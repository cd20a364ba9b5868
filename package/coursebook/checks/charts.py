"""Checks of a chart by its content: what is plotted, how it is labelled, where its axis begins, whom it names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from coursebook.checks.compare import amount, place_word
from coursebook.checks.facts import Facts, facts
from coursebook.checks.messages import brief, fail, shown
from coursebook.checks.plotted import SEE, bars, lines, lying, ranges

__all__ = ["bars", "facts", "from_zero", "labelled", "lines", "lying", "named", "ranges", "source_line", "titled"]
SOURCE = re.compile(r"\b(source|data)s?\b\s*:", re.I)


def labelled(chart: Any, *, x: Iterable[str] | None = None, y: Iterable[str] | None = None, see: str = SEE) -> None:
    """Check that an axis is labelled with what it shows and with its unit.

    Args:
        chart: figure, axes or facts.
        x, y: for each axis the words that its label must hold, in any case; ``"a|b"`` allows either. ``None``: no
            label is asked for.
        see: where to read on.

    Where several axes share a chart (twins), the label of one of them will do.
    """
    shown_facts = facts(chart)
    drawn = _drawn(shown_facts, see)
    # A label of the whole figure is one too (fig.supxlabel).
    shared = [text for text in shown_facts["texts"] if not SOURCE.search(text)]
    for axis, words in (("x", x), ("y", y)):
        labels = [label for axes in shown_facts["axes"] if (label := axes[f"{axis}label"].strip())]
        if words is None or any(_holds(label, words) for label in [*labels, *shared]):
            continue
        if not labels:
            fail(f"The {axis} axis has no label (ax.set_{axis}label). Say what it counts, and in which unit.", see)
        label = drawn[0][f"{axis}label"].strip() or labels[0]
        word = next(word for word in words if not _holds(label, [word]))
        fail(f"The label of the {axis} axis is '{brief(label)}'. It does not say '{word.split('|')[0]}'.", see)


def _holds(label: str, words: Iterable[str]) -> bool:
    return all(re.search(rf"({word})", label, re.I) for word in words)


def named(chart: Any, names: Iterable[str], *, see: str = SEE) -> None:
    """Check that a reader can tell lines or groups apart: each name stands in a legend or as a text in the chart.

    Args:
        chart: figure, axes or facts.
        names: what must stand there, in any case.
        see: where to read on.

    Raises:
        AssertionError: a name stands nowhere; the message says which.
    """
    shown_facts = facts(chart)
    texts = [text for axes in shown_facts["axes"] for text in [*axes["legend"], *axes["texts"], *axes["panel"]]]
    texts += [*shown_facts["legend"], *shown_facts["texts"]]
    told = [place_word(text) for text in texts if not SOURCE.search(text)]
    for name in names:
        if not any(place_word(name) in text for text in told):
            fail(f"Nothing in the chart tells which line is '{brief(name)}' (ax.legend, or a text beside the line).", see)


def titled(chart: Any, *, unlike: Iterable[str] = (), see: str = SEE) -> None:
    """Check that there is a title of at least three words, and that it is none of ``unlike``.

    Args:
        chart: figure, axes or facts.
        unlike: titles that say too little, such as that of the example.
        see: where to read on.

    Raises:
        AssertionError: there is no such title.
    """
    shown_facts = facts(chart)
    titles = [title for axes in shown_facts["axes"] for title in axes["titles"]] + [shown_facts["title"]]
    # A line of a title may name the source.
    titles = [" ".join(line for line in title.splitlines() if not SOURCE.search(line)) for title in titles]
    titles = [title for title in titles if title.strip()]
    if not titles:
        fail("The chart has no title. Say in a few words what the chart shows (ax.set_title).", see)
    known = {one.lower() for one in unlike}
    if not any(len(title.split()) >= 3 and title.strip().lower() not in known for title in titles):
        fail(f"The title is '{brief(titles[0])}'. Say in a few words what the chart shows (ax.set_title).", see)


def from_zero(chart: Any, *, see: str = SEE) -> None:
    """Check that the axis along which bars (or, without bars, the y values of lines) are measured begins at zero.

    Where a value is negative, the axis only has to hold zero.

    Args:
        chart: figure, axes or facts.
        see: where to read on.

    Raises:
        AssertionError: it begins elsewhere.
    """
    for axes in _drawn(chart, see):
        flat = bool(axes["bars"]) and axes["bars"][0]["horizontal"]
        name = "x" if flat else "y"
        if axes[f"{name}scale"] != "linear":
            fail(f"The {name} axis is {axes[f'{name}scale']}: there a length says nothing about a size.", see)
        low, high = sorted(math.nan if (end := amount(one)) is None else end for one in axes[f"{name}lim"])
        if not (math.isfinite(low) and math.isfinite(high)):
            fail(f"The {name} axis has no limits: nothing that is drawn has a value.", see)
        values = [bar["length"] for bar in axes["bars"]]
        values += [y for line in [*axes["lines"], *axes["points"]] for y in line["y"]]
        negative = any(isinstance(one, float) and one < 0 for one in values)
        if low > 0 or high < 0 or (not negative and abs(low) > 1e-9 * (high - low)):
            fail(f"The {name} axis begins at {shown(low)}. Let it begin at zero, so that lengths can be compared.", see)
        if any(bar["base"] for bar in axes["bars"]):
            fail("A bar does not begin at zero (bottom=… or left=…).", see)


def source_line(chart: Any, names: Iterable[str], *, see: str = SEE) -> None:
    """Check that a text in the chart begins with "Source" and names each of ``names``.

    Args:
        chart: figure, axes or facts.
        names: whom it must name, in any case; ``"a|b"`` allows either.
        see: where to read on.

    Raises:
        AssertionError: there is no such line, or it does not name one of them.
    """
    shown_facts = facts(chart)
    texts = [*shown_facts["texts"], *shown_facts["legend"]]
    for axes in shown_facts["axes"]:
        texts += [*axes["texts"], axes["xlabel"], axes["ylabel"], *axes["titles"], *axes["legend"]]
    told = [text for text in texts if SOURCE.search(text)]
    if not told:
        fail("The chart names no source: add a line 'Source: …' (fig.text).", see)
    for name in names:
        if not any(place_word(one) in place_word(text) for text in told for one in name.split("|")):
            fail(f"The source line is '{brief(told[0])}'. It does not name '{brief(name.split('|')[0])}'.", see)


def _drawn(chart: Any, see: str) -> list[Facts]:
    """The axes on which something is drawn."""
    drawn = [axes for axes in facts(chart)["axes"] if any(axes[what] for what in ("bars", "lines", "points", "ranges"))]
    if not drawn:
        fail("The chart is empty: nothing is plotted.", see)
    return drawn
