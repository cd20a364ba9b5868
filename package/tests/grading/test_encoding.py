"""Answers there and back, and bytes from a process that lies."""

import base64
import datetime
import decimal
import fractions
import json
import random
import resource
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy
import pandas
import pytest
from coursebook import checks
from coursebook.checks import charts
from coursebook.checks.facts import ChartFacts
from coursebook.grading.run.decoding import Function, Unreadable, decode
from coursebook.grading.run.encoding import Unfit, encode

LARGEST = 1 << 20


def back(value):
    return decode(encode(value, LARGEST))


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(7**200),
        1.5,
        float("inf"),
        "",
        "Дезертир \ud800 \0",
        [1, [2, "x"]],
        (1, (2.5,)),
        {"a": [1], 2: None, (1, "b"): 3.0},
        {1, 2},
        range(3, 9, 2),
        decimal.Decimal("1.10"),
        fractions.Fraction(2, 3),
        datetime.date(2026, 1, 2),
        datetime.datetime(2026, 1, 2, 3, 4),
        pandas.Timestamp("2026-01-02 03:04:05.678", tz="UTC"),
        pandas.Timedelta("1 day 2 h"),
        pandas.Period("2026-01", freq="M"),
        pandas.NaT,
        pandas.NA,
        numpy.float64(1.5),
        numpy.int32(4),
        numpy.bool_(True),
        numpy.datetime64("2026-01-02", "D"),
    ],
    ids=repr,
)
def test_a_value_comes_back_with_its_type(value):
    found = back(value)
    assert type(found) is type(value)
    assert found is value or found == value


@pytest.mark.parametrize("value", [numpy.longdouble(1.5), numpy.array([1.5, 2], dtype=numpy.longdouble), numpy.clongdouble(1j)])
def test_numbers_of_another_length_on_each_machine_come_back_in_the_usual_one(value):
    found = back(value)
    assert found.dtype in ("float64", "complex128") and (found == value).all()


def test_nan_comes_back():
    assert numpy.isnan(back(float("nan"))) and numpy.isnan(back(numpy.float32("nan")))


@pytest.mark.parametrize(
    "array",
    [
        numpy.arange(6).reshape(2, 3),
        numpy.zeros((0, 4)),
        numpy.array([1.5, numpy.nan]),
        numpy.array([True, False]),
        numpy.array(["2026-01-01"], "M8[ns]"),
        numpy.array([1, None, "x"], dtype=object),
        numpy.arange(6)[::2],
        numpy.array(3),
        numpy.array([1, 2], dtype=">i4"),
    ],
    ids=repr,
)
def test_an_array_comes_back(array):
    found = back(array)
    numpy.testing.assert_array_equal(found, array)
    assert found.dtype == array.dtype.newbyteorder("=") and found.shape == array.shape


def tables():
    plain = pandas.DataFrame(
        {
            "unit": ["A", "B", None],
            "n": [1, 2, 3],
            "x": [0.5, numpy.nan, 2.0],
            "when": pandas.to_datetime(["2024-01-01", None, "2025-06-01"]),
            "yes": [True, False, True],
            "kind": pandas.Categorical(["b", "a", "b"], categories=["b", "a"], ordered=True),
            "whole": pandas.array([1, None, 3], dtype="Int64"),
            "mixed": [1, "x", None],
            "month": pandas.period_range("2024-01", periods=3, freq="M"),
            "zone": pandas.date_range("2024-01-01", periods=3, tz="UTC"),
            "span": pandas.to_timedelta([1, 2, 3], unit="D"),
        }
    )
    return {
        "plain": plain,
        "indexed": plain.set_index("unit"),
        "levels": plain.groupby(["unit", "kind"], observed=True)[["n", "x"]].sum(),
        "wide": plain.pivot_table(index="unit", columns=["kind", "yes"], values="n", observed=True),
        "dates": plain.set_index("when")[["n"]],
        "empty": plain.iloc[:0],
        "no columns": plain[[]],
        "same names": pandas.concat([plain[["n"]], plain[["n"]]], axis=1),
        "numbered": pandas.DataFrame([[1, 2], [3, 4]]),
    }


@pytest.mark.parametrize("name", tables())
def test_a_table_comes_back(name):
    pandas.testing.assert_frame_equal(back(tables()[name]), tables()[name], check_freq=False)


@pytest.mark.parametrize("column", tables()["plain"].columns)
def test_a_column_comes_back(column):
    series = tables()["plain"][column]
    pandas.testing.assert_series_equal(back(series), series)
    pandas.testing.assert_index_equal(back(pandas.Index(series.dropna())), pandas.Index(series.dropna()))


def test_a_figure_comes_back_as_the_facts_of_the_chart_checks():
    figure, axes = plt.subplots()
    axes.bar(["a", "b"], [1, 2])
    for one in (figure, axes):
        found = back(one)
        assert isinstance(found, ChartFacts) and found == charts.facts(figure)
        charts.bars(found, {"a": 1, "b": 2})
    _, grid = plt.subplots(1, 2)
    assert back(grid) == charts.facts(grid)
    plt.close("all")


def test_a_function_comes_back_as_a_name_only():
    found = back(len)
    assert type(found) is Function and found.name == "len"


