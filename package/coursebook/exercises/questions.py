"""The question bank: read from ``exercises/<chapter>/quiz.yml``, each fault named with its question.

Numeric keys, and the answers that plausible wrong methods give, are functions of the data in
``exercises/<chapter>/answers.py``: a correction of a table changes them with it.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from coursebook import project
from coursebook.evidence import texts as translated
from coursebook.exercises import bank
from coursebook.faults import Fault, nearest

# Where a page prints a question.
ASKED = re.compile(r"^[ \t]*(?:`{3,}|:{3,})\{question\}[ \t]+(\S+)", re.M)
NESTED = {"options", "pairs", "methods"}


@dataclass(frozen=True)
class Question:
    """One question as its author wrote it; ``cells`` holds what its kind needs."""

    id: str
    chapter: str
    use: str
    kind: str
    outcome: str
    level: str
    points: float
    minutes: float
    claims: tuple[str, ...]
    prompt: str
    hints: tuple[str, ...]
    cells: dict[str, Any]

    @property
    def key(self) -> float:
        """The right number of a numeric question, computed from the data."""
        return _answer(self.chapter, self.cells["key"])

    @property
    def calls(self) -> list[tuple[str, str]]:
        """The calls that check an answer in code, each with its value as a Python literal: what the model answer gives."""
        return [(call, repr(value)) for call, value in _values(self, self.cells["answer"])]

    @property
    def wrong_methods(self) -> list[tuple[float, str]]:
        """For a numeric question: the number each plausible wrong method gives, and what to say to it."""
        return [(_answer(self.chapter, method["answer"]), method["feedback"]) for method in self.cells["methods"]]


def _values(question: Question, answer: str) -> Iterator[tuple[str, Any]]:
    """The calls with what they give after an answer ran; both are the book's own code."""
    namespace: dict[str, Any] = {"__name__": question.id}
    exec(question.cells.get("given", ""), namespace)
    exec(answer, namespace)
    for call in question.cells["checks"]:
        yield call, eval(call, namespace)


@project.cached
def _answers(chapter: str) -> ModuleType:
    return project.run_module(project.current().exercises / chapter / "answers.py")


def _answer(chapter: str, name: str) -> float:
    return float(getattr(_answers(chapter), name)())


def outcomes() -> dict[str, dict[str, str]]:
    """Learning outcomes by chapter: id -> wording, from ``exercises/outcomes.yml``; none without the file."""
    path = project.current().exercises / "outcomes.yml"
    return bank.parsed(path) or {} if path.is_file() else {}


@project.cached
def questions() -> dict[str, Question]:
    """Every question by its id.

    Raises:
        InputError: a quiz file is faulty; all faults of all files are listed.
    """
    return bank.every("quiz.yml", "question", _read, _question, _faults_of)


def _question(chapter: str, cells: dict[str, Any]) -> Question:
    common = {name: cells[name] for name in Question.__annotations__ if name in cells}
    own = {name: value for name, value in cells.items() if name not in common}
    common |= {"claims": tuple(common["claims"]), "hints": tuple(common["hints"]), "chapter": chapter}
    return Question(**common, cells=own)


def texts(question: Question) -> list[str]:
    """Every text of a question that somebody reads."""
    cells = question.cells
    listed = [question.prompt, *question.hints, cells.get("feedback", ""), cells.get("wrong", ""), *cells.get("items", [])]
    listed += [option[name] for option in cells.get("options", []) for name in ("text", "feedback")]
    listed += [pair[name] for pair in cells.get("pairs", []) for name in ("left", "right", "feedback")]
    return listed + [method["feedback"] for method in cells.get("methods", [])]


