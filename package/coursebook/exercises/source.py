"""Reads ``exercises/<set>/notebook.md``, a MyST notebook, and names every fault of it with its line.

MyST-NB reads the file; the metadata of its cells is held to ``notebook_schema.json``.
"""

from __future__ import annotations

import ast
import json
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jsonschema import Draft202012Validator
from myst_nb.core.read import MystMetadataParsingError, read_myst_markdown_notebook

from coursebook import project
from coursebook.exercises import bank
from coursebook.exercises.questions import outcomes
from coursebook.faults import Fault, InputError, nearest

SCHEMA = Path(__file__).with_name("notebook_schema.json")
SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
SET_UP = "set-up"
CODE = ("set-up", "answer", "test", "plain")


@dataclass(frozen=True)
class Cell:
    """One cell as its author wrote it; ``kind`` is set-up, answer, test, plain, markdown, task or hunt."""

    kind: str
    line: int
    source: str
    metadata: dict[str, Any]

    @property
    def id(self) -> str:
        """The grade_id, or the id of the task or hunt; empty for other cells."""
        return self.metadata.get("nbgrader", {}).get("grade_id") or self.metadata.get(self.kind) or ""

    @property
    def points(self) -> float:
        """The points of a test; zero for other cells."""
        return self.metadata["nbgrader"]["points"] if self.kind == "test" else 0.0


@dataclass(frozen=True)
class Source:
    """A set's notebook as its author wrote it."""

    path: Path
    title: str
    cells: tuple[Cell, ...]


def read(path: Path) -> tuple[Source | None, list[Fault]]:
    """The notebook and its faults; without a notebook if it could not be read at all."""
    file = project.current().within(path)
    if not path.is_file():
        return None, [Fault(file, "", "The file is missing.", "write it, or restore it from version control.")]
    try:
        text = path.read_text(encoding="utf-8-sig")
        notebook = read_myst_markdown_notebook(text, add_source_map=True)
    except (MystMetadataParsingError, UnicodeDecodeError) as error:
        return None, [Fault(file, "", f"This is no MyST notebook: {_first_line(error)}.", "correct the cell's YAML.")]
    starts = notebook.metadata.pop("source_map")
    cells = tuple(cell(one, _line(text, one.source, start)) for one, start in zip(notebook.cells, starts))
    title = str(notebook.metadata.get("title", ""))
    faults = [] if title else [Fault(file, "front matter", "There is no title.", "add the line 'title: …'.")]
    found = Source(path, title, cells)
    return found, faults + list(_faults(found, file))


def _line(text: str, source: str, start: int) -> int:
    """The line on which a cell's own text begins: below its fence and metadata."""
    before = sum(len(line) for line in text.splitlines(keepends=True)[: max(start - 1, 0)])
    return text.count("\n", 0, max(text.find(source, before), before)) + 1


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__


def cell(node: nbformat.NotebookNode, line: int) -> Cell:
    """A notebook's cell as a :class:`Cell`, its kind told by its metadata."""
    metadata = json.loads(json.dumps(node.metadata))
    if node.cell_type == "markdown":
        # A marker names a task or hunt; the cells that it stands for have nbgrader's metadata.
        marks = ("task", "hunt") if "nbgrader" not in metadata else ()
        kind = next((kind for kind in marks if kind in metadata), "markdown")
    else:
        about = metadata.get("nbgrader") or {}
        about = about if isinstance(about, dict) else {}
        kind = "set-up" if about.get("locked") or about.get("grade_id") == SET_UP else "plain"
        kind = "answer" if about.get("solution") else "test" if about.get("grade") else kind
    return Cell(kind, line, node.source, metadata)


def _faults(source: Source, file: str) -> Iterator[Fault]:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    seen: set[str] = set()
    sound = True
    for cell in source.cells:
        place = f"line {cell.line}" + (f", cell '{cell.id}'" if cell.id else "")
        if cell.kind in schema["$defs"]:
            validator = Draft202012Validator({**schema, "$ref": f"#/$defs/{cell.kind}"})
            for error in validator.iter_errors(cell.metadata):
                sound = False
                where = "".join(f"{step}: " for step in error.absolute_path)
                yield Fault(file, place, f"{where}{error.message}.", "see coursebook/exercises/notebook_schema.json.")
        if cell.id in seen:
            yield Fault(file, place, f"The id '{cell.id}' stands twice.", "rename one.")
        seen |= {cell.id} - {""}
        if cell.kind in CODE:
            yield from _code_faults(cell, file, place)
    if [cell.kind for cell in source.cells].count("set-up") != 1:
        yield Fault(file, "", "There is not exactly one set-up cell.", "give one cell the grade_id 'set-up', locked.")
    if sound:
        yield from _question_faults(source, file)
        yield from _name_faults(source, file)


