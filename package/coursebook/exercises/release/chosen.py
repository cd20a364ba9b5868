"""A set cut down: to the questions that a course has chosen, and to what an earlier version handed out, for the points of then."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from coursebook.exercises.sets import Exercise
from coursebook.exercises.source import Cell
from coursebook.faults import Fault, InputError, nearest

NOTICE = "> **About this notebook.** It asks the questions that were chosen for your course, out of all of the set: {points:g} points."
MARKED = ("answer", "test", "task", "hunt")


def chosen(exercise: Exercise, items: Sequence[str]) -> Exercise:
    """The exercise with the questions, hunts and tasks named, and a notice below its title; as it is if all are named, or none.

    Raises:
        InputError: the notebook does not ask one of them.
    """
    known = [one.id for one in (*exercise.questions, *exercise.tasks)]
    unknown = [id for id in items if id not in known]
    if unknown:
        file = f"exercises/{exercise.name}/notebook.md"
        raise InputError(*(Fault(file, "", f"It does not ask '{id}'.", nearest(id, known)) for id in unknown))
    if not items or set(items) == set(known):
        return exercise
    points = {cell.id: cell.points for cell in exercise.source.cells if _question(cell) in items}
    made = limited(exercise, points)
    asked = (*made.questions, *made.tasks)
    total = sum(one.points for one in asked)
    title, *rest = made.source.cells
    notice = Cell("markdown", title.line, NOTICE.format(points=total), {})
    cut = replace(made.source, cells=(title, notice, *rest))
    return replace(made, source=cut, chosen=tuple(one.id for one in asked))


def _question(cell: Cell) -> str:
    return cell.metadata["question"] if cell.kind == "test" else cell.id


def limited(exercise: Exercise, points: Mapping[str, float]) -> Exercise:
    """The exercise with those questions, tests, hunts and tasks alone that were handed out.

    Args:
        exercise: the exercise of today.
        points: the points of each cell that was handed out, by grade_id; those of an answer cell do not matter.

    Returns:
        the exercise itself, if nothing was added and no test has other points.
    """
    tests = [
        _with(cell, "nbgrader", points[cell.id]) for cell in exercise.source.cells if cell.kind == "test" and cell.id in points
    ]
    totals: dict[str, float] = {}
    for test in tests:
        totals[test.metadata["question"]] = totals.get(test.metadata["question"], 0) + test.points
    answers = [
        _with(cell, "question", totals[cell.id])
        for cell in exercise.source.cells
        if cell.kind == "answer" and cell.id in points and cell.id in totals
    ]
    asked = {answer.id for answer in answers}
    kept = {cell.id: cell for cell in [*answers, *(test for test in tests if test.metadata["question"] in asked)]}
    kept |= {cell.id: cell for cell in exercise.source.cells if cell.kind in ("task", "hunt") and cell.id in points}
    left_out = _texts_of_nothing(exercise.source.cells, kept)
    cells = tuple(
        kept.get(cell.id, cell)
        for place, cell in enumerate(exercise.source.cells)
        if cell.id in kept or (cell.kind not in MARKED and place not in left_out)
    )
    return exercise if cells == exercise.source.cells else replace(exercise, source=replace(exercise.source, cells=cells))


def _texts_of_nothing(cells: Sequence[Cell], kept: Container[str]) -> set[int]:
    """Places of the texts, each from a heading to the first cell that is marked, of which nothing is left below them.

    The text above an answer is of that question alone; that above a task or hunt of all up to the next heading.
    """
    found: set[int] = set()
    heads = [place for place, cell in enumerate(cells) if cell.kind == "markdown" and cell.source.startswith("## ")]
    for head, end in zip(heads, [*heads[1:], len(cells)]):
        marked = [place for place in range(head, end) if cells[place].kind in MARKED]
        if not marked or any(cells[place].kind == "set-up" for place in range(head, end)):
            continue
        asked = marked[:1] if cells[marked[0]].kind == "answer" else marked
        if not any(cells[place].id in kept for place in asked):
            found |= set(range(head, marked[0]))
    return found


def _with(cell: Cell, about: str, points: float) -> Cell:
    if cell.metadata[about]["points"] == points:
        return cell
    return replace(cell, metadata={**cell.metadata, about: {**cell.metadata[about], "points": points}})
