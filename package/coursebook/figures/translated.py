"""The words of a figure in the language of the page: one place for all figures, so that their code stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryFormatter
from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, ScalarFormatter, StrMethodFormatter

from coursebook.evidence.texts import text

Change = tuple[str, Callable[[str], Any]]


def translate(figure: Figure) -> None:
    """Put every label of a figure into the language spoken now, and its numbers as they are written there.

    Raises:
        Untranslated: a label has no translation; the figure is as it was.
    """
    # All are looked up before one is changed.
    for said, change in [(text(source), change) for ax in figure.axes for source, change in _labels(ax)]:
        change(said)
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            formatter = axis.get_major_formatter()
            if isinstance(formatter, StrMethodFormatter):
                axis.set_major_formatter(FuncFormatter(lambda value, place, own=formatter: text(own(value, place))))


def _labels(ax: Axes) -> Iterator[Change]:
    ticks = {id(label) for axis in (ax.xaxis, ax.yaxis) for label in axis.get_ticklabels(which="both")}
    for label in ax.findobj(Text):
        if label.get_text() and id(label) not in ticks:
            yield label.get_text(), label.set_text
    for named in (*ax.get_lines(), *ax.containers, *ax.collections):
        label = str(named.get_label() or "")
        if label and not label.startswith("_"):
            yield label, named.set_label
    for axis in (ax.xaxis, ax.yaxis):
        yield from _ticks(axis)
    for series in getattr(ax, "coursebook_tiles", []):
        for place, name in enumerate(series.at):
            yield name, lambda said, place=place, names=series.at: names.__setitem__(place, said)
    dates = getattr(ax, "coursebook_dates", [])
    for place, (mark, date, name) in enumerate(dates):
        yield name, lambda said, place=place, mark=mark, date=date: dates.__setitem__(place, (mark, date, said))


def _ticks(axis: Axis) -> Iterator[Change]:
    """The words at the ticks of an axis: categories, or labels that were given."""
    formatter = axis.get_major_formatter()
    if isinstance(formatter, StrCategoryFormatter):
        names = axis.units._mapping
        places = list(names.items())
        names_said: dict[str, Any] = {}

        def rename(said: str, place: Any) -> None:
            names_said[said] = place
            if len(names_said) == len(places):
                # In place: formatter, locator and converter all hold this mapping.
                names.clear()
                names.update(names_said)

        for name, place in places:
            yield name, lambda said, place=place: rename(said, place)
    elif not isinstance(formatter, (ScalarFormatter, StrMethodFormatter, DateFormatter)) and hasattr(formatter, "func"):
        yield from _given(axis)


def _given(axis: Axis) -> Iterator[Change]:
    places = list(axis.get_ticklocs())
    labels = [label.get_text() for label in axis.get_ticklabels()][: len(places)]
    said: list[str] = []

    def put(label: str) -> None:
        said.append(label)
        if len(said) == len(labels):
            seen = axis.get_view_interval()
            axis.set_ticks(places[: len(said)], said)
            axis.set_view_interval(*seen, ignore=True)

    for label in labels:
        yield label, put
