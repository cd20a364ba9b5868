"""Checks of a word, a truth value, or a list of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from coursebook.checks.compare import amount, entries, missing
from coursebook.checks.messages import close, fail, kind, methods, shown, single


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
        ordered: whether the order of a list matters; then a set, which has none, is refused.
        see: where to read on.

    Raises:
        AssertionError: the answer is not the right value. The message never holds the right one.
    """
    got, meant = _plain(answer, ordered), _plain(right, ordered)
    if ordered and isinstance(meant, list) and isinstance(answer, (set, frozenset)):
        fail(f"{name} should be a list but is {kind(answer)}.", see)
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
            fault = _apart(extra[0], meant)
            said = f"which {fault}." if fault else f"which does not belong.{close(extra[0], meant)}"
            fail(f"{name} has {shown(extra[0])}, {said}", see)
        if len(got) < len(meant):
            fail(f"{name} has {len(got)} entries, and some are missing.", see)
        fail(f"{name} has the right entries, but {'in another order' if len(got) == len(meant) else 'some twice'}.", see)
    if type(got) is not type(meant) and right is not None:
        wanted = {str: "text", bool: "True or False"}.get(type(meant), f"a {type(meant).__name__}")
        fail(f"{name} should be {wanted} but is {kind(answer)}{single(answer)}.", see)
    if answer is not None and missing(answer):
        fail(f"{name} is {shown(answer)}, a missing value. That is not None.", see)
    fail(f"{name} is {shown(answer)}, which {_apart(got, [meant]) or 'is not right'}.", see)


def chosen(answer: Any, known: Iterable[Any], *, name: str = "Your answer", see: str = "") -> None:
    """Check that an answer is a list of some of the known values: a visible check that does not say which are right.

    Args:
        answer: a list, a tuple, an array or a column; a set will do.
        known: the values that may stand in it.
        name, see: as for :func:`value`.

    Raises:
        AssertionError: it is no list, it is empty, or an entry is none of the known values.
    """
    got = _plain(answer, ordered=True)
    if not isinstance(got, list):
        fail(f"{name} should be a list but is {kind(answer)}.", see)
    if not got:
        fail(f"{name} is empty.", see)
    values = _plain(list(known), ordered=True)
    for one in got:
        if not any(_same(one, each) for each in values):
            fail(f"{name} has {shown(one)}, which {_apart(one, values) or 'is none of those that it can hold'}.", see)


def _apart(got: Any, meant: list) -> str:
    """What alone sets a value apart from one that is meant: its type, or its capitals and blanks; or nothing."""
    texts = [one for one in meant if isinstance(one, str)]
    if isinstance(got, str) and any(got == str(one) for one in meant if amount(one) is not None):
        return "is text; a number is asked for"
    if not isinstance(got, str) and any(str(got) == one for one in texts):
        return "is no text, and text is asked for"
    if isinstance(got, str) and any(_bare(got) == _bare(one) for one in texts):
        return "differs from what is asked for in capitals or blanks alone"
    return ""


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()


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
        return str.__str__(given)  # an Enum of texts prints its own name
    is_set = isinstance(given, (set, frozenset))
    listed = list(given) if is_set else entries(given)
    if listed is None:
        return given.item() if getattr(given, "ndim", 1) == 0 and hasattr(given, "item") else given
    found = [None if missing(one) else _plain(one, ordered) for one in listed]
    return sorted(found, key=repr) if is_set or not ordered else found
