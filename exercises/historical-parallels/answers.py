"""Keys of the numeric questions on historical parallels, and what plausible wrong methods give."""

from __future__ import annotations

from coursebook.evidence.numbers import cell

MONTHS_IN_YEAR = 12


def french_spread() -> float:
    """How many times as large the highest French count of men shot is as the lowest, the magazine's count left out."""
    return cell("ww1-fr-1009") / cell("ww1-fr-550")


def french_spread_with_sentences() -> float:
    """Wrong: the magazine's count, which seems to be one of sentences, taken as the highest."""
    return cell("ww1-fr-1637") / cell("ww1-fr-550")


def french_spread_below_the_top() -> float:
    """Wrong: the official figure taken as the highest, and the widest list overlooked."""
    return cell("ww1-fr-918") / cell("ww1-fr-550")


def french_spread_as_surplus() -> float:
    """Wrong: the surplus of the highest over the lowest, in place of the whole."""
    return french_spread() - 1


def saigon_over_us_army() -> float:
    """How many times as high the rate of South Vietnam in October 1965 is as that of the US Army in 1970, both a month."""
    return cell("arvn-rate-1965-10") / (cell("us-rate-1970") / MONTHS_IN_YEAR)


def saigon_over_us_army_as_printed() -> float:
    """Wrong: a rate a month divided by a rate a year."""
    return cell("arvn-rate-1965-10") / cell("us-rate-1970")


def us_army_over_saigon() -> float:
    """Wrong: the units agree, but the ratio is upside down."""
    return 1 / saigon_over_us_army()


def saigon_of_1964_over_us_army() -> float:
    """Wrong: the rate of October 1964 taken for that of October 1965."""
    return cell("arvn-rate-1964-10") / (cell("us-rate-1970") / MONTHS_IN_YEAR)


def _taken_off(reported: float) -> float:
    return 100 * (reported - cell("cw-union-fry-net")) / reported


def fry_taken_off() -> float:
    """Share of the Union desertions reported that Fry's lower total leaves out as lawful absence, in percent."""
    return _taken_off(cell("cw-union-fry-gross"))


def fry_taken_off_over_rest() -> float:
    """Wrong: what was taken off, divided by what was left."""
    return 100 * (cell("cw-union-fry-gross") / cell("cw-union-fry-net") - 1)


def fry_left() -> float:
    """Wrong: the share that was left, in place of the share taken off."""
    return 100 - fry_taken_off()


def fry_taken_off_returns() -> float:
    """Wrong: the count of the unit returns taken for Fry's own reported total."""
    return _taken_off(cell("cw-union-returns"))


def italian_sentences_carried_out() -> float:
    """Italian executions by sentence as a share of the death sentences on men in custody, in percent."""
    return 100 * cell("ww1-it-executed") / (cell("ww1-it-sentenced") - cell("ww1-it-absentia"))


def italian_executed_over_all_sentences() -> float:
    """Wrong: sentences on men who were not in custody left in the denominator."""
    return 100 * cell("ww1-it-executed") / cell("ww1-it-sentenced")


def italian_executed_with_summary() -> float:
    """Wrong: men shot without trial counted among the sentences carried out."""
    in_custody = cell("ww1-it-sentenced") - cell("ww1-it-absentia")
    return 100 * (cell("ww1-it-executed") + cell("ww1-it-summary")) / in_custody


def italian_executed_over_absent() -> float:
    """Wrong: divided by the sentences on absent men, which could not be carried out."""
    return 100 * cell("ww1-it-executed") / cell("ww1-it-absentia")
