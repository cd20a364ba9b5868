"""What each student is given in the exercises on historical parallels."""

from __future__ import annotations

import random

import pandas as pd
from coursebook.exercises.variants import MADE, Draw, Rule, perturbed, real

TABLES = (
    "ww1_british_executions",
    "ww1_executions_by_country",
    "ww1_desertion_scale",
    "other_wars_desertion",
    "us_army_desertion",
    "south_vietnam_desertion",
    "ukraine_cases_yearly",
    "army_strength",
)
DEFINITIONS = ("desertion", "desertion or cowardice", "military offences", "every offence")
RUSSIA = "deserters, Russia 1914 to 1917"
COUNTERS = "Stavka, Golovin, Lapin and Vandervelde"
# Where one counter gives two counts, what sets them apart.
WHO = {
    "ww1-ru-others": "Lapin, from later work",
    "ww1-ru-golovin-data": "Lapin, from Golovin's data",
    "cw-union-fry-gross": "Fry, all reported",
    "cw-union-fry-net": "Fry, less lawful absence",
}
ARMIES = {
    "us-rate-1966": "US Army, 1966",
    "us-rate-1970": "US Army, 1970",
    "us-rate-1971-army": "US Army, 1971",
    "us-rate-2007": "US Army, 2007",
    "arvn-rate-1964-10": "South Vietnam, October 1964",
    "arvn-rate-1965-10": "South Vietnam, October 1965",
    "arvn-rate-1966-07": "South Vietnam, regular army, July 1966",
}


def draw(chance: random.Random | None) -> Draw:
    """The common variant has the real tables; a student's own has figures moved by up to a quarter."""
    executions, definitions = _executions(chance)
    meant = "military offences" if chance is None else chance.choice(DEFINITIONS)
    parameters = {
        "printed": int(_totals(executions, definitions)[meant]),
        "subject": RUSSIA,
        "source": COUNTERS if chance is None else MADE,
    }
    tables = {
        "executions": executions,
        "definitions": definitions,
        "courts": _courts(chance),
        "counts": _counts(chance),
        "rates": _rates(chance),
        "cases": _cases(chance),
        "strength": _strength(chance),
    }
    return Draw(parameters, tables)


