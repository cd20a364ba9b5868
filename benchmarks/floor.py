"""The floor of grading: each submission forked, isolated and its cells run, in as many processes as there are cores.

The workers start as those of a run do: forked from this command, which has imported and read what they need while the
warm processes start. Charts are drawn, since they belong to the cells. Which cells: "own" those that
the student wrote, "handed-in" the notebook as it came, with the visible tests that stand in it, "all" the hidden tests too.
"""

# ruff: noqa: E402
from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from coursebook.grading.processes import forked

forked.start()  # before the rest is imported, which takes as long as it does

from coursebook import startup  # noqa: F401, I001  (first: the imports below are what it lightens)
from coursebook.exercises import sets
from coursebook.exercises.release import notebooks
from coursebook.exercises.sets import Exercise
from coursebook.grading.sandbox.job import Job, JobCell
from coursebook.grading.intake.notebook_reader import read
from coursebook.grading.matching.repair import repair
from coursebook.grading.matching.slots import LOCKED, TEST, slots
from coursebook.grading.processes.client import share
from coursebook.grading.processes.attempt import Attempt
from coursebook.grading.processes.worker import Worker, started

_state: dict = {}


def begin(exercise: Exercise, which: str, orders) -> None:
    share(orders)
    warm = started()
    variant = exercise.variant()
    names = {question.id: question.answers for question in exercise.questions}
    _state.update(
        which=which,
        worker=Worker(exercise, warm=warm),
        slots=slots(notebooks.student(exercise, variant), names),
        files=variant.files(),
        answers=tuple(dict.fromkeys(name for several in names.values() for name in several)),
    )


def one(path: Path) -> float:
    cells = tuple(
        JobCell(cell.id, cell.source, "setup" if cell.slot and cell.slot.role == LOCKED else "code")
        for cell in repair(read(path.read_bytes()).cells, _state["slots"]).cells
        if cell.kind == "code" and (_state["which"] == "handed-in" or not (cell.slot and cell.slot.role == TEST))
    )
    job = Job(path.stem, path.stem, cells, _state["answers"], _state["files"], pictures=True)
    worker = _state["worker"]
    if _state["which"] == "all":  # as a grader that trusts its students would do it; with notebooks of this benchmark only
        job = replace(job, cells=(*job.cells, *(JobCell(test.id, test.source) for test in worker.suite.tests)))
    began = time.monotonic()
    Attempt(worker._warm, worker.suite, job).cells_only()
    return time.monotonic() - began


def main() -> None:
    """Run with a folder of notebooks, the name of their set and "own", "handed-in" or "all"."""
    folder, name, which = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    settings = sets.exercise(name), which, forked.orders()
    with ProcessPoolExecutor(os.cpu_count(), forked.from_here(), begin, settings) as pool:
        print(sum(pool.map(one, sorted(folder.glob("*.ipynb")))))
