"""Every check with every kind of value: what is missing, infinite or no number never passes, a right number of any type does."""

from __future__ import annotations

import datetime
import json
import math
from decimal import Decimal
from fractions import Fraction

import matplotlib

matplotlib.use("Agg")
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import pytest  # noqa: E402
from coursebook import checks  # noqa: E402
from coursebook.checks import charts, hunts  # noqa: E402
from coursebook.checks.facts import ChartFacts  # noqa: E402
from matplotlib import pyplot as plt  # noqa: E402

BAD = [
    math.nan, np.float64("nan"), np.float32("nan"), Decimal("NaN"), Decimal("sNaN"), None, pd.NA, pd.NaT, np.ma.masked,
    np.datetime64("NaT"), math.inf, -math.inf, Decimal("Infinity"), 10**400, complex(1, 0), complex(math.nan, 0),
    np.complex128(1), True, np.True_, "1", "1.0", "nan", b"1", [1.0], [], np.array([1.0]),
    np.ma.masked_array([1.0], [True]), pd.Series([1.0]), pd.Timedelta(1, "D"), np.timedelta64(1, "D"), datetime.timedelta(1),
    datetime.date(2021, 5, 5), object(), {}, Ellipsis, abs,
]  # fmt: skip
names = [f"{type(one).__name__} {number}" for number, one in enumerate(BAD)]
# Right numbers, and what a wrong method gives: 1 is never the right one twice, so that a truth value could pass for it.
RIGHT = pd.DataFrame({"year": [2022, 2023], "rate": [1.0, 2.5]})
COLUMN = pd.Series([1.0, 2.5], index=["a", "b"])


def drawn(**changes):
    """The facts of a chart, of which a lying process may have changed any."""
    _, ax = plt.subplots()
    ax.plot([2022, 2023], [1.0, 2.5], label="line")
    ax.bar([2022, 2023], [1.0, 2.5])
    ax.hlines(["a", "b"], [1.0, 1.0], [1.0, 2.5]) if "ranges" in changes else None
    facts = charts.facts(ax)
    plt.close("all")
    for what, (field, value) in changes.items():
        if what == "lines":
            facts["axes"][0]["lines"][0][field][0] = value
        elif what == "axes":
            facts["axes"][0][field] = value
        else:
            facts["axes"][0][what][0][field] = value
    return ChartFacts(facts)


CHECKS = {
    "number": lambda bad: checks.number(bad, 1.0),
    "number in a visible check": lambda bad: checks.number(bad, least=-9, most=9),
    "number of no bounds": lambda bad: checks.number(bad),
    "lower end": lambda bad: checks.bounds((bad, 2.5), (1.0, 2.5)),
    "upper end": lambda bad: checks.bounds([0.5, bad], (0.5, 1.0)),
    "bounds in a visible check": lambda bad: checks.bounds((bad, bad)),
    "cell of a table": lambda bad: checks.table(RIGHT.astype(object).assign(rate=pd.Series([bad, 2.5], dtype=object)), RIGHT, key="year"),
    "table without a key": lambda bad: checks.table(pd.DataFrame({"rate": pd.Series([bad, 2.5], dtype=object)}), RIGHT[["rate"]]),
    "column": lambda bad: checks.table(pd.Series([bad, 2.5], index=["a", "b"], dtype=object), COLUMN),
    "key of a table": lambda bad: checks.table(RIGHT.assign(year=pd.Series([bad, 2023], dtype=object)), RIGHT, key="year"),
    "function of a number": lambda bad: checks.returns(lambda: bad, (), 1.0),
    "function of a pair": lambda bad: checks.returns(lambda: (bad, 2.5), (), (1.0, 2.5)),
    "what a function gives": lambda bad: checks.agrees(bad, lambda: 1.0, ()),
    "what is kept of it": lambda bad: checks.agrees(1.0, lambda: bad, ()),
    "text": lambda bad: checks.value(bad, "spring"),
    "truth value": lambda bad: checks.value(bad, False),
    "list": lambda bad: checks.value([bad, 2023], [1, 2023]),
    "value of a line": lambda bad: charts.lines(drawn(lines=("y", bad)), {"line": {2022: 1.0, 2023: 2.5}}),
    "place of a line": lambda bad: charts.lines(drawn(lines=("x", bad)), {"line": {2022: 1.0, 2023: 2.5}}),
    "length of a bar": lambda bad: charts.bars(drawn(bars=("length", bad)), {2022: 1.0, 2023: 2.5}),
    "end of a range": lambda bad: charts.ranges(drawn(ranges=("low", bad)), {"a": (1.0, 1.0), "b": (1.0, 2.5)}),
    "limits of an axis": lambda bad: charts.from_zero(drawn(axes=("ylim", [bad, 3.0]))),
}  # fmt: skip


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("bad", BAD, ids=names)
def test_what_is_no_number_never_passes(check, bad):
    with pytest.raises((AssertionError, TypeError, ValueError)) as error:
        CHECKS[check](bad)
    assert len(str(error.value)) < 500


