"""What was learned of a past class, as a release keeps it: whom a variant gave points or cost them, and which draws are alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coursebook.exercises.balance.traits import is_in

ROUNDING = 1e-9


@dataclass(frozen=True)
class Effect:
    """How far a trait of the variants moved the marks of one item, in points off the mean of the class.

    ``groups`` are (group, points) of the groups that differed, ``others`` the points of all who were in none of them.
    """

    item: str
    trait: str
    groups: tuple[tuple[str, float], ...]
    others: float

    def points(self, values: Mapping[str, Any]) -> float:
        """The points of a student with these values of traits; none if the trait is not among them."""
        if self.trait not in values:
            return 0.0
        return next((points for group, points in self.groups if is_in(values[self.trait], group)), self.others)


@dataclass(frozen=True)
class Learned:
    """The effects that are balanced: the points that a draw is expected to give or cost lie between ``low`` and ``high``."""

    effects: tuple[Effect, ...]
    low: float
    high: float

    @property
    def traits(self) -> frozenset[str]:
        """Names of the traits that matter."""
        return frozenset(effect.trait for effect in self.effects)

    def expected(self, values: Mapping[str, Any]) -> float:
        """The points that a draw with these values of traits is expected to give or cost."""
        return sum(effect.points(values) for effect in self.effects)

    def broken_by(self, values: Mapping[str, Any]) -> str:
        """Why a draw is not like the others, or nothing."""
        if self.low - ROUNDING <= self.expected(values) <= self.high + ROUNDING:
            return ""
        return "a past class found it harder or easier than others"


def from_json(said: Any) -> Learned | None:
    """What ``release.json`` has of one, as a dictionary; ``None`` for nothing. Raises ``LookupError``, ``TypeError`` or ``ValueError``."""
    if not said:
        return None
    effects = tuple(
        Effect(
            one["item"], one["trait"], tuple((group, float(points)) for group, points in one["groups"]), float(one["others"])
        )
        for one in said["effects"]
    )
    return Learned(effects, float(said["low"]), float(said["high"]))
