"""What several tests of grading share: a small class."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from tests.grading.klass import STUDENTS, Class, copied, make_class


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    """A small class, graded once in a run of the tests; each worker has a copy, and tests that change something their own."""
    own, of_all = tmp_path_factory.mktemp("class"), tmp_path_factory.getbasetemp().parent / "class"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return _graded(own)
    with open(f"{of_all}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not of_all.is_dir():
            # Moved when it is whole: what one worker could not grade, the next tries again.
            _graded(tmp_path_factory.mktemp("first")).folder.rename(of_all)
    return copied(Class(of_all), own)


def _graded(folder: Path) -> Class:
    made = make_class(folder, STUDENTS)
    done = made.grade("--workers", "2")
    assert done.returncode in (0, 1), done.stderr
    return made
