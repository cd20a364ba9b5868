"""Other wars: British executions by offence, rival counts, and desertion rates in one unit."""

from coursebook.evidence.numbers import cell, cells, computed

MONTHS_IN_YEAR = 12


def _per_thousand(count: float, strength: float) -> float:
    return 1000 * count / strength


@computed("ww1-desertion-and-cowardice")
def desertion_and_cowardice() -> float:
    """British executions of the First World War for desertion and for cowardice, added up."""
    return cells("ww1_british_executions", group="desertion or cowardice")["value"].sum()


@computed("ww1-other-military")
def other_military() -> float:
    """British executions of the First World War for the other military offences among those pardoned in 2006, added up."""
    return cells("ww1_british_executions", group="other military")["value"].sum()


@computed("ww1-shot-per-sentence", unit="%", decimals=1)
def shot_per_sentence() -> float:
    """British executions of the First World War as a share of the death sentences passed, for all offences."""
    return 100 * cell("ww1-uk-executed") / cell("ww1-uk-sentenced")


@computed("ww1-shot-per-declared-deserter", unit="%", decimals=2)
def shot_per_declared_deserter() -> float:
    """British executions for desertion as a share of the men declared deserters in the First World War."""
    return 100 * cell("ww1-uk-desertion") / cell("ww1-uk-declared")


@computed("ww1-declared-per-thousand")
def declared_per_thousand() -> float:
    """British declared deserters for each thousand men of the Empire under arms at any time in the whole war."""
    return _per_thousand(cell("ww1-uk-declared"), cell("ww1-empire-served"))


@computed("ww1-russian-spread")
def russian_spread() -> float:
    """How many times as large the highest estimate of Russian deserters up to November 1917 is as the lowest."""
    return cell("ww1-ru-high") / cell("ww1-ru-front")


@computed("ww1-fr-shot-per-sentence", unit="%", decimals=1)
def french_mutineers_shot() -> float:
    """French mutineers of 1917 who were shot as a share of those sentenced to death."""
    return 100 * cell("ww1-fr-mut-shot") / cell("ww1-fr-mut-sentenced")


@computed("ww1-fr-leave-year-1916")
def french_leave_before() -> float:
    """Days of home leave in a year by the French policy of 1916: its days in every four months, three times."""
    return 3 * cell("ww1-fr-leave-1916")


@computed("ww1-fr-leave-year-1917")
def french_leave_after() -> float:
    """Days of home leave in a year by the French policy of 1917: its days in every three months, four times."""
    return 4 * cell("ww1-fr-leave-1917")


@computed("donbas-men-per-proceeding", decimals=1)
def men_per_proceeding() -> float:
    """Soldiers named in proceedings for desertion in Ukraine up to February 2015, for each proceeding."""
    return cell("donbas-deserters-2015") / cell("donbas-proceedings-2015")


@computed("us-rate-1970-month", decimals=1)
def american_rate_month() -> float:
    """Deserters of the US Army in an average month of 1970 for each thousand soldiers: the rate of the year over twelve."""
    return cell("us-rate-1970") / MONTHS_IN_YEAR


@computed("ua-rate-2025-10", decimals=1)
def ukraine_rate_october() -> float:
    """Cases of AWOL and desertion registered in October 2025 for each thousand soldiers, by the strength given in January."""
    return _per_thousand(cell("ogp-both-m-2025-10"), cell("army-strength-2025"))


@computed("ua-rate-2024-year", decimals=1)
def ukraine_rate_2024() -> float:
    """Cases of AWOL and desertion registered in the whole of 2024 for each thousand soldiers, by the strength given in January."""
    return _per_thousand(cell("ogp407-2024") + cell("ogp408-2024"), cell("army-strength-2024"))


@computed("ua-rate-2024-month", decimals=1)
def ukraine_rate_month_of_2024() -> float:
    """Cases of AWOL and desertion in an average month of 2024 for each thousand soldiers: the rate of the year over twelve."""
    return ukraine_rate_2024() / MONTHS_IN_YEAR


def _both_in_2025():
    """Cases of both offences in each printed month of 2025."""
    return cells("ukraine_cases_monthly", offence="both")["value"].astype(float)


@computed("ua-rate-2025-month", decimals=1)
def ukraine_rate_month_of_2025() -> float:
    """Cases of AWOL and desertion in an average month of January to October 2025 for each thousand soldiers."""
    return _per_thousand((cell("ogp407-2025-10m") + cell("ogp408-2025-10m")) / 10, cell("army-strength-2025"))


@computed("ua-rate-2025-lowest", decimals=1)
def ukraine_rate_lowest() -> float:
    """The lowest month of 2025: cases of both offences for each thousand soldiers."""
    return _per_thousand(_both_in_2025().min(), cell("army-strength-2025"))


@computed("ua-rate-2024-12", decimals=1)
def ukraine_rate_december() -> float:
    """Cases of AWOL and desertion registered in December 2024 for each thousand soldiers."""
    return _per_thousand(cell("ogp407-m-2024-12") + cell("ogp408-m-2024-12"), cell("army-strength-2024"))


@computed("us-rate-army-1971-over-2007", decimals=1)
def army_over_volunteers() -> float:
    """How many times as high the US Army's own rate for 1971 is as its own rate for 2007."""
    return cell("us-rate-1971-army") / cell("us-rate-2007")


@computed("us-rate-1971-ratio", decimals=1)
def us_rates_of_1971() -> float:
    """How many times as high the desertion rate for 1971 in older books is as the one the US Army gave later."""
    return cell("us-rate-1971") / cell("us-rate-1971-army")


@computed("leave-days-2025")
def leave_days() -> float:
    """Days of yearly leave under the law of 2025: the guaranteed days are half of them, so twice as many."""
    return 2 * cell("law-leave-2025")
