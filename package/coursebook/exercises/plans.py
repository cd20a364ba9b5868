"""Teaching plans: sessions made of steps, whose minutes come from the bank or the chapter that a step names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coursebook import project
from coursebook.exercises import bank, counts
from coursebook.exercises.hunts import hunts
from coursebook.exercises.questions import outcomes
from coursebook.exercises.rubrics import tasks
from coursebook.exercises.times import chapter, time_of
from coursebook.faults import Fault, InputError, nearest

# Fields that name a set, with the kind of question in the bank and what a plan calls it.
OF_A_SET = {
    "practice": ("practice", "practice questions."),
    "quiz": ("graded", "graded quiz."),
    "code": ("code", "exercises with code."),
}
OF_THE_BANK = {"task", "hunt", *OF_A_SET}
FIELDS = {"do", "minutes", "chapter", "read", "home", *OF_THE_BANK}


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
        InputError: there is no such file, a step names what does not exist, or the steps of a session do not fill it.
    """
    path = project.current().exercises / "plans.yml"
    file = project.current().within(path)
    if not path.is_file():
        raise InputError(Fault(file, "", "This book has no teaching plans.", "write a plan into this file, in YAML."))
    found, wrong = {}, []
    for id, about in bank.parsed(path)["plans"].items():
        sessions = []
        for session in about["sessions"]:
            faults = list(faults_of(session["steps"], session["minutes"], file, f"plan '{id}', session '{session['title']}'"))
            wrong += faults
            if not faults:
                steps = tuple(map(read_step, session["steps"]))
                sessions.append(Session(session["title"], session["minutes"], steps, tuple(session["steps"])))
        found[id] = Plan(id, about["title"], tuple(sessions))
    if wrong:
        raise InputError(*wrong)
    return found


def timings(lines: Sequence[str], lengths: Sequence[int], place: str) -> list[tuple[str, list[int]]]:
    """One meeting in several lengths: each line is a step and its minutes in each, as in ``Talk | 5 | 10``.

    Raises:
        InputError: a line has another form, or the steps do not fill a session.
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
        raise InputError(*faults)
    return rows


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
    known, sets = {"chapter": outcomes(), "task": tasks(), "hunt": hunts()}, counts.by_set()
    known |= {field: [name for name, kinds in sets.items() if kind in kinds] for field, (kind, _) in OF_A_SET.items()}
    for field, names in known.items():
        if field in step and step[field] not in names:
            yield Fault(file, place, f"There is no {field} '{step[field]}'.", nearest(step[field], names))
    if "read" in step and not chapter(step["read"]).is_file():
        yield Fault(file, place, f"There is no chapter '{step['read']}'.", nearest(step["read"], outcomes()))
    counted = step.keys() & {"minutes", "read"}
    if not step.keys() & OF_THE_BANK and not ("do" in step and counted):
        yield Fault(
            file, place, "A step has neither minutes nor a part of the bank.", "give it do, and minutes or what to read."
        )


def read_step(step: Mapping[str, Any]) -> Step:
    """A step without faults."""
    home = bool(step.get("home"))
    for field, called, known in (("task", "Written task", tasks), ("hunt", "Error hunt", hunts)):
        if field in step:
            one = known()[step[field]]
            return Step(f"{called}: {one.title}{'' if one.title.endswith('?') else '.'}", one.minutes, home)
    for field, (kind, what) in OF_A_SET.items():
        if field in step:
            _, _, minutes = counts.by_set()[step[field]][kind]
            return Step(what, minutes, home, step[field])
    if "read" in step:
        return Step(step["do"], time_of(chapter(step["read"])).read, home, step["read"])
    return Step(step["do"], step["minutes"], home, step.get("chapter"))


def chapter_of(step: Mapping[str, Any]) -> str | None:
    """The chapter that is read or used in a step, if any."""
    return step.get("read", step.get("chapter"))


def items_of(step: Mapping[str, Any], entries: Iterable[counts.Entry]) -> list[counts.Entry]:
    """The questions of the bank that a step names, of ``entries``."""
    named = {step.get("task"), step.get("hunt")}
    sets = {(step[field], kind) for field, (kind, _) in OF_A_SET.items() if field in step}
    return [one for one in entries if (one.set, one.kind) in sets or (one.kind in ("written", "hunt") and one.id in named)]
