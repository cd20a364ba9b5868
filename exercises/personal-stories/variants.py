"""What each student is given in the exercises on personal stories."""

from __future__ import annotations

import random

import pandas as pd
from coursebook.evidence import row
from coursebook.exercises.variants import MADE, Draw, Rule, perturbed, real

TABLES = ("ukraine_cases_yearly", "ukraine_cases_cumulative", "ukraine_cases_by_stage", "ukraine_absence_and_return")
REGISTER = "Office of the Prosecutor General, register of proceedings"
WORDS = {"awol": "absence without leave", "desertion": "desertion"}


def draw(chance: random.Random | None) -> Draw:
    """The common variant has the real tables; a student's own has figures moved by up to a quarter."""
    cases = _cases(chance)
    letter, printed = _letter(chance)
    register, suspicions = _stages(chance)
    offence, (first, last) = ("awol", (2023, 2025)) if chance is None else _choice(chance)
    if chance is None:
        repeats, returned = (0.1, 0.3), (29000, 40000)
        opened = int(row("ogp407-cum-2025-10").value)
    else:
        low, back = chance.choice((0.05, 0.1, 0.15)), chance.randrange(20000, 36000, 500)
        repeats = (low, round(low + chance.choice((0.1, 0.15, 0.2)), 2))
        returned = (back, back + chance.randrange(5000, 15000, 500))
        opened = chance.randrange(180000, 320000, 100)
    parameters = {
        "offence": offence,
        "offence_in_words": WORDS[offence],
        "first": first,
        "last": last,
        "printed": printed,
        "opened": opened,
        "repeats": list(repeats),
        "returned": list(returned),
        "source": REGISTER if chance is None else MADE,
    }
    tables = {"cases": cases, "letter": letter, "register": register, "suspicions": suspicions}
    return Draw(parameters, tables)


def _choice(chance: random.Random) -> tuple[str, tuple[int, int]]:
    return chance.choice(("awol", "desertion")), chance.choice(((2022, 2025), (2023, 2025), (2024, 2025)))


def _cases(chance: random.Random | None) -> pd.DataFrame:
    """Cases by offence and year; in a student's own table the last year ends in another month."""
    table = real("ukraine_cases_yearly", ["offence", "year", "months", "value"]).rename(columns={"value": "cases"})
    table["cases"] = table["cases"].astype("Int64")
    if chance is not None:
        ends = chance.randrange(5, 11)
        last = table["year"] == 2025
        table.loc[last, "cases"] = (table.loc[last, "cases"] * ends / table.loc[last, "months"]).round().astype("Int64")
        table.loc[last, "months"] = ends
    return perturbed(table, ["cases"], chance, 0.25)


def _letter(chance: random.Random | None) -> tuple[pd.DataFrame, int]:
    """The prosecutors' letter by period, and a printed total that leaves one period out."""
    late = row("ogp407-2022-mar-dec").value
    parts = {
        "January and February 2022": row("ogp407-2022").value - late,
        "March to December 2022": late,
        "2023": row("ogp407-2023").value,
        "2024": row("ogp407-2024").value,
        "January to July 2025": row("ogp407-2025-7m").value,
    }
    table = pd.DataFrame({"period": list(parts), "cases": [int(part) for part in parts.values()]})
    table["origin"] = "data/ukraine_cases_yearly.csv and data/ukraine_cases_cumulative.csv"
    table = perturbed(table, ["cases"], chance, 0.25)
    left = "2023" if chance is None else chance.choice(list(parts)[1:])
    total = int(table["cases"].sum())
    return table, total - int(table.set_index("period").loc[left, "cases"])


