"""An explorer: every state drawn, faults named, two lives."""

import json

import pytest
from coursebook.book.explorers import figure_html
from coursebook.evidence import load
from coursebook.faults import FigureError
from coursebook.figures import canvas, show
from coursebook.figures.explorer import (
    BUILDING,
    MIME,
    Checkbox,
    Dropdown,
    Explorer,
    Radio,
    Range,
    Slider,
)


def draw(offence="awol", log=False):
    table = load("ukraine_cases_yearly")
    rows = table[table["offence"] == offence]
    fig, ax = canvas()
    ax.bar(rows["year"].astype(str), rows["value"].astype(float))
    ax.set_yscale("log" if log else "linear")
    return show(fig, table, title=f"Cases of {offence}", reading=f"{len(rows)} years.")


OFFENCE = Dropdown("Offence", {"AWOL": "awol", "desertion": "desertion"})


def test_all_states_are_drawn_and_keyed():
    explorer = Explorer(draw, title="Is it getting worse?", offence=OFFENCE, log=Checkbox("Logarithmic"))
    states = explorer.states()
    assert list(states) == ["0-0", "0-1", "1-0", "1-1"]
    assert states["1-0"].title == "Cases of desertion"
    assert "logarithmic" in states["0-1"].alt and "logarithmic" not in states["0-0"].alt


def test_a_box_that_is_on_at_the_start_keeps_its_names_in_addresses():
    explorer = Explorer(draw, title="Is it getting worse?", log=Checkbox("Logarithmic", on=True), paper=[{"log": "off"}])
    states = explorer.states()
    assert list(states) == ["1", "0"] and "logarithmic" in states["1"].alt and "logarithmic" not in states["0"].alt
    assert explorer.paper == ["0"] and explorer.bundle()["first"] == "1"
    assert " checked" in explorer.controls["log"].html("log", "p") and explorer.controls["log"].widget().value
    assert " checked" not in Checkbox("Logarithmic").html("log", "p")


def test_too_many_states_say_how_many_and_what_to_coarsen():
    with pytest.raises(FigureError, match=r"has 202 states, and 200 are the most. Fix: give 'year' fewer values; it has 101"):
        Explorer(draw, title="Much", year=Slider("Year", range(101)), log=Checkbox("Log"))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Explorer(draw, title=" ", offence=OFFENCE), "has no title"),
        (lambda: Explorer(draw, title="T"), "has no control"),
        (lambda: Explorer(draw, title="T", offence="awol"), "offence is a str"),
    ],
)
def test_what_an_explorer_must_have(make, told):
    with pytest.raises(FigureError, match=told):
        make()


def test_a_control_needs_a_label_and_two_values():
    with pytest.raises(FigureError, match="has no label"):
        Radio("", {"a": 1, "b": 2})
    with pytest.raises(FigureError, match="offers 1 values"):
        Radio("Scale", {"a": 1})


def test_a_state_that_raises_is_named():
    explorer = Explorer(draw, title="T", offence=Dropdown("Offence", {"AWOL": "awol", "none": None}))
    with pytest.raises(FigureError, match=r"cannot draw the state \{'offence': None\}"):
        explorer.states()


def test_a_state_without_a_reading_is_named():
    def silent(offence):
        shown = draw(offence)
        return type(shown)(**{**vars(shown), "reading": ""})

    with pytest.raises(FigureError, match="has no reading"):
        Explorer(silent, title="T", offence=OFFENCE).states()
    with pytest.raises(FigureError, match="draw returned no figure"):
        Explorer(lambda offence: None, title="T", offence=OFFENCE).states()


def test_while_the_book_is_built_there_is_no_widget(monkeypatch):
    monkeypatch.setenv(BUILDING, "1")
    explorer = Explorer(draw, title="T", offence=OFFENCE)
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {MIME, "text/plain"}
    json.dumps(bundle)


def test_with_a_kernel_it_is_ipywidgets(monkeypatch):
    monkeypatch.delenv(BUILDING, raising=False)
    explorer = Explorer(draw, title="T", offence=OFFENCE, log=Checkbox("Logarithmic"))
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "application/vnd.jupyter.widget-view+json" in data
    widget = explorer.widget()
    dropdown, box, output = widget.children
    dropdown.index, box.value = 1, True
    assert "Cases of desertion" in str(output.outputs) or output.outputs == ()


def test_order_survives_a_notebook_file_which_sorts_keys():
    years = Range("Years", [2022, 2023, 2024])
    made = Explorer(lambda offence, years: draw(offence), title="T", years=years, offence=OFFENCE).bundle()
    filed = json.loads(json.dumps(made, sort_keys=True))
    assert figure_html("id", filed, "states.js", "../") == figure_html("id", made, "states.js", "../")
    assert filed["first"] == "0.2-0"


def test_each_control_is_native_and_labelled():
    for control in (OFFENCE, Radio("Scale", {"linear": 0, "log": 1}), Checkbox("Dates"), Slider("Year", [2022, 2023])):
        html = control.html("name", "place")
        assert control.label in html and ("<label" in html)
    assert 'aria-valuetext="2022"' in Slider("Year", [2022, 2023]).html("n", "p")


def test_a_range_gives_pairs_and_starts_whole():
    stretch = Range("Years", [2022, 2023, 2024])
    assert list(stretch.options.values())[0] == (2022, 2024)
    assert stretch.keys()[0] == "0.2" and len(stretch.keys()) == 6 and len(set(stretch.keys())) == 6
    assert stretch.html("n", "p").count('type="range"') == 2


def test_live_controls_give_the_values_they_stand_at():
    stretch, slider, box = (
        Range("Years", [2022, 2023, 2024]),
        Slider("Year", {"first": 1, "last": 9}, play=True),
        Checkbox("Log"),
    )
    widget = stretch.widget()
    widget.index = (1, 2)
    assert stretch.chosen(widget) == (2023, 2024)
    assert slider.chosen(slider.widget()) == 1 and box.chosen(box.widget()) is False
    assert "cb-play" in slider.html("n", "p") and "cb-play" not in Slider("Year", [1, 2]).html("n", "p")


def test_paper_states_are_named_in_words(monkeypatch):
    explorer = Explorer(draw, title="T", paper=[{"offence": "desertion"}, {"log": "on"}], offence=OFFENCE, log=Checkbox("Log"))
    assert explorer.paper == ["1-0", "0-1"]
    assert Explorer(draw, title="T", offence=OFFENCE).paper == ["0"]
    with pytest.raises(FigureError, match="paper= names offence: 'mutiny', which no control offers"):
        Explorer(draw, title="T", paper=[{"offence": "mutiny"}], offence=OFFENCE)


def test_the_source_line_credits_the_rows_of_every_state():
    """A page has one line for all states: a source that stands behind the second only is named as well."""

    def two(table):
        rows = load(table)
        fig, ax = canvas()
        ax.bar(["one", "two"], [1, 2])
        return show(fig, rows.head(2), title=table, reading="Two bars.")

    made = Explorer(two, title="T", table=Radio("Table", {name: name for name in ("opinion", "exchange_rate")})).bundle()
    for named in ("source", "fold"):
        assert 'data-table="opinion"' in made[named] and 'data-table="exchange_rate"' in made[named], named
    assert made["states"]["0"][0] == "opinion"
