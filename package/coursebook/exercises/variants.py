"""Each student's own data: drawn from a keyed hash, and accepted only if right and wrong answers lie far apart.

``exercises/<set>/variants.py`` says what is drawn (``draw``) and what makes a draw fair
(``RULES``). A draw that breaks a rule is drawn anew; the next draw follows from the same hash,
so that a variant can be rebuilt at any time from course, term, student and key.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from coursebook.evidence import load
from coursebook.evidence.tables import DATE_FORMATS, resource

__all__ = ["MADE", "Draw", "Rule", "perturbed", "real", "written"]

ORIGIN = "origin"
MADE = "made for this exercise, not a real count"
PARAMETERS = "variant.json"
MOST_DRAWS = 200
Answer = float | Sequence[float]


@dataclass(frozen=True)
class Draw:
    """What one student is given: parameters (JSON) and tables (CSV), by name."""

    parameters: dict[str, Any]
    tables: dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Rule:
    """When a draw is fair to one question.

    ``key`` and the ``wrong`` methods compute an answer (a number or several) from a draw. They must lie further apart
    than twice the ``tolerance`` (in the answer's unit), the key within ``size``, and ``steps`` (how many values the
    student has to combine) within ``step_bounds``.
    """

    question: str
    key: Callable[[Draw], Answer]
    wrong: Mapping[str, Callable[[Draw], Answer]]
    tolerance: float
    size: tuple[float, float]
    steps: Callable[[Draw], int] = lambda draw: 1
    step_bounds: tuple[int, int] = (1, 1)

    def broken_by(self, draw: Draw) -> str:
        """Why the draw is not fair, or nothing."""
        key = numbers(self.key(draw))
        low, high = self.size
        if not all(math.isfinite(one) and low <= one <= high for one in key):
            return f"{self.question}: the answer is not between {low:g} and {high:g}"
        if not self.step_bounds[0] <= self.steps(draw) <= self.step_bounds[1]:
            return f"{self.question}: the steps are not {self.step_bounds[0]} to {self.step_bounds[1]}"
        for name in self.wrong:
            if _distance(key, numbers(self.wrong[name](draw))) <= 2 * self.tolerance:
                return f"{self.question}: too near to the wrong method '{name}'"
        return ""

    def distances(self, draw: Draw) -> dict[str, float]:
        """How far each wrong method's answer lies from the key: the largest distance of any of their numbers."""
        key = numbers(self.key(draw))
        return {name: _distance(key, numbers(method(draw))) for name, method in self.wrong.items()}


@dataclass(frozen=True)
class Variant(Draw):
    """The data of one student: the draw that was taken, and ``rejected``, which tells why earlier ones were not."""

    seed: str
    tolerances: dict[str, float]
    rejected: tuple[str, ...] = ()

    @functools.cached_property
    def id(self) -> str:
        """A hash of the files."""
        files = self.files()
        hashed = hashlib.sha256(b"\0".join(name.encode() + b"\0" + files[name] for name in sorted(files)))
        return hashed.hexdigest()[:12]

    def files(self) -> dict[str, bytes]:
        """What lies beside the notebook: a CSV file for each table, and ``variant.json``."""
        files = {f"{name}.csv": table.to_csv(index=False, lineterminator="\n").encode() for name, table in self.tables.items()}
        given = {**self.parameters, "tolerance": self.tolerances}
        files[PARAMETERS] = (json.dumps(given, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
        return files


def written(table: str) -> pd.DataFrame:
    """A table of ``data/`` with its months and days as text, as they stand in the file.

    Raises:
        InputError: as for :func:`coursebook.evidence.load`.
    """
    found = load(table)
    for column in resource(table)["schema"]["fields"]:
        if column["type"] in DATE_FORMATS:
            found[column["name"]] = found[column["name"]].dt.strftime(DATE_FORMATS[column["type"]])
    return found


def real(table: str, columns: Sequence[str]) -> pd.DataFrame:
    """Columns of a table of ``data/``, as :func:`written`, with the column ``origin``, which says so.

    Raises:
        InputError: as for :func:`coursebook.evidence.load`.
        KeyError: the table has no such column.
    """
    return written(table)[list(columns)].assign(**{ORIGIN: f"data/{table}.csv"})


def perturbed(table: pd.DataFrame, columns: Sequence[str], chance: random.Random | None, spread: float = 0.2) -> pd.DataFrame:
    """The table with each figure of some columns moved by up to ``spread`` of itself, and marked as made for an exercise.

    Args:
        table: with the column ``origin``.
        columns: whole numbers stay whole.
        chance: ``None`` leaves the table as it is (the common variant has real data).
        spread: the largest relative change.

    Returns:
        A table of the same rows and columns; the one given stays as it is.
    """
    table = table.copy()
    if chance is None:
        return table
    for name in columns:
        whole = pd.api.types.is_integer_dtype(table[name]) or (table[name].dropna() % 1 == 0).all()
        moved = [None if pd.isna(one) else float(one) * chance.uniform(1 - spread, 1 + spread) for one in table[name].tolist()]
        table[name] = pd.array(
            [one if one is None or not whole else round(one) for one in moved], dtype="Int64" if whole else "Float64"
        )
    return table.assign(**{ORIGIN: MADE})


def seed(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 of the parts, in hexadecimal; the parts are kept apart, so that no two lists give one hash."""
    return hmac.new(key, json.dumps(parts, ensure_ascii=False).encode(), hashlib.sha256).hexdigest()


def accepted(
    draw: Callable[[random.Random | None], Draw],
    rules: Sequence[Rule],
    seed: str,
    common: bool,
    planted: Callable[[int], Mapping[str, pd.DataFrame]],
    unlike: Callable[[Draw], str] = lambda draw: "",
) -> tuple[Variant | None, tuple[str, ...]]:
    """The first fair draw that follows from a seed, and why earlier ones were rejected.

    Args:
        draw: the set's draw function; it gets ``None`` for the common variant.
        rules: the set's rules.
        seed: as from :func:`seed`.
        common: whether it is the variant of all, which has only one draw.
        planted: tables of error hunts, for the number of the draw.
        unlike: says why a draw that keeps the rules, its tables complete, is not taken; nothing if it is.

    Returns:
        The variant, or ``None`` if no draw was fair.
    """
    rejected = []
    tolerances = {rule.question: rule.tolerance for rule in rules}
    for attempt in range(1 if common else MOST_DRAWS):
        drawn = draw(None if common else random.Random(f"{seed}:{attempt}"))
        broken = next(filter(None, (rule.broken_by(drawn) for rule in rules)), "")
        if not broken:
            drawn = Draw(drawn.parameters, {**drawn.tables, **planted(attempt)})
            broken = unlike(drawn)
        if not broken:
            return Variant(drawn.parameters, drawn.tables, seed, tolerances, tuple(rejected)), tuple(rejected)
        rejected.append(broken)
    return None, tuple(rejected)


def numbers(answer: Answer) -> list[float]:
    """An answer's numbers: one, or several."""
    return [float(one) for one in answer] if isinstance(answer, Sequence) else [float(answer)]


def _distance(key: list[float], other: list[float]) -> float:
    return max(abs(a - b) for a, b in zip(key, other)) if len(key) == len(other) else math.inf
