"""The tests of an exercise as the checker needs them: which, for how many points, on which answers."""

from __future__ import annotations

import builtins
import dataclasses
from dataclasses import dataclass, field
from typing import Any, ClassVar

from coursebook.cell_metadata import nbgrader_of
from coursebook.faults import Fault, InputError
from coursebook.grading.sandbox.job import files_from_json, files_to_json


@dataclass(frozen=True)
class TestCase:
    """One test cell with its hidden part. ``answers`` are the student's names that its code may use."""

    __test__: ClassVar = False  # no class of tests for pytest to collect

    id: str
    points: float
    source: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class TestSuite:
    """All tests of an exercise, in the notebook's order.

    ``setup`` are the cells that tests rely on, id -> source; ``files`` what the common variant brings, on which they can
    be run once for all submissions.

    Raises:
        InputError: an answer has the name of a builtin, which the tests themselves may need.
    """

    __test__: ClassVar = False

    name: str
    tests: tuple[TestCase, ...]
    setup: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self):
        taken = [
            Fault(self.name, test.id, f"the answer '{name}' has the name of a builtin.", "choose another name.")
            for test in self.tests
            for name in test.answers
            if hasattr(builtins, name) or name.startswith("__")
        ]
        if taken:
            raise InputError(*taken)

    def to_json(self) -> dict[str, Any]:
        """The same as JSON values; file contents in base64."""
        return {**dataclasses.asdict(self), "files": files_to_json(self.files)}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> TestSuite:
        """The test suite that :meth:`to_json` wrote."""
        tests = tuple(TestCase(**{**test, "answers": tuple(test["answers"])}) for test in plain["tests"])
        return cls(plain["name"], tests, plain["setup"], files_from_json(plain["files"]))


def suite(exercise: Any) -> TestSuite:
    """The test suite of an exercise (``coursebook.exercises.sets.Exercise``), from the instructor's notebook."""
    from coursebook.exercises.release import notebooks

    common = exercise.variant()
    master = notebooks.master(exercise, common)
    answers = {test.id: tuple(question.answers) for question in exercise.questions for test in question.tests}
    tests, setup = [], {}
    for cell in master.cells:
        marked = nbgrader_of(cell)
        if cell.cell_type != "code" or not marked:
            continue
        name = marked["grade_id"]
        if marked.get("grade") and not marked.get("solution"):
            tests.append(TestCase(name, float(marked["points"]), cell.source, answers.get(name, ())))
        elif marked.get("locked") and not marked.get("solution"):
            setup[name] = cell.source
    return TestSuite(exercise.name, tuple(tests), setup, common.files())
