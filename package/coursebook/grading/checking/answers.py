"""The student's names, as the tests see them: data that was fetched once, and stand-ins for functions."""

from __future__ import annotations

import builtins
import socket
import time
from collections.abc import Iterable
from typing import Any

from coursebook.grading.run import decoding, encoding
from coursebook.grading.sandbox import wire
from coursebook.grading.sandbox.job import Job
from coursebook.grading.sandbox.progress import ASKING, Progress

# After its time in the child, before the answer counts as lost: generous, since a busy machine wakes the child late,
# and a function that was interrupted is told apart from a process that does not answer.
_GRACE = 2.0
_ENDED = "asking for it ended the notebook's process."
_KNOWN = {name: kind for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, Exception)}


class Blame(BaseException):
    """The child is lost or lies; the arguments are the answer that was asked for, why, and whether the clock said so.

    No Exception, since tests catch those.
    """


class Answers:
    """Asks the child.

    Attributes:
        found: name -> value.
        missing: name -> why it is not there, for the student.
        interrupted: name of a function of which a call was interrupted -> whether by the clock.
    """

    def __init__(self, job: Job, submission: socket.socket, progress: Progress, lost: dict[str, str]):
        self.found: dict[str, Any] = {}
        self.missing: dict[str, str] = {}
        self.interrupted: dict[str, bool] = {}
        self._limits, self._lost = job.limits, lost
        self._numbers = {name: number for number, name in enumerate(job.answers)}
        self._child, self._progress = submission, progress
        self._reader = wire.Reader(submission, job.limits.answer)
        self._number = 0
        self._spent: dict[str, float] = {}

    def fetch(self, names: Iterable[str]) -> None:
        """Get every name once, before any function of the student's is called."""
        wanted = []
        for name in dict.fromkeys(names):
            if name in self._lost:
                self.missing[name] = self._lost[name]
            elif name in self._numbers:
                wanted.append(name)
            else:
                self.missing[name] = "it was not asked for."
        # All questions at once, since every message wakes the other side; the answers come in the same order.
        questions = [(name, *self._question(wire.GET, encoding.encode_call(name))) for name in wanted]
        if questions:
            self._asking(wanted[0])
            self._post(wanted[0], b"".join(frame for _, _, frame in questions))
        for name, number, _ in questions:
            self._asking(name)
            self._keep(name, *self._heard(name, number, self._limits.call_wall))

    def _keep(self, name: str, kind: int, body: bytes) -> None:
        if kind == wire.REFUSED:
            said = body[:300].decode("utf-8", "replace")
            if said == "KeyError":
                self.missing[name] = "your notebook does not define it."
            elif said.startswith("Unfit:") and said.isprintable():
                self.missing[name] = said.removeprefix("Unfit:") + "."
            else:
                self.missing[name] = "its value could not be read."
            return
        try:
            value = decoding.decode(body)
        except decoding.Unreadable:
            self.missing[name] = "its value could not be read."
            return
        self.found[name] = self._stand_in(name, value.name) if isinstance(value, decoding.Function) else value

    def _stand_in(self, name: str, called: str) -> Any:
        def function(*arguments: Any, **keywords: Any) -> Any:
            return self._call(name, arguments, keywords)

        function.__name__ = function.__qualname__ = called if called.isidentifier() else name
        function.by_value = True  # the arguments go to another process: nothing can happen to ours
        return function

    def _call(self, name: str, arguments: tuple, keywords: dict[str, Any]) -> Any:
        left = self._limits.calls_wall - self._spent.get(name, 0.0)
        if name in self._lost:
            raise RuntimeError(self._lost[name])
        if left <= 0:
            raise TimeoutError("its calls take too long")
        body = encoding.encode_call(name, arguments, keywords)
        began = time.monotonic()
        try:
            kind, said = self._ask(name, body, min(left, self._limits.call_wall))
        finally:
            self._spent[name] = self._spent.get(name, 0.0) + time.monotonic() - began
        if kind == wire.VALUE:
            try:
                value = decoding.decode(said)
            except decoding.Unreadable:
                raise TypeError("what it returns could not be read") from None
            if isinstance(value, decoding.Function):
                raise TypeError("it returns a function")
            return value
        raised = said[:100].decode("utf-8", "replace")
        if raised in ("Stopped", "Waited"):
            self.interrupted[name] = self.interrupted.get(name, False) or raised == "Waited"
            raise TimeoutError("it takes too long")
        if raised.startswith("Unfit:"):
            raise TypeError("what it returns cannot be checked")
        known = _KNOWN.get(raised, RuntimeError)
        try:
            error = known()
        except TypeError:  # those that want arguments, such as UnicodeDecodeError
            error = ValueError()
        raise error

    def _ask(self, name: str, body: bytes, wait: float) -> tuple[int, bytes]:
        self._asking(name)
        number, frame = self._question(wire.CALL, body)
        self._post(name, frame)
        return self._heard(name, number, wait)

    def _asking(self, name: str) -> None:
        # A function that is called again is the same step: all its calls together have the time of one.
        if self._progress.step()[1:] != (asking := (ASKING, self._numbers[name])):
            self._progress.tell(*asking)

    def _question(self, kind: int, body: bytes) -> tuple[int, bytes]:
        self._number += 1
        return self._number, wire.pack(kind, self._number, body)

    def _post(self, name: str, frames: bytes) -> None:
        try:
            wire.post(self._child, frames)
        except wire.Closed:
            raise Blame(name, _ENDED, False) from None

    def _heard(self, name: str, asked: int, wait: float) -> tuple[int, bytes]:
        try:
            answered, number, said = self._reader.frame(time.monotonic() + wait + _GRACE)
        except wire.Closed:
            raise Blame(name, _ENDED, False) from None
        except wire.Late:
            raise Blame(name, "it gave no answer in time.", True) from None
        except wire.Violation:
            raise Blame(name, "it is too large.", False) from None
        if number != asked or answered not in (wire.VALUE, wire.REFUSED):
            raise Blame(name, "its value could not be read.", False)
        return answered, said
