"""Checks of a function: it is called, and what it returns is checked."""

from __future__ import annotations

import contextlib
import copy
import io
import numbers
import warnings
from collections.abc import Mapping
from typing import Any

from coursebook.checks.compare import entries, near, rounded
from coursebook.checks.messages import ROUNDED, brief, fail, shown
from coursebook.checks.numbers import bounds, number
from coursebook.checks.tables import table
from coursebook.checks.values import value

LONGEST_CALL = 40


def call(function: Any, *arguments: Any, see: str = "") -> Any:
    """Call a student's function with copies of the arguments, and return what it returns.

    A stand-in for a function elsewhere says with an attribute ``by_value`` that it needs no copies.
    Warnings and what it prints are dropped: they are no part of the answer.

    Raises:
        AssertionError: it is no function, it raises, or whoever runs it has ended it for its time (which arrives as a
            TimeoutError); the message names the call and what happened.
    """
    if not callable(function):
        fail(f"There should be a function here, not {shown(function)}.", see)
    name, by_value = getattr(function, "__name__", "your function"), getattr(function, "by_value", False)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            return function(*(arguments if by_value else copy.deepcopy(arguments)))
    except TimeoutError:
        fail(f"{_call(name, arguments)} comes to no end within the time that it has: is there a loop that never ends?", see)
    except Exception as error:
        raised = f"{type(error).__name__}: {error}".rstrip(": ")
        fail(f"{_call(name, arguments)} stops with {brief(raised, 100)}.", see)


def returns(
    function: Any,
    arguments: tuple,
    right: Any,
    *,
    tolerance: float = 1e-6,
    wrong: Mapping[str, Any] | None = None,
    see: str = "",
    **options: Any,
) -> None:
    """Call a student's function and check what it returns against what it should.

    Args:
        function: the student's function.
        arguments: the arguments, as a tuple; the function gets copies.
        right: what it should return. A number is checked by :func:`number`, a pair of numbers by :func:`bounds`, a
            table or column by :func:`table`, all else by :func:`value`.
        tolerance: for numbers, in their unit.
        wrong: the message that names a mistake -> what that mistake returns here, or a function without arguments that
            computes it, which is called only for an answer that is not right.
        see: where to read on.
        options: passed on to the check.

    Raises:
        AssertionError: it raises or returns something else.
    """
    got = call(function, *arguments, see=see)
    name = _call(getattr(function, "__name__", "your function"), arguments)
    common = {"name": name, "wrong": wrong, "see": see, **options}
    if hasattr(right, "columns") or hasattr(right, "to_frame"):
        table(got, right, tolerance=tolerance, **common)
    elif isinstance(right, numbers.Real) and not isinstance(right, bool):
        number(got, float(right), tolerance=tolerance, **common)
    elif isinstance(right, tuple) and len(right) == 2 and all(isinstance(end, numbers.Real) for end in right):
        bounds(got, right, tolerance=tolerance, **common)
    else:
        value(got, right, **common)


def agrees(
    answer: Any, function: Any, arguments: tuple, *, tolerance: float = 1e-6, name: str = "Your answer", see: str = ""
) -> None:
    """Check that a number (or a pair of numbers) is what the student's own function gives for some arguments.

    It holds no key, so that a visible check can tell a student that an answer is rounded or belongs to other data.

    Args:
        answer: what the student keeps.
        function, arguments: as for :func:`returns`.
        tolerance: how far they may be apart.
        name: how the message calls the answer.
        see: where to read on.

    Raises:
        AssertionError: they are two, or the function raises.
    """
    given = call(function, *arguments, see=see)
    listed = [entries(one) for one in (answer, given)]
    kept, given = ([one] if parts is None else parts for one, parts in zip((answer, given), listed))
    is_of_one_form = (listed[0] is None) == (listed[1] is None) and len(kept) == len(given)
    if is_of_one_form and all(near(one, two, tolerance) for one, two in zip(kept, given)):
        return
    told = " to ".join(map(shown, kept[:2]))
    hint = f" {ROUNDED}" if any(map(rounded, kept, given)) and not all(map(near, kept, given)) else ""
    called = _call(getattr(function, "__name__", "your function"), arguments)
    fail(f"{name} is {told}, which is not what your {called} gives.{hint}", see)


def _call(name: str, arguments: tuple) -> str:
    """A call as a message shows it: with its arguments if they are a few short ones, as an example's are."""
    told = ", ".join(f"a table of {len(one)} rows" if hasattr(one, "columns") else shown(one) for one in arguments)
    return f"{brief(name)}({told if len(told) <= LONGEST_CALL else '…'})"
