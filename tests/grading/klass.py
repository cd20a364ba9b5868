"""A small class with a release of its own, handed in and graded through the command line, for several tests."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from coursebook import project
from coursebook.exercises import sets
from coursebook.grading.demo.simulated_class import DAMAGES, Hand, damaged, hand_in, students

from tests.typed import typed

SET = "personal-stories"
KEY = b"a key that only the tests of grading know"
STUDENTS = 18  # room for every kind of damage once, and as many whole notebooks of all qualities
COURSE, TERM = "testing-101", "2027"
# One place for what is random without a seed: the moment a notebook was handed in.
HANDED_IN = 1_800_000_000


@dataclass
class Class:
    """Folders of one class."""

    folder: Path

    @property
    def given(self) -> Path:
        return self.folder / "submissions"

    @property
    def out(self) -> Path:
        return self.folder / "grades"

    def arguments(self, *more: str, out: Path | None = None, given: Path | None = None) -> list[str]:
        release, key = str(self.folder / "release"), str(self.folder / "key")
        into = str(out or self.out)
        what = ["--assignment", SET, "--release", release, "--key-file", key, "--out", into]
        return ["grade", str(given or self.given), *what, "--roster", str(self.folder / "roster.csv"), *more]

    def grade(self, *more: str, **where: Path) -> subprocess.CompletedProcess:
        return run(*self.arguments(*more, **where))

    def record(self, student: str, out: Path | None = None) -> dict:
        return json.loads(((out or self.out) / "records" / SET / f"{student}.json").read_text(encoding="utf-8"))


def environment(**more: str) -> dict[str, str]:
    """That of the tests, in which a process finds this project's code."""
    return {**os.environ, "PYTHONPATH": str(project.PACKAGE.parent), **more}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "coursebook", *arguments]


def run(*arguments: str) -> subprocess.CompletedProcess:
    """Type a command; what starts processes of its own for students' code begins in a clean one."""
    if arguments[0] != "grade":
        return typed(*arguments)
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False, env=environment(COLUMNS="200"))


def make_class(folder: Path, count: int, damage: bool = True) -> Class:
    """A release to ``count`` students, and what they hand in; with ``damage`` one notebook of each kind of damage."""
    people = students(count)
    rows = [f"{one.id},{one.first_name},{one.last_name},{one.id}@uni.example" for one in people]
    (folder / "roster.csv").write_text("\n".join(["id,first_name,last_name,email", *rows]) + "\n", encoding="utf-8")
    (folder / "key").write_bytes(KEY)
    made = run(
        *("release", SET, "--out", str(folder / "release"), "--roster", str(folder / "roster.csv")),
        *("--key-file", str(folder / "key"), "--course", COURSE, "--term", TERM),
    )
    assert made.returncode == 0, made.stderr
    exercise = sets.exercise(SET)
    given = Class(folder).given
    given.mkdir()
    variant = lambda student: exercise.variant(student, KEY, COURSE, TERM)  # noqa: E731
    handed = dict(hand_in(Hand(exercise), [one.id for one in people], variant, damage=0))
    if damage:
        for how, student in zip(sorted(DAMAGES), sorted(handed)[2::2], strict=True):
            handed[student] = damaged(json.loads(handed[student]), how)
    for student, data in handed.items():
        put(given / f"{student}.ipynb", data)
    return Class(folder)


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (HANDED_IN, HANDED_IN))


def hand_in_apart(made: Class) -> None:
    """Give the files of a class times some minutes apart: one time for all says that nobody knows when they were handed in."""
    for number, path in enumerate(sorted(made.given.glob("*.ipynb"))):
        os.utime(path, (HANDED_IN + 120 * number,) * 2)


def contents(out: Path) -> dict[str, object]:
    """Everything that a run leaves and that must not depend on how it went: the gradebook's rows, records, pages, notebooks."""
    found: dict[str, object] = {}
    database = sqlite3.connect(f"file:{out / 'gradebook.db'}?mode=ro", uri=True)
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        found[table] = sorted(map(repr, database.execute(f"SELECT * FROM {table}")))
    database.close()
    for part in ("pages", "autograded", "submitted"):
        for path in sorted((out / part).rglob("*")):
            if path.is_file():
                found[str(path.relative_to(out))] = path.read_bytes()
    for path in sorted((out / "records").rglob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        record.pop("run")
        found[str(path.relative_to(out))] = record
    found["marks"] = (out / "report" / SET / "marks.csv").read_bytes()
    return found


def copied(given: Class, folder: Path) -> Class:
    """The same class in another folder, so that a test may change it; the moments stay."""
    shutil.copytree(given.folder, folder, dirs_exist_ok=True)
    return Class(folder)
