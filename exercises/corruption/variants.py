"""What each student is given in the exercises on corruption."""

from __future__ import annotations

import datetime
import random

import pandas as pd
from coursebook.evidence import row
from coursebook.exercises.variants import MADE, Draw, Rule, perturbed, real

TABLES = ("exchange_rate", "bribes", "energoatom_case", "corruption_index", "stated_errors")
# The chain of the bribe, as the chapter rebuilds it: who takes the figure from whom.
CHAIN = (
    ("the article", "Kovalevich's column"),
    ("Kovalevich's column", "Strana's report"),
    ("Kovalevich's column", "Skorokhod's post"),
    ("Strana's report", "Skorokhod's post"),
)
REPORTS = {
    "via-cepa-probe": "CEPA",
    "via-shmews-578": "Shmews",
    "via-observer-sensemaker": "The Observer",
    "via-dailysabah-suspects": "Daily Sabah",
}
TEXTS = (
    "a post", "a podcast", "a weekly", "a news site", "a blog", "a radio report", "a newspaper", "a think tank",
    "a columnist", "a letter", "a broadcaster", "an essay",
)  # fmt: skip


def draw(chance: random.Random | None) -> Draw:
    """The common variant has the real tables; a student's own has figures moved and a chain made up."""
    rates = _rates(chance)
    amounts = _amounts(rates, chance)
    links = _links(chance)
    index = _index(chance)
    if chance is None:
        case = row("midas-kick")
        laundered, kickback, part = row("midas-usd").value, (case.low, case.high), (0.5, 1.0)
        error, source = row("error-cpi").value, "Transparency International"
    else:
        low, start = chance.randrange(6, 14), chance.choice((0.4, 0.5, 0.6, 0.7))
        laundered, kickback = chance.randrange(40, 260, 5), (low, low + chance.randrange(3, 9))
        part = (start, round(start + chance.choice((0.1, 0.2, 0.3)), 1))
        error, source = chance.choice((2, 3)), MADE
    parameters = {
        "laundered": int(laundered),
        "part": list(part),
        "kickback": [int(end) for end in kickback],
        "error": int(error),
        "source": source,
    }
    return Draw(parameters, {"rates": rates, "amounts": amounts, "links": links, "index": index})


def _rates(chance: random.Random | None) -> pd.DataFrame:
    """Official rates of some days; a student's own have other days and steps of up to a hryvnia and a half."""
    table = real("exchange_rate", ["date", "value"]).rename(columns={"value": "rate"}).astype({"rate": "Float64"})
    if chance is None:
        return table
    start = datetime.date(2024, chance.randrange(1, 6), chance.randrange(1, 28))
    days = sorted(chance.sample(range(1, 200), 5))
    rate, rows = chance.uniform(36, 41), []
    for day in [0, *days]:
        rows.append({"date": (start + datetime.timedelta(day)).isoformat(), "rate": round(rate, 3)})
        rate += chance.uniform(0.3, 1.5)
    return pd.DataFrame(rows).assign(origin=MADE)


def _amounts(rates: pd.DataFrame, chance: random.Random | None) -> pd.DataFrame:
    """Sums in hryvnias on days of their own. A day between two rates belongs to the earlier of them."""
    first, later = row("bribe-first").value, row("bribe-later").value
    rows = [
        ("first amount, on the day of the column", "2024-12-28", int(first)),
        ("later amount, on the day of the column", "2024-12-28", int(later)),
        ("first amount, half a year before", "2024-06-28", int(first)),
        ("first amount, on the last day of the year", "2024-12-31", int(first)),
    ]
    table = pd.DataFrame(rows, columns=["what", "date", "uah"])
    table["origin"] = "amount: data/bribes.csv (unverified); day chosen for the exercise"
    if chance is None:
        return table
    start, end = (datetime.date.fromisoformat(rates["date"].iloc[place]) for place in (0, -1))
    days = chance.sample(range((end - start).days + 30), len(rows))
    table["date"] = [(start + datetime.timedelta(day)).isoformat() for day in days]
    table["what"] = [f"sum {letter}" for letter in "ABCD"]
    return perturbed(table, ["uah"], chance, 0.4)


def _links(chance: random.Random | None) -> pd.DataFrame:
    """Which text takes its figure from which."""
    if chance is None:
        case = real("energoatom_case", ["source", "via"]).query("source == 'nabu-sapo'")
        reports = [(REPORTS[via], "NABU and SAPO") for via in dict.fromkeys(case["via"]) if via in REPORTS]
        table = pd.DataFrame([*CHAIN, *reports], columns=["text", "takes_from"])
        table["origin"] = ["data/bribes.csv"] * len(CHAIN) + ["data/energoatom_case.csv"] * len(reports)
        return table
    names = chance.sample(TEXTS, len(TEXTS))
    return pd.DataFrame(_chain(names, 3, chance), columns=["text", "takes_from"]).assign(origin=MADE)


def _chain(names: list[str], first: int, chance: random.Random) -> list[tuple[str, str]]:
    """Each text but the first ones takes its figure from one or two of the three before it; rows in any order."""
    links = [
        (name, earlier)
        for place, name in enumerate(names[first:], first)
        for earlier in chance.sample(names[max(place - 3, 0) : place], chance.choice((1, 1, 2)))
    ]
    return chance.sample(links, len(links))


