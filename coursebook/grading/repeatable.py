"""What makes a notebook's run repeatable: seeded randomness, and a clock that shows when it was handed in.

The clock goes on by a millisecond at each look and by what is slept, so that a loop that waits for a time comes to its end
and each run sees the same. Durations (``time.monotonic``, ``time.perf_counter``) stay real: libraries wait by them.
"""

from __future__ import annotations

import random
import time

import numpy
import time_machine

_LOOK = 0.001
_entropy = random.Random(0)


def begin(moment: float) -> None:
    """From now on this process is repeatable. ``moment``: what its clock shows, in seconds since 1970."""
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
        sleep(seconds)
        traveller.shift(float(seconds))

    traveller.time_ns, time.sleep = look, slept
    # The two that the library leaves alone; numpy.datetime64("now") asks the machine itself.
    ctime, asctime = time.ctime, time.asctime
    time.ctime = lambda seconds=None, /: ctime(time.time() if seconds is None else seconds)
    time.asctime = lambda parts=None, /: asctime(time.localtime() if parts is None else parts)
