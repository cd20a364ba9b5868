"""Ukrainian and Russian cases: growth, shares, stages and sums that should agree."""

from coursebook.evidence.numbers import cell, computed


def _per_month(id: str) -> float:
    """Cases a month of one row of the yearly table."""
    return cell(id) / cell(id, "months")


@computed("awol-per-month-2024")
def awol_per_month_2024() -> float:
    """AWOL cases a month in 2024: the year's registered cases over its months."""
    return _per_month("ogp407-2024")


@computed("awol-per-month-2025")
def awol_per_month_2025() -> float:
    """AWOL cases a month in January to October 2025, from the derived total of those months."""
    return _per_month("ogp407-2025-10m")


@computed("awol-growth-2024-2025", decimals=1)
def awol_growth() -> float:
    """How many times as many AWOL cases a month were registered in 2025 (to October) as in 2024."""
    return awol_per_month_2025() / awol_per_month_2024()


@computed("desertion-per-month-2024")
def desertion_per_month_2024() -> float:
    """Desertion cases a month in 2024: the year's registered cases over its months."""
    return _per_month("ogp408-2024")


@computed("desertion-per-month-2025")
def desertion_per_month_2025() -> float:
    """Desertion cases a month in January to October 2025, from the derived total of those months."""
    return _per_month("ogp408-2025-10m")


@computed("desertion-growth-2024-2025", unit="%")
def desertion_growth() -> float:
    """By how many per cent desertion cases a month rose from 2024 to 2025 (to October)."""
    return 100 * (desertion_per_month_2025() / desertion_per_month_2024() - 1)


@computed("awol-growth-2023-2024", decimals=1)
def awol_growth_before() -> float:
    """How many times as many AWOL cases a month were registered in 2024 as in 2023."""
    return awol_per_month_2024() / _per_month("ogp407-2023")


@computed("desertion-growth-2023-2024", decimals=1)
def desertion_growth_before() -> float:
    """How many times as many desertion cases a month were registered in 2024 as in 2023."""
    return desertion_per_month_2024() / _per_month("ogp408-2023")


@computed("awol-december-2024-rise", unit="%")
def awol_december_rise() -> float:
    """By how many per cent the AWOL cases of December 2024 exceed those of November."""
    return 100 * (cell("ogp407-m-2024-12") / cell("ogp407-m-2024-11") - 1)


@computed("awol-early-2022")
def awol_early_2022() -> float:
    """AWOL cases of January and February 2022: the year less its part from March on."""
    return cell("ogp407-2022") - cell("ogp407-2022-mar-dec")


@computed("awol-total-gap")
def awol_total_gap() -> float:
    """What the misprinted running total of AWOL cases lacks: the right total less the wrong one."""
    return cell("ogp407-cum-2025-07") - cell("ogp407-cum-wrong")


def _share(part: str, whole: str) -> float:
    """One row as a percentage of another."""
    return 100 * cell(part) / cell(whole)


@computed("awol-suspicion-share", unit="%", decimals=1)
def awol_suspicion_share() -> float:
    """AWOL proceedings with a notice of suspicion, as a share of those registered by July 2025."""
    return _share("suspicion-407-up", "registered-407-2025-07")


@computed("desertion-suspicion-share", unit="%", decimals=1)
def desertion_suspicion_share() -> float:
    """Desertion proceedings with a notice of suspicion, as a share of those registered by July 2025."""
    return _share("suspicion-408", "registered-408-2025-07")


@computed("awol-court-share", unit="%", decimals=1)
def awol_court_share() -> float:
    """AWOL proceedings sent to court, as a share of those registered by August 2025."""
    return _share("court-407", "registered-407-2025-08")


@computed("desertion-court-share", unit="%", decimals=1)
def desertion_court_share() -> float:
    """Desertion proceedings sent to court, as a share of those registered by August 2025."""
    return _share("court-408", "registered-408-2025-08")


@computed("cases-jan-sep-2024")
def cases_jan_sep_2024() -> float:
    """Proceedings for AWOL and desertion registered in January to September 2024, added."""
    return cell("registered-407-jan-sep-2024") + cell("registered-408-jan-sep-2024")


@computed("sentences-jan-sep-2024")
def sentences_jan_sep_2024() -> float:
    """Sentences for AWOL and desertion in January to September 2024, added."""
    return cell("sentences-407-jan-sep-2024") + cell("sentences-408-jan-sep-2024")


@computed("sentences-per-hundred-cases", decimals=1)
def sentences_per_hundred_cases() -> float:
    """Sentences in January to September 2024 for each hundred proceedings registered in those months."""
    return 100 * sentences_jan_sep_2024() / cases_jan_sep_2024()
