"""The files of a public edition that the instructor edition has otherwise, or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import nbformat

from coursebook import book_files, project
from coursebook.editions import practice
from coursebook.exercises import bank, counts
from coursebook.exercises.public import FILE, STUDENT, Public
from coursebook.exercises.release import worksheet

TEMPLATES = Path(__file__).with_name("public")
# What the bank says of a written task or a hunt that students do not get.
WITHHELD = {"rubrics.yml": ("anchors",), "hunts.yml": ("sheet", "faults", "asks_kinds", "kinds")}


def made(existing: Mapping[str, bool]) -> dict[str, bytes]:
    """Every such file, path -> content.

    Args:
        existing: the paths of the instructor edition, and of each whether it is public.

    Raises:
        InputError: the bank has a fault.
    """
    found = dict(_exercises())
    for name, content in _frame():
        if not existing.get(name):  # the book's own set-up for Binder stands
            found[name] = content
    return found


def _exercises() -> Iterator[tuple[str, bytes]]:
    shown = practice.printed()
    for name in sorted({one.chapter for one in shown.values()}):
        folder = project.current().exercises / name
        listed = [one for one in shown.values() if one.chapter == name]
        yield f"exercises/{name}/quiz.yml", practice.quiz(folder / "quiz.yml", {one.id for one in listed}).encode()
        if needed := practice.functions(folder / "answers.py", listed):
            yield f"exercises/{name}/answers.py", practice.answers(folder / "answers.py", needed).encode()
    for name in worksheet.names():
        notebook, files = worksheet.worksheet(name)
        beside = f"exercises/{name}/{STUDENT}"
        yield f"{beside}/{name}.ipynb", (nbformat.writes(notebook) + "\n").encode()
        yield from ((f"{beside}/{file}", content) for file, content in files.items())
    if project.current().exercises.is_dir():
        yield f"exercises/{FILE}", _counted(set(shown)).text().encode()


def _counted(shown: set[str]) -> Public:
    """What is said of the questions that are packed."""
    packed = [one for one in counts.entries() if one.kind in ("graded", "code", "practice") and one.id not in shown]
    entries = [dataclasses.asdict(one) for one in packed]
    for about in entries:
        del about["id"]
    notebooks = {name: dataclasses.asdict(worksheet.asked(name)) for name in worksheet.names()}
    return Public(entries, _listed("rubrics.yml", "tasks"), _listed("hunts.yml", "hunts"), notebooks)


def _listed(file: str, key: str) -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for path in sorted(project.current().exercises.glob(f"*/{file}")):
        for cells in bank.parsed(path)[key]:
            fields = {name: value for name, value in cells.items() if name not in WITHHELD[file]}
            found.append((cells["id"], path.parent.name, fields))
    return found


def _frame() -> Iterator[tuple[str, bytes]]:
    """README, Makefile, tests, and Binder's set-up."""
    contact = project.current().settings.publish.contact
    asked = f"write to {contact}" if contact else "write to the person or department from whom you have this book"
    said = {"TITLE": book_files.title(project.current().root), "ASKED": asked, "PYTEST": _pytest()}
    names = {"README.md": "README.md", "Makefile": "Makefile", "tests/test_book.py": "tests/test_book.py"}
    names |= {path.name: f".binder/{path.name}" for path in (TEMPLATES / "binder").iterdir()}
    for path in sorted(path for path in TEMPLATES.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        text = path.read_text(encoding="utf-8")
        for word, put in said.items():
            text = text.replace(f"@{word}@", put)
        yield names.get(path.name) or names[path.relative_to(TEMPLATES).as_posix()], text.encode()


def _pytest() -> str:
    """What brings the public tests' own library: the version that is here."""
    try:
        return f"pytest=={version('pytest')}"
    except PackageNotFoundError:
        return "pytest"
