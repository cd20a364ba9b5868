"""A forecast: what it must have, and what it looks like with and without a script."""

import pytest
from coursebook.faults import FigureError
from coursebook.figures import canvas, show
from coursebook.figures.explorer import BUILDING
from coursebook.figures.forecast import MIME, Predict


def figure():
    fig, ax = canvas()
    ax.bar(["2023", "2024"], [10, 20])
    return show(fig, "losses", title="It doubled")


def ask(**changes):
    options = dict(title="How many?", answers={"2024": 20.0}, unit="cases", reveal=figure(), low=0, high=100)
    return Predict(**options | changes)


def test_fields_are_native_labelled_and_bounded():
    text = ask().html("x")
    for part in (
        '<label for="x-0">2024</label>',
        'inputmode="decimal"',
        'data-low="0"',
        'data-high="100"',
        'data-true="20"',
        "<details",
    ):
        assert part in text
    assert text.index("<form") < text.index("<svg")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": " "}, "lacks a title or a unit"),
        ({"unit": ""}, "lacks a title or a unit"),
        ({"answers": {}}, "asks for 0 numbers"),
        ({"answers": {str(n): 1 for n in range(7)}}, "asks for 7 numbers"),
        ({"answers": {"2024": 101}}, "outside 0 to 100"),
        ({"answers": {"2024": float("nan")}}, "outside 0 to 100"),
    ],
)
def test_faults_are_named(changes, told):
    with pytest.raises(FigureError, match=told):
        ask(**changes)


def test_two_lives_and_paper(monkeypatch):
    monkeypatch.delenv(BUILDING, raising=False)
    live = ask()._repr_mimebundle_()
    assert "<form" not in live["text/html"] and "Show the data" in live["text/html"]
    monkeypatch.setenv(BUILDING, "1")
    bundle = ask()._repr_mimebundle_()[MIME]
    assert "______" in bundle["paper"] and "<form" not in bundle["paper"]
