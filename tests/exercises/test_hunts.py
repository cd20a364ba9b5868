"""Error hunts: true tables, faults that can be found, marks for precision and recall, and keys that stay in."""

from __future__ import annotations

import csv
import io
import random
import re

import pandas as pd
import pytest
import yaml
from coursebook import project
from coursebook.checks import hunts as checks
from coursebook.checks.hunts import KINDS, form, marks
from coursebook.evidence import InputError, computed_ids, load, number, tables
from coursebook.exercises import hunts as reader
from coursebook.exercises import sets, source
from coursebook.exercises.expand import cells_of_hunt, set_up_of_hunt
from coursebook.exercises.hunts import Hunt, faults_by_cell, hunts, planted, true_table
from coursebook.grading.checking.test_code import compiled
from IPython.core.interactiveshell import InteractiveShell

SEEDS = range(25)
ALL = pytest.mark.parametrize("id", list(hunts()))


def as_read(table: pd.DataFrame) -> pd.DataFrame:
    """The table as a student's notebook reads it."""
    return pd.read_csv(io.StringIO(table.to_csv(index=False)))


def key(faulty) -> dict[str, str]:
    return {row: plant.kind for row, plant in faulty.items()}


def test_ten_hunts_over_all_sets_and_kinds():
    assert len(hunts()) >= 8
    assert {hunt.set for hunt in hunts().values()} == {
        path.parent.name for path in project.current().exercises.glob("*/quiz.yml")
    }
    assert {kind for hunt in hunts().values() for kind in hunt.kinds} >= KINDS.keys() - {"other-counter"}


@ALL
def test_a_true_table_holds_only_figures_of_the_data(id):
    """Each figure is in data/, or computed, or the sum or conversion of such; nothing is typed."""
    table = true_table(hunts()[id])
    listed = pd.concat([load(name)[["value", "low", "high"]] for name in tables.data_tables()])
    known = set(listed.astype(float).round(4).values.ravel()) | {round(number(one).value, 1) for one in computed_ids()}
    figures = table.select_dtypes("number")
    if id == "co-h-rates":  # sums of money for an exercise, converted
        figures = figures.drop(columns=["hryvnias", "dollars"])
    if id == "re-h-aid":
        figures = figures.drop(columns=["year"])
    assert [
        figure for figure in figures.astype(float).round(4).values.ravel() if figure == figure and figure not in known
    ] == []


DATED = re.compile(r"\d{4}-\d\d")


def dates(table: pd.DataFrame) -> set[str]:
    return {cell for row in csv.reader(table.to_csv(index=False).splitlines()) for cell in row if DATED.match(cell)}


def test_dates_stand_as_in_the_data():
    cells = {
        cell for path in project.current().data.glob("*.csv") for row in csv.reader(path.open(encoding="utf-8")) for cell in row
    }
    found = set().union(*(dates(true_table(hunt)) for hunt in hunts().values()))
    assert {"2022-01", "2023-12"} <= found <= cells
    for name in source.known_sets():
        for table in sets.exercise(name).variant("anna", b"key").tables.values():
            assert not [date for date in dates(table) if ":" in date], name


def test_a_sheet_with_moments_is_a_fault(monkeypatch):
    hunt = hunts()["in-h-stages"]
    sheet = reader.true_sheet(hunt)
    moments = sheet.assign(**{"from": pd.to_datetime(sheet["from"])})
    monkeypatch.setattr(reader, "true_sheet", lambda _: moments)
    (fault,) = reader._faults(hunt)
    assert "column 'from' holds moments" in str(fault) and "write dates as text" in str(fault)


def test_conversions_are_those_of_the_official_rate():
    table = true_table(hunts()["co-h-rates"])
    rates = dict(zip(table["day"].unique(), load("exchange_rate")["value"].astype(float), strict=True))
    for cells in table.to_dict("records"):
        assert abs(cells["hryvnias"] / rates[cells["day"]] - cells["dollars"]) < 0.02


