"""Reform and support: months before and after the talks, aid by year, births and people."""

import pandas as pd
from coursebook.evidence.numbers import cell, cells, computed


def _steps(offence: str) -> pd.Series:
    """Change in per cent from one month to the next, wherever both months are in print."""
    rows = cells("ukraine_cases_monthly", offence=offence).set_index("month")
    months = rows["value"].astype(float).asfreq("MS")
    return (100 * (months / months.shift() - 1)).dropna()


def _as_large(steps: pd.Series) -> pd.Series:
    """The changes, in either direction, at least as large as that of June 2025."""
    return steps[steps.abs() >= abs(steps[pd.Timestamp("2025-06-01")])]


def _change(before: float, after: float) -> float:
    """Change in per cent."""
    return 100 * (after / before - 1)


def _other_donors(year: int) -> float:
    """Aid of a year from all donors but the United States, in billions of euros."""
    return cell(f"kiel-all-{year}") - cell(f"kiel-us-{year}")


@computed("awol-fall-june-2025", unit="%")
def awol_fall_june() -> float:
    """By how many per cent AWOL cases fell from May to June 2025."""
    return -_change(cell("ogp407-m-2025-05"), cell("ogp407-m-2025-06"))


@computed("awol-rise-september-2025", unit="%")
def awol_rise_september() -> float:
    """By how many per cent AWOL cases rose from August to September 2025."""
    return _change(cell("ogp407-m-2025-08"), cell("ogp407-m-2025-09"))


@computed("awol-mean-january-april-2025")
def awol_mean_january_april() -> float:
    """AWOL cases a month in January to April 2025: the sum of the four months over four."""
    return cell("ogp407-m-2025-01-04") / 4


@computed("awol-mean-june-august-2025")
def awol_mean_june_august() -> float:
    """AWOL cases a month in June to August 2025: the mean of the three months."""
    return sum(cell(f"ogp407-m-2025-{month:02}") for month in (6, 7, 8)) / 3


@computed("awol-rise-autumn-2024")
def awol_rise_autumn() -> float:
    """How many times as many AWOL cases were registered in December 2024 as in September 2024."""
    return cell("ogp407-m-2024-12") / cell("ogp407-m-2024-09")


@computed("awol-month-steps")
def awol_month_steps() -> float:
    """How many pairs of neighbouring months, both in print, the list of AWOL cases holds."""
    return len(_steps("awol"))


@computed("awol-month-steps-as-large")
def awol_month_steps_as_large() -> float:
    """How many changes of AWOL cases between neighbouring months, up or down and in per cent, were at least as large as
    the fall of June 2025, itself included."""
    return len(_as_large(_steps("awol")))


@computed("awol-month-steps-as-large-2022")
def awol_month_steps_as_large_2022() -> float:
    """How many of the changes of AWOL cases at least as large as that of June 2025 belong to 2022."""
    return sum(_as_large(_steps("awol")).index.year == 2022)


def _other(steps: pd.Series) -> pd.Series:
    """The changes without that of June 2025, which is no yardstick for itself."""
    return steps.drop(pd.Timestamp("2025-06-01"))


@computed("awol-other-steps")
def awol_other_steps() -> float:
    """How many changes of AWOL cases between neighbouring months are in print besides that of June 2025."""
    return len(_other(_steps("awol")))


@computed("awol-other-steps-as-large")
def awol_other_steps_as_large() -> float:
    """How many of the other changes of AWOL cases, up or down and in per cent, are at least as large as June's."""
    return len(_other(_as_large(_steps("awol"))))


@computed("awol-other-steps-since-2023")
def awol_other_steps_lately() -> float:
    """How many of the other changes of AWOL cases lead into a month of 2023 or later, when counts were no longer small."""
    return sum(_other(_steps("awol")).index.year >= 2023)


@computed("awol-other-steps-since-2023-as-large")
def awol_other_steps_lately_as_large() -> float:
    """How many of the other changes since 2023 are at least as large as June's."""
    return sum(_other(_as_large(_steps("awol"))).index.year >= 2023)


@computed("awol-rise-june-october-2025", unit="%")
def awol_rise_after_june() -> float:
    """By how many per cent AWOL cases rose from June to October 2025, the last from rounded totals."""
    return _change(cell("ogp407-m-2025-06"), cell("ogp407-m-2025-10"))


@computed("births-per-1000-registered", decimals=1)
def births_per_thousand() -> float:
    """Births registered in 2024 for each thousand people, by the World Bank's population for that year."""
    return cell("births-2024") / (cell("pop-2024") * 1000)


@computed("both-month-steps-2025")
def both_month_steps() -> float:
    """How many changes between neighbouring months of 2025 the list of both offences together holds."""
    return len(_steps("both"))


@computed("aid-fall-2025", unit="%")
def aid_fall() -> float:
    """By how many per cent the aid allocated by all donors fell from 2024 to 2025."""
    return -_change(cell("kiel-all-2024"), cell("kiel-all-2025"))


@computed("aid-share-us-2024", unit="%")
def aid_share_us() -> float:
    """The share of the United States in the aid that all donors allocated in 2024."""
    return 100 * cell("kiel-us-2024") / cell("kiel-all-2024")


@computed("aid-rise-others-2025", unit="%")
def aid_rise_others() -> float:
    """By how many per cent the aid of all donors but the United States rose from 2024 to 2025."""
    return _change(_other_donors(2024), _other_donors(2025))


@computed("deaths-over-births-2024")
def deaths_over_births() -> float:
    """Deaths registered in Ukraine in 2024 less births registered in that year."""
    return cell("deaths-2024") - cell("births-2024")


@computed("population-fall-2021-2023", decimals=1)
def population_fall() -> float:
    """By how many million the World Bank's estimate of Ukraine's population fell from 2021 to 2023."""
    return cell("pop-2021") - cell("pop-2023")


@computed("population-fall-per-absent")
def population_fall_per_absent() -> float:
    """The fall of the population estimate from 2021 to 2023 over the number of soldiers absent without leave in
    January 2026."""
    return population_fall() * 1e6 / cell("awol-stock-2026-01")


@computed("ru-awol-court-per-month")
def russian_awol_cases_per_month() -> float:
    """AWOL cases that reached Russian courts in a month: the running total of May 2025 less that of June 2024, over the
    eleven months between them."""
    return (cell("ru-medz-2025-05-awol") - cell("ru-medz-2024-06-awol")) / 11


@computed("ru-sentenced-share", unit="%")
def russian_share_sentenced() -> float:
    """The share of the men in Russian refusal cases up to May 2025 who had been sentenced."""
    return 100 * cell("ru-medz-2025-05-sentenced") / cell("ru-medz-2025-05")
