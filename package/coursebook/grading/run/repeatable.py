"""What makes a notebook's run repeatable: seeded randomness, and a clock that shows when it was handed in.

The clock goes on by a millisecond at each look and by what is slept, so that a loop that waits for a time comes to its end
and each run sees the same. Durations (``time.monotonic``, ``time.perf_counter``) stay real: libraries wait by them.

Nobody waits for a notebook that sleeps: its clock is set forward, and for a moment only the others have their turn.
"""

from __future__ import annotations

import random
import time

import numpy
import time_machine

from coursebook.grading.sandbox.timing import Stopped

_LOOK = 0.001
_NAP, _NAPS = 0.1, 2.0  # real seconds that a sleep takes at most, until so many were slept; then it takes
_BLINK = 0.001
_entropy = random.Random(0)


_slept = _napped = 0.0


def awake() -> None:
    """A cell or a call begins: it has slept for no time yet."""
    global _slept
    _slept = 0.0


def begin(moment: float, sleep_at_most: float) -> None:
    """From now on this process is repeatable. ``moment``: what its clock shows, in seconds since 1970.

    A cell or call that sleeps for longer than ``sleep_at_most`` is stopped.
    """
    random.seed(0)
    numpy.random.seed(0)
    # Whence a generator without a seed, numpy.random.default_rng(), takes one.
    numpy.random.bit_generator.randbits = _entropy.getrandbits
    traveller = time_machine.travel(moment, tick=False).start()
    shown, sleep = traveller.time_ns, time.sleep

    def look() -> int:
        traveller.shift(_LOOK)
        return shown()

    def slept(seconds: float, /) -> None:
        global _slept, _napped
        nap = min(seconds, _NAP if _napped < _NAPS else _BLINK)
        sleep(nap)
        traveller.shift(float(seconds))
        _slept, _napped = _slept + seconds, _napped + nap
        if _slept > sleep_at_most:
            raise Stopped(f"it sleeps for more than {sleep_at_most:g} seconds")

    traveller.time_ns, time.sleep = look, slept
    # The two that the library leaves alone; numpy.datetime64("now") asks the machine itself.
    ctime, asctime = time.ctime, time.asctime
    time.ctime = lambda seconds=None, /: ctime(time.time() if seconds is None else seconds)
    time.asctime = lambda parts=None, /: asctime(time.localtime() if parts is None else parts)