@ALL
def test_variants_differ_keep_their_bounds_and_are_repeatable(id):
    hunt, keys = hunts()[id], set()
    least, most = hunt.faults
    for seed in SEEDS:
        table, faulty = planted(hunt, random.Random(seed))
        again, _ = planted(hunt, random.Random(seed))
        assert table.equals(again)
        assert least <= len(faulty) <= most and len(set(key(faulty).values())) >= min(3, least, len(hunt.kinds))
        assert list(table["row"]) == [f"r{n:02d}" for n in range(1, len(table) + 1)]
        keys.add(tuple(key(faulty).items()))
    assert len(keys) >= 0.9 * len(SEEDS)


@ALL
def test_only_the_faulty_rows_differ_from_the_truth(id):
    hunt = hunts()[id]
    truth = as_read(true_table(hunt)).astype(object).fillna("")
    for seed in SEEDS:
        table, faulty = planted(hunt, random.Random(seed))
        read = as_read(table).astype(object).fillna("")
        assert list(read.columns) == list(truth.columns)
        differ = [
            row for row, one, other in zip(truth["row"], truth.values, read.values, strict=True) if list(one) != list(other)
        ]
        assert differ == list(faulty)
        assert all(plant.kind in hunt.kinds for plant in faulty.values())


@ALL
def test_a_fault_does_not_show_by_its_form(id):
    """Figures of a column have like decimals, and no planted label is new to the table unless its kind needs it."""
    hunt = hunts()[id]
    for seed in SEEDS:
        table, _ = planted(hunt, random.Random(seed))
        assert list(as_read(table).dtypes) == list(as_read(true_table(hunt)).dtypes)


@ALL
def test_the_key_is_found_again_in_the_students_own_table(id):
    hunt = hunts()[id]
    for seed in SEEDS:
        table, faulty = planted(hunt, random.Random(seed))
        assert checks.key(as_read(table), faults_by_cell(hunt)) == key(faulty)


def run(cells, hunt: Hunt, table: pd.DataFrame, answer=None) -> tuple[float, str]:
    """Run a hunt's cells as the grader does; the points that its test cell gives, and what it says."""
    names, shell = {"pd": pd, hunt.table: as_read(table)}, InteractiveShell()
    for cell in cells:
        if cell.kind == "markdown":
            continue
        if cell.metadata["nbgrader"]["solution"]:
            exec(cell.source, names)
            if answer is not None:
                names[hunt.answer] = answer(names[hunt.answer])
            continue
        code = compiled(shell, cell.source, cell.id, {hunt.answer})
        exec(code.head, names)
        try:
            return code.run(names, cell.metadata["nbgrader"]["points"])
        except AssertionError as error:
            return 0.0, str(error)


@ALL
def test_in_a_notebook_the_key_earns_all_and_wrong_answers_what_they_should(id):
    hunt = hunts()[id]
    cells = cells_of_hunt(hunt)
    table, faulty = planted(hunt, random.Random(7))
    assert [cell.metadata["nbgrader"]["points"] for cell in cells if cell.metadata["nbgrader"]["grade"]] == [hunt.points]
    assert run(cells, hunt, table) == (hunt.points, "")
    everything = {row: "misread" for row in table["row"]}
    sound = {row: kind for row, kind in everything.items() if row not in faulty}
    shaped = dict if hunt.asks_kinds else list
    for wrong in (everything, sound, {}):
        assert run(cells, hunt, table, lambda right, wrong=wrong: shaped(wrong))[0] == 0
    earned, said = run(cells, hunt, table, lambda right: shaped(list(right.items())[:-1]) if hunt.asks_kinds else right[:-1])
    assert earned == round(hunt.points * (len(faulty) - 1) / len(faulty), 2)
    assert said.startswith(f"{earned:g} of {hunt.points} points. You marked")
    missed = list(faulty.values())[-1].kind
    assert KINDS[missed][0] in said, "the message names the kind that was missed"
    assert not re.search(r"\br\d\d\b", said), "the message gives a row away"


