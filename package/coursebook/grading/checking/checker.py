"""Decode a submission's answers and run the tests on them: in a disposable process that never ran its code.

The warm process is sent the test suite once, before it is isolated, and does ahead what is the same for all; each fork reads
one job, decodes the answers under its own limits and runs the test cells one by one. What it is about is noted before each
step, so that a step that hangs or kills it can be named.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping
from typing import Any

from coursebook.grading.checking.answers import Answers, Blame
from coursebook.grading.checking.test_code import FILE, TestCode, compiled, set_up_code
from coursebook.grading.checking.test_suite import TestSuite
from coursebook.grading.sandbox import timing, wire
from coursebook.grading.sandbox.confine import Place, confine, write_file
from coursebook.grading.sandbox.job import MEBI, Job
from coursebook.grading.sandbox.progress import TESTING, Progress

_MEMORY = 1024 * MEBI
_MESSAGE = 600  # letters: more would be the student's own value, which may hold hidden inputs
_TRUSTED = ("coursebook/checks", "coursebook\\checks")


class Ahead:
    """Namespaces that are ready for submissions on the common variant; one with files of its own gets none of it.

    Attributes:
        base: the names of the set-up cells.
        scopes: test -> its names after the head; a test whose head fails is not in it, and fails in each fork.
    """

    def __init__(self, base: dict[str, Any], scopes: dict[str, dict[str, Any]], suite: TestSuite):
        self.base, self.scopes = base, scopes
        self._files, self._setup = suite.files, suite.setup

    def fits(self, job: Job) -> bool:
        """Whether a submission has the same files and set-up cells."""
        setup = {cell.id: cell.source for cell in job.cells if cell.kind == "setup"}
        return job.files == self._files and setup == self._setup


def prepare(control: socket.socket, shell: Any):
    """In the warm process: receive the test suite from the worker, compile and begin its tests, return what a fork runs."""
    _, descriptors, _, _ = socket.recv_fds(control, 16, 2)
    with os.fdopen(descriptors[0], "rb") as file, os.fdopen(descriptors[1], "rb") as steps:
        suite, progress = TestSuite.from_json(json.load(file)), Progress(steps.fileno())
    try:
        tests = {test.id: compiled(shell, test.source, test.id, set(test.answers)) for test in suite.tests}
    except SyntaxError as error:
        control.send(json.dumps({"fault": f"{error.filename}, line {error.lineno}: {error.msg}"}).encode())
        raise
    done = _ahead(shell, suite, tests)
    control.send(json.dumps({"fault": ""}).encode())

    def child(place: Place, worker: socket.socket, submission: socket.socket) -> None:
        _, _, body = wire.Reader(worker, 256 * MEBI).frame(time.monotonic() + 30)
        asked = json.loads(body)
        job = Job.from_json(asked["job"])
        try:
            confine(place, job.limits, job.files, _MEMORY)
        except OSError as error:
            wire.send(worker, wire.BROKEN, 0, str(error).encode())
            return
        os.environ["COURSEBOOK_SEED"] = job.seed
        gc.disable()  # it ends before there is anything to collect
        sys.stdout = sys.stderr = open(os.devnull, "w")  # what tests print is for nobody
        answers = Answers(job, submission, progress, asked["lost"])
        try:
            ready = done if done and done.fits(job) else _set_up(shell, suite, job)
            marks = _mark(suite, tests, ready, job, answers, progress, set(asked["stuck"]))
        except Blame as blame:
            wire.send(worker, wire.BLAME, 0, json.dumps(blame.args).encode())
            return
        wire.send(worker, wire.MARKS, 0, json.dumps([marks, answers.interrupted]).encode())

    return child


def _ahead(shell: Any, suite: TestSuite, tests: Mapping[str, TestCode]) -> Ahead | None:
    """Run set-up cells and heads; None if the set-up cells fail, which each fork then tells.

    It is done before the process is isolated and before there is any submission, with the release's own code and files only.
    """
    base, scopes = _names(shell), {}
    try:
        with tempfile.TemporaryDirectory(prefix="coursebook-") as folder, contextlib.chdir(folder):
            for name, content in suite.files.items():
                write_file(os.path.join(folder, name), content)
            for name, source in suite.setup.items():
                exec(set_up_code(shell, source, name), base)
            for test in suite.tests:
                scope = dict(base)
                with contextlib.suppress(Exception):
                    exec(tests[test.id].head, scope)
                    scopes[test.id] = scope
    except Exception:
        return None
    gc.collect()
    gc.freeze()
    return Ahead(base, scopes, suite)


def _names(shell: Any) -> dict[str, Any]:
    return {"__name__": "__main__", "get_ipython": lambda: shell, "display": lambda *_, **__: None}


def _set_up(shell: Any, suite: TestSuite, job: Job) -> Ahead:
    base = _names(shell)
    for cell in job.cells:
        if cell.kind == "setup":
            exec(set_up_code(shell, cell.source, cell.id), base)
    return Ahead(base, {}, suite)


def _mark(
    suite: TestSuite,
    tests: dict[str, TestCode],
    ready: Ahead,
    job: Job,
    answers: Answers,
    progress: Progress,
    stuck: set[str],
) -> list:
    answers.fetch(name for test in suite.tests for name in test.answers)
    timing.begin()
    marks = []
    for number, test in enumerate(suite.tests):
        progress.tell(TESTING, number)
        if test.id in stuck:
            earned, message = 0.0, "The check of this answer did not come to an end."
        else:
            code, scope = tests[test.id], ready.scopes.get(test.id)
            try:
                with timing.limited(job.limits.test_cpu):  # its own; calls have theirs where they run
                    if scope is None:
                        scope = dict(ready.base)
                        exec(code.head, scope)
                    scope |= {name: answers.found[name] for name in test.answers if name in answers.found}
                    earned, message = code.run(scope, test.points)
            except AssertionError as error:
                earned, message = 0.0, _said(error, test.id)
            except Blame:
                raise
            except BaseException as error:
                earned, message = 0.0, _wrong_kind(error, test.answers, answers)
        marks.append([test.id, earned, test.points, message, earned >= test.points])
    return marks


def _said(error: AssertionError, test: str) -> str:
    """The message of an assertion, if an author wrote it: numpy's and pandas' would print the right answer."""
    file = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__)][-1]
    text = str(error).strip()
    if text and (file == FILE.format(test) or any(part in file for part in _TRUSTED)):
        return "".join(one if one.isprintable() or one == "\n" else "�" for one in text[:_MESSAGE])
    return "Your answer differs from what is right."


def _wrong_kind(error: BaseException, names: tuple[str, ...], answers: Answers) -> str:
    if isinstance(error, timing.Stopped):
        return "The check of this answer took too long."
    if isinstance(error, TimeoutError):
        return "A call of your function comes to no end within the time that it has."
    missing = [name for name in names if name in answers.missing]
    if missing:
        return " ".join(f"`{name}`: {answers.missing[name]}" for name in missing)
    # Not the error's own text, which may hold the right answer.
    kinds = ", ".join(f"`{name}` is a {type(answers.found[name]).__name__}" for name in names)
    form = "it has another form than the task asks for"
    return f"The check could not use your answer ({type(error).__name__}): {form}. {kinds}."
