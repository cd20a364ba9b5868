"""The same class on a Dask cluster of separate processes, one of them killed half way: equal to the byte."""

import contextlib
import json
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime

import nbformat
import psutil
import pytest
from coursebook.__main__ import main
from coursebook.exercises import sets
from coursebook.grading import errors
from coursebook.grading.cluster import mark_all
from coursebook.grading.demo.simulated_class import Hand
from coursebook.grading.intake.submissions import Submission
from coursebook.grading.settings import Settings

from tests.grading.klass import SET, command, contents, environment

WORKERS = 3
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def cluster(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    log = open(tmp_path / "cluster.log", "w", encoding="utf-8")

    def begin(*arguments):
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            env=environment(DASK_DISTRIBUTED__WORKER__DAEMON="False"),
            stdout=log,
            stderr=log,
            cwd=tmp_path,
        )

    processes = [begin("dask_scheduler", "--host", "127.0.0.1", "--port", address.rsplit(":", 1)[1], "--no-dashboard")]
    for number in range(WORKERS):
        processes.append(
            begin("dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--name", f"w{number}")
        )
    yield address, processes
    # Killed: a worker that is asked to end first waits half a minute for a scheduler that is gone.
    for process in reversed(processes):
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    for process in processes:
        process.wait(20)
    log.close()


def wait_for_workers(address):
    import distributed

    with distributed.Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(WORKERS, timeout=120)


def test_a_cluster_that_loses_a_worker_gives_the_same_to_the_byte(cluster, graded, tmp_path):
    address, processes = cluster
    wait_for_workers(address)
    out = tmp_path / "grades"
    run = subprocess.Popen(
        command(*graded.arguments("--scheduler", address, out=out)),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 240
    while len(list(out.rglob("records/*/*.json"))) < 3 and run.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert run.poll() is None, "the run had ended before a worker could be killed"
    below = psutil.Process(processes[1].pid).children(recursive=True)
    processes[1].kill()
    said, wrong = run.communicate(timeout=300)
    assert run.returncode in (0, 1), wrong
    assert contents(out) == contents(graded.out), said
    _, alive = psutil.wait_procs(below, timeout=10)
    assert not alive, "the sandbox of a killed worker goes on"
    look_at_long_ones(address)


LONG = "import time\nwhile time.process_time() < 6:\n    pass"


def look_at_long_ones(address):
    """One that takes long is put aside and named until it is done, and no other waits for it; here as on one machine."""
    exercise = sets.exercise(SET)
    settings = Settings(SET, exercise.version, secret=b"s", pictures=False)
    key = Hand(exercise).key(exercise.variant())
    slow = {**key, "cells": [*key["cells"], nbformat.v4.new_code_cell(LONG)]}
    notebooks = {"long": slow, **{f"s{number}": key for number in range(8)}}
    submissions = [Submission(name, name, NOON, json.dumps(one).encode()) for name, one in notebooks.items()]
    told, done = [], []
    for submission, outcome in mark_all(
        iter(submissions), settings, address, lambda long: told.append([one.student for one in long])
    ):
        assert outcome.record["mark"] == outcome.record["points"]
        done.append(submission.student)
    assert sorted(done) == sorted(notebooks) and done[-1] == "long"
    assert ["long"] in told and told[-1] == []


def test_no_scheduler_is_one_message(graded, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("coursebook.grading.cluster.TIMEOUT", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        assert main(graded.arguments("--scheduler", address, out=tmp_path / "grades")) == errors.WORKERS
    said = capsys.readouterr().err
    assert address in said and "Fix:" in said and "Traceback" not in said
