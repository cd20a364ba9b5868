"""The true tables into which the error hunts of the corruption chapter plant faults."""

import pandas as pd
from coursebook.evidence import load
from coursebook.evidence.wording import day

# Sums for an exercise in conversion; the first and the third are those of the article.
SUMS = (5_000, 10_000, 25_000, 40_000)


def rates() -> dict[str, float]:
    """Hryvnias for one dollar, by day in words."""
    table = load("exchange_rate")
    days = [date if isinstance(date, str) else f"{date:%Y-%m-%d}" for date in table["date"]]
    return {day(date): float(rate) for date, rate in zip(days, table["value"], strict=True)}


def conversions() -> pd.DataFrame:
    """Sums in hryvnias with their worth in dollars at the official rate of the day, and the total of each day."""
    listed = []
    for name, rate in rates().items():
        keys = tuple(f"{name} {sum_}" for sum_ in SUMS)
        listed += [("one sum", name, sum_, round(sum_ / rate, 2), key, ()) for sum_, key in zip(SUMS, keys, strict=True)]
        total = sum(round(sum_ / rate, 2) for sum_ in SUMS)
        listed.append(("all sums of the day", name, sum(SUMS), round(total, 2), f"{name} all", keys))
    return pd.DataFrame(listed, columns=["what", "day", "hryvnias", "dollars", "_key", "_parts"])


def case() -> pd.DataFrame:
    """Figures on two corruption cases: what is said, by whom, and whether it is alleged or counted."""
    energoatom = load("energoatom_case")
    energoatom = pd.DataFrame(
        {
            "what": energoatom["measure"],
            "status": [
                "alleged" if str(note).startswith(("About; alleged", "Alleged")) else "reported"
                for note in energoatom["note"].fillna("")
            ],
            "said by": energoatom["source"].map({"nabu-sapo": "investigators", "liga-ministers": "press"}),
            "figure": energoatom["value"].fillna(energoatom["low"]).astype(float),
            "unit": energoatom["unit"],
        }
    )
    energoatom["what"] = energoatom["what"].where(energoatom["unit"] != "%", energoatom["what"] + ", lower end")
    bribes = load("bribes")
    words = {"kovalevich2024": "a columnist", "zhou2025": "the article", "nabu-sapo": "investigators"}
    bribes = pd.DataFrame(
        {
            "what": bribes["measure"],
            "status": bribes["source"].map({"kovalevich2024": "unverified", "zhou2025": "unverified", "nabu-sapo": "alleged"}),
            "said by": bribes["source"].map(words),
            "figure": bribes["value"].astype(float),
            "unit": bribes["unit"],
        }
    )
    return pd.concat([energoatom, bribes], ignore_index=True)
