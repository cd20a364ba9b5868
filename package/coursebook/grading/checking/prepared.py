"""What the warm checker does once for all submissions on the common variant: set-up cells, and the heads of the tests.

It is done before the process is isolated and before there is any submission, with the release's own code and files only.
A submission with files of its own gets none of it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

from coursebook.grading.checking.test_code import TestCode, set_up_code
from coursebook.grading.checking.test_suite import TestSuite
from coursebook.grading.sandbox.confine import write_file
from coursebook.grading.sandbox.job import Job


class Ahead:
    """Namespaces that are ready.

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


def ahead(shell: Any, suite: TestSuite, tests: Mapping[str, TestCode], names: Callable[[], dict[str, Any]]) -> Ahead | None:
    """Run set-up cells and heads; None if the set-up cells fail, which each fork then tells. ``names`` makes a namespace."""
    base, scopes = names(), {}
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
