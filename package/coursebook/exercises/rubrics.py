"""Written tasks: a prompt, criteria with levels, and anchor answers that show what each level looks like.

Prompts and criteria are for students; anchors are for markers only and never reach the site or a
student's notebook. The form is that of ``exercises/<set>/rubrics.yml``, see ``rubrics_schema.json``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from coursebook import project
from coursebook.evidence.roles import ROLE, plain_roles
from coursebook.exercises import bank, public
from coursebook.exercises.questions import outcomes
from coursebook.faults import Fault, nearest
from coursebook.language import noted as N_

KINDS = {
    "source": N_("source evaluation"),
    "headline": N_("headlines"),
    "memo": N_("policy memo"),
    "debate": N_("debate brief"),
    "argument": N_("short argument"),
    "audit": N_("audit of a claim"),
}
# What share of the points the anchors must and may earn, so that they do show three levels.
STRONG, WEAK = 0.8, 0.5
FEWEST_WORDS = 12


@dataclass(frozen=True)
class Level:
    """One level of a criterion: its points and what an answer at this level does."""

    points: int
    descriptor: str


@dataclass(frozen=True)
class Criterion:
    """One thing that is judged, with its levels from best to worst."""

    id: str
    name: str
    levels: tuple[Level, ...]

    @property
    def points(self) -> int:
        """What the best level earns."""
        return max(level.points for level in self.levels)


@dataclass(frozen=True)
class Mark:
    """The points that an anchor answer earns for one criterion, and why."""

    criterion: str
    points: int
    why: str


@dataclass(frozen=True)
class Anchor:
    """A complete answer at one level, ``strong``, ``fair`` or ``weak``, with its marks."""

    level: str
    answer: str
    marks: tuple[Mark, ...]

    @property
    def points(self) -> int:
        """What the answer earns in all."""
        return sum(mark.points for mark in self.marks)


@dataclass(frozen=True)
class WrittenTask:
    """One written task, marked by a person."""

    id: str
    set: str
    kind: str
    title: str
    outcome: str
    level: str
    points: int
    minutes: int
    words: int
    claims: tuple[str, ...]
    prompt: str
    criteria: tuple[Criterion, ...]
    anchors: tuple[Anchor, ...]


@project.cached
def tasks(set: str | None = None) -> dict[str, WrittenTask]:
    """Every written task, or those of one set, by its id.

    Raises:
        InputError: a file is faulty; all faults of all files are listed.
    """
    if (known := public.read()) is not None:
        return {id: _task(name, about) for id, name, about in known.tasks if set in (None, name)}
    return bank.every("rubrics.yml", "task", lambda path: bank.read(path, "task"), _task, _faults, set)


def _task(set: str, cells: dict[str, Any]) -> WrittenTask:
    criteria = tuple(
        Criterion(each["id"], each["name"], tuple(Level(**level) for level in each["levels"])) for each in cells["criteria"]
    )
    anchors = tuple(
        Anchor(
            level, cells["anchors"][level]["answer"], tuple(Mark(c, **m) for c, m in cells["anchors"][level]["marks"].items())
        )
        for level in ("strong", "fair", "weak")
        if "anchors" in cells
    )
    own = cells | {"claims": tuple(cells["claims"]), "criteria": criteria, "anchors": anchors}
    return WrittenTask(set=set, **own)


def _faults(task: WrittenTask) -> Iterator[Fault]:
    """What a schema cannot see."""
    file, place = f"exercises/{task.set}/rubrics.yml", f"task '{task.id}'"
    yield from bank.faults_of_names(file, place, task.outcome, task.claims, outcomes().get(task.set, {}))
    for text in texts(task) + secrets(task):
        yield from bank.faults_of_text(file, place, text)
    best = sum(criterion.points for criterion in task.criteria)
    if best != task.points:
        wrong = f"The best levels add up to {best} points, the task has {task.points}."
        yield Fault(file, place, wrong, "make the two agree.")
    for criterion in task.criteria:
        points = [level.points for level in criterion.levels]
        if points != sorted(set(points), reverse=True) or points[-1] != 0:
            wrong = f"The levels of '{criterion.id}' give {', '.join(map(str, points))} points."
            yield Fault(file, place, wrong, "list them from best to worst, each lower than the one before, down to 0.")
    for anchor in task.anchors:
        yield from _faults_of_anchor(task, anchor, file, place)
    strong, fair, weak = (anchor.points for anchor in task.anchors)
    if not (strong > fair > weak and strong >= STRONG * task.points and weak <= WEAK * task.points):
        wrong = f"The anchors earn {strong}, {fair} and {weak} of {task.points} points."
        fix = f"strong at least {STRONG:.0%}, weak at most {WEAK:.0%}, fair between them."
        yield Fault(file, place, wrong, fix)


def _faults_of_anchor(task: WrittenTask, anchor: Anchor, file: str, place: str) -> Iterator[Fault]:
    levels = {criterion.id: [level.points for level in criterion.levels] for criterion in task.criteria}
    marked = {mark.criterion: mark.points for mark in anchor.marks}
    for missing in levels.keys() - marked.keys():
        yield Fault(file, place, f"The {anchor.level} anchor has no mark for '{missing}'.", "give it one.")
    for id, points in marked.items():
        if id not in levels:
            yield Fault(file, place, f"The {anchor.level} anchor marks '{id}'.", nearest(id, levels))
        elif points not in levels[id]:
            wrong = f"The {anchor.level} anchor gets {points} points for '{id}', which is no level of it."
            yield Fault(file, place, wrong, f"use one of: {', '.join(map(str, levels[id]))}.")
    length = len(anchor.answer.split())
    if not FEWEST_WORDS <= length <= task.words:
        wrong = f"The {anchor.level} anchor has {length} words."
        yield Fault(file, place, wrong, f"between {FEWEST_WORDS} and the task's {task.words}.")
    if task.kind == "memo" and anchor.level == "strong":
        # A memo asks for the source of every figure, so its model answer must give it.
        for match in ROLE.finditer(anchor.answer):
            if not re.match(r"[^.]*?\[" + re.escape(match["text"].partition(":")[0]) + r"\]", anchor.answer[match.end() :]):
                yield Fault(file, place, f"The strong anchor prints {match[0]} without its id.", "add [id] after it.")


def texts(task: WrittenTask) -> list[str]:
    """What students may read of a task."""
    levels = [level.descriptor for criterion in task.criteria for level in criterion.levels]
    return [task.title, task.prompt, *(criterion.name for criterion in task.criteria), *levels]


def secrets(task: WrittenTask) -> list[str]:
    """What only markers may read of a task."""
    return [text for anchor in task.anchors for text in (anchor.answer, *(mark.why for mark in anchor.marks))]


def criteria_table(task: WrittenTask) -> str:
    """The criteria with their levels as a Markdown table, one criterion a row."""
    width = max(len(criterion.levels) for criterion in task.criteria)
    heads = ["Criterion", "Best level", *["Next level"] * (width - 1)]
    lines = [f"| {' | '.join(heads)} |", "|---" * (width + 1) + "|"]
    for criterion in task.criteria:
        told = [f"**{level.points}** {plain_roles(' '.join(level.descriptor.split()))}" for level in criterion.levels]
        told = [text.replace("|", "\\|") for text in (criterion.name, *told)]
        lines.append("| " + " | ".join([*told, *[""] * (width + 1 - len(told))]) + " |")
    return "\n".join(lines)


def marking_guide(listed: Iterable[WrittenTask]) -> str:
    """Prompts, criteria and anchor answers with their marks, as Markdown; for markers only."""
    parts = []
    for task in listed:
        parts += [f"## {task.title} ({task.id}, {task.points} points)", plain_roles(task.prompt), criteria_table(task)]
        for anchor in task.anchors:
            parts.append(f"### A {anchor.level} answer: {anchor.points} of {task.points} points")
            parts += [plain_roles(anchor.answer)]
            parts.append("\n".join(f"- {m.criterion}: **{m.points}** {plain_roles(m.why)}" for m in anchor.marks))
    return "\n\n".join(part.strip() for part in parts) + "\n"
