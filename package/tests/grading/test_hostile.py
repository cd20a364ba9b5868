"""Each hostile submission between honest ones: its mark, what it could see, and that nothing of it stays."""

import dataclasses
import json
import os

import pytest
from coursebook.grading.processes.worker import Worker

from grading.conftest import HIDDEN, KEY, POINTS, RIGHT, ROOMY, SHORT, STUDENT, SUITE, descendants, job
from grading.corpus import CANARY, NOTE, SECRET
from grading.corpus_force import FORCE
from grading.corpus_forge import FORGED
from grading.corpus_reach import REACH

CORPUS = [*FORCE, *FORGED, *REACH]
# What an honest student's notebook finds around itself; must be the same after each attack.
LOOK = f"""
note = {NOTE!r}
import os, sys, numpy
print(sorted(os.listdir('.')), sorted(os.listdir('/home')), os.listdir(os.environ['TMPDIR']))
print(len(os.environ), os.getpid(), len(sys.meta_path), os.sched_getaffinity(0) == set(range(os.cpu_count())))
print(hasattr(numpy, 'LEFT'), pd.options.display.width)
"""
HONEST = {"look": LOOK, **RIGHT}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A worker, and a file outside of its sandbox that must stay unread and unchanged."""
    folder = tmp_path_factory.mktemp("instructor")
    folder.chmod(0o777)
    canary = folder / "gradebook.db"
    canary.write_text(SECRET)
    canary.chmod(0o666)
    with Worker(SUITE) as worker:
        honest = worker.run(job(HONEST, limits=ROOMY))
        yield worker, canary, honest, descendants(os.getpid())


def test_the_corpus_is_large_and_its_names_are_its_own():
    assert len(CORPUS) >= 150
    assert len({one.name for one in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("hostile", CORPUS, ids=lambda one: one.name)
def test_hostile(place, hostile):
    worker, canary, honest, processes = place
    limits = dataclasses.replace(SHORT, cell_cpu=hostile.processor)
    if not hostile.deserved:  # nothing that a busy machine could take away, so that nobody need wait for long
        limits = dataclasses.replace(limits, call_wall=1, calls_wall=2)
    cells = {cell: code.replace(CANARY, str(canary)) for cell, code in hostile.cells.items()}
    ran = worker.run(job(cells, limits=limits))
    assert descendants(os.getpid()) == processes
    assert ran.earned == hostile.deserved, ran
    assert len(ran.tests) == len(SUITE.tests) and len(ran.cells) == len(hostile.cells) + 1
    seen = json.dumps(dataclasses.asdict(ran))
    assert not any(word in seen for word in (HIDDEN, KEY, SECRET, STUDENT, NOTE))
    assert "REACHED" not in "".join(one.get("text", "") for cell in ran.cells for one in cell.outputs)
    assert len(seen) < 4_000_000
    assert canary.read_text() == SECRET and os.listdir(canary.parent) == [canary.name]

    neighbour = worker.run(job(HONEST, limits=ROOMY))
    assert neighbour.tests == honest.tests and neighbour.earned == POINTS
    assert [cell.outputs for cell in neighbour.cells] == [cell.outputs for cell in honest.cells]
