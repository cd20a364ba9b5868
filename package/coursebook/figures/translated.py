"""The words of a figure in the language of the page: one place for all figures, so that their code stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryFormatter
from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, ScalarFormatter, StrMethodFormatter

from coursebook.evidence.texts import all_of, text

# Texts of a figure, and what puts others in their places.
Labels = tuple[Sequence[str], Callable[[list[str]], Any]]


def translate(figure: Figure) -> None:
    """Put every label of a figure into the language spoken now, and its numbers as they are written there.

    Raises:
        Untranslated: a label has no translation; the figure is as it was.
    """
    # All are looked up before one is changed.
    for put, translations in [(put, all_of(names)) for ax in figure.axes for names, put in _labels(ax)]:
        put(translations)
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            formatter = axis.get_major_formatter()
            if isinstance(formatter, StrMethodFormatter):
                axis.set_major_formatter(FuncFormatter(lambda value, place, own=formatter: text(own(value, place))))


def _labels(ax: Axes) -> Iterator[Labels]:
    ticks = {id(label) for axis in (ax.xaxis, ax.yaxis) for label in axis.get_ticklabels(which="both")}
    for label in ax.findobj(Text):
        if label.get_text() and id(label) not in ticks:
            yield [label.get_text()], lambda said, label=label: label.set_text(*said)
    for named in (*ax.get_lines(), *ax.containers, *ax.collections):
        label = str(named.get_label() or "")
        if label and not label.startswith("_"):
            yield [label], lambda said, named=named: named.set_label(*said)
    for axis in (ax.xaxis, ax.yaxis):
        yield from _ticks(axis)
    for series in getattr(ax, "coursebook_tiles", []):
        yield series.at, partial(_replace, series.at)
    dates = getattr(ax, "coursebook_dates", [])
    yield (
        [name for _, _, name in dates],
        lambda said: _replace(dates, [(mark, date, name) for (mark, date, _), name in zip(dates, said)]),
    )


def _ticks(axis: Axis) -> Iterator[Labels]:
    """The words at the ticks of an axis: categories, or labels that were given."""
    formatter = axis.get_major_formatter()
    if isinstance(formatter, StrCategoryFormatter):
        yield list(axis.units._mapping), partial(_rename, axis.units._mapping)
    elif not isinstance(formatter, (ScalarFormatter, StrMethodFormatter, DateFormatter)) and hasattr(formatter, "func"):
        places = list(axis.get_ticklocs())
        yield [label.get_text() for label in axis.get_ticklabels()][: len(places)], partial(_relabel, axis, places)


def _replace(listed: list, others: list) -> None:
    listed[:] = others


def _rename(mapping: dict[str, Any], names: list[str]) -> None:
    """Give categories other names in place: formatter, locator and converter all hold this mapping."""
    renamed = dict(zip(names, list(mapping.values()), strict=True))
    mapping.clear()
    mapping.update(renamed)


def _relabel(axis: Axis, places: list[float], labels: list[str]) -> None:
    seen = axis.get_view_interval()
    axis.set_ticks(places[: len(labels)], labels)
    axis.set_view_interval(*seen, ignore=True)
