"""A submission put back into the form of its release: cells matched, locked ones restored, nothing of the student lost.

Points, ids and flags of the submission are never read. Where the meaning is plain the mend is made and told
(``repairs``); where it is not, a human is asked (``doubts``).
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from coursebook.grading.reading import Cell
from coursebook.grading.slots import ANSWER, LOCKED, PROSE, TEST, Slot, alike, bound_names, normal

ALIKE = 0.8  # share of equal text from which two versions of a locked cell count as the same cell
# What one notebook may cost: glances at pairs of cells, and pairs of letters compared. An honest one needs a few dozen
# cells of a thousand letters; one made of a thousand cells with a locked cell's letters in another order would keep a
# worker busy for an hour.
GLANCES, LETTERS = 10_000, 100_000_000


@dataclass(frozen=True)
class Placed:
    """One cell of the mended notebook. ``slot`` is None for a cell that the student added."""

    id: str
    kind: str
    source: str
    slot: Slot | None = None

    @property
    def is_blank(self) -> bool:
        """Whether a cell for an answer is as it was handed out."""
        return self.slot is not None and alike(self.source, self.slot.source)


@dataclass(frozen=True)
class Mended:
    """The notebook to be graded, what was mended, and what only a human can judge."""

    cells: tuple[Placed, ...]
    repairs: tuple[str, ...]
    doubts: tuple[str, ...]


def mend(cells: Sequence[Cell], release: Sequence[Slot]) -> Mended:
    """Match ``cells`` to the slots of ``release`` and mend what differs."""
    repairs: list[str] = []
    doubts: list[str] = []
    found = _match(cells, release, repairs)
    chosen = _choose(cells, release, found, repairs)
    for slot in release:
        _tell_locked(slot, [cells[position] for position in found[slot.id]], repairs)
    _doubt(cells, release, found, chosen, doubts)
    order = _order(cells, release, found, chosen, repairs)
    return Mended(tuple(order), tuple(repairs), tuple(doubts))


def _match(cells: Sequence[Cell], release: Sequence[Slot], repairs: list[str]) -> dict[str, list[int]]:
    """Positions of the submitted cells that stand for each slot: by nbgrader id, by cell id, by content."""
    found: dict[str, list[int]] = defaultdict(list)
    free, sources = set(range(len(cells))), _Sources(cells)
    ids = {slot.id for slot in release}
    for position, cell in enumerate(cells):
        if cell.grade_id in ids:
            found[cell.grade_id].append(position)
            free.discard(position)
    by_cell_id = {slot.cell_id: slot for slot in release if slot.cell_id}
    for position in sorted(free):
        slot = by_cell_id.get(cells[position].id)
        if slot and not found[slot.id]:
            found[slot.id].append(position)
            free.discard(position)
            if slot.role != PROSE:
                repairs.append(f"The cell “{slot.id}” had lost its mark; it was found by its id.")
    for slot in release:
        if not found[slot.id]:
            position = _by_content(slot, sources, free, release, found)
            if position is not None:
                found[slot.id].append(position)
                free.discard(position)
                if slot.role != PROSE:
                    repairs.append(f"The cell “{slot.id}” had lost its mark; it was found by its content.")
    return found


class _Sources:
    """The submitted cells by content: each looked into once, and compared a bounded number of times."""

    def __init__(self, cells: Sequence[Cell]):
        self.cells = cells
        self.normal = functools.cache(lambda position: normal(cells[position].source))
        self.binds = functools.cache(lambda position: bound_names(cells[position].source))
        self.glances, self.letters = GLANCES, LETTERS

    def is_alike(self, wanted: str, position: int) -> bool:
        """Whether a cell has nearly this source; no, once there were too many questions."""
        text = self.normal(position)
        if abs(len(text) - len(wanted)) > len(wanted) // 3 or len(wanted) >= 20_000 or self.glances <= 0:
            return False
        self.glances -= 1
        matcher = SequenceMatcher(None, wanted, text, autojunk=False)
        if matcher.quick_ratio() < ALIKE or self.letters < len(text) * len(wanted):
            return False
        self.letters -= len(text) * len(wanted)
        return matcher.ratio() >= ALIKE


def _by_content(slot: Slot, sources: _Sources, free: set[int], release: Sequence[Slot], found) -> int | None:
    wanted, cells = normal(slot.source), sources.cells
    same = [position for position in sorted(free) if sources.normal(position) == wanted]
    if same:
        return same[0]
    if slot.role == ANSWER:
        binding = [p for p in sorted(free) if cells[p].kind == "code" and slot.names & sources.binds(p)]
        if binding:
            return binding[-1]
    if slot.is_students:
        return _only_one_between(slot, cells, free, release, found)
    return next((position for position in sorted(free) if sources.is_alike(wanted, position)), None)


def _only_one_between(slot: Slot, cells: Sequence[Cell], free: set[int], release, found) -> int | None:
    """The one unmatched cell of the right kind between the slot's neighbours, if there is exactly one."""
    place = list(release).index(slot)
    if not any(found[other.id] for other in release):
        return None
    before = next((found[s.id][0] for s in reversed(release[:place]) if found[s.id]), -1)
    after = next((found[s.id][0] for s in release[place + 1 :] if found[s.id]), len(cells))
    between = [p for p in sorted(free) if before < p < after and cells[p].kind == slot.kind and cells[p].source.strip()]
    return between[0] if len(between) == 1 else None


