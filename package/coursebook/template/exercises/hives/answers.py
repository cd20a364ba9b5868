"""Keys of the numeric questions on hives, and what plausible wrong methods give."""

from coursebook.evidence.numbers import cell


def loss_share() -> float:
    """Northfold's loss as a share of the colonies of October."""
    return 100 * (1 - cell("northfold-2034-04") / cell("northfold-2033-10"))


def loss_of_spring() -> float:
    """The loss as a share of the colonies of April."""
    return 100 * (cell("northfold-2033-10") / cell("northfold-2034-04") - 1)


def loss_count() -> float:
    """The number of colonies lost."""
    return cell("northfold-2033-10") - cell("northfold-2034-04")
