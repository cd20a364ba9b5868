"""Decode a submission's answers and run the tests on them: in a disposable process that never ran its code.

The warm process is sent the paper once; each fork reads one job, decodes the answers under its own limits and runs the
test cells one by one. What it is about is told before each step, so that a step that hangs or kills it can be named.
"""

from __future__ import annotations

import ast
import json
import os
import signal
import socket
import sys
import time
import traceback
from types import CodeType
from typing import Any

from coursebook.grading import wire
from coursebook.grading.answers import Answers, Blame
from coursebook.grading.confine import Place, confine
from coursebook.grading.job import MEBI, Job
from coursebook.grading.paper import Paper

_MEMORY = 1024 * MEBI
_MESSAGE = 2000
_TRUSTED = ("coursebook/checks", "coursebook\\checks")
_TEST_FILE = "<test {}>"
Compiled = tuple[CodeType, CodeType | None]


def prepare(control: socket.socket, shell: Any):
    """In the warm process: receive the paper from the worker, compile its tests, return what a fork runs."""
    _, descriptors, _, _ = socket.recv_fds(control, 16, 1)
    with os.fdopen(descriptors[0], "rb") as file:
        paper = Paper.from_json(json.load(file))
    try:
        tests = {test.id: _compiled(shell, test.source, test.id) for test in paper.tests}
    except SyntaxError as error:
        control.send(json.dumps({"paper": f"{error.filename}, line {error.lineno}: {error.msg}"}).encode())
        raise
    control.send(json.dumps({"paper": ""}).encode())

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
        sys.stdout = sys.stderr = open(os.devnull, "w")  # what tests print is for nobody
        answers = Answers(job, worker, submission, asked["lost"])
        try:
            marks = _mark(shell, paper, tests, job, answers, set(asked["stuck"]))
        except Blame as blame:
            wire.send(worker, wire.BLAME, 0, json.dumps(blame.args).encode())
            return
        wire.send(worker, wire.MARKS, 0, json.dumps(marks).encode())

    return child


def _mark(shell: Any, paper: Paper, tests: dict[str, Compiled], job: Job, answers: Answers, stuck: set) -> list:
    base: dict[str, Any] = {"__name__": "__main__", "get_ipython": lambda: shell, "display": lambda *_, **__: None}
    for cell in job.cells:
        if cell.kind == "setup":
            exec(_compiled(shell, cell.source, cell.id, split=False)[0], base)
    answers.fetch(name for test in paper.tests for name in test.answers)
    signal.signal(signal.SIGALRM, _too_long)
    marks = []
    for test in paper.tests:
        answers.asked(wire.TESTING, test.id)
        if test.id in stuck:
            earned, message = 0.0, "The check of this answer did not come to an end."
        else:
            scope = base | {name: answers.found[name] for name in test.answers if name in answers.found}
            signal.setitimer(signal.ITIMER_REAL, job.limits.test_wall)
            try:
                earned, message = _test(tests[test.id], scope, test.points), ""
            except AssertionError as error:
                earned, message = 0.0, _said(error, test.id)
            except Blame:
                raise
            except BaseException as error:
                earned, message = 0.0, _wrong_kind(error, test.answers, answers)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        marks.append([test.id, earned, test.points, message, earned >= test.points])
    return marks


def _compiled(shell: Any, source: str, name: str, split: bool = True) -> Compiled:
    file = _TEST_FILE.format(name)
    tree = ast.parse(shell.transform_cell(source), file)
    last = None
    if split and tree.body and isinstance(tree.body[-1], ast.Expr):
        last = compile(ast.Expression(tree.body.pop().value), file, "eval")
    return compile(tree, file, "exec"), last


def _test(code: Compiled, scope: dict[str, Any], points: float) -> float:
    """Run one test cell. As in nbgrader, a number as its last expression is partial credit."""
    body, last = code
    exec(body, scope)
    value = eval(last, scope) if last else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return min(float(points), max(0.0, float(value))) if value == value else 0.0
    return float(points)


def _said(error: AssertionError, test: str) -> str:
    """The message of an assertion, if an author wrote it: numpy's and pandas' would print the right answer."""
    frames = traceback.extract_tb(error.__traceback__)
    file = frames[-1].filename if frames else ""
    text = str(error).strip()
    if text and (file == _TEST_FILE.format(test) or any(part in file for part in _TRUSTED)):
        return "".join(one if one.isprintable() or one == "\n" else "�" for one in text[:_MESSAGE])
    return "Your answer differs from what is right."


def _wrong_kind(error: BaseException, names: tuple[str, ...], answers: Answers) -> str:
    if isinstance(error, _Overtime):
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


class _Overtime(BaseException):
    pass


def _too_long(*_: object) -> None:
    raise _Overtime
