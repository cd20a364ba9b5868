"""Tries an answer on a question's tests, in a forked child with a time limit: a candidate that loops ends too.

What runs here is written by the book's authors. Students' code is run elsewhere, behind walls.
The tests see what a grader lets them see: the set-up cell's names and the answers asked for,
charts as facts.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursebook.checks.chance import VARIABLE
from coursebook.checks.facts import ChartFacts, facts
from coursebook.exercises.sets import CodeQuestion, Exercise
from coursebook.exercises.variants import Variant

SECONDS = 10.0
LIMITS = (signal.SIGALRM, signal.SIGPROF)


@dataclass(frozen=True)
class Tried:
    """What one answer earned: points by test cell, and the message of each that failed."""

    earned: dict[str, float]
    messages: dict[str, str]
    ended: str = ""

    @property
    def points(self) -> float:
        """All points together."""
        return sum(self.earned.values())

    @property
    def said(self) -> str:
        """Every message, one a line."""
        return "\n".join([*self.messages.values(), *filter(None, [self.ended])])


class Trial:
    """A set with one variant's data, its set-up cell run once; a context manager, since it holds a folder.

    Args:
        exercise: the set.
        variant: the data.
        seed: what hidden inputs are drawn from (see :mod:`coursebook.checks.chance`).
    """

    def __init__(self, exercise: Exercise, variant: Variant, seed: str = ""):
        self.cells = {cell.id: cell.source for cell in exercise.cells if cell.id}
        self.seed = seed
        os.environ["MPLBACKEND"] = "Agg"  # no window opens
        self._folder = tempfile.TemporaryDirectory(prefix="coursebook-trial-")
        for name, content in variant.files().items():
            Path(self._folder.name, name).write_bytes(content)
        self.names: dict[str, Any] = {}
        with self._inside():
            exec(compile(self.cells["set-up"], "set-up", "exec"), self.names)

    def __enter__(self) -> Trial:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    @contextlib.contextmanager
    def _inside(self) -> Iterator[None]:
        seeded = os.environ.get(VARIABLE)
        os.environ[VARIABLE] = self.seed
        try:
            with contextlib.chdir(self._folder.name):
                yield
        finally:
            os.environ.pop(VARIABLE)
            if seeded is not None:
                os.environ[VARIABLE] = seeded

    def answers(self, question: CodeQuestion, code: str) -> dict[str, Any]:
        """Run an answer here and now; the names that the question asks for, as far as it defines them."""
        names = _copied(self.names)
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            pyplot.close("all")  # as in a notebook, where a cell finds no figure of those before it
        with self._inside(), _quiet():
            exec(compile(code, question.id, "exec"), names)
        return {name: _as_data(names[name]) for name in question.answers if name in names}

    def run(self, question: CodeQuestion, code: str, seconds: float = SECONDS, to_first: bool = False) -> Tried:
        """Run an answer and its tests in a child of its own; ``to_first`` stops at the first test that fails."""
        told, ended = in_child(lambda: self._tests(question, code, to_first), seconds)
        if told is None:
            return Tried({test.id: 0.0 for test in question.tests}, {}, ended)
        return Tried(**told)

    def _tests(self, question: CodeQuestion, code: str, to_first: bool) -> dict[str, Any]:
        stopped, answers = "", {}
        try:
            answers = self.answers(question, code)
        except BaseException as error:  # an answer may raise anything; its tests then find nothing
            stopped = f"the answer stops with {type(error).__name__}: {error}"
        earned, messages = {}, {}
        for test in question.tests:
            if to_first and messages:
                break
            names = {**_copied(self.names), **answers}
            try:
                with self._inside(), _quiet():
                    exec(compile(self.cells[test.id], test.id, "exec"), names)
                earned[test.id] = test.points
            except BaseException as error:
                earned[test.id] = 0.0
                messages[test.id] = stopped or (
                    str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
                )
        return {"earned": earned, "messages": messages}


def run_all(question: CodeQuestion, key: str, tries: Sequence[tuple[Trial, str]], to_first: bool = False) -> list[Tried]:
    """Run many answers, several in one child: to fork takes longer than most of them and their tests.

    The key is the last in each child: if it no longer earns all points there, an answer has changed what those after it
    found, and each is tried in a child of its own. So is each if one ends its process, or all take too long.

    Args:
        question: what they answer.
        key: its right answer.
        tries: each answer with the variant that it is tried on.
        to_first: as in :meth:`Trial.run`.
    """

    def together(part: Sequence[tuple[Trial, str]]) -> list[Tried]:
        def work() -> list[dict] | None:
            done = [trial._tests(question, code, to_first) for trial, code in part]
            after = part[-1][0]._tests(question, key, to_first=False)
            return done if sum(after["earned"].values()) == question.points else None

        told, _ = in_child(work, SECONDS / 2)
        if told is None:
            return [trial.run(question, code, to_first=to_first) for trial, code in part]
        return [Tried(**one) for one in told]

    size = -(-len(tries) // (os.cpu_count() or 1)) or 1
    parts = [tries[at : at + size] for at in range(0, len(tries), size)]
    # Threads only wait for children here.
    with ThreadPoolExecutor() as pool:
        return [one for done in pool.map(together, parts) for one in done]


def in_child(work: Callable[[], Any], seconds: float) -> tuple[Any, str]:
    """What ``work`` returns (as JSON can tell it), from a forked child; ``None`` and the reason if it does not end.

    Args:
        work: called in the child; what it prints is dropped.
        seconds: after so long the child is killed; after a quarter of it if all that time it computes.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            # An alarm reaches the child even while its parent waits for another.
            signal.setitimer(signal.ITIMER_REAL, seconds)
            signal.setitimer(signal.ITIMER_PROF, seconds / 4)
            for limit in LIMITS:
                signal.signal(limit, signal.SIG_DFL)
            with os.fdopen(writer, "w") as out:
                json.dump(work(), out)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as given:
        text = given.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        late = os.WTERMSIG(status) in LIMITS
        return None, f"no end within {seconds:g} seconds" if late else f"killed by signal {os.WTERMSIG(status)}"
    return (json.loads(text), "") if text else (None, "the child told nothing")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def _copied(names: dict[str, Any]) -> dict[str, Any]:
    """The same names with values of their own, so that an answer that writes into one does not change the tests'."""
    return {
        name: one.copy() if hasattr(one, "to_csv") else copy.deepcopy(one) if type(one) in (dict, list, set) else one
        for name, one in names.items()
        if name != "__builtins__"  # a new namespace gets them by itself
    }


def _as_data(answer: Any) -> Any:
    """A chart as its facts, by way of JSON, as a grader gets it; other answers as they are."""
    if "matplotlib" in sys.modules and (hasattr(answer, "transData") or hasattr(answer, "get_axes")):
        return ChartFacts(json.loads(json.dumps(facts(answer))))
    return answer
