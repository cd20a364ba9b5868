"""Every figure that we compute ourselves.

A computed figure is a function without arguments, registered under the id by which prose
calls it. It takes its inputs only through :func:`cell` and :func:`cells`, which note the
rows used: so its grade is that of its weakest row, and its sources are those of its rows.
The functions themselves stand in the book's folder ``numbers/``, a module for each subject.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

import pandas as pd

from coursebook import project
from coursebook.evidence import reads
from coursebook.evidence.tables import Row, load, row
from coursebook.evidence.wording import measured
from coursebook.faults import Fault, InputError, nearest

# What a module of ``numbers/`` takes from here; what a page takes stands in coursebook.evidence.
__all__ = ["cell", "cells", "computed"]

# Filled by the decorator while a book's modules are imported (see :func:`_registry`).
_functions: dict[str, _Registered] = {}
_used: ContextVar[list[Row] | None] = ContextVar("rows_used", default=None)


@dataclass(frozen=True)
class _Registered:
    function: Callable[[], float]
    unit: str | None
    decimals: int


@dataclass(frozen=True)
class Number:
    """A computed figure with all that a reader may ask of it.

    ``value`` is in ``unit`` and printed with ``decimals``; ``grade`` is that of the weakest of the ``rows`` (their ids) that
    it was computed from; ``sources`` and ``tables`` are those of its rows; ``explanation`` is the function's docstring.
    """

    id: str
    value: float
    unit: str | None
    decimals: int
    explanation: str
    grade: str
    tables: tuple[str, ...]
    sources: tuple[str, ...]
    rows: tuple[str, ...]

    @property
    def text(self) -> str:
        """The figure as a sentence writes it, in the language spoken now."""
        return measured(self.value, self.unit, self.decimals)


def computed(id: str, unit: str | None = None, decimals: int = 0):
    """Register a function without arguments as a computed figure of the book.

    Args:
        id: the name by which pages print it (``{number}`id```).
        unit: the unit of what the function returns, as the tables write it; None for a bare number.
        decimals: how many decimals are printed.

    Returns:
        A decorator. The function returns one number; its docstring is printed in the book.

    Raises:
        ValueError: two functions have the same id, or the function has no docstring.

    Example:
        >>> @computed("hives-lost", unit="colonies")
        ... def hives_lost() -> float:
        ...     "Colonies before the winter, less those after it."
        ...     return cell("north-2023") - cell("north-2024")
    """

    def register(function: Callable[[], float]) -> Callable[[], float]:
        if id in _functions:
            raise ValueError(f"two functions compute '{id}'")
        if not inspect.getdoc(function):
            raise ValueError(f"the function that computes '{id}' has no docstring")
        _functions[id] = _Registered(function, unit, decimals)
        return function

    return register


def cell(id: str, part: str = "value") -> float:
    """One figure of one row, noted as used.

    Args:
        id: the row's id, of whatever table.
        part: ``value``, ``low`` or ``high``, or another column that holds numbers.

    Returns:
        The figure, in the unit of its row.

    Raises:
        InputError: no such row, or the figure is blank.
    """
    found = row(id)
    figure = getattr(found, part)
    if figure is None:
        raise InputError(Fault(f"data/{found.table}.csv", f"row '{id}'", f"Its {part} is blank.", "compute with another row."))
    if (noted := _used.get()) is not None:
        noted.append(found)
    return float(figure)


def cells(table: str, **where: object) -> pd.DataFrame:
    """The rows of a table in which each named column has the given value, noted as used.

    Args:
        table: the table's name.
        where: a value for each column that counts, such as ``place="North"``; without any, all rows.

    Returns:
        Those rows, in the order of the table, as :func:`coursebook.evidence.load` gives them.

    Raises:
        InputError: as for :func:`coursebook.evidence.load`.
    """
    frame = load(table)
    for column, wanted in where.items():
        frame = frame[frame[column] == wanted]
    if (noted := _used.get()) is not None:
        noted.extend(row(id) for id in frame["id"])
    return frame


def number(id: str) -> Number:
    """Compute one figure.

    Raises:
        InputError: no function computes it.
    """
    found = _computed(id)
    reads.note(*found.tables)
    return found


@project.cached
def _computed(id: str) -> Number:
    known = _registry()
    if id not in known:
        raise InputError(Fault("numbers/", "", f"No function computes '{id}'.", nearest(id, known)))
    registered = known[id]
    rows: list[Row] = []
    token = _used.set(rows)
    try:
        value = float(registered.function())
    finally:
        _used.reset(token)
    return Number(
        id=id,
        value=value,
        unit=registered.unit,
        decimals=registered.decimals,
        explanation=" ".join((inspect.getdoc(registered.function) or "").split()),
        grade=max((used.grade for used in rows), default="A"),
        tables=tuple(dict.fromkeys(used.table for used in rows)),
        sources=tuple(dict.fromkeys(used.source for used in rows)),
        rows=tuple(dict.fromkeys(used.id for used in rows)),
    )


def computed_ids() -> list[str]:
    """Ids of all computed figures."""
    return list(_registry())


@project.cached
def _registry() -> dict[str, _Registered]:
    _functions.clear()
    for path in sorted(project.current().numbers.glob("*.py")):
        project.run_module(path)
    return dict(_functions)
