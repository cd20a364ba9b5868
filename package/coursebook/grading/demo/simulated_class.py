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
from dataclasses import dataclass
from typing import Any

from coursebook.exercises import candidates
from coursebook.exercises.release import notebooks
from coursebook.exercises.sets import Exercise
from coursebook.exercises.variants import Variant

FIRST = "Anna Bohdan Cvita Dmytro Ewa Filip Halyna Ivan Jana Kateryna Lev Maria Nina Oksana Petro Roman Sofia Taras Ulyana Vera".split()
LAST = "Adamek Bondar Cerny Dudek Fiala Horak Ivanenko Kovar Lysenko Malik Novak Orlov Polak Rudenko Savchuk Tkacz Urban Vlasenko".split()
WORDS = (
    "The register counts cases and not people. One soldier can have several cases, and a case that was opened late belongs to an "
    "earlier absence. So the sentence is **too strong**: it says how many left, and the source says how many files were opened.\n\n"
    "- Who counted: the prosecutors.\n- What one unit is: a proceeding.\n- What it cannot show: why the number rose."
)

# What students say in a written task: points, each a sentence of parts, of which each is said in one of several ways.
POINTS = (
    (
        "The register counts files|What prosecutors print are cases|Every figure here is a proceeding|The list adds up paperwork|A row stands for opened cases",
        "and not the people behind them|instead of soldiers who left|while men are never counted|not the missing themselves|, which is something other than persons",
        ", since one man may have two|; some stand in it twice|, so a second absence counts again|and repeats are not taken out|, as nobody removes doubles",
    ),
    (
        "The last year is shorter|2025 has only ten months|Not all periods are of one length|December is still missing there|The spans differ in length",
        ", which makes the totals hard to set side by side|and a sum over it must be too low|; I divided by months for that reason|, therefore only means are fair|so that a fall may be no fall",
        ". A monthly figure would show it|, as the table itself says|, and the headline is silent on this|when read in a hurry|if one looks at the columns",
    ),
    (
        "Two offences are thrown together|The writer mixes 407 and 408|Absence and desertion are not one thing|One word covers both articles|These are separate crimes in law",
        ", though only absence grew steeply|and the flat one disappears in the sum|; desertion asks for an intent|, of which one hardly moved|while courts treat them differently",
        "over the whole period|during these two years|from what I can see|, at least in this table|before the law was changed",
    ),
    (
        "Behind the number stands an office|The prosecutors describe their own work|It was collected for a report to parliament|A state body published this|The source has a task of its own",
        "that records what is reported to it|, so what nobody reports is absent|and has reasons to look busy|, whose clerks enter what commanders send|with no outside check",
        ". A second source would help|and I found no other count|, which I could not verify|; the paper does not link it|, as far as the chapter goes",
    ),
    (
        "A rise can have dull causes|More entries need not mean more flights|Perhaps commanders report more|Old absences may be filed late|The army itself became larger",
        "such as a new rule for filing|, for example after an amnesty|because audits began that spring|and backlog is then worked off|, which lifts every count",
        "without any change at the front|in the same months|, and we cannot tell them apart|; the rate might be constant|, so caution is needed",
    ),
    (
        "So the claim goes too far|I would weaken the sentence|The conclusion is not supported|In the end this stays open|Only an upper bound follows",
        ": it says how many left|, because the evidence is of another kind|and should speak of cases|, as neither end is measured|given what we were shown",
        ", and that was never asked|; a range would be honest|rather than one sharp figure|, with the unit named|until returns are published",
    ),
    (
        "My advice is to publish returns|Someone should count who came back|A minister needs the net figure|Give each case a person's number|Ask units for strength each month",
        "beside every new case|for each half year|together with the reasons given|before any law is made harder|and print it openly",
        ", which costs little|; rotation would do the rest|, as other armies have done|so that trust can grow|, even if it looks bad at first",
    ),
    (
        "One story shows how it happens|Viktor speaks for himself|An interview is weak on numbers|His account is plausible|The name was changed by the paper",
        "and tells nothing of how often|, so no file can be looked up|but gives the motive in his words|, yet no second witness is named|while his commander is not heard",
        ". It fits absence, not desertion|, and a register cannot confirm it|; treatment was what he wanted|, which the article admits|as with most such reports",
    ),
    (
        "Comparing armies is risky|Vietnam is a poor yardstick|Other wars defined it otherwise|History gives no rate here|A foreign percentage misleads",
        "when drafts and terms differ|because the bottom line differs|, as thirty days were the limit there|since records were kept by units|if peacetime years are mixed in",
        ", and the chapter warns of it|; the ratio hides that|, so I left it out|without both definitions|in my reading",
    ),
    (
        "Dead and captured men may be inside|Some listed soldiers were taken prisoner|Transfers look like absences at times|Hospital stays get reported as leaving|Errors of clerks are in there too",
        ", which only a later check reveals|and are corrected months later|; nobody knows the share|, as lawyers told the press|until somebody finds them",
        ", often by family|in a few known cases|, so the total is soft|, if ever|and that swells the count",
    ),
)