def test_a_mark_is_the_number_that_nbgrader_reads(capsys):
    earned = checks.mark(["r01", "r02"], {"r01": "misread", "r03": "misread", "r05": "misread"}, 5)
    assert repr(earned) == "0.83" and capsys.readouterr().out == f"{earned.said}\n"
    assert earned.said.startswith("0.83 of 5 points. You marked 2 rows; 1 of them faulty")
    full = checks.mark(["r01"], {"r01": "misread"}, 5)
    assert (repr(full), full.said, capsys.readouterr().out) == ("5.0", "", "")


@ALL
def test_another_students_answer_is_worth_little(id):
    hunt = hunts()[id]
    earned = []
    for seed in SEEDS:
        (_, mine), (_, other) = planted(hunt, random.Random(seed)), planted(hunt, random.Random(seed + 1000))
        earned.append(marks(key(other), key(mine), 1)[0])
    # Not zero: some kinds fit few rows, so two students can be given the same one.
    assert sum(earned) / len(earned) < 0.3


def test_the_set_up_line_reads_the_file_that_lies_beside():
    hunt = hunts()["ps-h-register"]
    assert set_up_of_hunt(hunt) == 'table_ps_h_register = pd.read_csv("table_ps_h_register.csv")'


FAULTY = {"r01": "misread", "r03": "misread", "r05": "dropped-part", "r07": "year-before"}


@pytest.mark.parametrize(
    ("found", "points"),
    [
        (["r01", "r03", "r05", "r07"], 8),
        (["r01", "r03"], 4),  # precision 1, recall 1/2
        (["r01", "r03", "r05", "r07", "r02", "r04", "r06", "r08"], 4),  # precision 1/2, recall 1
        (["r01", "r02"], 1),  # precision 1/2, recall 1/4
        (["r01", "r02", "r04"], 0),  # a guess
        ([f"r{n:02d}" for n in range(1, 21)], 0),
        ([], 0),
        (None, 0),
        (17, 0),
        ([["r01"]], 0),
    ],
)
def test_marks_are_precision_times_recall(found, points):
    earned, told = marks(found, FAULTY, 8)
    assert earned == pytest.approx(points) and told


def test_a_wrong_kind_counts_half_and_is_told_in_kind():
    earned, told = marks(FAULTY | {"r01": "other-rate"}, FAULTY, 8, kinds=True)
    assert earned == pytest.approx(7) and "1 row found, but the kind is not the one you name" in told
    earned, told = marks({"r01": "misread", "r05": "dropped-part"}, FAULTY, 8, kinds=True)
    assert earned == pytest.approx(4)
    assert "Missed: digits swapped or misread" in told and "Missed: the figure of the period before" in told


@pytest.mark.parametrize(
    ("found", "kinds", "told"),
    [
        ("r01", False, "Write a list of row ids"),
        (["r01"], True, "Write a dictionary of row and kind"),
        ([], False, "The answer is empty"),
        ([1], False, "Row ids are texts, such as 'r01'; 1 is a int"),
        (["r99"], False, "The table has no row 'r99'. Its rows are r01 to r03"),
        (["r01", "r01"], False, "Row r01 stands twice"),
        ({"r01": "misred"}, True, "'misred' .row r01. is not a kind"),
    ],
)
def test_the_form_is_checked_without_giving_anything_away(found, kinds, told):
    with pytest.raises(AssertionError, match=told):
        form(found, ["r01", "r02", "r03"], kinds)


def test_a_table_without_faults_is_told():
    with pytest.raises(AssertionError, match="is it the one that came with the notebook"):
        checks.key(as_read(true_table(hunts()["ps-h-register"])), faults_by_cell(hunts()["ps-h-register"]))


