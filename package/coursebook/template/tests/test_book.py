"""This book's own tests: its figures by hand count, and its exercises by those who wrote them."""

from coursebook.evidence import number
from coursebook.evidence.check import faults
from coursebook.exercises import sets, source
from coursebook.exercises.verify import proof


def test_the_evidence_has_no_fault():
    assert faults() == []


def test_the_winter_loss_is_that_of_a_hand_count():
    assert round(number("winter-loss-2033").value, 1) == 27.4


def test_right_answers_pass_and_wrong_ones_do_not():
    for name in source.known_sets():
        for one in proof.prove(sets.exercise(name)):
            assert one.faults == [], (name, one.question)
            assert one.survived == [], (name, one.question)
