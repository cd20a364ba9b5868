"""A set cut down to the questions that a course has chosen: what is handed out, and what its points add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coursebook.exercises.release.earlier_version import limited
from coursebook.exercises.sets import Exercise
from coursebook.exercises.source import Cell
from coursebook.faults import Fault, InputError, nearest

NOTICE = "> **About this notebook.** It asks the questions that were chosen for your course, out of all of the set: {points:g} points."


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
