"""One chart, drawn in many honest ways: each is accepted, and each is refused with other data or with the names exchanged."""

from __future__ import annotations

import datetime
import json
from functools import partial

import matplotlib

matplotlib.use("Agg")
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import pytest  # noqa: E402
from coursebook.checks import charts  # noqa: E402
from coursebook.checks.facts import ChartFacts  # noqa: E402
from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.collections import LineCollection  # noqa: E402
from matplotlib.lines import Line2D  # noqa: E402
from matplotlib.patches import Patch  # noqa: E402
from matplotlib.ticker import FuncFormatter, StrMethodFormatter  # noqa: E402

YEARS = [2022, 2023, 2024, 2025]
RIGHT = {"wasp": [500.0, 1400.0, 5200.0, 14000.0], "honeybees": [700.0, 900.0, 2100.0, 1500.0]}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def meant(data=RIGHT):
    return {name: dict(zip(YEARS, values)) for name, values in data.items()}


def check(chart, right=None):
    """All checks of such a chart, on the figure and on what a grader gets of it."""
    for one in (chart, ChartFacts(json.loads(json.dumps(charts.facts(chart))))):
        charts.labelled(one, x=["year"], y=["cases", "month"])
        charts.named(one, RIGHT)
        charts.from_zero(one)
        charts.titled(one)
        charts.source_line(one, ["register"])
        charts.lines(one, right or meant())


WORDS = {"xlabel": "year", "ylabel": "cases opened in a month", "title": "Cases opened in a month, by species"}


def canvas(**words):
    fig, ax = plt.subplots()
    ax.set(**{**WORDS, **words})
    fig.text(0, 0, "Source: register of honeybees and wasp")
    return fig, ax


def plotted(data, x=YEARS, draw="plot", labels=True, **words):
    fig, ax = canvas(**words)
    for name, values in data.items():
        getattr(ax, draw)(x, values, **({"label": name} if labels else {}))
    ax.set_ylim(bottom=0)
    return fig, ax


def legended(data, **how):
    _, ax = plotted(data, **how)
    ax.legend()
    return ax


def legend_of_the_figure(data):
    fig, ax = plotted(data)
    fig.legend()
    return ax


def legend_outside(data):
    fig, ax = plotted(data)
    ax.legend(loc="upper left", bbox_to_anchor=(1.02, 1))
    return fig


def two_legends(data):
    fig, ax = plotted(data)
    first = ax.legend(handles=[ax.lines[0]], loc="upper left")
    ax.add_artist(first)
    ax.legend(handles=[ax.lines[1]], loc="lower right")
    return ax


def names_given_to_the_legend(data):
    fig, ax = plotted(data, labels=False)
    ax.legend(list(data))
    return ax


def names_given_to_the_legend_of_the_figure(data):
    fig, ax = plotted(data, labels=False)
    fig.legend(ax.lines, list(data))
    return ax


def legend_of_handles(data):
    fig, ax = plotted(data, labels=False)
    ax.legend(handles=[Line2D([], [], color=line.get_color(), label=name) for line, name in zip(ax.lines, data)])
    return ax


def legend_of_patches(data):
    fig, ax = plotted(data, labels=False)
    ax.legend(handles=[Patch(color=line.get_color(), label=name) for line, name in zip(ax.lines, data)])
    return ax


def black_lines_told_apart_by_dashes(data):
    fig, ax = canvas()
    for (_, values), style in zip(data.items(), ("-", ":")):
        ax.plot(YEARS, values, style, color="black")
    ax.set_ylim(bottom=0)
    ax.legend(list(data))
    return ax


def text_at_the_end_of_each_line(data):
    fig, ax = plotted(data, labels=False)
    for name, values in data.items():
        ax.text(2025.05, values[-1], name)
    return ax


def annotated_with_an_offset(data):
    fig, ax = plotted(data, labels=False)
    for name, values in data.items():
        ax.annotate(name, (2024, values[2]), xytext=(0, 6), textcoords="offset points")
    return ax


def text_in_the_colour_of_its_line(data):
    fig, ax = plotted(data, labels=False)
    for place, (line, name) in enumerate(zip(ax.lines, data)):
        ax.text(2022.1, 12000 - 900 * place, name, color=line.get_color())
    return ax


def longer_names(data):
    fig, ax = canvas()
    for name, values in data.items():
        ax.plot(YEARS, values, label=f"{name.upper()}\n(article {407 if name == 'wasp' else 408})")
    ax.set_ylim(bottom=0)
    ax.legend()
    return ax


