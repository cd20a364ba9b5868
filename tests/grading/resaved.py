"""Notebooks as other programs save them, and as students leave them: the same work in another form.

Each function takes a notebook (nbformat 4, as a dict) and a source of chance, and returns another notebook with the same work.
"""

from __future__ import annotations

import copy
import json
import random
import uuid
from collections.abc import Callable
from typing import Any

import jupytext
import nbformat
from coursebook.exercises.release import notebooks
from coursebook.grading.demo.simulated_class import Hand
from coursebook.grading.intake.notebook_reader import read
from coursebook.grading.matching.repair import repair
from coursebook.grading.matching.slots import slots

Notebook = dict[str, Any]
Cells = list[dict[str, Any]]


def essay(task: str) -> str:
    """A text that can be told from all others, with a beginning, a middle and an end."""
    return f"Opening of {task}. The register counts files.\n\nBody of {task}, with a second paragraph.\n\nClose of {task}."


def cell(kind: str, source: str, **metadata: Any) -> dict[str, Any]:
    made = {
        "cell_type": kind,
        "id": uuid.UUID(int=random.Random(source).getrandbits(128)).hex[:8],
        "metadata": metadata,
        "source": source,
    }
    return made | {"outputs": [], "execution_count": None} if kind == "code" else made


def _cells(notebook: Notebook, change: Callable[[Cells], Cells]) -> Notebook:
    made = copy.deepcopy(notebook)
    made["cells"] = change(made["cells"])
    return made


def without_marks(notebook: Notebook, chance: random.Random) -> Notebook:
    """All metadata and ids gone, as by many converters and by copying into a fresh notebook."""
    made = _cells(notebook, lambda cells: [{**{k: v for k, v in one.items() if k != "id"}, "metadata": {}} for one in cells])
    return made | {"metadata": {}, "nbformat_minor": 4}


def colab(notebook: Notebook, chance: random.Random) -> Notebook:
    """Colab: its own ids in the metadata, no cell ids."""
    made = copy.deepcopy(notebook)
    for one in made["cells"]:
        one.pop("id", None)
        one["metadata"]["id"] = uuid.UUID(int=chance.getrandbits(128)).hex[:12]
    made["metadata"]["colab"] = {"provenance": []}
    return made | {"nbformat_minor": 0}


def vs_code(notebook: Notebook, chance: random.Random) -> Notebook:
    made = copy.deepcopy(notebook)
    for one in made["cells"]:
        one["metadata"]["vscode"] = {"languageId": "python"}
        one["id"] = uuid.UUID(int=chance.getrandbits(128)).hex[:8]
    return made


def jupyterlite(notebook: Notebook, chance: random.Random) -> Notebook:
    made = copy.deepcopy(notebook)
    for one in made["cells"]:
        one["metadata"]["trusted"] = True
    made["metadata"]["kernelspec"] = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
    return made


def deepnote(notebook: Notebook, chance: random.Random) -> Notebook:
    """Deepnote: metadata of its own alone, and Markdown in blocks, a cell for each heading and paragraph."""
    cells: Cells = []
    for one in copy.deepcopy(notebook)["cells"]:
        blocks = one["source"].split("\n\n") if one["cell_type"] == "markdown" else [one["source"]]
        cells += [cell(one["cell_type"], block, cell_id=f"d{len(cells)}", deepnote_cell_type="text") for block in blocks]
    return {**notebook, "cells": cells, "metadata": {"deepnote": {}}}


def by_jupytext(notebook: Notebook, chance: random.Random) -> Notebook:
    """To a script or to Markdown, and back; often without the metadata, as it is set by many."""
    form = chance.choice(["py:percent", "py:percent", "md", "md:myst", "Rmd"])
    made = nbformat.from_dict(notebook)
    if chance.random() < 0.5:
        made.metadata["jupytext"] = {"cell_metadata_filter": "-all", "notebook_metadata_filter": "-all"}
    return json.loads(json.dumps(jupytext.reads(jupytext.writes(made, fmt=form), fmt=form)))


def shuffled(notebook: Notebook, chance: random.Random) -> Notebook:
    return _cells(notebook, lambda cells: chance.sample(cells, len(cells)))


def moved(notebook: Notebook, chance: random.Random) -> Notebook:
    """A few cells moved elsewhere."""

    def change(cells: Cells) -> Cells:
        for _ in range(chance.randint(1, 4)):
            cells.insert(chance.randrange(len(cells)), cells.pop(chance.randrange(len(cells))))
        return cells

    return _cells(notebook, change)


def merged(notebook: Notebook, chance: random.Random) -> Notebook:
    """Neighbours joined as JupyterLab joins them; the marks of either stay."""

    def change(cells: Cells) -> Cells:
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(cells) - 1)
            one, other = cells[place : place + 2]
            if one["cell_type"] == other["cell_type"]:
                kept = chance.choice([one, other])
                cells[place : place + 2] = [kept | {"source": one["source"] + "\n\n" + other["source"]}]
        return cells

    return _cells(notebook, change)


