"""The worker's side of the warm processes: start them, ask for a child, learn how it ended."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from coursebook import paths
from coursebook.evidence.errors import EvidenceError, Fault
from coursebook.grading import namespaces
from coursebook.grading.confine import LAYERS
from coursebook.grading.paper import Paper

_START = 120
# What the warm processes inherit: where matplotlib's list of fonts is kept, so that it need not be made anew.
_KEPT = ("HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR")
_SET = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "agg",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


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

    def hear(self, seconds: float) -> dict[str, Any]:
        """The next message. Raises :class:`Broken` when there is none in time."""
        watch = select.poll()
        watch.register(self.control, select.POLLIN)
        try:
            message = self.control.recv(65536) if watch.poll(seconds * 1000) else b""
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

    def end(self, patience: float = 0.0) -> Ended | None:
        """Wait so long for the child to end by itself, then kill it; returns how it ended, None if there was none."""
        if not self._busy:
            return None
        watch = select.poll()
        watch.register(self.control, select.POLLIN)
        if not watch.poll(patience * 1000):
            self._send(b"kill")
        self._busy = False
        return Ended(**self.hear(30))


class Warm:
    """The pair of warm processes of one worker: ``children`` forks submissions, ``checkers`` their checkers.

    Made, they start; the second or so until they are warm can be used for something else before :meth:`settle`.
    """

    def __init__(self):
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(2)]
        self._lifeline, lifeline = os.pipe()[::-1]
        theirs = [lifeline, *(pair[1].fileno() for pair in pairs)]
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment |= _SET | {"PYTHONPATH": str(paths.PACKAGE.parent)}
        command = [sys.executable, "-P", "-s", "-m", "coursebook.grading.warm", *map(str, theirs)]
        self._running = subprocess.Popen(
            command,
            env=environment,
            pass_fds=theirs,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None if os.environ.get("COURSEBOOK_GRADING_DEBUG") else subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the command that started the worker
        )
        os.close(lifeline)
        for pair in pairs:
            pair[1].close()
        self.children, self.checkers = (Forker(pair[0]) for pair in pairs)

    def settle(self, paper: Paper) -> None:
        """Wait until both are warm and isolated, and give the tests to the second.

        Raises:
            Broken: they ended. EvidenceError: a test is no Python. Nothing of them is left then.
        """
        try:
            self.children.settle()
            self.checkers.settle()
            self._send_paper(paper)
        except BaseException:
            self.close()
            raise

    def _send_paper(self, paper: Paper) -> None:
        with open(os.memfd_create("paper"), "w+b") as file:
            file.write(json.dumps(paper.to_json()).encode())
            file.seek(0)
            socket.send_fds(self.checkers.control, [b"paper"], [file.fileno()])
            wrong = self.checkers.hear(_START)["paper"]
        if wrong:
            raise EvidenceError(Fault(paper.name, wrong, "the test is no Python.", "mend the test cell."))

    def close(self) -> None:
        """End both processes and whatever they forked; once more does nothing."""
        if self._lifeline < 0:
            return
        self.children.control.close()
        self.checkers.control.close()
        os.close(self._lifeline)
        self._lifeline = -1
        try:
            self._running.wait(10)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()


def lacking(forker: Forker, reached: tuple[str, ...]) -> dict[str, str]:
    """The layers that are missing, with the reason as far as it is known."""
    return {name: forker.lacking.get(name, "refused by this machine") for name in LAYERS if name not in reached}
