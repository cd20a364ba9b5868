"""The introduction's sums: equal stages of procedure, shares of aid, land held and land taken."""

from coursebook.evidence.numbers import cell, computed


@computed("intro-ukraine-in-court")
def ukraine_in_court() -> float:
    """AWOL and desertion proceedings that Ukraine sent to court from January 2022 to August 2025, added up."""
    return cell("court-407") + cell("court-408")


@computed("intro-russia-in-court")
def russia_in_court() -> float:
    """AWOL and desertion cases in Russian military courts from September 2022 to May 2025, added up."""
    return cell("ru-medz-2025-05-awol") + cell("ru-medz-2025-05-desertion")


@computed("intro-court-ratio", decimals=1)
def court_ratio() -> float:
    """How many Russian AWOL and desertion cases in court (to May 2025) there are for each Ukrainian one (to August 2025)."""
    return russia_in_court() / ukraine_in_court()


def _per_100_000(cases: float, population: str) -> float:
    """Cases for each 100,000 inhabitants; the population stands in millions."""
    return cases / (cell(population) * 10)


@computed("intro-ukraine-in-court-per-100000", decimals=1)
def ukraine_in_court_per_head() -> float:
    """AWOL and desertion proceedings that Ukraine sent to court by August 2025, for each 100,000 inhabitants in 2024."""
    return _per_100_000(ukraine_in_court(), "pop-2024")


@computed("intro-russia-in-court-per-100000", decimals=1)
def russia_in_court_per_head() -> float:
    """AWOL and desertion cases in Russian military courts by May 2025, for each 100,000 inhabitants in 2024."""
    return _per_100_000(russia_in_court(), "pop-ru-2024")


@computed("intro-court-ratio-per-head", decimals=1)
def court_ratio_per_head() -> float:
    """How many Ukrainian cases in court there are for each Russian one once both are divided by their inhabitants."""
    return ukraine_in_court_per_head() / russia_in_court_per_head()


@computed("intro-files-per-month-2025")
def files_per_month() -> float:
    """AWOL and desertion proceedings opened a month in January to October 2025, rounded totals over ten months."""
    return (cell("ogp407-2025-10m") + cell("ogp408-2025-10m")) / 10


@computed("intro-share-in-court", unit="%", decimals=1)
def share_in_court() -> float:
    """Share of the AWOL and desertion proceedings opened in Ukraine by August 2025 that had been sent to court."""
    return 100 * ukraine_in_court() / cell("ogp-net-gross")


@computed("intro-population-ratio", decimals=1)
def population_ratio() -> float:
    """How many people live in Russia for each person in Ukraine, by the World Bank's estimates for 2024."""
    return cell("pop-ru-2024") / cell("pop-2024")


@computed("intro-direct-share-2024", unit="%")
def direct_share() -> float:
    """Share of the American appropriations that counted as direct help to Ukraine, by the text of May 2024."""
    return 100 * cell("cfr-107") / cell("cfr-175")


@computed("intro-held-over-taken")
def held_over_taken() -> float:
    """How many times the share of Ukraine taken in 2024 goes into the share held, by the lower share (spring 2024)."""
    return cell("occupied-cfr-2024") / cell("isw-2024-share")
