"""A figure reads itself: trend, extremes, breaks and comparison, from the plotted data."""

import numpy as np
from coursebook.figures import canvas
from coursebook.figures.reading import read


def drawn(**named):
    fig, ax = canvas()
    for name, values in named.items():
        ax.plot([2021, 2022, 2023, 2024, 2025][: len(values)], values, label=name)
    return fig


def test_a_trend_with_its_ends():
    assert read(drawn(Cases=[10.0, 20.0, 30.0])) == "Cases rises from 10 in 2021 to 30 in 2023."
    assert "falls from 30 in 2021 to 10 in 2023" in read(drawn(Cases=[30.0, 20.0, 10.0]))


def test_a_series_that_comes_back_is_not_a_trend():
    said = read(drawn(Cases=[100.0, 180.0, 101.0]))
    assert "ends about where it began, at 101" in said and "a high of 180 in 2022" in said


def test_the_largest_step_is_the_break():
    assert "its largest step leads from 12 to 50 in 2024" in read(drawn(Cases=[10.0, 11.0, 12.0, 50.0, 51.0]))


def test_a_sentence_begins_with_a_capital_though_its_series_does_not():
    assert read(drawn(AWOL=[1.0, 8.0], desertion=[1.0, 2.0])).split(". ")[1].startswith("Desertion rises")


def test_a_gap_is_no_step():
    said = read(drawn(Cases=[10.0, np.nan, 90.0, 91.0, 95.0]))
    assert "largest step" not in said and "rises from 10 in 2021 to 95 in 2025" in said


def test_two_series_are_compared_where_both_end():
    assert read(drawn(AWOL=[1.0, 8.0], Desertion=[1.0, 2.0])).endswith("In 2022, AWOL stands at 4 times Desertion.")


def test_bars_and_ranges():
    fig, ax = canvas()
    ax.barh(["British", "French"], [100, 250])
    assert read(fig) == "French is the largest with 250, 2.5 times the smallest, British with 100."
    fig, ax = canvas()
    ax.hlines(["A", "B"], [5, 2], [9, 4])
    assert read(fig) == "The ranges run from 2 to 9."


def test_nothing_plotted_reads_as_nothing():
    assert read(canvas()[0]) == ""
