"""The marker that stays in a worker process: exercise, settings and sandbox are set up once and then used again."""

from __future__ import annotations

import math
import os
import signal
import socket
import sys
import threading
from collections import defaultdict
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue

from coursebook import startup  # noqa: F401  (first: the imports below are what it lightens)

from coursebook.faults import InputError, Fault  # isort: skip
from coursebook.exercises import sets
from coursebook.grading import errors
from coursebook.grading.intake.released import as_given
from coursebook.grading.intake.submissions import Submission
from coursebook.grading.marking import Marker, Outcome
from coursebook.grading.processes.client import share
from coursebook.grading.processes.set_aside import Aside
from coursebook.grading.processes.worker import Worker, started
from coursebook.grading.settings import Settings, grader_version

Trouble = tuple[int, Fault]  # exit code, and why

WORKERS = "workers"  # what messages call them

_free: dict[Settings, list[Marker]] = defaultdict(list)
_lock = threading.Lock()


def mark(settings: Settings, submission: Submission, patience: float = math.inf) -> Outcome | str | None:
    """Mark one submission with a free marker of this process, or a new one; several threads may call at once.

    None if it takes more processor time than ``patience``: it is to be done again, from the start, with more.
    A fault of the grader itself gets a second try with a fresh sandbox; then its text is the result, and a human looks.
    """
    for last_try in (False, True):
        with _lock:
            marker = _free[settings].pop() if _free[settings] else None
        marker = marker or _new_marker(settings)
        marker.worker.patience = patience
        try:
            outcome = marker.mark(submission)
        except Aside:
            outcome = None
        except Exception as error:  # whatever it is: no submission may stop a class
            marker.worker.close()
            if last_try:
                return f"The grader itself failed on it ({type(error).__name__}: {error})."
            continue
        with _lock:
            _free[settings].append(marker)
        return outcome
    raise AssertionError


def _new_marker(settings: Settings) -> Marker:
    warm = started()  # first: it takes a second, in which the exercise is read
    try:
        exercise = as_given(sets.exercise(settings.assignment), dict(settings.given), settings.items, settings.learned)
        return Marker(exercise, settings, Worker(exercise, settings.allow_weaker, warm))
    except BaseException:
        warm.close()
        raise


def warm_up(settings: Settings, grader: str) -> Trouble | None:
    """Have one marker ready; says what stands in the way: another version here, or no isolation."""
    try:
        with _lock:
            if not _free[settings]:
                _free[settings].append(_new_marker(settings))
            version = _free[settings][0].exercise.version
        if version != settings.version or grader_version() != grader:
            ours, theirs = f"{settings.version}/{grader}", f"{version}/{grader_version()}"
            wrong = f"It has version {theirs} of exercise and grader; this run has {ours}."
            fix = "install this version of coursebook and of the exercises on every worker."
            return errors.WORKERS, Fault(WORKERS, "", wrong, fix)
    except InputError as error:
        return error.code or errors.FAULTY, error.faults[0]
    except Exception as error:  # told to the one who started the run
        return cannot_start(f"{type(error).__name__}: {error}")
    return None


def cannot_start(wrong: str) -> Trouble:
    """What stands in the way where a worker ends or fails."""
    fix = "run 'coursebook grade --doctor', and look whether memory or processes are short."
    return errors.WORKERS, Fault(WORKERS, "", wrong, fix)


def serve(connection: Connection, settings: Settings, grader: str, orders: socket.socket | None) -> None:
    """Be a worker of this machine: say what stands in the way, then mark what comes along the connection, until it ends.

    Warm before the first submission, deaf to Ctrl-C, gone when its parent is gone. ``orders`` is where it orders its warm
    processes, if there is such a place.
    """
    if sys.platform == "linux":
        from coursebook.grading.sandbox import syscalls

        # By the kernel, since a thread that watches has no turn while a library holds the interpreter.
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    share(orders)
    # A handler and not SIG_IGN, which the sandbox's processes would inherit.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # blocked while the command forked this process
    given: SimpleQueue[tuple[Submission, float]] = SimpleQueue()
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    threading.Thread(target=_listen, args=(connection, given), daemon=True).start()
    try:
        connection.send(warm_up(settings, grader))
        while True:
            connection.send(mark(settings, *given.get()))
    except OSError:
        os._exit(1)  # nobody is left to hear it


def _listen(connection: Connection, given: SimpleQueue) -> None:
    """Take what comes at once, so that the other side never waits to send while this one waits to answer."""
    try:
        while True:
            given.put(connection.recv())
    finally:
        os._exit(1)  # the sandbox's processes end with this one


def _leave_with_parent() -> None:
    """Not left to the connection: half a submission of a command that was killed would be waited for, by whoever listens there."""
    wait([parent_process().sentinel])
    os._exit(1)
