"""A small set of one question in a folder of its own, to break."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from coursebook import project
from coursebook.exercises import sets

NOTEBOOK = """\
---
file_format: mystnb
title: Small set
kernelspec: {name: python3, display_name: Python 3}
---

# Small set

Your factor is {{ factor }}.

```{code-cell}
---
nbgrader: {grade_id: set-up, locked: true}
---
import json
from pathlib import Path

import pandas as pd
from coursebook import checks

given = json.loads(Path("variant.json").read_text(encoding="utf-8"))
table = pd.read_csv("table.csv")
```

```{code-cell}
---
nbgrader: {grade_id: scale, solution: true}
question: {outcome: ps-1, level: apply, points: 3, minutes: 4, claims: [cases-407], answers: [scale, mine]}
---
def scale(number, factor):
    ### BEGIN SOLUTION
    return number * factor
    ### END SOLUTION


### BEGIN SOLUTION
mine = scale(table["cases"].sum(), given["factor"])
### END SOLUTION
```

```{code-cell}
---
nbgrader: {grade_id: scale-visible, grade: true, points: 1}
question: scale
---
checks.returns(scale, (2, 3), 6, wrong={"This adds.": 5})
```

```{code-cell}
---
nbgrader: {grade_id: scale-hidden, grade: true, points: 2}
question: scale
---
# Hidden tests look at your own number.
### BEGIN HIDDEN TESTS
chance = checks.rng("scale")
one, two = chance.randint(10, 99), chance.randint(10, 99)
checks.returns(scale, (one, two), one * two)
checks.number(mine, table["cases"].sum() * given["factor"], name="mine")
### END HIDDEN TESTS
```
"""
VARIANTS = """\
from coursebook.exercises.variants import Draw, Rule, perturbed, real

TABLES = ("ukraine_cases_yearly",)


def draw(chance):
    table = real("ukraine_cases_yearly", ["year", "value"]).rename(columns={"value": "cases"})
    return Draw({"factor": 3 if chance is None else chance.randint(1, 4)}, {"table": perturbed(table, ["cases"], chance)})


def key(draw):
    return draw.tables["table"]["cases"].sum() * draw.parameters["factor"]


RULES = (Rule("scale", key, {"not scaled": lambda draw: draw.tables["table"]["cases"].sum()}, 1, (1, 1e7)),)
INPUTS = {"scale": lambda chance: (chance.randint(-9, 9), chance.randint(-9, 9))}
"""
WRONG = """\
# %% adds
# feedback: This adds
def scale(number, factor):
    return number + factor


# %% returns nothing
# feedback: end with return
def scale(number, factor):
    number * factor


# %% always six
# feedback: is 6
def scale(number, factor):
    return 6


# %% a word
# feedback: is text
def scale(number, factor):
    return str(number * factor)


# %% not scaled
# feedback: scale(2, 3) is 2
def scale(number, factor):
    return number
"""
RIGHT = """\
# %% the other way round
def scale(number, factor):
    return factor * number


mine = given["factor"] * sum(table["cases"])

# %% adds up
def scale(number, factor):
    return sum([number] * factor)


mine = scale(int(table["cases"].sum()), given["factor"])
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch) -> Path:
    """The folder of a set named ``small``; outcomes are not checked for it."""
    folder = tmp_path / "exercises" / "small"
    for name, text in {
        "notebook.md": NOTEBOOK,
        "variants.py": VARIANTS,
        "wrong/scale.py": WRONG,
        "right/scale.py": RIGHT,
        "../outcomes.yml": "small: {ps-1: tell them apart}\n",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    monkeypatch.setattr(project.current(), "exercises", folder.parent)
    return folder


@pytest.fixture
def change(small: Path):
    """Replace text in a file of the small set and read the set."""

    def changed(old: str, new: str, file: str = "notebook.md") -> sets.Exercise:
        path = small / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return sets.exercise("small")

    return changed
