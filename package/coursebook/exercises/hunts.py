"""Error hunts: a true table from ``data/`` with faults planted into it, which a student finds.

``exercises/<set>/hunts.yml`` names a sheet, a function of ``exercises/<set>/sheets.py`` that returns the true table,
and the kinds of fault; :mod:`coursebook.exercises.planting` lists the faults that fit; a random generator chooses.
"""

from __future__ import annotations

import datetime
import itertools
import numbers
import random
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pandas as pd

from coursebook import project
from coursebook.checks.hunts import KINDS
from coursebook.exercises import bank, public
from coursebook.exercises.planting import PLANTERS, Plant
from coursebook.exercises.questions import outcomes
from coursebook.faults import Fault, InputError, nearest

# A hunt in which more rows are faulty than this is no hunt: marking all would pay.
MOST_FAULTY = 0.4
# So many different faults a hunt must be able to plant, or variants would be alike.
FEWEST_PLANTS = 12
FEWEST_KINDS = 3
# What a public edition does not say of a hunt.
NOT_SAID = {"sheet": "", "faults": (0, 0), "asks_kinds": False, "kinds": {}}


@dataclass(frozen=True, eq=False)
class Hunt:
    """One error hunt. ``faults`` holds the least and the greatest number of planted faults."""

    id: str
    set: str
    title: str
    outcome: str
    level: str
    points: int
    minutes: int
    claims: tuple[str, ...]
    prompt: str
    sheet: str
    faults: tuple[int, int]
    asks_kinds: bool
    kinds: dict[str, dict[str, Any]]

    @property
    def answer(self) -> str:
        """The name under which a student gives the answer."""
        return f"faulty_{self.id.replace('-', '_')}"

    @property
    def table(self) -> str:
        """The name of the table in a notebook; the file beside it has the same name and ends in ``.csv``."""
        return f"table_{self.id.replace('-', '_')}"


@project.cached
def _sheets(set: str) -> ModuleType:
    path = project.current().exercises / set / "sheets.py"
    if not path.is_file():
        raise InputError(Fault(project.current().within(path), "", "The file is missing.", "write the sheets of the set."))
    return project.run_module(path)


@project.cached
def true_sheet(hunt: Hunt) -> pd.DataFrame:
    """The table before anything is planted, true to ``data/``, with the columns that only planting reads; not to be changed."""
    return getattr(_sheets(hunt.set), hunt.sheet)().reset_index(drop=True)


def true_table(hunt: Hunt) -> pd.DataFrame:
    """The true table as a student would see it, with row ids."""
    return _numbered(true_sheet(hunt))


def _numbered(sheet: pd.DataFrame) -> pd.DataFrame:
    table = sheet[[column for column in sheet if not column.startswith("_")]].copy()
    for column in table:
        if not pd.api.types.is_numeric_dtype(sheet[column]):
            continue
        # All figures of a column are written alike, or a planted one would show by its decimals.
        places = max(len(f"{float(value):.10g}".partition(".")[2]) for value in table[column].dropna())
        figures = table[column].astype("Float64").round(places)
        table[column] = figures if places else figures.astype("Int64")
    table.insert(0, "row", [f"r{place + 1:02d}" for place in range(len(table))])
    return table


@project.cached
def possible(hunt: Hunt) -> dict[str, list[Plant]]:
    """Every fault that the hunt can plant, by kind."""
    sheet = true_sheet(hunt)
    found: dict[str, list[Plant]] = {}
    seen: set[tuple] = set()
    for kind, options in hunt.kinds.items():
        if "rates" in options:
            options = options | {"rates": getattr(_sheets(hunt.set), options["rates"])()}
        listed = list(PLANTERS[kind](sheet, **options))
        # Where two kinds give one cell the same value, only the first can be marked.
        found[kind] = [plant for plant in listed if not seen & {(plant.place, *change) for change in plant.changes}]
        seen |= {(plant.place, *change) for plant in found[kind] for change in plant.changes}
    return found


def faults_by_cell(hunt: Hunt) -> dict[str, dict[str, dict[str, str]]]:
    """Every fault that can be planted, as the marking reads it: row id -> column -> faulty value as text -> kind."""
    rows = list(true_table(hunt)["row"])
    found: dict[str, dict[str, dict[str, str]]] = {}
    for plant in itertools.chain.from_iterable(possible(hunt).values()):
        for column, value in plant.changes:
            text = f"{float(value):.10g}" if isinstance(value, numbers.Real) else str(value)
            found.setdefault(rows[plant.place], {}).setdefault(column, {}).setdefault(text, plant.kind)
    return dict(sorted(found.items()))