ASIDES = (
    *("I think", "in fact", "as I read it", "at least", "it seems", "to my mind", "of course", "at any rate", "as was said"),
    *("by the way", "strictly speaking", "in short", "to be fair", "on the whole", "as far as I know", "at first sight"),
)


def essay(chance: random.Random) -> str:
    """A made-up answer to a written task: some of :data:`POINTS` in some order, in words that hardly come twice."""
    sentences = [_sentence(chance, point) for point in chance.sample(POINTS, chance.randint(4, 7))]
    return " ".join(sentences)


def _sentence(chance: random.Random, point: tuple[str, ...]) -> str:
    said = ""
    for part in point:
        aside = f", {chance.choice(ASIDES)}," if said and chance.random() < 0.6 else ""
        said += f"{aside} {chance.choice(part.split('|'))}"
    return re.sub(r",? ([,;.:])", r"\1", said.strip()) + "."


@dataclass(frozen=True)
class Student:
    """A made-up student."""

    id: str
    first_name: str
    last_name: str


def students(count: int) -> list[Student]:
    """So many students, each with an id of their own; names may come twice, as they do."""
    chance = random.Random("names")
    return [Student(f"s{number:05d}", chance.choice(FIRST), chance.choice(LAST)) for number in range(1, count + 1)]


class Hand:
    """Fills notebooks in for one exercise."""

    def __init__(self, exercise: Exercise):
        self.exercise = exercise
        self.right, _ = candidates.read(exercise, "right")
        self.wrong, _ = candidates.read(exercise, "wrong")

    def key(self, variant: Variant) -> dict[str, Any]:
        """The released notebook with the author's solutions and a text for every written task."""
        master = {_id(cell): cell for cell in notebooks.master(self.exercise, variant).cells}
        answers = {question.id: candidates.solution(master[question.id].source) for question in self.exercise.questions}
        return self.filled(variant, answers | {task.id: WORDS for task in self.exercise.tasks})

    def filled(self, variant: Variant, answers: dict[str, str]) -> dict[str, Any]:
        """The released notebook with some answers; what is not in ``answers`` stays as it was handed out."""
        notebook = json.loads(json.dumps(notebooks.student(self.exercise, variant)))
        for cell in notebook["cells"]:
            cell["source"] = answers.get(_id(cell), cell["source"])
        return notebook

    def mixed(self, student: str, variant: Variant) -> dict[str, Any]:
        """A notebook of a quality that depends on the student alone."""
        chance = random.Random(f"quality:{student}")
        skill = chance.betavariate(4, 2)
        key = {_id(cell): cell["source"] for cell in self.key(variant)["cells"]}
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


def hand_in(hand: Hand, ids: list[str], variant_of: Callable[[str], Variant], damage: float = 0.1) -> Iterator[tuple[str, bytes]]:
    """For each student a notebook as bytes; a share of them is damaged."""
    for student in ids:
        notebook = hand.mixed(student, variant_of(student))
        chance = random.Random(f"damage:{student}")
        how = chance.choice(sorted(DAMAGES)) if chance.random() < damage else ""
        yield student, damaged(notebook, how) if how else _text(notebook)


def _text(notebook: dict[str, Any]) -> bytes:
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def _id(cell: Any) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _without_tests(notebook: dict[str, Any]) -> bytes:
    notebook["cells"] = [c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("grade") or c["cell_type"] == "markdown"]
    return _text(notebook)


def _without_metadata(notebook: dict[str, Any]) -> bytes:
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)
    return _text(notebook | {"metadata": {}})


def _copied(notebook: dict[str, Any]) -> bytes:
    tests = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
    notebook["cells"].append(tests[0] | {"id": "copied", "source": "pass"})
    return _text(notebook)


def _own_cells(notebook: dict[str, Any]) -> bytes:
    extra = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None, "source": "print('trying')"}
    notebook["cells"].insert(3, extra)
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
