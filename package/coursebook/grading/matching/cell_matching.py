"""Which cell of a submission stands for which cell of the release.

A cell is found by its nbgrader id, by its cell id, by its text, by the names that it binds, or by its place: below which
of the release's cells it stands. What a student wrote that belongs to no cell for certain is kept apart (``leftovers``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from coursebook.grading.intake.notebook_reader import Cell
from coursebook.grading.matching.slots import (
    ANSWER,
    LOCKED,
    TEST,
    WRITTEN,
    Slot,
    alike,
    is_code,
    normal,
    telling,
    with_prompts,
)
from coursebook.grading.matching.sources import Sources
from coursebook.grading.matching.texts import is_said, is_text, release_lines

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
    ``is_of_this_release``: whether enough was found to say that the notebook answers this release at all.
    """

    positions: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    how: dict[str, str] = field(default_factory=dict)
    texts: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    leftovers: list[tuple[int, str]] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    ignored: set[int] = field(default_factory=set)
    above: list[str] = field(default_factory=list)
    is_of_this_release: bool = False


def match(cells: Sequence[Cell], release: Sequence[Slot]) -> Matches:
    """Find the cells of ``release`` among the submitted ``cells``."""
    return _Matcher(cells, release).match()


class _Matcher:
    def __init__(self, cells: Sequence[Cell], release: Sequence[Slot]):
        self.cells, self.release = cells, release
        self.slots = {slot.id: slot for slot in release}
        self.sources = Sources(cells)
        self.free = set(range(len(cells)))
        self.found = Matches()
        self._near = with_prompts(release)
        self._near_written = set().union(*(self._near[slot.id] for slot in release if slot.role == WRITTEN))
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
        self.found.is_of_this_release = self._is_of_this_release()
        return self.found

    def _is_of_this_release(self) -> bool:
        """Another assignment has nearly the same short cells, and may have asked for a ``chart`` or a ``my_range`` too."""
        ids, texts = telling(self.release)
        is_marked = any(self.found.how.get(id) in (BY_MARK, BY_ID) for id in ids)
        named = [id for id, how in self.found.how.items() if how == BY_NAME]
        whole = sum(self.slots[id].names <= self.sources.binds(self.found.positions[id][0]) for id in named)
        return is_marked or whole > 1 or any(self.sources.normal(place) in texts for place in range(len(self.cells)))

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
        for id, positions in self.found.positions.items():
            positions[:] = sorted(p for p in positions if not self._is_another(self.slots[id], p))

    def _is_another(self, slot: Slot, position: int) -> bool:
        """Whether a marked cell has code, and none that it was handed out with: merged with others, and then split."""
        given, here = (set(normal(source).splitlines()) for source in (slot.given, self.cells[position].source))
        is_locked_code = slot.role in (LOCKED, TEST) and slot.kind == "code"
        if is_another := is_locked_code and not given & here and bool(self.sources.binds(position)):
            self.free.add(position)
        return is_another

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
            # Below a task for a text what is no code is the text, however short or odd its words are, and so is what is printed.
            is_prose = is_text(cell.source) or (
                above in self._near_written and (not is_code(cell.source) or is_said(cell.source))
            )
            if cell.kind == "code" and (known.is_code(cell.source) or not is_prose):
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
        return [position for position in sorted(self.free) if self.found.above[position] in self._near[slot.id]]

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
        near = self._near[slot.id]
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
