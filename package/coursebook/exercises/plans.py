"""Teaching plans: sessions made of steps, whose minutes come from the bank where a step names something of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from coursebook import project
from coursebook.exercises import counts
from coursebook.exercises.hunts import hunts
from coursebook.exercises.questions import outcomes
from coursebook.exercises.rubrics import tasks
from coursebook.faults import EvidenceError, Fault, nearest

# Fields that name a set, with the kind of question in the bank and what a plan calls it.
OF_A_SET = {
    "practice": ("practice", "practice questions."),
    "quiz": ("graded", "graded quiz."),
    "code": ("code", "exercises with code."),
}
OF_THE_BANK = {"task", "hunt", *OF_A_SET}
FIELDS = {"do", "minutes", "chapter", "home", *OF_THE_BANK}


@dataclass(frozen=True)
class Step:
    """What is done, for how many minutes, in class or at home; ``chapter`` is where to read, if anywhere."""

    what: str
    minutes: float
    home: bool
    chapter: str | None = None


@dataclass(frozen=True)
class Session:
    """One meeting with its steps, of which those in class fill its minutes; ``written`` are they as the file has them."""

    title: str
    minutes: float
    steps: tuple[Step, ...]
    written: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Plan:
    """A course plan."""

    id: str
    title: str
    sessions: tuple[Session, ...]


def plans() -> dict[str, Plan]:
    """Every plan of ``exercises/plans.yml`` by its id.

    Raises:
        EvidenceError: there is no such file, a step names what does not exist, or the steps of a session do not fill it.
    """
    path = project.current().exercises / "plans.yml"
    file = project.current().within(path)
    if not path.is_file():
        raise EvidenceError(Fault(file, "", "This book has no teaching plans.", "write a plan into this file, in YAML."))
    found, wrong = {}, []
    for id, about in yaml.safe_load(path.read_text(encoding="utf-8"))["plans"].items():
        sessions = []
        for session in about["sessions"]:
            faults = list(faults_of(session["steps"], session["minutes"], file, f"plan '{id}', session '{session['title']}'"))
            wrong += faults
            if not faults:
                steps = tuple(map(read_step, session["steps"]))
                sessions.append(Session(session["title"], session["minutes"], steps, tuple(session["steps"])))
        found[id] = Plan(id, about["title"], tuple(sessions))
    if wrong:
        raise EvidenceError(*wrong)
    return found


def faults_of(steps: Iterable[Mapping[str, Any]], minutes: float, file: str, place: str) -> Iterator[Fault]:
    """What is wrong with the steps of a session, or that those in class do not fill its minutes."""
    faults = [fault for step in steps for fault in _faults(step, file, place)]
    yield from faults
    taken = 0 if faults else sum(step.minutes for step in map(read_step, steps) if not step.home)
    if not faults and taken != minutes:
        said = f"Its steps take {taken:g} minutes, the session {minutes:g}."
        yield Fault(file, place, said, "change a step's minutes, or the session's.")


def _faults(step: Mapping[str, Any], file: str, place: str) -> Iterator[Fault]:
    for field in step.keys() - FIELDS:
        yield Fault(file, place, f"There is no field '{field}'.", nearest(field, FIELDS))
    known = {"chapter": outcomes(), "task": tasks(), "hunt": hunts()}
    known |= {
        field: [name for name, kinds in counts.by_set().items() if kind in kinds] for field, (kind, _) in OF_A_SET.items()
    }
    for field, names in known.items():
        if field in step and step[field] not in names:
            yield Fault(file, place, f"There is no {field} '{step[field]}'.", nearest(step[field], names))
    if not step.keys() & OF_THE_BANK and not {"do", "minutes"} <= step.keys():
        yield Fault(file, place, "A step has neither minutes nor a part of the bank.", "give it do and minutes.")


def _sentence(title: str) -> str:
    return title if title.endswith("?") else f"{title}."


def read_step(step: Mapping[str, Any]) -> Step:
    """A step without faults."""
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
    return Step(step["do"], step["minutes"], home, step.get("chapter"))


def items_of(step: Mapping[str, Any], entries: Iterable[counts.Entry]) -> list[counts.Entry]:
    """The questions of the bank that a step names, of ``entries``."""
    named = {step.get("task"), step.get("hunt")}
    sets = {(step[field], kind) for field, (kind, _) in OF_A_SET.items() if field in step}
    return [one for one in entries if (one.set, one.kind) in sets or (one.kind in ("written", "hunt") and one.id in named)]
