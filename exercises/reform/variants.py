"""What each student is given in the exercises on reform and support from abroad."""

from __future__ import annotations

import random

import pandas as pd
from coursebook.exercises.variants import MADE, Draw, Rule, perturbed, real

TABLES = ("ukraine_cases_monthly", "aid_yearly", "opinion", "fertility")
OFFICES = "World Bank and State Statistics Service of Ukraine"
DONORS = ("all", "United States", "EU institutions")


def draw(chance: random.Random | None) -> Draw:
    """The common variant has the real tables; a student's own has figures that were moved."""
    monthly = real("ukraine_cases_monthly", ["offence", "month", "value"]).rename(columns={"value": "cases"})
    # data/ writes a month as its first day.
    monthly["month"] = monthly["month"].str[:7]
    monthly["cases"] = monthly["cases"].astype("Int64")
    both = _series(monthly, "both", chance, 0.12)
    steps = _steps(_series(monthly, "both", chance, 0.12))
    polls = _polls(chance)
    months, options = both["month"].tolist(), list(dict.fromkeys(polls["option"]))
    parameters = {
        "month": "2025-09" if chance is None else chance.choice(steps["month"].tolist()),
        "event": "2025-05" if chance is None else chance.choice(months[3:-3]),
        "width": 3 if chance is None else chance.choice((2, 3)),
        "option": options[0] if chance is None else chance.choice(options),
        "error": 3 if chance is None else chance.choice((1, 2, 3, 4)),
        "source": OFFICES if chance is None else MADE,
    }
    tables = {
        "awol": _series(monthly, "awol", chance, 0.2),
        "both": both,
        "steps": steps,
        "aid": _aid(chance),
        "polls": polls,
        "fertility": _fertility(chance),
    }
    return Draw(parameters, tables)


def _series(monthly: pd.DataFrame, offence: str, chance: random.Random | None, spread: float) -> pd.DataFrame:
    """The months in print of one offence, or of both together; months not in print have no row."""
    one = monthly[monthly["offence"] == offence].sort_values("month")
    return perturbed(one[["month", "cases", "origin"]].reset_index(drop=True), ["cases"], chance, spread)


def _steps(table: pd.DataFrame) -> pd.DataFrame:
    """The change of each month on the month before, in per cent with one decimal."""
    cases = table["cases"].astype(float)
    steps = table.assign(change=(100 * (cases / cases.shift() - 1)).round(1))
    return steps.loc[1:, ["month", "change", "origin"]].reset_index(drop=True)


def _aid(chance: random.Random | None) -> pd.DataFrame:
    """Aid set aside by year and donor, in billions of euros; 'all' holds the others."""
    table = real("aid_yearly", ["year", "donor", "kind", "value"]).rename(columns={"value": "aid"})
    table = table[(table["kind"] == "total") & table["donor"].isin(DONORS)].drop(columns="kind").reset_index(drop=True)
    if chance is None:
        return table
    # The total moves by the same amounts as its parts, so that it still holds them.
    moved = perturbed(table, ["aid"], chance, 0.25)
    part = moved["donor"] != "all"
    gained = (moved["aid"] - table["aid"])[part].groupby(moved.loc[part, "year"]).sum()
    moved.loc[~part, "aid"] = table.loc[~part, "aid"] + moved.loc[~part, "year"].map(gained)
    moved["aid"] = moved["aid"].astype(float).round(2)
    return moved


def _polls(chance: random.Random | None) -> pd.DataFrame:
    """Two answers in the waves of one poll; a student's rows stand in another order."""
    table = real("opinion", ["pollster", "option", "date", "value"])
    table = table[table["pollster"] == "Gallup"].drop(columns="pollster")
    table = table.rename(columns={"date": "wave", "value": "share"}).reset_index(drop=True)
    table["share"] = table["share"].astype("Int64")
    if chance is None:
        return table
    order = chance.sample(range(len(table)), len(table))
    return perturbed(table, ["share"], chance, 0.2).loc[order].reset_index(drop=True)


def _fertility(chance: random.Random | None) -> pd.DataFrame:
    """Children per woman by year, from two offices."""
    table = real("fertility", ["series", "year", "value"]).rename(columns={"value": "rate"})
    table = table[table["year"].notna()].reset_index(drop=True)
    table = perturbed(table, ["rate"], chance, 0.06)
    table["rate"] = table["rate"].astype(float).round(3)
    return table


# What the right method and plausible wrong ones give from a draw.


def _changes(draw: Draw, gaps: bool = True) -> list[float]:
    """The changes on the month before; without ``gaps`` each row is compared with the row above."""
    table = draw.tables["awol"]
    cases = table["cases"].astype(float).set_axis(pd.PeriodIndex(table["month"], freq="M"))
    before = cases.set_axis(cases.index + 1) if gaps else cases.shift()
    return (100 * (cases / before - 1)).dropna().tolist()


def _shares(draw: Draw) -> tuple[float, int, int, int]:
    """The size of the step, how many others are as large, how many of them in the same direction, how many there are."""
    steps = draw.tables["steps"].set_index("month")["change"]
    size = steps[draw.parameters["month"]]
    others = steps.drop(draw.parameters["month"])
    large = others[others.abs() >= abs(size)]
    return float(size), len(large), int(((large > 0) == (size > 0)).sum()), len(others)