def test_a_blank_where_a_blank_is_right():
    right = RIGHT.assign(rate=[1.0, None])
    for blank in (None, math.nan, pd.NA):
        checks.table(RIGHT.assign(rate=pd.Series([1.0, blank], dtype=object)), right, key="year")
        with pytest.raises(AssertionError):
            checks.table(right, RIGHT.assign(rate=pd.Series([blank, 1.0], dtype=object)), key="year")
    with pytest.raises(AssertionError):
        checks.table(RIGHT.assign(rate=[1.0, 0.0]), right, key="year")


EXACT = Fraction(100, 7)
RIGHT_TYPES = [
    float(EXACT), EXACT, Decimal(100) / Decimal(7), np.float64(EXACT), np.float32(EXACT), np.longdouble(100) / 7,
    pd.Series([float(EXACT)], dtype="Float64")[0], pd.Series([float(EXACT)], dtype="Float32")[0],
]  # fmt: skip


@pytest.mark.parametrize("right", RIGHT_TYPES, ids=lambda one: type(one).__name__)
def test_a_right_number_of_any_type_passes_everywhere(right):
    exact = float(EXACT)
    checks.number(right, exact)
    checks.bounds((right, right), (exact, exact))
    checks.agrees(right, lambda: exact, ())
    checks.agrees(pd.Series([right, right], dtype=object), lambda: (exact, exact), ())
    checks.returns(lambda: [right, right], (), (exact, exact))
    table = pd.DataFrame({"year": [2022], "rate": [exact]})
    checks.table(table.assign(rate=pd.Series([right], dtype=object)), table, key="year")
    checks.table(pd.Series([right], index=["a"], dtype=object), pd.Series([exact], index=["a"]))
    with pytest.raises(AssertionError, match="seems to be rounded"):
        checks.number(round(right, 2), exact)
    with pytest.raises(AssertionError, match="seems to be rounded"):
        checks.table(table.assign(rate=pd.Series([round(right, 1)], dtype=object)), table, key="year")


@pytest.mark.parametrize("kind", ["int8", "uint16", "Int64", "UInt8", "Float32", "Float64", "float32", "object"])
def test_a_right_table_of_any_type(kind):
    right = pd.DataFrame({"month": ["2025-05", "2025-06"], "gap": [3, 60]})
    checks.table(right.astype({"gap": kind}), right, key="month")
    checks.table(right.assign(gap=right["gap"].astype(kind)).set_index("month")["gap"], right.set_index("month")["gap"])


@pytest.mark.parametrize(
    ("right", "given"),
    [
        (["2025-05", "2025-06"], pd.PeriodIndex(["2025-05", "2025-06"], freq="M")),
        (["2025-05", "2025-06"], pd.to_datetime(["2025-05", "2025-06"])),
        (["2025-05", "2025-06"], np.array(["2025-05", "2025-06"], dtype="datetime64[M]")),
        (["2025-05", "2025-06"], pd.to_datetime(["2025-05-31", "2025-06-30"])),
        (["2025-05", "2025-06"], pd.PeriodIndex(["2025-05", "2025-06"], freq="M").to_timestamp(how="end")),
        (["2025-05-02", "2025-06-09"], [datetime.date(2025, 5, 2), datetime.date(2025, 6, 9)]),
        (["2025-05-02", "2025-06-09"], [datetime.datetime(2025, 5, 2), pd.Timestamp("2025-06-09")]),
        ([2024, 2025], pd.PeriodIndex(["2024", "2025"], freq="Y")),
        ([2024, 2025], pd.to_datetime(["2024", "2025"])),
        ([2024, 2025], ["2024", "2025"]),
        ([2024, 2025], [2024.0, Decimal("2025")]),
        ([2024, 2025], pd.Categorical([2024, 2025])),
    ],
)
def test_times_in_any_form(right, given):
    table = pd.DataFrame({"time": right, "value": [1.5, 2.5]})
    checks.table(table.assign(time=given), table, key="time")
    checks.table(table.assign(time=pd.Series(list(given), dtype=object)), table, key="time")
    with pytest.raises(AssertionError, match="which is not right"):
        checks.table(table.assign(time=list(given)[::-1]), table, key="time")
    later = table.assign(time=[pd.Timestamp(str(one)) + pd.Timedelta(1, "D") for one in right])
    with pytest.raises(AssertionError, match="does not belong"):
        checks.table(later, table, key="time")


