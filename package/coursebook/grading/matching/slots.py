"""The released notebook as a row of slots, into which a submission's cells are matched."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from coursebook.cell_metadata import cell_key, nbgrader_of
from coursebook.grading.matching.parsing import parsed, without_magics

# What a slot is for. Only `answer` and `written` take their source from the student.
LOCKED, TEST, ANSWER, WRITTEN, PROSE = "locked", "test", "answer", "written", "prose"
LONG = 60  # letters of a cell of the release by which it is known
TELLING = 12  # letters and digits from which a line of the release says where in it we are


@dataclass(frozen=True)
class Slot:
    """One cell of the release. ``names`` are the answers that its question asks for; empty for all but answers.

    ``source`` is that of today, which is run; ``handed_out`` what the student was given, if that was another.
    """

    id: str
    cell_id: str
    kind: str
    role: str
    source: str
    names: frozenset[str] = frozenset()
    handed_out: str = ""

    @property
    def given(self) -> str:
        """The source that the student was given: what a submission is compared with."""
        return self.handed_out or self.source

    @property
    def is_students(self) -> bool:
        """Whether the student was asked to write here."""
        return self.role in (ANSWER, WRITTEN)


@dataclass(frozen=True)
class LockedCode:
    """Code that students were to leave alone: its ``cells``, all their ``lines``, and the cell that owns a telling one."""

    cells: tuple[str, ...]
    lines: frozenset[str]
    owners: Mapping[str, str]


def slots(
    released: Mapping[str, Any], names: Mapping[str, tuple[str, ...]], handed_out: Mapping[str, str] = {}
) -> tuple[Slot, ...]:
    """The slots of a released notebook (nbformat 4 dict).

    ``names`` maps the id of an answer cell to its answers, ``handed_out`` the id of a cell that has changed since to its source
    of then.
    """
    found = []
    for position, cell in enumerate(released["cells"]):
        marked = nbgrader_of(cell)
        grade_id = marked.get("grade_id", "")
        if marked.get("solution"):
            role = WRITTEN if marked.get("grade") else ANSWER
        elif marked.get("task"):
            role = WRITTEN
        elif marked.get("grade"):
            role = TEST
        else:
            role = LOCKED if marked.get("locked") else PROSE
        id = cell_key(cell) or f"cell-{position}"
        found.append(
            Slot(
                id,
                cell.get("id") or "",
                cell["cell_type"],
                role,
                cell["source"],
                frozenset(names.get(grade_id, ())) if role == ANSWER else frozenset(),
                handed_out.get(id, ""),
            )
        )
    return tuple(found)


def telling(release: Sequence[Slot]) -> tuple[set[str], set[str]]:
    """The ids and the longer texts by which a notebook is known as one of this release: all assignments begin alike."""
    first = next((place for place, slot in enumerate(release) if slot.is_students), 0)
    own = release[first:]
    return {slot.id for slot in own}, {normal(slot.given) for slot in own if len(slot.given) > LONG}


def students_around(release: Sequence[Slot], id: str) -> tuple[Slot | None, Slot | None]:
    """The student's cells before and after a cell of the release."""
    place = [slot.id for slot in release].index(id)
    before = next((slot for slot in reversed(release[:place]) if slot.is_students), None)
    return before, next((slot for slot in release[place + 1 :] if slot.is_students), None)


def bound_names(source: str) -> set[str]:
    """The names that a piece of code binds at its top level; for code that does not parse, those it seems to bind."""
    tree = parsed(source)
    if tree is None:
        return set(re.findall(r"^(?:def[ \t]+)?([A-Za-z_]\w*)[ \t]*(?:=(?!=)|\()", source, flags=re.MULTILINE))
    names: set[str] = set()
    todo: list[ast.AST] = list(tree.body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)  # what is bound within is not the cell's
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name):
            names |= {node.id} if isinstance(node.ctx, ast.Store) else set()
        elif not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            todo.extend(ast.iter_child_nodes(node))
    return names


def is_code(source: str) -> bool:
    """Whether it parses; lines for IPython (``%``, ``!``) count as code."""
    return parsed(source) is not None or parsed(without_magics(source)) is not None


