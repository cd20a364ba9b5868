"""Whether two words for a place on an axis mean the same one: 2022 and 2022.0, a month and a day of it, a name in a longer text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from coursebook.checks.compare import word


def is_at(place: Any, known: Any) -> bool:
    """Whether a place on an axis is the one that is meant; a date stands for its month and its year."""
    one, two = place_word(place), place_word(known)
    return one == two or (len(two) in (4, 7) and re.fullmatch(rf"{re.escape(two)}(-\d\d){{1,2}}", one) is not None)


def named_by(text: str, known: Iterable[Any]) -> Any:
    """Which of the known names a text gives: it is one, or holds one and no other ("2025 (part)")."""
    said, words = place_word(text), {name: place_word(name) for name in known}
    if exact := [name for name, word in words.items() if word == said]:
        return exact[0]
    held = {name: word for name, word in words.items() if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said)}
    # "North Korea" holds "North" too; the longer name is meant.
    longest = max(held.values(), key=len, default="")
    return next((name for name, word in held.items() if all(one in longest for one in held.values()) and word == longest), None)


def place_word(place: Any) -> str:
    """A place or label as text: 2022 and 2022.0 are one, line breaks and case do not matter."""
    return " ".join(word(place).split()).casefold()
