"""One submission through the sandbox and the checker: again and again, until what cannot be run is left out."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
import signal
import socket
import time

from coursebook.grading.checking.test_suite import TestSuite
from coursebook.grading.processes.client import Broken, Ended, Forker, Warm
from coursebook.grading.processes.collected import Collected
from coursebook.grading.processes.set_aside import Watch
from coursebook.grading.sandbox import wire
from coursebook.grading.sandbox.job import Job, Limits, RunResult, TestRun
from coursebook.grading.sandbox.progress import ASKING, NOTHING

_GRACE = 1.0  # after a limit within the child, before it is killed from outside
_LARGEST = 4 << 20
_ROUNDS, _START = 40, 60  # attempts, and seconds until the first cell begins


class Attempt:
    """All attempts at one job, until it is marked.

    With ``patience``, :class:`~coursebook.grading.processes.set_aside.Aside` is raised when it takes longer.
    """

    def __init__(self, warm: Warm, suite: TestSuite, job: Job, patience: float = math.inf):
        self.warm, self.suite, self.job = warm, suite, job
        self.dropped: dict[str, str] = {}
        self.lost: dict[str, str] = {}
        self.stuck: set[str] = set()
        self.again: set[str] = set()  # cells that were interrupted
        self.collected = Collected(job)
        self.events: list[str] = []
        self.layers: tuple[str, ...] = ()
        self.usage = {"cpu": 0.0, "memory": 0.0}
        self.last = time.monotonic() + 2 * job.limits.total_wall  # for all attempts together
        self.watch = Watch(patience, lambda: self.usage["cpu"] + warm.children.used())
        self.was_late = False

    def cells_only(self) -> None:
        """Run the cells once, and nothing else."""
        ours, other = self.warm.children.fork()
        with ours, other:
            self._cells(ours, self.job, floor=True)
            self._ended(self.warm.children, 5)

    def graded(self) -> RunResult:
        """Run the cells and mark them; what cannot be run is left out, and the rest is done again."""
        marks = None
        for _ in range(_ROUNDS):
            if time.monotonic() > self.last:
                self.usage["by_clock"] = 1.0
                break
            if self.usage["cpu"] > 2 * self.job.limits.total_cpu:
                break
            marks = self._round()
            if marks is not None:
                break
        if marks is None:
            self._give_up("the notebook could not be run to its end in the time that it has.")
            self.events.append("The notebook could not be run to its end in its time: its answers count as missing.")
            marks = self._check(None) or []
        unchecked = ((test.id, 0.0, test.points, "The check did not come to an end.", False) for test in self.suite.tests)
        tests = tuple(TestRun(*mark) for mark in marks or unchecked)
        self._tell_interrupted()
        cells = tuple(self.collected.cell(cell.id, self.dropped.get(cell.id)) for cell in self.job.cells)
        return RunResult(self.job.id, cells, tests, tuple(self.events), self.layers, self.usage)

    def _round(self) -> list | None:
        """One attempt; None if something had to be left out and all is to be done again."""
        left = [cell for cell in self.job.cells if cell.id not in self.dropped]
        if not left:
            return self._check(None)
        self.watch.look()
        ours, other = self.warm.children.fork()
        with ours, other:
            try:
                done = self._cells(ours, self._only(left), floor=False)
                if done:
                    return self._check(other)
            finally:
                self._ended(self.warm.children)
        return None

    def _only(self, cells: list) -> Job:
        """What the child is told: no seed, no student's name, no cell that was left out."""
        self.again |= {cell.id for cell in cells if self.collected.is_interrupted(cell.id)}
        marked = tuple(dataclasses.replace(cell, again=cell.id in self.again) for cell in cells)
        return dataclasses.replace(self.job, cells=marked, seed="", student="", id="")

    def _cells(self, ours: socket.socket, job: Job, floor: bool) -> bool:
        """Hear the cells run; False if one had to be left out."""
        limits: Limits = job.limits
        reader = wire.Reader(ours, _LARGEST)
        current, taken = None, 0
        most = limits.output + limits.output // 4 + 65536 + 256 * len(job.cells)  # never reached by our own runner
        deadline = time.monotonic() + _START
        ends = min(time.monotonic() + limits.total_wall, self.last)
        try:
            wire.send(ours, 0, int(floor), json.dumps(job.to_json()).encode())
            while True:
                kind, number, body = self.watch.frame(reader, deadline)
                taken += len(body) + 9
                if kind == wire.READY:
                    return True
                if kind == wire.BROKEN and current is None:
                    raise Broken(f"A submission could not be isolated: {body.decode('utf-8', 'replace')[:300]}")
                if kind == wire.LAYERS and current is None:  # before anything of the student's
                    self.layers = tuple(json.loads(body))
                    continue
                if taken > most or number >= len(job.cells):
                    raise wire.Violation
                if kind == wire.START:
                    current = number
                    self.collected.begin(job.cells[current].id)
                    deadline = min(time.monotonic() + limits.cell_wall + _GRACE, ends)
                elif current == number:
                    self.collected.add(job.cells[current].id, kind, body)
                else:
                    raise wire.Violation
        except wire.Late:
            self.usage["by_clock"] = 1.0
            out_of_time = time.monotonic() >= ends
            why = "the notebook's time was used up." if out_of_time else "it ran too long and could not be interrupted."
        except wire.Violation:
            out_of_time, why = False, "it disturbed the grader's own output."
        except wire.Closed:
            out_of_time, why = self._how_it_ended()
        if current is None:
            raise Broken("A submission's process ended before its first cell.")
        self._drop(job, current, why, out_of_time)
        return False

    def _drop(self, job: Job, current: int, why: str, out_of_time: bool) -> None:
        # What ran before it gets the time of a whole notebook once more, but no more than once.
        gone = job.cells[current : current + 1]
        if out_of_time:
            own = [cell for cell in job.cells if cell.kind == "own"]
            slow = [cell for cell in own if cell in gone or cell in self._slowest(own)]
            gone = slow or own or job.cells[0 if self.was_late else current :]
            self.was_late |= not own
        for cell in gone:
            self.dropped[cell.id] = why
            self.events.append(f"The cell “{cell.id}” was left out: {why}")

    def _slowest(self, own: list) -> list:
        """The student's own cells without which the others take a quarter of the notebook's time at most."""
        left = min(self.job.limits.total_cpu, self.job.limits.total_wall) / 4
        quickest_first = sorted(own, key=lambda one: self.collected.seconds(one.id))
        sums = itertools.accumulate(self.collected.seconds(one.id) for one in quickest_first)
        return [one for one, taken in zip(quickest_first, sums) if taken > left]

    def _how_it_ended(self) -> tuple[bool, str]:
        """Of a child that is gone: whether the time of the notebook was used up, and why its cell is left out."""
        ended = self._ended(self.warm.children, 1)
        if ended and ended.code == -signal.SIGXCPU:
            return False, "it ran too long and could not be interrupted."
        if ended and ended.cpu >= self.job.limits.total_cpu - 1:
            return True, "the notebook's time was used up."
        return False, "it ended the notebook's process."

    def _tell_interrupted(self) -> None:
        """An answer's cell that was interrupted may be right and slow, or wait for what only the student's machine has."""
        for cell in self.job.cells:
            if cell.kind != "own" and cell.id not in self.dropped and self.collected.is_interrupted(cell.id):
                self.events.append(f"The cell “{cell.id}” was interrupted: {self.collected.why(cell.id)}.")
        if any(self.collected.waited(cell.id) for cell in self.job.cells):
            self.usage["by_clock"] = 1.0

    def _give_up(self, why: str) -> None:
        for name in self.job.answers:
            self.lost.setdefault(name, why)

    def _check(self, other: socket.socket | None) -> list | None:
        """Let a checker ask the child and mark; None if an answer or a test had to be left out."""
        if other is None:
            self._give_up("no cell of your notebook ran.")
            gone, other = socket.socketpair()
            gone.close()
        ours, theirs = socket.socketpair()
        self.warm.progress.tell(NOTHING)
        with ours:
            with theirs:
                self.warm.checkers.give(theirs, other)
            other.close()
            try:
                return self._marks(ours)
            finally:
                self._ended(self.warm.checkers)

    def _marks(self, ours: socket.socket) -> list | None:
        limits, reader = self.job.limits, wire.Reader(ours, _LARGEST)
        asked = {"job": self.job.to_json(), "lost": self.lost, "stuck": sorted(self.stuck)}
        ends = time.monotonic() + limits.total_wall
        try:
            wire.send(ours, 0, 0, json.dumps(asked).encode())
            kind, _, body = self.watch.answer(reader, self.warm.progress, limits.calls_wall + 5, ends)
        except (wire.Late, wire.Closed, wire.Violation) as error:
            if isinstance(error, wire.Late):
                self.usage["by_clock"] = 1.0
            self._lose_step()
            return None
        if kind == wire.BROKEN:
            raise Broken(f"A checker could not be isolated: {body.decode('utf-8', 'replace')[:300]}")
        if kind == wire.MARKS:
            marks, interrupted = json.loads(body)
            for name, by_clock in interrupted.items():
                self._tell_call(name, by_clock)
            return marks
        name, why, by_clock = json.loads(body)
        if by_clock:
            self._tell_call(name, by_clock)
        self._lose(name, why)
        return None

    def _lose_step(self) -> None:
        """Leave out the answer or the test at which the checker hung or ended."""
        _, kind, number = self.warm.progress.step()
        if kind == NOTHING:
            raise Broken("A checker ended before its first test: the set-up cells of the release fail.")
        if kind == ASKING:
            self._lose(self.job.answers[number], "its value could not be read.")
        else:
            self.stuck.add(test := self.suite.tests[number].id)
            self.events.append(f"The test “{test}” did not come to an end.")

    def _lose(self, name: str, why: str) -> None:
        self.lost[name] = why
        self.events.append(f"The answer “{name}” counts as missing: {why}")

    def _tell_call(self, name: str, by_clock: bool) -> None:
        why = "the processor time that it may use was used up"
        if by_clock:
            self.usage["by_clock"] = 1.0
            why = "its time by the clock was over: it waits for something, or the machine was very busy"
        self.events.append(f"A call of “{name}” was interrupted: {why}.")

    def _ended(self, forker: Forker, patience: float = 0.0) -> Ended | None:
        ended = forker.end(patience)
        if ended:
            self.usage["cpu"] += ended.cpu
            self.usage["memory"] = max(self.usage["memory"], ended.memory)
        return ended
