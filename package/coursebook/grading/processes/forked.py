"""Where the workers of this machine and their warm processes come from.

The first workers are forked from the command itself, once it has read the exercise and before it opens a gradebook, takes
a lock or starts a thread: they begin with all that it has imported and read. One that takes the place of a worker that
died comes from a clean process instead. Light to import, so that it can be the first thing that a run does.
"""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from socket import socket

from coursebook.grading.processes.launcher import Program

_IMPORTED = "coursebook.grading.resident"
_program: Program | None = None


def start() -> None:
    """Have the program that forks warm processes start, while the caller goes on; nothing if it runs already."""
    global _program
    if sys.platform == "linux" and (_program is None or not _program.runs()):
        _program = Program()


def orders() -> socket | None:
    """Where a worker orders its warm processes, if there is such a place on this machine."""
    start()
    return _program.orders if _program else None


def from_here() -> BaseContext:
    """Makes workers out of this process; only while it holds no open file or thread that they must not have."""
    return multiprocessing.get_context("fork") if sys.platform == "linux" else anew()


def anew() -> BaseContext:
    """Makes workers out of a process that has only imported what they need."""
    forkserver.set_forkserver_preload([_IMPORTED])
    return multiprocessing.get_context("forkserver")