def said(question: Question) -> Question:
    """The question in the language spoken now.

    Raises:
        Untranslated: one of its texts has no translation.
    """
    read = {"prompt", "hints", "text", "feedback", "wrong", "items", "left", "right", "unit"}

    def spoken(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: spoken(part) if name in read | NESTED else part for name, part in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(map(spoken, value))
        return translated.text(value) if isinstance(value, str) else value

    return replace(
        question, prompt=translated.text(question.prompt), hints=spoken(question.hints), cells=spoken(question.cells)
    )


def shuffled(items: Sequence[str], seed: str) -> list[int]:
    """Positions in an order that looks random, is the same at every build, and is not the given one."""
    order = sorted(range(len(items)), key=lambda place: hashlib.sha256(f"{seed}{place}".encode()).digest())
    return order if order != list(range(len(items))) else order[1:] + order[:1]


def _located(path: Path, id: str, fault: Fault, word: str = "") -> Fault:
    """The fault at the line of its question, or at the first of its lines that holds a word."""
    line = _line(path, id, word)
    place = f"line {line}, question '{id}'" if line else f"question '{id}'"
    return replace(fault, file=project.current().within(path), place=place)


def _line(path: Path, id: str, word: str) -> int:
    """The line where a question begins, or of its lines the first that holds the word; 0 if it has no such id."""
    text = path.read_text(encoding="utf-8")
    listed = next(value for key, value in yaml.compose(text).value if key.value == "questions")
    for node in listed.value:
        if any((key.value, value.value) == ("id", id) for key, value in node.value):
            first, last = node.start_mark.line, node.end_mark.line
            lines = text.splitlines()[first : last + 1]
            return first + 1 + next((place for place, line in enumerate(lines) if word and word in line), 0)
    return 0


def _read(path: Path) -> tuple[list[dict[str, Any]], list[Fault]]:
    entries, faults = bank.read(path, "question", "chapter")
    of_questions = {fault: re.match(r"question '(.*?)'", fault.place) for fault in faults}
    return entries, [_located(path, found[1], fault) if found else fault for fault, found in of_questions.items()]


def _faults_of(question: Question) -> Iterator[Fault]:
    """What a schema cannot see."""
    path = project.current().exercises / question.chapter / "quiz.yml"
    for text in texts(question):
        for fault in bank.faults_of_text("", "", text):
            yield _located(path, question.id, fault, fault.wrong.split("'")[1] if "'" in fault.wrong else "")
    known = outcomes().get(question.chapter, {})
    found = [*bank.faults_of_names("", "", question.outcome, question.claims, known)]
    found += [Fault("", "", *told) for told in _FAULTS.get(question.kind, lambda _: ())(question)]
    yield from (_located(path, question.id, fault) for fault in found)


def _faults_of_choices(question: Question) -> Iterator[tuple[str, str]]:
    """What is wrong with a question of one of the kinds, and how to mend it; so do those below."""
    right = sum(bool(option.get("right")) for option in question.cells["options"])
    if question.kind == "single" and right != 1:
        yield f"{right} options are right.", "mark exactly one, or make it multiple."
    if question.kind == "multiple" and not 1 <= right < len(question.cells["options"]):
        yield f"{right} options are right.", "mark some, and leave some wrong."
    options = Counter(option["text"].strip() for option in question.cells["options"])
    for text in [text for text, times in options.items() if times > 1]:
        yield f"The option '{text}' stands twice.", "rewrite one."


def _faults_of_numbers(question: Question) -> Iterator[tuple[str, str]]:
    names = [question.cells["key"], *(method["answer"] for method in question.cells["methods"])]
    known = [name for name in dir(_answers(question.chapter)) if not name.startswith("_")]
    missing = [name for name in names if name not in known]
    for name in missing:
        yield f"answers.py has no function '{name}'.", nearest(name, known)
    for value, _ in question.wrong_methods if not missing else ():
        if abs(value - question.key) <= 2 * question.cells["tolerance"]:
            wrong = f"A wrong method gives {value:g}, which the tolerance takes for the key {question.key:g}."
            yield wrong, "narrow the tolerance, or drop the method."


def _faults_of_code(question: Question) -> Iterator[tuple[str, str]]:
    if question.use != "practice":
        yield "A question of kind code is marked in the page, so it cannot be graded.", "write 'use: practice'."
        return
    try:
        right = question.calls
    except Exception as error:
        yield f"Its model answer fails: {type(error).__name__}: {error}.", "correct answer, given or checks."
        return
    for call, value in right:
        try:
            ast.literal_eval(value)
        except (SyntaxError, ValueError):
            yield (
                f"'{call}' gives {value}, which is no plain value.",
                "call it so that it gives a number, text, list or dictionary.",
            )
    with contextlib.suppress(Exception):
        if [repr(value) for _call, value in _values(question, question.cells["starter"])] == [value for _call, value in right]:
            yield "The starter already gives what every call should.", "leave something to write."


_FAULTS = {
    "single": _faults_of_choices,
    "multiple": _faults_of_choices,
    "numeric": _faults_of_numbers,
    "code": _faults_of_code,
}