def split(notebook: Notebook, chance: random.Random) -> Notebook:
    """Cells cut in two at the end of a line; JupyterLab keeps the marks on both, older programs on one."""

    def change(cells: Cells) -> Cells:
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(cells))
            lines = cells[place]["source"].split("\n")
            if len(lines) < 2:
                continue
            at = chance.randrange(1, len(lines))
            first, second = copy.deepcopy(cells[place]), copy.deepcopy(cells[place])
            first["source"], second["source"] = "\n".join(lines[:at]), "\n".join(lines[at:])
            bare = chance.choice([None, first, second])
            if bare is not None:
                bare["metadata"] = {}
            second["id"] = uuid.UUID(int=chance.getrandbits(128)).hex[:8]
            cells[place : place + 1] = [first, second]
        return cells

    return _cells(notebook, change)


def with_own_cells(notebook: Notebook, chance: random.Random) -> Notebook:
    """Notes, trials and empty cells between the others."""

    def change(cells: Cells) -> Cells:
        for number in range(chance.randint(1, 5)):
            kind, source = chance.choice(
                [
                    ("code", "cases.head()" if number % 2 else "1 + 1"),
                    ("code", ""),
                    ("markdown", f"A note, number {number}."),
                    ("code", "%matplotlib inline"),
                ]
            )
            cells.insert(chance.randrange(len(cells) + 1), cell(kind, source))
        return cells

    return _cells(notebook, change)


def prompts_deleted(notebook: Notebook, chance: random.Random) -> Notebook:
    """Some of the text between the answers thrown away."""
    return _cells(
        notebook,
        lambda cells: [
            c
            for c in cells
            if c["cell_type"] == "code" or "YOUR" in c["source"] or "of " in c["source"][:12] or chance.random() < 0.7
        ],
    )


def texts_in_added_cells(notebook: Notebook, chance: random.Random) -> Notebook:
    """Essays in cells of the student's own below the untouched template, now and then in a code cell."""

    def change(cells: Cells) -> Cells:
        made: Cells = []
        for one in cells:
            made.append(one)
            if one["source"].startswith("Opening of ") and chance.random() < 0.7:
                kind = "code" if chance.random() < 0.3 else "markdown"
                made[-1:] = [one | {"source": "YOUR ANSWER HERE"}, cell(kind, one["source"])]
        return made

    return _cells(notebook, change)


FORMS: tuple[Callable[[Notebook, random.Random], Notebook], ...] = (
    without_marks,
    colab,
    vs_code,
    jupyterlite,
    deepnote,
    by_jupytext,
    shuffled,
    moved,
    merged,
    split,
    with_own_cells,
    prompts_deleted,
    texts_in_added_cells,
)


def resaved(notebook: Notebook, seed: str) -> tuple[Notebook, str]:
    """The notebook after one to three such changes, drawn by the seed, and what they were."""
    chance = random.Random(seed)
    notebook = json.loads(json.dumps(notebook))
    changes = chance.sample(FORMS, chance.randint(1, 3))
    # Code cut in two and carried apart is not the same work any more: what moves cells comes before what cuts them.
    changes.sort(key=lambda change: change not in (shuffled, moved))
    for change in changes:
        notebook = change(notebook, chance)
    for one in notebook["cells"] if chance.random() < 0.5 else ():
        one["source"] = one["source"].splitlines(keepends=True)  # as most programs write it
    return notebook, ", then ".join(change.__name__ for change in changes)


class Work:
    """A right notebook of one exercise with a text of its own for each task, and what of it is missed in another form."""

    def __init__(self, exercise, variant=None):
        self.exercise = exercise
        self.variant = variant or exercise.variant()
        self.tasks = [task.id for task in exercise.tasks]
        self.key = json.loads(json.dumps(Hand(exercise).key(self.variant)))
        for one in self.key["cells"]:
            if grade_id(one) in self.tasks:
                one["source"] = essay(grade_id(one))
        self.slots = slots(notebooks.student(exercise, self.variant), {q.id: q.answers for q in exercise.questions})

    def missed(self, notebook: Notebook) -> list[str]:
        """What is neither found nor listed when the notebook is mended: a fault of the grader for each."""
        mended = repair(read(json.dumps(notebook).encode()).cells, self.slots)
        placed = {one.id: one for one in mended.cells}
        faults = []
        for task in self.tasks:
            text = placed[task].source
            is_whole = all(f"{part} of {task}" in text for part in ("Opening", "Body", "Close"))
            others = [other for other in self.tasks if other != task and f"Body of {other}," in text]
            if (not is_whole or others) and not self._is_listed(mended, task, *others):
                faults.append(f"{task}: {placed[task].state}, {text[:60]!r}")
            if not is_whole and placed[task].is_blank:
                faults.append(f"{task} is called blank")
        run = "\n".join(one.source for one in mended.cells if one.kind == "code")
        for question in self.exercise.questions:
            source = next(one["source"] for one in self.key["cells"] if grade_id(one) == question.id)
            if not all(line in run for line in source.splitlines()) and not self._is_listed(mended, question.id):
                faults.append(f"{question.id}: not run and not listed, {placed[question.id].state}")
        return faults

    @staticmethod
    def _is_listed(mended, *ids: str) -> bool:
        return any(id in doubt for id in ids for doubt in mended.doubts)


def grade_id(one: dict[str, Any]) -> str:
    return one["metadata"].get("nbgrader", {}).get("grade_id", "")
