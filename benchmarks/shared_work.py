"""What the report's "shared work" finds in classes that copied and in classes that did not.

    python benchmarks/shared_work.py                     # both tables
    python benchmarks/shared_work.py --classes 2 --number 60    # does it still run?
    python benchmarks/shared_work.py --scale 10000       # seconds and memory of the comparison alone

Students are honest ones of 'benchmarks/variety.py', each on a variant of their own, and not the ones whose solutions
the authors foresaw, which count for nothing. Copies of each kind are planted, one pair of each kind three times in a class.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coursebook.exercises import sets  # noqa: E402
from coursebook.grading.demo.simulated_class import Hand, essay  # noqa: E402
from coursebook.grading.intake.notebook_reader import read  # noqa: E402
from coursebook.grading.matching.repair import repair  # noqa: E402
from coursebook.grading.matching.slots import slots  # noqa: E402
from coursebook.grading.reports import shared_work  # noqa: E402
from coursebook.grading.reports.fingerprints import pieces  # noqa: E402

from benchmarks.variety import NAMES, REMARKS, THINGS, VERBS, Student  # noqa: E402

SET = "personal-stories"
DRAWN = 300
TIMES = 3  # pairs of each kind in a class
Answers = dict[str, str]


class Class:
    """The exercise, and what of it every class needs once."""

    def __init__(self):
        self.exercise = sets.exercise(SET)
        self.hand = Hand(self.exercise)
        self.names = {question.id: question.answers for question in self.exercise.questions}
        self.tasks = [task.id for task in self.exercise.tasks]
        self.ids = {question.id: False for question in self.exercise.questions} | dict.fromkeys(self.tasks, True)
        self.known = shared_work.known(self.exercise)

    def honest(self, seed: str) -> Answers:
        """What one student answers without another's help."""
        student = Student(seed)
        answers = student.answers()
        if student.chance.random() < 0.85:
            answers |= {task: essay(student.chance) for task in self.tasks}
        return answers

    def pieces(self, student: str, answers: Answers) -> dict[str, str]:
        """As the report reads them: handed in on the student's own variant, read and fixed."""
        variant = self.exercise.variant(student, b"a key of the benchmark only", "bench", "2027")
        notebook = self.hand.filled(variant, answers)
        released = self.hand.filled(variant, {})
        return pieces(repair(read(json.dumps(notebook).encode()).cells, slots(released, self.names)).cells)

    def groups(self, handed: dict[str, Answers]) -> list[shared_work.Group]:
        """The groups that the report would name."""
        found = [self.pieces(student, answers) for student, answers in handed.items()]
        return shared_work.groups(list(handed), found, self.ids, self.known.hashes)


def renamed(code: str, chance: random.Random) -> str:
    """Every name that the student chose becomes another."""
    chosen = {name for names in NAMES.values() for name in names} & set(re.findall(r"\w+", code))
    forced = {"offence", "name", "count"} & chosen  # also names of columns, of the task, or of pandas
    new = {name: f"{chance.choice('my the x val tmp'.split())}_{place}" for place, name in enumerate(sorted(chosen - forced))}
    return re.sub(r"(?<![\w.\"'])\w+(?![\w\"'])", lambda word: new.get(word[0], word[0]), code)


def moved(code: str, chance: random.Random) -> str:
    """A third of neighbouring lines of the same depth change places."""
    lines = code.splitlines()
    for place in range(1, len(lines) - 2):
        depth = [len(line) - len(line.lstrip()) for line in lines[place : place + 3]]
        is_simple = not any(line.rstrip().endswith(":") or not line.strip() for line in lines[place : place + 2])
        if is_simple and depth[0] == depth[1] >= depth[2] and chance.random() < 0.35:
            lines[place], lines[place + 1] = lines[place + 1], lines[place]
    return "\n".join(lines)


def other_remarks(code: str, chance: random.Random) -> str:
    """Other comments, other words in strings that are no columns, other blanks."""
    lines = [line for line in code.splitlines() if not line.lstrip().startswith("#")]
    place = chance.randrange(len(lines))
    lines.insert(place, "# " + chance.choice(REMARKS).format(chance.choice(VERBS), chance.choice(THINGS)) if place == 0 else "")
    return "\n".join(lines).replace(" / ", "/").replace("Cases ", "Files ").replace('"', "'" if "'" not in code else '"')


def reworded(text: str, chance: random.Random) -> str:
    """Every eighth word another, every twentieth left out."""
    words = []
    for word in text.split():
        drawn = chance.random()
        if drawn > 0.05:
            words.append(chance.choice("indeed really thing overall maybe matter".split()) if drawn < 0.175 else word)
    return " ".join(words)


def shuffled(text: str, chance: random.Random) -> str:
    """The sentences in another order."""
    sentences = re.findall(r"[^.?!]+[.?!]", text)
    chance.shuffle(sentences)
    return " ".join(sentences)


