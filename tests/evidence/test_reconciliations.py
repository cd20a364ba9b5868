"""Sums that should agree do; those that do not are the ones the book teaches with."""

import pandas as pd
import pytest
from coursebook.evidence import load, row


def value(id: str) -> float:
    return float(row(id).value)


def test_awol_to_july_2025_is_the_sum_of_its_years():
    parts = ["ogp407-2022", "ogp407-2023", "ogp407-2024", "ogp407-2025-7m"]
    assert sum(map(value, parts)) == value("ogp407-cum-2025-07") == 202_997


def test_the_misprint_drops_a_year_and_shifts_another():
    january_and_february = value("ogp407-2022") - value("ogp407-2022-mar-dec")
    assert january_and_february == 347
    wrong = january_and_february + value("ogp407-2022-mar-dec") + value("ogp407-2024") + value("ogp407-2025-7m")
    assert wrong == value("ogp407-cum-wrong") == 185_339


def test_monthly_and_yearly_figures_differ_by_what_the_research_says():
    months = [f"ogp407-m-2024-{month}" for month in (10, 11, 12)]
    assert value("ogp-2024-9m-407") + sum(map(value, months)) == 67_218
    assert value("ogp407-2024") == 67_840
    assert value("ogp407-m-2022-01") + value("ogp407-m-2022-02") == 339


def test_to_september_2025_by_sum_and_by_letter():
    by_sum = value("ogp407-cum-2025-07") + value("ogp407-m-2025-08") + value("ogp407-m-2025-09")
    assert by_sum == 235_643
    assert value("ogp407-cum-2025-09") == 235_646


def test_gross_less_closed_is_the_other_total_in_circulation():
    assert value("ogp-net-gross") == 270_357
    assert value("ogp-net-gross") - 4_562 == value("ogp-net-2025-08") == 265_795


def test_the_total_of_both_offences():
    assert value("ogp407-cum-2025-10") + value("ogp408-cum-2025-10") == 311_200
    assert value("ogp-cum-2025-10") == 311_327


def test_four_months_of_2025_follow_from_seven():
    known = sum(value(f"ogp407-m-2025-0{month}") for month in (5, 6, 7))
    assert value("ogp407-2025-7m") - known == value("ogp407-m-2025-01-04") == 61_852


def test_desertion_of_2025_follows_from_the_cumulative_count():
    earlier = sum(value(f"ogp408-{year}") for year in (2022, 2023, 2024))
    assert value("ogp408-cum-2025-10") - earlier == pytest.approx(value("ogp408-2025-10m"), abs=50)


def test_rows_that_repeat_another_table_agree_with_it():
    stages = load("ukraine_cases_by_stage")
    repeated = stages[stages["note"].fillna("").str.contains(r"Repeats [a-z0-9-]+")]
    assert len(repeated) >= 5
    for line in repeated.to_dict("records"):
        other = pd.Series([line["note"]]).str.extract(r"Repeats ([a-z0-9-]+)").iloc[0, 0]
        assert float(line["value"]) == value(other), line["id"]


def test_sent_to_court():
    assert value("court-407") + value("court-408") == 14_321


def test_russian_courts():
    cases = load("russia_cases_by_stage").set_index("id")["value"].astype(float)
    assert 9_059 + 627 + 339 == 10_025 == cases["ru-medz-2024-06"]


def test_british_executions_by_offence():
    table = load("ww1_british_executions")
    assert table["value"].sum() == value("ww1-uk-executed") == 346
    assert table.loc[table["in_306"], "value"].sum() == value("ww1-uk-306") == 306
    assert value("ww1-uk-desertion") + value("ww1-uk-cowardice") == 284


def test_aid_parts_make_the_year():
    table = load("aid_yearly")
    everyone = table[table["donor"] == "all"].pivot(index="year", columns="kind", values="value").astype(float)
    parts = everyone[["military", "financial", "humanitarian"]].sum(axis=1)
    assert (parts - everyone["total"]).abs().max() <= 0.2


def test_months_not_printed_are_missing_not_zero():
    monthly = load("ukraine_cases_monthly")
    awol = monthly[monthly["offence"] == "awol"].set_index("month")["value"]
    assert pd.Timestamp("2023-02-01") not in awol.index
    assert awol.notna().all() and (awol > 0).all()
    assert awol.asfreq("MS").isna().sum() >= 15


def test_no_official_month_after_october_2025():
    assert load("ukraine_cases_monthly")["month"].max() == pd.Timestamp("2025-10-01")


def test_ranges_hold_their_values():
    from coursebook.evidence.tables import data_tables

    outside = []
    for name in data_tables():
        frame = load(name).dropna(subset=["value", "low", "high"])
        bad = frame[(frame["value"] < frame["low"]) | (frame["value"] > frame["high"])]
        outside += bad["id"].tolist()
    assert outside == []
