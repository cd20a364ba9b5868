"""Killed at any moment and run again, a run ends with what an uninterrupted one leaves.

A few kills here; ``benchmarks/kills.py`` does the same fifty times over five hundred submissions.
"""

import os
import random
import signal
import subprocess
import sys
import time

import psutil
import pytest
from coursebook.grading import pool

from tests.grading.klass import SET, STUDENTS, command, contents, copied, environment

KILLS = 3
TWO_WORKERS = f"""
import os, signal, struct
from multiprocessing import connection, parent_process
from coursebook.exercises import sets
from coursebook.grading import pool, resident
from coursebook.grading.settings import Settings

def two_workers():
    return pool.Workers(Settings({SET!r}, sets.exercise({SET!r}).version, secret=b"s"), 2)
"""

EARLY = """
serve = resident.serve

def interrupted(*given):
    os.kill(os.getpid(), signal.SIGINT)
    serve(*given)

resident.serve = interrupted
with two_workers() as workers:
    workers.ready()
    print("ready")
"""

HALF_AN_ANSWER = """
send = connection.Connection._send_bytes

def half(self, data):
    if parent_process() and b"half" in bytes(data):
        self._send(struct.pack("!i", len(data)) + bytes(data[: len(data) // 2]))
        os._exit(1)
    send(self, data)

connection.Connection._send_bytes = half
resident.mark = lambda settings, submission, patience: submission

if __name__ == "__main__":
    with two_workers() as workers:
        for told in pool.mark_all(iter(["half", "a", "b", "c", "half", "d"]), workers):
            print(*told)
"""

HALF_A_SUBMISSION = """
import pathlib, time

send = connection.Connection._send_bytes

def half(self, data):
    if not parent_process() and b"half" in bytes(data):
        self._send(struct.pack("!i", len(data)) + bytes(data[: len(data) // 2]))
        pathlib.Path("told").write_text("half of it is sent")
        time.sleep(60)
    send(self, data)

connection.Connection._send_bytes = half

if __name__ == "__main__":
    with two_workers() as workers:
        list(pool.mark_all(iter(["half"]), workers))
"""

LONG = """
import math, time

def mark(settings, submission, patience):
    if submission.startswith("long"):
        if patience < math.inf:
            return None
        if submission == "long-died":
            os._exit(1)
        time.sleep(3)
    return "done"

resident.mark = mark

if __name__ == "__main__":
    with two_workers() as workers:
        given = ["long-1", "a", "long-2", "b", "c", "long-died", "d", "e", "f", "g", "long-3", "h"]
        tell = lambda long: print("long:", *long, flush=True)
        for submission, outcome in pool.mark_all(iter(given), workers, tell):
            print("marked", submission, outcome, flush=True)
    print("end")
"""

BUSY = """
from coursebook.grading.marking import Outcome

def mark(settings, submission, patience):
    usage = {"by_clock": 1.0} if submission == "slow" and patience < float("inf") else {}
    return Outcome({"run": {"usage": usage}}, "", submission + "-again" * (submission == "slow" and not usage))

resident.mark = mark

if __name__ == "__main__":
    with two_workers() as workers:
        for _, outcome in pool.mark_all(iter(["a", "slow", "b", "c"]), workers):
            print(outcome.page)
"""

STUCK = """
import pathlib, re

def stuck(settings, submission, patience):
    pathlib.Path(submission).write_text("begun")
    {}

resident.mark = stuck

if __name__ == "__main__":
    with two_workers() as workers:
        list(pool.mark_all(iter(["one", "two"]), workers))
"""
HOLDING = {  # what never lets a thread have its turn, or never hears a signal
    "expression": "re.match('(a|a)*b', 'a' * 60)",
    "number": "9 ** (9 ** 9)",
    "search": "('a' * 10**9).count('a' * (10**5) + 'b')",
    "deaf": "signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals)); sum(iter(int, 1))",
}

SLOW = """
from coursebook.grading.checking.test_suite import TestSuite
from coursebook.grading.processes.worker import Worker

cell = "import os, pathlib, time; pathlib.Path({told!r}).write_text(os.getcwd()); time.sleep(2)"
Worker(TestSuite("slow", (), {{"set-up": cell}}))
"""


def start(arguments):
    return subprocess.Popen(
        command(*arguments),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Tests that run in the background of a shell inherit that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def with_two_workers(code, folder):
    """A command; its code is in a file, which a worker from a clean process reads again."""
    script = folder / "script.py"
    script.write_text(TWO_WORKERS + code, encoding="utf-8")
    return [sys.executable, script]


def run_to_its_end(command):
    return subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=120)


