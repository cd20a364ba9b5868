"""All that is found out about a class: by item, by outcome, by variant, and on the Rasch scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coursebook.grading.analysis import advice, classical, fairness, rasch
from coursebook.grading.analysis.classical import Estimate, ItemStatistics
from coursebook.grading.analysis.fairness import Comparison
from coursebook.grading.analysis.given import Trait
from coursebook.grading.analysis.rasch import Rasch
from coursebook.grading.analysis.scores import Scores


@dataclass(frozen=True)
class Outcome:
    """A learning outcome: the mean share of the points of its ``items`` that are marked, over students who have all of them."""

    id: str
    items: tuple[str, ...]
    students: int
    share: Estimate | None


@dataclass(frozen=True)
class Findings:
    """What :func:`analyse` found. ``counted`` students entered sums; ``suggestions`` go by item, "" for the whole class."""

    scores: Scores
    items: list[ItemStatistics]
    counted: int
    reliability: Estimate | None
    outcomes: list[Outcome]
    traits: list[Trait]
    comparisons: list[Comparison]
    scale: Rasch | None
    suggestions: dict[str, list[str]]

    @property
    def judged(self) -> list[bool]:
        """For each item whether something is said of it: all but those that wait for a person."""
        return [bool(is_marked) or self.scores.is_drawn for is_marked in self.scores.is_marked]


def analyse(scores: Scores, traits: Sequence[Trait] = ()) -> Findings:
    """The analysis of a class; ``traits`` say how its variants differ."""
    counted = scores.counted()
    items = classical.statistics_of(scores)
    comparisons, scale = fairness.compare(scores, traits), rasch.of_class(scores)
    reliability = classical.alpha(counted.earned)
    suggestions = {one.id: advice.of_item(one, scale, comparisons) for one in items} | {"": advice.of_class(reliability)}
    return Findings(
        scores,
        items,
        len(counted.students),
        reliability,
        _outcomes(scores),
        list(traits),
        comparisons,
        scale,
        {id: said for id, said in suggestions.items() if said},
    )


def _outcomes(scores: Scores) -> list[Outcome]:
    found = []
    for outcome in sorted({item.outcome for item in scores.items} - {""}):
        places = [place for place, item in enumerate(scores.items) if item.outcome == outcome and scores.is_marked[place]]
        if not places:
            continue
        points = np.array([scores.items[place].points for place in places])
        shares = (scores.earned[:, places] / points.sum()).sum(axis=1)
        known = shares[~np.isnan(shares)]
        names = tuple(scores.items[place].id for place in places)
        found.append(Outcome(outcome, names, len(known), classical.difficulty(known)))
    return found
