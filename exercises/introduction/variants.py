"""What each student is given in the exercises on the introduction."""

from __future__ import annotations

import random

import pandas as pd
from coursebook.evidence import load
from coursebook.exercises.variants import MADE, Draw, Rule, perturbed, real

TABLES = ("ukraine_cases_by_stage", "russia_cases_by_stage", "aid_totals", "losses", "claims")
UKRAINE = ("registered-407-2025-08", "registered-408-2025-08", "court-407", "court-408")
RUSSIA = ("ru-medz-2025-05-awol", "ru-medz-2025-05-desertion", "ru-medz-2025-05-disobedience")
AID = ("cfr-175", "cfr-107", "kiel-cum-2025-10-us", "kiel-cum-2025-10-europe", "eu-own-2025-09-usd")
SECTIONS = ("introduction", "personal-stories", "historical-parallels", "corruption", "reform")


def draw(chance: random.Random | None) -> Draw:
    """The common variant has the real tables; a student's own has figures moved, and other months and sections."""
    stages, aid, estimates = _stages(chance), _aid(chance), _estimates(chance)
    part, whole = (
        ("allocated", "appropriated")
        if chance is None
        else chance.choice((("allocated", "appropriated"), ("direct", "appropriated"), ("direct", "allocated")))
    )
    parameters = {
        "start": 40000 if chance is None else chance.randrange(20000, 90000, 100),
        "donor": "United States",
        "part": part,
        "whole": whole,
        "usd_per_eur": 1.1 if chance is None else chance.choice((1.05, 1.08, 1.12, 1.16, 1.2)),
        "section": "introduction" if chance is None else chance.choice(SECTIONS),
        "source": "as named beside each estimate" if chance is None else MADE,
    }
    tables = {"stages": stages, "flows": _flows(chance), "aid": aid, "estimates": estimates, "ledger": _ledger(chance)}
    return Draw(parameters, tables)


def _stages(chance: random.Random | None) -> pd.DataFrame:
    """Cases by country, offence and stage."""
    columns = ["id", "offence", "stage", "value"]
    ukraine = real("ukraine_cases_by_stage", columns).set_index("id").loc[list(UKRAINE)].assign(country="Ukraine")
    russia = real("russia_cases_by_stage", columns).set_index("id").loc[list(RUSSIA)].assign(country="Russia")
    table = pd.concat([ukraine, russia]).rename(columns={"value": "cases"}).reset_index(drop=True)
    table["cases"] = table["cases"].astype("Int64")
    return perturbed(table[["country", "offence", "stage", "cases", "origin"]], ["cases"], chance, 0.25)


def _flows(chance: random.Random | None) -> pd.DataFrame:
    """Soldiers who left and came back, by month: nobody has printed such a table, so it is made for all."""
    chance = chance or random.Random("common")
    months = [f"2030-{month:02}" for month in range(1, 7 + chance.randint(0, 4))]
    table = pd.DataFrame({"month": months})
    table["left"] = [chance.randrange(9000, 20000, 10) for _ in months]
    table["returned"] = [chance.randrange(1000, 12000, 10) for _ in months]
    return table.assign(origin=MADE)


def _aid(chance: random.Random | None) -> pd.DataFrame:
    """Sums of aid by donor and definition, in the currency in which each was printed."""
    table = real("aid_totals", ["id", "donor", "definition", "value", "unit"]).set_index("id").loc[list(AID)]
    table = table.assign(currency=table["unit"].str[:3], billion=table["value"].astype(float))
    table = table[["donor", "definition", "billion", "currency", "origin"]].reset_index(drop=True)
    if chance is not None:
        table["billion"] = [round(one * chance.uniform(0.8, 1.2), 1) for one in table["billion"]]
        table["origin"] = MADE
    return table


