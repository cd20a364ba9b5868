"""Error hunts: the form of a student's answer, and its marks by precision and recall.

An answer is a list of row ids, or a dictionary of row id and kind where the hunt asks for kinds.
Precision is the share of the accused rows that are faulty, recall the share of the faulty rows that
were accused (van Rijsbergen, Information Retrieval, 1979, chapter 7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from coursebook.checks.messages import brief

# The kinds of fault, each of which was really printed: its name, and where to look for it.
KINDS = {
    "year-before": ("the figure of the period before", "compare each figure with its neighbours in time"),
    "dropped-part": ("a total that leaves out a part", "add the parts of each total yourself"),
    "cases-as-people": ("cases called people", "ask of each row what one unit is"),
    "other-stage": ("a figure of another stage of procedure", "ask which step each figure counts"),
    "other-category": ("the name of another category", "check the name of the category against the source"),
    "other-rate": ("a rate of exchange of another time", "divide, and see which day's rate comes out"),
    "misread": ("digits swapped or misread", "compare digit by digit, or see which sum no longer works"),
    "part-as-whole": ("a part of a period printed as the whole", "check where each period begins and ends"),
    "blank-as-zero": ("a missing figure printed as zero", "ask whether the source prints anything at all"),
    "other-currency": ("another currency", "check the unit against the source"),
    "other-money": ("money at another stage", "ask whether it was voted, set aside or received"),
    "other-definition": ("a label that fits another group of cases", "check what is counted in and what is not"),
    "other-interval": ("a rate for another length of time", "ask: per month or per year?"),
    "other-counter": ("another counter's name", "check who says so"),
}
# A list in which fewer of the accused rows are faulty than this earns nothing: it is a guess.
LEAST_PRECISION = 0.5
# What a row is worth that was found under the wrong kind.
WRONG_KIND = 0.5


def form(found: object, rows: Sequence[str], kinds: bool = False) -> None:
    """See that an answer has the right form; says nothing of which rows are faulty.

    Args:
        found: the student's answer.
        rows: the ids of all rows of the table.
        kinds: whether a kind is asked for each row.

    Raises:
        AssertionError: what is wrong with the form, and how to write it.
    """
    if kinds:
        assert isinstance(found, Mapping), (
            f"Write a dictionary of row and kind, such as {{'{rows[0]}': 'misread'}}, not a {type(found).__name__}."
        )
        for row, kind in found.items():
            assert kind in KINDS, f"'{brief(kind)}' (row {brief(row)}) is not a kind. The kinds are: {', '.join(KINDS)}."
    else:
        assert isinstance(found, (list, tuple, set)), (
            f"Write a list of row ids, such as ['{rows[0]}'], not a {type(found).__name__}."
        )
    listed = list(found)
    assert listed, "The answer is empty: put the ids of the rows that you think faulty into it."
    for row in listed:
        assert isinstance(row, str), (
            f"Row ids are texts, such as '{rows[0]}'; {brief(repr(row))} is a {brief(type(row).__name__)}."
        )
        assert row in rows, f"The table has no row '{brief(row)}'. Its rows are {rows[0]} to {rows[-1]}."
    twice = [row for row, times in Counter(listed).items() if times > 1]
    assert not twice, f"Row {twice[0]} stands twice."


def marks(found: object, faulty: Mapping[str, str], points: float, kinds: bool = False) -> tuple[float, str]:
    """Marks for an answer: points × precision × recall.

    A row found under the wrong kind counts half in recall, if kinds are asked for. A list with a precision
    below one half earns nothing.

    Args:
        found: row ids, or row id -> kind.
        faulty: each faulty row's id and its kind.
        points: what a perfect answer earns.
        kinds: whether kinds are asked for.

    Returns:
        The points earned, and what to say: what was missed in kind, never in id.
    """
    try:
        given = dict(found) if isinstance(found, Mapping) else dict.fromkeys(found, "")
    except TypeError:
        return 0.0, "The answer is not a list of row ids."
    hits = [row for row in given if row in faulty]
    named = sum(1 if not kinds or given[row] == faulty[row] else WRONG_KIND for row in hits)
    precision = len(hits) / len(given) if given else 0.0
    recall = named / len(faulty)
    earned = points * precision * recall if precision >= LEAST_PRECISION else 0.0
    return earned, _told(given, faulty, hits, precision, kinds)


def _told(given: dict, faulty: Mapping[str, str], hits: list, precision: float, kinds: bool) -> str:
    if not given:
        return "Nothing was marked. Look again: the table has faults."
    said = [
        f"You marked {_rows(len(given))}; {len(hits)} of them faulty (precision {precision:.0%}), "
        f"out of {len(faulty)} faults (recall {len(hits) / len(faulty):.0%})."
    ]
    if precision < LEAST_PRECISION:
        said.append("Most rows that you marked are sound. Mark a row only when you can say what is wrong with it.")
    elif len(hits) < len(given):
        said.append(f"{_rows(len(given) - len(hits))} that you marked can be sound: check again against the source.")
    if kinds and (misnamed := [row for row in hits if given[row] != faulty[row]]):
        said.append(f"{_rows(len(misnamed))} found, but the kind is not the one you name.")
    missed = Counter(kind for row, kind in faulty.items() if row not in given)
    for kind, times in missed.items():
        name, look = KINDS[kind]
        said.append(f"Missed: {name}{f' ({times} times)' if times > 1 else ''}; {look}.")
    return " ".join(said)


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def key(table: Any, planted: Mapping[str, Mapping[str, Mapping[str, str]]]) -> dict[str, str]:
    """Which rows of a student's own table are faulty, so that a test cell is the same for all students.

    Args:
        table: the table as the student got it, with the column ``row``.
        planted: row id -> column -> faulty value as text -> kind, for every fault that could be planted.

    Returns:
        Row id -> kind.
    """
    found = {}
    for cells in table.to_dict("records"):
        for column, values in planted.get(cells["row"], {}).items():
            for value, kind in values.items():
                if _same(cells[column], value):
                    found[cells["row"]] = kind
    assert found, "No faults were planted into this table; is it the one that came with the notebook?"
    return found


def _same(cell: Any, text: str) -> bool:
    try:
        return abs(float(cell) - float(text)) < 1e-6
    except (TypeError, ValueError):
        return str(cell) == text


class Earned(float):
    """Points earned, and in ``said`` what to say of them.

    A number at the end of a test cell is partial credit, to nbgrader as to this book's grader.
    """

    said = ""


def mark(found: object, faulty: Mapping[str, str], points: float, kinds: bool = False) -> Earned:
    """A hunt's test cell: its last expression. What is to be said is printed as well, which nbgrader shows.

    Args:
        found, faulty, points, kinds: as for :func:`marks`.

    Returns:
        The points to two decimals.
    """
    exact, told = marks(found, faulty, points, kinds)
    earned = Earned(round(exact, 2))
    if earned < points:
        earned.said = f"{earned:g} of {points:g} points. {told}"
        print(earned.said)
    return earned
