"""Limits of processor time, which is the same on a busy machine; by the clock only as a backstop, for what waits."""

from __future__ import annotations

import contextlib
import math
import resource
import signal
from collections.abc import Iterator
from time import process_time  # not looked up in `time` again, which a student's code may have changed

_AGAIN = 0.2  # seconds after which an interrupt comes once more, for code that catches the first
_MORE = 1  # processor seconds after which code that catches them all, or is no Python, is killed


class Stopped(BaseException):
    """Raised in code that has used up its processor time. No Exception, so that an ordinary except does not hold it."""


class Waited(Stopped):
    """Raised in code that has used up its time by the clock, and little processor time."""


def begin() -> None:
    """From now on this process hears when a limit is reached; in its main thread."""
    signal.signal(signal.SIGPROF, _stop)
    signal.signal(signal.SIGALRM, _wait)


@contextlib.contextmanager
def limited(processor: float, wall: float = 0) -> Iterator[None]:
    """Raises :class:`Stopped` after so many seconds of this process, :class:`Waited` after so many by the clock (0: never).

    Code that goes on all the same is ended by the kernel a second or two of its processor time later.
    """
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = math.ceil(process_time() + processor + _MORE)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if most == resource.RLIM_INFINITY else min(soft, most), most))
    signal.setitimer(signal.ITIMER_PROF, processor, _AGAIN)
    signal.setitimer(signal.ITIMER_REAL, wall, _AGAIN)
    try:
        yield
    finally:
        stop_timers()


def stop_timers() -> None:
    """They have done their work."""
    for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
        signal.setitimer(timer, 0)


def _stop(*_: object) -> None:
    raise Stopped("the processor time that it may use is used up")


def _wait(*_: object) -> None:
    raise Waited("its time by the clock is over: it waits for something, or the machine is very busy")
