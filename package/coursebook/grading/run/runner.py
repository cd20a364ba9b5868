"""Inside the child: run the notebook's cells in their order, then answer the checker's questions about its names.

From the first cell on this process belongs to the student: whatever it says is data about the submission, and the
worker and the checker hold it to its limits from outside.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import socket
import sys
import time
from collections import Counter, defaultdict

from coursebook.grading.run import decoding, encoding, repeatable
from coursebook.grading.run.outputs import Outlet, Stream
from coursebook.grading.run.shell import Shell, draw_pictures
from coursebook.grading.sandbox import timing, wire
from coursebook.grading.sandbox.confine import Place, confine
from coursebook.grading.sandbox.job import Job, JobCell, Limits
from coursebook.grading.sandbox.timing import Stopped, limited, process_time

_JOB_SIZE = 256 << 20
_STOPS = 2  # so many calls of a function are interrupted; it is not called again


def entry(shell: Shell):
    """What the fork server runs in a child that is to hold a submission."""

    def child(place: Place, worker: socket.socket, checker: socket.socket) -> None:
        _, floor, body = wire.Reader(worker, _JOB_SIZE).frame(time.monotonic() + 30)
        job = Job.from_json(json.loads(body))
        try:
            layers = confine(place, job.limits, {**job.beside, **job.files}, job.limits.memory)
        except OSError as error:
            wire.send(worker, wire.BROKEN, 0, str(error).encode())
            return
        wire.send(worker, wire.LAYERS, 0, json.dumps(layers).encode())
        budget = _Budget(job.limits)
        _run(shell, job, worker, budget)
        if not floor:
            _answer(shell, job, checker, budget)

    return child


def _run(shell: Shell, job: Job, worker: socket.socket, budget: _Budget) -> None:
    outlet = Outlet(worker, job.limits)
    shell.outlet = shell.displayhook.outlet = shell.display_pub.outlet = outlet
    streams = Stream(outlet, wire.TEXT), Stream(outlet, wire.ERRORS)
    repeatable.begin(job.moment, job.limits.sleep)
    folder = os.getcwd()
    sys.path.insert(0, folder)  # as in a notebook, a module beside it can be imported
    if job.pictures:
        draw_pictures(shell)
    timing.begin()
    for index, cell in enumerate(job.cells):
        outlet.begin(index)
        sys.stdout, sys.stderr = streams  # whatever the cell before did to them
        began, processor = time.perf_counter(), process_time()
        most = budget.of_cell(cell)
        repeatable.awake()
        if cell.kind == "setup":
            _put_back(job, folder)
        try:
            with limited(*most):
                shell.run_cell(cell.source, store_history=True)
        except Stopped as error:
            outlet.text(wire.FAILURE, f"{type(error).__name__}: {error}")
        except Exception as error:  # source that is no text, or an interpreter that the cell before broke
            outlet.text(wire.FAILURE, f"{type(error).__name__}: the cell could not be run")
        budget.took(cell, most, (process_time() - processor, time.perf_counter() - began))
        outlet.end(time.perf_counter() - began)
    outlet.ready()
    outlet.close()


def _put_back(job: Job, folder: str) -> None:
    """A set-up cell finds the folder and the data as they were handed out, whatever the cells before it did."""
    with contextlib.suppress(OSError):
        os.chdir(folder)
        for name, content in job.files.items():
            path = pathlib.Path(folder, name)
            if not path.is_file() or path.read_bytes() != content:
                path.write_bytes(content)


class _Budget:
    """What cells and calls may take: less, once one was interrupted, since a notebook with one endless loop often has more."""

    def __init__(self, limits: Limits):
        self._limits, self._was_interrupted = limits, False
        self._own = (limits.own_cpu, limits.own_wall)  # left for cells of the student's own, which must not cost the answers

    def of_cell(self, cell: JobCell) -> tuple[float, float]:
        """Seconds of processor time, and by the clock."""
        limits = self._limits
        least, most = (limits.again_cpu, limits.again_wall), (limits.cell_cpu, limits.cell_wall)
        if cell.again or (self._was_interrupted and cell.kind != "own"):
            return least
        if cell.kind == "own":
            return min(most[0], max(least[0], self._own[0])), min(most[1], max(least[1], self._own[1]))
        return most

    def of_call(self, spent: float) -> tuple[float, float]:
        """The same, for a call of a function whose calls have used ``spent``. Raises :class:`Stopped` if nothing is left."""
        limits, left = self._limits, self._limits.calls_cpu - spent
        if left <= 0:
            raise Stopped
        return min(left, limits.again_cpu if self._was_interrupted else limits.call_cpu), limits.call_wall

    def took(self, cell: JobCell, most: tuple[float, float], took: tuple[float, float]) -> None:
        """A cell has ended, which might take ``most``."""
        if cell.kind == "own":
            self._own = tuple(left - used for left, used in zip(self._own, took, strict=True))
        elif any(used >= limit for used, limit in zip(took, most, strict=True)):
            self.interrupted()

    def interrupted(self) -> None:
        """An answer's cell, or a call, did not come to its end."""
        self._was_interrupted = True


def _answer(shell: Shell, job: Job, checker: socket.socket, budget: _Budget) -> None:
    reader, names, limits = wire.Reader(checker, _JOB_SIZE), shell.user_ns, job.limits
    spent, stops = defaultdict(float), Counter()  # by name
    while True:
        try:
            kind, number, body = reader.frame(time.monotonic() + 3600)
        except wire.Closed:
            return
        name, arguments, keywords = decoding.decode_call(body)
        began = process_time()
        repeatable.awake()
        try:
            if stops[name] >= _STOPS:
                raise Stopped
            with limited(*budget.of_call(spent[name])):
                value = names[name]
                if kind == wire.CALL:
                    value = value(*arguments, **keywords)
                said = encoding.encode(value, limits.answer)
            kind = wire.VALUE
        except BaseException as error:
            if isinstance(error, Stopped):
                stops[name] += 1
                budget.interrupted()
            kind, said = wire.REFUSED, _refusal(error)
        spent[name] += process_time() - began
        wire.send(checker, kind, number, said)


def _refusal(error: BaseException) -> bytes:
    # Only the name: the text may repeat a hidden input, and the checker takes known names alone.
    if isinstance(error, encoding.Unfit):
        return b"Unfit:" + str(error).encode("utf-8", "replace")
    return (error.__class__.__name__).encode("utf-8", "replace")