def _stages(chance: random.Random | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cases opened, and notices of suspicion, by offence and span of time."""
    both = real("ukraine_cases_by_stage", ["offence", "stage", "counted", "start", "end", "value"])
    both = both[both["stage"].isin(("registered", "suspicion"))].reset_index(drop=True)
    both["value"] = both["value"].astype("Int64")
    if chance is not None:
        # One factor for an offence and stage: a later total stays above an earlier one.
        for _, group in both.groupby(["offence", "stage"]):
            both.loc[group.index, "value"] = (group["value"] * chance.uniform(0.75, 1.25)).round().astype("Int64")
    both = perturbed(both, ["value"], chance, 0.02)
    register = both[both["stage"] == "registered"].rename(columns={"value": "cases"})
    suspicions = both[both["stage"] == "suspicion"].rename(columns={"value": "suspicions"})
    return (
        register[["offence", "start", "end", "cases", "origin"]].reset_index(drop=True),
        suspicions[["offence", "start", "end", "counted", "suspicions", "origin"]].reset_index(drop=True),
    )


# What the right method and plausible wrong ones give from a draw.


def _rates(draw: Draw, months: float | None = None) -> list[float]:
    table = draw.tables["cases"]
    return (table["cases"] / (months or table["months"])).astype(float).tolist()


def _of(draw: Draw, column: str, offence: str | None = None) -> pd.Series:
    table = draw.tables["cases"]
    return table[table["offence"] == (offence or draw.parameters["offence"])].set_index("year")[column].astype(float)


def _growth(draw: Draw, offence: str | None = None) -> float:
    rate = _of(draw, "cases", offence) / _of(draw, "months", offence)
    return rate[draw.parameters["last"]] / rate[draw.parameters["first"]]


def _growth_of_totals(draw: Draw) -> float:
    cases = _of(draw, "cases")
    return cases[draw.parameters["last"]] / cases[draw.parameters["first"]]


def _other(draw: Draw) -> str:
    return "desertion" if draw.parameters["offence"] == "awol" else "awol"


def _gap(draw: Draw) -> float:
    return float(draw.tables["letter"]["cases"].sum() - draw.parameters["printed"])


def _other_parts(place: int):
    """The size of another part than the one left out, by its place among those."""

    def size(draw: Draw) -> float:
        parts = [float(part) for part in draw.tables["letter"]["cases"] if part != _gap(draw)]
        return parts[place]

    return size


def _shares(draw: Draw, counted: str = "proceedings") -> list[float]:
    register, suspicions = draw.tables["register"], draw.tables["suspicions"]
    both = register.merge(suspicions[suspicions["counted"] == counted], on=["offence", "start", "end"])
    return (100 * both["suspicions"] / both["cases"]).astype(float).tolist()


def _absent(draw: Draw, low: int = 0, high: int = 1) -> list[float]:
    given = draw.parameters
    ends = [given["opened"] * (1 - given["repeats"][end]) - given["returned"][end] for end in (high, low)]
    return [max(ends[0], 0), ends[1]]


def _absent_crossed(draw: Draw) -> list[float]:
    given = draw.parameters
    return [given["opened"] * (1 - given["repeats"][1 - end]) - given["returned"][end] for end in (0, 1)]


RULES = (
    Rule(
        "monthly-mean",
        key=_rates,
        wrong={"every year has twelve months": lambda draw: _rates(draw, 12)},
        tolerance=0.5,
        size=(100, 30000),
        steps=lambda draw: len(draw.tables["cases"]),
        step_bounds=(8, 8),
    ),
    Rule(
        "growth",
        key=_growth,
        wrong={
            "totals instead of means": _growth_of_totals,
            "growth less one": lambda draw: _growth(draw) - 1,
            "the other way round": lambda draw: 1 / _growth(draw),
            "the other offence": lambda draw: _growth(draw, _other(draw)),
        },
        tolerance=0.02,
        size=(0.3, 60),
        steps=lambda draw: 4,
        step_bounds=(4, 4),
    ),
    Rule(
        "left-out",
        key=_gap,
        wrong={f"another period ({place + 1})": _other_parts(place) for place in range(4)},
        tolerance=100,
        size=(3000, 200000),
        steps=lambda draw: len(draw.tables["letter"]),
        step_bounds=(5, 5),
    ),
    Rule(
        "suspicion-share",
        key=_shares,
        wrong={"persons instead of proceedings": lambda draw: _shares(draw, "persons")},
        tolerance=0.05,
        size=(0.5, 40),
        steps=lambda draw: len(draw.tables["suspicions"]),
        step_bounds=(4, 4),
    ),
    Rule(
        "absent-range",
        key=_absent,
        wrong={
            "ends the wrong way round": lambda draw: _absent(draw)[::-1],
            "ends crossed": _absent_crossed,
        },
        tolerance=50,
        size=(1000, 320000),
        steps=lambda draw: 5,
        step_bounds=(5, 5),
    ),
)


# Arguments for the functions that are asked for, typical ones and corners, to tell mutants from equals.


def _table(chance: random.Random) -> pd.DataFrame:
    rows = [(offence, year) for offence in ("awol", "desertion") for year in chance.sample(range(2000, 2030), 3)]
    table = pd.DataFrame(rows, columns=["offence", "year"])
    table["months"] = [chance.randint(1, 12) for _ in rows]
    table["cases"] = [chance.randint(0, 90000) for _ in rows]
    return table


def _growth_inputs(chance: random.Random) -> tuple:
    table = _table(chance)
    offence = chance.choice(("awol", "desertion"))
    first, last = chance.sample(table.loc[table["offence"] == offence, "year"].tolist(), 2)
    return table, offence, first, last


def _letter_inputs(chance: random.Random) -> tuple:
    parts = pd.DataFrame({"period": list("abcdef"), "cases": chance.sample(range(1, 900), 6)})
    left = chance.choice([0, 1000, *parts["cases"].tolist()])
    return parts, int(parts["cases"].sum()) - left


def _stage_inputs(chance: random.Random) -> tuple:
    keys = [(offence, start, end) for offence in ("awol", "desertion") for start in "ab" for end in "cde"]
    register = pd.DataFrame(chance.sample(keys, 8), columns=["offence", "start", "end"])
    register["cases"] = [chance.randint(1, 9000) for _ in range(8)]
    suspicions = pd.DataFrame(chance.sample(keys, 8), columns=["offence", "start", "end"])
    suspicions["counted"] = [chance.choice(("proceedings", "persons")) for _ in range(8)]
    suspicions["suspicions"] = [chance.randint(0, 900) for _ in range(8)]
    return register, suspicions


def _guesses(chance: random.Random) -> tuple:
    repeats = sorted(chance.uniform(0, 1) for _ in range(2))
    returned = sorted(chance.randint(0, 60000) for _ in range(2))
    return chance.randint(1, 60000), tuple(repeats), tuple(returned)


INPUTS = {
    "monthly_mean": lambda chance: (_table(chance),),
    "growth": _growth_inputs,
    "left_out": _letter_inputs,
    "suspicion_share": _stage_inputs,
    "absent_range": _guesses,
}
