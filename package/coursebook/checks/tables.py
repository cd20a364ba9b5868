"""Checks of a table: its columns, its rows, its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from coursebook.checks.compare import amount, is_date, is_truth, missing, near, rounded, same_name, word
from coursebook.checks.messages import ROUNDED, brief, close, fail, kind, methods, shown


def table(
    answer: Any,
    right: pd.DataFrame | pd.Series,
    *,
    key: Sequence[str] | str | None = None,
    tolerance: float = 1e-6,
    ordered: bool = False,
    name: str = "Your table",
    wrong: Mapping[str, pd.DataFrame | pd.Series | Mapping[str, Any]] | None = None,
    see: str = "",
) -> None:
    """Check a table or a column.

    The columns of ``right`` must be there, others may be; the order of the columns never matters. A key may stand in
    columns or in the index.

    Args:
        answer: the student's DataFrame or Series.
        right: the right one. Of a Series the index is the key.
        key: the columns that name a row; without one, rows are matched by their place.
        tolerance: how far a number may be off.
        ordered: whether the order of the rows matters.
        name: how the message calls the table.
        wrong: the message that names a mistake -> the table that it gives, or only the columns of it that differ from
            the right table: ``{"share": [0.05, 0.02]}``.
        see: where to read on.

    Raises:
        AssertionError: no table, a column or row missing or too many, or a value that is not right. The message
            names the row and the column, never the right value.
    """
    if not (hasattr(answer, "columns") or hasattr(answer, "to_frame")):
        fail(f"{name} should be a {'column (Series)' if _column(right) else 'table (DataFrame)'} but is {kind(answer)}.", see)
    keys = [key] if isinstance(key, str) else list(key or [])
    fault = _difference(answer, right, keys, tolerance, ordered)
    if not fault:
        return
    for message, method in methods(wrong):
        if isinstance(method, Mapping):
            method = right.assign(**method)
        if not _difference(answer, method, keys, tolerance, ordered):
            fail(f"{name}: {message}", see)
    fail(f"{name}: {fault}", see)


def _column(given: Any) -> bool:
    return not hasattr(given, "columns")


def _difference(answer: Any, right: Any, keys: list[str], tolerance: float, ordered: bool) -> str:
    """What sets the answer apart from the right table, or nothing."""
    if _column(right):
        if not _column(answer):
            if len(answer.columns) != 1:
                return f"a column (Series) is asked for, and this is {shown(answer)}."
            answer = answer.iloc[:, 0]
        names = ["value"]
        keys = [f"index {level}" for level in range(right.index.nlevels)]
        if answer.index.nlevels != right.index.nlevels:
            return "its index does not name the rows as the task says."
        answer, right = (_flat(one, keys) for one in (answer, right))
    else:
        if _column(answer):
            return "a table (DataFrame) is asked for, and this is a single column (Series)."
        answer, right = (_flattened(one, [*keys, *right.columns]) for one in (answer, right))
        names = [name for name in right.columns if name not in keys]
        for name in [*keys, *names]:
            if name not in answer.columns:
                return f"the column '{name}' is missing.{close(name, answer.columns)}"
            if list(answer.columns).count(name) > 1:
                return f"the column '{name}' stands in it more than once."
    if not keys:
        if len(answer) != len(right):
            return f"it has {len(answer)} rows, which is too {'few' if len(answer) < len(right) else 'many'}."
        places = [(f"row {place}", place, place) for place in range(len(right))]
    else:
        places = _matched(answer, right, keys, ordered)
        if isinstance(places, str):
            return places
    for name in names:
        got, meant = answer[name].tolist(), right[name].tolist()
        for row, here, there in places:
            if not _equal(got[here], meant[there], tolerance):
                what = "the value" if name == "value" and right.attrs.get("column") else f"'{name}'"
                if isinstance(got[here], str) and amount(meant[there]) is not None:
                    return f"{what} of {row} is text ({shown(got[here])}). Keep numbers; write them out only for a reader."
                hint = f" {ROUNDED}" if rounded(got[here], meant[there]) else ""
                return f"{what} of {row} is {shown(got[here])}, which is not right.{hint}"
    return ""


def _flat(column: pd.Series, keys: list[str]) -> pd.DataFrame:
    flat = pd.DataFrame({key: column.index.get_level_values(level) for level, key in enumerate(keys)})
    flat["value"] = column.to_numpy()
    flat.attrs["column"] = True
    return flat


def _flattened(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The table with those of the named columns that stand in its index."""
    inside = [name for name in table.index.names if name in names and name not in table.columns]
    return table.reset_index(level=inside) if inside else table


def _matched(answer: pd.DataFrame, right: pd.DataFrame, keys: list[str], ordered: bool) -> list | str:
    """Which row of the answer stands for which right row, or what is wrong with the rows."""
    meant = list(zip(*([word(part) for part in right[key].tolist()] for key in keys)))
    got = list(zip(*(_named_as(answer[key].tolist(), right[key].tolist()) for key in keys)))
    twice = next((row for row in got if got.count(row) > meant.count(row) and row in meant), None)
    if twice:
        return f"the row {_told(twice)} stands in it {got.count(twice)} times."
    missing, extra = [row for row in meant if row not in got], [row for row in got if row not in meant]
    if missing and extra and len(missing) == len(extra):
        return f"there is a row {_told(extra[0])}, which does not belong.{close(_told(extra[0]), map(_told, missing))}"
    if missing:
        return f"the row {_told(missing[0])} is missing{f', and {len(missing) - 1} more' if len(missing) > 1 else ''}."
    if extra:
        return f"the row {_told(extra[0])} does not belong{f', nor do {len(extra) - 1} more' if len(extra) > 1 else ''}."
    if ordered and got != meant:
        return "it has the right rows, but in another order."
    places = {row: place for place, row in enumerate(got)}
    return [(_told(row), places[row], place) for place, row in enumerate(meant)]


def _named_as(got: list, right: list) -> list[str]:
    """The names of a key's column as the right table spells them, where they name the same."""
    known = {word(one) for one in right}
    return [next((name for name in known if same_name(one, name)), word(one)) if is_date(one) else word(one) for one in got]


def _told(row: tuple) -> str:
    return brief(", ".join(row))


def _equal(got: Any, meant: Any, tolerance: float) -> bool:
    if missing(got) or missing(meant):
        return missing(got) and missing(meant)
    if amount(meant) is not None:
        return near(got, meant, tolerance)
    # What is text in the one and a truth value or number in the other is not the same, whatever it looks like.
    if amount(got) is not None or is_truth(got) != is_truth(meant):
        return False
    return same_name(got, meant)
