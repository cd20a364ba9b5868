"""The true tables into which the error hunts of the historical parallels plant faults."""

import pandas as pd
from coursebook.evidence import load, number

TOTALS = {
    "desertion or cowardice": ("desertion", "cowardice"),
    "every military offence": (
        "desertion",
        "cowardice",
        "quitting post",
        "striking a superior",
        "disobedience",
        "sleeping at post",
        "casting away arms",
    ),
}
COUNTRIES = {
    "ww1-uk-sentenced": "any offence",
    "ww1-fr-550": "every military offence",
    "ww1-fr-1009": "everyone shot, civilians too",
    "ww1-it-absentia": "men not in custody",
    "ww1-it-not-carried": "men in custody, not carried out",
    "ww1-it-executed": "men in custody, carried out",
    "ww1-it-sentenced": "all three groups",
    "ww1-us-executed": "any offence",
}
ITALY = ("ww1-it-absentia", "ww1-it-not-carried", "ww1-it-executed")


def executions() -> pd.DataFrame:
    """Men executed or sentenced in the First World War, by offence in Britain and in other countries, with totals."""
    british = load("ww1_british_executions")
    counts = dict(zip(british["offence"], british["value"].astype(int), strict=True))
    listed = [("United Kingdom", offence, "executed", figure, offence, ()) for offence, figure in counts.items()]
    for name, parts in TOTALS.items():
        listed.append(("United Kingdom", name, "executed", sum(counts[part] for part in parts), name, parts))
    listed.append(("United Kingdom", "every offence", "executed", sum(counts.values()), "every", tuple(counts)))
    other = load("ww1_executions_by_country").set_index("id")
    for id, group in COUNTRIES.items():
        measure = "death sentences" if id in ITALY or "sentenced" in id else "executed"
        parts = ITALY if id == "ww1-it-sentenced" else ()
        listed.append((other["country"][id], group, measure, int(other["value"][id]), id, parts))
    return pd.DataFrame(listed, columns=["country", "for what", "counted", "persons", "_key", "_parts"])


def rates() -> pd.DataFrame:
    """Desertion counts and rates of three armies, each with the time that it is for."""
    american = load("us_army_desertion").dropna(subset=["value", "year"])
    american = american[american["grade"] == "A"]
    us = pd.DataFrame(
        {
            "army": "US Army",
            "period": american["year"].astype(str),
            "unit": american["unit"].replace("persons", "deserters in the period"),
            "figure": american["value"],
            "_order": american["year"].astype(int) * 100,
        }
    )
    vietnam = load("south_vietnam_desertion").dropna(subset=["value"])
    vietnam = vietnam[vietnam["measure"].isin(["deserters", "rate"])]
    arvn = pd.DataFrame(
        {
            "army": "South Vietnam, " + vietnam["force"],
            "period": vietnam["period"].str.replace("Jan-Oct", "January to October").str.replace("Jan-Jun", "January to June"),
            "unit": vietnam["unit"].replace("persons", "deserters in the period"),
            "figure": vietnam["value"],
            "_order": vietnam["start"].dt.year * 100 + vietnam["start"].dt.month,
        }
    )
    ukraine = pd.DataFrame(
        [
            ("2024", "cases per 1,000 a year", "ua-rate-2024-year", 202401),
            ("2024, mean month", "cases per 1,000 a month", "ua-rate-2024-month", 202402),
            ("October 2025", "cases per 1,000 a month", "ua-rate-2025-10", 202510),
        ],
        columns=["period", "unit", "figure", "_order"],
    )
    ukraine["figure"] = [round(number(id).value, 1) for id in ukraine["figure"]]
    return pd.concat([us, arvn, ukraine.assign(army="Ukraine")], ignore_index=True)
