"""Worker processes of this machine: a bounded number of submissions under way, and none lost when a worker dies.

Each worker has a line of its own, with no lock or queue that it could share. So one that dies at whatever moment, half an
answer sent or none, holds up nobody else, and it is known which submission it was at.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext

from coursebook.grading import faults, forked, resident
from coursebook.grading.faults import GradingError, NotIsolated
from coursebook.grading.handedin import Submission
from coursebook.grading.marking import Outcome
from coursebook.grading.settings import Settings, grader_version

AHEAD = 1  # submissions a worker has beside the one it is at: it stays busy while this process writes to the gradebook
PATIENCE = 5  # seconds in which a worker that was told to end does so
DIED = "The process that marked it ended twice without a result."

Result = tuple[Submission, Outcome | str]


class Died(Exception):
    """A worker ended without an answer."""


class _Worker:
    """A process that marks what it is given, in that order, and the line to it."""

    def __init__(self, settings: Settings, context: BaseContext):
        self.given: deque[Submission] = deque()  # the first is the one it is at
        self.line, its_end = context.Pipe()
        with its_end:  # only the worker keeps it, so that its death ends the line
            begin = its_end, settings, grader_version(), forked.orders()
            self._process = context.Process(target=resident.serve, args=begin, daemon=True)
            self._process.start()

    def give(self, submission: Submission) -> None:
        """Have it mark one more."""
        self.given.append(submission)
        try:
            self.line.send(submission)
        except OSError:
            pass  # it is gone, which is found out where its answer is read

    def answer(self) -> object:
        """What it says next: first, what stands in its way; then its outcomes. Waits for it, and raises :class:`Died`."""
        try:
            return self.line.recv()
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
        self.line.close()


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
            raise _refusal(faults.WORKERS, f"No worker can be started ({error}).") from None

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


def mark_all(submissions: Iterator[Submission], workers: Workers) -> Iterator[Result]:
    """Outcomes as they come, in no order; a text in place of an outcome says why there is none."""
    workers.ready()
    back: list[Submission] = []  # was only waiting when a worker died
    suspects: list[Submission] = []  # a worker died at it
    while True:
        if not suspects:
            _feed(workers, back, submissions)
        busy = {worker.line: worker for worker in workers.all if worker.given}
        if busy:
            for worker in (busy[line] for line in wait(busy)):
                try:
                    outcome = worker.answer()
                except Died:
                    suspects.append(worker.given.popleft())
                    back.extend(worker.given)
                    workers.replace(worker)
                else:
                    yield worker.given.popleft(), outcome
        elif suspects:
            submission = suspects.pop()
            yield submission, _alone(submission, workers)
        else:
            return


def _feed(workers: Workers, back: list[Submission], submissions: Iterator[Submission]) -> None:
    """Fill up what the workers have; first those that have least."""
    for has in range(1 + AHEAD):
        for worker in workers.all:
            if len(worker.given) == has:
                submission = back.pop() if back else next(submissions, None)
                if submission is None:
                    return
                worker.give(submission)


def _alone(submission: Submission, workers: Workers) -> Outcome | str:
    """A second try with nothing beside it, in case that it was the machine which had too little for two."""
    worker = workers.all[0]
    worker.give(submission)
    try:
        outcome = worker.answer()
    except Died:
        workers.replace(worker)
        return DIED
    worker.given.clear()
    return outcome


def _wait_until_ready(worker: _Worker) -> None:
    try:
        trouble = worker.answer()
    except Died:
        trouble = faults.WORKERS, "No worker can be started (it ended at once)."
    if trouble:
        raise _refusal(*trouble)


def _refusal(code: int, text: str) -> GradingError:
    if code == faults.NOT_ISOLATED:
        return NotIsolated(text)
    mend = "run 'coursebook grade --doctor', and look whether memory or processes are short."
    return GradingError(code, "workers", text, mend)


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """A process forked meanwhile hears Ctrl-C only once it has said what to do then."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
