"""The checks: right answers pass in every form, and a message names the mistake and never the right answer."""

from __future__ import annotations

import random
from enum import Enum

import numpy as np
import pandas as pd
import pytest
from coursebook import checks


def told(check, *arguments, **options) -> str:
    with pytest.raises(AssertionError) as error:
        check(*arguments, **options)
    return str(error.value)


@pytest.mark.parametrize("answer", [3, 3.0, np.float64(3), np.int64(3), np.array(3), np.array(3.0), 3.0000001])
def test_a_right_number_in_any_type(answer):
    checks.number(answer, 3.0, tolerance=1e-3)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "nothing (None); does the function end with return?"),
        ("7.25", "should be a number but is text ('7.25')"),
        (True, "True, which is true or false"),
        (pd.NA, "a value that it needs is missing"),
        (float("nan"), "a value that it needs is missing"),
        (pd.Series([7.25]), "a column (Series)"),
        (725.0, "100 times too large: a share or per cent?"),
        (0.0725, "100 times too small"),
        (7250.0, "off by thousands"),
        (-7.25, "sign is the wrong way round"),
        (1 / 7.25, "upside down"),
        (7.2, "seems to be rounded"),
        (6.5, "Divided by twelve."),
        (7.9, "too large"),
    ],
)
def test_what_is_wrong_with_a_number(answer, said):
    message = told(checks.number, answer, 7.25, tolerance=0.01, wrong={"Divided by twelve.": 6.5}, see="Chapter, 'Heading'")
    assert said in message and message.endswith("Read on: Chapter, 'Heading'.")
    assert "is 7.25" not in message


def test_a_visible_check_of_a_number_holds_no_key():
    checks.number(5.0, least=0, most=10, wrong={"No.": 6.0})
    assert "cannot be below 0" in told(checks.number, -1, least=0)
    assert "cannot be above 10" in told(checks.number, 11, most=10)
    assert "No." in told(checks.number, 6.0, wrong={"No.": 6.0})


def test_ranges():
    checks.bounds([1, 2], (1, 2))
    checks.bounds(np.array([1.0, 2.0]), (1, 2))
    assert "should be two numbers" in told(checks.bounds, 1.5, (1, 2))
    assert "should be two numbers" in told(checks.bounds, "12", (1, 2))
    assert "The lower end comes first" in told(checks.bounds, (2, 1), (1, 2))
    assert "should be two numbers, (low, high), but is a dict" in told(checks.bounds, {"low": 1, "high": 2}, (1, 2))
    assert "is a set ({1, 2}), which has no order" in told(checks.bounds, {1, 2}, (1, 2))
    assert "Nobody came back." in told(checks.bounds, (1, 3), (1, 2), wrong={"Nobody came back.": (1, 3)})
    assert "The upper end: That is too large" in told(checks.bounds, (1, 2.7), (1, 2))
    assert "upper end of your range is not a number" in told(checks.bounds, (1, float("nan")), (1, 2))


def test_words_and_lists():
    checks.value(np.str_("a"), "a")
    checks.value(("a", "b"), ["a", "b"])
    checks.value({"b", "a"}, ["a", "b"], ordered=False)
    assert "should be text but is nothing" in told(checks.value, None, "a")
    assert "which is not right" in told(checks.value, "b", "a")
    assert "which is not right" in told(checks.value, "b", None)
    assert "Did you mean 'spring'?" in told(checks.value, ["sprng"], ["spring"])
    assert "some are missing" in told(checks.value, ["a"], ["a", "b"])
    assert "in another order" in told(checks.value, ["b", "a"], ["a", "b"])
    assert "some twice" in told(checks.value, ["a", "b", "b"], ["a", "b"])
    assert "True" in told(checks.value, True, 1), "True is no 1"
    assert "'2031', which is text; a number is asked for" in told(checks.value, ["2031"], [2031])
    assert "capitals or blanks alone" in told(checks.value, "Fits ", "fits")
    assert "a missing value. That is not None" in told(checks.value, float("nan"), None)
    assert "a set ({'a'}), which has no order" in told(checks.value, {"a"}, ["a"])
    assert "of one entry; take it out of there" in told(checks.value, pd.Series(["a"]), "a")


class Names(str, Enum):  # noqa: UP042 - as students write it
    """Texts of a student's own, which print as their names."""

    FITS = "fits"


@pytest.mark.parametrize(
    "listed",
    [["a", "b"], ("a", "b"), np.array(["a", "b"]), pd.Index(["a", "b"]), pd.Categorical(["a", "b"]), {"a": 1, "b": 2}.keys()],
    ids=lambda one: type(one).__name__,
)
def test_a_list_in_any_form(listed):
    checks.value(listed, ["a", "b"])
    checks.chosen(listed, pd.Series(["a", "b", "c"]))
    assert "'b', which is none of those" in told(checks.chosen, listed, ["a", "c"])
    checks.value(Names.FITS, "fits")


def test_a_choice_that_is_none():
    assert "should be a list but is text" in told(checks.chosen, "ab", ["a", "b"])
    assert "is empty" in told(checks.chosen, [], ["a"])
    assert "which is text; a number is asked for" in told(checks.chosen, ["2031"], [2031, 2032])
    checks.chosen({2031}, [2031, 2032])


