"""Whether a submission takes so long that it is better done after the others."""

from __future__ import annotations

import time
from collections.abc import Callable

from coursebook.grading.sandbox import wire
from coursebook.grading.sandbox.progress import Progress

FIRST_TRY = 2.0  # processor seconds after which a submission is put aside; an honest one needs a third of a second


class Aside(Exception):
    """It takes long, and was asked not to: it has to be done again from the start, when there is time."""


class Watch:
    """Raises :class:`Aside` after ``patience`` seconds of processor time, or six times as many by the clock.

    ``used`` tells the processor seconds so far; it is asked only when the clock says that there may be so many.
    """

    def __init__(self, patience: float, used: Callable[[], float]):
        self._patience, self._used = patience, used
        self._began = time.monotonic()
        self._next = self._began + patience

    def look(self) -> None:
        """Look, if it is time."""
        now = time.monotonic()
        if now < self._next:
            return
        used = self._used()
        if used >= self._patience or now - self._began >= 6 * self._patience:
            raise Aside
        self._next = now + max(0.2, self._patience - used)

    def frame(self, reader: wire.Reader, deadline: float) -> tuple[int, int, bytes]:
        """The next frame of a reader, and a look while it does not come."""
        while True:
            try:
                return reader.frame(min(deadline, self._next))
            except wire.Late:
                if deadline <= self._next:
                    raise
                self.look()

    def answer(self, reader: wire.Reader, progress: Progress, step: float, ends: float) -> tuple[int, int, bytes]:
        """The next frame of a checker, each of whose steps may take so many seconds; ``ends`` bounds all of them."""
        until = time.monotonic() + step
        while True:
            try:
                return self.frame(reader, min(until, ends))
            except wire.Late:
                until = progress.step()[0] + step
                if time.monotonic() >= min(until, ends):
                    raise
