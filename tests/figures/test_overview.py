"""The picture of a whole table: on every data page, of one unit, with what it leaves out."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from coursebook.evidence import load
from coursebook.evidence.tables import data_tables
from coursebook.figures.overview import overview

WITHOUT = {"events", "designations"}


@pytest.mark.parametrize("name", data_tables())
def test_every_table_with_figures_has_a_picture(name):
    shown = overview(name)
    assert (shown is None) == (name in WITHOUT)
    if shown:
        ElementTree.fromstring(shown.svg)
        assert shown.tables == (name,) and len(shown.alt) > 20 and "unit" in load(name)


def test_what_is_left_out_is_said():
    figures = load("us_army_desertion").dropna(subset=["value"])
    drawn = figures[figures["unit"] == "per 1,000 a year"]
    shown = overview("us_army_desertion")
    assert f"{len(drawn)} rows" in shown.title and f": {len(figures) - len(drawn)}." in shown.reading
    assert "us-rate-1971-army" in shown.alt and "us-n-2007" not in shown.alt


def test_a_long_table_stands_along_its_time_and_ranges_keep_their_ends():
    monthly = overview("ukraine_cases_monthly")
    assert "awol" in monthly.alt and "logarithmic" in monthly.alt and "ogp407" not in monthly.alt
    assert "60,000 to 100,000" in overview("losses").alt


def test_data_pages_show_it(site):
    for name in data_tables():
        page = (site / "reference" / "datasets" / f"{name}.html").read_text(encoding="utf-8")
        assert bool(re.search(r'<figure class="cb-figure"><figcaption>[^<]+rows?, from', page)) == (name not in WITHOUT), name