def ticks_with_words(data):
    ax = legended(data)
    ax.set_xticks(YEARS, ["2022", "2023", "2024", "2025 (part)"])
    return ax


def short_years_at_the_ticks(data):
    ax = legended(data)
    ax.set_xticks(YEARS, [f"'{year - 2000}" for year in YEARS])
    return ax


def places_with_names(data):
    ax = legended(data, x=range(4))
    ax.set_xticks(range(4), YEARS)
    return ax


def a_formatter_for_the_years(data):
    ax = legended(data, x=range(4))
    ax.set_xticks(range(4))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda place, _: str(YEARS[int(place)])))
    return ax


def commas_on_the_y_axis(data):
    ax = legended(data)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.set_yticks(sorted({value for values in data.values() for value in values} | {0}))
    return ax


def a_pattern_on_the_y_axis(data):
    ax = legended(data)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.xaxis.set_major_formatter("{x:.0f}")
    ax.set_yticks(data["wasp"])
    ax.set_ylim(bottom=0)
    return ax


def framed(data, index):
    fig, ax = canvas()
    pd.DataFrame(data, index=index).plot(ax=ax, ylim=(0, None))
    ax.set(**WORDS)
    return ax


def lollipops(data):
    fig, ax = canvas()
    for (name, values), colour in zip(data.items(), ("C0", "C1")):
        ax.stem(YEARS, values, linefmt=colour, markerfmt=f"{colour}o", label=name)
    ax.set_ylim(bottom=0)
    ax.legend()
    return ax


def error_bars(data):
    fig, ax = canvas()
    for name, values in data.items():
        ax.errorbar(YEARS, values, yerr=5, label=name)
    ax.set_ylim(bottom=0)
    ax.legend()
    return ax


def the_last_year_dashed(data):
    fig, ax = canvas()
    for name, values in data.items():
        (line,) = ax.plot(YEARS[:3], values[:3], label=name)
        ax.plot(YEARS[2:], values[2:], "--", color=line.get_color())
    ax.set_ylim(bottom=0)
    ax.legend()
    return ax


def lines_and_points(data):
    fig, ax = canvas()
    for (name, values), colour in zip(data.items(), ("teal", "brown")):
        ax.plot(YEARS, values, color=colour, label=name)
        ax.scatter(YEARS, values, color=colour)
    ax.set_ylim(bottom=0)
    fig.legend()
    return ax


def twin_axes(data):
    fig, ax = canvas()
    other = ax.twinx()
    ax.plot(YEARS, data["wasp"], "r", label="wasp")
    other.plot(YEARS, data["honeybees"], "b", label="honeybees")
    for one in (ax, other):
        one.set_ylim(bottom=0)
    other.set_ylabel("honeybees: cases a month")
    fig.legend()
    return ax


def labels_on_the_other_side(data):
    fig, ax = plotted(data)
    ax.yaxis.set_label_position("right")
    ax.yaxis.tick_right()
    ax.set_title("")
    ax.set_title(WORDS["title"], loc="left")
    ax.legend()
    return ax


def labels_of_the_figure(data):
    fig, ax = plotted(data, xlabel="", ylabel="", title="")
    fig.supxlabel("Year")
    fig.supylabel("Cases per month")
    fig.suptitle(WORDS["title"])
    fig.legend(loc="outside right upper")
    return fig


def a_line_at_zero(data):
    ax = legended(data)
    ax.axhline(0, color="black")
    ax.plot([2022, 2025], [0, 0], color="grey", linewidth=0.5)
    return ax


def panels_with_titles(data):
    fig, panels = plt.subplots(len(data), 1)
    for ax, (name, values) in zip(panels, data.items()):
        ax.plot(YEARS, values)
        ax.set(**{**WORDS, "title": name.title()}, ylim=(0, None))
    fig.suptitle(WORDS["title"])
    fig.text(0, 0, "Source: register of honeybees and wasp")
    return fig


def every_second_year_written(data):
    _, ax = plotted(data, x=range(4))
    ax.set_xticks([0, 2], ["2022", "2024"])
    ax.legend()
    return ax


def float32(data):
    return framed({name: np.array(values, dtype="float32") for name, values in data.items()}, YEARS)


def what_plot_gives(data):
    _, ax = canvas()
    drawn = [line for name, values in data.items() for line in ax.plot(YEARS, values, label=name)]
    ax.set_ylim(bottom=0)
    ax.legend()
    return drawn


def figure_and_axes(data):
    ax = legended(data)
    return ax.figure, ax


