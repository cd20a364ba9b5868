"""Variants: their own for each student, the same each time, and fair."""

from __future__ import annotations

import hashlib
import hmac
import json
import random

import pandas as pd
import pytest
from coursebook.evidence import InputError, load
from coursebook.exercises import source, variants
from coursebook.exercises.sets import exercise
from coursebook.exercises.variants import MADE, Draw, Rule, perturbed, real
from coursebook.exercises.verify.certificate import certify

KEY = b"a secret of a course"


def test_the_seed_is_a_keyed_hash_of_its_parts():
    message = json.dumps(["c", "t", "s", "ann"]).encode()
    assert variants.seed(KEY, "c", "t", "s", "ann") == hmac.new(KEY, message, hashlib.sha256).hexdigest()
    assert variants.seed(KEY, "ab", "c") != variants.seed(KEY, "a", "bc")


def test_the_same_student_gets_the_same_bytes_and_another_gets_others(small):
    one, again = (exercise("small").variant("ann", KEY, "c", "t") for _ in range(2))
    assert one.files() == again.files() and one.id == again.id
    others = [("bob", KEY, "c", "t"), ("ann", b"another secret", "c", "t"), ("ann", KEY, "d", "t"), ("ann", KEY, "c", "u")]
    for other in others:
        assert exercise("small").variant(*other).files()["table.csv"] != one.files()["table.csv"]


def test_the_common_variant_has_the_real_data_and_needs_no_key(small):
    common = exercise("small").variant()
    assert common.id == exercise("small").variant(None, KEY, "c", "t").id
    assert common.tables["table"]["cases"].tolist() == load("ukraine_cases_yearly")["value"].tolist()
    assert set(common.tables["table"]["origin"]) == {"data/ukraine_cases_yearly.csv"}


def test_perturbed_figures_are_marked_and_near():
    table = real("ukraine_cases_yearly", ["year", "value", "low"])
    moved = perturbed(table, ["value", "low"], random.Random("x"), 0.1)
    assert set(moved["origin"]) == {MADE}
    assert (moved["value"] != table["value"]).sum() >= 7
    assert ((moved["value"] / table["value"] - 1).abs() <= 0.1001).all()
    assert moved["low"].isna().tolist() == table["low"].isna().tolist()
    assert table["origin"].iloc[0] != MADE, "the table that was given is changed"
    fractions = perturbed(pd.DataFrame({"a": [0.5, 1.5], "origin": ""}), ["a"], random.Random("x"))
    assert (fractions["a"] % 1 != 0).all()


def test_months_are_text_as_in_the_files():
    assert real("ukraine_cases_monthly", ["month"])["month"].iloc[0] == "2022-01-01"
    assert real("ukraine_cases_by_stage", ["start"])["start"].iloc[0] == "2022-01"
    assert real("exchange_rate", ["date"])["date"].iloc[0] == "2024-05-24"


def one(number: float) -> Draw:
    return Draw({"a": number}, {})


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (10, ""),
        (101, "the answer is not between 1 and 100"),
        (2.01, "too near to the wrong method 'two'"),
        (float("nan"), "not between"),
    ],
)
def test_a_rule_tells_why_a_draw_is_not_fair(number, said):
    rule = Rule("q", lambda draw: draw.parameters["a"], {"two": lambda draw: 2}, 0.1, (1, 100))
    assert said in rule.broken_by(one(number)) and bool(said) == bool(rule.broken_by(one(number)))


def test_the_margin_is_twice_the_tolerance():
    rule = Rule("q", lambda draw: draw.parameters["a"], {"two": lambda draw: 2.0}, 0.25, (1, 100))
    assert rule.broken_by(one(2.5)) and not rule.broken_by(one(2.5001))


def test_several_numbers_are_near_only_if_all_are():
    rule = Rule("q", lambda draw: [1, 2], {"b": lambda draw: [1, 2.1], "c": lambda draw: [1, 2, 3]}, 0.1, (0, 9))
    assert "'b'" in rule.broken_by(one(0))
    assert not Rule("q", lambda draw: [1, 2], {"b": lambda draw: [1, 3]}, 0.1, (0, 9)).broken_by(one(0))


def test_steps_stay_in_bounds():
    rule = Rule("q", lambda draw: 5, {}, 0.1, (0, 9), steps=lambda draw: draw.parameters["a"], step_bounds=(2, 3))
    assert "the steps are not 2 to 3" in rule.broken_by(one(4)) and not rule.broken_by(one(3))


def test_rejected_draws_are_drawn_anew_and_told(change):
    found = change("(1, 1e7)", "(4e5, 1e7)", "variants.py")
    drawn = [found.variant(f"s{number}", KEY) for number in range(40)]
    assert {variant.parameters["factor"] for variant in drawn} == {2, 3, 4}
    reasons = [reason for variant in drawn for reason in variant.rejected]
    assert any("not between" in reason for reason in reasons) and any("too near" in reason for reason in reasons) is False
    assert [variant.files() for variant in drawn] == [found.variant(f"s{number}", KEY).files() for number in range(40)]


def test_the_wrong_method_that_equals_the_key_is_rejected(small):
    found = exercise("small")
    drawn = [found.variant(f"s{number}", KEY) for number in range(40)]
    assert {variant.parameters["factor"] for variant in drawn} == {2, 3, 4}, "a factor of one changes nothing"
    assert any("too near to the wrong method 'not scaled'" in reason for variant in drawn for reason in variant.rejected)


def test_no_fair_draw_is_a_fault(change):
    found = change("(1, 1e7)", "(1, 2)", "variants.py")
    with pytest.raises(InputError, match="variants.py: No draw keeps the rules: scale: the answer is not between 1 and 2"):
        found.variant("ann", KEY)
    with pytest.raises(InputError, match="the common variant: No draw keeps the rules"):
        found.variant()


@pytest.mark.parametrize("name", source.known_sets())
def test_the_certificate_of_every_set_is_clean(name):
    found = certify(exercise(name), 10)
    assert found.different == found.variants == 11
    assert {spread.question for spread in found.spreads} <= {question.id for question in exercise(name).questions}
    for spread in found.spreads:
        assert spread.margin > 2 and spread.least <= spread.middle <= spread.most


@pytest.mark.parametrize("name", source.known_sets())
def test_every_table_says_where_it_is_from(name):
    found = exercise(name)
    for student in (None, "ann"):
        variant = found.variant(student, KEY)
        for table in (table for name, table in variant.tables.items() if not name.startswith("table_")):
            assert table["origin"].str.contains(r"data/\w+\.csv|made for this exercise").all()
        assert student is None or any(
            "origin" in table and (table["origin"] == MADE).all() for table in variant.tables.values()
        )
