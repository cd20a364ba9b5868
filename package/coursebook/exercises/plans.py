"""Teaching plans: sessions made of steps, whose minutes come from the bank or the chapter that a step names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from coursebook import project
from coursebook.exercises import counts
from coursebook.exercises.hunts import hunts
from coursebook.exercises.questions import outcomes
from coursebook.exercises.rubrics import tasks
from coursebook.exercises.times import chapter, time_of
from coursebook.faults import EvidenceError, Fault, nearest

# Fields that name a set, with the kind of question in the bank and what a plan calls it.
OF_A_SET = {
    "practice": ("practice", "practice questions."),
    "quiz": ("graded", "graded quiz."),
    "code": ("code", "exercises with code."),
}
FIELDS = {"do", "minutes", "chapter", "read", "task", "hunt", "home", *OF_A_SET}


@dataclass(frozen=True)
class Step:
    """What is done, for how many minutes, in class or at home; ``chapter`` is where to read, if anywhere."""

    what: str
    minutes: float
    home: bool
    chapter: str | None = None


@dataclass(frozen=True)
class Session:
    """One meeting with its steps; the steps in class fill its minutes."""

    title: str
    minutes: float
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Plan:
    """A course plan."""

    id: str
    title: str
    sessions: tuple[Session, ...]


def plans() -> dict[str, Plan]:
    """Every plan of ``exercises/plans.yml`` by its id.

    Raises:
        EvidenceError: a step names what does not exist, or the steps of a session do not fill it.
    """
    file = project.current().exercises / "plans.yml"
    found, faults = {}, []
    for id, about in yaml.safe_load(file.read_text(encoding="utf-8"))["plans"].items():
        sessions = []
        for session in about["sessions"]:
            place = f"plan '{id}', session '{session['title']}'"
            wrong = [fault for step in session["steps"] for fault in _faults(step, place)]
            faults += wrong
            if wrong:
                continue
            steps = tuple(_step(step) for step in session["steps"])
            taken = sum(step.minutes for step in steps if not step.home)
            if taken != session["minutes"]:
                said = f"Its steps take {taken:g} minutes, the session {session['minutes']:g}."
                faults.append(Fault(project.current().within(file), place, said, "change a step's minutes, or the session's."))
            sessions.append(Session(session["title"], session["minutes"], steps))
        found[id] = Plan(id, about["title"], tuple(sessions))
    if faults:
        raise EvidenceError(*faults)
    return found


def timings(lines: Sequence[str], lengths: Sequence[int], place: str) -> list[tuple[str, list[int]]]:
    """One meeting in several lengths: each line is a step and its minutes in each, as in ``Talk | 5 | 10``.

    Raises:
        EvidenceError: a line has another form, or the steps do not fill a session.
    """
    rows, faults = [], []
    for line in lines:
        what, *cells = (part.strip() for part in line.split("|"))
        if len(cells) == len(lengths) and all(cell.isdecimal() for cell in cells):
            rows.append((what, [int(cell) for cell in cells]))
        else:
            wrong = f"The line '{line}' is no step with minutes for {len(lengths)} sessions."
            faults.append(
                Fault(place, "", wrong, "write: what is done, and behind each | a whole number; nought leaves it out.")
            )
    for count, length in enumerate(lengths):
        taken = sum(minutes[count] for _, minutes in rows)
        if taken != length and not faults:
            said = f"The steps take {taken} minutes, the session {length}."
            faults.append(Fault(place, "", said, "change a step's minutes."))
    if faults:
        raise EvidenceError(*faults)
    return rows


def _faults(step: dict[str, Any], place: str) -> Iterator[Fault]:
    file = project.current().within(project.current().exercises / "plans.yml")
    for field in step.keys() - FIELDS:
        yield Fault(file, place, f"There is no field '{field}'.", nearest(field, FIELDS))
    known = {"chapter": outcomes(), "task": tasks(), "hunt": hunts(), **dict.fromkeys(OF_A_SET, outcomes())}
    for field, names in known.items():
        if field in step and step[field] not in names:
            yield Fault(file, place, f"There is no {field} '{step[field]}'.", nearest(step[field], names))
    if "read" in step and not chapter(step["read"]).is_file():
        yield Fault(file, place, f"There is no chapter '{step['read']}'.", nearest(step["read"], outcomes()))
    counted = step.keys() & {"minutes", "read"}
    if not step.keys() & {"task", "hunt", *OF_A_SET} and not ("do" in step and counted):
        yield Fault(
            file, place, "A step has neither minutes nor a part of the bank.", "give it do, and minutes or what to read."
        )


def _sentence(title: str) -> str:
    return title if title.endswith("?") else f"{title}."


def _step(step: dict[str, Any]) -> Step:
    home = bool(step.get("home"))
    if "task" in step:
        task = tasks()[step["task"]]
        return Step(f"Written task: {_sentence(task.title)}", task.minutes, home)
    if "hunt" in step:
        hunt = hunts()[step["hunt"]]
        return Step(f"Error hunt: {_sentence(hunt.title)}", hunt.minutes, home)
    for field, (kind, what) in OF_A_SET.items():
        if field in step:
            _, _, minutes = counts.by_set()[step[field]][kind]
            return Step(what, minutes, home, step[field])
    if "read" in step:
        return Step(step["do"], time_of(chapter(step["read"])).read, home, step["read"])
    return Step(step["do"], step["minutes"], home, step.get("chapter"))
