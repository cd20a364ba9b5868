"""Who probably shared work: what the hashes of a class's answers (:mod:`coursebook.grading.reports.fingerprints`) have in common.

A hash counts only if it is rare. What was handed out, the key, the authors' right and wrong solutions, the anchors of the
written tasks and the chapter are known and count for nothing; nor does what a tenth of a class has in its code, or a fifth
in its texts, such as an idiom or a common mistake. Any other hash that two students share weighs the more, the fewer of the
rest of the class have it: ``-ln`` of their share. Neighbouring hashes are not independent, so :attr:`Kind.choice` of them
count as one choice that two students made alike, less if only part of an answer is shared. Short code has few hashes, and
what was combined in it tells more than each of them; so runs of hashes of one answer are weighed too, and the better counts.

Over all questions the weights add up to a pair's score. Were all choices made independently, ``pairs * exp(-score)`` pairs
would reach it by chance; a pair is named if fewer than :data:`CHANCE` would. Pairs that hang together are one group. The
constants are measured: ``benchmarks/shared_work.py``. Pairs are found through an inverted index, so that the time is that
of sorting the hashes, and each hash has few pairs.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coursebook import project
from coursebook.cell_metadata import grade_id
from coursebook.evidence.roles import plain_roles
from coursebook.exercises import candidates
from coursebook.exercises.release import notebooks
from coursebook.exercises.sets import Exercise
from coursebook.grading.matching.slots import slots
from coursebook.grading.reports.fingerprints import HASH_BYTES, given_names, runs_of


@dataclass(frozen=True)
class Kind:
    """How code, or text, is weighed.

    Attributes:
        choice: hashes that count as one choice, since neighbours are not independent.
        common: share of a class from which a hash counts for nothing; fewer than ``few`` students are always few.
        seen, among: how many other students have a hash, and of how many, before this class is looked at.
    """

    choice: float
    common: float
    few: int
    seen: float
    among: float

    def weight(self, several: int, answered: int) -> float:
        """That of a hash which ``several`` of ``answered`` students have, for two of them: how rare it is among the others."""
        return -math.log((several - 2 + self.seen) / (answered - 2 + self.among))


CODE = Kind(choice=4.0, common=0.1, few=4, seen=1.0, among=4.0)
TEXT = Kind(choice=2.0, common=0.2, few=5, seen=1.0, among=40.0)
CHANCE = 0.02
LEAST_SHARE = 0.15  # of an answer, from which it counts: a phrase in common is no copy
LEAST_SCORE = 1.0  # of an answer, below which it says nothing
COMBINED = 4  # hashes of an answer that are weighed together
ALL_PAIRS = 20  # students with one hash, from which only neighbours are compared: they hang together all the same


@dataclass(frozen=True)
class Known:
    """What counts for nothing: hashes for each answer, and names that students did not choose."""

    hashes: Mapping[str, frozenset[int]]
    names: Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """An answer that a group shares. ``share``: of what is a student's own in the shorter one, of the most alike pair."""

    id: str
    students: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class Group:
    """Students who probably shared work. ``chance``: pairs as alike as the most alike one, expected in a class by chance."""

    students: tuple[str, ...]
    parts: tuple[Part, ...]
    chance: float


def known(exercise: Exercise) -> Known:
    """What students were given, the solutions that the authors foresaw, and the chapter."""
    common = exercise.variant()
    given = slots(notebooks.student(exercise, common), {})
    names = given_names(given)
    prose = [slot.source for slot in given if slot.kind == "markdown"]
    chapter = project.current().root / project.current().settings.pages.chapters / f"{exercise.name}.md"
    prose += [plain_roles(chapter.read_text(encoding="utf-8"))] if chapter.is_file() else []
    handed_out = _all_hashes(prose, True, names)
    found = {}
    for task in exercise.tasks:
        found[task.id] = handed_out | _all_hashes([plain_roles(anchor.answer) for anchor in task.anchors], True, names)
    foreseen = [candidates.read(exercise, kind)[0] for kind in ("right", "wrong")]
    master = {grade_id(cell): cell.source for cell in notebooks.master(exercise, common).cells}
    templates = {slot.id: slot.source for slot in given}
    for question in exercise.questions:
        codes = [templates[question.id], candidates.solution(master[question.id])]
        codes += [candidate.code for one in foreseen for candidate in one.get(question.id, ())]
        found[question.id] = _all_hashes(codes, False, names)
    return Known(found, names)


def _all_hashes(sources: Iterable[str], is_text: bool, names: Mapping[str, str]) -> frozenset[int]:
    return frozenset(run.hash for source in sources for runs in runs_of(source, is_text, names) for run in runs)