def _code_faults(cell: Cell, file: str, place: str) -> Iterator[Fault]:
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        yield Fault(file, f"line {cell.line + (error.lineno or 1) - 1}", f"This is no Python: {error.msg}.", "correct it.")
    for begin, end in (SOLUTION, HIDDEN):
        marks = [line.strip() for line in cell.source.splitlines() if line.strip() in (begin, end)]
        if marks != [begin, end] * (len(marks) // 2):
            yield Fault(file, place, f"'{begin}' and '{end}' do not pair.", "close each region that begins.")
    regions = {"answer": (SOLUTION, "solution"), "test": (HIDDEN, "hidden test")}
    for kind, ((begin, _), what) in regions.items():
        if kind != cell.kind and begin in cell.source:
            yield Fault(file, place, f"There is a {what} in a cell that is none.", f"move it into a cell of kind {kind}.")
    if cell.kind == "answer" and SOLUTION[0] not in cell.source:
        yield Fault(file, place, "The answer cell has no solution.", f"put it between {SOLUTION[0]} and {SOLUTION[1]}.")


def _question_faults(source: Source, file: str) -> Iterator[Fault]:
    answers = {cell.id: cell for cell in source.cells if cell.kind == "answer"}
    tests = [cell for cell in source.cells if cell.kind == "test"]
    known = outcomes().get(source.path.parent.name, {})
    for cell in tests:
        if cell.metadata["question"] not in answers:
            fix = nearest(cell.metadata["question"], answers)
            place = f"line {cell.line}, cell '{cell.id}'"
            yield Fault(file, place, f"There is no question '{cell.metadata['question']}'.", fix)
    for id, cell in answers.items():
        place, about = f"line {cell.line}, question '{id}'", cell.metadata["question"]
        given = [test.points for test in tests if test.metadata["question"] == id]
        if sum(given) != about["points"]:
            said = f"It has {about['points']:g} points and its tests {sum(given):g}."
            yield Fault(file, place, said, "make them agree.")
        # A set whose outcomes are not written down yet may name any.
        yield from bank.faults_of_names(file, place, about["outcome"], about["claims"], known or {about["outcome"]: ""})
        for name in about["answers"]:
            if not re.search(rf"\b{name}\b", cell.source):
                yield Fault(file, place, f"The solution does not define '{name}'.", "name what it defines.")


def _name_faults(source: Source, file: str) -> Iterator[Fault]:
    # A notebook has one namespace, in which students and nbgrader run the tests: a cell after a test must find its names.
    kept = {name for cell in source.cells if cell.kind == SET_UP for name in _bound(cell)}
    kept |= {name for cell in source.cells if cell.kind == "answer" for name in cell.metadata["question"]["answers"]}
    for cell in source.cells:
        if cell.kind == "test":
            for name in sorted(kept & _bound(cell)):
                place = f"line {cell.line}, cell '{cell.id}'"
                yield Fault(file, place, f"The test sets '{name}', a name of the set-up cell or an answer.", "choose another.")


def _bound(cell: Cell) -> set[str]:
    """Names that the cell sets in the notebook, none if it is no Python."""
    try:
        names = symtable.symtable(cell.source, cell.id, "exec").get_symbols()
    except SyntaxError:
        return set()
    return {one.get_name() for one in names if one.is_assigned() or one.is_imported()}


def known_sets() -> list[str]:
    """Names of the folders of ``exercises/`` that hold a notebook."""
    return sorted(path.parent.name for path in project.current().exercises.glob("*/notebook.md"))


def checked(name: str) -> Source:
    """The notebook of a set, if it has no fault.

    Raises:
        InputError: it has; all faults are listed.
    """
    found, faults = read(project.current().exercises / name / "notebook.md")
    if faults:
        raise InputError(*sorted(set(faults)))
    return found