def _code(change: Callable[[str, random.Random], str], most: int = 9):
    def copy(given: Answers, own: Answers, chance: random.Random, tasks: list[str]) -> Answers:
        ids = sorted((id for id in given if id not in tasks), key=lambda id: len(given[id]), reverse=True)[:most]
        return own | {id: change(given[id], chance) for id in ids}

    return copy


def _text(change: Callable[[str, random.Random], str], most: int = 9):
    def copy(given: Answers, own: Answers, chance: random.Random, tasks: list[str]) -> Answers:
        return own | {id: change(given[id], chance) for id in [id for id in tasks if id in given][:most]}

    return copy


def _all(code: str, chance: random.Random) -> str:
    return other_remarks(moved(renamed(code, chance), chance), chance)


def _as_it_is(text: str, chance: random.Random) -> str:
    return text


KINDS = {
    "all code: as it is": _code(_as_it_is),
    "all code: names changed": _code(renamed),
    "all code: lines moved": _code(moved),
    "all code: names, lines, comments, strings": _code(_all),
    "three longest answers: names changed": _code(renamed, 3),
    "longest answer: names changed": _code(renamed, 1),
    "four essays: as they are": _text(_as_it_is),
    "four essays: reworded lightly": _text(reworded),
    "four essays: sentences moved": _text(shuffled),
    "one essay: as it is": _text(_as_it_is, 1),
    "one essay: reworded lightly": _text(reworded, 1),
}


def planted(made: Class, number: int, seed: str) -> tuple[dict[str, Answers], dict[frozenset[str], str]]:
    """A class of ``number`` with copies of every kind, and which pairs copied how. Who copies or is copied does so once."""
    chance = random.Random(seed)
    handed = {f"s{place:04}": made.honest(f"{seed}:{place}") for place in range(number)}
    whole = [student for student, answers in handed.items() if len(answers) >= len(made.ids) - 2 and made.tasks[0] in answers]
    others = [student for student in handed if student not in whole]
    chance.shuffle(whole)
    pairs = {}
    for kind, copy in KINDS.items():
        for _ in range(TIMES):
            if not whole or len(whole) + len(others) < 2:
                return handed, pairs
            giver, taker = whole.pop(), (others or whole).pop()
            handed[taker] = copy(handed[giver], handed[taker], chance, made.tasks)
            pairs[frozenset((giver, taker))] = kind
    return handed, pairs


def recall(made: Class, number: int, classes: int) -> None:
    found, all, false, named = Counter(), Counter(), 0, 0
    for place in range(classes):
        handed, pairs = planted(made, number, f"planted-{place}")
        groups = [set(group.students) for group in made.groups(handed)]
        named += len(groups)
        false += sum(not any(pair <= group for pair in pairs) for group in groups)
        for pair, kind in pairs.items():
            all[kind] += 1
            found[kind] += any(pair <= group for group in groups)
    print(f"\n{classes} classes of {number} with copies: {named} groups named, {false} of them without a copy; ", end="")
    print(
        f"precision {1 - false / max(named, 1):.2f}, recall {found.total() / all.total():.2f}\n\n| copied | pairs | found |\n|---|---|---|"
    )
    for kind in KINDS:
        print(f"| {kind} | {all[kind]} | {found[kind]} |")


def alarms(made: Class, classes: int) -> None:
    print("\n| classes in which nobody copied | students each | groups named, all classes |\n|---|---|---|", flush=True)
    for number, several in ((40, classes * 5), (200, classes)):
        named = 0
        for place in range(several):
            groups = made.groups({f"s{one:04}": made.honest(f"honest-{number}-{place}:{one}") for one in range(number)})
            named += len(groups)
        print(f"| {several} | {number} | {named} |", flush=True)


def scale(made: Class, number: int) -> None:
    """The comparison alone, of many who each hand in answers of a few hundred: more is alike than in any real class."""
    chance, ids = random.Random("scale"), list(made.ids)
    few = [made.pieces("s", made.honest(f"scale:{place}")) for place in range(min(number, DRAWN))]
    drawn = [{id: said for id in ids if (said := chance.choice(few).get(id))} for _ in range(number)]
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    groups = shared_work.groups([f"s{place:05}" for place in range(number)], drawn, made.ids, made.known.hashes)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = sum(len(text) + len(id) + 8 for one in drawn for id, text in one.items()) / number
    print(
        f"{number} students: {seconds:.1f} s, {(after - before) / 1024:.0f} MB more, {size:.0f} bytes a record, {len(groups)} groups"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what is found of shared work.")
    parser.add_argument("--number", type=int, default=200, help="students of a class with copies (default 200)")
    parser.add_argument("--classes", type=int, default=4, help="classes of each kind (default 4)")
    parser.add_argument("--scale", type=int, help="compare so many students, and nothing else")
    asked = parser.parse_args()
    made = Class()
    if asked.scale:
        scale(made, asked.scale)
        return
    recall(made, asked.number, asked.classes)
    alarms(made, asked.classes)


if __name__ == "__main__":
    main()
