"""Worker processes of this machine: a bounded number of submissions under way, and none lost when a worker dies."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.context import BaseContext

from coursebook.grading import faults, forked, resident
from coursebook.grading.faults import GradingError, NotIsolated
from coursebook.grading.handedin import Submission
from coursebook.grading.marking import Outcome
from coursebook.grading.settings import Settings, grader_version

AHEAD = 2  # submissions read ahead for each worker: enough to keep it busy, few enough to hold memory flat
DIED = "The process that marked it ended twice without a result."

Result = tuple[Submission, Outcome | str]


class Workers:
    """A number of processes that mark. They begin to start when this is made, and all end when it is left.

    Raises:
        GradingError: one of them cannot be started, or, from ``ready``, cannot mark.
    """

    def __init__(self, settings: Settings, number: int):
        self.settings, self.number = settings, number
        self._start(number, forked.from_here())

    def _start(self, number: int, context: BaseContext) -> None:
        begin = self.settings, grader_version(), forked.orders()
        self._pool = ProcessPoolExecutor(number, context, resident.begin, begin)
        try:
            with _ctrl_c_waits():
                # As many as there are workers, so that all of them start now and at the same time.
                self._begun = [self._pool.submit(resident.trouble) for _ in range(number)]
        except OSError as error:
            self._refuse(faults.WORKERS, f"No worker can be started ({error}).")
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def ready(self) -> None:
        """Wait until all can mark."""
        try:
            trouble = next((told for told in [answer.result() for answer in self._begun] if told), None)
        except (BrokenProcessPool, OSError) as error:
            trouble = faults.WORKERS, f"No worker can be started ({error})."
        if trouble:
            self._refuse(*trouble)

    def mark(self, submission: Submission) -> Future:
        """Have one of them mark it."""
        return self._pool.submit(resident.mark, self.settings, submission)

    def _refuse(self, code: int, text: str) -> None:
        self.stop()
        if code == faults.NOT_ISOLATED:
            raise NotIsolated(text)
        mend = "run 'coursebook grade --doctor', and look whether memory or processes are short."
        raise GradingError(code, "workers", text, mend)

    def stop(self) -> None:
        """End them at once; what they were doing is done again in the next run."""
        processes = list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            with suppress(OSError, AttributeError):
                process.terminate()
        for process in processes:
            process.join(5)
            if process.is_alive():
                process.kill()

    def again(self, number: int) -> None:
        """Have so many others in the place of these, which one that died has made useless."""
        self.stop()
        self._start(number, forked.anew())
        self.ready()


def mark_all(submissions: Iterator[Submission], workers: Workers) -> Iterator[Result]:
    """Outcomes as they come, in no order; a text in place of an outcome says why there is none."""
    under_way: dict[Future, Submission] = {}
    workers.ready()
    while True:
        suspects: list[Submission] = []
        try:
            for submission in submissions:
                suspects = [submission]  # until it is under way, it is nobody's
                under_way[workers.mark(submission)] = submission
                suspects = []
                if len(under_way) >= workers.number * (1 + AHEAD):
                    break
            if not under_way:
                return
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                outcome = future.result()
                yield under_way.pop(future), outcome
        except BrokenProcessPool:
            suspects += under_way.values()
            under_way.clear()
            workers.again(1)
            for submission in suspects:
                yield submission, _alone(submission, workers)
            workers.again(workers.number)


def _alone(submission: Submission, workers: Workers) -> Outcome | str:
    """After a worker died: one that was under way, with nothing beside it, so that the one at fault is known."""
    try:
        return workers.mark(submission).result()
    except BrokenProcessPool:
        workers.again(1)
        return DIED


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """A process forked meanwhile hears Ctrl-C only once it has said what to do then."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
