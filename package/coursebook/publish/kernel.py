"""Run one notebook in this process with IPython's own kernel, and note what it reads.

Called in a fork of a process that has imported pandas, matplotlib and the package: no kernel has to start. The
kernel is the one of ``ipykernel``, spoken to within the process instead of over sockets.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import ipykernel.inprocess
import matplotlib
import nbformat
from matplotlib import pyplot
from nbformat.v4 import output_from_msg

import coursebook.figures.explorer
import coursebook.figures.forecast  # noqa: F401  (imported here, so that a fork has them)
from coursebook import project
from coursebook.evidence import reads, texts

# Seconds for one cell: of work, so that a busy machine is no fault of the cell, and by the clock.
LIMIT, WAIT = 120, 1200
SHOWN = ("stream", "display_data", "execute_result", "error")


@dataclass
class Run:
    """What came of one notebook: its outputs, what it read, or why it failed."""

    notebook: str = ""
    seconds: float = 0.0
    tables: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    failed: str = ""


def run(text: str, folder: str, environment: dict[str, str], source: str, noted: bool = False) -> Run:
    """Run a notebook's code cells in order, each for at most two minutes of work.

    Args:
        text: the notebook as JSON.
        folder: where its cells run.
        environment: variables that they see.
        source: the book's folder: files within it that they read are noted.
        noted: whether what they say is noted for translators, instead of being looked up.
    """
    done = Run()
    begun = time.perf_counter()
    notebook = nbformat.reads(text, 4)
    os.environ.update(environment)
    os.chdir(folder)
    # Figures are full of cycles; to look for them as often as Python does by itself costs a tenth of the time.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    for limit in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(limit, _too_long)
    matplotlib.use("module://matplotlib_inline.backend_inline", force=True)
    pyplot.close("all")  # a fork may have figures of the process before it
    _watch(Path(source), done.files)
    client = _client()
    with reads.noting() as tables, texts.noting() if noted else contextlib.nullcontext(set()) as done.said:
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            signal.setitimer(signal.ITIMER_PROF, LIMIT)
            signal.alarm(WAIT)
            try:
                error = _run_cell(client, cell)
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
                signal.alarm(0)
            if error:
                done.failed = error
                return done
    done.tables = tables
    done.seconds = time.perf_counter() - begun
    done.notebook = nbformat.writes(notebook)
    return done


def _client():
    """A client of a kernel in this process."""
    manager = ipykernel.inprocess.InProcessKernelManager()
    manager.start_kernel()
    client = ipykernel.inprocess.BlockingInProcessKernelClient(kernel=manager.kernel, session=manager.session)
    client.start_channels()
    # As a kernel does at its start: a figure that is the last value of a cell becomes a picture.
    client.execute("%matplotlib inline", silent=True)
    client.iopub_channel.get_msgs()
    return client


def _run_cell(client, cell) -> str:
    """Run one cell and keep its outputs; returns the error, or nothing."""
    client.execute(cell.source, allow_stdin=False)
    cell.outputs = []
    for message in client.iopub_channel.get_msgs():
        kind = message["msg_type"]
        if kind == "execute_input":
            cell.execution_count = message["content"]["execution_count"]
        if kind in SHOWN:
            cell.outputs.append(output_from_msg(message))
    wrong = [output for output in cell.outputs if output.output_type == "error"]
    return f"{wrong[0].ename}: {wrong[0].evalue}" if wrong else ""


def _too_long(number, frame) -> None:
    raise TimeoutError(f"a cell ran longer than {LIMIT} seconds")


def _watch(source: Path, files: set[str]) -> None:
    """Note every file of the book that Python opens, but the tables, which are noted by name."""
    watched = str(source.resolve()) + os.sep
    skipped = tuple(
        str(folder) + os.sep for folder in (project.current().data, project.PACKAGE, source / "_build", source / ".venv")
    )

    def opened(event: str, arguments: tuple) -> None:
        if event == "open" and isinstance(arguments[0], str):
            name = os.path.abspath(arguments[0])
            reading = not isinstance(arguments[1], str) or not set(arguments[1]) & set("wax+")
            if reading and name.startswith(watched) and not name.startswith(skipped):
                files.add(os.path.relpath(name, source))

    sys.addaudithook(opened)