SHEET = """import pandas as pd

def good():
    return pd.DataFrame({"what": ["a", "b"] * 10, "unit": ["cases"] * 20, "n": range(1234, 1254)})

def short():
    return good()[:4]
"""
GOOD = {
    "id": "ps-h-one",
    "title": "A hunt",
    "outcome": "ps-1",
    "level": "analyse",
    "points": 4,
    "minutes": 10,
    "claims": ["cases-407"],
    "prompt": "Find the faulty rows in this table.",
    "sheet": "good",
    "faults": [2, 4],
    "asks_kinds": False,
    "kinds": {"misread": {"column": "n"}, "cases-as-people": {"column": "unit", "words": {"cases": "people"}}},
}


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a bank of one set and read it."""
    folder = tmp_path / "personal-stories"
    folder.mkdir()
    (tmp_path / "outcomes.yml").write_text(yaml.safe_dump({"personal-stories": {"ps-1": "tell them apart"}}))
    (folder / "sheets.py").write_text(SHEET)
    monkeypatch.setattr(project.current(), "exercises", tmp_path)

    def written(*listed):
        (folder / "hunts.yml").write_text(yaml.safe_dump({"set": "personal-stories", "hunts": list(listed)}))
        hunts.cache_clear()
        reader._sheets.cache_clear()
        return hunts()

    yield written
    hunts.cache_clear()
    reader._sheets.cache_clear()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"colour": "red"}, "'colour' was unexpected"),
        ({"outcome": "ps-9"}, "There is no outcome 'ps-9'"),
        ({"claims": ["nothing"]}, "There is no claim 'nothing'"),
        ({"prompt": "Find 17,658 in this table of cases."}, "The figure '17,658' is typed"),
        ({"sheet": "god"}, "no function 'god'. Fix: write 'good'"),
        ({"kinds": GOOD["kinds"] | {"misraed": {"column": "n"}}}, "no kind 'misraed'. Fix: write 'misread'"),
        ({"kinds": GOOD["kinds"] | {"blank-as-zero": {"column": "m"}}}, "no column 'm' .blank-as-zero."),
        ({"kinds": GOOD["kinds"] | {"blank-as-zero": {"column": "n"}}}, "can carry no fault of kind 'blank-as-zero'"),
        ({"faults": [4, 3]}, "4 to 3 faults in 20 rows"),
        ({"faults": [3, 9]}, "3 to 9 faults in 20 rows"),
        (
            {
                "sheet": "short",
                "faults": [2, 2],
                "kinds": {"misread": {"column": "n"}, "cases-as-people": GOOD["kinds"]["cases-as-people"]},
            },
            "It can plant",
        ),
        ({"faults": [3, 4]}, "faults of 2 kinds"),
    ],
)
def test_faults_are_named_with_file_and_hunt(write, change, told):
    assert list(write(GOOD)) == ["ps-h-one"]
    with pytest.raises(InputError, match=f"hunts.yml, hunt 'ps-h-one'.*{told}"):
        write(GOOD | change)
    with pytest.raises(InputError, match="The id stands twice"):
        write(GOOD, GOOD)


MARKS = ("planted = {", "hunts.mark(", "### BEGIN HIDDEN TESTS", "### BEGIN SOLUTION")


def keys_on(site) -> list[str]:
    """Files of the site in which a hunt's key, its faults or the code that plants them stand."""
    kinds = (".html", ".js", ".json", ".md", ".txt", ".ipynb", ".yml", ".py")
    found = []
    for path in site.rglob("*"):
        if path.suffix in kinds and "lab" not in path.relative_to(site).parts[:1]:
            text = path.read_text(encoding="utf-8", errors="replace")
            if any(mark in text for mark in MARKS):
                found.append(path.name)
    return found


def test_no_key_of_a_hunt_reaches_the_site(site):
    assert keys_on(site) == []


def test_the_leak_test_sees_a_key(tmp_path):
    cells = cells_of_hunt(hunts()["co-h-rates"])
    for name, text in [("a.ipynb", cells[1].source), ("b.html", cells[2].source)]:
        (tmp_path / name).write_text(text)
        assert keys_on(tmp_path) == [name]
        (tmp_path / name).write_text("nothing")
