"""Answers as data: JSON in which each value that is not plain says its kind. No pickle, no class, no code.

Plain are ``None``, booleans, numbers and text; all others are ``[kind, …]``, see :mod:`coursebook.grading.run.decoding`.
Types are looked up with ``type``, never with ``__class__``, and subclasses are written as what they are made of.
"""

from __future__ import annotations

import base64
import datetime
import decimal
import fractions
import json
from collections.abc import Callable
from typing import Any

import numpy
import pandas
from matplotlib.artist import Artist
from matplotlib.container import Container

from coursebook.checks import charts

DEEPEST, MOST = 40, 200_000


class Unfit(Exception):
    """A value that does not leave the process: too deep or too large, or of a type whose parts cannot be written."""


def encode(value: Any, largest: int) -> bytes:
    """A value as at most ``largest`` bytes of JSON.

    Raises:
        Unfit: see there.
    """
    text = json.dumps(_Encoder().plain(value, 0), separators=(",", ":")).encode("ascii")
    if len(text) > largest:
        raise Unfit(f"it is too large ({len(text) / 1e6:.0f} MB)")
    return text


def encode_call(name: str, arguments: tuple = (), keywords: dict[str, Any] | None = None) -> bytes:
    """A question to the child: a name, and what to call it with."""
    return encode([name, list(arguments), keywords or {}], 64 << 20)


class _Encoder:
    """Counts what it writes."""

    def __init__(self):
        self.left = MOST

    def plain(self, value: Any, depth: int) -> Any:
        self.left -= 1
        if depth > DEEPEST or self.left < 0:
            raise Unfit("it is nested too deeply or has too many parts")
        kinds = type(value).__mro__
        if value is None or kinds[0] is bool:
            return value
        if isinstance(value, numpy.generic):
            return self._scalar(value)
        if value is pandas.NaT or value is pandas.NA:
            return ["missing", "NaT" if value is pandas.NaT else "NA"]
        for kind, write in _WRITERS:
            if kind in kinds:
                return write(self, value, depth + 1)
        if callable(value):
            return ["function", str(getattr(value, "__name__", ""))[:100]]
        return ["other", str(kinds[0].__name__)[:100]]

    def whole(self, value: int, depth: int) -> int:
        value = int.__add__(value, 0)
        if value.bit_length() > 10_000:
            raise Unfit("it is a number of thousands of digits")
        return value

    def real(self, value: float, depth: int) -> float:
        return float.__add__(value, 0.0)

    def text(self, value: str, depth: int) -> str:
        return str.__str__(value)

    def list(self, value: list, depth: int) -> Any:
        return ["list", [self.plain(one, depth) for one in list.__iter__(value)]]

    def tuple(self, value: tuple, depth: int) -> Any:
        return ["tuple", [self.plain(one, depth) for one in tuple.__iter__(value)]]

    def set(self, value: Any, depth: int) -> Any:
        return ["set", [self.plain(one, depth) for one in sorted(value, key=repr)]]

    def dict(self, value: dict, depth: int) -> Any:
        return ["dict", [[self.plain(k, depth), self.plain(v, depth)] for k, v in dict.items(value)]]

    def views(self, value: Any, depth: int) -> Any:
        return self.list(list(value), depth)

    def _scalar(self, value: numpy.generic) -> Any:
        if value.dtype.kind in "biufcmM":
            return ["scalar", *self.block(numpy.asarray(value))]
        if isinstance(value, numpy.str_):
            return str(value)
        raise Unfit(f"it has the type {value.dtype}, which the checker does not take")

    def block(self, values: numpy.ndarray) -> list:
        values = numpy.asarray(values, dtype=values.dtype.newbyteorder("<"), order="C")
        kind = values.dtype.kind
        if values.dtype.type in (numpy.longdouble, numpy.clongdouble):  # of another length on each machine
            values = values.astype("<f8" if kind == "f" else "<c16")
        name = values.dtype.str[1:]
        if kind in "mM":
            values = values.view("<i8")
        return [name, list(values.shape), base64.b64encode(values.tobytes()).decode()]

    def array(self, value: numpy.ndarray, depth: int) -> Any:
        if value.dtype.kind == "O" and value.size and isinstance(value.flat[0], Artist):
            return self.figure(value.flat[0], depth)
        value = numpy.asarray(value)
        if value.dtype.kind in "biufcmM":
            return ["array", *self.block(value)]
        if value.dtype.kind not in "OUT":
            raise Unfit(f"it has the type {value.dtype}, which the checker does not take")
        return ["objects", list(value.shape), [self.plain(one, depth) for one in value.ravel().tolist()]]

    def column(self, value: Any, depth: int) -> Any:
        """The values of a Series, an Index or an extension array."""
        kind = value.dtype
        if isinstance(kind, numpy.dtype):
            return self.array(value.to_numpy(), depth)
        if isinstance(kind, pandas.CategoricalDtype):
            values = value.array
            return [
                "categories",
                self.column(values.categories, depth),
                self.block(numpy.asarray(values.codes, dtype="int32")),
                bool(values.ordered),
            ]
        texts = [None if one is pandas.NA or one != one else one for one in value.tolist()]
        if isinstance(kind, pandas.StringDtype):
            return ["texts", str(kind), [one if one is None else str.__str__(one) for one in texts]]
        return ["extension", str(kind), [self.plain(one, depth) for one in value.astype(object).tolist()]]

    def index(self, value: pandas.Index, depth: int) -> Any:
        names = [self.plain(name, depth) for name in value.names]
        if isinstance(value, pandas.MultiIndex):
            return ["levels", names, [self.column(value.get_level_values(i), depth) for i in range(value.nlevels)]]
        if type(value) is pandas.RangeIndex:
            return ["range", names, [value.start, value.stop, value.step]]
        return ["index", names, self.column(value, depth)]

    def series(self, value: pandas.Series, depth: int) -> Any:
        return ["series", self.plain(value.name, depth), self.index(value.index, depth), self.column(value, depth)]

    def frame(self, value: pandas.DataFrame, depth: int) -> Any:
        columns = [self.column(column, depth) for _, column in pandas.DataFrame.items(value)]
        return ["frame", self.index(value.columns, depth), self.index(value.index, depth), columns]

    def time(self, value: Any, depth: int) -> Any:
        return ["time", type(value).__mro__[0].__name__, value.isoformat()]

    def span(self, value: Any, depth: int) -> Any:
        return ["span", pandas.Timedelta(value).value]

    def period(self, value: pandas.Period, depth: int) -> Any:
        return ["period", value.freqstr, value.ordinal]

    def exact(self, value: Any, depth: int) -> Any:
        if isinstance(value, decimal.Decimal):
            if value.is_finite() and abs(value.adjusted()) > 300:
                raise Unfit("it is a number of hundreds of digits")
            return ["exact", "Decimal", format(value, "f")]
        return ["exact", "Fraction", str(value)]

    def numbers(self, value: range, depth: int) -> Any:
        return ["numbers", [value.start, value.stop, value.step]]

    def figure(self, value: Any, depth: int) -> Any:
        if value.figure is None:  # it is drawn nowhere
            return ["other", "Artist"]
        return ["figure", self.plain(charts.facts(value), depth)]


