"""Corruption: sums converted and implied, the order of dates, the steps of the index."""

import pandas as pd
from coursebook.evidence.numbers import cell, cells, computed


@computed("bribe-first-usd", unit="USD")
def bribe_first_usd() -> float:
    """The unverified first bribe in dollars, at the official rate of late December 2024."""
    return cell("bribe-first") / cell("uah-2024-12-24")


@computed("rate-change-2024", unit="%", decimals=1)
def rate_change_2024() -> float:
    """By how many per cent the price of a dollar in hryvnias rose from late May to late December 2024."""
    return 100 * (cell("uah-2024-12-24") / cell("uah-2024-05-24") - 1)


@computed("midas-contracts-low", unit="USD million")
def midas_contracts_low() -> float:
    """Contracts that the alleged sum implies if each kickback was at the upper rate: the sum divided by that rate."""
    return cell("midas-usd") / (cell("midas-kick", "high") / 100)


@computed("midas-contracts-high", unit="USD million")
def midas_contracts_high() -> float:
    """Contracts that the alleged sum implies if each kickback was at the lower rate: the sum divided by that rate."""
    return cell("midas-usd") / (cell("midas-kick", "low") / 100)


@computed("midas-days-after-series")
def midas_days_after_series() -> float:
    """Days from the end of the last month in the published series to the day the Energoatom case became public."""
    last = cells("ukraine_cases_monthly")["month"].max() + pd.offsets.MonthEnd(0)
    announced = pd.Timestamp(cells("events", id="event-midas")["date"].iloc[0])
    return (announced - last).days


def _index_steps() -> pd.Series:
    """Changes of the index from each year to the next."""
    scores = cells("corruption_index").sort_values("year")
    return scores["value"].astype(float).diff().dropna()


@computed("index-rise-2012-2025")
def index_rise() -> float:
    """Points by which Ukraine's score in the Corruption Perceptions Index rose from 2012 to 2025."""
    return cell("cpi-2025") - cell("cpi-2012")


@computed("index-steps")
def index_steps() -> float:
    """Changes from one year to the next in Ukraine's score from 2012 to 2025."""
    return len(_index_steps())


@computed("index-steps-small")
def index_steps_small() -> float:
    """Yearly changes of Ukraine's score, up or down, that are no larger than the error stated for the index."""
    return int((_index_steps().abs() <= cell("error-cpi")).sum())
