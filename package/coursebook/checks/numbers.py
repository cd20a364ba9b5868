"""Checks of a number and of a range."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from coursebook.checks.compare import amount, entries, near, rounded
from coursebook.checks.messages import ROUNDED, fail, kind, methods, shown, single


def number(
    answer: Any,
    right: float | None = None,
    *,
    tolerance: float = 1e-6,
    name: str = "Your answer",
    unit: str = "",
    wrong: Mapping[str, float] | None = None,
    least: float = -math.inf,
    most: float = math.inf,
    see: str = "",
) -> None:
    """Check one number.

    Args:
        answer: what the student computed.
        right: the right number; ``None`` checks only form, bounds and wrong methods (a visible check, which must
            not hold the key).
        tolerance: how far from ``right`` still counts as right, in the number's unit (more for a large number, of which a
            float32 keeps seven digits).
        name: how the message calls the answer.
        unit: the unit, for the message.
        wrong: what a plausible wrong method gives: the message that names the mistake -> its number.
        least: the smallest number that makes sense.
        most: the largest number that makes sense.
        see: where to read on.

    Raises:
        AssertionError: the answer is not a number, or not the right one. The message never holds the right one.
    """
    got = _number(answer, right, name, see)
    if right is not None and near(got, right, tolerance):
        return
    said = f"{name} is {shown(got)}{' ' + unit if unit else ''}."
    for message, method in methods(wrong):
        if near(got, method, tolerance):
            fail(f"{said} {message}", see)
    if got < least:
        fail(f"{said} It cannot be below {shown(least)}.", see)
    if got > most:
        fail(f"{said} It cannot be above {shown(most)}.", see)
    if right is None:
        return
    fail(f"{said} {_hint(got, right)}", see)


def bounds(
    answer: Any,
    right: Sequence[float] | None = None,
    *,
    tolerance: float = 1e-6,
    name: str = "Your range",
    unit: str = "",
    wrong: Mapping[str, Sequence[float]] | None = None,
    see: str = "",
) -> None:
    """Check a range: its lower and its upper end, in this order.

    Args:
        answer: a pair of numbers.
        right: the right pair; ``None`` checks only form, order and wrong methods.
        tolerance, name, unit, see: as for :func:`number`.
        wrong: the message that names a mistake -> the pair that it gives.

    Raises:
        AssertionError: not two numbers, in the wrong order, or not the right ones.
    """
    ends = entries(answer)
    if ends is None or len(ends) != 2:
        fail(f"{name} should be two numbers, (low, high), but is {kind(answer)}.", see)
    meant = right or (None, None)
    low, high = (
        _number(end, one, f"The {what} end of {name[0].lower()}{name[1:]}", see)
        for end, one, what in zip(ends, meant, ("lower", "upper"))
    )
    if right is not None and _near((low, high), right, tolerance):
        return
    said = f"{name} is {shown(low)} to {shown(high)}{' ' + unit if unit else ''}."
    for message, method in methods(wrong):
        if _near((low, high), method, tolerance):
            fail(f"{said} {message}", see)
    pairs = list(zip((low, high), right or ()))
    if pairs and all(near(*pair, tolerance) or rounded(*pair) for pair in pairs):
        fail(f"{said} {ROUNDED}", see)
    if low > high + tolerance:
        fail(f"{said} The lower end comes first.", see)
    if right is None:
        return
    for (got, meant), what in zip(pairs, ("lower", "upper")):
        if not near(got, meant, tolerance):
            fail(f"{said} The {what} end: {_hint(got, meant)}", see)


def _near(pair: Sequence[float], other: Sequence[float], tolerance: float) -> bool:
    return len(other) == 2 and all(near(one, two, tolerance) for one, two in zip(pair, other))


def _number(answer: Any, right: Any, name: str, see: str) -> float:
    got = amount(answer)
    if got is None:
        fail(f"{name} should be a number but is {kind(answer)}{single(answer)}.", see)
    if math.isnan(got):
        fail(f"{name} is not a number (NaN): a value that it needs is missing.", see)
    if math.isinf(got) and not near(got, right):
        fail(f"{name} is infinite: is something divided by zero?", see)
    return got


def _hint(got: float, right: float) -> str:
    """What a number that is off by a well-known factor, or rounded, suggests; never the right number."""
    if right and got:
        for factor, what in (
            (100, "100 times too large: a share or per cent?"),
            (0.01, "100 times too small: per cent or a share?"),
        ):
            if math.isclose(got / right, factor, rel_tol=1e-6):
                return f"That is {what}"
        for factor in (1000, 1e6, 0.001, 1e-6):
            if math.isclose(got / right, factor, rel_tol=1e-6):
                return "It is off by thousands or millions: check the unit."
        if math.isclose(got, -right, rel_tol=1e-6):
            return "Its sign is the wrong way round: what is subtracted from what?"
        if math.isclose(got * right, 1, rel_tol=1e-6):
            return "It is upside down: what is divided by what?"
    if rounded(got, right):
        return ROUNDED
    return f"That is too {'small' if got < right else 'large'}."
