"""Inside the child: run the notebook's cells in their order, then answer the checker's questions about its names.

From the first cell on this process belongs to the student: whatever it says is data about the submission, and the
worker and the checker hold it to its limits from outside.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator

from coursebook.grading import decoding, encoding, repeatable, wire
from coursebook.grading.confine import Place, confine
from coursebook.grading.job import Job
from coursebook.grading.outputs import Outlet, Stream
from coursebook.grading.shell import Shell, Stopped, draw_pictures

_JOB_SIZE = 256 << 20


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
    sys.path.insert(0, os.getcwd())  # as in a notebook, a module beside it can be imported
    repeatable.begin(job.moment)
    if job.pictures:
        draw_pictures(shell)
    signal.signal(signal.SIGALRM, _stop)
    signal.signal(signal.SIGPROF, _stop)
    for index, cell in enumerate(job.cells):
        outlet.begin(index)
        sys.stdout, sys.stderr = streams  # whatever the cell before did to them
        began = time.perf_counter()
        try:
            with _limited(job.limits.cell_wall, job.limits.cell_cpu):
                shell.run_cell(cell.source, store_history=True)
        except Stopped as error:
            outlet.text(wire.FAILURE, f"Stopped: {error}")
        except Exception as error:  # source that is no text, or an interpreter that the cell before broke
            outlet.text(wire.FAILURE, f"{type(error).__name__}: the cell could not be run")
        outlet.end(time.perf_counter() - began)
    outlet.ready()
    outlet.close()


def _answer(shell: Shell, job: Job, checker: socket.socket) -> None:
    reader, names, limits = wire.Reader(checker, _JOB_SIZE), shell.user_ns, job.limits
    while True:
        try:
            kind, number, body = reader.frame(time.monotonic() + 3600)
        except wire.Closed:
            return
        name, arguments, keywords = decoding.decode_call(body)
        try:
            with _limited(limits.call_wall, limits.call_wall):
                value = names[name]
                if kind == wire.CALL:
                    value = value(*arguments, **keywords)
                said = encoding.encode(value, limits.answer)
            kind = wire.VALUE
        except BaseException as error:
            kind, said = wire.REFUSED, _refusal(error)
        wire.send(checker, kind, number, said)


def _refusal(error: BaseException) -> bytes:
    # Only the name: the text may repeat a hidden input, and the checker takes known names alone.
    if isinstance(error, encoding.Unfit):
        return b"Unfit:" + str(error).encode("utf-8", "replace")
    return (error.__class__.__name__).encode("utf-8", "replace")


def _stop(*_: object) -> None:
    raise Stopped("the time that a cell may take is used up")


@contextlib.contextmanager
def _limited(wall: float, cpu: float) -> Iterator[None]:
    # Repeated, for code that catches the first.
    signal.setitimer(signal.ITIMER_REAL, wall, 0.2)
    signal.setitimer(signal.ITIMER_PROF, cpu, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)
