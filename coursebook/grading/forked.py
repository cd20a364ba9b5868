"""Where the workers of this machine come from: a process that has imported what they need, once for all of them.

Forked from the command itself they would inherit the gradebook's open file and all else that a run holds; started
one by one, each would import for a second. Light to import, so that it can be the first thing that a run does.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import BaseContext

_IMPORTED = "coursebook.grading.preloaded"


def start() -> None:
    """Have it start, while the caller goes on; nothing if it runs already."""
    forkserver.set_forkserver_preload([_IMPORTED])
    forkserver.ensure_running()


def context() -> BaseContext:
    """Makes worker processes."""
    start()
    return multiprocessing.get_context("forkserver")
