"""Charts are checked by what they show: the same checks on a live figure and on its facts as JSON."""

from __future__ import annotations

import json

import matplotlib
import pandas as pd
import pytest

matplotlib.use("Agg")
from coursebook.checks import charts  # noqa: E402
from coursebook.checks.facts import ChartFacts  # noqa: E402
from matplotlib import pyplot as plt  # noqa: E402


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def both(chart) -> list:
    """The chart, and what a grader gets of it."""
    return [chart, ChartFacts(json.loads(json.dumps(charts.facts(chart))))]


def told(check, *arguments, **options) -> str:
    with pytest.raises(AssertionError) as error:
        check(*arguments, **options)
    return str(error.value)


HEIGHTS = {"WASP": 12.5, "Honeybees": 3.0}


def upright():
    fig, ax = plt.subplots()
    ax.bar(list(HEIGHTS), list(HEIGHTS.values()))
    return ax


def lying():
    fig, ax = plt.subplots()
    ax.barh(list(HEIGHTS)[::-1], list(HEIGHTS.values())[::-1])
    ax.invert_yaxis()
    return fig


def from_pandas():
    return pd.Series(HEIGHTS).plot.bar()


def set_ticks():
    fig, ax = plt.subplots()
    ax.bar([0, 1], list(HEIGHTS.values()))
    ax.set_xticks([0, 1], ["WASP", "Honey-\nbees".replace("-\n", "")])
    return ax


@pytest.mark.parametrize("draw", [upright, lying, from_pandas, set_ticks])
def test_bars_by_label(draw):
    for chart in both(draw()):
        charts.bars(chart, HEIGHTS)
        charts.from_zero(chart)
        assert "The bar at 'wasp' is 12.5, which is not right" in told(charts.bars, chart, {**HEIGHTS, "WASP": 1})
        assert "Totals." in told(charts.bars, chart, {"WASP": 1, "Honeybees": 2}, wrong={"Totals.": HEIGHTS})
        assert "There is no bar at 'waspl'. Did you mean 'wasp'?" in told(charts.bars, chart, {"waspl": 1, "Honeybees": 3.0})
        assert "which does not belong" in told(charts.bars, chart, {"WASP": 12.5})


def test_grouped_and_stacked_bars():
    table = pd.DataFrame({"cases": [1.0, 2.0], "courts": [3.0, 4.0]}, index=["2023", "2024"])
    right = {(column, year): table.loc[year, column] for column in table for year in table.index}
    fig, ax = plt.subplots()
    for place, column in enumerate(table):
        ax.bar(table.index, table[column], label=column)
    for chart in both(ax):
        charts.bars(chart, right)
        assert "one over another" in told(charts.bars, chart, {"2023": 1.0, "2024": 2.0})


def line(x=(2023, 2024), **options):
    fig, ax = plt.subplots()
    ax.plot(list(x), [10.0, 20.0], label="WASP", **options)
    ax.plot(list(x), [5.0, 6.0], "o", label="Honeybees")
    return ax


RIGHT = {"wasp": {2023: 10.0, 2024: 20.0}, "honeybees": {2023: 5.0, 2024: 6.0}}


def test_lines_by_label():
    for chart in both(line()):
        charts.lines(chart, RIGHT)
        wrong = {**RIGHT, "wasp": {2023: 10.0, 2024: 21.0}}
        assert "The line 'wasp' is at 20 for 2024" in told(charts.lines, chart, wrong)
        assert "Totals." in told(charts.lines, chart, wrong, wrong={"Totals.": RIGHT})
        assert "no point at 2025" in told(charts.lines, chart, {"wasp": {2025: 1}, "honeybees": RIGHT["honeybees"]})
        assert "which does not belong" in told(charts.lines, chart, {"wasp": {2023: 10.0}, "honeybees": {2023: 5.0}})
        assert "No line is labelled 'WASPS'" in told(charts.lines, chart, {"WASPS": {}, "b": {}})
        assert "3 are asked for" in told(charts.lines, chart, {**RIGHT, "c": {1: 1}})


def test_dates_and_scatter():
    when = pd.to_datetime(["2024-01-01", "2024-02-01"])
    for chart in both(line(when)):
        charts.lines(chart, {"wasp": {"2024-01-01": 10.0, when[1]: 20.0}})
    fig, ax = plt.subplots()
    ax.scatter([1, 2], [3, 4])
    for chart in both(ax):
        charts.lines(chart, {"any": {1: 3, 2: 4}})


