"""Keys of the numeric questions on reform and support, and what plausible wrong methods give."""

import pandas as pd
from coursebook.evidence.numbers import cell, cells


def _other_steps() -> tuple[int, int]:
    """How many changes of AWOL cases between printed months there are beside June 2025's, and how many as large."""
    rows = cells("ukraine_cases_monthly", offence="awol").set_index("month")
    months = rows["value"].astype(float).asfreq("MS")
    steps = (months / months.shift() - 1).dropna()
    june = pd.Timestamp("2025-06-01")
    others = steps.drop(june)
    return len(others), int((others.abs() >= abs(steps[june])).sum())


def as_large_elsewhere() -> float:
    """Share in per cent of the other monthly changes that are at least as large as June 2025's, up or down."""
    others, large = _other_steps()
    return 100 * large / others


def as_large_with_june() -> float:
    """The same share with June counted among the changes that it is compared with."""
    others, large = _other_steps()
    return 100 * (large + 1) / (others + 1)


def as_large_june_in_denominator() -> float:
    """The same share with June taken out above the line but left in below it."""
    others, large = _other_steps()
    return 100 * large / (others + 1)


def smaller_elsewhere() -> float:
    """Share in per cent of the other monthly changes that are smaller than June 2025's."""
    others, large = _other_steps()
    return 100 * (others - large) / others


def october_rise_least() -> float:
    """Smallest rise in per cent of AWOL cases from September to October 2025 that the range for October allows."""
    return 100 * (cell("ogp407-m-2025-10", "low") / cell("ogp407-m-2025-09") - 1)


def october_rise_most() -> float:
    """The largest rise that the range allows: the upper end over September."""
    return 100 * (cell("ogp407-m-2025-10", "high") / cell("ogp407-m-2025-09") - 1)


def october_rise_middle() -> float:
    """The rise to the middle of the range, as if October were known exactly."""
    return 100 * (cell("ogp407-m-2025-10") / cell("ogp407-m-2025-09") - 1)


def october_rise_later_base() -> float:
    """The rise to the lower end as a share of October instead of September."""
    return 100 * (1 - cell("ogp407-m-2025-09") / cell("ogp407-m-2025-10", "low"))


def others_rise() -> float:
    """Billions of euros by which the aid of all donors but the United States rose from 2024 to 2025."""
    return cell("kiel-all-2025") - cell("kiel-us-2025") - (cell("kiel-all-2024") - cell("kiel-us-2024"))


def others_rise_as_total_fall() -> float:
    """Billions of euros by which the total fell: the change of all donors together."""
    return cell("kiel-all-2024") - cell("kiel-all-2025")


def others_rise_as_institutions() -> float:
    """Billions of euros by which the aid of EU institutions alone rose."""
    return cell("kiel-eu-2025") - cell("kiel-eu-2024")


def others_rise_added() -> float:
    """The fall of American aid and the fall of the total added, where they should be subtracted."""
    return cell("kiel-us-2024") - cell("kiel-us-2025") + others_rise_as_total_fall()


def _military_share(year: int) -> float:
    """The military part of a year's aid, in per cent."""
    return 100 * cell(f"kiel-all-{year}-military") / cell(f"kiel-all-{year}")


def military_share_rise() -> float:
    """Percentage points by which the military part's share of all aid rose from 2024 to 2025."""
    return _military_share(2025) - _military_share(2024)


def military_share_rise_relative() -> float:
    """The rise of the share in per cent of the share itself, not in points."""
    return 100 * (_military_share(2025) / _military_share(2024) - 1)


def military_amount_change() -> float:
    """The change of the amount of military aid in per cent, not of its share."""
    return 100 * (cell("kiel-all-2025-military") / cell("kiel-all-2024-military") - 1)


def military_share_old_total() -> float:
    """Change in points when the military aid of both years is divided by the total of 2024."""
    return 100 * (cell("kiel-all-2025-military") - cell("kiel-all-2024-military")) / cell("kiel-all-2024")


def may_desertion() -> float:
    """Desertion cases of May 2025: cases of both offences, a rounded figure, less the AWOL cases."""
    return cell("ogp-both-m-2025-05") - cell("ogp407-m-2025-05")


def may_added() -> float:
    """Both lines added, which counts the AWOL cases twice."""
    return cell("ogp-both-m-2025-05") + cell("ogp407-m-2025-05")


def may_both_as_desertion() -> float:
    """The line of both offences taken for the second offence alone."""
    return cell("ogp-both-m-2025-05")


def may_less_june() -> float:
    """Cases of both offences in May less those in June: a step in time instead of a part."""
    return cell("ogp-both-m-2025-05") - cell("ogp-both-m-2025-06")
