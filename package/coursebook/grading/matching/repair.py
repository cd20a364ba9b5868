"""A submission put back into the form of its release: locked cells restored, nothing of the student's lost.

Points, ids and flags of the submission are never read. Where the meaning is plain the fix is made and told
(``repairs``); where it is not, a human is asked (``doubts``) and nothing is called blank.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from coursebook.grading.intake.notebook_reader import Cell
from coursebook.grading.matching.cell_matching import BY_ID, BY_MARK, Matches, match
from coursebook.grading.matching.hindrance import hindrance, names_in_broken_code
from coursebook.grading.matching.order import in_order
from coursebook.grading.matching.parsing import readable
from coursebook.grading.matching.placed import FOUND, MISSING, UNCERTAIN, Mended, Placed
from coursebook.grading.matching.slots import (
    ANSWER,
    LOCKED,
    PROSE,
    TEST,
    WRITTEN,
    Slot,
    added_statements,
    alike,
    bound_names,
    locked_code,
    put_together,
    release_within,
    students_around,
    with_prompts,
    without_release,
)
from coursebook.grading.matching.texts import holds_sentences, is_text

PIECES = 4  # cells on either side of an answer that may be pieces of it


def repair(cells: Sequence[Cell], release: Sequence[Slot]) -> Mended:
    """Match ``cells`` to the slots of ``release`` and fix what differs."""
    return _Mender(cells, release).repair()


class _Mender:
    def __init__(self, cells: Sequence[Cell], release: Sequence[Slot]):
        self.cells, self.release = cells, release
        self.found: Matches = match(cells, release)
        self.near = with_prompts(release)
        self.locked_code = locked_code(tuple(release))
        self.repairs: list[str] = []
        self.doubts: list[str] = []
        self.answers: dict[str, tuple[int, str]] = {}  # slot of the student's -> where it stands, its source
        self.states: dict[str, str] = {}
        self.mixed: dict[str, str] = {}  # answer -> cell of the release of which lines stand in its cell
        self.typed_into: list[str] = []  # locked cells for code that hold something of the student's
        self.left_out: set[str] = set()  # names that are set in a locked cell and were not taken over
        self.used: set[int] = set(self.found.ignored)  # positions that are no cells of the student's own

    def repair(self) -> Mended:
        for slot in self.release:
            self._tell_how(slot)
            (self._choose if slot.is_students else self._tell_locked)(slot)
        self.here = {place: id for id, positions in self.found.positions.items() for place in positions}
        self._tell_pictures()
        extra = self._added_to_locked()
        self._look_for_lost_work()
        return Mended(tuple(self._order(extra)), tuple(self.repairs), tuple(self.doubts), self.found.is_of_this_release)

    def _tell_pictures(self) -> None:
        """Pictures are not taken over from a stranger's file; a person looks at them in it."""
        for position, cell in enumerate(self.cells):
            if cell.has_picture:
                at = self.here.get(position)
                where = f"in the cell “{at}”" if at else f"after “{self.found.above[position]}”"
                self.doubts.append(f"A picture stands {where}; it is not shown with the text. Look at it in the file.")

    def _tell_how(self, slot: Slot) -> None:
        how = self.found.how.get(slot.id)
        if how and how != BY_MARK and slot.role != PROSE:
            words = {BY_ID: "id"}.get(how, "place" if how == "place" else "content")
            self.repairs.append(f"The cell “{slot.id}” had lost its mark; it was found by its {words}.")

    def _choose(self, slot: Slot) -> None:
        """Where a slot of the student's stands and what its source is."""
        positions, texts = self.found.positions[slot.id], self.found.texts[slot.id]
        self.states[slot.id] = FOUND if positions or texts else MISSING
        if self.states[slot.id] == MISSING:
            self.repairs.append(f"The cell “{slot.id}” was missing; it was put back from the release.")
            return
        self.used.update(positions if slot.role == WRITTEN else (), (position for position, _ in texts))
        worked_on = [p for p in positions if self.cells[p].source.strip() and not alike(self.cells[p].source, slot.given)]
        if slot.role == WRITTEN:
            self._choose_text(slot, positions, worked_on, texts)
        else:
            self._choose_code(slot, positions, worked_on)
        place = self.answers[slot.id][0]
        if place in positions and (kind := self.cells[place].kind) != slot.kind:
            self.repairs.append(f"The cell “{slot.id}” had become {kind}; it is {slot.kind} again.")

    def _choose_text(self, slot: Slot, positions: list[int], worked_on: list[int], texts: list[tuple[int, str]]) -> None:
        """All that was written for it, in order: halves of a cell that was split, and cells added beside it."""
        pieces = sorted([(position, self.cells[position].source) for position in worked_on] + texts)
        if not pieces:
            self.answers[slot.id] = positions[-1], self.cells[positions[-1]].source
            return
        said = dict.fromkeys(text.strip() for _, text in pieces)  # of equal copies one
        self.answers[slot.id] = pieces[0][0], pieces[0][1] if len(said) == 1 else "\n\n".join(said)
        if len(said) > 1:
            self.repairs.append(f"The text for “{slot.id}” stood in {len(said)} cells; all of them count.")

    def _choose_code(self, slot: Slot, positions: list[int], worked_on: list[int]) -> None:
        """Of several copies the last that was worked on; the others run where they stand."""
        place = (worked_on or positions)[-1]
        source = readable(self.cells[place].source)
        if source != self.cells[place].source:
            self.repairs.append(f"The code for “{slot.id}” held blanks or fences that Python does not take; they were mended.")
        self.answers[slot.id] = place, without_release(source, self.locked_code)
        self.mixed[slot.id] = release_within(source, self.locked_code)
        self.used.update({place}, set(positions) - set(worked_on))
        if len(positions) > 1 and self.found.how[slot.id] in (BY_MARK, BY_ID) and len(worked_on) != 1:
            which = "the last one that was changed counts" if worked_on else "none was changed"
            self.repairs.append(f"The cell “{slot.id}” was there {len(positions)} times; {which}.")
        elif len(positions) > 1:
            self.repairs.append(f"The cell “{slot.id}” stood there untouched too; the one with an answer counts.")
        self._join_halves(slot, place)

    def _join_halves(self, slot: Slot, place: int) -> None:
        """Code that was split within a statement: neighbours that are code only together."""
        first = last = place
        while first > 0 and place - first < PIECES and self._is_free_code(first - 1, slot):
            first -= 1
        while last + 1 < len(self.cells) and last - place < PIECES and self._is_free_code(last + 1, slot):
            last += 1
        if found := put_together([cell.source for cell in self.cells[first : last + 1]], place - first):
            start, whole, count = found
            self.answers[slot.id] = first + start, whole
            self.used.update(range(first + start, first + start + count))
            self.repairs.append(f"The code for “{slot.id}” had been split into cells; it was put together.")

    def _is_free_code(self, position: int, slot: Slot) -> bool:
        is_elses = any(position in found for id, found in self.found.positions.items() if id != slot.id)
        return self.cells[position].kind == "code" and not (position in self.found.ignored or is_elses)

    def _tell_locked(self, slot: Slot) -> None:
        """Say what happened to a cell that the student should have left alone, or that is gone."""
        copies = [self.cells[position] for position in self.found.positions[slot.id]]
        self.used.update(self.found.positions[slot.id])
        if slot.role == PROSE:
            return
        if not copies:
            self.repairs.append(f"The cell “{slot.id}” was missing; it was put back from the release.")
            return
        if not any(alike(copy.source, slot.given) for copy in copies):
            self.repairs.append(f"The locked cell “{slot.id}” was changed; it was put back from the release.")
        if len(copies) > 1:
            self.repairs.append(f"The locked cell “{slot.id}” was there {len(copies)} times; it counts once.")
        if copies[0].kind != slot.kind:
            self.repairs.append(f"The locked cell “{slot.id}” had become {copies[0].kind}; it is {slot.kind} again.")

    def _added_to_locked(self) -> dict[str, str]:
        """What a student typed into a locked code cell: slot id -> source of the cell of its own that it becomes.

        An import in the set-up cell, or an answer typed into (or merged with) a cell for tests. What would take the place
        of an answer in its own cell, or of the release's own names, is left out.
        """
        answers = (self.answers[s.id][1] for s in self.release if s.role == ANSWER and self._is_answered(s))
        answered = set().union(*map(bound_names, answers))
        extra = {}
        for slot in self.release:
            if slot.role not in (LOCKED, TEST) or slot.kind != "code":
                continue
            for position in self.found.positions[slot.id]:
                if self.cells[position].kind == "code" and not alike(self.cells[position].source, slot.given):
                    source, taken = self.cells[position].source, answered | bound_names(slot.source)
                    if added := added_statements(source, slot.given, taken):
                        extra[slot.id] = added
                    self.left_out |= bound_names(source) - bound_names(f"{slot.given}\n{added}")
            sources = [self.cells[position].source for position in self.found.positions[slot.id]]
            if slot.id in extra or (sources and not any(alike(source, slot.given) for source in sources)):
                self.typed_into.append(slot.id)
        return extra

    def _is_answered(self, slot: Slot) -> bool:
        return slot.id in self.answers and not Placed("", "", self.answers[slot.id][1], slot).is_blank

    def _look_for_lost_work(self) -> None:
        """Nothing is blank while work of the student's is left over that could be it; a person looks."""
        texts = self.found.leftovers
        code = [(p, cell.source) for p, cell in enumerate(self.cells) if self._is_own(p) and cell.kind == "code"]
        working = [position for position, source in code if not is_text(source) and bound_names(source)]
        for position, _ in texts:
            if position in self.here:
                id = self.here[position]
                near = " or to ".join(f"“{one.id}”" for one in students_around(self.release, id) if one)
                self.doubts.append(f"Text was typed into the cell “{id}”. Look whether it is an answer, or belongs to {near}.")
        for id in sorted(self.found.unsure):
            self.states[id] = UNCERTAIN
            why = "was found by its place, and cells were moved, other text is left over, or an answer is missing"
            self.doubts.append(f"The answer for “{id}” {why}. Look whether it is the right one, and whole.")
        shown = [self.found.above[position] for position, source in code if holds_sentences(source)]
        # What was added below the last task may hold the answers to those before it, too.
        at_the_end = [id for id in [slot.id for slot in self.release if slot.role == WRITTEN][-1:] if self.found.texts[id]]
        for slot in self.release:
            if not slot.is_students or self._is_answered(slot):
                continue
            is_missing = self.states[slot.id] == MISSING
            where = [self.found.above[position] for position, _ in texts]
            if slot.role == ANSWER:
                near = working if is_missing else [p for p in working if self.found.above[p] in self.near[slot.id]]
                texts_near = where if is_missing else [id for id in where if id in self.near[slot.id]]
                where = [self.found.above[p] for p in near] + texts_near
            else:
                where += at_the_end + [id for id in shown if id in self.near[slot.id]]
            where += [id for id in self.typed_into if students_around(self.release, id)[0] == slot]
            if where:
                self.states[slot.id] = UNCERTAIN
                what = "is not in the notebook" if is_missing else "is as it was handed out"
                places = ", ".join(f"after “{id}”" if id else "at the top" for id in dict.fromkeys(where))
                self.doubts.append(
                    f"The cell “{slot.id}” {what}, but other work of the student's stands in the notebook ({places}). "
                    "Look whether the answer is there."
                )
            elif is_missing:
                names = set().union(*(bound_names(cell.source) for cell in self.cells if cell.kind == "code"))
                found = "another one sets its names" if slot.names and slot.names <= names else "no answer to it was found"
                self.doubts.append(f"The cell “{slot.id}” is not in the notebook, and {found}.")

    def _is_own(self, position: int) -> bool:
        """Whether a cell is the student's work: added, or a further, changed copy of a cell for an answer."""
        return position not in self.used and bool(self.cells[position].source.strip())

    def _order(self, extra: dict[str, str]) -> list[Placed]:
        """The cells of the repaired notebook in their order; what was added to a locked cell follows it."""
        places = {id: place for id, (place, _) in self.answers.items()}
        if sorted(places, key=lambda id: places[id]) != [slot.id for slot in self.release if slot.id in places]:
            self.repairs.append("Answer cells were moved; they were run in the order of your notebook.")
        own = [p for p in range(len(self.cells)) if p not in places.values() and self._is_own(p)]
        placed, added = [], itertools.count(1)
        not_run = self.left_out | names_in_broken_code(self.cells[position] for position in own)
        for one in in_order(self.release, self.found.positions, places, own):
            if isinstance(one, int):
                placed.append(Placed(f"own-{next(added)}", self.cells[one].kind, self.cells[one].source))
                continue
            source = self.answers[one.id][1] if one.id in self.answers else one.source
            why = hindrance(source, self.mixed.get(one.id, ""), not_run) if one.is_students else ""
            placed.append(Placed(one.id, one.kind, source, one, self.states.get(one.id, FOUND), why))
            if one.id in extra:
                placed.append(Placed(f"own-{next(added)}", "code", extra[one.id]))
        return placed
