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

from coursebook.grading import decoding, encoding, repeatable, timing, wire
from coursebook.grading.confine import Place, confine
from coursebook.grading.job import Job, JobCell, Limits
from coursebook.grading.outputs import Outlet, Stream
from coursebook.grading.shell import Shell, draw_pictures
from coursebook.grading.timing import Stopped, limited, process_time

_JOB_SIZE = 256 << 20
_STOPS = 2  # so many calls of a function are interrupted; it is not called again


def entry(shell: Shell):
    """What the nursery runs in a child that is to hold a submission."""

    def child(place: Place, worker: socket.socket, checker: socket.socket) -> None:
        _, floor, body = wire.Reader(worker, _JOB_SIZE).frame(time.monotonic() + 30)
        job = Job.from_json(json.loads(body))
        try:
            layers = confine(place, job.limits, {**job.beside, **job.files}, job.limits.memory)
        except OSError as error:
            wire.send(worker, wire.BROKEN, 0, str(error).encode())
            return
        wire.send(worker, wire.LAYERS, 0, json.dumps(layers).encode())
        _run(shell, job, worker)
        if not floor:
            _answer(shell, job, checker)

    return child


def _run(shell: Shell, job: Job, worker: socket.socket) -> None:
    outlet = Outlet(worker, job.limits)
    shell.outlet = shell.displayhook.outlet = shell.display_pub.outlet = outlet
    streams = Stream(outlet, wire.TEXT), Stream(outlet, wire.ERRORS)
    repeatable.begin(job.moment, job.limits.sleep)
    folder = os.getcwd()
    sys.path.insert(0, folder)  # as in a notebook, a module beside it can be imported
    if job.pictures:
        draw_pictures(shell)
    timing.begin()
    own = _Own(job.limits)
    for index, cell in enumerate(job.cells):
        outlet.begin(index)
        sys.stdout, sys.stderr = streams  # whatever the cell before did to them
        began, processor = time.perf_counter(), process_time()
        repeatable.awake()
        if cell.kind == "setup":
            _put_back(job, folder)
        try:
            with limited(*own.limits(cell)):
                shell.run_cell(cell.source, store_history=True)
        except Stopped as error:
            outlet.text(wire.FAILURE, f"{type(error).__name__}: {error}")
        except Exception as error:  # source that is no text, or an interpreter that the cell before broke
            outlet.text(wire.FAILURE, f"{type(error).__name__}: the cell could not be run")
        own.took(cell, process_time() - processor, time.perf_counter() - began)
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


class _Own:
    """What is left for the cells that the student added, so that they cannot use up the time of the answers."""

    def __init__(self, limits: Limits):
        self._limits, self._processor, self._wall = limits, limits.own_cpu, limits.own_wall

    def limits(self, cell: JobCell) -> tuple[float, float]:
        """Seconds of processor time, and by the clock, that a cell may take."""
        least, most = (self._limits.again_cpu, self._limits.again_wall), (self._limits.cell_cpu, self._limits.cell_wall)
        if cell.again:
            return least
        if cell.kind != "own":
            return most
        return min(most[0], max(least[0], self._processor)), min(most[1], max(least[1], self._wall))

    def took(self, cell: JobCell, processor: float, wall: float) -> None:
        """A cell has ended."""
        if cell.kind == "own":
            self._processor -= processor
            self._wall -= wall


def _answer(shell: Shell, job: Job, checker: socket.socket) -> None:
    reader, names, limits = wire.Reader(checker, _JOB_SIZE), shell.user_ns, job.limits
    spent, stops = defaultdict(float), Counter()  # by name
    while True:
        try:
            kind, number, body = reader.frame(time.monotonic() + 3600)
        except wire.Closed:
            return
        name, arguments, keywords = decoding.decode_call(body)
        began, left = process_time(), limits.calls_cpu - spent[name]
        repeatable.awake()
        try:
            if left <= 0 or stops[name] >= _STOPS:
                raise Stopped
            with limited(min(left, limits.call_cpu), limits.call_wall):
                value = names[name]
                if kind == wire.CALL:
                    value = value(*arguments, **keywords)
                said = encoding.encode(value, limits.answer)
            kind = wire.VALUE
        except BaseException as error:
            stops[name] += isinstance(error, Stopped)
            kind, said = wire.REFUSED, _refusal(error)
        spent[name] += process_time() - began
        wire.send(checker, kind, number, said)


def _refusal(error: BaseException) -> bytes:
    # Only the name: the text may repeat a hidden input, and the checker takes known names alone.
    if isinstance(error, encoding.Unfit):
        return b"Unfit:" + str(error).encode("utf-8", "replace")
    return (error.__class__.__name__).encode("utf-8", "replace")

