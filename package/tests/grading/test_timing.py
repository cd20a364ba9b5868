"""Limits are of processor time: a mark does not depend on how busy the machine is, and what only waits is told to a person."""

import dataclasses
import math

import pytest
from coursebook.grading.checking.test_suite import TestCase, TestSuite
from coursebook.grading.processes.set_aside import Aside
from coursebook.grading.processes.worker import Worker
from coursebook.grading.sandbox.job import Job, JobCell

from grading.conftest import KEY, POINTS, RIGHT, SHORT, STUDENT, job

BUSY = "import time\nends = time.process_time() + {}\nwhile time.process_time() < ends: pass\n"
WAIT = "import threading\nthreading.Event().wait({})\n"
ENDLESS = "while True: pass"
STUBBORN = "while True:\n    try:\n        n = int(input())\n        break\n    except: pass"
HELPER = "def helper(n):\n    return 2 * n"


def with_own(own, answers=RIGHT, **limits):
    """A submission with cells of the student's own before the answers."""
    given = job(answers, limits=dataclasses.replace(SHORT, **limits))
    cells = tuple(JobCell(f"own-{place}", source, "own") for place, source in enumerate(own, 1))
    return dataclasses.replace(given, cells=(given.cells[0], *cells, *given.cells[1:]))


def spoilt(ran):
    """Cells of answers that were left out or interrupted."""
    return [cell.id for cell in ran.cells if (cell.dropped or cell.error) and not cell.id.startswith("own-")]


def test_a_function_that_takes_longer_by_the_clock_than_it_computes_is_right(worker):
    slow = "import threading\ndef double(n):\n    threading.Event().wait(1.2)\n    return 2 * n"  # it has 0.8
    ran = worker.run(job(RIGHT | {"double": slow}))
    assert ran.earned == POINTS and not ran.events and "by_clock" not in ran.usage


@pytest.mark.parametrize("seconds", [1.8, 2.5])
def test_a_function_of_some_seconds_is_right(worker, seconds):
    slow = "def double(n):\n" + "".join(f"    {line}\n" for line in BUSY.format(seconds).splitlines()) + "    return 2 * n"
    limits = dataclasses.replace(SHORT, call_cpu=5, call_wall=60, calls_cpu=40, calls_wall=180, total_wall=180)
    assert worker.run(job(RIGHT | {"double": slow}, limits=limits)).earned == POINTS


def test_a_cell_that_waits_longer_than_it_may_compute_is_not_interrupted(worker):
    ran = worker.run(job(RIGHT | {"word": WAIT.format(1.5) + RIGHT["word"]}))
    assert ran.earned == POINTS and not ran.events


@pytest.mark.parametrize(
    "own",
    [
        ENDLESS,
        STUBBORN,
        BUSY.format(1.5),
        WAIT.format(60),
        "import time\nfor i in range(200):\n    time.sleep(1)",
        "9 ** (9 ** 9)",
    ],
    ids=["endless", "catches all", "busy", "waits", "sleeps", "no Python"],
)
def test_slow_cells_of_the_students_own_never_cost_an_answer(worker, own):
    answers = RIGHT | {"double": "def double(n):\n    return helper(n)"}
    # Nothing of this decides a mark, so the clock may stop what waits early.
    ran = worker.run(with_own([own] * 4 + [HELPER], answers, own_wall=4, again_wall=2, total_wall=30))
    assert ran.earned == POINTS and not spoilt(ran), ran.events


def test_when_the_time_is_used_up_slow_cells_of_the_students_own_go_first(worker):
    answers = RIGHT | {"double": "def double(n):\n    return helper(n)"}
    ran = worker.run(with_own([HELPER, *[WAIT.format(3)] * 5], answers, total_wall=8, own_wall=90))
    assert ran.earned == POINTS and not spoilt(ran)
    assert any("left out" in event for event in ran.events)


def test_when_the_processor_time_is_used_up_they_go_first_too(worker):
    ran = worker.run(with_own([BUSY.format(0.9)] * 8, own_cpu=90, total_cpu=5, total_wall=90))
    assert ran.earned == POINTS and not spoilt(ran)
    assert any("the notebook's time was used up" in event for event in ran.events)


def test_a_notebook_that_is_given_up_is_on_the_list_for_a_person(worker):
    # Each well below the second at which the time of the notebook, two, would count as used up.
    ends = {f"end-{n}": BUSY.format(0.6) + "import os; os._exit(1)" for n in range(9)}
    ran = worker.run(job(ends | RIGHT, limits=dataclasses.replace(SHORT, total_cpu=2, total_wall=120)))
    assert ran.earned == 0 and any("could not be run to its end" in event for event in ran.events)