def family(process):
    try:
        root = psutil.Process(process.pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def workers(process):
    """Forks of the command itself: what else it started runs another program."""
    root = psutil.Process(process.pid)
    return [child for child in root.children() if child.cmdline() == root.cmdline()]


def gone(processes):
    _, alive = psutil.wait_procs(processes, timeout=10)
    return [p for p in alive if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def wait_for(what, seconds=120):
    deadline = time.monotonic() + seconds
    while not what() and time.monotonic() < deadline:
        time.sleep(0.05)


def test_kills_at_random_moments_change_nothing(graded, tmp_path):
    again = copied(graded, tmp_path)
    out = tmp_path / "killed"
    chance = random.Random(20270115)
    records = out / "records"
    for number in range(KILLS):
        process = start(again.arguments("--workers", "2", out=out))
        done = number * STUDENTS // (KILLS + 1)
        wait_for(lambda done=done, process=process: len(list(records.rglob("*.json"))) > done or process.poll() is not None)
        time.sleep(chance.uniform(0, 0.3))
        left = family(process)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert not gone(left), "a process outlived the run that was killed"
        for path in out.rglob("*.json"):
            assert path.read_text(encoding="utf-8").endswith("}\n")
    last = again.grade("--workers", "2", out=out)
    assert last.returncode in (0, 1), last.stderr
    assert contents(out) == contents(graded.out)


def test_killed_while_the_warm_processes_start_leaves_no_folder(tmp_path):
    told = tmp_path / "told"
    process = subprocess.Popen([sys.executable, "-c", SLOW.format(told=str(told))], env=environment())
    wait_for(lambda: told.exists() and told.read_text())
    left, folder = family(process), told.read_text()
    assert os.path.isdir(folder) and len(left) > 1
    process.kill()
    process.wait()
    assert not gone(left)
    assert not os.path.exists(folder)


def test_killed_halfway_through_a_submission_leaves_no_worker(tmp_path):
    process = subprocess.Popen(with_two_workers(HALF_A_SUBMISSION, tmp_path), env=environment(), cwd=tmp_path)
    wait_for((tmp_path / "told").exists)
    left = family(process)
    assert len(workers(process)) == 2
    process.kill()
    process.wait()
    assert not gone(left)


@pytest.mark.parametrize("code", HOLDING.values(), ids=HOLDING)
def test_killed_while_its_workers_are_stuck_leaves_none(tmp_path, code):
    process = subprocess.Popen(with_two_workers(STUCK.format(code), tmp_path), env=environment(), cwd=tmp_path)
    wait_for(lambda: (tmp_path / "one").exists() and (tmp_path / "two").exists())
    left = family(process)
    assert len(workers(process)) == 2
    process.kill()
    process.wait()
    alive = gone(left)
    for one in alive:
        one.kill()
    assert not alive


def test_ctrl_c_says_that_it_is_safe(graded, tmp_path):
    out = tmp_path / "stopped"
    process = start(graded.arguments("--workers", "2", out=out))
    wait_for(lambda: any(out.rglob("*.json")) or process.poll() is not None)
    left = family(process)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130 and "goes on from here" in said and "Traceback" not in said, said
    assert not gone(left)


def test_a_worker_hears_ctrl_c_only_when_it_knows_what_to_do(tmp_path):
    done = run_to_its_end(with_two_workers(EARLY, tmp_path))
    assert done.stdout == "ready\n" and not done.stderr, done.stderr


def test_a_worker_that_dies_loses_nothing(graded, tmp_path):
    out = tmp_path / "died"
    process = start(graded.arguments("--workers", "2", out=out))
    wait_for(lambda: any(out.rglob("*.json")) or process.poll() is not None)
    victims = workers(process)
    assert len(victims) == 2, "the run had ended before a worker could be killed"
    for victim in victims:
        victim.kill()
    assert not gone(victims)
    said, wrong = process.communicate(timeout=300)
    assert process.returncode in (0, 1), wrong
    assert contents(out) == contents(graded.out)


def test_a_worker_that_dies_halfway_through_an_answer_holds_up_nobody(tmp_path):
    done = run_to_its_end(with_two_workers(HALF_AN_ANSWER, tmp_path))
    gave_up = f"half {pool.DIED}"
    assert sorted(done.stdout.splitlines()) == ["a a", "b b", "c c", "d d", gave_up, gave_up], done.stderr


def test_long_ones_are_put_aside_named_and_hold_up_nobody(tmp_path):
    done = run_to_its_end(with_two_workers(LONG, tmp_path))
    *lines, last = done.stdout.splitlines()
    assert last == "end", done.stderr
    marked = [line.split()[1] for line in lines if line.startswith("marked")]
    assert sorted(marked) == sorted([*"abcdefgh", "long-1", "long-2", "long-3", "long-died"])
    assert set(marked[:8]) == set("abcdefgh"), "others waited for a long one"
    told = [line for line in lines if line.startswith("long:")]
    assert any("long-1" in line and "long-2" in line for line in told) and told[-1].strip() == "long:"
    assert f"marked long-died {pool.DIED}" in lines


def test_what_the_clock_decided_is_tried_alone(tmp_path):
    done = run_to_its_end(with_two_workers(BUSY, tmp_path))
    assert sorted(done.stdout.split()) == ["a", "b", "c", "slow-again"], done.stderr
