"""The marks of a class without names, for research: a table, a description of its fields, and what it may still give away.

Ids are drawn at random for each file and follow from nothing; rows stand in the order of those ids. Times, texts, file names
and the hashes of variants are left out. Where fewer than :data:`FEWEST` students share a value that describes them, it is left
blank, and with it the next rarest until as many are blank. Points are not: the command counts the rows that nobody shares.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coursebook.csv_text import csv_text
from coursebook.exercises.questions import outcomes
from coursebook.exercises.sets import Exercise
from coursebook.grading import errors
from coursebook.grading.analysis.given import UNKNOWN, Trait
from coursebook.grading.analysis.scores import Item, Scores
from coursebook.grading.errors import GradingError
from coursebook.grading.files import write_whole
from coursebook.grading.gradebook.total import Mark
from coursebook.grading.reports import columns

FEWEST = 5  # students who share a value
FEWEST_STUDENTS = 10
STEP = 5  # per cent to which marks are rounded
DATA, SCHEMA, CODEBOOK = "marks.csv", "datapackage.json", "codebook.md"
KINDS = {"code": "a question with code", "hunt": "an error hunt", "written": "a written task, marked by a person"}


def write(
    folder: Path, exercise: Exercise, scores: Scores, marks: Mapping[str, Mark], late: Sequence[bool], traits: Sequence[Trait]
) -> list[str]:
    """Write the data set; returns sentences about what it may still give away.

    Args:
        folder: the files written are :data:`DATA`, :data:`SCHEMA` and :data:`CODEBOOK`.
        exercise: the assignment.
        scores: the class.
        marks: for each student the mark in per cent, or why there is none.
        late: for each student whether lateness cost points.
        traits: how the variants differ.

    Raises:
        GradingError: there are fewer than :data:`FEWEST_STUDENTS` students.
    """
    if len(scores.students) < FEWEST_STUDENTS:
        wrong = f"Only {len(scores.students)} students have marks: such a table names them, whatever it calls them."
        fix = f"wait for a class of at least {FEWEST_STUDENTS}."
        raise GradingError(errors.NOTHING_TO_GRADE, str(folder), wrong, fix)
    about = {"late": common(["yes" if one else "no" for one in late])}
    about |= {f"given {trait.name}": common(trait.levels) for trait in traits}
    found = [_rounded(marks.get(student)) for student in scores.students]
    points = [[columns.points(cell) for cell in row] for row in scores.earned]
    ids = random_ids(len(found))
    rows = sorted(
        [id, mark, *own, *(column[place] for column in about.values())]
        for place, (id, mark, own) in enumerate(zip(ids, found, points))
    )
    fields = _fields(exercise, scores.items, about)
    write_whole(folder / DATA, csv_text([[field["name"] for field in fields], *rows]))
    write_whole(folder / SCHEMA, json.dumps(_package(exercise, fields), indent=1, ensure_ascii=False) + "\n")
    write_whole(folder / CODEBOOK, _codebook(exercise, fields, len(rows)))
    return _warnings([row[1:] for row in rows], about)


def random_ids(count: int) -> list[str]:
    """So many ids, each drawn at random and no two alike."""
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        drawn[f"r{secrets.token_hex(4)}"] = None
    return list(drawn)


def common(values: Sequence[str]) -> list[str]:
    """The values, blank where too few share them; if that blanks too few rows, the next rarest value goes too."""
    counts = sorted(Counter(value for value in values if value != UNKNOWN).items(), key=lambda pair: (pair[1], pair[0]))
    hidden, rows = set(), 0
    for value, times in counts:
        if times < FEWEST or 0 < rows < FEWEST:
            hidden.add(value)
            rows += times
    return [UNKNOWN if value in hidden else value for value in values]


def _rounded(mark: Mark | None) -> str:
    return str(STEP * round(mark / STEP)) if isinstance(mark, (int, float)) else ""


def _fields(exercise: Exercise, items: Sequence[Item], about: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Every field: name, type, unit, values and meaning."""
    wording = outcomes().get(exercise.name, {})
    described = "drawn at random for this file, the same in no other"
    text = "Mark of the assignment, less the penalty for lateness; blank while a person has still to mark."
    fields = [
        ("id", "string", "", "", f"One student: {described}."),
        ("mark", "integer", "per cent", f"0 to 100, in steps of {STEP}", text),
    ]
    for item in items:
        meaning = f"{KINDS[item.kind]}; outcome {item.outcome}: {wording.get(item.outcome, 'not described')}"
        text = f"Points for {item.id}, {meaning}. Blank while a person has still to mark."
        fields.append((item.id, "number", "points", f"0 to {item.points:g}", text))
    for name, values in about.items():
        meaning = "Whether lateness cost points" if name == "late" else f"What the student's variant had as “{name[6:]}”"
        text = f"{meaning}. Blank where fewer than {FEWEST} students share the value, or where it is not known."
        fields.append((name, "string", "", ", ".join(sorted(set(values) - {UNKNOWN})), text))
    return [dict(zip(("name", "type", "unit", "values", "description"), field)) for field in fields]


def _package(exercise: Exercise, fields: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The description as a Data Package (frictionlessdata.io), which programs read."""
    schema = {"fields": [dict(field) for field in fields], "missingValues": [""], "primaryKey": "id"}
    resource = {"name": "marks", "path": DATA, "profile": "tabular-data-resource", "encoding": "utf-8", "schema": schema}
    return {"name": f"marks-{exercise.name}", "title": exercise.title, "version": exercise.version, "resources": [resource]}


def _codebook(exercise: Exercise, fields: Sequence[Mapping[str, Any]], rows: int) -> str:
    lines = [
        f"# {exercise.title}: marks without names",
        "",
        f"`{DATA}` has {rows} rows, one a student, in no order. Version {exercise.version} of the exercise. Who handed in "
        "nothing that could be graded is not in it.",
        "",
        "| field | unit | values | meaning |",
        "|---|---|---|---|",
        *(f"| `{one['name']}` | {one['unit']} | {one['values']} | {one['description']} |".replace("  ", " ") for one in fields),
    ]
    return "\n".join(lines) + "\n"


def _warnings(rows: Sequence[Sequence[str]], about: Mapping[str, Sequence[str]]) -> list[str]:
    blanks = {name: sum(one == UNKNOWN for one in column) for name, column in about.items()}
    said = [f"{times} values of “{name}” are blank, since few have them." for name, times in blanks.items() if times]
    alone = sum(times == 1 for times in Counter(map(tuple, rows)).values())
    if alone:
        said.append(
            f"{alone} of {len(rows)} rows are like no other: who knows what a student got can find the row. Give the data only "
            "to people who promise not to look for anybody."
        )
    return said
