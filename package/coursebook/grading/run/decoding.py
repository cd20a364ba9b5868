"""Read what :mod:`coursebook.grading.run.encoding` wrote, from a process that may lie.

Nothing is made before its size is known to fit: dtypes come from a list, shapes must agree with the bytes that are
there, and depth and number of parts are bounded. Everything unexpected is :class:`Unreadable`.
"""

from __future__ import annotations

import base64
import datetime
import decimal
import fractions
import json
import math
import re
from collections.abc import Callable
from typing import Any

import numpy
import pandas

from coursebook.checks.facts import ChartFacts
from coursebook.grading.run.encoding import DEEPEST, MOST

_UNITS = ("s", "ms", "us", "ns")
_DTYPES = {
    **{name: numpy.dtype("<" + name) for name in ("i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")},
    **{name: numpy.dtype(name) for name in ("b1", "i1", "u1")},
    **{f"{kind}8[{unit}]": numpy.dtype(f"<{kind}8[{unit}]") for kind in "mM" for unit in (*_UNITS, "D")},
}
_EXTENSIONS = {
    "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Float32", "Float64", "boolean",
    "period[M]", "period[D]", "period[Y-DEC]", "period[Q-DEC]", "datetime64[ns, UTC]", "datetime64[us, UTC]",
}  # fmt: skip
_TEXTS = {name: pandas.api.types.pandas_dtype(name) for name in ("str", "string")}
_LONGEST = 10_000_000
_EXACT = re.compile(r"-?[0-9]+(\.[0-9]+)?(/[1-9][0-9]*)?|-?Infinity|NaN")

# The only names of types that are quoted: a student could give a class of their own a hidden input for its name.
_OTHERS = set("map filter zip generator enumerate reversed bytes Interval SeriesGroupBy DataFrameGroupBy".split())


class Unreadable(Exception):
    """Bytes that are no answer."""


class Function:
    """Stands in decoded data for a function; the checker puts something callable in its place."""

    def __init__(self, name: str):
        self.name = name


class Other:
    """Stands in decoded data for a value of a type that does not travel; a check refuses it by the name of its type."""

    def __repr__(self) -> str:
        return type(self).__name__


def decode(data: bytes) -> Any:
    """The value in these bytes.

    Raises:
        Unreadable: see there.
    """
    try:
        return _Decoder().value(json.loads(data), 0)
    except Unreadable:
        raise
    except Exception as error:  # pandas raises kinds of its own
        raise Unreadable(type(error).__name__) from None


def decode_call(data: bytes) -> tuple[str, list, dict]:
    """The name, arguments and keywords of a question (child side)."""
    name, arguments, keywords = decode(data)
    return name, arguments, keywords


def _need(condition: bool, what: str) -> None:
    if not condition:
        raise Unreadable(what)


