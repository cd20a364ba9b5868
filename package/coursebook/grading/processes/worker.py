"""Run submissions one after the other: each in a fresh sandbox, its tests in another, and nothing lost on the way."""

from __future__ import annotations

import math
import sys
from typing import Any

from coursebook.grading.checking.test_suite import TestSuite, suite
from coursebook.grading.errors import NOT_ISOLATED, GradingError
from coursebook.grading.processes.attempt import Attempt
from coursebook.grading.processes.client import Broken, Warm
from coursebook.grading.sandbox.confine import LAYERS
from coursebook.grading.sandbox.job import Job, RunResult


def started() -> Warm:
    """Warm processes on their way, for a :class:`Worker` that is made in a moment; close them if it is not.

    Raises:
        GradingError: this is no machine for them.
    """
    if sys.platform != "linux":
        wrong, fix = "submissions are isolated on Linux only.", "grade on Linux, or in a container."
        raise GradingError(NOT_ISOLATED, "this machine", wrong, fix)
    return Warm()


class Worker:
    """A resident pair of warm processes; :meth:`run` is called for one submission after the other.

    Args:
        exercise: a :class:`coursebook.grading.checking.test_suite.TestSuite`, or an exercise to make it from; None for no tests.
        allow_weaker: run even where the machine lacks a layer of isolation.
        warm: what :func:`started` gave, closed with this worker; else it is started here.

    Attributes:
        layers: the layers of isolation that submissions get.
        lacking: the others, each with the reason.
        patience: processor seconds after which :meth:`run` gives up on a submission; no limit unless it is set.

    Raises:
        GradingError: the machine lacks a layer; the fault names it and says what to do.
    """

    def __init__(self, exercise: Any, allow_weaker: bool = False, warm: Warm | None = None):
        self.patience = math.inf
        self._warm = warm or started()
        if exercise is None:
            exercise = TestSuite("nothing", ())
        self.suite = exercise if isinstance(exercise, TestSuite) else suite(exercise)
        self._warm.settle(self.suite)
        self.layers = self._try_out()
        known = self._warm.children.lacking
        self.lacking = {name: known.get(name, "refused by this machine") for name in LAYERS if name not in self.layers}
        if self.lacking and not allow_weaker:
            self.close()
            told = "; ".join(f"{name} ({why})" for name, why in self.lacking.items())
            fix = (
                "run on Linux where unprivileged user namespaces are allowed (a container may need "
                "'--security-opt seccomp=unconfined'), or, for notebooks that you trust, add --allow-weaker."
            )
            raise GradingError(NOT_ISOLATED, "this machine", f"a submission could not be isolated: no {told}.", fix)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the warm processes; nothing of them stays."""
        self._warm.close()

    def run(self, job: Job) -> RunResult:
        """Run one submission and mark it.

        A cell that kills the process or cannot be interrupted is left out and the others run again; an answer whose
        fetching does so counts as missing.

        If the warm processes have died (a machine out of memory kills some), they are started anew, once.

        Raises:
            Aside: it took longer than ``patience``, and is to be run again from the start with more of it.
            ValueError: two cells with one id, or a cell marked as set-up that the release does not have.
            Broken: the grader's own processes fail; never for what a student did.
        """
        if len({cell.id for cell in job.cells}) < len(job.cells):
            raise ValueError(f"two cells of job '{job.id}' have the same id")
        for cell in job.cells:
            if cell.kind == "setup" and self.suite.setup and cell.id not in self.suite.setup:
                raise ValueError(f"'{cell.id}' is no set-up cell of {self.suite.name}")
        try:
            return Attempt(self._warm, self.suite, job, self.patience).graded()
        except Broken:
            self.close()
            self._warm = Warm()
            self._warm.settle(self.suite)
            return Attempt(self._warm, self.suite, job, self.patience).graded()

    def _try_out(self) -> tuple[str, ...]:
        probe = Attempt(self._warm, self.suite, Job("probe", "", ()))
        probe.cells_only()
        return probe.layers
