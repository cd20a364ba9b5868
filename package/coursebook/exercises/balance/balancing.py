"""From the item analysis of a past class to an exercise whose draws are alike in what they are expected to give.

Only differences that the analysis calls an alarm count, so that a small class changes nothing. A draw is expected to give or
cost the sum of the differences of its groups. Of the draws that the exercise makes, those are kept that lie together in an
interval no wider than the error of the analysis, as many as possible: a variant that was harder falls out, and where one
difference makes up for another both stay. If fewer than a quarter of the draws would be left, the interval is wider.
"""

from __future__ import annotations

import csv
import io
import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from coursebook.exercises.balance import traits
from coursebook.exercises.balance.learned import ROUNDING, Effect, Learned
from coursebook.exercises.sets import Exercise
from coursebook.faults import Fault, InputError

FILE = "variants.csv"
COLUMNS = ("item", "what differs", "group", "students", "others", "difference", "error", "alarm")
FIX = f"name {FILE}, which 'coursebook marks items' writes, as it is."
DRAWN = 80  # variants from which the interval is found
SHARE = 0.25  # of them that it holds at least


def balanced(exercise: Exercise, path: Path) -> tuple[Exercise, list[str]]:
    """The exercise with draws that are alike by what a past class has shown, and what became of that, for the instructor.

    Args:
        exercise: the exercise, with the questions that are handed out.
        path: the analysis' table of variants, or the folder that holds it.

    Raises:
        InputError: it is no such table.
    """
    path = path / FILE if path.is_dir() else path
    rows = _rows(path)
    alarms = [row for row in rows if row["alarm"] == "yes"]
    if not alarms:
        why = "no variant was harder than chance explains" if rows else "too few to say whether a variant was harder"
        return exercise, [f"{path}: {why}; nothing is changed."]
    drawn = [exercise.variant(f"drawn-{number}", b"balance") for number in range(DRAWN)]
    named = {row["what differs"] for row in alarms}
    values = [traits.of_draw(one, exercise.hunts, named) for one in drawn]
    points = {one.id: one.points for one in (*exercise.questions, *exercise.tasks)}
    usable = [row for row in alarms if row["item"] in points and all(row["what differs"] in one for one in values)]
    said = [
        f"Not used: {row['item']}, {row['what differs']}: {'it is not drawn' if row['item'] in points else 'it is not asked'} now."
        for row in alarms
        if row not in usable
    ]
    effects = tuple(_effects(usable, points))
    if not effects:
        return exercise, [f"{path}: nothing is changed.", *said]
    free = Learned(effects, -math.inf, math.inf)
    expected = sorted(free.expected(one) for one in values)
    low, high = _interval(expected, max(float(row["error"]) * points[row["item"]] for row in usable))
    total = sum(points.values())
    said += [
        f"{effect.item}: {effect.trait} “{group}” {moved:+.2f} points, others {effect.others:+.2f}"
        for effect in effects
        for group, moved in effect.groups
    ]
    said.append(
        f"Expected marks of two students differed by up to {expected[-1] - expected[0]:.2f} of {total:g} points (standard "
        f"deviation {statistics.pstdev(expected):.2f}); in this release by up to {high - low:.2f}."
    )
    return replace(exercise, learned=Learned(effects, low, high)), [f"{path}: draws are balanced.", *said]


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError(Fault(str(path), "", "There is no such table, or it cannot be read.", FIX)) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise InputError(Fault(str(path), "line 1", f"There is no column '{missing[0]}'.", FIX))
    rows, faults = [], []
    for number, row in enumerate(reader, 2):
        try:
            sizes = [int(row[name]) for name in ("students", "others")]
            numbers = [float(row[name]) for name in ("difference", "error")]
            if min(sizes) < 1 or not all(map(math.isfinite, numbers)) or row["alarm"] not in ("yes", "no"):
                raise ValueError
        except (TypeError, ValueError):
            faults.append(Fault(str(path), f"line {number}", "It is no comparison of variants.", FIX))
        rows.append(row)
    if faults:
        raise InputError(*faults)
    return rows


def _effects(rows: Sequence[Mapping[str, str]], points: Mapping[str, float]) -> Iterator[Effect]:
    """An effect for each item and trait.

    A group's difference is to all others together, of which it is ``1 - share`` off the mean of the class; what the groups
    have off the mean, those in none of them have with the other sign.
    """
    for item, trait in dict.fromkeys((row["item"], row["what differs"]) for row in rows):
        groups, moved, rest = [], 0.0, 1.0
        for row in rows:
            if (row["item"], row["what differs"]) == (item, trait):
                students, others = int(row["students"]), int(row["others"])
                share = students / (students + others)
                off = (1 - share) * float(row["difference"]) * points[item]
                groups.append((row["group"], off))
                moved, rest = moved + share * off, rest - share
        yield Effect(item, trait, tuple(groups), -moved / rest if rest > ROUNDING else 0.0)


def _interval(ordered: Sequence[float], error: float) -> tuple[float, float]:
    """The interval with most of the values, as wide as ``error``, or as the narrowest with :data:`SHARE` of them if that is more."""
    held = math.ceil(SHARE * len(ordered))
    width = max(error, min(high - low for low, high in zip(ordered, ordered[held - 1 :]))) + ROUNDING
    inside = [[one for one in ordered if low <= one <= low + width] for low in ordered]
    most = max(inside, key=len)
    return most[0], most[-1]
