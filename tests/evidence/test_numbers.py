"""Every computed figure, worked out a second time from the raw figures typed here by hand."""

import pytest
from coursebook.evidence import InputError, computed_ids, number
from coursebook.evidence import numbers as module

EXPECTED = {
    "awol-per-month-2024": 67_840 / 12,
    "awol-per-month-2025": 162_500 / 10,
    "awol-growth-2024-2025": (162_500 / 10) / (67_840 / 12),
    "desertion-per-month-2024": 23_343 / 12,
    "desertion-per-month-2025": 21_500 / 10,
    "desertion-growth-2024-2025": 100 * (2_150 / 1_945.25 - 1),
    "awol-growth-2023-2024": 67_840 / 17_658,
    "desertion-growth-2023-2024": 23_343 / 7_883,
    "awol-december-2024-rise": 100 * (15_511 / 8_779 - 1),
    "awol-early-2022": 6_988 - 6_641,
    "awol-total-gap": 202_997 - 185_339,
    "awol-suspicion-share": 100 * 15_564 / 202_997,
    "desertion-suspicion-share": 100 * 1_248 / 50_058,
    "awol-court-share": 100 * 13_625 / 218_282,
    "desertion-court-share": 100 * 696 / 52_075,
    "cases-jan-sep-2024": 35_307 + 18_196,
    "sentences-jan-sep-2024": 766 + 177,
    "sentences-per-hundred-cases": 100 * 943 / 53_503,
    "bribe-first-usd": 5_000 / 41.991,
    "rate-change-2024": 100 * (41.991 / 40.115 - 1),
    "midas-contracts-low": 100 / 0.15,
    "midas-contracts-high": 100 / 0.10,
    "midas-days-after-series": 10,
    "index-rise-2012-2025": 36 - 26,
    "index-steps": 2025 - 2012,
    "index-steps-small": 11,
    "ww1-desertion-and-cowardice": 266 + 18,
    "ww1-other-military": 7 + 6 + 5 + 2 + 2,
    "ww1-shot-per-sentence": 100 * 346 / 3_080,
    "ww1-shot-per-declared-deserter": 100 * 266 / 146_733,
    "ww1-declared-per-thousand": 1000 * 146_733 / 8_700_000,
    "ww1-russian-spread": 2_000_000 / 10_000,
    "ww1-fr-shot-per-sentence": 100 * 49 / 554,
    "ww1-fr-leave-year-1916": 7 * 3,
    "ww1-fr-leave-year-1917": 7 * 4,
    "donbas-men-per-proceeding": 10_266 / 1_992,
    "us-rate-1970-month": 52.3 / 12,
    "ua-rate-2025-10": 1000 * 21_602 / 880_000,
    "ua-rate-2024-year": 1000 * (67_840 + 23_343) / 880_000,
    "ua-rate-2024-month": 1000 * (67_840 + 23_343) / 880_000 / 12,
    "us-rate-1971-ratio": 73.5 / 34,
    "leave-days-2025": 30,
    "intro-ukraine-in-court": 13_625 + 696,
    "intro-russia-in-court": 18_159 + 1_010,
    "intro-court-ratio": 19_169 / 14_321,
    "intro-ukraine-in-court-per-100000": 14_321 / 378.60221,
    "intro-russia-in-court-per-100000": 19_169 / 1_435.33851,
    "intro-court-ratio-per-head": (14_321 / 378.60221) / (19_169 / 1_435.33851),
    "intro-files-per-month-2025": (162_500 + 21_500) / 10,
    "ua-rate-2025-month": 1000 * 18_400 / 880_000,
    "ua-rate-2025-lowest": 1000 * 16_300 / 880_000,
    "ua-rate-2024-12": 1000 * (15_511 + 2_082) / 880_000,
    "us-rate-army-1971-over-2007": 34 / 9,
    "awol-other-steps": 18,
    "awol-other-steps-as-large": 8,
    "awol-other-steps-since-2023": 9,
    "awol-other-steps-since-2023-as-large": 2,
    "awol-rise-june-october-2025": 100 * (19_350 / 14_936 - 1),
    "births-per-1000-registered": 176_679 / 37_860.221,
    "intro-share-in-court": 100 * 14_321 / 270_357,
    "intro-population-ratio": 143.533851 / 37.86,
    "intro-direct-share-2024": 100 * 107 / 175,
    "intro-held-over-taken": 18 / 0.69,
    "awol-fall-june-2025": 100 * (1 - 14_936 / 18_134),
    "awol-rise-september-2025": 100 * (17_176 / 15_470 - 1),
    "awol-mean-january-april-2025": 61_852 / 4,
    "awol-mean-june-august-2025": (14_936 + 15_589 + 15_470) / 3,
    "awol-rise-autumn-2024": 15_511 / 5_181,
    "awol-month-steps": 19,
    "awol-month-steps-as-large": 9,
    "awol-month-steps-as-large-2022": 6,
    "both-month-steps-2025": 9,
    "aid-fall-2025": 100 * (1 - 80.8 / 97.7),
    "aid-share-us-2024": 100 * 46.44 / 97.7,
    "aid-rise-others-2025": 100 * ((80.8 - 0.48) / (97.7 - 46.44) - 1),
    "deaths-over-births-2024": 495_090 - 176_679,
    "population-fall-2021-2023": 44.30 - 37.73,
    "population-fall-per-absent": (44.30 - 37.73) * 1e6 / 200_000,
    "ru-awol-court-per-month": (18_159 - 9_059) / 11,
    "ru-sentenced-share": 100 * 17_721 / 20_662,
}


