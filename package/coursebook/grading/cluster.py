"""The same submissions on an existing Dask cluster: each of its workers has its own warm sandbox.

Only bytes travel: a submission goes out, its outcome comes back, and the one writer is here. So a task that is done twice,
because a worker was lost, changes nothing.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator

from coursebook.grading import errors, resident
from coursebook.grading.errors import GradingError
from coursebook.grading.intake.submissions import Submission
from coursebook.grading.pool import OnLong, Result
from coursebook.grading.processes.set_aside import FIRST_TRY
from coursebook.grading.settings import Settings, grader_version

TIMEOUT = 15
RETRIES = 3
AHEAD = 2  # submissions sent ahead for each worker: enough to keep it busy, few enough to hold memory flat


def mark_all(submissions: Iterator, settings: Settings, scheduler: str, on_long: OnLong = lambda _: None) -> Iterator[Result]:
    """Outcomes as they come, in no order; a text in place of an outcome says why there is none.

    A submission that takes long is put aside until all others were sent out; ``on_long`` is called with those that are not
    done yet whenever that changes.
    """
    distributed = _distributed()
    try:
        client = distributed.Client(scheduler, timeout=TIMEOUT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        fix = "start the scheduler, or correct the address (tcp://host:8786)."
        raise GradingError(errors.WORKERS, scheduler, f"No scheduler answers ({error or 'timeout'}).", fix) from None
    try:
        threads = _ready(client, scheduler, settings)
        running = distributed.as_completed(loop=client.loop)
        under_way = {}
        long: list[Submission] = []  # those that are not done, begun or not
        aside: deque[Submission] = deque()  # those that are not begun

        def feed(most: int) -> None:
            while len(under_way) < most:
                submission, patience = next(submissions, None), FIRST_TRY
                if submission is None and aside:
                    submission, patience = aside.popleft(), math.inf
                if submission is None:
                    return
                future = client.submit(resident.mark, settings, submission, patience, pure=False, retries=RETRIES)
                under_way[future.key] = submission
                running.add(future)

        feed(threads * (1 + AHEAD))
        for future in running:
            submission = under_way.pop(future.key)
            error = future.exception()
            outcome = None if error else future.result()
            future.release()
            if error or outcome:
                # A worker that dies again and again under one submission: a human looks, the others go on.
                yield submission, f"The cluster gave it up ({error})." if error else outcome
                long = [one for one in long if one is not submission]
            else:
                long.append(submission)
                aside.append(submission)
            on_long(long)
            feed(threads * (1 + AHEAD))
    finally:
        client.close(timeout=TIMEOUT)


def _ready(client, scheduler: str, settings: Settings) -> int:
    """Threads of the cluster, when every worker can mark; raises :class:`GradingError` naming one that cannot."""
    nthreads = client.nthreads()
    if not nthreads:
        fix = f"start workers: dask worker {scheduler}"
        raise GradingError(errors.WORKERS, scheduler, "The cluster has no workers.", fix)
    found = client.run(resident.warm_up, settings, grader_version(), on_error="return")
    for address, trouble in sorted(found.items()):
        if isinstance(trouble, BaseException):
            wrong = f"The worker {address} cannot mark ({type(trouble).__name__}: {trouble})."
            raise GradingError(errors.WORKERS, scheduler, wrong, "install this version of coursebook on every worker.")
        if trouble:
            code, fault = trouble
            raise GradingError(code, scheduler, f"The worker {address} cannot mark. {fault.wrong}", fault.fix)
    return sum(nthreads.values())


def _distributed():
    try:
        import distributed
    except ImportError:
        fix = "pip install -e './package[cluster]'"
        raise GradingError(errors.WORKERS, "--scheduler", "The package 'distributed' is missing.", fix) from None
    return distributed
