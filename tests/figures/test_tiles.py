"""A map of equal squares: what is drawn, what is said of it, and what is refused."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from coursebook.evidence import load
from coursebook.figures import BLUE, canvas, show, tile_map
from coursebook.figures.units import mixed

PLACES = pd.DataFrame(
    {"row": [0, 0, 1], "column": [0, 1, 1], "short": ["N", "E", "S"]}, index=["Northland", "Eastland", "Southland"]
)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def drawn(values, places=PLACES, bounds=(0, 10)):
    figure, ax = canvas()
    tile_map(ax, places, pd.Series(values, dtype=float), bounds, missing="not counted")
    ax.set_title("files", loc="left")
    return figure


def test_a_map_is_told_and_tabled_place_by_place():
    shown = show(drawn({"Northland": 3, "Southland": 12.0}), "ukraine_cases_by_region", title="Two of three")
    assert "Southland, 12; Northland, 3. No figure for Eastland." in shown.alt
    assert shown.data["files"].to_dict() == {"Northland": "3", "Eastland": "", "Southland": "12"}
    assert shown.reading == "Southland is the largest with 12, 4 times the smallest, Northland with 3."
    # Each square has its name and figure, and the key names the classes and what is missing.
    for said in (">N<", ">3<", ">E<", ">S<", ">12<", ">0 to under 10<", ">10 and more<", ">not counted<"):
        assert said in shown.svg, said
    assert shown.svg.count("<pattern") == 1 and shown.svg.count("url(#") >= 2, "what is missing is hatched"
    assert BLUE not in shown.svg.replace(f",{BLUE})", ""), "every colour follows the theme"


def test_the_values_of_a_map_have_one_unit():
    rows = pd.DataFrame({"table": "t", "value": [3.0, 12.0], "unit": ["men", "files"]})
    assert mixed(drawn({"Northland": 3, "Southland": 12}), rows) == ["files", "men"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"values": {"Westland": 1}}, "no square for Westland. Fix:"),
        ({"values": {"Northland": 1}, "bounds": (5, 10)}, "Northland lies below all classes. Fix: let the first bound be 1"),
        ({"values": {}, "places": PLACES.assign(column=[0, 1, 1], row=0)}, "Eastland and Southland stand on one square. Fix:"),
    ],
)
def test_a_map_that_would_mislead_is_refused(given, wrong):
    with pytest.raises(ValueError, match=wrong):
        drawn(**given)


def test_every_region_of_the_cases_has_a_square():
    places = load("region_tiles").set_index("region")
    assert len(places) == 27 and not places.duplicated(["row", "column"]).any()
    assert set(load("ukraine_cases_by_region")["region"]) - {"all"} <= set(places.index)
    assert places["short"].str.len().max() <= 7
