"""A hostile submission between honest ones: its mark, what it could see, and that nothing of it stays."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coursebook.grading.processes.worker import Worker

from grading.conftest import HIDDEN, KEY, POINTS, RIGHT, ROOMY, SHORT, STUDENT, SUITE, descendants, job
from grading.corpus import CANARY, NOTE, SECRET, Hostile

# What an honest student's notebook finds around itself; must be the same after each attack.
LOOK = f"""
note = {NOTE!r}
import os, sys, numpy
print(sorted(os.listdir('.')), sorted(os.listdir('/home')), os.listdir(os.environ['TMPDIR']))
print(len(os.environ), os.getpid(), len(sys.meta_path), os.sched_getaffinity(0) == set(range(os.cpu_count())))
print(hasattr(numpy, 'LEFT'), pd.options.display.width)
"""
HONEST = {"look": LOOK, **RIGHT}


class Place:
    """A worker, and a file outside of its sandbox that must stay unread and unchanged."""

    def __init__(self, worker: Worker, canary: Path):
        self.worker, self.canary = worker, canary
        self.honest = worker.run(job(HONEST, limits=ROOMY))
        self.processes = descendants(os.getpid())

    def survives(self, hostile: Hostile) -> None:
        """Run a hostile submission, then an honest one."""
        limits = dataclasses.replace(SHORT, cell_cpu=hostile.processor)
        if not hostile.deserved:  # nothing that a busy machine could take away, so that nobody need wait for long
            limits = dataclasses.replace(limits, call_wall=1, calls_wall=2)
        cells = {cell: code.replace(CANARY, str(self.canary)) for cell, code in hostile.cells.items()}
        ran = self.worker.run(job(cells, limits=limits))
        before, self.processes = self.processes, descendants(os.getpid())
        assert self.processes == before, "what the worker forks from was lost, or something stays"
        assert ran.earned == hostile.deserved, ran
        assert len(ran.tests) == len(SUITE.tests) and len(ran.cells) == len(hostile.cells) + 1
        seen = json.dumps(dataclasses.asdict(ran))
        assert not any(word in seen for word in (HIDDEN, KEY, SECRET, STUDENT, NOTE))
        assert "REACHED" not in "".join(one.get("text", "") for cell in ran.cells for one in cell.outputs)
        assert len(seen) < 4_000_000
        assert self.canary.read_text() == SECRET and os.listdir(self.canary.parent) == [self.canary.name]

        neighbour = self.worker.run(job(HONEST, limits=ROOMY))
        assert neighbour.tests == self.honest.tests and neighbour.earned == POINTS
        assert [cell.outputs for cell in neighbour.cells] == [cell.outputs for cell in self.honest.cells]


@contextmanager
def beside(folder: Path) -> Iterator[Place]:
    """A place for attacks, with its file in this folder."""
    folder.chmod(0o777)
    canary = folder / "gradebook.db"
    canary.write_text(SECRET)
    canary.chmod(0o666)
    with Worker(SUITE) as worker:
        yield Place(worker, canary)
