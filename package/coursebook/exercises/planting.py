"""Faults that can be planted into a true table, of kinds that were really printed.

Each function lists every fault of its kind that a table can carry, so that a hunt's variants can be counted and
each of them tested. A table is a sheet: a data frame whose columns that begin with ``_`` are for these functions
alone: ``_parts`` names the rows (``_key``) that a total is the sum of.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

# A fault of number is planted only if it moves the figure by more than this share of it.
LEAST_CHANGE = 0.02


@dataclass(frozen=True)
class Plant:
    """One fault: the row's place, its kind, the cells to change, and the rows whose sense it touches."""

    place: int
    kind: str
    changes: tuple[tuple[str, Any], ...]
    touches: frozenset[int]


def _plant(place: int, kind: str, touches: Iterator[int] | tuple = (), **changes: Any) -> Plant:
    return Plant(place, kind, tuple(changes.items()), frozenset({place, *touches}))


def _differs(one: Any, other: Any) -> bool:
    if pd.isna(one) or pd.isna(other):
        return False
    return abs(float(one) - float(other)) > LEAST_CHANGE * abs(float(other))


def year_before(sheet: pd.DataFrame, column: str, series: list[str], order: str) -> Iterator[Plant]:
    """The figure of the row before in the same series: a year read as the year before."""
    for _, rows in sheet.groupby(series, sort=False, dropna=False):
        rows = rows.sort_values(order, kind="stable")
        for before, place in zip(rows.index, rows.index[1:], strict=False):
            old, true = sheet.at[before, column], sheet.at[place, column]
            if _differs(old, true):
                yield _plant(place, "year-before", (before,), **{column: old})


def dropped_part(sheet: pd.DataFrame, column: str) -> Iterator[Plant]:
    """A total that leaves out one of its parts."""
    places = {key: place for place, key in sheet["_key"].items()}
    for place, parts in sheet["_parts"].items():
        for part in parts or ():
            left = sheet.at[place, column] - sheet.at[places[part], column]
            if left > 0 and _differs(left, sheet.at[place, column]):
                yield _plant(place, "dropped-part", (places[each] for each in parts), **{column: _like(left)})


def misread(sheet: pd.DataFrame, column: str) -> Iterator[Plant]:
    """Two neighbouring digits swapped, the first one left in its place so that the size stays plausible."""
    for place, true in sheet[column].items():
        if pd.isna(true):
            continue
        digits = f"{float(true):.10g}"
        for at in range(1, len(digits) - 1):
            if not (digits[at] + digits[at + 1]).isdigit():
                continue
            wrong = float(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
            if _differs(wrong, true):
                yield _plant(place, "misread", _totals(sheet, place), **{column: _like(wrong)})


def renamed(sheet: pd.DataFrame, kind: str, column: str, words: dict[str, str]) -> Iterator[Plant]:
    """A label that is replaced by one that fits other rows: cases called people, another stage, category or currency,
    a part of a period called the whole of it.

    ``words`` maps each true label to the false one.
    """
    for place, true in sheet[column].items():
        if not pd.isna(true) and true in words:
            yield _plant(place, kind, _totals(sheet, place), **{column: words[true]})


def other_rate(sheet: pd.DataFrame, column: str, amount: str, rates: dict[str, float]) -> Iterator[Plant]:
    """A sum converted at the rate of another day; ``rates`` maps a day to units of ``amount`` for one of ``column``."""
    for place, true in sheet[column].items():
        for day, rate in rates.items():
            wrong = round(sheet.at[place, amount] / rate, 2)
            if _differs(wrong, true):
                yield _plant(place, "other-rate", _totals(sheet, place), **{column: wrong})


def blank_as_zero(sheet: pd.DataFrame, column: str) -> Iterator[Plant]:
    """A figure that was never printed, shown as zero."""
    for place, true in sheet[column].items():
        if pd.isna(true):
            yield _plant(place, "blank-as-zero", **{column: 0})


def _totals(sheet: pd.DataFrame, place: int) -> tuple[int, ...]:
    if "_parts" not in sheet:
        return ()
    key = sheet.at[place, "_key"]
    return tuple(total for total, parts in sheet["_parts"].items() if key in (parts or ()))


def _like(value: float) -> float | int:
    return int(value) if math.isclose(value, round(value)) else round(value, 6)


RENAMED = (
    "part-as-whole",
    "cases-as-people",
    "other-stage",
    "other-category",
    "other-currency",
    "other-money",
    "other-definition",
    "other-interval",
    "other-counter",
)
# How a hunt's file names a kind, and the function that lists its faults.
PLANTERS: dict[str, Callable[..., Iterator[Plant]]] = {
    "year-before": year_before,
    "dropped-part": dropped_part,
    "misread": misread,
    "other-rate": other_rate,
    "blank-as-zero": blank_as_zero,
    **{kind: functools.partial(renamed, kind=kind) for kind in RENAMED},
}
