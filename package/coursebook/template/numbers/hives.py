"""Colonies before and after a winter, both districts together."""

from coursebook.evidence.numbers import cells, computed


def _colonies(month: str) -> float:
    """All colonies counted in a month."""
    return cells("hives", month=month)["value"].sum()


@computed("colonies-october-2033")
def colonies_october() -> float:
    """The colonies of both districts in October 2033."""
    return _colonies("2033-10-01")


@computed("colonies-april-2034")
def colonies_april() -> float:
    """The colonies of both districts in April 2034."""
    return _colonies("2034-04-01")


@computed("winter-loss-2033", unit="%")
def winter_loss() -> float:
    """The share of the colonies of October 2033 that were dead in April 2034."""
    return 100 * (1 - colonies_april() / colonies_october())
