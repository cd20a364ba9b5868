"""How often the item analysis finds an unfair variant, and how often it sees one where there is none; simulated classes."""

from __future__ import annotations

import argparse

import numpy as np
from coursebook.grading.analysis import fairness, rasch
from coursebook.grading.demo import simulated_marks


def main() -> None:
    """Print a table of shares of classes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--classes", type=int, default=1000, help="of each kind (default 1000)")
    parser.add_argument("--deals", type=int, default=499, help="how often variants are dealt out anew (default 499)")
    options = parser.parse_args()
    print("students  harder by  classes with a false alarm  unfair variant found")
    for students, harder in [(60, 0.0), (120, 0.0), (400, 0.0), (60, 1.5), (120, 1.5), (200, 1.5), (400, 1.0), (400, 1.5)]:
        wrong = found = 0
        for seed in range(options.classes):
            scores, traits = simulated_marks.marks(np.random.default_rng([seed, students]), students, harder)
            alarms = [one for one in fairness.compare(scores, traits, options.deals, seed) if one.is_alarm]
            is_it = [(one.item, one.trait) == ("item-1", "parameter-1") for one in alarms]
            found += any(one.level == "value 0" and it for one, it in zip(alarms, is_it))
            wrong += not all(is_it) if harder else bool(alarms)
        shown = f"{found / options.classes:.3f}" if harder else "-"
        print(f"{students:8}  {harder:9g}  {wrong / options.classes:26.3f}  {shown:>20}")
    errors = []
    for seed in range(100):
        scores, _ = simulated_marks.marks(np.random.default_rng(seed), 400)
        scale = rasch.fit((scores.earned == 4).astype(int), [item.id for item in scores.items])
        errors.append((scale.difficulty - np.linspace(-1.5, 1.5, simulated_marks.ITEMS)) / scale.error)
    inside = (np.abs(errors) < 1.96).mean()
    print(f"Rasch, 100 classes of 400: the true difficulty lies within 1.96 standard errors in {inside:.3f} of all cases.")


if __name__ == "__main__":
    main()