def _choose(cells: Sequence[Cell], release: Sequence[Slot], found, repairs: list[str]) -> dict[str, int]:
    """For each slot of the student's the position that holds the answer: of several copies the last that was worked on."""
    chosen = {}
    for slot in release:
        positions = found[slot.id]
        if not slot.is_students or not positions:
            continue
        worked_on = [p for p in positions if cells[p].source.strip() and not alike(cells[p].source, slot.source)]
        chosen[slot.id] = (worked_on or positions)[-1]
        if len(positions) > 1:
            which = "the last one that was changed counts" if worked_on else "none was changed"
            repairs.append(f"The cell “{slot.id}” was there {len(positions)} times; {which}.")
        if cells[chosen[slot.id]].kind != slot.kind:
            repairs.append(f"The cell “{slot.id}” had become {cells[chosen[slot.id]].kind}; it is {slot.kind} again.")
    return chosen


def _tell_locked(slot: Slot, copies: list[Cell], repairs: list[str]) -> None:
    """Say what happened to a cell that the student should have left alone, or that is gone."""
    if slot.role == PROSE:
        return
    if not copies:
        repairs.append(f"The cell “{slot.id}” was missing; it was put back from the release.")
    elif not slot.is_students:
        if not any(alike(copy.source, slot.source) for copy in copies):
            repairs.append(f"The locked cell “{slot.id}” was changed; it was put back from the release.")
        if len(copies) > 1:
            repairs.append(f"The locked cell “{slot.id}” was there {len(copies)} times; it counts once.")
        if copies[0].kind != slot.kind:
            repairs.append(f"The locked cell “{slot.id}” had become {copies[0].kind}; it is {slot.kind} again.")


def _doubt(cells: Sequence[Cell], release: Sequence[Slot], found, chosen: dict[str, int], doubts: list[str]) -> None:
    """A blank answer beside a changed locked cell: perhaps the answer was written into the wrong cell."""
    blank = None
    for slot in release:
        if slot.is_students:
            place = chosen.get(slot.id)
            blank = slot if place is None or alike(cells[place].source, slot.source) else None
        elif slot.role in (TEST, LOCKED) and blank and found[slot.id]:
            if not any(alike(cells[place].source, slot.source) for place in found[slot.id]):
                doubts.append(
                    f"The cell “{blank.id}” is as it was handed out, but the locked cell “{slot.id}” after it was "
                    "changed. Look whether the answer stands there."
                )


def _order(cells: Sequence[Cell], release: Sequence[Slot], found, chosen: dict[str, int], repairs) -> list[Placed]:
    """Release order, with the student's own cells where they stood; answers that were moved keep the student's order."""
    by_id = {slot.id: slot for slot in release}
    answers = {position: by_id[slot_id] for slot_id, position in chosen.items()}
    if [answers[position] for position in sorted(answers)] != [slot for slot in release if slot.id in chosen]:
        repairs.append("Answer cells were moved; they were run in the order of your notebook.")
    copies = {position: slot for slot in release for position in found[slot.id]}
    left, placed, own = list(release), [], 0

    def put(slot: Slot, source: str) -> None:
        placed.append(Placed(slot.id, slot.kind, source, slot))
        left.remove(slot)

    for position, cell in enumerate(cells):
        if position in answers:
            slot = answers[position]
            before = left[: left.index(slot)]
            for ours in [s for s in before if s.id not in chosen]:
                put(ours, ours.source)
            put(slot, cell.source)
        elif _is_own(cell, copies.get(position)):
            while left and left[0].id not in chosen and min(found[left[0].id], default=-1) < position:
                put(left[0], left[0].source)
            own += 1
            placed.append(Placed(f"own-{own}", cell.kind, cell.source))
    for slot in list(left):
        put(slot, slot.source)
    return placed


def _is_own(cell: Cell, copy_of: Slot | None) -> bool:
    """Whether a cell is the student's work: added, or a further, changed copy of a cell for an answer."""
    if not cell.source.strip():
        return False
    return copy_of is None or (copy_of.is_students and not alike(cell.source, copy_of.source))
