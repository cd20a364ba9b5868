"""``edition.json``: what tells a public edition from an instructor edition, and what the pack must fit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from coursebook.faults import Fault, InputError

FORMAT = 1
FILE = "edition.json"
PACK = "instructor-pack.age"


@dataclass(frozen=True)
class Edition:
    """One public edition.

    ``id`` is a hash of the instructor edition that it was made from; ``changed`` holds the files that the instructor
    edition has otherwise or not at all, path -> SHA-256, so that no later change to one of them is lost.
    """

    id: str
    changed: Mapping[str, str]
    format: int = FORMAT

    def text(self) -> str:
        """The file's text."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def read(path: Path) -> Edition:
    """What the file says.

    Raises:
        InputError: it cannot be read, or another version of the package wrote it.
    """
    try:
        return Edition(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        fix = "bring back the file as it was published."
        raise InputError(Fault(FILE, "", "It is not as 'coursebook publish' wrote it.", fix)) from None


def sha256(content: bytes) -> str:
    """The hash of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def no_answers() -> Fault:
    """What a command says that needs answers where there are none."""
    wrong = "This is the public edition: solutions, hidden tests and graded questions lie in its encrypted pack."
    return Fault(FILE, "", wrong, "ask for the key as the README says, then 'coursebook unlock --passphrase-file FILE'.")
