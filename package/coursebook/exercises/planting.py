"""Faults that can be planted into a true table, of kinds that were really printed.

Each function lists every fault of its kind that a table can carry, so that a hunt's variants can be counted and
each of them tested. A table is a sheet: a data frame whose columns that begin with ``_`` are for these functions
alone: ``_parts`` names the rows (``_key``) that a total is the sum of.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

# A fault of number is planted only if it moves the figure by more than this share of it.
LEAST_CHANGE = 0.02


@dataclass(frozen=True)
class Plant:
    """One fault: the row's place, its kind, the cells to change, why it is one, and the rows whose sense it touches."""

    place: int
    kind: str
    changes: tuple[tuple[str, Any], ...]
    why: str
    touches: frozenset[int]


def _plant(place: int, kind: str, why: str, touches: Iterator[int] | tuple = (), **changes: Any) -> Plant:
    return Plant(place, kind, tuple(changes.items()), why, frozenset({place, *touches}))


def _differs(one: Any, other: Any) -> bool:
    if pd.isna(one) or pd.isna(other):
        return False
    return abs(float(one) - float(other)) > LEAST_CHANGE * abs(float(other))


def shown(value: Any) -> str:
    """A figure as an explanation writes it."""
    return "a blank" if pd.isna(value) else f"{float(value):,.10g}" if isinstance(value, numbers.Real) else str(value)


def year_before(sheet: pd.DataFrame, column: str, series: list[str], order: str) -> Iterator[Plant]:
    """The figure of the row before in the same series: a year read as the year before."""
    for _, rows in sheet.groupby(series, sort=False, dropna=False):
        rows = rows.sort_values(order, kind="stable")
        for before, place in zip(rows.index, rows.index[1:], strict=False):
            old, true = sheet.at[before, column], sheet.at[place, column]
            if _differs(old, true):
                why = f"It prints {shown(old)}, the figure of the row before in its series; the source has {shown(true)}."
                yield _plant(place, "year-before", why, (before,), **{column: old})


def dropped_part(sheet: pd.DataFrame, column: str) -> Iterator[Plant]:
    """A total that leaves out one of its parts."""
    places = {key: place for place, key in sheet["_key"].items()}
    for place, parts in sheet["_parts"].items():
        for part in parts or ():
            left = sheet.at[place, column] - sheet.at[places[part], column]
            if left > 0 and _differs(left, sheet.at[place, column]):
                why = f"The parts add up to {shown(sheet.at[place, column])}; {shown(left)} is the sum without one of them."
                yield _plant(place, "dropped-part", why, (places[each] for each in parts), **{column: _like(left)})


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
                why = f"The source has {shown(true)}; two digits were swapped."
                yield _plant(place, "misread", why, _totals(sheet, place), **{column: _like(wrong)})


def renamed(sheet: pd.DataFrame, kind: str, column: str, words: dict[str, str]) -> Iterator[Plant]:
    """A label that is replaced by one that fits other rows: cases called people, another stage, category or currency.

    ``words`` maps each true label to the false one.
    """
    for place, true in sheet[column].items():
        if not pd.isna(true) and true in words:
            why = f"The source says '{true}', not '{words[true]}'."
            yield _plant(place, kind, why, _totals(sheet, place), **{column: words[true]})


def part_as_whole(sheet: pd.DataFrame, column: str, words: dict[str, str]) -> Iterator[Plant]:
    """A part of a period, printed as the whole of it."""
    for plant in renamed(sheet, "part-as-whole", column, words):
        true = sheet.at[plant.place, column]
        why = f"The figure is that of {true}; the row says {words[true]}."
        yield Plant(plant.place, plant.kind, plant.changes, why, plant.touches)


def other_rate(sheet: pd.DataFrame, column: str, amount: str, rates: dict[str, float]) -> Iterator[Plant]:
    """A sum converted at the rate of another day; ``rates`` maps a day to units of ``amount`` for one of ``column``."""
    for place, true in sheet[column].items():
        for day, rate in rates.items():
            wrong = round(sheet.at[place, amount] / rate, 2)
            if _differs(wrong, true):
                why = f"{shown(wrong)} comes from the rate of {day}; at the rate of its own day it is {shown(true)}."
                yield _plant(place, "other-rate", why, _totals(sheet, place), **{column: wrong})


def blank_as_zero(sheet: pd.DataFrame, column: str) -> Iterator[Plant]:
    """A figure that was never printed, shown as zero."""
    for place, true in sheet[column].items():
        if pd.isna(true):
            yield _plant(place, "blank-as-zero", "No figure was printed; a blank is not a zero.", (), **{column: 0})


def _totals(sheet: pd.DataFrame, place: int) -> tuple[int, ...]:
    if "_parts" not in sheet:
        return ()
    key = sheet.at[place, "_key"]
    return tuple(total for total, parts in sheet["_parts"].items() if key in (parts or ()))


def _like(value: float) -> float | int:
    return int(value) if math.isclose(value, round(value)) else round(value, 6)


# How a hunt's file names a kind, and the function that lists its faults.
PLANTERS: dict[str, Callable[..., Iterator[Plant]]] = {
    "year-before": year_before,
    "dropped-part": dropped_part,
    "misread": misread,
    "part-as-whole": part_as_whole,
    "other-rate": other_rate,
    "blank-as-zero": blank_as_zero,
}
RENAMED = (
    "cases-as-people",
    "other-stage",
    "other-category",
    "other-currency",
    "other-money",
    "other-definition",
    "other-interval",
    "other-counter",
)


def plants(sheet: pd.DataFrame, kind: str, options: dict[str, Any]) -> list[Plant]:
    """Every fault of one kind that a sheet can carry."""
    if kind in RENAMED:
        return list(renamed(sheet, kind, **options))
    return list(PLANTERS[kind](sheet, **options))
