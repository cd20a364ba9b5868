"""This book's own tests: figures counted by hand. `make test` tries the exercises besides, with `coursebook verify`."""

from coursebook.evidence import number
from coursebook.evidence.check import faults


def test_the_evidence_has_no_fault():
    assert faults() == []


def test_the_winter_loss_is_that_of_a_hand_count():
    assert round(number("winter-loss-2033").value, 1) == 27.4