def groups(
    students: Sequence[str], pieces: Sequence[Mapping[str, str]], ids: Mapping[str, bool], known: Mapping[str, frozenset[int]]
) -> list[Group]:
    """The groups of a class, the most surprising first.

    Args:
        students: their ids.
        pieces: what :func:`coursebook.grading.reports.fingerprints.pieces` said of each, in the same order.
        ids: the questions and tasks; whether it is text.
        known: for each, the hashes that count for nothing.
    """
    if not students or not ids:
        return []
    answers = {id: _compared(pieces, id, is_text, known.get(id, frozenset())) for id, is_text in ids.items()}
    pairs, which = np.unique(np.concatenate([answer.pairs for answer in answers.values()]), return_inverse=True)
    scores = np.bincount(which, np.concatenate([answer.scores for answer in answers.values()]), len(pairs))
    chance = math.comb(len(students), 2) * np.exp(-scores)
    named = chance < CHANCE
    pairs, chance = pairs[named], chance[named]
    answers = {id: answer.kept(np.isin(answer.pairs, pairs)) for id, answer in answers.items()}
    found = []
    for members in _together(pairs, len(students)):
        inside = np.isin(pairs // len(students), members)
        parts = [part for id, answer in answers.items() if (part := _part(id, answer, pairs[inside], students))]
        found.append(Group(tuple(students[one] for one in members), tuple(parts), float(chance[inside].min())))
    return sorted(found, key=lambda group: (group.chance, group.students))


@dataclass(frozen=True)
class _Compared:
    """Pairs with a part of one answer in common, ``first * n + second`` and sorted: their scores and their shares."""

    pairs: np.ndarray
    scores: np.ndarray
    shares: np.ndarray

    def enough(self) -> _Compared:
        """Those of which enough is shared."""
        return self.kept((self.shares >= LEAST_SHARE) & (self.scores >= LEAST_SCORE))

    def kept(self, which: np.ndarray) -> _Compared:
        """Those pairs alone."""
        return _Compared(self.pairs[which], self.scores[which], self.shares[which])

    def best(self, other: _Compared) -> _Compared:
        """Of each pair the better of two scores, and of two shares."""
        pairs, which = np.unique(np.concatenate([self.pairs, other.pairs]), return_inverse=True)
        scores, shares = np.zeros(len(pairs)), np.zeros(len(pairs))
        np.maximum.at(scores, which, np.concatenate([self.scores, other.scores]))
        np.maximum.at(shares, which, np.concatenate([self.shares, other.shares]))
        return _Compared(pairs, scores, shares)


def _compared(pieces: Sequence[Mapping[str, str]], id: str, is_text: bool, known: frozenset[int]) -> _Compared:
    kind = TEXT if is_text else CODE
    held = [np.frombuffer(bytes.fromhex(one.get(id, "")), f">u{HASH_BYTES}").astype(np.uint64) for one in pieces]
    answered = sum(len(hashes) > 0 for hashes in held)
    listed = np.fromiter(known, np.uint64, len(known))
    is_own = ~np.isin(np.concatenate(held), listed)  # of all at once: the known ones are sorted for each look
    own = [hashes[kept] for hashes, kept in zip(held, np.split(is_own, np.cumsum([len(hashes) for hashes in held])[:-1]))]
    pairs, weights, common, owned = _in_common(own, answered, kind)
    shares = common / _of_shorter(owned, pairs)
    found = _Compared(pairs, shares * weights / kind.choice, shares)
    if is_text:
        return found.enough()
    together = [_combined(hashes) if len(rest) else rest for hashes, rest in zip(held, own)]
    pairs, weights, common, owned = _in_common(together, answered, kind)
    return found.best(_Compared(pairs, weights / _of_shorter(owned, pairs), common / _of_shorter(owned, pairs))).enough()


def _combined(hashes: np.ndarray) -> np.ndarray:
    """Runs of :data:`COMBINED` hashes of one answer, in the order of the hashes: what it chose together, wherever it stands."""
    length = min(COMBINED, len(hashes))
    combined = np.zeros(len(hashes) - length + 1, np.uint64)
    for place in range(length):
        combined = combined * np.uint64(0x9E3779B97F4A7C15) + hashes[place : len(hashes) - length + 1 + place]
        combined ^= combined >> np.uint64(29)
    return np.unique(combined)


def _of_shorter(owned: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    return np.minimum(owned[pairs // len(owned)], owned[pairs % len(owned)])


def _in_common(held: Sequence[np.ndarray], answered: int, kind: Kind) -> tuple[np.ndarray, ...]:
    """Pairs with rare hashes in common, the sum of their weights, their number; and how many rare ones each student has."""
    number = len(held)
    hashes, whose = np.concatenate(held), np.repeat(np.arange(number), [len(one) for one in held])
    order = np.lexsort((whose, hashes))
    whose = whose[order]
    _, begins, times = np.unique(hashes[order], return_index=True, return_counts=True)
    rare = times < max(kind.few, kind.common * answered)
    owned = np.bincount(whose[np.repeat(rare, times)], minlength=number)
    keys, weights = [np.empty(0, np.int64)], [np.empty(0)]
    for several in np.unique(times[rare & (times > 1)]):
        rows = whose[begins[rare & (times == several)][:, None] + np.arange(several)]
        first, second = np.triu_indices(several, 1) if several <= ALL_PAIRS else (np.arange(several - 1), np.arange(1, several))
        found = (rows[:, first] * number + rows[:, second]).ravel()
        keys.append(found)
        weights.append(np.full(len(found), kind.weight(several, answered)))
    pairs, which = np.unique(np.concatenate(keys), return_inverse=True)
    return pairs, np.bincount(which, np.concatenate(weights), len(pairs)), np.bincount(which, minlength=len(pairs)), owned


def _together(pairs: np.ndarray, number: int) -> list[list[int]]:
    """Students who hang together by pairs."""
    head = list(range(number))

    def first(one: int) -> int:
        while head[one] != one:
            head[one] = one = head[head[one]]
        return one

    for pair in pairs.tolist():
        one, other = sorted((first(pair // number), first(pair % number)))
        head[other] = one
    members = defaultdict(list)
    for one in {end for pair in pairs.tolist() for end in divmod(pair, number)}:
        members[first(one)].append(one)
    return [sorted(several) for several in members.values()]


def _part(id: str, answer: _Compared, named: np.ndarray, students: Sequence[str]) -> Part | None:
    """What named pairs share of one answer."""
    alike = np.isin(answer.pairs, named)
    members = sorted({end for pair in answer.pairs[alike].tolist() for end in divmod(pair, len(students))})
    return Part(id, tuple(students[one] for one in members), float(answer.shares[alike].max())) if members else None
