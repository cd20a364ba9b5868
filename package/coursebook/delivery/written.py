"""What stands below a prompt; of a written task criteria as a table, anchors for markers, and Canvas' files of rubrics and outcomes."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from coursebook.csv_text import csv_text
from coursebook.delivery.items import Item, book_title, plain, set_title
from coursebook.evidence.roles import plain_roles
from coursebook.exercises.questions import outcomes

RUBRIC = ["Rubric Name", "Criteria Name", "Criteria Description", "Criteria Enable Range"]
RATING = ["Rating Name", "Rating Description", "Rating Points"]
OUTCOME = [
    "vendor_guid",
    "object_type",
    "title",
    "description",
    "parent_guids",
    "calculation_method",
    "mastery_points",
    "ratings",
]
# Canvas asks for a scale unless the account has one: points and words, the best first.
SCALE = ["3", "meets it", "0", "does not meet it yet"]


def whole_prompt(item: Item, has_units: bool = False, has_ordering: bool = False) -> str:
    """The prompt as HTML, and below it what the system has no field for.

    Args:
        item: what is asked.
        has_units: whether the system knows the unit of a number.
        has_ordering: whether it knows ordering; else it is asked as matching.
    """
    below = ""
    if item.kind == "numeric" and not has_units:
        below = f"<p>Your number, in: {html.escape(item.unit)}</p>"
    elif item.kind == "ordering" and not has_ordering:
        below = "<p>Choose for each its place in the order: 1 is the first.</p>"
    elif item.kind == "essay":
        below = f"<p>At most {item.words} words.</p>{criteria_table(item)}"
    return item.prompt + below


def criteria_table(item: Item) -> str:
    """The criteria with their levels as an HTML table, one criterion a row."""
    width = max(len(one.levels) for one in item.criteria)
    heads = ["Criterion", "Best level", *["Next level"] * (width - 1)]
    rows = ["".join(f"<th>{head}</th>" for head in heads)]
    for one in item.criteria:
        cells = [f"<strong>{level.points}</strong> {level.descriptor}" for level in one.levels]
        rows.append(f"<th>{one.name}</th>" + "".join(f"<td>{cell}</td>" for cell in [*cells, *[""] * (width - len(cells))]))
    return f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


def for_markers(item: Item) -> str:
    """The criteria and the anchor answers with their marks, as HTML."""
    names = {one.id: one.name for one in item.criteria}
    parts = [criteria_table(item)]
    for anchor in item.anchors:
        parts.append(f"<h4>A {anchor.level} answer: {anchor.points} of {item.points:g} points</h4>{anchor.answer}")
        marks = (f"<li>{names[one.criterion]}: <strong>{one.points}</strong> {one.why}</li>" for one in anchor.marks)
        parts.append(f"<ul>{''.join(marks)}</ul>")
    return "".join(parts)


def rubrics(items: Sequence[Item]) -> str:
    """The rubrics of written tasks as the CSV that Canvas' page "Rubrics" imports: a row for each criterion."""
    width = max((len(one.levels) for item in items for one in item.criteria), default=0)
    rows = [[*RUBRIC, *RATING * width]]
    for item in items:
        for one in item.criteria:
            levels = [
                cell for level in one.levels for cell in (f"{level.points} points", plain(level.descriptor), level.points)
            ]
            rows.append([f"{item.title} ({item.id})", plain(one.name), "", "false", *levels])
    return csv_text(rows, harmless=False)


def learning_outcomes(sets: Iterable[str] = ()) -> str:
    """The learning outcomes as the CSV that Canvas' page "Outcomes" imports: a group for the book and for each set."""
    rows = [OUTCOME, ["book", "group", book_title(), "", "", "", "", ""]]
    for name, listed in outcomes().items():
        if sets and name not in sets:
            continue
        rows.append([name, "group", set_title(name), "", "book", "", "", ""])
        rows += [[id, "outcome", id, plain_roles(text), name, "latest", SCALE[0], *SCALE] for id, text in listed.items()]
    return csv_text(rows, harmless=False)