def test_ranges_however_they_are_drawn():
    fig, axes = plt.subplots(2, 2)
    right = {"a": (1.0, 3.0), "b": (2.0, 6.0)}
    axes[0, 0].errorbar(["a", "b"], [2, 4], yerr=[[1, 2], [1, 2]], fmt="o")
    axes[0, 1].hlines(["a", "b"], [1, 2], [3, 6])
    axes[1, 0].bar(["a", "b"], [2, 4], bottom=[1, 2])
    axes[1, 1].fill_between([1, 2], [1, 2], [3, 6])
    for number, ax in enumerate(axes.flat):
        facts = charts.facts(fig)
        one = ChartFacts({**facts, "axes": [facts["axes"][number]]})
        places = right if number < 3 else {1: right["a"], 2: right["b"]}
        charts.ranges(one, places)
        assert "is 1 to 3, which is not right" in told(charts.ranges, one, {**places, list(places)[0]: (0, 3)})
    assert "no ranges" in told(charts.ranges, line(), right)


@pytest.mark.parametrize("name", ["hlines", "vlines"])
def test_a_range_whose_ends_are_alike(name):
    fig, ax = plt.subplots()
    getattr(ax, name)(["a", "b"], [1, 2], [1, 6])
    getattr(ax, name)(["c"], [3], [3])
    for chart in both(ax):
        charts.ranges(chart, {"a": (1.0, 1.0), "b": (2.0, 6.0), "c": (3.0, 3.0)})


@pytest.mark.parametrize("alone", [False, True])
def test_a_range_of_no_length_lies_as_its_neighbours_do(alone):
    right = {"a": (7.0, 7.0), "b": (5.0, 5.0) if alone else (2.0, 6.0)}
    for draw in (
        lambda ax, name, low, high: ax.hlines([name], low, high),
        lambda ax, name, low, high: ax.errorbar([low], [name], xerr=[[0], [high - low]], fmt="none"),
        lambda ax, name, low, high: ax.barh([name], [high - low], left=low),
    ):
        _, ax = plt.subplots()
        for name, ends in right.items():
            draw(ax, name, *ends)
        charts.ranges(ax, right)
        assert "which is not right" in told(charts.ranges, ax, {**right, "a": (7.0, 8.0)})


def test_a_dictionary_is_no_chart():
    written = dict(charts.facts(line()))
    assert "A chart is asked for" in told(charts.titled, written)
    assert "A chart is asked for" in told(charts.lines, written, {"a": {1: 1}})


def test_labels_titles_and_sources():
    ax = line()
    assert "The y axis has no label" in told(charts.labelled, ax, y=["cases"])
    ax.set(ylabel="Cases opened", xlabel="Year")
    assert "does not say 'month'" in told(charts.labelled, ax, y=["cases|files", "month"])
    ax.set_ylabel("files a month")
    charts.labelled(ax, x=["year"], y=["cases|files", "month"])
    assert "Nothing in the chart tells which line is 'wasp'" in told(charts.named, ax, ["wasp"])
    ax.legend()
    charts.named(ax, ["wasp", "honeybees"])
    assert "The chart has no title" in told(charts.titled, ax)
    ax.set_title("WASP rose, honeybees hardly")
    charts.titled(ax)
    assert "names no source" in told(charts.source_line, ax, ["Beekeeper"])
    ax.figure.text(0, 0, "Source: the register")
    assert "does not name 'Beekeeper'" in told(charts.source_line, ax, ["Beekeeper"])
    charts.source_line(ax, ["beekeeper|register"])


def test_axes_that_do_not_begin_at_zero():
    ax = upright()
    ax.set_ylim(2, 13)
    assert "The y axis begins at 2. Let it begin at zero" in told(charts.from_zero, ax)
    ax.set_ylim(-5, 13)
    assert "begins at -5" in told(charts.from_zero, ax)
    ax.set_yscale("log")
    assert "The y axis is log" in told(charts.from_zero, ax)
    fig, below = plt.subplots()
    below.bar(["a"], [-3.0])
    charts.from_zero(below)
    fig, raised = plt.subplots()
    raised.barh(["a"], [3.0], left=[1.0])
    raised.set_xlim(0, 5)
    assert "A bar does not begin at zero" in told(charts.from_zero, raised)


@pytest.mark.parametrize("thing", [None, 3, "chart", pd.DataFrame({"a": [1]}), [], plt])
def test_what_is_no_chart(thing):
    assert "A chart is asked for" in told(charts.facts, thing)


def test_an_empty_chart():
    fig, ax = plt.subplots()
    assert "The chart has no bars" in told(charts.bars, ax, HEIGHTS)
    assert "nothing is plotted" in told(charts.labelled, ax, y=["cases"])
    assert "0 lines" in told(charts.lines, ax, RIGHT)
    fig, axes = plt.subplots(2)
    axes[1].bar(["WASP", "Honeybees"], [12.5, 3.0])
    charts.bars(axes, HEIGHTS)
