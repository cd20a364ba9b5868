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
