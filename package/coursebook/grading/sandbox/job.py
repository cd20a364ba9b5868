"""What goes into the sandbox and what comes out of it: plain data that survives JSON."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any, Literal

MEBI = 1 << 20


def files_to_json(files: dict[str, bytes]) -> dict[str, str]:
    """File contents in base64."""
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def files_from_json(plain: dict[str, str]) -> dict[str, bytes]:
    """What :func:`files_to_json` wrote."""
    return {name: base64.b64decode(content) for name, content in plain.items()}


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Times are seconds, sizes are bytes.

    What decides is processor time, of which an honest notebook of these sets needs a third of a second; times by the clock
    (``wall``) are a backstop for code that waits. A cell is interrupted at its limit, so that names and outputs survive; only
    one that cannot be interrupted is killed.
    """

    cell_cpu: float = 8
    cell_wall: float = 40
    again_cpu: float = 3  # each cell and call, once one was interrupted
    again_wall: float = 20
    own_cpu: float = 20  # cells that the student added, together; each has what a cell has "again" all the same
    own_wall: float = 40
    total_cpu: float = 100  # cells and calls
    total_wall: float = 180
    call_cpu: float = 5  # one call of a student's function by a test
    call_wall: float = 30
    calls_cpu: float = 40  # all calls of one function
    calls_wall: float = 120
    test_cpu: float = 10  # one test cell, without its calls
    sleep: float = 600  # one cell or call, in time.sleep; by the notebook's own clock, which sleep sets forward
    memory: int = 1024 * MEBI  # address space on top of the warm parent's
    threads: int = 64
    open_files: int = 128
    file_size: int = 32 * MEBI
    disk: int = 64 * MEBI  # the folder of the notebook, in memory
    output: int = MEBI  # text and pictures of all cells
    cell_output: int = 128 * 1024  # text of one cell
    pictures: int = 30
    answer: int = 8 * MEBI  # one encoded answer


@dataclass(frozen=True)
class JobCell:
    """A code cell, run in the order of the notebook.

    ``kind`` is "setup" for a locked cell whose source is the release's own, which the tests need too, "own" for one that the
    student added, and "code" for all others. Source that a student wrote must never be marked as "setup": the checker runs
    these cells. ``again``: it was interrupted in an earlier run.
    """

    id: str
    source: str
    kind: Literal["code", "setup", "own"] = "code"
    again: bool = False


@dataclass(frozen=True)
class Job:
    """One submission.

    ``answers`` are the names that the tests ask for; ``files`` is what lies beside the notebook: the student's own
    variant, as released; ``beside`` are modules of the student's own, there for the student's process alone. ``moment`` is what the notebook's clock shows, in seconds since 1970. ``seed`` becomes
    ``COURSEBOOK_SEED`` in the checker and never reaches the student's process. With ``pictures`` each figure is drawn as
    PNG; without, only what it shows is kept.
    """

    id: str
    student: str
    cells: tuple[JobCell, ...]
    answers: tuple[str, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    seed: str = ""
    limits: Limits = Limits()
    pictures: bool = False
    moment: float = 1_735_689_600.0
    beside: dict[str, bytes] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The same as JSON values; file contents in base64."""
        cells = [vars(cell) for cell in self.cells]
        files = {"files": files_to_json(self.files), "beside": files_to_json(self.beside)}
        return {**vars(self), **files, "cells": cells, "limits": vars(self.limits)}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Job:
        """The job that :meth:`to_json` wrote."""
        return cls(
            **{
                **plain,
                "cells": tuple(JobCell(**cell) for cell in plain["cells"]),
                "answers": tuple(plain["answers"]),
                "files": files_from_json(plain["files"]),
                "beside": files_from_json(plain["beside"]),
                "limits": Limits(**plain["limits"]),
            }
        )


@dataclass(frozen=True)
class CellRun:
    """What one cell did.

    ``outputs`` are nbformat 4 outputs with text and PNG only. ``error`` is "Name: text" of the exception that ended
    it. ``dropped`` says why the cell was left out of the run that counts; its outputs are those up to its end.
    """

    id: str
    outputs: tuple[dict[str, Any], ...] = ()
    error: str | None = None
    seconds: float = 0.0
    dropped: str | None = None


@dataclass(frozen=True)
class TestRun:
    """The mark of one test cell, and the message of the assertion that failed."""

    __test__ = False  # not one of pytest's

    id: str
    earned: float
    points: float
    message: str
    ok: bool


@dataclass(frozen=True)
class RunResult:
    """What became of a job: always complete, every cell and every test of it in it.

    ``events`` are sentences for student and instructor about what was out of the ordinary; ``layers`` the layers of
    isolation that were in force; ``usage`` processor seconds and peak memory in bytes of all attempts, and ``by_clock`` if
    a limit by the clock decided something, which on a less busy machine might have gone otherwise.
    """

    job: str
    cells: tuple[CellRun, ...]
    tests: tuple[TestRun, ...]
    events: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    usage: dict[str, float] = field(default_factory=dict)

    @property
    def earned(self) -> float:
        """The sum of the marks."""
        return sum(test.earned for test in self.tests)
