"""Keys of the introduction's numeric questions, and what plausible wrong methods give."""

import pandas as pd
from coursebook.evidence.numbers import cell, cells


def _months(table: str, id: str) -> int:
    """How many months the figure of one row covers, first and last included."""
    row = cells(table, id=id).iloc[0]
    return (pd.Period(row["end"], "M") - pd.Period(row["start"], "M")).n + 1


def _ukraine_in_court() -> float:
    """Proceedings of both offences that Ukraine sent to court."""
    return cell("court-407") + cell("court-408")


def _russia_in_court() -> float:
    """Cases of both offences in Russian military courts."""
    return cell("ru-medz-2025-05-awol") + cell("ru-medz-2025-05-desertion")


def _ukraine_months() -> int:
    """Months that the Ukrainian count in court covers."""
    return _months("ukraine_cases_by_stage", "court-407")


def _russia_months() -> int:
    """Months that the Russian count in court covers."""
    return _months("russia_cases_by_stage", "ru-medz-2025-05-awol")


def court_per_month() -> float:
    """Russian cases in court a month over Ukrainian ones a month, each by the length of its own period."""
    return (_russia_in_court() / _russia_months()) / (_ukraine_in_court() / _ukraine_months())


def court_totals() -> float:
    """The two totals in court divided as they stand, periods of unequal length."""
    return _russia_in_court() / _ukraine_in_court()


def court_per_month_inverted() -> float:
    """Ukrainian cases in court a month over Russian ones a month."""
    return 1 / court_per_month()


def court_times_months() -> float:
    """The totals multiplied by their months, where they should be divided."""
    return (_russia_in_court() * _russia_months()) / (_ukraine_in_court() * _ukraine_months())


def court_against_opened() -> float:
    """Russian cases in court a month over Ukrainian proceedings opened a month: two stages."""
    return (_russia_in_court() / _russia_months()) / (cell("ogp-net-gross") / _ukraine_months())


def direct_share_later() -> float:
    """Direct help by the later text of the cited page, as a share of the money voted."""
    return 100 * cell("cfr-128") / cell("cfr-175")


def direct_share_earlier() -> float:
    """Direct help by the text of May 2024, as a share of the money voted."""
    return 100 * cell("cfr-107") / cell("cfr-175")


def allocated_over_voted() -> float:
    """Kiel's euros set aside over the dollars voted: another currency and another stage."""
    return 100 * cell("kiel-cum-2025-10-us") / cell("cfr-175")


def share_not_direct() -> float:
    """The part of the money voted that was no direct help, by the later text."""
    return 100 - direct_share_later()


def killed_share_highest() -> float:
    """The highest share of killed that both ranges of January 2026 allow: most killed, fewest casualties."""
    return 100 * cell("loss-csis26-k", "high") / cell("loss-csis26-c", "low")


def killed_share_both_high() -> float:
    """The upper end of the killed over the upper end of the casualties."""
    return 100 * cell("loss-csis26-k", "high") / cell("loss-csis26-c", "high")


def killed_share_both_low() -> float:
    """The lower end of the killed over the lower end of the casualties."""
    return 100 * cell("loss-csis26-k", "low") / cell("loss-csis26-c", "low")


def killed_share_lowest() -> float:
    """The lowest share that both ranges allow: fewest killed, most casualties."""
    return 100 * cell("loss-csis26-k", "low") / cell("loss-csis26-c", "high")


def killed_share_middles() -> float:
    """The middle of one range over the middle of the other."""
    killed = cell("loss-csis26-k", "low") + cell("loss-csis26-k", "high")
    return 100 * killed / (cell("loss-csis26-c", "low") + cell("loss-csis26-c", "high"))


def killed_over_wounded() -> float:
    """Most killed over the wounded alone: the casualties less the killed."""
    killed = cell("loss-csis26-k", "high")
    return 100 * killed / (cell("loss-csis26-c", "low") - killed)


def _months_added() -> int:
    """Months between the two running totals of Russian AWOL cases."""
    return _russia_months() - _months("russia_cases_by_stage", "ru-medz-2024-06-awol")


def _cases_added() -> float:
    """Russian AWOL cases added between the two running totals."""
    return cell("ru-medz-2025-05-awol") - cell("ru-medz-2024-06-awol")


def added_per_month() -> float:
    """Russian AWOL cases added a month between the running totals of June 2024 and May 2025."""
    return _cases_added() / _months_added()


def added_undivided() -> float:
    """The cases added in all those months, not divided by them."""
    return _cases_added()


def added_month_too_many() -> float:
    """The cases added, with June 2024 counted among the new months."""
    return _cases_added() / (_months_added() + 1)


def added_whole_period() -> float:
    """The later running total over all months since September 2022."""
    return cell("ru-medz-2025-05-awol") / _russia_months()


def added_whole_total() -> float:
    """The later running total, earlier cases included, over the new months alone."""
    return cell("ru-medz-2025-05-awol") / _months_added()


def us_share_allocated() -> float:
    """American aid as a share of what all donors set aside, both by the Kiel Institute, to October 2025."""
    return 100 * cell("kiel-cum-2025-10-us") / cell("kiel-cum-2025-10-all")


def us_voted_over_allocated() -> float:
    """Dollars voted by Congress over euros set aside by all donors."""
    return 100 * cell("cfr-175") / cell("kiel-cum-2025-10-all")


def us_over_europe() -> float:
    """American aid as a percentage of Europe's, not of the whole."""
    return 100 * cell("kiel-cum-2025-10-us") / cell("kiel-cum-2025-10-europe")


def us_of_two_donors() -> float:
    """American aid as a share of American and European aid, other donors left out."""
    us = cell("kiel-cum-2025-10-us")
    return 100 * us / (us + cell("kiel-cum-2025-10-europe"))
