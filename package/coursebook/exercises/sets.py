"""An exercise set: its questions, its variants, and the version of everything that decides a mark."""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import random
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pandas as pd

from coursebook import project
from coursebook.exercises import expand, hunts, rubrics, source, variants
from coursebook.exercises.balance import traits
from coursebook.exercises.balance.learned import Learned
from coursebook.exercises.hunts import Hunt
from coursebook.exercises.rubrics import WrittenTask
from coursebook.exercises.source import Cell
from coursebook.exercises.variants import Draw, Rule, Variant
from coursebook.faults import Fault, InputError, nearest

CHECKS = project.PACKAGE / "checks"


@dataclass(frozen=True)
class Test:
    """One test cell of a question, by its grade_id."""

    id: str
    points: float

    __test__ = False  # pytest collects classes of this name


@dataclass(frozen=True)
class CodeQuestion:
    """A question that is answered with code: the names it asks for, and the tests that give its points."""

    id: str
    answers: tuple[str, ...]
    tests: tuple[Test, ...]
    points: float
    outcome: str
    level: str
    minutes: float
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Exercise:
    """A set as its folder describes it; made by :func:`exercise`.

    ``chosen`` are the questions of one that was cut down to some, ``learned`` is what students' draws are balanced by.
    """

    name: str
    title: str
    version: str
    source: source.Source
    module: ModuleType
    chosen: tuple[str, ...] = ()
    learned: Learned | None = None

    @property
    def folder(self) -> Path:
        """The set's folder."""
        return self.source.path.parent

    @functools.cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The notebook's cells, its markers expanded into the cells of the written tasks and hunts that they name."""
        return tuple(one for cell in self.source.cells for one in self._expanded(cell))

    def _expanded(self, cell: Cell) -> list[Cell]:
        if cell.kind == "set-up" and self.hunts:
            # An expression at the end, which shows a table, stays at the end.
            lines, last = cell.source.splitlines(), ast.parse(cell.source).body[-1]
            place = last.lineno - 1 if isinstance(last, ast.Expr) else len(lines)
            lines[place:place] = [expand.set_up_of_hunt(hunt) for hunt in self.hunts]
            return [Cell(cell.kind, cell.line, "\n".join(lines), cell.metadata)]
        if cell.kind not in ("task", "hunt"):
            return [cell]
        made = expand.cells_of_task if cell.kind == "task" else expand.cells_of_hunt
        listed = self.tasks if cell.kind == "task" else self.hunts
        named = next(one for one in listed if one.id == cell.id)
        return [dataclasses.replace(new, line=cell.line) for new in made(named)]

    @functools.cached_property
    def questions(self) -> tuple[CodeQuestion, ...]:
        """The questions that tests mark, hunts among them, in the notebook's order."""
        tests = [cell for cell in self.cells if cell.kind == "test"]
        return tuple(
            CodeQuestion(
                cell.id,
                tuple(cell.metadata["question"]["answers"]),
                tuple(Test(test.id, test.points) for test in tests if test.metadata["question"] == cell.id),
                *(cell.metadata["question"][name] for name in ("points", "outcome", "level", "minutes")),
                tuple(cell.metadata["question"]["claims"]),
            )
            for cell in self.cells
            if cell.kind == "answer"
        )

    @functools.cached_property
    def written(self) -> tuple[str, ...]:
        """Ids of the questions whose tests are tested with hand-written solutions: all but the hunts."""
        return tuple(cell.id for cell in self.source.cells if cell.kind == "answer")

    @functools.cached_property
    def tasks(self) -> tuple[WrittenTask, ...]:
        """The written tasks that the notebook asks for, in its order."""
        return tuple(rubrics.tasks(self.name)[cell.id] for cell in self.source.cells if cell.kind == "task")

    @functools.cached_property
    def hunts(self) -> tuple[Hunt, ...]:
        """The error hunts that the notebook asks for, in its order."""
        return tuple(hunts.hunts(self.name)[cell.id] for cell in self.source.cells if cell.kind == "hunt")

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What makes a draw fair, from ``variants.py``, for the questions that the notebook asks."""
        asked = {cell.id for cell in self.source.cells}
        return tuple(rule for rule in self.module.RULES if rule.question in asked)

    def variant(self, student: str | None = None, key: bytes = b"", course: str = "", term: str = "") -> Variant:
        """The data of one student, or with ``None`` the common variant.

        Args:
            student: the student's id in the roster.
            key: the course's secret; without it nobody can compute another's variant.
            course, term: what else the draw depends on.

        Raises:
            InputError: no draw keeps the rules of ``variants.py``.
        """
        common = student is None
        drawn_from = variants.seed(key, course, term, self.name, *([] if common else [student]))
        learned = None if common else self.learned
        first = "common" if common else drawn_from

        def planted(attempt: int) -> dict[str, pd.DataFrame]:
            # Faults are planted anew only where their number may be why the draw was not taken.
            return self._planted(f"{first}:{attempt}" if learned and attempt else first)

        def unlike(draw: Draw) -> str:
            return learned.broken_by(traits.of_draw(draw, self.hunts, learned.traits)) if learned else ""

        found, rejected = variants.accepted(self.module.draw, self.rules, drawn_from, common, planted, unlike)
        if found is None:
            file = project.current().within(self.folder / "variants.py")
            said = f"No draw keeps the rules: {rejected[-1]}."
            raise InputError(Fault(file, "the common variant" if common else "", said, "widen the draw or the rule."))
        return found

    def _planted(self, seed: str) -> dict[str, pd.DataFrame]:
        return {hunt.table: hunts.planted(hunt, random.Random(f"{seed}:{hunt.id}"))[0] for hunt in self.hunts}


def exercise(name: str) -> Exercise:
    """A set by its name.

    Raises:
        InputError: there is no such set, or its files have faults; all of them are listed.
    """
    if name not in source.known_sets():
        fix = nearest(name, source.known_sets())
        raise InputError(Fault("exercises/", "", f"There is no set '{name}'.", fix))
    folder = project.current().exercises / name
    found, faults = source.read(folder / "notebook.md")
    module, wrong = _module(folder / "variants.py")
    faults += wrong
    if found and module and not faults:
        known = [cell.id for cell in found.cells if cell.kind == "answer"]
        for rule in module.RULES:
            if rule.question not in known:
                file = project.current().within(folder / "variants.py")
                faults.append(Fault(file, "RULES", f"There is no question '{rule.question}'.", nearest(rule.question, known)))
        faults += _unknown_markers(name, found)
    if faults:
        raise InputError(*sorted(set(faults)))
    return Exercise(name, found.title, _version(folder, module), found, module)


def _unknown_markers(name: str, found: source.Source) -> list[Fault]:
    faults = []
    for kind, bank in (("task", rubrics.tasks), ("hunt", hunts.hunts)):
        asked = [cell for cell in found.cells if cell.kind == kind]
        known = list(bank(name)) if asked else []
        for cell in asked:
            if cell.id not in known:
                place = f"line {cell.line}"
                said = f"There is no {kind} '{cell.id}' in this set."
                fix = nearest(cell.id, known) if known else "take the marker out."
                faults.append(Fault(project.current().within(found.path), place, said, fix))
    return faults


def _module(path: Path) -> tuple[ModuleType | None, list[Fault]]:
    file = project.current().within(path)
    if not path.is_file():
        return None, [Fault(file, "", "The file is missing.", "write it: draw() and RULES.")]
    try:
        module = project.run_module(path)
    except InputError as error:
        return None, list(error.faults)
    except Exception as error:  # whatever the author's file raises is a fault of that file
        return None, [Fault(file, "", f"It stops with {type(error).__name__}: {error}.", "correct it.")]
    missing = [name for name in ("TABLES", "RULES", "draw") if not hasattr(module, name)]
    return module, [Fault(file, "", f"It does not define {name}.", f"define {name}.") for name in missing]


def _version(folder: Path, module: ModuleType) -> str:
    """A hash of the files that decide a mark: the set's own, its tables, and the checks."""
    files = [folder / name for name in ("notebook.md", "variants.py", "rubrics.yml", "hunts.yml", "sheets.py")]
    files += [project.current().data / f"{table}.csv" for table in module.TABLES] + sorted(CHECKS.glob("*.py"))
    hashed = hashlib.sha256()
    for path in files:
        if path.is_file():
            hashed.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return hashed.hexdigest()[:12]