def _executions(chance: random.Random | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Men shot by offence, and which offences each of four definitions holds."""
    table = real("ww1_british_executions", ["offence", "group", "in_306", "value"])
    held = {
        "desertion": table["offence"] == "desertion",
        "desertion or cowardice": table["group"] == "desertion or cowardice",
        "military offences": table["in_306"],
        "every offence": table["offence"].notna(),
    }
    rows = [(name, offence) for name in DEFINITIONS for offence in table.loc[held[name], "offence"]]
    definitions = pd.DataFrame(rows, columns=["definition", "offence"])
    definitions["origin"] = "data/ww1_british_executions.csv"
    table = table.rename(columns={"value": "shot"})[["offence", "shot", "origin"]]
    table["shot"] = table["shot"].astype("Int64")
    return perturbed(table, ["shot"], chance, 0.25), definitions


def _scaled(table: pd.DataFrame, columns: list[str], chance: random.Random | None) -> pd.DataFrame:
    """Each row's figures moved by one factor and a little each, so that parts stay below wholes and low below high."""
    table = table.copy()
    table[columns] = table[columns].astype("Float64")
    if chance is not None:
        for index in table.index:
            factor = chance.uniform(0.75, 1.25)
            for name in columns:
                moved = table.at[index, name] * factor
                table.at[index, name] = moved if pd.isna(moved) else round(moved)
    table[columns] = table[columns].astype("Int64")
    return perturbed(table, columns, chance, 0.02)


def _courts(chance: random.Random | None) -> pd.DataFrame:
    """Death sentences, those of them on men who were not in custody, and men shot."""
    trials = _values("ww1_executions_by_country")
    scale = _values("ww1_desertion_scale")
    later = _values("other_wars_desertion")
    rows = [
        ("United Kingdom, 1914 to 1920", trials["ww1-uk-sentenced"], None, trials["ww1-uk-executed"]),
        ("Italy, 1915 to 1918", trials["ww1-it-sentenced"], trials["ww1-it-absentia"], trials["ww1-it-executed"]),
        ("France, mutineers of 1917", scale["ww1-fr-mut-sentenced"], None, scale["ww1-fr-mut-shot"]),
        (
            "United States, deserters of 1941 to 1945",
            later["ww2-us-death-sentences"],
            None,
            later["ww2-us-shot"],
        ),
    ]
    table = pd.DataFrame(rows, columns=["court", "sentenced", "absent", "shot"])
    tables = ("ww1_executions_by_country", "ww1_executions_by_country", "ww1_desertion_scale", "other_wars_desertion")
    table["origin"] = [f"data/{name}.csv" for name in tables]
    return _scaled(table, ["sentenced", "absent", "shot"], chance)


def _values(table: str) -> pd.Series:
    return real(table, ["id", "value"]).set_index("id")["value"]


def _counts(chance: random.Random | None) -> pd.DataFrame:
    """Rival counts of four subjects; some are one number, some a range."""
    columns = ["id", "country", "counter", "value", "low", "high"]
    french = real("ww1_executions_by_country", columns).query("country == 'France'")
    scale = real("ww1_desertion_scale", columns)
    russian, mutineers = scale.query("country == 'Russia'"), scale[scale["id"].str.startswith("ww1-fr-mut-shot")]
    union = real("other_wars_desertion", columns).query("country == 'United States (Union)'")
    subjects = {
        "executions, France 1914 to 1918": french,
        RUSSIA: russian,
        "mutineers shot, France 1917": mutineers,
        "deserters, Union army": union,
    }
    table = pd.concat([rows.assign(subject=name) for name, rows in subjects.items()], ignore_index=True)
    table["counter"] = table["id"].map(WHO).fillna(table["counter"])
    return _scaled(table[["subject", "counter", "value", "low", "high", "origin"]], ["value", "low", "high"], chance)


def _rates(chance: random.Random | None) -> pd.DataFrame:
    """Rates as printed. The army gave that of 1971 as a percentage; the book's table has it per thousand."""
    columns = ["id", "value", "unit"]
    both = [real(name, columns) for name in ("us_army_desertion", "south_vietnam_desertion")]
    table = pd.concat(both, ignore_index=True).set_index("id").loc[list(ARMIES)]
    table.loc["us-rate-1971-army", "value"] /= 10
    table.loc["us-rate-1971-army", "unit"] = "% a year"
    table.insert(0, "army", list(ARMIES.values()))
    table = perturbed(table.reset_index(drop=True).astype({"value": "Float64"}), ["value"], chance, 0.25)
    return table.assign(value=table["value"].round(1))


def _cases(chance: random.Random | None) -> pd.DataFrame:
    table = real("ukraine_cases_yearly", ["offence", "year", "months", "value"]).rename(columns={"value": "cases"})
    return perturbed(table.astype({"cases": "Int64"}), ["cases"], chance, 0.25)


def _strength(chance: random.Random | None) -> pd.DataFrame:
    """Soldiers, as said once in each year; a student's own lacks one year."""
    table = real("army_strength", ["country", "date", "value"]).query("country == 'Ukraine'")
    table = table.assign(year=table["date"].str[:4].astype(int), soldiers=table["value"].astype("Int64"))
    table = table[["year", "soldiers", "origin"]].reset_index(drop=True)
    if chance is not None:
        table = table[table["year"] != chance.choice((2022, 2023))].reset_index(drop=True)
    table = perturbed(table, ["soldiers"], chance, 0.2)
    return table.assign(soldiers=(table["soldiers"] // 1000 * 1000).astype("Int64"))


# What the right method and plausible wrong ones give from a draw.


def _totals(executions: pd.DataFrame, definitions: pd.DataFrame) -> pd.Series:
    return definitions.merge(executions[["offence", "shot"]], on="offence").groupby("definition")["shot"].sum()


def _printed(draw: Draw) -> float:
    return float(draw.parameters["printed"])


def _other_totals(place: int):
    """The total of another definition than the printed one, by its place among those."""

    def total(draw: Draw) -> float:
        found = sorted(_totals(draw.tables["executions"], draw.tables["definitions"]).astype(float).tolist())
        return [one for one in found if one != _printed(draw)][place]

    return total


def _shares(draw: Draw, custody: bool = True) -> list[float]:
    courts = draw.tables["courts"]
    whole = courts["sentenced"] - courts["absent"].fillna(0) if custody else courts["sentenced"]
    return (100 * courts["shot"] / whole).astype(float).tolist()


def _times(draw: Draw, low: str = "low", high: str = "high") -> list[float]:
    counts = draw.tables["counts"]
    ends = pd.DataFrame({"subject": counts["subject"]})
    ends["low"], ends["high"] = counts[low].fillna(counts["value"]), counts[high].fillna(counts["value"])
    grouped = ends.groupby("subject")
    return (grouped["high"].max() / grouped["low"].min()).astype(float).tolist()


def _times_of_single(draw: Draw) -> list[float]:
    grouped = draw.tables["counts"].groupby("subject")["value"]
    return (grouped.max() / grouped.min()).astype(float).tolist()


def _per_month(draw: Draw, year: float = 1 / 12, share: float = 10 / 12, month: float = 1) -> list[float]:
    rates = draw.tables["rates"]
    factor = rates["unit"].map({"per 1,000 a month": month, "per 1,000 a year": year, "% a year": share})
    return (rates["value"] * factor).astype(float).tolist()


def _monthly_rate(draw: Draw, months: float | None = None, offence: str = "") -> list[float]:
    cases = draw.tables["cases"]
    both = cases[cases["offence"] != offence].merge(draw.tables["strength"], on="year")
    rate = 1000 * both["cases"] / (months or both["months"]) / both["soldiers"]
    return rate.groupby(both["year"]).sum().astype(float).tolist()


RULES = (
    Rule(
        "which-definition",
        key=_printed,
        wrong={
            **{f"another definition ({place + 1})": _other_totals(place) for place in range(3)},
            # Who takes the article's words for the answer must not be right by chance.
            "the article's words": lambda draw: float(
                _totals(draw.tables["executions"], draw.tables["definitions"])["desertion or cowardice"]
            ),
        },
        tolerance=1,
        size=(100, 600),
        steps=lambda draw: len(draw.tables["executions"]),
        step_bounds=(9, 9),
    ),
    Rule(
        "carried-out",
        key=_shares,
        wrong={
            "men who were never caught counted in": lambda draw: _shares(draw, custody=False),
            "a share of one": lambda draw: [share / 100 for share in _shares(draw)],
            "upside down": lambda draw: [10000 / share for share in _shares(draw)],
        },
        tolerance=0.05,
        size=(0.5, 99),
        steps=lambda draw: len(draw.tables["courts"]),
        step_bounds=(4, 4),
    ),
    Rule(
        "times-apart",
        key=_times,
        wrong={
            "rows with a range left out": _times_of_single,
            "upside down": lambda draw: [1 / one for one in _times(draw)],
            "less one": lambda draw: [one - 1 for one in _times(draw)],
        },
        tolerance=0.01,
        size=(1.05, 500),
        steps=lambda draw: len(draw.tables["counts"]),
        step_bounds=(15, 15),
    ),
    Rule(
        "per-month",
        key=_per_month,
        wrong={
            "months divided too": lambda draw: _per_month(draw, month=1 / 12),
            "times twelve": lambda draw: _per_month(draw, year=12, share=120),
            "per cent taken for per thousand": lambda draw: _per_month(draw, share=1 / 12),
        },
        tolerance=0.005,
        size=(0.3, 40),
        steps=lambda draw: len(draw.tables["rates"]),
        step_bounds=(7, 7),
    ),
    Rule(
        "monthly-rate",
        key=_monthly_rate,
        wrong={
            "every year has twelve months": lambda draw: _monthly_rate(draw, months=12),
            "per year": lambda draw: _monthly_rate(draw, months=1),
            "AWOL alone": lambda draw: _monthly_rate(draw, offence="desertion"),
            "desertion alone": lambda draw: _monthly_rate(draw, offence="awol"),
        },
        tolerance=0.005,
        size=(0.3, 80),
        steps=lambda draw: len(draw.tables["strength"]),
        step_bounds=(3, 4),
    ),
)


# Arguments for the functions that are asked for, typical ones and corners, to tell mutants from equals.


def _definition_inputs(chance: random.Random) -> tuple:
    offences = list("abcdefg")
    executions = pd.DataFrame({"offence": offences, "shot": chance.sample(range(1, 90), 7), "note": "x"})
    sizes = {"p": 1, "q": 3, "r": 5}
    rows = [(name, offence) for name, size in sizes.items() for offence in chance.sample(offences, size)]
    definitions = pd.DataFrame(rows, columns=["definition", "offence"]).assign(note="y")
    totals = _totals(executions, definitions)
    return executions, definitions, int(chance.choice([0, 1000, *totals]))


def _court_inputs(chance: random.Random) -> tuple:
    table = pd.DataFrame({"court": list("abc"), "sentenced": [chance.randint(50, 4000) for _ in range(3)]})
    table["absent"] = [chance.choice((None, chance.randint(0, 40))) for _ in range(3)]
    return (table.assign(shot=[chance.randint(0, 10) for _ in range(3)]),)


def _count_inputs(chance: random.Random) -> tuple:
    rows = []
    for number in range(8):
        low = chance.randint(10, 9000)
        ends = chance.choice([(low, None, None), (None, low, low + chance.randint(1, 900)), (None, None, None)])
        rows.append((chance.choice("pq"), f"counter {number}", *ends))
    table = pd.DataFrame(rows, columns=["subject", "counter", "value", "low", "high"])
    return (table.astype({"value": float, "low": float, "high": float}),)


def _rate_inputs(chance: random.Random) -> tuple:
    units = [chance.choice(("per 1,000 a month", "per 1,000 a year", "% a year")) for _ in range(5)]
    return (pd.DataFrame({"army": list("abcde"), "value": [chance.uniform(0.1, 90) for _ in units], "unit": units}),)


def _case_inputs(chance: random.Random) -> tuple:
    rows = [(offence, year) for offence in ("awol", "desertion") for year in chance.sample(range(2000, 2006), 4)]
    cases = pd.DataFrame(rows, columns=["offence", "year"]).assign(note="x")
    cases["months"] = [chance.randint(1, 12) for _ in rows]
    cases["cases"] = [chance.randint(0, 90000) for _ in rows]
    years = chance.sample(range(2000, 2008), 5)
    return cases, pd.DataFrame({"year": years, "soldiers": [chance.randint(1000, 900000) for _ in years], "note": "y"})


INPUTS = {
    "which_definition": _definition_inputs,
    "carried_out": _court_inputs,
    "times_apart": _count_inputs,
    "per_month": _rate_inputs,
    "monthly_rate": _case_inputs,
}
