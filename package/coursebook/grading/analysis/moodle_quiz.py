"""Results of a quiz as Moodle downloads them (Results, Responses): what was answered, and the right answer, by student and question.

The file has no points for a question. They are worked out as Moodle does with the question that ``deliver moodle`` wrote; one that
the bank does not know is right or wrong. Headings are in the language of whoever downloads, so that columns are known by their
order and their numbers. What the answers give together is held to the grade that Moodle gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from coursebook.exercises.questions import Question, questions
from coursebook.faults import Fault, InputError
from coursebook.grading.analysis.quiz import Quiz, letters, printed
from coursebook.grading.analysis.scores import Item, table

NUMBERED = re.compile(r"(.*\D)(\d+)")
GRADE = re.compile(r"\D.*/\s*(\d+(?:[.,]\d+)?)")
NUMBER = re.compile(r"\s*([-−+]?[\d.,\s]*\d)(?:[eE]([-+]?\d+))?")
NONE = ("", "-")
NEAR = 0.01  # of the greatest grade: Moodle prints hundredths
FIX = (
    "In Moodle open the quiz, choose Results and Responses, tick the response and the right answer, and give the download "
    "(comma separated values) as it is."
)


@dataclass(frozen=True)
class Columns:
    """Places of columns: where what names a student ends, when the attempt ended, its grade out of ``most``, and of each question
    its number, the text if it was asked for, the response and the right answer."""

    named: int
    completed: int
    grade: int
    most: float
    asked: tuple[tuple[str, int | None, int, int], ...]


def columns(head: Sequence[str]) -> Columns | None:
    """The columns of Moodle's responses; ``None`` for any other file."""
    grades = [place for place, cell in enumerate(head) if GRADE.fullmatch(cell)]
    if len(grades) != 1 or grades[0] < 5:
        return None
    numbered: dict[str, list[int]] = {}
    for place in range(grades[0] + 1, len(head)):
        if found := NUMBERED.fullmatch(head[place]):
            numbered.setdefault(found[2], []).append(place)
    if {len(places) for places in numbered.values()} not in ({2}, {3}):
        return None
    asked = tuple((slot, one[0] if len(one) == 3 else None, one[-2], one[-1]) for slot, one in numbered.items())
    return Columns(grades[0] - 4, grades[0] - 2, grades[0], number(GRADE.fullmatch(head[grades[0]])[1]) or 1.0, asked)


def read(lines: Sequence[Sequence[str]], file: str) -> Quiz:
    """Read the download; of several finished attempts of a student the last in the file counts.

    Args:
        lines: its cells, of which :func:`columns` knows the first line.
        file: its name, for messages.

    Raises:
        InputError: a line has other cells than the heading, none is of a finished attempt, or no right answer is told.
    """
    found = columns(lines[0])
    assert found
    finished: dict[tuple[str, ...], Sequence[str]] = {}
    unfinished, earlier = 0, 0
    for line, row in enumerate(lines[1:], 2):
        if len(row) not in (0, len(lines[0])):
            raise InputError(Fault(file, f"line {line}", f"It has {len(row)} cells, the heading {len(lines[0])}.", FIX))
        if not any(row[response] for *_, response, _ in found.asked if row):
            continue  # an empty line, or that of means below the class
        who = tuple(row[: found.named])
        if row[found.completed].strip() in NONE:
            unfinished += 1
        else:
            earlier += who in finished
            finished[who] = row
    if not finished:
        raise InputError(Fault(file, "", "No attempt in it is finished.", FIX))
    rows, asked = list(finished.values()), _Asked()
    cells: list[dict[str, tuple[float, str]]] = []
    for row in rows:
        cells.append({})
        for slot, text, response, right in found.asked:
            if id := asked.item(slot, row[right], "" if text is None else row[text]):
                said = "" if row[response].strip() in NONE else row[response].strip()
                part = share(said, row[right], asked.known[id]) if said else 0.0
                cells[-1][id] = asked.items[id].points * part, said
    items = list(asked.items.values())
    if not items:
        raise InputError(Fault(file, "", "It tells no right answer.", FIX))
    earned = [[one[item.id][0] if item.id in one else np.nan for item in items] for one in cells]
    answered = tuple(tuple(one[item.id][1] if item.id in one else "" for item in items) for one in cells)
    blank = [[not text for text in texts] for texts in answered]
    scores = replace(table(items, [str(place) for place in range(len(rows))], earned, blank), is_drawn=True)
    options = {
        id: tuple(option["text"] for option in question.cells["options"])
        for id, question in asked.known.items()
        if question and question.kind == "single"
    }
    notes = [f"{unfinished} attempts are not finished: left out."] if unfinished else []
    notes += [f"{earlier} attempts were followed by another of the same student: left out."] if earlier else []
    if asked.silent:
        notes.append(f"The file tells no right answer of question {', '.join(sorted(asked.silent, key=int))}: left out.")
    elif other := sum(_is_other(row[found.grade], found.most, one, items) for row, one in zip(rows, scores.earned)):
        notes.append(
            f"Of {other} of {len(rows)} students the grade in Moodle is another than the answers make: tries may have cost points "
            "there, questions may count otherwise, or a mark was changed by hand. What follows is about the answers."
        )
    return Quiz(scores, answered, options, tuple(notes))