RIGHT = pd.DataFrame({"year": [2022, 2023], "species": ["wasp", "wasp"], "rate": [1.5, 2.5]})


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        RIGHT[["rate", "species", "year"]].iloc[::-1],
        RIGHT.assign(more=1),
        RIGHT.set_index(["year", "species"]),
        RIGHT.set_index("rate"),
        RIGHT.set_index(["species", "rate"]),
        RIGHT.astype({"year": "string"}),
        RIGHT.astype({"year": float, "rate": "Float64"}),
    ],
)
def test_a_right_table_in_any_form(answer):
    checks.table(answer, RIGHT, key=["year", "species"])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "should be a table (DataFrame) but is nothing"),
        (RIGHT["rate"], "this is a single column"),
        (RIGHT.rename(columns={"rate": "rates"}), "the column 'rate' is missing. Did you mean 'rates'?"),
        (pd.concat([RIGHT, RIGHT["rate"]], axis=1), "the column 'rate' stands in it more than once"),
        (pd.concat([RIGHT, RIGHT["year"]], axis=1), "the column 'year' stands in it more than once"),
        (RIGHT.iloc[:1], "the row 2023, wasp is missing"),
        (pd.concat([RIGHT, RIGHT.iloc[:1]]), "2022, wasp stands in it 2 times"),
        (pd.concat([RIGHT, RIGHT.iloc[:1].assign(year=2021)]), "the row 2021, wasp does not belong"),
        (RIGHT.assign(year=[2022, 2024]), "there is a row 2024, wasp, which does not belong"),
        (RIGHT.assign(rate=[1.5, None]), "'rate' of 2023, wasp is nan, which is not right"),
        (RIGHT.assign(rate=[1, 2]), "rounded down."),
        (RIGHT.assign(rate=["1.5", "2.0 %"]), "'rate' of 2022, wasp is text ('1.5')"),
        (RIGHT.assign(rate=[1.5, float("inf")]), "is inf, which is not right"),
    ],
)
def test_what_is_wrong_with_a_table(answer, said):
    message = told(checks.table, answer, RIGHT, key=["year", "species"], wrong={"rounded down.": RIGHT.assign(rate=[1, 2])})
    assert said in message and "2.5" not in message


def test_a_mistake_is_given_by_the_columns_that_it_changes():
    wrong = {"rounded.": {"rate": [1, 2]}, "years swapped.": lambda: {"year": [2023, 2022]}}
    for answer, said in (({"rate": [1, 2]}, "rounded."), ({"year": [2023, 2022]}, "years swapped.")):
        assert said in told(checks.table, RIGHT.assign(**answer), RIGHT, key=["year", "species"], wrong=wrong)
    assert "which is not right" in told(checks.table, RIGHT.assign(rate=[1, 3]), RIGHT, key=["year", "species"], wrong=wrong)


def test_a_column_and_the_order_of_rows():
    right = RIGHT.set_index("year")["rate"]
    checks.table(right.iloc[::-1], right)
    checks.table(right.to_frame(), right)
    assert "the value of 2023 is 9" in told(checks.table, right.replace(2.5, 9), right)
    assert "in another order" in told(checks.table, RIGHT.iloc[::-1], RIGHT, key="year", ordered=True)
    assert "index" in told(checks.table, RIGHT.set_index(["year", "species"])["rate"], right)
    assert "it has 1 rows, which is too few" in told(checks.table, RIGHT.iloc[:1], RIGHT)
    checks.table(RIGHT.set_index("year").reset_index(), RIGHT)


def test_a_function_is_called_with_copies():
    def spoil(table):
        table["year"] = 0
        return 1

    given = RIGHT.copy()
    checks.returns(spoil, (given,), 1)
    assert given.equals(RIGHT)


def test_what_is_wrong_with_a_function():
    assert "There should be a function here, not 3" in told(checks.call, 3)
    assert "<lambda>(1, 0) stops with ZeroDivisionError" in told(checks.call, lambda a, b: a / b, 1, 0)
    assert "stops with TypeError" in told(checks.call, lambda: 1, 2)

    def endless(limit):
        raise TimeoutError("as whoever runs it ends it")

    assert "endless(3) comes to no end within" in told(checks.call, endless, 3)
    assert "Totals." in told(checks.returns, lambda a: 5, (1,), 6, wrong={"Totals.": 5})
    assert "does the function end with return" in told(checks.returns, lambda a: None, (1,), 6.0)
    checks.returns(lambda a: (1, 2), (1,), (1, 2))
    checks.returns(lambda a: RIGHT, (1,), RIGHT, key=["year"])
    assert "should be True or False" in told(checks.returns, lambda a: 1, (1,), True)


def test_a_function_that_warns_or_prints_tells_nothing_on_the_error_stream(capfd):
    def loud(count):
        import sys
        import warnings

        warnings.warn("deprecated", FutureWarning, stacklevel=1)
        print("here")
        print("there", file=sys.stderr)
        return count

    checks.returns(loud, (1,), 1)
    assert capfd.readouterr() == ("", "")


def test_fresh_numbers_follow_from_name_and_seed(monkeypatch):
    monkeypatch.delenv("COURSEBOOK_SEED", raising=False)
    first = checks.rng("growth").random()
    assert first == checks.rng("growth").random() != checks.rng("other").random()
    monkeypatch.setenv("COURSEBOOK_SEED", "ann")
    assert checks.rng("growth").random() != first
    assert isinstance(checks.rng("growth"), random.Random)


def test_a_wrong_method_may_be_computed_only_when_an_answer_is_wrong():
    asked = []

    def late(result):
        return lambda: asked.append(1) or result

    table = pd.DataFrame({"year": [2024], "cases": [5.0]})
    for check, right, wrong in (
        (checks.number, 3.0, 30.0),
        (checks.bounds, (1.0, 2.0), (1.0, 3.0)),
        (checks.value, "summer", "spring"),
        (checks.table, table, table.assign(cases=6.0)),
    ):
        check(right, right, wrong={"This is another.": late(wrong)})
        assert not asked, check.__name__
        assert "This is another." in told(check, wrong, right, wrong={"This is another.": late(wrong)})
        assert asked.pop() == 1
