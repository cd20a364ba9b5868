"""Worker processes of this machine: a bounded number of submissions under way, and none lost when a worker dies.

Each worker has a connection of its own, with no lock or queue that it could share. So one that dies at whatever moment, half an
answer sent or none, holds up nobody else, and it is known which submission it was at. One that takes long does not hold up
the others either: it is put aside at first, and done beside them or after them.
"""

from __future__ import annotations

import math
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext

from coursebook.grading import resident
from coursebook.grading.errors import GradingError
from coursebook.grading.intake.submissions import Submission
from coursebook.grading.marking import Outcome
from coursebook.grading.processes import forked
from coursebook.grading.processes.set_aside import FIRST_TRY
from coursebook.grading.settings import Settings, grader_version

AHEAD = 1  # submissions a worker has beside the one it is at: it stays busy while this process writes to the gradebook
PATIENCE = 5  # seconds in which a worker that was told to end does so
DIED = "The process that marked it ended twice without a result."

Result = tuple[Submission, Outcome | str]
OnLong = Callable[[Sequence[Submission]], None]


class Died(Exception):
    """A worker ended without an answer."""


class _Worker:
    """A process that marks what it is given, in that order, and the connection to it."""

    def __init__(self, settings: Settings, context: BaseContext):
        self.given: deque[Submission] = deque()  # the first is the one it is at
        self.is_long = False  # whether that takes as long as it takes
        self.connection, workers_end = context.Pipe()
        with workers_end:  # only the worker keeps it, so that its death ends the connection
            begin = workers_end, settings, grader_version(), forked.orders()
            self._process = context.Process(target=resident.serve, args=begin, daemon=True)
            self._process.start()

    def give(self, submission: Submission, patience: float) -> None:
        """Have it mark one more, or say None if that takes more processor time than ``patience``."""
        self.given.append(submission)
        self.is_long |= patience == math.inf
        try:
            self.connection.send((submission, patience))
        except OSError:
            pass  # it is gone, which is found out where its answer is read

    def answer(self) -> object:
        """What it says next: first, what stands in its way; then its outcomes. Waits for it, and raises :class:`Died`."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            raise Died from None

    def terminate(self) -> None:
        """Tell it to end at once."""
        self._process.terminate()

    def join(self) -> None:
        """Wait until it has ended."""
        self._process.join(PATIENCE)
        if self._process.is_alive():
            self._process.kill()
        self.connection.close()


class Workers:
    """A number of processes that mark. They begin to start when this is made, and all end when it is left.

    Raises:
        GradingError: one of them cannot be started, or, from ``ready`` and ``replace``, cannot mark.
    """

    def __init__(self, settings: Settings, number: int):
        self.settings = settings
        self.all: list[_Worker] = []
        try:
            for _ in range(number):
                self._start(forked.from_here())
        except BaseException:
            self.stop()
            raise

    def _start(self, context: BaseContext) -> None:
        try:
            with _ctrl_c_waits():
                self.all.append(_Worker(self.settings, context))
        except OSError as error:
            raise _refusal(resident.cannot_start(f"No worker can be started ({error}).")) from None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def ready(self) -> None:
        """Wait until all can mark."""
        for worker in self.all:
            _wait_until_ready(worker)

    def replace(self, worker: _Worker) -> None:
        """Have another in the place of one that died."""
        self.all.remove(worker)
        worker.terminate()
        worker.join()
        self._start(forked.anew())
        _wait_until_ready(self.all[-1])

    def stop(self) -> None:
        """End them at once; what they were doing is done again in the next run."""
        for worker in self.all:
            worker.terminate()
        for worker in self.all:
            worker.join()


class _Queue:
    """What is still to be marked, in the order in which it is given out, and who is at what."""

    def __init__(self, submissions: Iterator[Submission], workers: Workers, on_long: OnLong):
        self.fresh, self.workers, self._on_long = submissions, workers, on_long
        self.back: list[Submission] = []  # was only waiting when a worker died
        self.long: deque[Submission] = deque()  # put aside: takes long
        self.alone: deque[Submission] = deque()  # a worker died at it, so that it is tried with nothing beside it
        self.unsure: deque[Submission] = deque()  # the clock decided something, which it may not where nothing else runs

    def give_out(self) -> None:
        """Fill up what the workers have; first those that have least."""
        for has in range(1 + AHEAD):
            for worker in self.workers.all:
                if len(worker.given) == has and not worker.is_long:
                    self._give(worker)

    def _give(self, worker: _Worker) -> None:
        # While there are others, half of the workers are free of long ones; behind a long one nobody waits.
        lanes = len(self.workers.all) // 2 - sum(one.is_long for one in self.workers.all)
        if self.long and not worker.given and lanes > 0:
            return worker.give(self.long.popleft(), math.inf)
        submission = self.back.pop() if self.back else next(self.fresh, None)
        if submission is not None:
            worker.give(submission, FIRST_TRY)
        elif self.long and not worker.given:
            worker.give(self.long.popleft(), math.inf)

    def put_aside(self, submission: Submission) -> None:
        """It takes long."""
        self.long.append(submission)
        self.tell()

    def tell(self) -> None:
        """Say which long ones are not done."""
        running = [worker.given[0] for worker in self.workers.all if worker.is_long and worker.given]
        self._on_long([*running, *self.long])


def mark_all(submissions: Iterator[Submission], workers: Workers, on_long: OnLong = lambda _: None) -> Iterator[Result]:
    """Outcomes as they come, in no order; a text in place of an outcome says why there is none.

    A submission that takes long is put aside, so that others need not wait for it; ``on_long`` is called with those that
    are not done yet whenever that changes.
    """
    workers.ready()
    queue = _Queue(submissions, workers, on_long)
    while True:
        if not queue.alone:
            queue.give_out()
        busy = {worker.connection: worker for worker in workers.all if worker.given}
        if busy:
            for worker in (busy[connection] for connection in wait(busy)):
                try:
                    outcome = worker.answer()
                except Died:
                    queue.alone.append(worker.given.popleft())
                    queue.back.extend(worker.given)
                    workers.replace(worker)
                    continue
                submission, was_long = worker.given.popleft(), worker.is_long
                worker.is_long = False
                if outcome is None:
                    queue.put_aside(submission)
                elif _is_by_clock(outcome) and len(workers.all) > 1:
                    queue.unsure.append(submission)
                else:
                    yield submission, outcome
                if was_long:
                    queue.tell()
        elif queue.alone or queue.unsure:
            submission = (queue.alone or queue.unsure).popleft()
            on_long([submission, *queue.unsure])
            yield submission, _alone(submission, workers)
            on_long([*queue.unsure])
        else:
            return


def _is_by_clock(outcome: object) -> bool:
    return isinstance(outcome, Outcome) and bool(outcome.record["run"].get("usage", {}).get("by_clock"))


def _alone(submission: Submission, workers: Workers) -> Outcome | str:
    """A second try with nothing beside it, in case that it was the machine which had too little for two."""
    worker = workers.all[0]
    worker.give(submission, math.inf)
    try:
        outcome = worker.answer()
    except Died:
        workers.replace(worker)
        return DIED
    worker.given.clear()
    worker.is_long = False
    return outcome


def _wait_until_ready(worker: _Worker) -> None:
    try:
        trouble = worker.answer()
    except Died:
        trouble = resident.cannot_start("No worker can be started (it ended at once).")
    if trouble:
        raise _refusal(trouble)


def _refusal(trouble: resident.Trouble) -> GradingError:
    code, fault = trouble
    return GradingError(code, fault.file, fault.wrong, fault.fix, fault.place)


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """A process forked meanwhile hears Ctrl-C only once it has said what to do then."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