def planted(hunt: Hunt, rng: random.Random) -> tuple[pd.DataFrame, dict[str, Plant]]:
    """A faulty table and its key.

    Rows and kinds are drawn: the kinds take turns, in a drawn order, and no two faults touch the same row,
    part or total, so that each can be found by itself.

    Args:
        hunt: which one.
        rng: the source of chance; the same state gives the same table.

    Returns:
        The table, its column ``row`` holding ids ``r01``, ``r02``, …, and id -> fault.
    """
    sheet, offered = true_sheet(hunt).copy(), possible(hunt)
    wanted = rng.randint(*hunt.faults)
    kinds = [kind for kind in offered if offered[kind]]
    rng.shuffle(kinds)
    taken: list[Plant] = []
    blocked: set[int] = set()
    turns = 0
    while len(taken) < wanted and turns < 4 * wanted:
        free = [plant for plant in offered[kinds[turns % len(kinds)]] if not blocked & plant.touches]
        turns += 1
        if free:
            # First a row, then one of its faults: else a row with many digits would be drawn too often.
            place = rng.choice(sorted({plant.place for plant in free}))
            taken.append(rng.choice([plant for plant in free if plant.place == place]))
            blocked |= taken[-1].touches
    for plant in taken:
        for column, value in plant.changes:
            if pd.api.types.is_integer_dtype(sheet[column]):
                sheet[column] = sheet[column].astype("Float64")
            sheet.at[plant.place, column] = value
    table = _numbered(sheet)
    return table, {table.at[plant.place, "row"]: plant for plant in sorted(taken, key=lambda plant: plant.place)}


@project.cached
def hunts(set: str | None = None) -> dict[str, Hunt]:
    """Every hunt, or those of one set, by its id.

    Raises:
        InputError: a file is faulty; all faults of all files are listed.
    """
    if (known := public.read()) is not None:
        return {id: _hunt(name, NOT_SAID | about) for id, name, about in known.hunts if set in (None, name)}
    return bank.every("hunts.yml", "hunt", lambda path: bank.read(path, "hunt"), _hunt, _faults, set)


def _hunt(set_: str, cells: dict[str, Any]) -> Hunt:
    return Hunt(**cells | {"set": set_, "claims": tuple(cells["claims"]), "faults": tuple(cells["faults"])})


def _faults(hunt: Hunt) -> Iterator[Fault]:
    """What a schema cannot see."""
    file, place = f"exercises/{hunt.set}/hunts.yml", f"hunt '{hunt.id}'"
    yield from bank.faults_of_names(file, place, hunt.outcome, hunt.claims, outcomes().get(hunt.set, {}))
    for text in (hunt.title, hunt.prompt):
        yield from bank.faults_of_text(file, place, text)
    known = [name for name in dir(_sheets(hunt.set)) if not name.startswith("_")]
    if hunt.sheet not in known:
        yield Fault(file, place, f"sheets.py has no function '{hunt.sheet}'.", nearest(hunt.sheet, known))
        return
    for kind in hunt.kinds.keys() - PLANTERS.keys():
        yield Fault(file, place, f"There is no kind '{kind}'.", nearest(kind, KINDS))
        return
    sheet = true_sheet(hunt)
    columns = list(sheet.columns)
    shown = [name for name in columns if not name.startswith("_")]
    if dated := [name for name in shown if any(isinstance(one, datetime.date) for one in sheet[name])]:
        fix = "write dates as text, as in data/ (coursebook.exercises.variants.written)."
        yield Fault(file, place, f"The sheet's column '{dated[0]}' holds moments.", fix)
        return
    for kind, options in hunt.kinds.items():
        named = [options.get("column"), options.get("order"), options.get("amount"), *options.get("series", [])]
        for column in named:
            if column is not None and column not in columns:
                yield Fault(file, place, f"The sheet has no column '{column}' ({kind}).", nearest(column, columns))
                return
    offered = possible(hunt)
    for kind in [kind for kind, listed in offered.items() if not listed]:
        yield Fault(file, place, f"The sheet can carry no fault of kind '{kind}'.", "drop the kind, or widen the sheet.")
    least, most = hunt.faults
    if least > most or most > MOST_FAULTY * len(sheet):
        wrong = f"{least} to {most} faults in {len(sheet)} rows."
        yield Fault(file, place, wrong, f"least first, and at most {MOST_FAULTY:.0%} of the rows.")
    count, kinds = sum(map(len, offered.values())), len(offered)
    if count < FEWEST_PLANTS or kinds < min(FEWEST_KINDS, least):
        wrong = f"It can plant {count} faults of {kinds} kinds."
        yield Fault(file, place, wrong, f"offer at least {FEWEST_PLANTS} of {FEWEST_KINDS} kinds.")
