"""Solutions with which tests are tested: written by hand in ``wrong/`` and ``right/``, one file a question.

A file holds cells: a line ``# %% title``, in ``wrong/`` then a line ``# feedback: …`` with words
that the message must hold, then the code of the answer cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from coursebook import project
from coursebook.exercises.sets import Exercise
from coursebook.exercises.source import HIDDEN, SOLUTION
from coursebook.faults import Fault, nearest

CELL = re.compile(r"^# %%[ \t]*(?P<title>.*)$", re.M)
FEEDBACK = re.compile(r"^# feedback:[ \t]*(?P<said>.+)$", re.M)


@dataclass(frozen=True)
class Candidate:
    """One solution: ``feedback`` are words of the message that a wrong one must earn; empty for a right one."""

    title: str
    code: str
    feedback: str = ""


def read(exercise: Exercise, kind: str) -> tuple[dict[str, tuple[Candidate, ...]], list[Fault]]:
    """All candidates of one kind (``wrong`` or ``right``) by question, and the faults of their files."""
    faults: list[Fault] = []
    found: dict[str, tuple[Candidate, ...]] = {question: () for question in exercise.written}
    for path in sorted((exercise.folder / kind).glob("*.py")):
        if path.stem not in found:
            fix = nearest(path.stem, found)
            faults.append(Fault(project.current().within(path), "", f"There is no question '{path.stem}'.", fix))
            continue
        candidates, wrong = _cells(path, kind)
        found[path.stem] = candidates
        faults += wrong
    return found, faults


def _cells(path: Path, kind: str) -> tuple[tuple[Candidate, ...], list[Fault]]:
    text = path.read_text(encoding="utf-8")
    marks = list(CELL.finditer(text))
    file, faults, found = project.current().within(path), [], []
    for mark, after in zip(marks, [*marks[1:], None]):
        body = text[mark.end() : after.start() if after else len(text)]
        place = f"line {text.count(chr(10), 0, mark.start()) + 1}"
        said = FEEDBACK.search(body)
        if not mark["title"].strip():
            faults.append(Fault(file, place, "The cell has no title.", "write '# %% what is wrong or different'."))
        if kind == "wrong" and not said:
            faults.append(Fault(file, place, "The cell names no feedback.", "add '# feedback: words of the message'."))
        code = FEEDBACK.sub("", body).strip() + "\n"
        try:
            compile(code, file, "exec")
        except SyntaxError as error:
            faults.append(Fault(file, place, f"This is no Python: {error.msg}.", "correct it."))
        found.append(Candidate(mark["title"].strip(), code, said["said"].strip() if said else ""))
    titles = [one.title for one in found]
    for title in sorted({title for title in titles if titles.count(title) > 1}):
        faults.append(Fault(file, "", f"The title '{title}' stands twice.", "rename one."))
    return tuple(found), faults


def solution(code: str) -> str:
    """An answer cell's code without the marks around its solution."""
    return "\n".join(line for line in code.splitlines() if line.strip() not in (*SOLUTION, *HIDDEN)) + "\n"
