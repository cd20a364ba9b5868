"""What a checker is at, in memory that it shares with its worker.

The worker has to know it only where the checker hangs or ends; to be sent it, the worker would be woken at each step.
"""

from __future__ import annotations

import mmap
import os
import struct
import time

NOTHING, ASKING, TESTING = range(3)
_STEP = struct.Struct("<dII")


def shared() -> int:
    """A descriptor of new memory for one :class:`Progress` on each side. The caller closes it."""
    descriptor = os.memfd_create("progress")
    os.truncate(descriptor, _STEP.size)
    return descriptor


class Progress:
    """One step at a time: the checkers of a worker come one after the other."""

    def __init__(self, descriptor: int):
        self._memory = mmap.mmap(descriptor, _STEP.size)

    def tell(self, kind: int, number: int = 0) -> None:
        """A step begins: the test or the answer of this number."""
        _STEP.pack_into(self._memory, 0, time.monotonic(), kind, number)

    def step(self) -> tuple[float, int, int]:
        """When the last step began, in the time of :func:`time.monotonic`, its kind, and the number."""
        return _STEP.unpack_from(self._memory)
