"""Keys of the numeric questions of the capstone, and what plausible wrong methods give."""

from coursebook.evidence.numbers import cell


def us_1970_per_month() -> float:
    """The US Army's rate of 1970 for a month: a twelfth of the yearly one."""
    return cell("us-rate-1970") / 12


def us_1970_as_printed() -> float:
    """The yearly rate taken for a monthly one."""
    return cell("us-rate-1970")


def us_1970_times_twelve() -> float:
    """The yearly rate multiplied where it must be divided."""
    return cell("us-rate-1970") * 12


def us_1970_ten_months() -> float:
    """Divided by ten months, as the Ukrainian figures of 2025 must be."""
    return cell("us-rate-1970") / 10


def army_2007() -> float:
    """The strength that the count and the rate of fiscal 2007 imply: the count over the rate, times a thousand."""
    return cell("us-n-2007") / cell("us-rate-2007") * 1000


def army_2007_in_thousands() -> float:
    """The same with the thousand of the rate forgotten."""
    return cell("us-n-2007") / cell("us-rate-2007")


def army_2007_multiplied() -> float:
    """Count and rate multiplied."""
    return cell("us-n-2007") * cell("us-rate-2007")


def army_2007_per_cent() -> float:
    """The rate read as a percentage."""
    return cell("us-n-2007") / cell("us-rate-2007") * 100