_WRITERS: tuple[tuple[type, Callable[[_Encoder, Any, int], Any]], ...] = (
    (bool, lambda encoder, value, depth: bool(value)),
    (int, _Encoder.whole),
    (float, _Encoder.real),
    (str, _Encoder.text),
    (list, _Encoder.list),
    (dict, _Encoder.dict),
    (pandas.DataFrame, _Encoder.frame),
    (pandas.Series, _Encoder.series),
    (pandas.Index, _Encoder.index),
    (numpy.ndarray, _Encoder.array),
    (
        pandas.api.extensions.ExtensionArray,
        lambda encoder, value, depth: encoder.series(pandas.Series(value), depth),
    ),
    (Container, lambda encoder, value, depth: encoder.figure(value[0].axes, depth)),
    (tuple, _Encoder.tuple),
    (set, _Encoder.set),
    (frozenset, _Encoder.set),
    (pandas.Timedelta, _Encoder.span),
    (datetime.timedelta, _Encoder.span),
    (pandas.Timestamp, _Encoder.time),
    (datetime.datetime, _Encoder.time),
    (datetime.date, _Encoder.time),
    (pandas.Period, _Encoder.period),
    (decimal.Decimal, _Encoder.exact),
    (fractions.Fraction, _Encoder.exact),
    (range, _Encoder.numbers),
    (type({}.keys()), _Encoder.views),
    (type({}.values()), _Encoder.views),
    (type({}.items()), _Encoder.views),
    (Artist, _Encoder.figure),
)
