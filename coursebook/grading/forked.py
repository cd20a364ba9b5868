"""Where the workers of this machine and their warm processes come from: two processes that import once for all of them.

Forked from the command itself, workers would inherit the gradebook's open file and all else that a run holds; started
one by one, each would import for a second. Light to import, so that it can be the first thing that a run does.
"""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from socket import socket

from coursebook.grading.program import Program

_IMPORTED = "coursebook.grading.preloaded"
_program: Program | None = None


def start() -> None:
    """Have them start, while the caller goes on; nothing if they run already."""
    global _program
    forkserver.set_forkserver_preload([_IMPORTED])
    forkserver.ensure_running()
    if sys.platform == "linux" and (_program is None or not _program.runs()):
        _program = Program()


def orders() -> socket | None:
    """Where a worker orders its warm processes, if there is such a place on this machine."""
    start()
    return _program.orders if _program else None


def context() -> BaseContext:
    """Makes worker processes."""
    start()
    return multiprocessing.get_context("forkserver")
