"""What differed between the variants that a class was given, read from the release: its parameters, and the faults planted."""

from __future__ import annotations

import csv
import json
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursebook.exercises import hunts
from coursebook.exercises.balance.traits import faults, half, name_of, parameters
from coursebook.exercises.release.existing import STUDENTS
from coursebook.exercises.sets import Exercise
from coursebook.exercises.variants import PARAMETERS

MOST_LEVELS = 6
UNKNOWN = ""


@dataclass(frozen=True)
class Trait:
    """One thing in which variants differ: for each student its level, "" where it is not known.

    ``item`` is the only item that it can concern, or nothing if it may concern any.
    """

    name: str
    levels: tuple[str, ...]
    item: str = ""


def traits(exercise: Exercise, students: Sequence[str], variants: Sequence[str], release: Path | None) -> list[Trait]:
    """What can be compared: few whole variants, and what the files of the release say about many.

    Numbers with more than :data:`MOST_LEVELS` values become two halves, at the median; other text with as many is left out.
    """
    found = [Trait("variant", tuple(variants))] if len(set(variants)) <= MOST_LEVELS else []
    if release:
        folders = [release / STUDENTS / student for student in students]
        rows = [dict(parameters(_parameters(folder))) for folder in folders]
        for name in dict.fromkeys(name for row in rows for name in row):
            levels = _levels([row.get(name) for row in rows])
            found += [Trait(name, levels)] if levels else []
        for hunt in exercise.hunts:
            lookup = hunts.faults_by_cell(hunt)
            counts = _levels([_planted(folder / f"{hunt.table}.csv", lookup) for folder in folders])
            found += [Trait(name_of(hunt), counts, hunt.id)] if counts else []
    return list(_distinct(found))


def _parameters(folder: Path) -> Mapping[str, Any]:
    try:
        content = json.loads((folder / PARAMETERS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _levels(values: Sequence[Any]) -> tuple[str, ...]:
    known = [value for value in values if value is not None]
    if len(set(map(str, known))) <= MOST_LEVELS:
        return tuple(UNKNOWN if value is None else str(value) for value in values)
    if not all(isinstance(value, (int, float)) for value in known):
        return ()
    middle = statistics.median_low(known)
    return tuple(UNKNOWN if one is None else half(one, middle) for one in values)


def _planted(table: Path, lookup: Mapping[str, Mapping[str, Mapping[str, str]]]) -> int | None:
    try:
        with table.open(encoding="utf-8", newline="") as file:
            return faults(csv.DictReader(file), lookup)
    except (OSError, UnicodeDecodeError):
        return None


def _distinct(found: Sequence[Trait]) -> Iterator[Trait]:
    """Without those that divide the class as an earlier one does, or not at all."""
    seen = set()
    for trait in found:
        order = list(dict.fromkeys(trait.levels))
        division = (tuple(order.index(level) for level in trait.levels), trait.item)
        if len(set(trait.levels) - {UNKNOWN}) > 1 and division not in seen:
            seen.add(division)
            yield trait
