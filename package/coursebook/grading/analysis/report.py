"""The item analysis for an instructor: a page, the same as CSV files, and a few lines for the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from coursebook.csv_text import csv_text
from coursebook.exercises.questions import outcomes
from coursebook.grading.analysis import classical, fairness, rasch
from coursebook.grading.analysis.classical import Estimate, ItemStatistics
from coursebook.grading.analysis.findings import Findings
from coursebook.grading.analysis.quiz import Answer
from coursebook.grading.files import write_whole
from coursebook.grading.reports.feedback import rendered

TOO_FEW, ALIKE, WAITS = "too few to say", "does not vary", "waits for marks"
SHOWN = 12  # comparisons of variants on the page; the CSV file has all
ITEM_HEAD = (
    *("item", "kind", "outcome", "points", "students", "waiting", "difficulty", "difficulty from", "difficulty to"),
    *("discrimination", "discrimination from", "discrimination to", "nothing", "everything", "blank"),
    *("rasch difficulty", "rasch error", "infit", "outfit", "suggestions"),
)
VARIANT_HEAD = (
    "item",
    "what differs",
    "group",
    "students",
    "others",
    "difference",
    "error",
    "shrunk difference",
    "p adjusted",
    "alarm",
)
ANSWER_HEAD = ("item", "answer", "right", "students", "mean share in the rest", "error")
OUTCOME_HEAD = ("outcome", "wording", "items", "students", "mean share", "from", "to")


def write(folder: Path, title: str, found: Findings, answers: Sequence[Answer] = ()) -> None:
    """Write ``index.html`` and the CSV files into a folder; ``answers`` are those to the questions of a quiz."""
    wording = {id: text for listed in outcomes().values() for id, text in listed.items()}
    write_whole(folder / "items.csv", csv_text([ITEM_HEAD, *item_rows(found)]))
    write_whole(folder / "outcomes.csv", csv_text([OUTCOME_HEAD, *_outcome_rows(found, wording)]))
    if not found.scores.is_drawn:
        write_whole(folder / "variants.csv", csv_text([VARIANT_HEAD, *_variant_rows(found)]))
    else:
        write_whole(folder / "answers.csv", csv_text([ANSWER_HEAD, *map(_answer, answers)]))
    page = rendered(
        "items.html.j2",
        title=title,
        found=found,
        answers=[_answer(one) for one in answers],
        rows=[_shown(found, one, row) for one, row in zip(found.items, item_rows(found))],
        outcomes=[
            (one.id, wording.get(one.id, ""), ", ".join(one.items), one.students, words(one.share, one.students))
            for one in found.outcomes
        ],
        comparisons=[_compared(one) for one in found.comparisons[:SHOWN]],
        alarms=sum(one.is_alarm for one in found.comparisons),
        reliability=words(found.reliability, found.counted, classical.FEWEST_FOR_CORRELATION),
        limits={
            "difficulty": classical.FEWEST_FOR_DIFFICULTY,
            "correlation": classical.FEWEST_FOR_CORRELATION,
            "group": fairness.FEWEST,
            "rasch": rasch.FEWEST,
        },
    )
    write_whole(folder / "index.html", page)


def words(estimate: Estimate | None, students: int, fewest: int = classical.FEWEST_FOR_DIFFICULTY) -> str:
    """A value with its interval, or why there is none."""
    if estimate is None:
        return _none(students, fewest)
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def _none(students: int, fewest: int) -> str:
    return TOO_FEW if students < fewest else ALIKE


def _correlated(found: Findings, id: str) -> int:
    """How many students a correlation of an item with the sum of the others could rest on."""
    is_summed = dict(zip((item.id for item in found.scores.items), found.scores.is_marked))
    return found.counted if is_summed[id] and sum(is_summed.values()) >= classical.FEWEST_ITEMS else 0


def item_rows(found: Findings) -> list[list[Any]]:
    """A row for each item, under :data:`ITEM_HEAD`."""
    rows = []
    for item, one, is_marked in zip(found.scores.items, found.items, found.judged):
        related = _cells(one.discrimination, _correlated(found, one.id), classical.FEWEST_FOR_CORRELATION)
        hard = _cells(one.difficulty, one.students, classical.FEWEST_FOR_DIFFICULTY)
        if not is_marked:
            hard, related = [WAITS, "", ""], ["", "", ""]
        said = " ".join(found.suggestions.get(one.id, ()))
        about = [item.id, item.kind, item.outcome, f"{item.points:g}", one.students, one.waiting]
        rows.append([*about, *hard, *related, one.none, one.full, one.blank, *_scaled(found, one.id), said])
    return rows


def _cells(estimate: Estimate | None, students: int, fewest: int) -> list[str]:
    if estimate is None:
        return [_none(students, fewest), "", ""]
    return [f"{one:.3f}" for one in (estimate.value, estimate.low, estimate.high)]


def _scaled(found: Findings, id: str) -> list[str]:
    scale = found.scale
    if scale is None or id not in scale.items:
        return [TOO_FEW if scale is None else "left out", "", "", ""]
    place = scale.items.index(id)
    return [f"{column[place]:.3f}" for column in (scale.difficulty, scale.error, scale.infit, scale.outfit)]


def _shown(found: Findings, one: ItemStatistics, row: list[Any]) -> dict[str, Any]:
    """The cells of an item as the page prints them."""
    cells = dict(zip(ITEM_HEAD, row))
    if one.difficulty:
        cells["difficulty"] = words(one.difficulty, one.students)
    if one.discrimination:
        cells["discrimination"] = words(one.discrimination, one.students)
    cells["rasch"], cells["fit"] = cells["rasch difficulty"], ""
    if found.scale and one.id in found.scale.items:
        place = found.scale.items.index(one.id)
        cells["rasch"] = f"{found.scale.difficulty[place]:+.2f} ± {classical.Z * found.scale.error[place]:.2f}"
        cells["fit"] = f"{found.scale.infit[place]:.2f} / {found.scale.outfit[place]:.2f}"
    return cells


def _compared(one: fairness.Comparison) -> dict[str, Any]:
    return {
        "item": one.item,
        "what": f"{one.trait}: {one.level}",
        "sizes": f"{one.students} / {one.others}",
        "difference": f"{one.difference:+.2f} ± {one.error:.2f}",
        "shrunk": f"{one.shrunk:+.2f}",
        "p": f"{one.p:.3f}",
        "is_alarm": one.is_alarm,
    }


def _variant_rows(found: Findings) -> Iterator[list[Any]]:
    for one in found.comparisons:
        numbers = [f"{number:.4f}" for number in (one.difference, one.error, one.shrunk, one.p)]
        yield [one.item, one.trait, one.level, one.students, one.others, *numbers, "yes" if one.is_alarm else "no"]


def _answer(one: Answer) -> list[Any]:
    rest, error = ("" if math.isnan(number) else f"{number:.2f}" for number in (one.rest, classical.Z * one.error))
    return [one.item, one.text, "yes" if one.is_right else "no", one.students, rest, error]


def _outcome_rows(found: Findings, wording: dict[str, str]) -> Iterator[list[Any]]:
    for one in found.outcomes:
        cells = _cells(one.share, one.students, classical.FEWEST_FOR_DIFFICULTY)
        yield [one.id, wording.get(one.id, ""), " ".join(one.items), one.students, *cells]


def summary(found: Findings) -> Iterator[str]:
    """Lines for the terminal: what is known of each item, and what stands out."""
    width = max((len(item.id) for item in found.scores.items), default=4)
    yield f"{len(found.scores.students)} students, {found.counted} of them with all marks that are in."
    for one, is_marked in zip(found.items, found.judged):
        if not is_marked:
            yield f"  {one.id.ljust(width)}  n {one.students:>4}  {one.waiting} wait for a person"
            continue
        hard = words(one.difficulty, one.students)
        related = words(one.discrimination, _correlated(found, one.id), classical.FEWEST_FOR_CORRELATION)
        yield f"  {one.id.ljust(width)}  n {one.students:>4}  difficulty {hard.ljust(20)}  discrimination {related}"
    yield f"Reliability (alpha): {words(found.reliability, found.counted, classical.FEWEST_FOR_CORRELATION)}"
    if found.scale is None:
        yield f"Rasch scale: {TOO_FEW}; it takes {rasch.FEWEST} students."
    if not found.comparisons and not found.scores.is_drawn:
        yield f"Variants: {TOO_FEW}, or no release was found; a group takes {fairness.FEWEST} students."
    for id, said in found.suggestions.items():
        for sentence in said:
            yield f"- {id}: {sentence}" if id else f"- {sentence}"
