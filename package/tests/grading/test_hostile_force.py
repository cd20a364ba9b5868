"""Submissions that use force, each between honest ones."""

import pytest

from grading.attack import beside
from grading.corpus_force import FORCE


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with beside(tmp_path_factory.mktemp("instructor")) as made:
        yield made


@pytest.mark.parametrize("hostile", FORCE, ids=lambda one: one.name)
def test_hostile(place, hostile):
    place.survives(hostile)