def a_legend_for_the_chart(data):
    return plotted(data)[1].legend()


def a_collection_of_lines(data):
    _, ax = canvas()
    for place, (name, values) in enumerate(data.items()):
        ax.add_collection(LineCollection([list(zip(YEARS, values))], colors=f"C{place}", label=name))
    ax.autoscale()
    ax.set_ylim(bottom=0)
    ax.legend()
    return ax


def coloured_texts_in_a_corner(data):
    _, ax = plotted(data, labels=False)
    for place, (line, name) in enumerate(zip(ax.lines, data)):
        ax.text(0.1, 0.9 - 0.1 * place, name, color=line.get_color(), transform=ax.transAxes)
    return ax


def coloured_texts_beside_the_axes(data):
    fig, ax = plotted(data, labels=False)
    for place, (line, name) in enumerate(zip(ax.lines, data)):
        fig.text(0.92, 0.8 - 0.1 * place, name, color=line.get_color())
    return ax


def a_source_below_the_title(data):
    fig, ax = plotted(data, title=f"{WORDS['title']}\nSource: register")
    fig.texts.clear()
    ax.legend()
    return ax


# Years as students write them, given to `plot` and as the index of a table that is plotted.
YEARS_AS = {
    "years_as_text": [str(year) for year in YEARS],
    "years_as_words": ["2022", "2023", "2024", "2025, nine months"],
    "years_as_a_category": pd.Series(YEARS).astype(str).astype("category"),
    "years_as_dates": [datetime.date(year, 1, 1) for year in YEARS],
    "years_as_their_last_days": pd.to_datetime([f"{year}-12-31" for year in YEARS]),
    "years_as_numpy_dates": np.array([f"{year}-07" for year in YEARS], dtype="datetime64[M]"),
    "a_footnote_mark": ["2022", "2023", "2024", "2025¹"],
    "an_asterisk": ["2022", "2023*", "2024", "2025 **"],
    "days_in_a_time_zone": pd.to_datetime([f"{year}-01-01" for year in YEARS]).tz_localize("Europe/Athens"),
}
INDEX = {
    "pandas_with_years": YEARS,
    "pandas_with_texts": list(map(str, YEARS)),
    "pandas_with_dates": pd.to_datetime([f"{year}-01-01" for year in YEARS]),
    "pandas_with_a_range_of_dates": pd.date_range("2022", periods=4, freq="YS"),
    "pandas_with_periods": pd.period_range("2022", periods=4, freq="Y"),
}
WAYS = [
    what_plot_gives, figure_and_axes, a_legend_for_the_chart, a_collection_of_lines, coloured_texts_in_a_corner,
    coloured_texts_beside_the_axes, a_source_below_the_title, legend_of_the_figure, legend_outside, two_legends,
    names_given_to_the_legend, names_given_to_the_legend_of_the_figure, legend_of_handles, legend_of_patches,
    black_lines_told_apart_by_dashes, text_at_the_end_of_each_line, annotated_with_an_offset, text_in_the_colour_of_its_line,
    longer_names, ticks_with_words, short_years_at_the_ticks, places_with_names, a_formatter_for_the_years,
    commas_on_the_y_axis, a_pattern_on_the_y_axis, lollipops, error_bars, the_last_year_dashed, lines_and_points, twin_axes,
    labels_on_the_other_side, labels_of_the_figure, a_line_at_zero, float32, panels_with_titles, every_second_year_written,
]  # fmt: skip
NAMED = {
    **{draw.__name__: draw for draw in WAYS},
    **{name: partial(legended, x=x) for name, x in YEARS_AS.items()},
    **{name: partial(framed, index=index) for name, index in INDEX.items()},
    "steps": partial(legended, draw="step"),
    "points": partial(legended, draw="scatter"),
}


@pytest.mark.parametrize("draw", NAMED.values(), ids=NAMED)
def test_an_honest_chart_is_accepted_and_the_same_with_other_data_refused(draw):
    check(draw(RIGHT))
    for changed in (
        {**RIGHT, "wasp": [500.0, 1400.0, 5210.0, 14000.0]},
        {"wasp": RIGHT["honeybees"], "honeybees": RIGHT["wasp"]},
        {**RIGHT, "honeybees": [700.0, float("nan"), 2100.0, 1500.0]},
    ):
        plt.close("all")
        with pytest.raises(AssertionError):
            check(draw(changed))
    plt.close("all")
    with pytest.raises(AssertionError, match=r"no (point|value \(NaN\)) at 2025|no point at 2026"):
        check(draw(RIGHT), {name: {**points, 2026: 1.0} for name, points in meant().items()})