def normal(source: str) -> str:
    """Source without what an editor changes by itself: line ends, trailing blanks, blank lines."""
    return "\n".join(line.rstrip() for line in source.splitlines() if line.strip())


def alike(one: str, other: str) -> bool:
    """Whether two sources differ in no more than an editor changes by itself."""
    return one == other or normal(one) == normal(other)


def added_statements(source: str, original: str, taken: Iterable[str]) -> str:
    """The statements of a changed cell that bind new names; "" where either does not parse."""
    theirs, ours = parsed(source), parsed(original)
    if theirs is None or ours is None:
        return ""
    known = {ast.dump(node) for node in ours.body}
    kept = []
    for node in theirs.body:
        text = ast.get_source_segment(source, node) or ""
        names = bound_names(text)
        if ast.dump(node) not in known and names and not names & set(taken):
            kept.append(text)
    return "\n".join(kept)


@functools.lru_cache(4)
def locked_code(release: tuple[Slot, ...]) -> LockedCode:
    """The code of a release that students were to leave alone."""
    cells = [slot for slot in release if slot.kind == "code" and not slot.is_students]
    lines = [(line, slot.id) for slot in cells for line in slot.given.splitlines()]
    owners = {
        line.strip(): id
        for line, id in lines
        if sum(map(str.isalnum, line)) >= TELLING and not line.startswith(("import ", "from "))  # those anybody writes
    }
    return LockedCode(tuple(slot.given for slot in cells), frozenset({"", *(line for line, _ in lines)}), owners)


def without_release(source: str, code: LockedCode) -> str:
    """Code without the release's own cells, or halves of them, that were merged into it; those run in their own place."""
    for cell in code.cells:
        if cell in source:
            source = source.replace(cell, "").strip("\n")
    return source if is_code(source) else _without_halves(source.splitlines(), code.lines) or source


def _without_halves(lines: list[str], known: Set[str]) -> str:
    """Lines without those of the release before the first or after the last blank line that parts them; "" if that is no code."""
    first = next((place for place, line in enumerate(lines) if line not in known), len(lines))
    last = next((place for place in range(len(lines) - 1, -1, -1) if lines[place] not in known), -1)
    start = max((place + 1 for place in range(first) if not lines[place]), default=0)
    end = min((place for place in range(last + 1, len(lines)) if not lines[place]), default=len(lines))
    for begins, ends in ((start, len(lines)), (0, end), (start, end)):
        whole = "\n".join(lines[begins:ends]).strip("\n")
        if whole and is_code(whole):
            return whole
    return ""


def release_within(source: str, code: LockedCode) -> str:
    """The cell of the release of which a part stands in an answer's cell and may keep the answer from being run; "" if none.

    A part at the top runs before the answer; one anywhere in it may be why the cell is no code.
    """
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    return next((code.owners[line] for line in (lines[:1] if is_code(source) else lines) if line in code.owners), "")


def put_together(sources: list[str], place: int) -> tuple[int, str, int] | None:
    """Code that was split within a statement: where it starts, the whole, and of how many cells; None if it was not split.

    The pieces hold the one at ``place``, are code only together, and leave no half over on either side.
    """
    broken = {position for position, source in enumerate(sources) if parsed(source) is None}
    for start in range(place, -1, -1):
        for end in range(max(start + 1, place), len(sources)):
            if broken & set(range(start, end + 1)) and not broken & {start - 1, end + 1}:
                whole = "\n".join(sources[start : end + 1])
                if parsed(whole) is not None:
                    return start, whole, end + 1 - start
    return None


def with_prompts(release: Iterable[Slot]) -> dict[str, set[str]]:
    """For each slot of the student's its id and those of its prompt: the text right before it."""
    near: dict[str, set[str]] = {}
    prompt: set[str] = set()
    for slot in release:
        if slot.is_students:
            near[slot.id] = prompt | {slot.id}
        prompt = prompt | {slot.id} if slot.kind != "code" and not slot.is_students else set()
    return near
