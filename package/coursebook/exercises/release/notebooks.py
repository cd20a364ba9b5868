"""The notebooks of a set: one with everything, and the one that a student gets."""

from __future__ import annotations

import copy

import jinja2
import nbformat
from nbformat import NotebookNode

from coursebook import project
from coursebook.exercises.release.passes import MASTER, STUDENT, Context, Pass
from coursebook.exercises.sets import Exercise
from coursebook.exercises.source import CODE
from coursebook.exercises.variants import Variant
from coursebook.faults import Fault, InputError, nearest


def master(exercise: Exercise, variant: Variant) -> NotebookNode:
    """The notebook with solutions and hidden tests, in nbgrader's format (schema version 3).

    Raises:
        InputError: the text names a parameter that the variant does not have, or a figure that does not exist.
    """
    cells = []
    for cell in exercise.cells:
        about = {"id": "", "source": cell.source, "metadata": copy.deepcopy(cell.metadata)}
        if cell.kind in CODE:
            cells.append({"cell_type": "code", "execution_count": None, "outputs": [], **about})
        else:
            cells.append({"cell_type": "markdown", **about})
    # Made as data and validated once: nbformat's own makers would validate each cell.
    notebook = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    return _passed(notebook, exercise, variant, MASTER)


def student(exercise: Exercise, variant: Variant) -> NotebookNode:
    """The notebook that a student gets: stubs for solutions, visible tests alone.

    Raises:
        InputError: as for :func:`master`.
    """
    return _passed(master(exercise, variant), exercise, variant, STUDENT)


def _passed(notebook: NotebookNode, exercise: Exercise, variant: Variant, passes: tuple[Pass, ...]) -> NotebookNode:
    context = Context(exercise.name, exercise.title, exercise.version, variant)
    for one in passes:
        try:
            one(notebook, context)
        except jinja2.UndefinedError as error:
            file = project.current().within(exercise.source.path)
            fix = nearest(str(error).split("'")[1], variant.parameters)
            raise InputError(Fault(file, "", f"{str(error)[0].upper()}{str(error)[1:]}.", fix)) from None
    if passes is MASTER:
        nbformat.validate(notebook)
    return notebook
