"""What several tests of grading share: a small class."""

from __future__ import annotations

import pytest

from tests.grading.klass import STUDENTS, make_class


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    """A small class, graded once; tests that change something work on a copy."""
    made = make_class(tmp_path_factory.mktemp("class"), STUDENTS)
    done = made.grade("--workers", "2")
    assert done.returncode in (0, 1), done.stderr
    return made