@pytest.mark.parametrize("places", range(4))
@pytest.mark.parametrize(
    "cut", [np.round, lambda one, n: np.floor(one * 10**n) / 10**n, lambda one, n: np.ceil(one * 10**n) / 10**n]
)
def test_a_rounded_answer_is_told_so(places, cut):
    for exact in (14.285714, 123.4567891, 2.718281828):
        given = float(cut(exact, places))
        assert "seems to be rounded" in said(lambda: checks.number(given, exact))
        assert "seems to be rounded" in said(lambda: checks.agrees(given, lambda: exact, ()))
        assert "seems to be rounded" in said(lambda: checks.bounds((given, exact), (exact, exact)))
    assert "rounded" not in said(lambda: checks.number(14.4857, 14.285714))


def said(check) -> str:
    with pytest.raises(AssertionError) as error:
        check()
    return str(error.value)


SECRET = "secret-" * 400


def raising(*_):
    raise ValueError(SECRET)


Raised = type("E" * 3000, (Exception,), {})


def raising_by_name(*_):
    raise Raised(SECRET)


@pytest.mark.parametrize(
    "check",
    [
        lambda: checks.returns(lambda table: table.assign(year=SECRET), (RIGHT,), RIGHT, key="year"),
        lambda: checks.returns(lambda table: table.rename(columns={"year": SECRET}), (RIGHT,), RIGHT, key="year"),
        lambda: checks.returns(lambda table: table.rename(columns={"rate": SECRET})["year"], (RIGHT,), RIGHT, key="year"),
        lambda: checks.returns(lambda table: table.assign(rate=SECRET), (RIGHT,), RIGHT, key="year"),
        lambda: checks.returns(lambda table: table.assign(**{SECRET: 1}), (RIGHT,), COLUMN),
        lambda: checks.returns(lambda table: SECRET, (RIGHT,), 1.0),
        lambda: checks.returns(lambda table: SECRET, (RIGHT,), "a"),
        lambda: checks.returns(lambda table: [SECRET], (RIGHT,), ["a"]),
        lambda: checks.returns(lambda table: (SECRET, 1), (RIGHT,), (1.0, 2.0)),
        lambda: checks.returns(raising, (RIGHT,), 1.0),
        lambda: checks.returns(raising_by_name, (RIGHT,), 1.0),
        lambda: checks.returns(lambda *_: 0, (list(range(10**6, 10**6 + 99)), {"a": [1.5] * 99}), 1.0),
        lambda: checks.agrees(SECRET, lambda: 1.0, ()),
        lambda: charts.titled(titled(SECRET)),
        lambda: charts.labelled(titled("x", xlabel=SECRET), x=["year"]),
        lambda: charts.source_line(titled(f"source: {SECRET}"), ["register"]),
        lambda: charts.ranges(named(SECRET), {"a": (1.0, 2.0)}),
        lambda: hunts.form([SECRET], ["r01"]),
        lambda: hunts.form({"r01": SECRET}, ["r01"], kinds=True),
    ],
)
def test_what_a_student_gives_is_quoted_in_part(check):
    assert len(said(check)) < 500 and SECRET[:200] not in said(check)


def titled(text, **words):
    _, ax = plt.subplots()
    ax.plot([1, 2])
    ax.set(title=text, **words)
    return ChartFacts(json.loads(json.dumps(charts.facts(ax))))


def named(text):
    _, ax = plt.subplots()
    ax.hlines([text], [1], [2])
    return ChartFacts(json.loads(json.dumps(charts.facts(ax))))


def test_hidden_arguments_are_not_printed_at_length():
    given = (51234, (0.1834762, 0.3918273), (1234, 4567))
    message = said(lambda: checks.returns(lambda *_: (0.0, 1.0), given, (5.0, 6.0)))
    assert "0.1834762" not in message and "51234" not in message
    assert "<lambda>(60, (0.5, 0.8), (10, 20)) is" in said(
        lambda: checks.returns(lambda *_: (0.0, 1.0), (60, (0.5, 0.8), (10, 20)), (5.0, 6.0))
    )


@pytest.mark.parametrize("blank", [None, math.nan, pd.NA, np.nan])
def test_a_missing_entry_of_a_list_is_told_as_one(blank):
    message = said(lambda: checks.value(["a", blank], ["a"], wrong={"A missing entry is no text.": ["a", None]}))
    assert "A missing entry is no text." in message
