"""When two values are one. A value that is missing, infinite or no number is never near a number."""

from __future__ import annotations

import datetime
import math
import numbers
from decimal import Decimal
from typing import Any

import pandas as pd

# A float32 keeps seven digits, and a few steps lose some: an answer that is computed with it is right.
RELATIVE = 5e-7


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


def amount(value: Any) -> float | None:
    """The number in a value of any number's type, NaN for a missing one, ``None`` for what is no number.

    Truth values, texts, complex numbers, dates, spans of time and arrays are no numbers.
    """
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
    """Whether two values name the same; a year or month may be given as its first day, as pandas does."""
    one, two = word(got), word(right)
    return one == two or (is_date(got) and one in (f"{two}-01", f"{two}-01-01"))
