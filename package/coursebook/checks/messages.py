"""How a check speaks: what is wrong, then where to read on."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from coursebook.checks.compare import amount, entries

# So much of one value, of a name or of an error is quoted: enough to find the mistake, too little to carry a table of
# the hidden tests to the student's page.
LONGEST = 60
ROUNDED = "It seems to be rounded. Keep the decimals; round only for a reader."


def brief(text: Any, longest: int = LONGEST) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(str(text)[: 10 * longest].split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def fail(said: str, see: str = "") -> NoReturn:
    """Raise the AssertionError that a student reads.

    Args:
        said: what is wrong, in one or two sentences.
        see: where to read on: a chapter's or a documentation's heading.
    """
    raise AssertionError(f"{said} Read on: {see}." if see else said)


def methods(wrong: Mapping[str, Any] | None) -> Iterator[tuple[str, Any]]:
    """What to say to a mistake, and what that mistake gives; what is given as a function is computed now."""
    for message, method in (wrong or {}).items():
        yield message, method() if callable(method) else method


def shown(value: Any) -> str:
    """A value as a message shows it: short, and with a table's shape instead of its cells."""
    if hasattr(value, "columns"):
        return f"a table of {len(value)} rows with the columns {brief(', '.join(map(str, value.columns[:20])))}"
    if hasattr(value, "to_frame"):
        return f"a column of {len(value)} values"
    if isinstance(value, bool) or value is None:
        return str(value)
    if (number := amount(value)) is not None and number == number:
        if abs(number) < 10_000:
            return f"{number:.6g}"  # a year is no 2,030
        return f"{number:,.6g}" if abs(number) < 1e6 else brief(f"{number:,.0f}")
    return brief(repr(value))


def kind(value: Any) -> str:
    """What sort of thing a value is, in a student's words."""
    if value is None:
        return "nothing (None); does the function end with return?"
    if value is Ellipsis:
        return "still the three dots"
    if isinstance(value, bool):
        return f"{value}, which is true or false and not a number"
    if hasattr(value, "columns"):
        return "a table (DataFrame)"
    if hasattr(value, "to_frame"):
        return "a column (Series)"
    if isinstance(value, (set, frozenset)):
        return f"a set ({shown(value)}), which has no order"
    if isinstance(value, str):
        return f"text ({shown(value)})"
    if callable(value):
        return "a function; call it"
    return f"{_a(type(value).__name__)} ({shown(value)})"


def _a(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {brief(name)}"


def single(value: Any) -> str:
    """How to go on from a list or column of one entry where that entry is asked for, or nothing."""
    listed = entries(value)
    return "" if listed is None or len(listed) != 1 else " of one entry; take it out of there"


def close(word: Any, known: Iterable[Any]) -> str:
    """A question that names a similar known word, or nothing."""
    found = difflib.get_close_matches(brief(word), [str(one) for one in known], n=1)
    return f" Did you mean '{brief(found[0])}'?" if found else ""
