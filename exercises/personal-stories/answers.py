"""Keys of the numeric questions on personal stories, and what plausible wrong methods give."""

from coursebook.evidence.numbers import cell


def desertion_growth() -> float:
    """Desertion cases a month in 2023 over those a month in 2022, each year by its own months."""
    return (cell("ogp408-2023") / cell("ogp408-2023", "months")) / (cell("ogp408-2022") / cell("ogp408-2022", "months"))


def desertion_growth_of_totals() -> float:
    """Wrong: the totals of the two years are divided as if the years were equally long."""
    return cell("ogp408-2023") / cell("ogp408-2022")


def desertion_growth_months_swapped() -> float:
    """Wrong: each year is divided by the months of the other."""
    return (cell("ogp408-2023") / cell("ogp408-2022", "months")) / (cell("ogp408-2022") / cell("ogp408-2023", "months"))


def desertion_growth_less_one() -> float:
    """Wrong: the increase as a part of the first year, not how many times as many."""
    return desertion_growth() - 1


def _sum_with_misprint() -> float:
    """AWOL cases from 2022 to July 2025, with the misprinted figure for 2023."""
    return sum(cell(id) for id in ("ogp407-2022", "ogp407-2023-wrong", "ogp407-2024", "ogp407-2025-7m"))


def _early_2022() -> float:
    """AWOL cases of January and February 2022."""
    return cell("ogp407-2022") - cell("ogp407-2022-mar-dec")


def misprint_excess() -> float:
    """What the sum with the misprinted 2023 has too much: the sum less the printed total to July 2025."""
    return _sum_with_misprint() - cell("ogp407-cum-2025-07")


def misprint_excess_early_twice() -> float:
    """Wrong: January and February 2022 are added once more, although the year holds them."""
    return misprint_excess() + _early_2022()


def misprint_excess_without_early() -> float:
    """Wrong: January and February 2022 are taken off the year."""
    return misprint_excess() - _early_2022()


def misprint_sum() -> float:
    """Wrong: the sum itself instead of its gap to the printed total."""
    return _sum_with_misprint()


def returned_between() -> float:
    """Soldiers who came back between March and August 2025: the later running total less the earlier."""
    return cell("returned-2025-08") - cell("returned-2025-03")


def returned_added() -> float:
    """Wrong: the two running totals are added, so that the first months count twice."""
    return cell("returned-2025-08") + cell("returned-2025-03")


def returned_later_total() -> float:
    """Wrong: the later running total is taken for the months since March alone."""
    return cell("returned-2025-08")


def _desertion_share(year: str) -> float:
    """Desertion in per cent of the cases of both offences opened in a year."""
    return 100 * cell(f"ogp408-{year}") / (cell(f"ogp407-{year}") + cell(f"ogp408-{year}"))


def _desertion_to_awol(year: str) -> float:
    """Desertion in per cent of the AWOL cases opened in a year."""
    return 100 * cell(f"ogp408-{year}") / cell(f"ogp407-{year}")


def desertion_share_fall() -> float:
    """Percentage points by which desertion's share of both offences fell from 2024 to January to October 2025."""
    return _desertion_share("2024") - _desertion_share("2025-10m")


def desertion_share_fall_relative() -> float:
    """Wrong: the fall in per cent of the share of 2024, not in percentage points."""
    return 100 * desertion_share_fall() / _desertion_share("2024")


def desertion_share_fall_over_awol() -> float:
    """Wrong: desertion is divided by AWOL cases alone, not by the cases of both offences."""
    return _desertion_to_awol("2024") - _desertion_to_awol("2025-10m")


def desertion_share_fall_of_counts() -> float:
    """Wrong: the fall of the count of desertion cases in per cent, twelve months against ten."""
    return 100 * (1 - cell("ogp408-2025-10m") / cell("ogp408-2024"))
