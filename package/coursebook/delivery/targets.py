"""Where each item of the bank goes: the writers by name, and the table item × target."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from coursebook.csv_text import csv_text
from coursebook.delivery import canvas, exam, gift, moodle
from coursebook.delivery.cartridge import package as cartridge
from coursebook.delivery.items import USES, Item, Loss, items
from coursebook.delivery.qti import qti21, qti30
from coursebook.delivery.scorm.package import SCORM12, SCORM2004
from coursebook.exercises import counts, source
from coursebook.faults import Fault, InputError

# A writer has KINDS (of items that it takes), losses(item) and write(items, draw); USES if it does not take all.
WRITERS: dict[str, Any] = {
    "canvas": canvas,
    "moodle": moodle,
    "qti21": qti21,
    "qti30": qti30,
    "cartridge": cartridge,
    "gift": gift,
    "scorm12": SCORM12,
    "scorm2004": SCORM2004,
}
# Paper is written by its own command, and takes what a writer takes.
TAKERS = WRITERS | {"exam": exam}
# Written for each student by 'coursebook release'.
NOTEBOOK = "notebook"
# What only a page of the book can check.
PAGE, IN_PAGE = "page", ("code",)
NOWHERE = "-"
EQUAL = "equal"
# The columns of the loss certificate, each with what it holds.
LOSSES = {
    "item": "Id of the question or task.",
    "kind": "Its kind.",
    "target": "The system that it was written for.",
    "part": "The part that arrives changed; `equal` if none does.",
    "what the target cannot hold": "What the system has no place for.",
    "what was done": "What was written in its place.",
}
HEAD = list(LOSSES)
FILES = {"written": "rubrics.yml", "hunt": "hunts.yml", "code": "notebook.md"}


def takes(target: str, item: Item) -> bool:
    """Whether a target takes items of this kind and use."""
    writer = TAKERS[target]
    return item.kind in writer.KINDS and item.use in getattr(writer, "USES", USES)


def state(target: str, item: Item) -> str:
    """How an item arrives at a target: equal, changed in some parts, or not at all."""
    writer = TAKERS[target]
    if not takes(target, item):
        return NOWHERE
    parts = list(dict.fromkeys(loss.part for loss in writer.losses(item)))
    return f"changed: {', '.join(parts)}" if parts else EQUAL


def table() -> dict[tuple[str, str, str], dict[str, str]]:
    """For each item of the bank, by set, kind and id, how it arrives at each target; :data:`NOWHERE` where it does not.

    Raises:
        InputError: the bank is faulty.
    """
    found = {}
    deliverable = {item.id: item for item in items()}
    in_notebooks = {one.id for name in source.known_sets() for one in source.checked(name).cells}
    for entry in counts.entries():
        states = {NOTEBOOK: EQUAL if entry.id in in_notebooks and entry.kind in FILES else NOWHERE}
        states[PAGE] = EQUAL if entry.kind == "practice" and deliverable[entry.id].kind in IN_PAGE else NOWHERE
        for target in TAKERS:
            item = deliverable.get(entry.id) if entry.kind not in ("code", "hunt") else None
            states[target] = state(target, item) if item else NOWHERE
        found[entry.set, entry.kind, entry.id] = states
    return found


def undelivered() -> list[Fault]:
    """A fault for each item of the bank that no target takes."""
    faults = []
    kinds = ", ".join(sorted({kind for writer in TAKERS.values() for kind in writer.KINDS}))
    for (name, kind, id), states in table().items():
        if set(states.values()) == {NOWHERE}:
            where = "name it in notebook.md" if kind in ("written", "hunt") else f"give it a kind that a target takes: {kinds}"
            file = f"exercises/{name}/{FILES.get(kind, 'quiz.yml')}"
            faults.append(Fault(file, f"{kind} item '{id}'", "It is delivered nowhere.", f"{where}, or take it out."))
    return faults


def losses(target: str, item: Item) -> list[Loss]:
    """What a target cannot hold of an item; of one that it does not take, that it is left out."""
    if not takes(target, item):
        lacks = f"items of the kind {item.kind}" if item.kind not in WRITERS[target].KINDS else f"{item.use} questions"
        return [Loss("item", lacks, "left out")]
    is_lost = item.due and item.use != "practice" and target != "canvas"
    return [
        *WRITERS[target].losses(item),
        *[Loss("due date", "a due date", "left out: set it where the quiz is made")] * bool(is_lost),
    ]


def certificate(target: str, listed: Iterable[tuple[str, str, Iterable[Loss]]], before: str = "") -> str:
    """The loss certificate as CSV: a row for each loss, and one that says ``equal`` for an item without any.

    Args:
        target: the name of the target.
        listed: id, kind and losses of each item.
        before: the certificate that stands; what it says of other targets is kept.
    """
    head, *kept = csv.reader(io.StringIO(before)) if before else [HEAD]
    rows = [row for row in kept if head == HEAD and row[2:3] != [target]]
    for id, kind, losses in listed:
        losses_of = [[one.part, one.lacks, one.done] for one in losses] or [[EQUAL, "", ""]]
        rows += [[id, kind, target, *row] for row in losses_of]
    return csv_text([HEAD, *rows])


def of_course(course: Path, uses: Iterable[str], sets: Collection[str] = ()) -> list[Item]:
    """What a course takes of the bank, each item with its due date: questions of its graded quizzes, tasks of its assignments.

    A course file without quizzes takes everything of the sets that it names.

    Args:
        course: a course folder, or its course file.
        uses: kinds of use.
        sets: those that are wanted; without any all of the course.

    Raises:
        InputError: the course file has faults, or there is none.
    """
    from coursebook.grading.course import course_file

    found = course_file.read_file(course, source.known_sets())
    if not found.assignments and not found.term.quizzes:
        fix = "name the folder of a course with its course.toml."
        raise InputError(Fault(str(found.path), "", "There is no assignment in it.", fix))
    taken = []
    for item in items(sets or {**found.assignments, **found.term.quizzes}, uses):
        is_quiz = item.use == "graded" and bool(found.term.quizzes)
        place = (found.term.quizzes if is_quiz else found.assignments).get(item.set)
        chosen = place.items if place and (is_quiz or item.use == "written") else None
        if (place or item.use == "practice") and (chosen is None or item.id in chosen):
            taken.append(replace(item, due=place.due if place else None))
    return taken
