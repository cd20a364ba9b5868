"""Worker processes of this machine: a bounded number of submissions under way, and none lost when a worker dies."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

from coursebook.grading import faults, forked, resident
from coursebook.grading.faults import GradingError, NotIsolated
from coursebook.grading.marking import Outcome
from coursebook.grading.settings import Settings, grader_version
from coursebook.grading.handedin import Submission

AHEAD = 2  # submissions read ahead for each worker: enough to keep it busy, few enough to hold memory flat
DIED = "The process that marked it ended twice without a result."

Result = tuple[Submission, Outcome | str]


def mark_all(submissions: Iterator[Submission], settings: Settings, workers: int) -> Iterator[Result]:
    """Outcomes as they come, in no order; a text in place of an outcome says why there is none."""
    pool = _pool(settings, workers)
    under_way: dict[Future, Submission] = {}
    try:
        while True:
            suspects: list[Submission] = []
            try:
                for submission in submissions:
                    suspects = [submission]  # until it is under way, it is nobody's
                    under_way[pool.submit(resident.mark, settings, submission)] = submission
                    suspects = []
                    if len(under_way) >= workers * (1 + AHEAD):
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
                stop(pool)
                yield from _one_by_one(suspects, settings)
                pool = _pool(settings, workers)
    finally:
        stop(pool)


def _one_by_one(suspects: list[Submission], settings: Settings) -> Iterator[Result]:
    """After a worker died: each submission that was under way alone, so that the one at fault is known."""
    pool = _pool(settings, 1)
    try:
        for submission in suspects:
            outcome: Outcome | str = DIED
            try:
                outcome = pool.submit(resident.mark, settings, submission).result()
            except BrokenProcessPool:
                stop(pool)
                pool = _pool(settings, 1)
            yield submission, outcome
    finally:
        stop(pool)


def _pool(settings: Settings, workers: int) -> ProcessPoolExecutor:
    pool = ProcessPoolExecutor(
        workers,
        mp_context=forked.context(),
        initializer=resident.begin,
        initargs=(settings, grader_version(), forked.orders()),
    )
    try:
        # As many as there are workers, so that all of them start now and at the same time.
        answers = [pool.submit(resident.trouble) for _ in range(workers)]
        trouble = next((told for told in [answer.result() for answer in answers] if told), None)
    except (BrokenProcessPool, OSError) as error:
        trouble = faults.WORKERS, f"No worker can be started ({error})."
    if trouble:
        stop(pool)
        code, text = trouble
        if code == faults.NOT_ISOLATED:
            raise NotIsolated(text)
        mend = "run 'coursebook grade --doctor', and look whether memory or processes are short."
        raise GradingError(code, "workers", text, mend)
    return pool


def stop(pool: ProcessPoolExecutor) -> None:
    """End a pool at once; what it was doing is done again in the next run."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        with suppress(OSError, AttributeError):
            process.terminate()
    for process in processes:
        process.join(5)
        if process.is_alive():
            process.kill()
