"""Submissions that forge marks or reach for what is not theirs, each between honest ones."""

import pytest

from grading.attack import beside
from grading.corpus_force import FORCE
from grading.corpus_forge import FORGED
from grading.corpus_reach import REACH


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with beside(tmp_path_factory.mktemp("instructor")) as made:
        yield made


def test_the_corpus_is_large_and_its_names_are_its_own():
    whole = [*FORCE, *FORGED, *REACH]
    assert len(whole) >= 150
    assert len({one.name for one in whole}) == len(whole)


@pytest.mark.parametrize("hostile", [*FORGED, *REACH], ids=lambda one: one.name)
def test_hostile(place, hostile):
    place.survives(hostile)
