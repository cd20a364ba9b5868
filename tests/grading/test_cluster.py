"""The same class on a Dask cluster of separate processes, one of them killed half way: equal to the byte."""

import contextlib
import socket
import subprocess
import sys
import time

import psutil
import pytest

from coursebook.__main__ import main
from coursebook.grading import errors
from tests.grading.klass import command, contents, environment

WORKERS = 3


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


def test_no_scheduler_is_one_message(graded, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("coursebook.grading.cluster.TIMEOUT", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        assert main(graded.arguments("--scheduler", address, out=tmp_path / "grades")) == errors.WORKERS
    said = capsys.readouterr().err
    assert address in said and "Mend:" in said and "Traceback" not in said
