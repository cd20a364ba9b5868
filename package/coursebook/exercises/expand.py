"""Written tasks and hunts as notebook cells with nbgrader's metadata, solutions and keys inside.

These are the cells of the master; the release passes clear what students may not see, as nbgrader's own do.
"""

from __future__ import annotations

import json
from typing import Any

from coursebook.checks.hunts import KINDS
from coursebook.evidence.roles import plain_roles
from coursebook.exercises.hunts import Hunt, faults_by_cell
from coursebook.exercises.rubrics import KINDS as TASK_KINDS
from coursebook.exercises.rubrics import WrittenTask, criteria_table
from coursebook.exercises.source import Cell


def _cell(kind: str, id: str, source: str, points: float | None = None, **about: Any) -> Cell:
    """A cell of one of the kinds of :class:`Cell`; one with ``points`` is marked, and a student writes into answers alone."""
    answered = kind == "answer" or (kind == "markdown" and points is not None)
    nbgrader = {"grade_id": id, "grade": points is not None, "solution": answered, "locked": not answered}
    nbgrader |= {} if points is None else {"points": points}
    return Cell(kind, 0, source.strip() + "\n", {"nbgrader": nbgrader, **about})


def cells_of_task(task: WrittenTask) -> list[Cell]:
    """A written task: a locked cell with prompt and criteria, and a cell for the answer, marked by a person.

    The answer cell holds the strong anchor; nbgrader's ClearSolutions replaces the whole of it.
    """
    asked = (
        f"### {task.title}\n\n*{TASK_KINDS[task.kind].capitalize()}, {task.points} points, about {task.minutes} minutes, "
        f"at most {task.words} words. Marked by a person.*\n\n{plain_roles(task.prompt).strip()}\n\n"
        f"**How it is marked.**\n\n{criteria_table(task)}"
    )
    about = {"outcome": task.outcome, "level": task.level, "minutes": task.minutes, "claims": list(task.claims)}
    return [
        _cell("markdown", f"{task.id}-prompt", asked),
        _cell("markdown", task.id, plain_roles(task.anchors[0].answer), task.points, task=about),
    ]


def set_up_of_hunt(hunt: Hunt) -> str:
    """The line of a set-up cell that reads the hunt's table from beside the notebook."""
    return f'{hunt.table} = pd.read_csv("{hunt.table}.csv")'


def cells_of_hunt(hunt: Hunt) -> list[Cell]:
    """A hunt: its prompt, a cell for the answer, and a test cell that gives partial credit, the same for all students.

    The student's own table is read by the set-up cell (:func:`set_up_of_hunt`); solution and tests find its faulty
    rows by comparing it with every fault that could have been planted.
    """
    planted = _planted(hunt)
    about = {"outcome": hunt.outcome, "level": hunt.level, "points": hunt.points, "minutes": hunt.minutes}
    about |= {"claims": list(hunt.claims), "answers": [hunt.answer]}
    return [
        _cell("markdown", f"{hunt.id}-prompt", _asked(hunt)),
        _cell("answer", hunt.id, _solution(hunt, planted), question=about),
        _cell("test", f"{hunt.id}-mark", _test(hunt, planted), hunt.points, question=hunt.id),
    ]


def _planted(hunt: Hunt) -> str:
    """Every fault that can be planted, as Python, a row on each line."""
    lines = [f"    {json.dumps(row)}: {json.dumps(cells)}," for row, cells in faults_by_cell(hunt).items()]
    return "\n".join(["planted = {", *lines, "}"])


def _asked(hunt: Hunt) -> str:
    form = (
        f'Answer with a dictionary: `{hunt.answer} = {{"r01": "misread"}}`. The kinds are named below.'
        if hunt.asks_kinds
        else f'Answer with a list of row ids: `{hunt.answer} = ["r01"]`.'
    )
    kinds = "\n" + "".join(f"\n- `{kind}`: {KINDS[kind][0]}" for kind in hunt.kinds) if hunt.asks_kinds else ""
    return (
        f"### {hunt.title}\n\n*Error hunt, {hunt.points} points, about {hunt.minutes} minutes.*\n\n"
        f"{plain_roles(hunt.prompt).strip()}\n\nThe table is `{hunt.table}`, read by the first cell from "
        f"`{hunt.table}.csv`. {form} You earn the points times the share of your rows that are faulty times the share of "
        "the faulty rows that you found. A list with more sound rows than faulty ones earns nothing."
        f"{kinds}"
    )


def _solution(hunt: Hunt, planted: str) -> str:
    taken = f"key({hunt.table}, planted)"
    taken = taken if hunt.asks_kinds else f"list({taken})"
    return (
        f"### BEGIN SOLUTION\nfrom coursebook.checks.hunts import key\n\n# Every fault that the table could carry.\n"
        f"{planted}\n{hunt.answer} = {taken}\n{hunt.answer}\n### END SOLUTION"
    )


def _test(hunt: Hunt, planted: str) -> str:
    # What does not need the answer comes first: on the common variant it is done once for all submissions.
    lines = [
        f"# {hunt.title}. This looks at the form of your answer; hidden tests count the faults that you found.",
        "### BEGIN HIDDEN TESTS",
        "from coursebook.checks import hunts",
        "",
        planted,
        f"faulty = hunts.key({hunt.table}, planted)",
        "### END HIDDEN TESTS",
        "from coursebook.checks import hunts",
        "",
        f'hunts.form({hunt.answer}, {hunt.table}["row"].tolist(), kinds={hunt.asks_kinds})',
        "### BEGIN HIDDEN TESTS",
        f"hunts.mark({hunt.answer}, faulty, {hunt.points}, kinds={hunt.asks_kinds})",
        "### END HIDDEN TESTS",
    ]
    return "\n".join(lines)