class _Asked:
    """The items met in a file: those of the bank by the text of the question or by the right answer, the others by their number.

    A question that is drawn differs between students; the right answer tells which it was.
    """

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.known: dict[str, Question | None] = {}
        self.silent: set[str] = set()  # numbers of questions whose right answer is not told, such as essays
        self._names: dict[tuple[str, frozenset[str]], str] = {}
        self._prompts = [(letters(printed(one.prompt)), one) for one in questions().values()]
        self._rights: dict[frozenset[str], list[Question]] = {}
        for one in questions().values():
            self._rights.setdefault(parts(_right(one)), []).append(one)

    def item(self, slot: str, right: str, text: str) -> str:
        """The id of the item; nothing if no right answer is told."""
        if right.strip() in NONE:
            self.silent.add(slot)
            return ""
        key = slot, parts(right)
        if key not in self._names:
            question = self._question(parts(right), letters(text))
            count = sum(other == slot for other, _ in self._names)
            id = question.id if question else f"question-{slot}" + f"-{count + 1}" * (count > 0)
            self._names[key], self.known[id] = id, question
            self.items[id] = Item(id, "quiz", question.outcome if question else "", question.points if question else 1.0)
        return self._names[key]

    def _question(self, right: frozenset[str], text: str) -> Question | None:
        """The bank's question: its prompt begins the text that Moodle prints, or it alone has this right answer."""
        asked = [one for prompt, one in self._prompts if text and text.startswith(prompt)]
        found = asked or self._rights.get(right, [])
        return found[0] if len(found) == 1 else None


def share(said: str, right: str, question: Question | None) -> float:
    """The share of the points that Moodle gives for an answer to a question that ``deliver moodle`` wrote.

    Several choices earn equal parts and wrong ones cost them, pairs earn equal parts, numbers are right within the tolerance. An
    order, a single choice and what the bank does not know are right or wrong.
    """
    chosen, wanted = parts(said), parts(right)
    if question is None:
        return float(chosen == wanted)
    if question.kind == "numeric":
        value = number(said)
        return float(value is not None and abs(value - question.key) <= question.cells["tolerance"])
    if question.kind == "multiple":
        marks = [(bool(one.get("right")), parts(printed(one["text"])) <= chosen) for one in question.cells["options"]]
        rights = [is_taken for is_right, is_taken in marks if is_right]
        wrongs = [is_taken for is_right, is_taken in marks if not is_right]
        return max(0.0, sum(rights) / len(rights) - sum(wrongs) / max(1, len(wrongs)))
    if question.kind == "matching":
        return len(wanted & chosen) / len(wanted)
    return float(letters(said) == letters(right))


def number(text: str) -> float | None:
    """The number that a text begins with, as Moodle reads it.

    Commas part thousands if there is a point or a second comma; else the comma is the decimal sign.
    """
    found = NUMBER.match(text)
    if not found:
        return None
    digits = re.sub(r"\s", "", found[1]).replace("−", "-")
    digits = digits.replace(",", "") if "." in digits or digits.count(",") > 1 else digits.replace(",", ".")
    try:
        return float(f"{digits}e{found[2] or 0}")
    except ValueError:
        return None


def parts(text: str) -> frozenset[str]:
    """The letters of each part of an answer, in whatever order they were shown."""
    return frozenset(filter(None, map(letters, text.split("; "))))


def _right(question: Question) -> str:
    """The right answer as Moodle prints it; an order is cut short there, so that it is known by its question's text alone."""
    cells = question.cells
    if question.kind in ("single", "multiple"):
        return "; ".join(printed(one["text"]) for one in cells["options"] if one.get("right"))
    if question.kind == "numeric":
        return f"{question.key:.10g} {cells.get('unit', '')}"
    return "; ".join(f"{printed(one['left'])} -> {printed(one['right'])}" for one in cells.get("pairs", ()))


def _is_other(grade: str, most: float, earned: np.ndarray, items: Sequence[Item]) -> bool:
    """Whether Moodle's grade is not what the answers make."""
    given, asked = number(grade), ~np.isnan(earned)
    points = np.array([item.points for item in items])[asked].sum()
    return given is not None and abs(given / most - earned[asked].sum() / points) > NEAR
