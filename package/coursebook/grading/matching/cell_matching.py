"""Which cell of a submission stands for which cell of the release.

A cell is found by its nbgrader id, by its cell id, by its text, by the names that it binds, or by its place: below which
of the release's cells it stands. What a student wrote that belongs to no cell for certain is kept apart (``leftovers``).
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from coursebook.grading.intake.notebook_reader import Cell
from coursebook.grading.matching.slots import ANSWER, WRITTEN, Slot, alike, bound_names, normal
from coursebook.grading.matching.texts import is_text, release_lines

ALIKE = 0.8  # share of equal text from which two versions of a locked cell count as the same cell
# What one notebook may cost: glances at pairs of cells, and pairs of letters compared. An honest one needs a few dozen
# cells of a thousand letters; one made of a thousand cells with a locked cell's letters in another order would keep a
# worker busy for an hour.
GLANCES, LETTERS = 10_000, 100_000_000

BY_MARK, BY_ID, BY_TEXT, BY_NAME, BY_PLACE = "mark", "id", "text", "name", "place"


@dataclass
class Matches:
    """What was found.

    ``positions``: slot id -> the submitted cells that stand for it; ``how``: slot id -> by what it was found.
    ``texts``: id of a written slot -> (position, text) of what the student wrote for it in other cells.
    ``leftovers``: (position, text) of what the student wrote and no slot could be found for.
    ``unsure``: ids of slots whose answer was found by its place, where the cells stand in another order, other text is left
    over, or another answer is missing. ``ignored``: positions of cells that hold nothing but the release's own text or code.
    ``above``: for each position the id of the release's cell that it stands below ("" for none).
    """

    positions: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    how: dict[str, str] = field(default_factory=dict)
    texts: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    leftovers: list[tuple[int, str]] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    ignored: set[int] = field(default_factory=set)
    above: list[str] = field(default_factory=list)

    @property
    def is_of_this_release(self) -> bool:
        """Whether enough was found to say that the notebook answers this release at all."""
        by_name = sum(how == BY_NAME for how in self.how.values())
        return any(how in (BY_MARK, BY_ID, BY_TEXT) for how in self.how.values()) or by_name > 1


def match(cells: Sequence[Cell], release: Sequence[Slot]) -> Matches:
    """Find the cells of ``release`` among the submitted ``cells``."""
    return _Matcher(cells, release).match()


class _Matcher:
    def __init__(self, cells: Sequence[Cell], release: Sequence[Slot]):
        self.cells, self.release = cells, release
        self.slots = {slot.id: slot for slot in release}
        self.sources = _Sources(cells)
        self.free = set(range(len(cells)))
        self.found = Matches()
        self._prompts = prompts(release)
        self._templates = {normal(slot.given) for slot in release if slot.is_students}

    def match(self) -> Matches:
        self._by_ids()
        for slot in self.release:
            if not slot.is_students and not self.found.positions[slot.id]:
                self._by_text(slot)
        self.free -= {position for position in self.free if not self.cells[position].source.strip()}
        self._look_at_lines()
        for slot in self.release:
            if slot.role == ANSWER:
                self._answer(slot)
        for slot in self.release:
            if slot.role == WRITTEN:
                self._written(slot)
        self.found.leftovers += [
            (position, text) for position in sorted(self.lines) for _, text in self.lines[position] if text
        ]
        self._doubt_places()
        return self.found

    def _take(self, slot: Slot, position: int, how: str) -> None:
        self.found.positions[slot.id].append(position)
        self.found.how.setdefault(slot.id, how)
        self.free.discard(position)

    def _by_ids(self) -> None:
        for position, cell in enumerate(self.cells):
            if cell.grade_id in self.slots:
                self._take(self.slots[cell.grade_id], position, BY_MARK)
        by_cell_id = {slot.cell_id: slot for slot in self.release if slot.cell_id}
        for position in sorted(self.free):
            slot = by_cell_id.get(self.cells[position].id)
            # A cell that was split keeps its id on one half and its mark on the other, or both on both.
            if slot and (slot.is_students or self.found.how.get(slot.id, BY_ID) == BY_ID):
                self._take(slot, position, BY_ID)
        for positions in self.found.positions.values():
            positions.sort()

    def _by_text(self, slot: Slot) -> None:
        wanted = normal(slot.given)
        free = sorted(self.free)
        same = next((position for position in free if self.sources.normal(position) == wanted), None)
        if same is None:
            same = next((position for position in free if self.sources.is_alike(wanted, position)), None)
        if same is not None:
            self._take(slot, same, BY_TEXT)

    def _look_at_lines(self) -> None:
        """Tell the student's text from the release's, line by line, and find where each piece of it stands."""
        known = release_lines(tuple(self.release))
        here = {position: id for id, positions in self.found.positions.items() for position in positions}
        self.lines: dict[int, list[tuple[str, str]]] = {}
        above = ""
        for position, cell in enumerate(self.cells):
            slot = self.slots.get(here.get(position, ""))
            if slot and (slot.is_students or alike(cell.source, slot.given)):
                above = slot.id
                self.found.above.append(above)
                continue
            self.found.above.append(above)
            if not cell.source.strip():
                continue
            if cell.kind == "code" and (known.is_code(cell.source) or not is_text(cell.source)):
                if known.is_code(cell.source):
                    self._ignore(position)
            else:
                self.lines[position] = pieces = list(known.pieces(cell.source, above, slot.id if slot else ""))
                if not any(text for _, text in pieces) and known.is_text(cell.source):
                    self._ignore(position)
                above = pieces[-1][0]
            above = slot.id if slot else above

    def _ignore(self, position: int) -> None:
        """Leave out a cell that is the release's own, but for an untouched template, whose place says whose it is."""
        self.found.ignored.add(position)
        if self.sources.normal(position) not in self._templates:
            self.free.discard(position)

    def _below(self, slot: Slot) -> list[int]:
        """Free cells that stand below the prompt of a slot, or below the slot itself."""
        near = self._prompts[slot.id] | {slot.id}
        return [position for position in sorted(self.free) if self.found.above[position] in near]

    def _answer(self, slot: Slot) -> None:
        positions = self.found.positions[slot.id]
        if any(not alike(self.cells[p].source, slot.given) and self.cells[p].source.strip() for p in positions):
            return
        code = [position for position in sorted(self.free) if self.cells[position].kind == "code"]
        binding = [position for position in code if slot.names & self.sources.binds(position)]
        near = set(self._below(slot))
        if binding:
            self._take(slot, ([p for p in binding if p in near] or binding)[-1], BY_NAME)
            return
        if positions:
            return
        below = [position for position in code if position in near and position not in self.lines]
        blank = [position for position in below if alike(self.cells[position].source, slot.given)]
        if blank or below:
            self._take(slot, (blank or below)[0], BY_PLACE)

    def _written(self, slot: Slot) -> None:
        if not self.found.positions[slot.id]:
            wanted = normal(slot.given)
            blank = [position for position in self._below(slot) if self.sources.normal(position) == wanted]
            if blank:
                self._take(slot, blank[0], BY_PLACE)
                self.lines.pop(blank[0], None)
        near = self._prompts[slot.id] | {slot.id}
        for position in sorted(self.lines):
            mine = [text for id, text in self.lines[position] if text and id in near]
            if mine:
                self.found.texts[slot.id] += [(position, text) for text in mine]
                self.lines[position] = [(id, text) for id, text in self.lines[position] if id not in near]
                self.found.how.setdefault(slot.id, BY_PLACE)
                self.free.discard(position)

    def _doubt_places(self) -> None:
        """Below its prompt, and above what follows in the release: only then is a place as good as a name."""
        order = {slot.id: number for number, slot in enumerate(self.release)}
        anchors = sorted(
            (position, order[id])
            for id, positions in self.found.positions.items()
            for position in positions
            if not self.slots[id].is_students or self.found.how[id] in (BY_MARK, BY_ID)
        )
        known = sorted({number for _, number in anchors})
        missing = {
            s.role for s in self.release if s.is_students and not self.found.positions[s.id] and not self.found.texts[s.id]
        }
        for slot in self.release if ANSWER in missing else ():
            places = self.found.positions[slot.id]
            if self.found.how.get(slot.id) == BY_PLACE and slot.names and not slot.names & self.sources.binds(places[0]):
                self.found.unsure.add(slot.id)  # it may be the answer that is missing
        for id, texts in self.found.texts.items():
            if texts and WRITTEN in missing:  # its prompt may be gone, and its text stand below another's
                self.found.unsure.add(id)
            if not texts or self.found.how[id] in (BY_MARK, BY_ID):
                continue
            last = max(position for position, _ in texts)
            below = next((number for position, number in anchors if position > last), None)
            expected = next((number for number in known if number > order[id]), None)
            if below != expected or self.found.leftovers:
                self.found.unsure.add(id)


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


def prompts(release: Sequence[Slot]) -> dict[str, set[str]]:
    """For each slot of the student's the ids of its prompt: the text right before it."""
    leads: dict[str, set[str]] = {}
    prompt: set[str] = set()
    for slot in release:
        if slot.is_students:
            leads[slot.id] = prompt
        prompt = prompt | {slot.id} if slot.kind != "code" and not slot.is_students else set()
    return leads
