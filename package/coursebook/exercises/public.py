"""What a public edition says of the questions that it does not hold, from ``exercises/public.json``.

``coursebook publish`` writes the file: how many questions of each kind there are, and of written tasks and error hunts
what students are given. Pages that count and print questions read it in the place of the bank.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from coursebook import project

FILE = "public.json"
# The folder of a set's notebook for students, with the files beside it.
STUDENT = "student"


@dataclass(frozen=True)
class Public:
    """The file's content.

    ``entries`` are the questions of which nothing else is known: set, kind, outcome, points and minutes, without ids;
    ``tasks`` and ``hunts`` are id, set and what the bank says of each, as far as it is public; ``notebooks`` say of each
    set how many questions its notebook asks, by kind, and how many minutes they take.
    """

    entries: Sequence[Mapping[str, Any]] = ()
    tasks: Sequence[tuple[str, str, dict[str, Any]]] = ()
    hunts: Sequence[tuple[str, str, dict[str, Any]]] = ()
    notebooks: Mapping[str, Mapping[str, Any]] | None = None

    def text(self) -> str:
        """The file's text."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


@project.cached
def read() -> Public | None:
    """What the public edition says; ``None`` in an instructor edition, which has the bank itself."""
    path = project.current().exercises / FILE
    return Public(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None