def test_a_subclass_comes_back_as_what_it_is_made_of():
    lying = {"__eq__": lambda *_: True, "__hash__": None, "__class__": property(lambda _: float)}
    for kind, value in ((int, 3), (str, "x"), (list, [1]), (dict, {1: 2}), (float, 2.5)):
        found = back(type("Liar", (kind,), lying)(value))
        assert type(found) is kind and found == value
    frame = type("Frame", (pandas.DataFrame,), {"equals": lambda *_: True})({"a": [1]})
    assert type(back(frame)) is pandas.DataFrame


@pytest.mark.parametrize("value", [map(str, [1]), (one for one in "ab"), b"bytes", pandas.Interval(1, 2)])
def test_a_value_of_another_type_comes_back_as_the_name_of_the_type(value):
    assert type(back(value)).__name__ == type(value).__name__
    with pytest.raises(AssertionError, match=rf"should be two numbers, \(low, high\), but is an? {type(value).__name__}"):
        checks.bounds(back(value), (1, 2))
    assert type(back(type("hidden input", (), {})())).__name__ == "object", "a name of the student's own is not quoted"


@pytest.mark.parametrize(
    "value",
    [
        10**40_000,
        "x" * (LARGEST + 1),
        list(range(250_000)),
        numpy.zeros(2, "V8"),
        decimal.Decimal("1e9999"),
        open,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_answer_stays_where_it_is(value):
    if value is open:
        value = [[[]]]
        for _ in range(200):
            value = [value]
    with pytest.raises(Unfit):
        encode(value, LARGEST)


LIES = [
    b"",
    b"[",
    b"{}",
    b"[]",
    b"[1]",
    b'["unknown"]',
    b'["list"]',
    b'["list",3]',
    b'["dict",[[1]]]',
    b'["set",[["list",[]]]]',
    b'["array","V9",[1],""]',
    b'["array","O",[1],"AAAAAAAAAAA="]',
    b'["array","f8",[2],"AAAAAAAAAAA="]',
    b'["array","f8",[-1],""]',
    b'["array","f8",[1.0],"AAAAAAAAAAA="]',
    b'["array","f8",[true],"AAAAAAAAAAA="]',
    b'["array","f8",[0,9000000000000000000],""]',
    b'["array","f8",[0,0,0,0,0,0,0,0,0],""]',
    b'["array","U100000000",[1],""]',
    b'["array",["f8"],[1],""]',
    b'["objects",[2],[1]]',
    b'["frame",["index",[null],["texts","str",["a"]]],["range",[null],[0,2,1]],[["array","f8",[1],"AAAAAAAAAAA="]]]',
    b'["frame",3,4,[]]',
    b'["frame",["range",[null],[0,9,1]],["range",[null],[0,1,1]],[]]',
    b'["series",null,["list",[]],["texts","str",[]]]',
    b'["texts","object",["a"]]',
    b'["texts","str",[1]]',
    b'["extension","decimal128[pyarrow]",[]]',
    b'["levels",[],[]]',
    b'["period","xx",1]',
    b'["exact","Fraction","1e99999999"]',
    b'["exact","Decimal","1/2"]',
    b'["exact","Fraction","1/0"]',
    b'["numbers",[0,1,0]]',
    b'["span",1e300]',
    b'["time","date","never"]',
    b'["figure",3]',
    b"9" * 100_000,
    b"[" * 200_000,
    b'["list",[' * 30_000 + b"]]" * 30_000,
    b"\xff\xfe",
    b'"\\u12"',
    b'["index",[null,null],["texts","str",[]]]',
    b'["scalar","f8",[2],"AAAAAAAAAAAAAAAAAAAAAA=="]x',
]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie[:40].decode("latin-1"))
def test_a_lie_is_unreadable(lie):
    with pytest.raises(Unreadable):
        decode(lie)


def test_damaged_answers_are_read_or_refused_and_cost_little():
    """Runs apart, under a limit of memory: what the decoder makes of bytes must stay in proportion to them."""
    script = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r}); from {__name__} import damage; damage(1500)"
    environment = {"OPENBLAS_NUM_THREADS": "1", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr


def damage(times: int) -> None:
    """Decode real answers with a few bytes, kinds and sizes changed; anything but Unreadable goes up."""
    dice = random.Random(7)
    with open("/proc/self/statm") as file:
        size = int(file.read().split()[0]) * 4096
    resource.setrlimit(resource.RLIMIT_AS, (size + (400 << 20),) * 2)
    kinds = [
        "list",
        "array",
        "objects",
        "frame",
        "series",
        "index",
        "range",
        "categories",
        "extension",
        "texts",
        "scalar",
        "time",
        "dict",
    ]
    whole = [json.loads(encode(one, LARGEST)) for one in [*tables().values(), {1: [2.5, "x"]}, numpy.arange(9.0)]]

    def change(part):
        if isinstance(part, list):
            part = [change(one) for one in part]
            return part if dice.random() > 0.02 else part[1:] if dice.random() < 0.5 else part * 2
        if dice.random() > 0.05:
            return part
        return dice.choice(
            [
                *kinds,
                10**9,
                -1,
                2**63,
                1e308,
                None,
                "f8",
                "O",
                "V99999999",
                base64.b64encode(b"x" * 8).decode(),
                [],
                True,
                "",
                [10**9],
            ]
        )

    for _ in range(times):
        data = bytearray(json.dumps(change(dice.choice(whole))).encode())
        if dice.random() < 0.3:
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            decode(bytes(data))
        except Unreadable:
            pass
