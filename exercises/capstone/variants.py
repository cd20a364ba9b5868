"""What each student is given in the exercises of the capstone."""

from __future__ import annotations

import random

import pandas as pd
from coursebook.evidence import claim, row
from coursebook.exercises.variants import MADE, Draw, Rule, perturbed, real

TABLES = (
    "ukraine_cases_by_stage",
    "us_army_desertion",
    "ukraine_cases_yearly",
    "ukraine_cases_cumulative",
    "ww1_executions_by_country",
    "ww1_british_executions",
    "claims",
)
ARMIES = ("North", "South", "East", "West", "Coast", "Hills")
AWOL = {"2022": "ogp407-2022", "2023": "ogp407-2023", "2024": "ogp407-2024", "January to July 2025": "ogp407-2025-7m"}
# Printed totals: the row that holds each, and the rows of its parts with what they are rounded to.
TOTALS = {
    "AWOL cases, January 2022 to July 2025": ("ogp407-cum-2025-07", AWOL, 0),
    "AWOL cases, the same months, as copied": ("ogp407-cum-wrong", AWOL, 0),
    "cases of both offences, January to April 2024": (
        "ogp-2024-4m",
        {"AWOL": "ogp-2024-4m-407", "desertion": "ogp-2024-4m-408"},
        0,
    ),
    "cases of both offences, January 2022 to October 2025": (
        "ogp-cum-2025-10",
        {"AWOL": "ogp407-cum-2025-10", "desertion": "ogp408-cum-2025-10"},
        {"AWOL": 1000, "desertion": 100},
    ),
    "Italian death sentences, 1915 to 1918": (
        "ww1-it-sentenced",
        {"absent": "ww1-it-absentia", "not carried out": "ww1-it-not-carried", "carried out": "ww1-it-executed"},
        0,
    ),
    "British soldiers shot, as in a headline": (
        "ww1-uk-306",
        {"desertion": "ww1-uk-desertion", "cowardice": "ww1-uk-cowardice"},
        0,
    ),
}
CLAIMS = {
    "us-aid-total": ("American aid", "Masters and Merrow"),
    "eu-aid-total": ("European aid", "Masters and Merrow"),
    "territory-occupied-share": ("land held by Russia", "Center for Preventive Action"),
    "ww1-british-executed": ("British soldiers shot", "Sweeney"),
    "bribe-usd": ("a bribe in dollars, unverified", "Kovalevich"),
    "midas-months": ("months of detectives' work", "Harding"),
}


def draw(chance: random.Random | None) -> Draw:
    """Real counts and rates for all together; for a student figures moved, and other armies, texts and claims."""
    offence, step = (
        ("awol", "registered")
        if chance is None
        else chance.choice(
            (("awol", "registered"), ("desertion", "registered"), ("awol", "sentenced"), ("desertion", "sentenced"))
        )
    )
    unit = "proceedings" if step == "registered" else "sentences"
    links, start = _links(chance)
    parameters = {
        "claim": {"offence": offence, "step": step, "unit": unit, "months": 12},
        "text": start,
        "source": "ledger of claims, data/claims.csv" if chance is None else MADE,
    }
    tables = {"figures": _figures(chance), "armies": _armies(chance), "rates": _rates(chance), "links": links}
    parts, totals = _sums(chance)
    return Draw(parameters, {**tables, "parts": parts, "totals": totals, "evidence": _evidence(chance)})