class _Decoder:
    def __init__(self):
        self.left = MOST

    def value(self, given: Any, depth: int) -> Any:
        self.left -= 1
        _need(depth <= DEEPEST * 2 and self.left >= 0, "nested too deeply or too many parts")
        if given is None or isinstance(given, (bool, int, float, str)):
            return given
        _need(isinstance(given, list) and given and isinstance(given[0], str), "no kind")
        read = _READERS.get(given[0])
        _need(read is not None, "unknown kind")
        return read(self, depth + 1, *given[1:])

    def parts(self, depth: int, given: Any) -> list:
        _need(isinstance(given, list), "no list")
        return [self.value(one, depth) for one in given]

    def set(self, depth: int, given: Any) -> set:
        return set(self.parts(depth, given))

    def dict(self, depth: int, given: Any) -> dict:
        return {self.value(key, depth): self.value(one, depth) for key, one in given}

    def block(self, depth: int, name: Any, shape: Any, data: Any) -> numpy.ndarray:
        _need(isinstance(name, str) and name in _DTYPES, "unknown dtype")
        dtype, count = _DTYPES[name], self.size(shape)
        _need(isinstance(data, str), "no bytes")
        raw = base64.b64decode(data, validate=True)
        _need(len(raw) == count * dtype.itemsize, "shape and bytes differ")
        return numpy.frombuffer(bytearray(raw), dtype=dtype).reshape(shape)

    def size(self, shape: Any) -> int:
        _need(isinstance(shape, list) and len(shape) <= 8, "no shape")
        _need(all(type(one) is int and 0 <= one <= _LONGEST for one in shape), "no shape")
        count = math.prod(shape)
        _need(count <= _LONGEST, "too large")
        return count

    def scalar(self, depth: int, *given: Any) -> Any:
        return self.block(depth, *given)[()]

    def objects(self, depth: int, shape: Any, given: Any) -> numpy.ndarray:
        values, count = self.parts(depth, given), self.size(shape)
        _need(len(values) == count, "shape and values differ")
        array = numpy.empty(count, dtype=object)
        for place, one in enumerate(values):
            array[place] = one
        return array.reshape(shape)

    def column(self, depth: int, given: Any) -> Any:
        _need(isinstance(given, list) and given, "no column")
        kind, *rest = given
        _need(kind in ("array", "objects", "texts", "categories", "extension"), "no column")
        return _READERS[kind](self, depth, *rest)

    def texts(self, depth: int, dtype: Any, given: Any) -> Any:
        _need(isinstance(dtype, str) and dtype in _TEXTS and isinstance(given, list), "unknown dtype")
        _need(len(given) <= _LONGEST and all(one is None or isinstance(one, str) for one in given), "no text")
        kind = _TEXTS[dtype]
        return kind.construct_array_type()._from_sequence(given, dtype=kind)

    def extension(self, depth: int, dtype: Any, given: Any) -> Any:
        _need(isinstance(dtype, str) and dtype in _EXTENSIONS, "unknown dtype")
        return pandas.array(self.parts(depth, given), dtype=dtype)

    def categories(self, depth: int, names: Any, codes: Any, ordered: Any) -> Any:
        dtype = pandas.CategoricalDtype(self.column(depth, names), ordered=ordered is True)
        return pandas.Categorical.from_codes(self.block(depth, *codes), dtype=dtype)

    def labels(self, depth: int, names: Any, most: int) -> list:
        found = self.parts(depth, names)
        _need(len(found) <= most, "too many names")
        return found

    def index(self, depth: int, names: Any, given: Any) -> pandas.Index:
        values = self.column(depth, given)
        _need(getattr(values, "ndim", 1) == 1, "no column")
        (name,) = self.labels(depth, names, 1)
        return pandas.Index(values, name=name)

    def levels(self, depth: int, names: Any, given: Any) -> pandas.MultiIndex:
        return pandas.MultiIndex.from_arrays([self.column(depth, one) for one in given], names=self.labels(depth, names, 20))

    def range(self, depth: int, names: Any, given: Any) -> pandas.RangeIndex:
        (name,) = self.labels(depth, names, 1)
        numbers = self.numbers(depth, given)
        _need(len(numbers) <= _LONGEST, "too long")
        return pandas.RangeIndex(numbers, name=name)

    def axis(self, depth: int, given: Any) -> pandas.Index:
        found = self.value(given, depth)
        _need(isinstance(found, pandas.Index), "no index")
        return found

    def series(self, depth: int, name: Any, index: Any, given: Any) -> pandas.Series:
        labels, values = self.axis(depth, index), self.column(depth, given)
        _need(getattr(values, "ndim", 1) == 1 and len(values) == len(labels), "lengths differ")
        return pandas.Series(values, index=labels, name=self.value(name, depth))

    def frame(self, depth: int, columns: Any, index: Any, given: Any) -> pandas.DataFrame:
        names, labels = self.axis(depth, columns), self.axis(depth, index)
        _need(isinstance(given, list) and len(given) == len(names) <= 2000, "columns differ")
        _need(len(labels) * max(1, len(names)) <= _LONGEST, "too large")
        made = {}
        for place, one in enumerate(given):
            values = self.column(depth, one)
            _need(getattr(values, "ndim", 1) == 1 and len(values) == len(labels), "lengths differ")
            made[place] = values
        frame = pandas.DataFrame(made, index=labels, copy=False)
        frame.columns = names
        return frame

    def time(self, depth: int, kind: Any, text: Any) -> Any:
        _need(isinstance(text, str) and len(text) < 60, "no time")
        if kind == "date":
            return datetime.date.fromisoformat(text)
        return datetime.datetime.fromisoformat(text) if kind == "datetime" else pandas.Timestamp(text)

    def span(self, depth: int, given: Any) -> pandas.Timedelta:
        _need(type(given) is int, "no time")
        return pandas.Timedelta(given, unit="ns")

    def period(self, depth: int, frequency: Any, given: Any) -> pandas.Period:
        _need(frequency in ("D", "M", "Q-DEC", "Y-DEC", "h", "W-SUN") and type(given) is int, "no period")
        return pandas.Period(ordinal=given, freq=frequency)

    def exact(self, depth: int, kind: Any, text: Any) -> Any:
        # No exponent: a short one can stand for a number of a million digits.
        _need(isinstance(text, str) and len(text) <= 400 and _EXACT.fullmatch(text) is not None, "no number")
        return decimal.Decimal(text) if kind == "Decimal" else fractions.Fraction(text)

    def numbers(self, depth: int, given: Any) -> range:
        _need(len(given) == 3 and all(type(one) is int and abs(one) < 1 << 62 for one in given), "no range")
        return range(*given)

    def missing(self, depth: int, kind: Any) -> Any:
        return pandas.NaT if kind == "NaT" else pandas.NA

    def function(self, depth: int, name: Any) -> Function:
        return Function(name if isinstance(name, str) and name.isidentifier() else "your function")

    def other(self, depth: int, name: Any) -> Other:
        return type(name if name in _OTHERS else "object", (Other,), {})()

    def figure(self, depth: int, given: Any) -> ChartFacts:
        found = self.value(given, depth)
        _need(isinstance(found, dict), "no facts")
        return ChartFacts(found)


_READERS: dict[str, Callable[..., Any]] = {
    "list": _Decoder.parts,
    "tuple": lambda decoder, depth, given: tuple(decoder.parts(depth, given)),
    "array": _Decoder.block,
    **{
        name: getattr(_Decoder, name)
        for name in (
            "set", "dict", "scalar", "objects", "texts", "extension", "categories", "index", "levels", "range",
            "series", "frame", "time", "span", "period", "exact", "numbers", "missing", "function", "figure", "other",
        )
    },
}  # fmt: skip