def test_a_legend_that_exchanges_the_names_is_believed_and_refused():
    _, ax = plotted(RIGHT)
    ax.legend(["honeybees", "wasp"])
    with pytest.raises(AssertionError, match="which is not right"):
        check(ax)


def test_ticks_that_exchange_the_years_are_believed_and_refused():
    ax = legended(RIGHT)
    ax.set_xticks(YEARS, [2022, 2023, 2025, 2024])
    with pytest.raises(AssertionError, match="which is not right"):
        check(ax)


def test_two_values_at_one_place_are_refused():
    ax = legended(RIGHT)
    ax.plot(YEARS, [one + 90 for one in RIGHT["wasp"]], color=ax.lines[0].get_color())
    with pytest.raises(AssertionError, match="is at 590 for 2022"):
        check(ax)


def test_months_drawn_over_years_are_refused():
    _, ax = canvas()
    months = pd.date_range("2022-01", periods=48, freq="MS")
    for name, values in RIGHT.items():
        ax.plot(months, np.repeat(values, 12) + np.arange(48), label=name)
    ax.set_ylim(bottom=0)
    ax.legend()
    with pytest.raises(AssertionError, match="which is not right"):
        check(ax)


def test_a_legend_that_is_not_shown_tells_nothing():
    _, ax = plotted(RIGHT)
    ax.legend().set_visible(False)
    with pytest.raises(AssertionError, match="Nothing in the chart tells which line is 'wasp'"):
        check(ax)


def test_names_in_the_source_line_tell_nothing():
    _, ax = plotted(RIGHT)
    with pytest.raises(AssertionError, match="Nothing in the chart tells"):
        check(ax)


def test_the_message_says_what_is_rounded():
    _, ax = plotted({name: [round(one + 7.3) for one in values] for name, values in RIGHT.items()})
    with pytest.raises(AssertionError, match="seems to be rounded"):
        charts.lines(ax, meant({name: [one + 7.3 for one in values] for name, values in RIGHT.items()}))


def test_a_line_that_is_none_of_those_asked_for():
    _, ax = plotted(RIGHT)
    charts.lines(ax, meant(), others="Another line.")
    ax.plot([2022, 2025], [0, 0], "k:")
    with pytest.raises(AssertionError, match="Another line."):
        charts.lines(ax, meant(), others="Another line.")


ENDS = {"Hive": (100.0, 300.0), "Clerk": (250.0, 250.0), "Press (late)": (50.0, 400.0)}


def segments(ax):
    for name, ends in ENDS.items():
        ax.plot(ends, [name, name])


def segments_at_numbers(ax):
    for place, ends in enumerate(ENDS.values()):
        ax.plot(ends, [place, place], linewidth=4, solid_capstyle="butt")
    ax.set_yticks(range(3), list(ENDS))


def upright_segments(ax):
    for name, ends in ENDS.items():
        ax.plot([name, name], ends)


def lines_and_a_dot(ax):
    several = {name: ends for name, ends in ENDS.items() if ends[0] != ends[1]}
    ax.hlines(list(several), *zip(*several.values()))
    ax.plot([250.0], ["Clerk"], "o")


def lines_and_a_scattered_point(ax):
    for place, (name, (low, high)) in enumerate(ENDS.items()):
        if low == high:
            ax.scatter([low], [place])
        else:
            ax.hlines(place, low, high)
    ax.set_yticks(range(3), [f"{name}, a count" for name in ENDS])


def bars_from_the_low_end(ax):
    ax.barh(list(ENDS), [high - low for low, high in ENDS.values()], left=[low for low, _ in ENDS.values()])


def bars_to_the_left(ax):
    ax.barh(list(ENDS), [low - high for low, high in ENDS.values()], left=[high for _, high in ENDS.values()])


def one_sided_error_bars(ax):
    low, high = zip(*ENDS.values())
    ax.errorbar(high, list(ENDS), xerr=[[b - a for a, b in zip(low, high)], [0] * 3], fmt="o", capsize=4)


def low_and_high():
    return (list(ends) for ends in zip(*ENDS.values()))


def broken_bars(ax):
    for place, (low, high) in enumerate(ENDS.values()):
        ax.broken_barh([(low, high - low)], (place - 0.3, 0.6))
    ax.set_yticks(range(3), list(ENDS))


def filled_to_the_side(ax):
    for place, (low, high) in enumerate(ENDS.values()):
        ax.fill_betweenx([place - 0.2, place + 0.2], low, high)
    ax.set_yticks(range(3), list(ENDS))