def _figures(chance: random.Random | None) -> pd.DataFrame:
    """Counts by offence, step, unit and length; in a student's own table one row of five is missing."""
    table = real("ukraine_cases_by_stage", ["id", "offence", "stage", "unit", "start", "end", "value"])
    table = table[table["unit"] != "%"].reset_index(drop=True)
    first, last = (pd.to_datetime(table[end]) for end in ("start", "end"))
    table["months"] = (last.dt.year - first.dt.year) * 12 + last.dt.month - first.dt.month + 1
    table = table.rename(columns={"stage": "step", "value": "figure"})
    table["figure"] = table["figure"].astype("Int64")
    if chance is not None:
        table = table.loc[sorted(chance.sample(range(len(table)), len(table) * 4 // 5))].reset_index(drop=True)
    columns = ["id", "offence", "step", "unit", "months", "figure", "origin"]
    return perturbed(table[columns], ["figure"], chance, 0.1)


def _armies(chance: random.Random | None) -> pd.DataFrame:
    """Deserters of armies that nobody has: few real ones print a count, a strength and a span together."""
    chance = chance or random.Random("common")
    table = pd.DataFrame({"army": chance.sample(ARMIES, 4)})
    table["deserters"] = [chance.randrange(500, 9000, 10) for _ in range(4)]
    table["soldiers"] = [chance.randrange(90000, 600000, 1000) for _ in range(4)]
    table["months"] = [12, *chance.sample((1, 3, 4, 6, 9, 10), 3)]
    return table.assign(origin=MADE)


def _rates(chance: random.Random | None) -> pd.DataFrame:
    """Yearly rates of the US Army that were read in a source; for two years also those of a book that is made up."""
    table = real("us_army_desertion", ["year", "measure", "source", "value", "grade"])
    table = table.query("measure == 'rate' and grade == 'A'").dropna(subset=["year", "value"])
    table = table.rename(columns={"value": "rate"})[["year", "source", "rate", "origin"]]
    table["year"] = table["year"].astype("Int64")
    if chance is not None:
        table["rate"] = [round(float(rate) * chance.uniform(0.8, 1.2), 1) for rate in table["rate"]]
        table["origin"] = MADE
    drawn = chance or random.Random("common")
    again = table[table["year"].isin(drawn.sample((1945, 1966, 1970, 2007), 2))].assign(source="another book", origin=MADE)
    again["rate"] = [round(float(rate) * drawn.uniform(1.2, 2.5), 1) for rate in again["rate"]]
    return pd.concat([table, again]).sort_values(["year", "source"]).reset_index(drop=True)


def _links(chance: random.Random | None) -> tuple[pd.DataFrame, str]:
    """Who cites whom, among texts that are made up; the trail from the first has three to five links."""
    chance = chance or random.Random("common")
    names = [f"text {letter}" for letter in "ABCDEFGHIJ"]
    chance.shuffle(names)
    length = chance.randint(4, 6)
    trail, others = names[:length], names[length:]
    cites = dict(zip(trail, [*trail[1:], None]))
    cites |= {name: chance.choice(names[:length]) for name in others}
    table = pd.DataFrame({"text": sorted(names)})
    table["cites"] = [cites[name] for name in table["text"]]
    return table.assign(origin=MADE), trail[0]


def _sums(chance: random.Random | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Printed totals with their parts; a student's own are true but for two."""
    rows, printed = [], {}
    for name, (total, named, steps) in TOTALS.items():
        printed[name] = int(row(total).value)
        for part, id in named.items():
            rows.append((name, part, int(row(id).value), steps[part] if steps else 0, f"data/{row(id).table}.csv"))
    parts = pd.DataFrame(rows, columns=["total", "part", "value", "step", "origin"])
    totals = pd.DataFrame({"total": list(printed), "printed": list(printed.values())})
    totals["origin"] = [f"data/{row(total).table}.csv" for total, *_ in TOTALS.values()]
    if chance is None:
        return parts, totals
    parts = perturbed(parts, ["value"], chance, 0.25)
    exact = parts["step"] == 0
    parts.loc[~exact, "value"] = (parts["value"] // parts["step"].where(~exact, 1) * parts["step"])[~exact]
    totals["printed"] = totals["total"].map(parts.groupby("total")["value"].sum()).astype(int)
    rounded = parts.loc[~exact, "total"].iloc[0]
    totals.loc[totals["total"] == rounded, "printed"] += chance.choice((-1, 1)) * chance.randint(50, 450)
    for name in chance.sample([one for one in totals["total"] if one != rounded], 2):
        own = parts.loc[parts["total"] == name, "value"].astype(int).tolist()
        totals.loc[totals["total"] == name, "printed"] += chance.choice((-1, 1)) * chance.choice(own)
    return parts, totals.assign(origin=MADE)


def _evidence(chance: random.Random | None) -> pd.DataFrame:
    """Claims of the article: the figure it prints, and the range that the evidence gives."""
    rows = []
    for id, (name, source) in CLAIMS.items():
        one = claim(id)
        ends = [float(one.article_value), float(one.evidence_low), float(one.evidence_high)]
        if chance is not None:
            factor = chance.uniform(0.75, 1.25)
            ends = [round(end * factor * chance.uniform(0.97, 1.03), 1) for end in ends]
        rows.append((name, source, ends[0], *sorted(ends[1:]), one.unit))
    table = pd.DataFrame(rows, columns=["claim", "source", "printed", "low", "high", "unit"])
    return table.assign(origin="data/claims.csv" if chance is None else MADE)


# What the right method and plausible wrong ones give from a draw.


def _alike(draw: Draw, without: str = "") -> float:
    table, claim = draw.tables["figures"], draw.parameters["claim"]
    kept = pd.Series(True, index=table.index)
    for name, value in claim.items():
        kept &= (table[name] == value) | (name == without)
    return float(kept.sum())


def _yearly(draw: Draw, months: float | None = None, thousand: float = 1000) -> list[float]:
    table = draw.tables["armies"]
    return (thousand * table["deserters"] / table["soldiers"] * 12 / (months or table["months"])).astype(float).tolist()


def _times(draw: Draw, way: str = "ratio") -> list[float]:
    by_year = draw.tables["rates"].groupby("year")["rate"]
    least, most = (by_year.agg(end)[by_year.size() > 1].astype(float) for end in ("min", "max"))
    return {"ratio": most / least, "difference": most - least, "first": 1 - least / most}[way].tolist()


def _gaps(draw: Draw, allowed: float = 0.5, sign: int = 1) -> list[float]:
    sums = draw.tables["parts"].groupby("total")[["value", "step"]].sum()
    both = draw.tables["totals"].set_index("total").join(sums)
    gap = (both["printed"] - both["value"]).astype(float)
    return (sign * gap[gap.abs() > allowed * both["step"]]).tolist()


def _percent(draw: Draw, of: str = "printed") -> list[float]:
    table = draw.tables["evidence"]
    return [100 * one / base for end in ("low", "high") for one, base in zip(table[end], table[of])]


RULES = (
    Rule(
        "set-beside",
        key=_alike,
        wrong={
            "length not looked at": lambda draw: _alike(draw, "months"),
            "offence not looked at": lambda draw: _alike(draw, "offence"),
        },
        tolerance=0.25,
        size=(1, 4),
        steps=lambda draw: len(draw.tables["figures"]),
        step_bounds=(15, 25),
    ),
    Rule(
        "per-thousand",
        key=_yearly,
        wrong={
            "length not looked at": lambda draw: _yearly(draw, 12),
            "per hundred": lambda draw: _yearly(draw, thousand=100),
        },
        tolerance=0.01,
        size=(0.5, 1300),
        steps=lambda draw: len(draw.tables["armies"]),
        step_bounds=(4, 4),
    ),
    Rule(
        "two-rules",
        key=_times,
        wrong={
            "a difference": lambda draw: _times(draw, "difference"),
            "a share of the larger": lambda draw: _times(draw, "first"),
        },
        tolerance=0.01,
        size=(1.02, 5),
        steps=lambda draw: len(_times(draw)),
        step_bounds=(1, 3),
    ),
    Rule(
        "broken-sums",
        key=_gaps,
        wrong={
            "rounding is forgotten": lambda draw: _gaps(draw, allowed=0),
            "the other way round": lambda draw: _gaps(draw, sign=-1),
        },
        tolerance=1,
        size=(-300000, 300000),
        steps=lambda draw: len(draw.tables["parts"]),
        step_bounds=(17, 17),
    ),
    Rule(
        "claim-ranges",
        key=_percent,
        wrong={
            "of the low end": lambda draw: _percent(draw, "low"),
            "of the high end": lambda draw: _percent(draw, "high"),
        },
        tolerance=0.55,
        size=(50, 140),
        steps=lambda draw: len(draw.tables["evidence"]),
        step_bounds=(6, 6),
    ),
)


# Arguments for the functions that are asked for, typical ones and corners, to tell mutants from equals.


def _figure_inputs(chance: random.Random) -> tuple:
    values = {"offence": "ab", "step": "cd", "unit": "ef"}
    table = pd.DataFrame({"id": [f"row-{number}" for number in range(12)]})
    for name, known in values.items():
        table[name] = [chance.choice(known) for _ in range(12)]
    table["months"] = [chance.choice((1, 12)) for _ in range(12)]
    claim = {name: chance.choice(known) for name, known in values.items()} | {"months": chance.choice((1, 12))}
    return table, claim


def _army_inputs(chance: random.Random) -> tuple:
    table = pd.DataFrame({"army": list("abc")})
    table["deserters"] = [chance.randint(0, 900) for _ in range(3)]
    table["soldiers"] = [chance.randint(1000, 90000) for _ in range(3)]
    table["months"] = [chance.randint(1, 36) for _ in range(3)]
    return (table,)


def _rate_inputs(chance: random.Random) -> tuple:
    table = pd.DataFrame({"year": [chance.randint(1990, 1995) for _ in range(9)]})
    table["rate"] = [chance.uniform(1, 90) for _ in range(9)]
    return (table,)


def _link_inputs(chance: random.Random) -> tuple:
    texts = list("abcdefg")
    # A text cites one that stands after it, so that no chain goes round in a circle.
    cites = [chance.choice([*texts[place + 1 :], None]) for place in range(len(texts))]
    table = pd.DataFrame({"text": texts, "cites": cites}).sample(frac=1, random_state=chance.randint(0, 999))
    return table, chance.choice(texts)


def _rates_before_and_after(chance: random.Random) -> tuple:
    lists = ([chance.randint(0, 9) for _ in range(chance.randint(1, 3))] for _ in range(2))
    return tuple(lists)


def _sum_inputs(chance: random.Random) -> tuple:
    names = [name for name in "abc" for _ in range(chance.randint(1, 4))]
    rows = [(name, f"part {number}", chance.randint(1, 900) * 10) for number, name in enumerate(names)]
    parts = pd.DataFrame(rows, columns=["total", "part", "value"])
    parts["step"] = [chance.choice((0, 10, 100)) for _ in rows]
    sums = parts.groupby("total")[["value", "step"]].sum()
    offs = [chance.choice((0, 0.5, 0.6, -0.5, -0.6, -2)) for _ in sums.index]
    printed = [int(value + off * (step or 50)) for off, value, step in zip(offs, sums["value"], sums["step"])]
    return parts, pd.DataFrame({"total": list(sums.index), "printed": printed})


INPUTS = {
    "broken_sums": _sum_inputs,
    "alike": _figure_inputs,
    "per_thousand": _army_inputs,
    "two_rules": _rate_inputs,
    "trail": _link_inputs,
    "verdict": _rates_before_and_after,
}
