"""Checks of a word, a truth value, or a list of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coursebook.checks.compare import amount, missing
from coursebook.checks.messages import close, fail, kind, methods, shown


def value(
    answer: Any,
    right: Any,
    *,
    name: str = "Your answer",
    wrong: Mapping[str, Any] | None = None,
    ordered: bool = True,
    see: str = "",
) -> None:
    """Check text, a truth value, ``None``, or a list, tuple or set of such.

    Args:
        answer: what the student gave.
        right: the right value, of the type that the task names; a list may be given as a tuple.
        name: how the message calls the answer.
        wrong: the message that names a mistake -> the value that it gives.
        ordered: whether the order of a list matters.
        see: where to read on.

    Raises:
        AssertionError: the answer is not the right value. The message never holds the right one.
    """
    got, meant = _plain(answer, ordered), _plain(right, ordered)
    if _same(got, meant):
        return
    for message, method in methods(wrong):
        if _same(got, _plain(method, ordered)):
            fail(f"{name} is {shown(answer)}. {message}", see)
    if isinstance(meant, list):
        if not isinstance(got, list):
            fail(f"{name} should be a list but is {kind(answer)}.", see)
        extra = [one for one in got if not any(_same(one, each) for each in meant)]
        if extra:
            fail(f"{name} has {shown(extra[0])}, which does not belong.{close(extra[0], meant)}", see)
        if len(got) < len(meant):
            fail(f"{name} has {len(got)} entries, and some are missing.", see)
        fail(f"{name} has the right entries, but {'in another order' if len(got) == len(meant) else 'some twice'}.", see)
    if type(got) is not type(meant) and right is not None:
        wanted = {str: "text", bool: "True or False"}.get(type(meant), f"a {type(meant).__name__}")
        fail(f"{name} should be {wanted} but is {kind(answer)}.", see)
    fail(f"{name} is {shown(answer)}, which is not right.", see)


def _same(one: Any, two: Any) -> bool:
    """Whether two plain values are one; True is no 1, and a list of truth values none of numbers."""
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(_same, one, two))
    if amount(one) is not None and amount(two) is not None:
        return amount(one) == amount(two)
    return type(one) is type(two) and bool(one == two)


def _plain(given: Any, ordered: bool) -> Any:
    """A list for anything that is listed, Python's own types for pandas' and numpy's."""
    if isinstance(given, str):
        return str(given)
    if hasattr(given, "tolist"):
        given = given.tolist()
    if isinstance(given, (list, tuple, set, frozenset)):
        found = [None if missing(one) else _plain(one, ordered) for one in given]
        return found if ordered and not isinstance(given, (set, frozenset)) else sorted(found, key=repr)
    return given
