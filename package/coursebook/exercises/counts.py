"""How much the bank holds: by kind, by set, and for each learning outcome; and what it lacks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from coursebook import project
from coursebook.exercises import public, source
from coursebook.exercises.hunts import hunts
from coursebook.exercises.questions import outcomes, questions
from coursebook.exercises.rubrics import tasks
from coursebook.faults import Fault

KINDS = ("practice", "graded", "code", "written", "hunt")


@dataclass(frozen=True)
class Entry:
    """One question of any kind, as counting sees it."""

    id: str
    set: str
    kind: str
    outcome: str
    points: float
    minutes: float


def title_of(set: str) -> str:
    """A set's name in words."""
    return set.replace("-", " ").capitalize()


@project.cached
def entries() -> list[Entry]:
    """Every question of the bank, of whatever kind.

    Raises:
        InputError: a file of the bank is faulty.
    """
    found = [Entry(q.id, q.chapter, q.use, q.outcome, q.points, q.minutes) for q in questions().values()]
    for name in source.known_sets():
        for cell in source.checked(name).cells:
            if cell.kind == "answer":
                about = cell.metadata["question"]
                found.append(Entry(cell.id, name, "code", about["outcome"], about["points"], about["minutes"]))
    if (known := public.read()) is not None:
        found += [Entry("", **about) for about in known.entries]
    found += [Entry(t.id, t.set, "written", t.outcome, t.points, t.minutes) for t in tasks().values()]
    return found + [Entry(h.id, h.set, "hunt", h.outcome, h.points, h.minutes) for h in hunts().values()]


def counts() -> dict[str, int]:
    """What ``coursebook verify`` prints: how many questions of each kind the bank holds."""
    by_kind = Counter(entry.kind for entry in entries())
    return {
        "code questions": by_kind["code"],
        "quiz questions": by_kind["practice"] + by_kind["graded"],
        "of them practice": by_kind["practice"],
        "written tasks": by_kind["written"],
        "error hunts": by_kind["hunt"],
        "in all": by_kind.total(),
        "learning outcomes": sum(map(len, outcomes().values())),
    }


def by_outcome() -> dict[tuple[str, str], Counter]:
    """For each set and outcome, how many questions of each kind there are; an outcome without any has none."""
    found = {(name, id): Counter() for name, known in outcomes().items() for id in known}
    for entry in entries():
        found[entry.set, entry.outcome][entry.kind] += 1
    return found


def by_set() -> dict[str, dict[str, tuple[int, float, float]]]:
    """For each set and kind: how many questions, their points and their minutes."""
    found: dict[str, dict[str, tuple[int, float, float]]] = {name: {} for name in outcomes()}
    for entry in entries():
        count, points, minutes = found[entry.set].get(entry.kind, (0, 0, 0))
        found[entry.set][entry.kind] = (count + 1, points + entry.points, minutes + entry.minutes)
    return found


def faults() -> list[Fault]:
    """What the bank lacks: too few questions of a kind, or for an outcome."""
    by_kind = Counter(entry.kind for entry in entries())
    wanted = project.current().settings.bank
    by_kind["quiz"] = by_kind["practice"] + by_kind["graded"]
    found = [
        Fault("exercises/", kind, f"The bank holds {by_kind[kind]} of at least {least}.", "write more.")
        for kind in ("code", "quiz", "written", "hunt")
        if by_kind[kind] < (least := getattr(wanted, kind))
    ]
    for (name, outcome), kinds in by_outcome().items():
        if kinds.total() < wanted.outcome:
            wrong = f"It has {kinds.total()} questions of at least {wanted.outcome}."
            found.append(Fault(f"exercises/{name}/", f"outcome '{outcome}'", wrong, "write more, or drop the outcome."))
    return found