def _estimates(chance: random.Random | None) -> pd.DataFrame:
    """Estimates of losses: each row has one value, or a lower and an upper end."""
    table = real("losses", ["side", "measure", "counter", "published", "value", "low", "high"])
    table = table[table["value"].notna() | table["low"].notna()].reset_index(drop=True)
    table[["value", "low", "high"]] = table[["value", "low", "high"]].astype("Int64")
    if chance is not None:
        # One factor for a row: its ends stay in order.
        for row in table.index:
            factor = chance.uniform(0.8, 1.2)
            for name in ("value", "low", "high"):
                if pd.notna(table.loc[row, name]):
                    table.loc[row, name] = round(table.loc[row, name] * factor / 1000) * 1000
        table["origin"] = MADE
    return table


def _ledger(chance: random.Random | None) -> pd.DataFrame:
    """The claim ledger; a student's own holds half of the claims, drawn at random."""
    table = load("claims")[["id", "section", "verdict", "grade"]].assign(origin="data/claims.csv")
    if chance is None:
        return table
    return table.loc[sorted(chance.sample(range(len(table)), len(table) // 2))].reset_index(drop=True)


# What the right method and plausible wrong ones give from a draw.


def _cases(draw: Draw, country: str, stage: str) -> pd.Series:
    table = draw.tables["stages"]
    rows = table[(table["country"] == country) & (table["stage"] == stage)].set_index("offence")["cases"]
    return rows[["awol", "desertion"]].astype(float)


def _ratios(draw: Draw, stage: str = "court") -> list[float]:
    return (_cases(draw, "Russia", "court") / _cases(draw, "Ukraine", stage)).tolist()


def _upside_down(draw: Draw) -> list[float]:
    return [1 / ratio for ratio in _ratios(draw)]


def _absent(draw: Draw, start: float = 1, returned: float = -1) -> float:
    flows = draw.tables["flows"]
    return float(start * draw.parameters["start"] + flows["left"].sum() + returned * flows["returned"].sum())


def _last_month(draw: Draw) -> float:
    last = draw.tables["flows"].iloc[-1]
    return float(draw.parameters["start"] + last["left"] - last["returned"])


def _share(draw: Draw, power: int = -1, swapped: bool = False) -> float:
    """``power`` -1 turns dollars into euros, 0 leaves them, 1 multiplies instead."""
    given, aid = draw.parameters, draw.tables["aid"]
    rows = aid[aid["donor"] == given["donor"]].set_index("definition")
    euros = rows["billion"] * (given["usd_per_eur"] ** power) ** (rows["currency"] == "USD").astype(int)
    part, whole = euros[given["part"]], euros[given["whole"]]
    return 100 * (whole / part if swapped else part / whole)


def _ends(draw: Draw) -> pd.DataFrame:
    table = draw.tables["estimates"]
    rows = table[(table["side"] == "Ukraine") & (table["measure"] == "killed")]
    return pd.DataFrame({end: rows[end].fillna(rows["value"]) for end in ("low", "high")}).astype(float)


def _envelope(draw: Draw) -> list[float]:
    ends = _ends(draw)
    return [ends["low"].min(), ends["high"].max()]


def _without_single(draw: Draw) -> list[float]:
    table = draw.tables["estimates"]
    rows = table[(table["side"] == "Ukraine") & (table["measure"] == "killed")]
    return [float(rows["low"].min()), float(rows["high"].max())]


def _means(draw: Draw) -> list[float]:
    return _ends(draw).mean().tolist()


def _held(draw: Draw, everywhere: bool = False) -> float:
    ledger = draw.tables["ledger"]
    rows = ledger if everywhere else ledger[ledger["section"] == draw.parameters["section"]]
    return 100 * float((rows["verdict"] == "holds").mean())


def _held_of_all(draw: Draw) -> float:
    ledger = draw.tables["ledger"]
    rows = ledger[ledger["section"] == draw.parameters["section"]]
    return 100 * float((rows["verdict"] == "holds").sum() / len(ledger))


RULES = (
    Rule(
        "same-stage",
        key=_ratios,
        wrong={"cases opened in Ukraine": lambda draw: _ratios(draw, "registered"), "upside down": _upside_down},
        tolerance=0.02,
        size=(0.3, 4),
        steps=lambda draw: len(draw.tables["stages"]),
        step_bounds=(7, 7),
    ),
    Rule(
        "stock",
        key=_absent,
        wrong={
            "no stock at the start": lambda draw: _absent(draw, start=0),
            "returns added": lambda draw: _absent(draw, returned=1),
            "returns forgotten": lambda draw: _absent(draw, returned=0),
            "the last month alone": _last_month,
        },
        tolerance=0.5,
        size=(20000, 300000),
        steps=lambda draw: len(draw.tables["flows"]),
        step_bounds=(6, 10),
    ),
    Rule(
        "aid-share",
        key=_share,
        wrong={
            "no conversion": lambda draw: _share(draw, 0) if draw.parameters["part"] == "allocated" else 0.0,
            "multiplied by the rate": lambda draw: _share(draw, 1) if draw.parameters["part"] == "allocated" else 0.0,
            "upside down": lambda draw: _share(draw, swapped=True),
        },
        tolerance=0.05,
        size=(20, 150),
        steps=lambda draw: 4,
        step_bounds=(4, 4),
    ),
    Rule(
        "envelope",
        key=_envelope,
        wrong={"rows with one value left out": _without_single, "means of the ends": _means},
        tolerance=100,
        size=(30000, 180000),
        steps=lambda draw: len(_ends(draw)),
        step_bounds=(3, 3),
    ),
    Rule(
        "verdicts",
        key=_held,
        wrong={"all sections": lambda draw: _held(draw, True), "of the whole ledger": _held_of_all},
        tolerance=0.05,
        size=(5, 95),
        steps=lambda draw: int((draw.tables["ledger"]["section"] == draw.parameters["section"]).sum()),
        step_bounds=(4, 60),
    ),
)


# Arguments for the functions that are asked for, typical ones and corners, to tell mutants from equals.


def _stage_inputs(chance: random.Random) -> tuple:
    keys = [(c, o, s) for c in ("Ukraine", "Russia", "Utopia") for o in "abc" for s in ("court", "opened")]
    table = pd.DataFrame(chance.sample(keys, 12), columns=["country", "offence", "stage"])
    table["cases"] = [chance.randint(1, 900) for _ in range(12)]
    return table, chance.choice(("court", "opened"))


def _flow_inputs(chance: random.Random) -> tuple:
    count = chance.randint(1, 9)
    table = pd.DataFrame({"month": [f"m{number}" for number in range(count)]})
    table["left"], table["returned"] = ([chance.randint(0, 900) for _ in range(count)] for _ in range(2))
    return table, chance.randint(0, 3000)


def _aid_inputs(chance: random.Random) -> tuple:
    keys = [(donor, definition) for donor in "abc" for definition in ("voted", "sent", "received")]
    table = pd.DataFrame(chance.sample(keys, 9), columns=["donor", "definition"])
    table["billion"] = [chance.uniform(1, 90) for _ in range(9)]
    table["currency"] = [chance.choice(("USD", "EUR")) for _ in range(9)]
    part, whole = chance.sample(("voted", "sent", "received"), 2)
    return table, chance.choice("abc"), part, whole, chance.uniform(0.8, 1.4)


def _estimate_inputs(chance: random.Random) -> tuple:
    rows = []
    for side in ("Ukraine", "Russia"):
        for measure in ("killed", "casualties"):
            for _ in range(chance.randint(1, 4)):
                low = chance.randint(1, 900)
                single = chance.random() < 0.5
                ends = (low, None, None) if single else (None, low, low + chance.randint(0, 900))
                rows.append((side, measure, *ends))
    chance.shuffle(rows)
    table = pd.DataFrame(rows, columns=["side", "measure", "value", "low", "high"]).astype(
        {n: float for n in ("value", "low", "high")}
    )
    return table, chance.choice(("Ukraine", "Russia")), chance.choice(("killed", "casualties"))


def _ledger_inputs(chance: random.Random) -> tuple:
    table = pd.DataFrame({"section": [chance.choice("ab") for _ in range(12)] + ["a", "b"]})
    table["verdict"] = [chance.choice(("holds", "contested", "outdated")) for _ in range(14)]
    return table, chance.choice("ab")


INPUTS = {
    "same_stage": _stage_inputs,
    "stock": _flow_inputs,
    "aid_share": _aid_inputs,
    "envelope": _estimate_inputs,
    "verdicts": _ledger_inputs,
}
