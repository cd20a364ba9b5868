"""A made-up class: notebooks of mixed quality, as a demonstration, a benchmark and the tests hand them in.

Each answer is the key, another right solution, one of the wrong ones that the exercise's authors wrote, or blank; some notebooks are
damaged in the ways that happen. All follows from the seed.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from nbformat.v4 import new_code_cell

from coursebook import project
from coursebook.cell_metadata import grade_id, nbgrader_of
from coursebook.exercises import bank, candidates
from coursebook.exercises.release import notebooks
from coursebook.exercises.sets import Exercise
from coursebook.exercises.variants import Variant
from coursebook.grading.intake.class_list import Person

FIRST = "Anna Bohdan Cvita Dmytro Ewa Filip Halyna Ivan Jana Kateryna Lev Maria Nina Oksana Petro Roman Sofia Taras Ulyana Vera".split()
LAST = "Adamek Bondar Cerny Dudek Fiala Horak Ivanenko Kovar Lysenko Malik Novak Orlov Polak Rudenko Savchuk Tkacz Urban Vlasenko".split()


@project.cached
def phrases() -> dict[str, Any]:
    """What the book's ``exercises/essays.yml`` says: the text of the ``key``, ``points`` and ``asides``."""
    return bank.parsed(project.current().exercises / "essays.yml")


def essay(chance: random.Random) -> str:
    """A made-up answer to a written task: some of the book's points in some order, in words that hardly come twice."""
    sentences = [_sentence(chance, point) for point in chance.sample(phrases()["points"], chance.randint(4, 7))]
    return " ".join(sentences)


def _sentence(chance: random.Random, point: list[list[str]]) -> str:
    said, asides = "", phrases()["asides"]
    for part in point:
        aside = f", {chance.choice(asides)}," if said and chance.random() < 0.6 else ""
        said += f"{aside} {chance.choice(part)}"
    return re.sub(r",? ([,;.:])", r"\1", said.strip()) + "."


def students(count: int) -> list[Person]:
    """So many students, each with an id of their own; names may come twice, as they do."""
    chance = random.Random("names")
    return [Person(f"s{number:05d}", chance.choice(FIRST), chance.choice(LAST)) for number in range(1, count + 1)]


def quality(student: str) -> tuple[float, random.Random]:
    """How likely a student's answers are right, from 0 to 1, and what all else of the student's is drawn from."""
    chance = random.Random(f"quality:{student}")
    return chance.betavariate(4, 2), chance


class Hand:
    """Fills notebooks in for one exercise."""

    def __init__(self, exercise: Exercise):
        self.exercise = exercise
        self.right, _ = candidates.read(exercise, "right")
        self.wrong, _ = candidates.read(exercise, "wrong")

    def key(self, variant: Variant) -> dict[str, Any]:
        """The released notebook with the author's solutions and a text for every written task."""
        master = {grade_id(cell): cell for cell in notebooks.master(self.exercise, variant).cells}
        answers = {question.id: candidates.solution(master[question.id].source) for question in self.exercise.questions}
        return self.filled(variant, answers | {task.id: phrases()["key"] for task in self.exercise.tasks})

    def filled(self, variant: Variant, answers: dict[str, str]) -> dict[str, Any]:
        """The released notebook with some answers; what is not in ``answers`` stays as it was handed out."""
        notebook = json.loads(json.dumps(notebooks.student(self.exercise, variant)))
        for cell in notebook["cells"]:
            cell["source"] = answers.get(grade_id(cell), cell["source"])
        return notebook

    def mixed(self, student: str, variant: Variant) -> dict[str, Any]:
        """A notebook of a quality that depends on the student alone."""
        skill, chance = quality(student)
        key = {grade_id(cell): cell["source"] for cell in self.key(variant)["cells"]}
        answers = {}
        for question in self.exercise.questions:
            drawn = chance.random()
            if drawn < skill:
                others = [candidate.code for candidate in self.right.get(question.id, ())]
                answers[question.id] = chance.choice([key[question.id], *others])
            elif drawn < skill + 0.85 * (1 - skill) and self.wrong.get(question.id):
                answers[question.id] = chance.choice(self.wrong[question.id]).code
        if chance.random() < 0.8:
            answers |= {task.id: essay(chance) for task in self.exercise.tasks}
        return self.filled(variant, answers)


def damaged(notebook: dict[str, Any], how: str) -> bytes:
    """The notebook as bytes, damaged in one of the ways of :data:`DAMAGES`."""
    return DAMAGES[how](copy.deepcopy(notebook))


def hand_in(
    hand: Hand, ids: list[str], variant_of: Callable[[str], Variant], damage: float = 0.1
) -> Iterator[tuple[str, bytes]]:
    """For each student a notebook as bytes; a share of them is damaged."""
    for student in ids:
        notebook = hand.mixed(student, variant_of(student))
        chance = random.Random(f"damage:{student}")
        how = chance.choice(sorted(DAMAGES)) if chance.random() < damage else ""
        yield student, damaged(notebook, how) if how else _text(notebook)


def _text(notebook: dict[str, Any]) -> bytes:
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def _without_tests(notebook: dict[str, Any]) -> bytes:
    notebook["cells"] = [c for c in notebook["cells"] if not nbgrader_of(c).get("grade") or c["cell_type"] == "markdown"]
    return _text(notebook)


def _without_metadata(notebook: dict[str, Any]) -> bytes:
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)
    return _text(notebook | {"metadata": {}})


def _copied(notebook: dict[str, Any]) -> bytes:
    tests = [cell for cell in notebook["cells"] if nbgrader_of(cell).get("grade")]
    notebook["cells"].append(tests[0] | {"id": "copied", "source": "pass"})
    return _text(notebook)


def _own_cells(notebook: dict[str, Any]) -> bytes:
    notebook["cells"].insert(3, new_code_cell("print('trying')", id="mine"))
    return _text(notebook)


DAMAGES: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "bom": lambda notebook: b"\xef\xbb\xbf" + _text(notebook),
    "utf-16": lambda notebook: _text(notebook).decode().encode("utf-16"),
    "truncated": lambda notebook: _text(notebook)[:-300],
    "empty": lambda notebook: b"",
    "tests deleted": _without_tests,
    "metadata lost": _without_metadata,
    "test copied": _copied,
    "own cells": _own_cells,
}
