"""One colour for a subject: taken by its name, and every figure is held to it."""

import matplotlib.pyplot as plt
import pytest
from coursebook.evidence import load
from coursebook.faults import InputError
from coursebook.figures import BLUE, GREY, INK, ORANGE, FigureError, canvas, colour, show
from coursebook.settings import read_settings


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def drawn(**options):
    figure, ax = canvas()
    ax.plot([1, 2], [3, 4], label="AWOL", **options)
    return figure, ax


def shown(figure):
    return show(figure, "ukraine_cases_monthly", title="A title", reading="")


def test_a_subject_has_one_colour_however_it_is_written():
    assert colour("AWOL") == colour("awol") != colour("desertion")
    with pytest.raises(InputError, match="'desertions' has no colour. Fix: write 'desertion'"):
        colour("desertions")


def test_a_line_in_the_colour_of_its_subject_stands():
    assert shown(drawn(color=colour("AWOL"))[0]).svg


@pytest.mark.parametrize("options", [{}, {"color": ORANGE}, {"color": GREY}])
def test_a_line_in_another_colour_is_refused(options):
    with pytest.raises(FigureError, match=r"'AWOL' is about AWOL and not drawn in colour\(\"AWOL\"\)"):
        shown(drawn(**options)[0])


def test_bars_and_ranges_are_known_by_their_places():
    figure, ax = canvas()
    ax.barh(["Russia", "Ukraine"], [1, 2], color=[BLUE, BLUE])
    with pytest.raises(FigureError, match="'Russia' is about Russia"):
        shown(figure)
    figure, ax = canvas()
    ax.hlines(["AWOL\n(article 407)", "Draft evasion"], [1, 2], [3, 4], color=[ORANGE, GREY])
    with pytest.raises(FigureError, match=r"'AWOL \(article 407\)' is about AWOL"):
        shown(figure)


def test_bars_without_names_are_known_by_their_axis():
    figure, ax = canvas()
    ax.bar([1, 2], [3, 4], color=BLUE)
    ax.set_ylabel("AWOL cases a month")
    with pytest.raises(FigureError, match="about AWOL"):
        shown(figure)


def test_nothing_else_in_the_picture_takes_a_subjects_colour():
    figure, ax = drawn(color=colour("AWOL"))
    ax.plot([1, 2], [1, 2], label="rain", color=colour("AWOL"))
    with pytest.raises(FigureError, match="'rain' is drawn in the colour of AWOL"):
        shown(figure)


def test_a_frame_and_a_pale_bar_keep_their_colour_and_two_subjects_are_none():
    figure, ax = canvas()
    months = load("ukraine_cases_monthly")["month"][:2]
    ax.bar(months, [3, 4], facecolor="none", edgecolor=colour("Ukraine"), label="AWOL and desertion")
    ax.bar(months, [1, 2], color=[(colour("AWOL"), 0.3), colour("AWOL")], label="AWOL")
    ax.axhline(2, color=INK)
    assert shown(figure).svg


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[colours]\nrain = "bleu"', "There is no colour 'bleu'. Fix: write 'blue'"),
        ('[colours]\nrain = "blue"\nsnow = "blue"', "'rain' is blue too"),
        ("[colours]\nrain = 3", "There is no colour 3"),
    ],
)
def test_a_colour_that_no_figure_has_is_refused(tmp_path, text, said):
    (tmp_path / "coursebook.toml").write_text(text)
    with pytest.raises(InputError) as caught:
        read_settings(tmp_path / "coursebook.toml")
    assert said in str(caught.value) and "coursebook.toml, line" in str(caught.value)
