"""What must not be found in a public edition, and what may be found anyway although answers hold it too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from coursebook import project
from coursebook.editions import practice
from coursebook.editions.public_files import WITHHELD
from coursebook.evidence.roles import plain_roles
from coursebook.exercises import bank, candidates, source
from coursebook.exercises.questions import Question, questions, texts
from coursebook.exercises.rubrics import secrets as of_anchors
from coursebook.exercises.rubrics import tasks
from coursebook.exercises.rubrics import texts as of_task

MARKS = (*source.SOLUTION, *source.HIDDEN)
# Files of a set that are read in parts below, and those of the exercises that are public.
IN_PARTS = ("quiz.yml", "notebook.md", "rubrics.yml", "hunts.yml")
KINDS = {"variants.py": "variants", "sheets.py": "sheet of a hunt", "answers.py": "key function"}


@dataclass(frozen=True)
class Answer:
    """One text that must stay private: what it is, and where it stands in the instructor edition."""

    kind: str
    place: str
    text: str


@dataclass(frozen=True)
class Key:
    """What a graded question is answered with; beside the question's id it gives the question away."""

    question: str
    answers: tuple[str, ...]


def answers(packed: Iterable[str]) -> Iterator[Answer]:
    """Every such text.

    Args:
        packed: paths of the files that the public edition does not have as they are.
    """
    shown = practice.printed()
    for one in questions().values():
        if one.id not in shown:
            for text in texts(one):
                yield from _both("question", f"exercises/{one.chapter}/quiz.yml, '{one.id}'", text)
    for task in tasks().values():
        for text in of_anchors(task):
            yield from _both("anchor", f"exercises/{task.set}/rubrics.yml, '{task.id}'", text)
    for name in source.known_sets():
        yield from _of_notebook(name)
    for path, cells in _hunts():
        withheld = {key: cells[key] for key in WITHHELD["hunts.yml"] if key in cells}
        place = f"{project.current().within(path)}, '{cells['id']}'"
        yield Answer("key of a hunt", place, yaml.safe_dump(withheld, sort_keys=False))
    for name in packed:
        path = project.current().root / name
        if path.is_relative_to(project.current().exercises) and path.name not in IN_PARTS:
            yield from _whole(path)


def _whole(path: Path) -> Iterator[Answer]:
    kind = KINDS.get(path.name) or (f"{path.parent.name} solution" if path.parent.name in ("right", "wrong") else "answers")
    for part in candidates.CELL.split(path.read_text(encoding="utf-8", errors="replace")):
        yield Answer(kind, project.current().within(path), part)


def _both(kind: str, place: str, text: str) -> Iterator[Answer]:
    """A text as its author wrote it, and as readers see it."""
    yield Answer(kind, place, text)
    if (printed := plain_roles(text)) != text:
        yield Answer(kind, place, printed)


def _regions(cell: source.Cell) -> tuple[list[str], str]:
    """The regions of a cell that students do not get, and the rest of it."""
    regions: list[list[str]] = []
    rest, inside = [], False
    for line in cell.source.splitlines():
        if line.strip() in MARKS:
            inside = line.strip() in (source.SOLUTION[0], source.HIDDEN[0])
            regions += [[]] if inside else []
        elif inside:
            regions[-1].append(line)
        else:
            rest.append(line)
    return ["\n".join(region) for region in regions], "\n".join(rest)


def _of_notebook(name: str) -> Iterator[Answer]:
    for cell in source.checked(name).cells:
        regions, _rest = _regions(cell)
        if regions:
            kind = "solution" if cell.kind == "answer" else "hidden test"
            for text in (*regions, candidates.solution(cell.source)):
                yield Answer(kind, f"exercises/{name}/notebook.md, '{cell.id}'", text)


def _hunts() -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(project.current().exercises.glob("*/hunts.yml")):
        yield from ((path, cells) for cells in bank.parsed(path)["hunts"])


def keys() -> list[Key]:
    """The key of each question that no page prints, as far as it is a text or a number of its own."""
    shown = practice.printed()
    return [Key(one.id, found) for one in questions().values() if one.id not in shown and (found := _key(one))]


def _key(question: Question) -> tuple[str, ...]:
    if question.kind == "numeric":
        rounded = {f"{question.key:.10g}", *(f"{question.key:.{places}f}" for places in (0, 1, 2))}
        forms = rounded | {f"{float(number):,.10g}" for number in rounded}
        # One digit may stand anywhere.
        return tuple(sorted(form for form in forms if len(re.findall(r"\d", form)) > 1))
    return tuple(plain_roles(option["text"]) for option in question.cells.get("options", []) if option.get("right"))


def public_anyway(public: Iterable[str]) -> Iterator[str]:
    """Texts that students have, or that anybody has: what answers share with them gives nothing away.

    Not the pages: an answer that was pasted into one must be found.
    """
    for question in practice.printed().values():
        for text in texts(question):
            yield from (text, plain_roles(text))
    for task in tasks().values():
        for text in of_task(task):
            yield from (text, plain_roles(text))
    for name in source.known_sets():
        yield from (_regions(cell)[1] for cell in source.checked(name).cells)
    for _path, cells in _hunts():
        yield from (cells["prompt"], plain_roles(cells["prompt"]))
    book = project.current()
    for path in sorted(book.exercises.glob("*/answers.py")):
        own = [one for one in practice.printed().values() if one.chapter == path.parent.name]
        yield practice.answers(path, practice.functions(path, own))
    computed = [book.root / name for name in public if name.startswith(("data/", "numbers/"))]
    code = [path for path in project.PACKAGE.rglob("*") if path.suffix in (".py", ".md", ".yml")]
    for path in (*computed, *code):
        yield path.read_text(encoding="utf-8", errors="replace")