def test_every_figure_is_tested():
    assert set(EXPECTED) == set(computed_ids())


@pytest.mark.parametrize("id", EXPECTED)
def test_a_figure_agrees_with_the_hand_count(id):
    # The hand count takes population and the like as printed, to two decimals.
    assert number(id).value == pytest.approx(EXPECTED[id], rel=2e-3)


def test_steps_between_months_counted_again_by_hand():
    awol = {
        "2022-01": 197, "2022-02": 142, "2022-03": 167, "2022-04": 205, "2022-05": 320, "2022-06": 299, "2022-07": 483,
        "2022-08": 546, "2022-09": 656, "2022-11": 1619, "2022-12": 877, "2023-01": 795, "2023-03": 990, "2023-12": 2000,
        "2024-01": 2159, "2024-04": 3315, "2024-07": 4959, "2024-09": 5181, "2024-10": 7621, "2024-11": 8779,
        "2024-12": 15511, "2025-05": 18134, "2025-06": 14936, "2025-07": 15589, "2025-08": 15470, "2025-09": 17176,
        "2025-10": 19350,
    }  # fmt: skip
    ordinal = {month: int(month[:4]) * 12 + int(month[5:]) for month in awol}
    months = list(awol)
    steps = {
        after: abs(awol[after] / awol[before] - 1)
        for before, after in zip(months, months[1:], strict=False)
        if ordinal[after] - ordinal[before] == 1
    }
    large = [month for month, size in steps.items() if size >= 1 - 14_936 / 18_134]
    assert len(steps) == number("awol-month-steps").value
    assert len(large) == number("awol-month-steps-as-large").value
    assert sum(month.startswith("2022") for month in large) == number("awol-month-steps-as-large-2022").value


def test_a_figure_is_as_good_as_its_weakest_row():
    assert number("bribe-first-usd").grade == "C"
    assert number("us-rate-1971-ratio").grade == "B"
    assert number("awol-growth-2024-2025").grade == "A"


def test_a_figure_knows_its_rows_tables_and_sources():
    found = number("awol-growth-2024-2025")
    assert set(found.rows) == {"ogp407-2025-10m", "ogp407-2024"}
    assert found.tables == ("ukraine_cases_yearly",)
    assert found.sources == ("ogp-register",)
    assert found.text == "2.9" and found.explanation.startswith("How many times")


def test_a_blank_is_not_computed_with():
    with pytest.raises(InputError, match="Its value is blank"):
        module.cell("ww1-ah-executed")


def test_an_unknown_figure_names_the_nearest():
    with pytest.raises(InputError, match="write 'awol-growth-2024-2025'"):
        number("awol-growth-2024-25")


def test_two_functions_for_one_id_or_none_to_explain_it_are_refused():
    with pytest.raises(ValueError, match="two functions compute"):
        module.computed("awol-per-month-2024")(lambda: 1.0)
    with pytest.raises(ValueError, match="has no docstring"):
        module.computed("silent")(lambda: 1.0)
