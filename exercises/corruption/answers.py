"""Keys of the numeric questions on corruption, and what plausible wrong methods give."""

import math

from coursebook.evidence.numbers import cell


def later_bribe_december() -> float:
    """The later, unverified amount in dollars, at the official rate of late December 2024."""
    return cell("bribe-later") / cell("uah-2024-12-24")


def later_bribe_may() -> float:
    """The same amount in dollars at the rate of May 2024: the rate of another day."""
    return cell("bribe-later") / cell("uah-2024-05-24")


def later_bribe_from_article() -> float:
    """The article's dollars for the first amount, scaled up: its slip is carried along."""
    return cell("bribe-first-usd-article") * cell("bribe-later") / cell("bribe-first")


def later_bribe_multiplied() -> float:
    """The amount multiplied by the rate, which turns dollars into hryvnias."""
    return cell("bribe-later") * cell("uah-2024-12-24")


def hryvnia_loss() -> float:
    """By how many per cent the price of a hryvnia in dollars fell from late May to late December 2024."""
    return 100 * (1 - cell("uah-2024-05-24") / cell("uah-2024-12-24"))


def hryvnia_loss_as_dollar_rise() -> float:
    """By how many per cent the price of a dollar in hryvnias rose: the other denominator."""
    return 100 * (cell("uah-2024-12-24") / cell("uah-2024-05-24") - 1)


def hryvnia_loss_as_difference() -> float:
    """The difference of the two rates in hryvnias, read as if it were per cent."""
    return cell("uah-2024-12-24") - cell("uah-2024-05-24")


def half_contracts_smallest() -> float:
    """Smallest contracts, in million dollars, if half of the alleged sum came from kickbacks at the upper rate."""
    return cell("midas-usd") / 2 / (cell("midas-kick", "high") / 100)


def half_contracts_wrong_end() -> float:
    """Half of the sum over the lower rate: the largest contracts instead of the smallest."""
    return cell("midas-usd") / 2 / (cell("midas-kick", "low") / 100)


def half_contracts_whole_sum() -> float:
    """The whole alleged sum over the upper rate: the halving is forgotten."""
    return cell("midas-usd") / (cell("midas-kick", "high") / 100)


def half_contracts_multiplied() -> float:
    """Half of the sum times the upper rate: a share of the kickbacks instead of what they are a share of."""
    return cell("midas-usd") / 2 * (cell("midas-kick", "high") / 100)


def audited_rate() -> float:
    """Kickback rate in per cent if the alleged sum came from contracts twice as large as the lower end implies."""
    return 100 * cell("midas-usd") / (2 * cell("midas-usd") / (cell("midas-kick", "high") / 100))


def audited_rate_unchanged() -> float:
    """The upper alleged rate, left as it was although the contracts have doubled."""
    return cell("midas-kick", "high")


def audited_rate_doubled() -> float:
    """Twice the upper alleged rate: doubled along with the contracts."""
    return 2 * cell("midas-kick", "high")


def audited_rate_upside_down() -> float:
    """The contracts over the alleged sum: the fraction turned upside down."""
    return 2 * cell("midas-usd") / (cell("midas-kick", "high") / 100) / cell("midas-usd")


def difference_error() -> float:
    """Error of the difference of two poll figures that err independently: the error of one times the square root of two."""
    return math.sqrt(2) * cell("error-gallup")


def difference_error_of_one() -> float:
    """The error of a single figure, taken for that of a difference."""
    return cell("error-gallup")


def difference_error_added() -> float:
    """Both errors added in full."""
    return 2 * cell("error-gallup")