def _as_large(draw: Draw) -> float:
    _, large, _, count = _shares(draw)
    return 100 * large / count


def _before_after(draw: Draw, early: int = 0, late: int = 0) -> float:
    """The change from before to after; ``early`` or ``late`` moves a window onto the month of the event."""
    given, cases = draw.parameters, draw.tables["both"]["cases"].astype(float).tolist()
    place, width = draw.tables["both"]["month"].tolist().index(given["event"]), given["width"]
    before = sum(cases[place - width + early : place + early])
    after = sum(cases[place + 1 - late : place + 1 + width - late])
    return 100 * (after / before - 1)


def _rest(draw: Draw, listed: bool = False) -> list[float]:
    wide = draw.tables["aid"].pivot(index="year", columns="donor", values="aid").astype(float)
    others = wide["EU institutions"] if listed else wide["all"] - wide["United States"]
    return [*others, *(100 * wide["United States"] / wide["all"])]


def _moved(draw: Draw, errors: int = 2, sign: int = 1, other: bool = False) -> list[float]:
    given, polls = draw.parameters, draw.tables["polls"]
    mine = polls[(polls["option"] == given["option"]) != other].sort_values("wave")["share"].astype(float)
    change = sign * (mine.iloc[-1] - mine.iloc[0])
    return [change - errors * given["error"], change + errors * given["error"]]


RULES = (
    Rule(
        "changes",
        key=_changes,
        wrong={
            "the row above instead of the month before": lambda draw: _changes(draw, gaps=False),
            "shares of one": lambda draw: [one / 100 for one in _changes(draw)],
        },
        tolerance=0.05,
        size=(-80, 400),
        steps=lambda draw: len(_changes(draw)),
        step_bounds=(19, 19),
    ),
    Rule(
        "as-large",
        key=_as_large,
        wrong={
            "the step itself is counted": lambda draw: 100 * (_shares(draw)[1] + 1) / (_shares(draw)[3] + 1),
            "the step itself is among all": lambda draw: 100 * _shares(draw)[1] / (_shares(draw)[3] + 1),
            "only the same direction": lambda draw: 100 * _shares(draw)[2] / _shares(draw)[3],
        },
        tolerance=0.5,
        size=(10, 90),
        steps=lambda draw: len(draw.tables["steps"]),
        step_bounds=(9, 9),
    ),
    Rule(
        "before-after",
        key=_before_after,
        wrong={
            "the event's month counts as after": lambda draw: _before_after(draw, late=1),
            "the event's month counts as before": lambda draw: _before_after(draw, early=1),
        },
        tolerance=0.05,
        size=(-40, 60),
        steps=lambda draw: 2 * draw.parameters["width"],
        step_bounds=(4, 6),
    ),
    Rule(
        "rest",
        key=_rest,
        wrong={"only donors with a row of their own": lambda draw: _rest(draw, listed=True)},
        tolerance=0.05,
        size=(0.1, 120),
        steps=lambda draw: len(draw.tables["aid"]),
        step_bounds=(12, 12),
    ),
    Rule(
        "change-range",
        key=_moved,
        wrong={
            "one error instead of two": lambda draw: _moved(draw, errors=1),
            "the first wave less the last": lambda draw: _moved(draw, sign=-1),
            "the other option": lambda draw: _moved(draw, other=True),
        },
        tolerance=0.2,
        size=(-90, 90),
        steps=lambda draw: len(draw.tables["polls"]),
        step_bounds=(8, 8),
    ),
)


# Arguments for the functions that are asked for, typical ones and corners, to tell mutants from equals.


def _months(chance: random.Random, count: int, of: int) -> pd.DataFrame:
    every = [f"{year}-{month:02}" for year in (2028, 2029, 2030) for month in range(1, 13)][:of]
    kept = chance.sample(every, count)
    return pd.DataFrame({"month": kept, "cases": [chance.randint(1, 9000) for _ in kept]})


def _step_inputs(chance: random.Random) -> tuple:
    months = [f"2030-{month:02}" for month in range(1, chance.choice((2, 3, 8, 13)))]
    steps = pd.DataFrame({"month": months, "change": [float(chance.randint(-9, 9)) for _ in months]})
    return steps, chance.choice(months)


def _window_inputs(chance: random.Random) -> tuple:
    table = _months(chance, chance.choice((20, 23, 24)), 24)
    return table, f"2029-{chance.randint(1, 6):02}", chance.randint(1, 4)


def _aid_inputs(chance: random.Random) -> tuple:
    rows = [(year, name, chance.uniform(1, 90)) for year in (2030, 2031, 2032) for name in (*DONORS, "Japan")]
    return (pd.DataFrame(chance.sample(rows, len(rows)), columns=["year", "donor", "aid"]),)


def _poll_inputs(chance: random.Random) -> tuple:
    rows = [(option, year, chance.randint(0, 100)) for option in ("a", "b") for year in chance.sample(range(30), 4)]
    return pd.DataFrame(rows, columns=["option", "wave", "share"]), chance.choice(("a", "b")), chance.choice((0, 1.5, 3))


INPUTS = {
    "changes": lambda chance: (_months(chance, 24, 36),),
    "as_large": _step_inputs,
    "before_after": _window_inputs,
    "rest": _aid_inputs,
    "change_range": _poll_inputs,
}