def upright_boxes(ax):
    for place, (low, high) in enumerate(ENDS.values()):
        ax.fill_between([place - 0.2, place + 0.2], low, high)
    ax.set_xticks(range(3), list(ENDS), rotation=90)


def stacked_on_bars_without_colour(ax):
    low, high = low_and_high()
    frame = pd.DataFrame({"start": low, "length": [b - a for a, b in zip(low, high)]}, index=list(ENDS))
    frame.plot.barh(stacked=True, color=["none", "tab:blue"], legend=False, ax=ax)


def stacked_on_bars_of_the_background(ax):
    low, high = low_and_high()
    ax.barh(list(ENDS), low, color="white")
    ax.barh(list(ENDS), [b - a for a, b in zip(low, high)], left=low)


def texts_beside_the_lines(ax):
    for place, (name, (low, high)) in enumerate(ENDS.items()):
        ax.hlines(place, low, high)
        ax.text(high, place, f" {name}", va="center")
    ax.set_yticks([])


def lines_with_a_legend(ax):
    for place, (name, (low, high)) in enumerate(ENDS.items()):
        ax.hlines(place, low, high, color=f"C{place}", label=name)
    ax.legend()


@pytest.mark.parametrize(
    "draw",
    [
        broken_bars, filled_to_the_side, upright_boxes, stacked_on_bars_without_colour, stacked_on_bars_of_the_background,
        texts_beside_the_lines, lines_with_a_legend,
        segments, segments_at_numbers, upright_segments, lines_and_a_dot, lines_and_a_scattered_point, bars_from_the_low_end,
        bars_to_the_left, one_sided_error_bars,
    ],
)  # fmt: skip
def test_ranges_in_many_ways(draw):
    _, ax = plt.subplots()
    draw(ax)
    for one in (ax, ChartFacts(json.loads(json.dumps(charts.facts(ax))))):
        charts.ranges(one, ENDS)
        assert charts.lying(one) == (draw not in (upright_segments, upright_boxes))
        for name in ENDS:
            with pytest.raises(AssertionError, match="which is not right"):
                charts.ranges(one, {**ENDS, name: (ENDS[name][0], 410.0)})
        with pytest.raises(AssertionError, match="There is no range at 'nobody'"):
            charts.ranges(one, {**ENDS, "Nobody": (1.0, 2.0)})
        with pytest.raises(AssertionError, match="does not belong"):
            charts.ranges(one, {name: ends for name, ends in ENDS.items() if name != "Clerk"})


def band_of_two_places(ax, low, high):
    ax.fill_between([2022, 2025], low, high, alpha=0.2)


def band_over_the_whole_width(ax, low, high):
    ax.axhspan(low, high, alpha=0.2)


def band_of_a_rectangle(ax, low, high):
    ax.add_patch(plt.Rectangle((2022, low), 3, high - low, alpha=0.2))


@pytest.mark.parametrize("draw", [band_of_two_places, band_over_the_whole_width, band_of_a_rectangle])
def test_an_even_band_covers_every_place_of_the_line_over_it(draw):
    _, ax = plt.subplots()
    draw(ax, 10.0, 14.0)
    ax.plot(YEARS, [12, 15, 13, 20])
    ax.axvspan(2023.5, 2024.5, color="grey", alpha=0.1)  # a span of time is no band
    right = {year: (10.0, 14.0) for year in YEARS}
    for one in (ax, ChartFacts(json.loads(json.dumps(charts.facts(ax))))):
        charts.ranges(one, right)
        charts.lines(one, {"score": dict(zip(YEARS, [12, 15, 13, 20]))})
        with pytest.raises(AssertionError, match="which is not right"):
            charts.ranges(one, {**right, 2024: (10.0, 15.0)})
        with pytest.raises(AssertionError, match="There is no range at '2026'"):
            charts.ranges(one, {**right, 2026: (10.0, 14.0)})


def test_years_that_do_not_count_on_from_the_first_stay_where_they_are_written():
    _, ax = plotted(RIGHT, x=range(4))
    ax.set_xticks([0, 2], ["2022", "2025"])
    ax.legend()
    with pytest.raises(AssertionError, match="no point at 2023"):
        check(ax)


def test_a_title_over_a_single_chart_tells_no_line_from_another():
    _, ax = plotted(RIGHT, labels=False, title="wasp and honeybees by year")
    with pytest.raises(AssertionError, match="Nothing in the chart tells which line is 'wasp'"):
        check(ax)
