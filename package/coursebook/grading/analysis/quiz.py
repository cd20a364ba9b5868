"""Results of a quiz as Canvas exports them (Quiz Statistics, Student Analysis): points and answers by student and question.

The file has two columns for each question: what was answered, under ``number: text of the question``, and the points earned,
under the points possible. A cell of points is empty where the question was not among those that a student drew.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from coursebook.evidence.roles import plain_roles
from coursebook.exercises import questions as bank
from coursebook.exercises.release import csv_dialect
from coursebook.faults import Fault, InputError
from coursebook.grading.analysis.classical import ROUNDING, Z
from coursebook.grading.analysis.scores import Item, Scores, table

QUESTION = re.compile(r"(\d+): (.*)", re.S)
LINK = re.compile(r"\]\([^)]*\)")
MOST_ANSWERS = 10  # a question with more kinds of answers was answered in words or numbers
FEWEST = 5
FEWEST_FOR_NOBODY = 20
FIX = (
    "In Canvas open the quiz and choose Quiz Statistics and Student Analysis, in Moodle Results and Responses (with response and right "
    "answer), and give the file as it is."
)


@dataclass(frozen=True)
class Quiz:
    """A quiz: its points, what each student answered (rows as in ``scores``), the options that the bank knows, by item, and
    ``notes`` on what was left out."""

    scores: Scores
    answered: tuple[tuple[str, ...], ...]
    options: dict[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One answer to one question: how many gave it, and the mean share that they earned in all other questions."""

    item: str
    text: str
    is_right: bool
    students: int
    rest: float
    error: float


def lines_of(content: bytes, file: str) -> list[list[str]]:
    """The cells of a CSV file."""
    text, _ = csv_dialect.decode(content, file)
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def read(lines: Sequence[Sequence[str]], file: str) -> Quiz:
    """Read the cells of the export; of several attempts of a student the last counts.

    Raises:
        InputError: it is no such export, or a cell holds no points.
    """
    head = lines[0] if lines else []
    asked = [place for place in range(len(head) - 1) if QUESTION.fullmatch(head[place]) and _number(head[place + 1])]
    if not asked:
        raise InputError(Fault(file, "line 1", "No column is a question of a quiz, as Canvas or Moodle writes it.", FIX))
    known = {letters(printed(question.prompt)): question for question in bank.questions().values()}
    items, options = [], {}
    for place in asked:
        number, words = QUESTION.fullmatch(head[place]).groups()
        question = known.get(letters(words))
        id = question.id if question else f"question-{number}"
        items.append(Item(id, "quiz", question.outcome if question else "", float(head[place + 1])))
        if question and question.kind == "single":
            options[id] = tuple(option["text"] for option in question.cells["options"])
    kept: dict[str, tuple[list[float], tuple[str, ...]]] = {}
    order = [head.index("attempt")] if "attempt" in head else []
    rows = [(number, row) for number, row in enumerate(lines[1:], 2) if any(row)]
    for number, row in sorted(rows, key=lambda pair: [_number(pair[1][place]) or 0 for place in order]):
        row = [*row, *[""] * (len(head) - len(row))]
        who = row[head.index("id")] if "id" in head else str(number)
        kept[who] = ([_points(row[place + 1], file, number) for place in asked], tuple(row[place].strip() for place in asked))
    blank = [[not text for text in texts] for _, texts in kept.values()]
    scores = replace(table(items, list(kept), [points for points, _ in kept.values()], blank), is_drawn=True)
    return Quiz(scores, tuple(texts for _, texts in kept.values()), options)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0 else None


def _points(cell: str, file: str, line: int) -> float:
    if not cell.strip():
        return math.nan
    try:
        return float(cell)
    except ValueError:
        raise InputError(Fault(file, f"line {line}", f"'{cell}' is no number of points.", FIX)) from None


def printed(text: str) -> str:
    """A text of the bank without roles and addresses."""
    return plain_roles(LINK.sub("]", text))


def letters(text: str) -> str:
    """Its letters and digits alone, which is what every system leaves of a text."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def answers(quiz: Quiz) -> list[Answer]:
    """The answers to each question that has few kinds of them, the most frequent first; one that is empty is none."""
    shares, found = quiz.scores.shares, []
    for place, item in enumerate(quiz.scores.items):
        rest = np.delete(shares, place, axis=1)
        means = np.array([np.nan if np.isnan(row).all() else np.nanmean(row) for row in rest])
        chosen: dict[str, list[int]] = defaultdict(list)
        for row, texts in enumerate(quiz.answered):
            if not np.isnan(shares[row, place]) and texts[place]:
                chosen[texts[place]].append(row)
        if len(chosen) <= MOST_ANSWERS:
            for text, rows in sorted(chosen.items(), key=lambda pair: (-len(pair[1]), pair[0])):
                own = means[rows][~np.isnan(means[rows])]
                error = float(own.std(ddof=1) / math.sqrt(len(own))) if len(own) > 1 else math.nan
                mean = float(own.mean()) if len(own) else math.nan
                is_right = bool((shares[rows, place] >= 1 - ROUNDING).all())
                found.append(Answer(item.id, text, is_right, len(rows), mean, error))
    return found


def suggestions(quiz: Quiz, listed: list[Answer]) -> Iterator[tuple[str, str]]:
    """Item and sentence, where a wrong answer draws the better students, or nobody at all."""
    for place, item in enumerate(quiz.scores.items):
        own = [one for one in listed if one.item == item.id]
        right = next((one for one in own if one.is_right and one.students >= FEWEST), None)
        for one in own:
            if right and not one.is_right and one.students >= FEWEST:
                if one.rest - right.rest > Z * math.hypot(one.error, right.error):
                    said = f"The {one.students} who chose “{one.text}” did better in the rest than those who were right: is it right too?"
                    yield item.id, said
        asked = int((~np.isnan(quiz.scores.earned[:, place])).sum())
        if asked >= FEWEST_FOR_NOBODY and item.id in quiz.options:
            taken = {letters(one.text) for one in own}
            for text in quiz.options[item.id]:
                if letters(plain_roles(text)) not in taken:
                    yield item.id, f"Nobody of {asked} chose “{plain_roles(text)}”: it distracts nobody."
