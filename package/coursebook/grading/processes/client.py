"""The worker's side of the warm processes: order a pair, ask for a child, learn how it ended.

The workers of one run order their pairs from one :class:`~coursebook.grading.processes.launcher.Program`, since to import and
rehearse takes a second or two, which each of them would take anew; a worker elsewhere starts a program of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
from dataclasses import dataclass
from typing import Any

from coursebook.faults import Fault, InputError
from coursebook.grading.checking.test_suite import TestSuite
from coursebook.grading.processes.launcher import Program
from coursebook.grading.sandbox import namespaces
from coursebook.grading.sandbox.progress import Progress, shared

_START, _END = 120, 10


class Broken(RuntimeError):
    """The grader's own processes failed; nothing a student did."""


@dataclass
class Ended:
    """How a child ended: its exit code (negative: the signal), processor seconds, peak memory in bytes."""

    code: int
    cpu: float
    memory: int


class Forker:
    """One warm process, seen from the worker."""

    def __init__(self, control: socket.socket):
        self.control = control
        self.layers: tuple[str, ...] = ()
        self.lacking: dict[str, str] = {}
        self._busy = False
        self._process: int | None = None
        self._told: Ended | None = None  # how the child ended, heard while something else was asked

    def settle(self) -> None:
        """Go along with its start: map its users, hear which layers it reached."""
        told = self.hear(_START)
        if "map" in told:
            try:
                namespaces.map_users(told["map"])
                self.control.send(b"mapped")
            except OSError as error:
                self.control.send(f"its users cannot be mapped ({error.strerror})".encode())
            told = self.hear(_START)
        self.layers, self.lacking = tuple(told["layers"]), told["lacking"]
        self._process = os.pidfd_open(told["pid"])

    def hear(self, seconds: float) -> dict[str, Any]:
        """The next message. Raises :class:`Broken` when there is none in time."""
        try:
            message = self.control.recv(65536) if _comes(self.control, seconds) else b""
        except ConnectionResetError:
            message = b""
        if not message:
            raise Broken("A warm process of the grader ended or hangs.")
        return json.loads(message)

    def fork(self) -> tuple[socket.socket, socket.socket]:
        """Fork a child; returns our end of its first socket, and what its second one is connected to."""
        ours, first = socket.socketpair()
        other, second = socket.socketpair()
        with first, second:
            self.give(first, second)
        return ours, other

    def give(self, first: socket.socket, second: socket.socket) -> None:
        """Fork a child with these two sockets. The caller closes its copies."""
        self._send(b"fork", first.fileno(), second.fileno())
        self._busy = True

    def _send(self, message: bytes, *descriptors: int) -> None:
        try:
            socket.send_fds(self.control, [message], descriptors)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise Broken("A warm process of the grader has ended.") from error

    def used(self) -> float:
        """Processor seconds of the child so far, by the kernel's account; 0 if there is none."""
        if not self._busy or self._told:
            return 0.0
        self._send(b"used")
        told = self.hear(30)
        if "code" in told:  # it ended meanwhile; the answer comes after that
            self._told, told = Ended(**told), self.hear(30)
        return told["used"]

    def end(self, patience: float = 0.0) -> Ended | None:
        """Wait so long for the child to end by itself, then kill it; returns how it ended, None if there was none."""
        if not self._busy:
            return None
        self._busy = False
        if self._told:
            told, self._told = self._told, None
            return told
        if not _comes(self.control, patience):
            self._send(b"kill")
        return Ended(**self.hear(30))

    def close(self) -> None:
        """End the process and whatever it forked; once more does nothing."""
        self.control.close()
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)
        _comes(self._process, _END)
        os.close(self._process)
        self._process = None


def _comes(file: socket.socket | int, seconds: float) -> bool:
    """Wait so long until there is something to read, or for a process until it has ended; whether that came."""
    watch = select.poll()
    watch.register(file, select.POLLIN)
    return bool(watch.poll(seconds * 1000))


_shared: socket.socket | None = None


def share(orders: socket.socket | None) -> None:
    """From now on the workers of this process order their pairs here."""
    global _shared
    _shared = orders


class Warm:
    """The pair of warm processes of one worker: ``children`` forks submissions, ``checkers`` their checkers.

    Made, they start; the second or so until they are warm can be used for something else before :meth:`settle`.

    Attributes:
        progress: what the checker is at, from then on.
    """

    progress: Progress

    def __init__(self):
        self._program: Program | None = None
        self.children, self.checkers = self._ordered(_shared) or self._from_own_program()

    def _from_own_program(self) -> tuple[Forker, Forker]:
        self._program = Program()
        return self._ordered(self._program.orders)

    def _ordered(self, orders: socket.socket | None) -> tuple[Forker, Forker] | None:
        """A pair from a program; None if there is no such program any more."""
        if orders is None:
            return None
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(2)]
        try:
            socket.send_fds(orders, [b"pair"], [theirs.fileno() for _, theirs in pairs])
        except OSError:
            for ours, _ in pairs:
                ours.close()
            return None
        finally:
            for _, theirs in pairs:
                theirs.close()
        return Forker(pairs[0][0]), Forker(pairs[1][0])

    def settle(self, suite: TestSuite) -> None:
        """Give the tests to the second, and wait until both are warm and isolated.

        Raises:
            Broken: they ended. InputError: a test is no Python. Nothing of them is left then.
        """
        try:
            self._send_suite(suite)
            self.children.settle()
            self.checkers.settle()
        except BaseException:
            self.close()
            raise

    def _send_suite(self, suite: TestSuite) -> None:
        with open(os.memfd_create("suite"), "w+b") as file, open(shared(), "r+b") as steps:
            file.write(json.dumps(suite.to_json()).encode())
            file.seek(0)
            socket.send_fds(self.checkers.control, [b"suite"], [file.fileno(), steps.fileno()])
            self.progress = Progress(steps.fileno())
            wrong = self.checkers.hear(_START)["fault"]
        if wrong:
            raise InputError(Fault(suite.name, wrong, "the test is no Python.", "mend the test cell."))

    def close(self) -> None:
        """End both processes and whatever they forked; once more does nothing."""
        self.children.close()
        self.checkers.close()
        if self._program:
            self._program.kill()
            self._program = None
