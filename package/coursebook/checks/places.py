"""What the places on a chart's axes are: numbers, dates, categories, and what is written there."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from typing import Any

Facts = dict[str, Any]


def converter(axis: Any) -> Any:
    """What turns an axis' values into places, in any version of matplotlib."""
    return axis.get_converter() if hasattr(axis, "get_converter") else axis.converter


class Places:
    """What the places on the axes are: numbers, dates or categories, and what is written there."""

    def __init__(self, axes: Any):
        self.axes = axes
        self._axis = {"x": axes.xaxis, "y": axes.yaxis}
        self._kind = {name: type(converter(axis)).__name__ for name, axis in self._axis.items()}
        self._written = {name: list(_written(axis)) for name, axis in self._axis.items()}
        self._shift = _shift(self._written["x"], *sorted(axes.get_xlim()))

    def written(self, name: str) -> list[float]:
        """Where the x or y axis has a label that somebody chose."""
        return [tick for tick, _ in self._written[name]]

    def at(self, name: str, place: Any) -> Facts:
        """``at`` and ``named`` of a place on the x or y axis."""
        place = float(place)
        if not math.isfinite(place):
            return {"at": None, "named": ""}
        label = next((label for tick, label in self._written[name] if math.isclose(tick, place, abs_tol=1e-6)), "")
        if "Category" in self._kind[name] and label:
            return {"at": label, "named": label}
        at = self._date(name, place) or (place + self._shift if name == "x" and not label else place)
        return {"at": at, "named": label}

    def _date(self, name: str, place: float) -> str:
        kind = self._kind[name]
        frequency = getattr(self.axes, "freq", None)
        if frequency is not None and (
            "Period" in kind or "TimeSeries" in type(self._axis[name].get_major_formatter()).__name__
        ):
            import pandas as pd

            # pandas draws regular dates at the numbers of their periods.
            return pd.Period(ordinal=round(place), freq=frequency).start_time.strftime("%Y-%m-%d")
        if any(one in kind for one in ("Date", "Timestamp", "Datetime")):
            from matplotlib import dates

            zone = self._axis[name].get_units()  # of days in a time zone; a day begins there
            return dates.num2date(place, zone if isinstance(zone, datetime.tzinfo) else None).strftime("%Y-%m-%d")
        return ""


def _written(axis: Any) -> Iterator[tuple[float, str]]:
    """Where an axis has labels that somebody chose, and what they say. Plain numbers say only their place."""
    for formatter, places in (
        (axis.get_major_formatter(), axis.get_majorticklocs),
        (axis.get_minor_formatter(), axis.get_minorticklocs),
    ):
        if type(formatter).__name__ in ("ScalarFormatter", "NullFormatter") or "Date" in type(formatter).__name__:
            continue
        if type(formatter).__name__.startswith("Log"):
            continue
        ticks = [float(tick) for tick in places()]
        try:
            labels = formatter.format_ticks(ticks)
        except Exception:  # a formatter of the student's own may raise anything; then nothing is written
            labels = []
        yield from ((tick, str(label)) for tick, label in zip(ticks, labels) if label)


def _shift(written: list[tuple[float, str]], left: float, right: float) -> float:
    """By how much the years that an axis writes exceed its places 0, 1, 2, …: a reader counts on between two labels.

    pandas draws a column of texts so, and labels every second or third place.
    """
    seen = [(tick, label) for tick, label in written if left <= tick <= right]
    if len(seen) < 2 or not all(len(label) == 4 and label.isdecimal() for _, label in seen):
        return 0.0
    shifts = {int(label) - tick for tick, label in seen}
    return shifts.pop() if len(shifts) == 1 else 0.0


def finite(given: Any) -> float | None:
    """The number; None for one that is not finite."""
    given = float(given)
    return given if math.isfinite(given) else None
