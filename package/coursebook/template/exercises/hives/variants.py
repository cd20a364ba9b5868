"""What each student is given in the exercises on hives."""

from __future__ import annotations

import random

import pandas as pd
from coursebook.exercises.variants import Draw, Rule, perturbed, real

TABLES = ("hives",)
WINTERS = (("2031-10", "2032-04"), ("2032-10", "2033-04"), ("2033-10", "2034-04"))


def draw(chance: random.Random | None) -> Draw:
    """The common variant has the book's table; a student's own has figures moved, and another district and winter."""
    table = real("hives", ["district", "month", "value"]).rename(columns={"value": "colonies"})
    table["colonies"] = table["colonies"].astype("Int64")
    autumn, spring = WINTERS[-1] if chance is None else chance.choice(WINTERS)
    district = "Northfold" if chance is None else chance.choice(("Northfold", "Southmere"))
    parameters = {"district": district, "autumn": autumn, "spring": spring}
    return Draw(parameters, {"colonies": perturbed(table, ["colonies"], chance, 0.08)})


def _counts(draw: Draw) -> pd.Series:
    table = draw.tables["colonies"]
    own = table[table["district"] == draw.parameters["district"]].set_index("month")["colonies"].astype(float)
    return own[[draw.parameters["autumn"], draw.parameters["spring"]]]


def _loss(draw: Draw) -> float:
    autumn, spring = _counts(draw)
    return 100 * (1 - spring / autumn)


def _of_spring(draw: Draw) -> float:
    autumn, spring = _counts(draw)
    return 100 * (autumn / spring - 1)


RULES = (
    Rule(
        question="winter-loss",
        key=_loss,
        wrong={"divides by the colonies of spring": _of_spring, "the share that lived": lambda draw: 100 - _loss(draw)},
        tolerance=0.05,
        size=(2, 60),
    ),
)


def _inputs(chance: random.Random) -> tuple:
    months = ("2060-10", "2061-04", "2061-10")
    rows = [(district, month, chance.randint(50, 900)) for district in ("East", "West") for month in months]
    return pd.DataFrame(rows, columns=["district", "month", "colonies"]), "East", months[0], months[1]


# Arguments with which `coursebook verify tests` tells a changed solution that still works from one that does not.
INPUTS = {"winter_loss": _inputs}
