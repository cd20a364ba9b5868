"""What a figure in prose says of itself: unit, moment, source and grade, each once and in words."""

from __future__ import annotations

import re

import pytest
from coursebook.book.facts import of_number, of_row
from coursebook.evidence import InputError
from coursebook.evidence.numbers import computed_ids
from coursebook.evidence.tables import _rows, table_names


def tips() -> dict[str, str]:
    found = {}
    for id in _rows():
        try:
            found[id] = of_row(id, None)["tip"]
        except InputError:
            continue  # a row without a figure is not printed
    return found


def test_a_datum_says_its_unit_and_its_moment():
    said = tips()
    assert len(said) > 300
    assert said["ogp407-m-2022-01"].startswith("proceedings; January 2022. Office of the Prosecutor General of Ukraine, 2025")
    assert said["ogp407-2022"].startswith("proceedings; January 2022 to December 2022. ")
    dated = [tip for tip in said.values() if re.search(r"\b(19|20)\d\d\. ", tip)]
    assert len(dated) > 200


@pytest.mark.parametrize(
    "wrong", [r"\.\.", r"(?:^|\. )([^.]+), read via \1\. ", r"<NA>|nan|None|NaT", r"\b\d{4}-\d\d\b", r"; ;|^; |; \."]
)
def test_no_datum_stumbles(wrong):
    assert [tip for tip in tips().values() if re.search(wrong, tip)] == []


def test_a_computed_figure_names_its_tables_by_title():
    names = [name for name in table_names() if "_" in name]
    for id in computed_ids():
        tip = of_number(id, None)["tip"]
        assert not [name for name in names if name in tip], tip
