"""The released notebook as a row of slots, into which a submission's cells are matched."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coursebook.grading.matching.parsing import parsed

# What a slot is for. Only `answer` and `written` take their source from the student.
LOCKED, TEST, ANSWER, WRITTEN, PROSE = "locked", "test", "answer", "written", "prose"


@dataclass(frozen=True)
class Slot:
    """One cell of the release. ``names`` are the answers that its question asks for; empty for all but answers."""

    id: str
    cell_id: str
    kind: str
    role: str
    source: str
    names: frozenset[str] = frozenset()

    @property
    def is_students(self) -> bool:
        """Whether the student was asked to write here."""
        return self.role in (ANSWER, WRITTEN)


def slots(released: Mapping[str, Any], names: Mapping[str, tuple[str, ...]]) -> tuple[Slot, ...]:
    """The slots of a released notebook (nbformat 4 dict); ``names`` maps the id of an answer cell to its answers."""
    found = []
    for position, cell in enumerate(released["cells"]):
        marked = cell.get("metadata", {}).get("nbgrader") or {}
        grade_id = marked.get("grade_id", "")
        if marked.get("solution"):
            role = WRITTEN if marked.get("grade") else ANSWER
        elif marked.get("task"):
            role = WRITTEN
        elif marked.get("grade"):
            role = TEST
        else:
            role = LOCKED if marked.get("locked") else PROSE
        found.append(
            Slot(
                grade_id or cell.get("id") or f"cell-{position}",
                cell.get("id") or "",
                cell["cell_type"],
                role,
                cell["source"],
                frozenset(names.get(grade_id, ())) if role == ANSWER else frozenset(),
            )
        )
    return tuple(found)


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


def without_release(source: str, release: Iterable[Slot]) -> str:
    """Code without the release's own cells that were merged into it; those run in their own place."""
    for slot in release:
        if slot.kind == "code" and not slot.is_students and slot.source in source:
            source = source.replace(slot.source, "").strip("\n")
    return source


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
