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

    def type(self, *words: str, fine: tuple[int, ...] = (errors.DONE,)) -> None:
        """Type a command of ``coursebook``; raises :class:`Stopped` unless it ends with a code that is ``fine``."""
        self.steps[-1][1].append(" ".join(["coursebook", *words]))
        print(f"$ {self.steps[-1][1][-1]}", flush=True)
        environment = {**os.environ, project.VARIABLE: str(project.current().root)}
        done = subprocess.run([sys.executable, "-m", "coursebook", *words], cwd=self.folder, env=environment, check=False)
        if done.returncode not in fine:
            raise Stopped(done.returncode)