def test_nobody_waits_for_a_notebook_that_sleeps(worker):
    sleepers = {f"sleep-{n}": "import time\nfor i in range(300):\n    time.sleep(2)\n    last = i" for n in range(4)}
    endless = {"for good": "import time\nwhile True: time.sleep(1)", "long": "import time\ntime.sleep(3600)"}
    ran = worker.run(job(sleepers | endless | RIGHT))
    assert ran.earned == POINTS and "by_clock" not in ran.usage
    errors = {cell.id: cell.error for cell in ran.cells if cell.error}
    assert errors == dict.fromkeys(["for good", "long"], "Stopped: it sleeps for more than 600 seconds")


def test_a_thread_has_its_turn_while_the_others_sleep(worker):
    source = (
        "import threading, time\nt = threading.Thread(target=lambda: print('done'))\nt.start()\ntime.sleep(5)\nprint('after')"
    )
    ran = worker.run(job(RIGHT | {"word": source + "\n" + RIGHT["word"]}))
    assert ran.cells[-1].outputs[0]["text"] == "done\nafter\nWASP\n"


def test_an_endless_function_is_interrupted_twice_and_no_more():
    tests = tuple(TestCase(f"t-{n}", 1, f"assert endless({n}) == {n}", ("endless",)) for n in range(8))
    source = "def endless(n):\n    while n > 2: pass\n    return n"
    with Worker(TestSuite("endless", tests)) as worker:
        ran = worker.run(Job("j", STUDENT, (JobCell("c", source),), ("endless",), seed=KEY, limits=SHORT))
    assert ran.earned == 3 and all("no end" in test.message for test in ran.tests[3:])
    assert ran.usage["cpu"] < 0.5 + 3 * SHORT.call_cpu
    assert ran.events == ("A call of “endless” was interrupted: the processor time that it may use was used up.",)


@pytest.mark.parametrize("who", ["cells", "answers"])
def test_a_cell_that_was_interrupted_has_little_time_when_the_notebook_runs_again(worker, who):
    end = "import os; os._exit(1)"
    ends = {f"end-{n}": end for n in range(3)} if who == "cells" else {}
    answers = RIGHT | (
        {name: f"def {name.replace('-', '_')}(*_): {end}" for name in ("double", "word")} if who == "answers" else {}
    )
    limits = dataclasses.replace(SHORT, cell_cpu=4, cell_wall=120, total_cpu=60, total_wall=240)
    ran = worker.run(job({"loop": "kept = 1\n" + ENDLESS} | ends | answers | {"kept": "print(kept)"}, limits=limits))
    assert ran.earned == (POINTS if who == "cells" else POINTS - 4) and ran.cells[-1].outputs[0]["text"] == "1\n"
    # Once the whole time, which a busy kernel counts a little short, and then little.
    assert 0.9 * 4 < ran.usage["cpu"] < 4 + 3 * 1.3


def test_an_answer_that_was_interrupted_is_on_the_list_for_a_person(worker):
    ran = worker.run(job(RIGHT | {"word": RIGHT["word"] + "\n" + ENDLESS}))
    assert ran.earned == POINTS
    assert ran.events == ("The cell “word” was interrupted: the processor time that it may use is used up.",)


@pytest.mark.parametrize("cell", ["double", "word"])
def test_what_was_stopped_by_the_clock_is_on_the_list_for_a_person(worker, cell):
    waits = {"double": "def double(n):\n    import threading\n    threading.Event().wait(90)", "word": WAIT.format(90)}
    ran = worker.run(job(RIGHT | {cell: waits[cell]}, limits=dataclasses.replace(SHORT, cell_wall=3, call_wall=2)))
    assert ran.usage["by_clock"] and len(ran.events) == 1 and cell in ran.events[0]
    assert ran.earned == POINTS - {"double": 3, "word": 1}[cell]


@pytest.mark.parametrize("source", [ENDLESS, STUBBORN, "def double(n):\n    while True: pass", WAIT.format(90)])
def test_a_submission_that_takes_long_can_be_put_aside(worker, source):
    long = job(
        RIGHT | {"double": source}, limits=dataclasses.replace(SHORT, cell_cpu=9, call_cpu=9, cell_wall=90, call_wall=90)
    )
    worker.patience = 0.8
    try:
        with pytest.raises(Aside):
            worker.run(long)
        worker.patience = 8
        assert worker.run(job(RIGHT)).earned == POINTS
    finally:
        worker.patience = math.inf
