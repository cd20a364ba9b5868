"""When two values are one. A value that is missing, infinite or no number is never near a number."""

from __future__ import annotations

import datetime
import math
import numbers
import re
from collections.abc import Iterable, MappingView
from decimal import Decimal
from typing import Any

import pandas as pd

# A float32 keeps seven digits, and a few steps lose some: an answer that is computed with it is right.
RELATIVE = 5e-7
FOOTNOTES = " ⁰¹²³⁴⁵⁶⁷⁸⁹*†‡"  # marks behind a label


def _is(value: Any, *names: str) -> bool:
    """Whether a value is of one of numpy's types, by name: in a browser the checks are imported before numpy is."""
    return type(value).__name__ in names


def is_date(value: Any) -> bool:
    """Whether a value is a day or a moment, of Python's types or numpy's."""
    return isinstance(value, datetime.date) or _is(value, "datetime64")


def is_truth(value: Any) -> bool:
    """Whether a value is a truth value, Python's or numpy's."""
    return isinstance(value, bool) or _is(value, "bool", "bool_")


def missing(value: Any) -> bool:
    """Whether a single value stands for one that is not there: None, NaN, NaT, NA, a masked entry."""
    if isinstance(value, Decimal):
        return value.is_nan()
    return _is(value, "MaskedConstant") or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def entries(value: Any) -> list | None:
    """What stands in a list, a tuple, a range, an array or a column, in its order; ``None`` for anything else.

    A set has no order, and of a dictionary or a table nobody knows which part is meant.
    """
    if isinstance(value, (list, tuple, range, MappingView)):
        return list(value)
    return value.tolist() if hasattr(value, "tolist") and getattr(value, "ndim", 0) == 1 else None


def amount(value: Any) -> float | None:
    """The number in a value of any number's type, NaN for a missing one, ``None`` for what is no number.

    An array without dimensions is the number in it. Truth values, texts, complex numbers, dates, spans of time and other
    arrays are no numbers.
    """
    if _is(value, "ndarray") and value.ndim == 0 and value.dtype.kind in "iuf":
        value = value.item()
    if isinstance(value, bool) or _is(value, "timedelta64"):
        return None
    if isinstance(value, (numbers.Real, Decimal)):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
        except ValueError:  # a signalling NaN
            return math.nan
    return math.nan if value is not None and missing(value) else None


def near(got: Any, right: Any, tolerance: float = 0.0) -> bool:
    """Whether a number is the right one, but for the tolerance and for what a float32 cannot keep."""
    one, two = amount(got), amount(right)
    if one is None or two is None:
        return False
    if not math.isfinite(one) or not math.isfinite(two):
        return one == two
    return abs(one - two) <= max(tolerance, RELATIVE * abs(two))


def rounded(got: Any, right: Any) -> bool:
    """Whether a number is the right one with digits taken off: decimals, or tens and hundreds; to the nearest, up or down."""
    one, two = amount(got), amount(right)
    if one is None or two is None or not (math.isfinite(one) and math.isfinite(two)):
        return False
    for places in range(-3, 7):
        scale = 10.0**places
        cuts = (round, math.floor, math.ceil) if scale >= 1 and abs(two) * scale >= 1 else (round,)
        if scale < 1 and abs(two) * scale < 10:
            continue
        if any(near(one, cut(two * scale) / scale, 1e-9) for cut in cuts):
            return True
    return False


def word(value: Any) -> str:
    """A name as text: 2022, 2022.0 and '2022' are one year; of a moment at midnight the day."""
    if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0 and not _is(value, "datetime64", "timedelta64"):
        value = value.item()
    if _is(value, "datetime64"):
        value = pd.Timestamp(value)
    if isinstance(value, (datetime.datetime, datetime.date)) and not missing(value):
        text = value.isoformat(" ")[:19] if isinstance(value, datetime.datetime) else value.isoformat()
        return text.removesuffix(" 00:00:00")
    if isinstance(value, (float, Decimal)) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return str(value)


def same_name(got: Any, right: Any) -> bool:
    """Whether two values name the same; a year or month may be given as its first or last day, as pandas does."""
    one, two = word(got), word(right)
    if one == two or not is_date(got) or not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", two):
        return one == two
    last = pd.Period(two).end_time.date().isoformat()
    return one.removesuffix(" 23:59:59") in (f"{two}-01", f"{two}-01-01", last)


def is_at(place: Any, known: Any) -> bool:
    """Whether a place on an axis is the one that is meant; a date stands for its month and its year."""
    one, two = place_word(place), place_word(known)
    return one == two or (len(two) in (4, 7) and re.fullmatch(rf"{re.escape(two)}(-\d\d){{1,2}}", one) is not None)


def named_by(text: str, known: Iterable[Any]) -> Any:
    """Which of the known names a text gives: it is one, or holds one and no other ("2025 (part)")."""
    said, words = place_word(text).rstrip(FOOTNOTES), {name: place_word(name) for name in known}
    if exact := [name for name, word in words.items() if word == said]:
        return exact[0]
    held = {name: word for name, word in words.items() if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said)}
    # "North Korea" holds "North" too; the longer name is meant.
    longest = max(held.values(), key=len, default="")
    return next((name for name, word in held.items() if all(one in longest for one in held.values()) and word == longest), None)


def place_word(place: Any) -> str:
    """A place or label as text: 2022 and 2022.0 are one, line breaks and case do not matter."""
    return " ".join(word(place).split()).casefold()
