"""A terminal in a folder: commands of ``coursebook`` are typed in it as an instructor types them, and remembered."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from coursebook import project
from coursebook.grading import errors


class Stopped(Exception):
    """A step ended with an exit ``code`` that is a fault; it has said why."""

    def __init__(self, code: int):
        super().__init__(code)
        self.code = code


@dataclass
class Desk:
    """The instructor's folder, and what was typed in it: (heading, commands) in order."""

    folder: Path
    steps: list[tuple[str, list[str]]] = field(default_factory=list)

    def step(self, heading: str) -> None:
        """Begin a step."""
        self.steps.append((heading, []))
        print(f"\n{len(self.steps)}. {heading}", flush=True)

    def type(self, *words: str, fine: tuple[int, ...] = (errors.DONE,), keep: str = "") -> None:
        """Type a command of ``coursebook``; what it prints goes into the file ``keep`` too, if one is named.

        Raises:
            Stopped: it ends with a code that is not ``fine``.
        """
        self.steps[-1][1].append(" ".join(["coursebook", *words, *(["| tee", keep] if keep else [])]))
        print(f"$ {self.steps[-1][1][-1]}", flush=True)
        environment = {**os.environ, project.VARIABLE: str(project.current().root)}
        given = [sys.executable, "-m", "coursebook", *words]
        output = subprocess.PIPE if keep else None
        done = subprocess.run(given, cwd=self.folder, env=environment, check=False, stdout=output, text=True)
        if keep:
            print(done.stdout, end="", flush=True)
            (self.folder / keep).write_text(done.stdout, encoding="utf-8")
        if done.returncode not in fine:
            raise Stopped(done.returncode)
