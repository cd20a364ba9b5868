"""In what variants differ: the parameters that were drawn, and how many faults were planted in a hunt's table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from coursebook.exercises import hunts
from coursebook.exercises.hunts import Hunt
from coursebook.exercises.variants import ORIGIN, Draw

NOT_ASKED = {"source", "tolerance", ORIGIN}
_HALF = re.compile(r"(up to|above) (.+)")


def parameters(content: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Name and value of each parameter; those within lists and mappings get names such as ``repeats 2``."""
    if isinstance(content, (dict, list)):
        pairs = content.items() if isinstance(content, dict) else enumerate(content, 1)
        for key, value in pairs:
            if key not in NOT_ASKED:
                yield from parameters(value, f"{name} {key}".strip())
    else:
        yield name, content


def name_of(hunt: Hunt) -> str:
    """What the number of faults in a hunt's table is called."""
    return f"faults in {hunt.id}"


def faults(rows: Iterable[Mapping[str, Any]], lookup: Mapping[str, Mapping[str, Mapping[str, str]]]) -> int:
    """How many rows of a hunt's table carry a fault, as the marking knows them (:func:`~hunts.faults_by_cell`)."""
    return sum(
        any(_text(row.get(column)) in texts for column, texts in lookup.get(row.get("row", ""), {}).items()) for row in rows
    )


def _text(cell: Any) -> str:
    try:
        return f"{float(cell or ''):.10g}"
    except (TypeError, ValueError):  # pandas' missing value is no number either
        return str(cell or "")


def half(value: float, middle: float) -> str:
    """The group of a value among two halves."""
    return f"{'up to' if value <= middle else 'above'} {middle:.12g}"


def is_in(value: Any, group: str) -> bool:
    """Whether a value belongs to a group: its own, or a half of all."""
    found = _HALF.fullmatch(group)
    if found and isinstance(value, (int, float)):
        return half(value, float(found[2])) == group
    return str(value) == group


def of_draw(draw: Draw, asked: Iterable[Hunt], names: Iterable[str]) -> dict[str, Any]:
    """The values of some traits in a draw, by name; one that it does not have is left out."""
    names = set(names)
    found = {name: value for name, value in parameters(draw.parameters) if name in names}
    for hunt in asked:
        if name_of(hunt) in names and hunt.table in draw.tables:
            rows = draw.tables[hunt.table].to_dict("records")
            found[name_of(hunt)] = faults(rows, hunts.faults_by_cell(hunt))
    return found
