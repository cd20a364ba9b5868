"""What a student of the common variant gets: the notebook, the files beside it, and how much it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from coursebook import project
from coursebook.exercises import public, sets, source
from coursebook.exercises.release import notebooks


@dataclass(frozen=True)
class Asked:
    """How many questions of each kind a set's notebook asks, and their minutes in all."""

    code: int
    hunts: int
    tasks: int
    minutes: float


def names() -> list[str]:
    """The sets that have a notebook for students."""
    known = public.read()
    return source.known_sets() if known is None else sorted(known.notebooks or {})


def asked(name: str) -> Asked:
    """How much a set's notebook asks.

    Raises:
        InputError: the set has a fault.
    """
    if (known := public.read()) is not None:
        return Asked(**(known.notebooks or {})[name])
    exercise = sets.exercise(name)
    minutes = sum(one.minutes for one in (*exercise.questions, *exercise.tasks))
    return Asked(len(exercise.written), len(exercise.hunts), len(exercise.tasks), minutes)


def folder(name: str) -> Path:
    """Where a public edition keeps a set's notebook and its files."""
    return project.current().exercises / name / public.STUDENT


def worksheet(name: str) -> tuple[NotebookNode, Mapping[str, bytes]]:
    """The notebook of a set, and the files beside it by their names.

    Raises:
        InputError: the set has a fault.
    """
    if public.read() is not None:
        kept = {path.name: path.read_bytes() for path in sorted(folder(name).iterdir())}
        return nbformat.reads(kept.pop(f"{name}.ipynb").decode(), as_version=4), kept
    exercise = sets.exercise(name)
    variant = exercise.variant()
    return notebooks.student(exercise, variant), variant.files()