def _index(chance: random.Random | None) -> pd.DataFrame:
    table = real("corruption_index", ["year", "value"]).rename(columns={"value": "score"}).astype({"score": "Int64"})
    return perturbed(table, ["score"], chance, 0.08)


# What the right method and plausible wrong ones give from a draw.


def _usd(draw: Draw, pick=lambda before, after: before[-1]) -> list[float]:
    """Dollars at the rate that ``pick`` takes from those up to the day and those after it."""
    rates, amounts = draw.tables["rates"], draw.tables["amounts"]
    found = []
    for day, uah in zip(amounts["date"], amounts["uah"]):
        before = rates.loc[rates["date"] <= day, "rate"].astype(float).tolist()
        after = rates.loc[rates["date"] > day, "rate"].astype(float).tolist()
        found.append(float(uah) / pick(before, after) if before else float("nan"))
    return found


def _first(draw: Draw) -> set[str]:
    links = draw.tables["links"]
    return set(links["takes_from"]) - set(links["text"])


def _contracts(draw: Draw, parts: tuple[int, int] = (0, 1), kickbacks: tuple[int, int] = (1, 0)) -> list[float]:
    given = draw.parameters
    return [given["laundered"] * given["part"][a] / (given["kickback"][b] / 100) for a, b in zip(parts, kickbacks)]


def _changes(draw: Draw) -> pd.Series:
    return draw.tables["index"].set_index("year")["score"].astype(int).diff().dropna()


RULES = (
    Rule(
        "dollars",
        key=_usd,
        wrong={
            "the latest rate for all": lambda draw: _usd(draw, lambda before, after: [*before, *after][-1]),
            "the earliest rate for all": lambda draw: _usd(draw, lambda before, after: before[0]),
            "the rate of the next day": lambda draw: _usd(draw, lambda before, after: [*after, before[-1]][0]),
            "one mean rate": lambda draw: _usd(draw, lambda before, after: sum(before + after) / len(before + after)),
        },
        tolerance=0.01,
        size=(50, 1000),
        steps=lambda draw: len(draw.tables["amounts"]),
        step_bounds=(4, 4),
    ),
    Rule(
        "first-texts",
        key=lambda draw: len(_first(draw)),
        wrong={"every source a witness": lambda draw: draw.tables["links"]["takes_from"].nunique()},
        tolerance=0.25,
        size=(1, 3),
        steps=lambda draw: len(draw.tables["links"]),
        step_bounds=(8, 18),
    ),
    Rule(
        "contracts",
        key=_contracts,
        wrong={
            "each share with its own end": lambda draw: _contracts(draw, kickbacks=(0, 1)),
            "all the money were kickbacks": lambda draw: [
                volume / part for volume, part in zip(_contracts(draw), draw.parameters["part"])
            ],
            "the other end first": lambda draw: _contracts(draw)[::-1],
        },
        tolerance=0.5,
        size=(50, 5000),
        steps=lambda draw: 5,
        step_bounds=(5, 5),
    ),
    Rule(
        "clear-changes",
        key=lambda draw: int((_changes(draw).abs() > draw.parameters["error"]).sum()),
        wrong={
            "as large as the error counts": lambda draw: int((_changes(draw).abs() >= draw.parameters["error"]).sum()),
            "every change counts": lambda draw: int((_changes(draw) != 0).sum()),
        },
        tolerance=0.25,
        size=(1, 9),
        steps=lambda draw: len(draw.tables["index"]),
        step_bounds=(14, 14),
    ),
)


# Arguments for the functions that are asked for, typical ones and corners, to tell mutants from equals.


def _dollar_inputs(chance: random.Random) -> tuple:
    days = [f"2031-{month:02}-{day:02}" for month in range(1, 13) for day in (3, 12, 25)]
    rates = pd.DataFrame({"date": ["2030-12-31", *chance.sample(days, 4)]})
    rates["rate"] = [chance.uniform(30, 60) for _ in rates["date"]]
    amounts = pd.DataFrame({"what": list("abcd"), "date": [*chance.sample(days, 3), rates["date"].iloc[-1]]})
    amounts["uah"] = [chance.randint(100, 90000) for _ in range(4)]
    return amounts, rates.sample(frac=1, random_state=chance.randint(0, 99))


def _link_inputs(chance: random.Random) -> tuple:
    names = [f"text {letter}" for letter in "abcdefgh"]
    return (pd.DataFrame(_chain(names, 2, chance), columns=["text", "takes_from"]),)


def _contract_inputs(chance: random.Random) -> tuple:
    part = sorted(chance.uniform(0, 1) for _ in range(2))
    return chance.randint(1, 900), tuple(part), tuple(sorted(chance.sample(range(1, 60), 2)))


def _index_inputs(chance: random.Random) -> tuple:
    years = chance.sample(range(2000, 2015), 9)
    return pd.DataFrame({"year": years, "score": [chance.randint(20, 28) for _ in years]}), chance.randint(1, 4)


INPUTS = {
    "dollars": _dollar_inputs,
    "first_texts": _link_inputs,
    "contracts": _contract_inputs,
    "clear_changes": _index_inputs,
}
