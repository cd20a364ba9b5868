"""A figure before a reader: described from its data, themed, and refused when it lacks something."""

import ast
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pandas as pd
import pytest
from coursebook import project
from coursebook.evidence import load, table_names
from coursebook.figures import BLUE, FigureError, canvas, colour, label_ends, mark_dates, show


def lines():
    monthly = load("ukraine_cases_monthly")
    table = monthly.pivot(index="month", columns="offence", values="value").asfreq("MS").astype(float)
    fig, ax = canvas()
    ax.plot(table.index, table["awol"], label="AWOL", color=colour("AWOL"))
    ax.set_ylabel("cases in the month")
    mark_dates(ax, ["2024-11-21"], ["Automatic return"])
    label_ends(ax)
    return show(fig, monthly, title="AWOL cases rose", reading="They rose.")


def test_the_description_comes_from_the_plotted_data():
    alt = lines().alt
    assert "cases in the month" in alt
    assert "AWOL: 27 points from 197 in January 2022 to 19,350 in October 2025" in alt
    assert "highest 19,350 in October 2025" in alt and "19 with no figure" in alt
    assert "Marked: 1, Automatic return (21 November 2024)" in alt


def test_bars_points_and_ranges_are_described_and_tabled():
    fig, ax = canvas()
    ax.barh(["British", "French"], [346, 918], color=BLUE)
    bars = show(fig, "ww1_executions_by_country", title="Bars")
    assert "British, 346; French, 918" in bars.alt
    fig, ax = canvas()
    ax.hlines(["Official", "CSIS"], [43_000, 60_000], [43_000, 100_000])
    ranges = show(fig, "losses", title="Ranges")
    assert "Official, 43,000; CSIS, 60,000 to 100,000" in ranges.alt
    assert ranges.data.loc["CSIS"].iloc[0] == "60,000 to 100,000"
    fig, ax = canvas()
    ax.plot([2022, 2023, 2024], [1.0, np.nan, 3.0], "o", label="Rate")
    assert "Rate: 2022, 1; 2023, no figure; 2024, 3" in show(fig, "opinion", title="Points").alt


def test_the_picture_is_svg_with_text_that_follows_the_theme():
    svg = lines().svg
    ElementTree.fromstring(svg)
    assert 'role="img"' in svg and "aria-label=" in svg
    assert ">AWOL</text>" in svg and "currentColor" in svg and "var(--cb-green,#00735c)" in svg
    assert "#ffffff" not in svg and "<style" not in svg and "font-family" not in svg
    assert "<metadata" not in svg and not re.search(r"\d\.\d{2,}", svg)


def test_ids_do_not_clash_and_drawing_again_gives_the_same_bytes():
    first, again = lines().svg, lines().svg
    assert first == again
    ids = re.findall(r' id="([^"]+)"', first)
    assert all(f"#{id}" in first for id in ids)


def test_the_page_form_has_title_table_and_source():
    html = lines()._repr_html_()
    # A dot stays on the line of the word before it.
    assert '</span><span class="cb-kind">\u00a0· data' in html
    for part in (
        "<figcaption>AWOL cases rose",
        '<details class="cb-more"><summary><span class="cb-credit">Source: ',
        '<th scope="col">AWOL',
        "Source: ",
        "They rose.",
    ):
        assert part in html, part
    assert "Prosecutor General" in html and 'data-table="ukraine_cases_monthly"' in html


def credited(*drawn) -> str:
    fig, ax = canvas()
    ax.barh(["one", "two"], [1, 2])
    return show(fig, *drawn, title="Bars").source


def test_the_source_line_credits_the_rows_that_were_drawn():
    law = load("law_penalties")
    assert "Russian Federation" in credited(law) and "Russian Federation" in credited("law_penalties")
    for drawn in (
        (law.query("country == 'Ukraine'"),),
        ("law-art336", "law-art407-5"),
        (law.set_index("id").loc[["law-art336"]],),
    ):
        assert "Russian Federation" not in credited(*drawn) and 'data-table="law_penalties"' in credited(*drawn)
    # A kind of row in two arguments is one table of the line; a second table follows.
    two = credited("law-art336", "ru-law-max", "error-gallup")
    assert two.count('data-table="law_penalties"') == 1 and "Gallup" in two and "Transparency" not in two


def test_the_chapters_credit_rows_and_no_whole_tables():
    """A table's name in a call of show() would credit rows that were not drawn."""
    for page in sorted(project.current().root.glob("chapters/*.md")):
        for code in re.findall(
            r"^```\{code-cell\}[^\n]*\n(?::tags:[^\n]*\n)?(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S
        ):
            for call in ast.walk(ast.parse(code)):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "show":
                    named = {arg.value for arg in call.args if isinstance(arg, ast.Constant)}
                    assert not named & set(table_names()), f"{page.name}: {named & set(table_names())}"


def test_a_misspelt_row_or_table_is_named():
    with pytest.raises(ValueError, match="losses"):
        credited("loses")


@pytest.mark.parametrize(
    ("title", "tables", "told"),
    [(" ", ["losses"], "no title"), ("T", [], "no source"), ("T", ["losses"], "no description")],
)
def test_a_figure_that_lacks_something_is_refused(title, tables, told):
    fig, ax = canvas()
    if told != "no description":
        ax.plot([1, 2], [1, 2])
    with pytest.raises(FigureError, match=told):
        show(fig, *tables, title=title)


def test_a_frame_of_unknown_origin_is_refused():
    fig, ax = canvas()
    ax.plot([1, 2], [1, 2])
    with pytest.raises(FigureError, match="does not come from load"):
        show(fig, pd.DataFrame({"a": [1]}), title="T")


def test_a_colour_outside_the_palette_is_refused():
    fig, ax = canvas()
    ax.plot([1, 2], [1, 2], color="red")
    with pytest.raises(FigureError, match="uses #ff0000, which no theme can change. Fix: use BLUE"):
        show(fig, "losses", title="T")


def test_texts_added_later_follow_the_theme():
    fig, ax = canvas()
    ax.barh(["A long\nname", "B"], [1, 2])
    ax.text(1, 0, "one")
    shown = show(fig, "losses", title="T")
    assert "#000000" not in shown.svg and "A long name" in shown.alt


def test_labels_keep_their_digits_when_coordinates_are_rounded():
    fig, ax = canvas()
    ax.plot([1, 2], [0.25, 0.75], label="0.125 of all")
    ax.set_yticks([0.25, 0.75])
    label_ends(ax)
    svg = show(fig, "losses", title="T").svg
    assert ">0.25</text>" in svg and ">0.75</text>" in svg and ">0.125 of all</text>" in svg


def test_lines_of_a_label_stand_by_their_right_ends_whatever_the_readers_font():
    fig, ax = canvas()
    ax.barh(["A long name\n(short)", "one"], [1, 2], color=BLUE)
    svg = show(fig, "opinion", title="Bars").svg
    ends = re.findall(r"text-anchor: end[^>]*translate\(([\d.]+) [^>]*>(A long name|\(short\))<", svg)
    assert [name for _, name in ends] == ["A long name", "(short)"]
    assert abs(float(ends[0][0]) - float(ends[1][0])) < 0.5
