"""A book in which one test of a set is wrong, as it stood before somebody found the mistake."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coursebook import project
from coursebook.exercises import bank
from coursebook.faults import Fault, InputError

# What a release and a marking do not read of a book, and what may hold the folder that is written.
_LEFT_OUT = ("_build", "exercises")


@dataclass(frozen=True)
class Mistake:
    """What the book's ``exercises/demo.yml`` says of a set: the ``test``, what is ``right`` in it, and what was ``wrong``."""

    test: str
    right: str
    wrong: str


def described(set_: str) -> Mistake | None:
    """The mistake to show for a set, if the book has one."""
    path = project.current().exercises / "demo.yml"
    about = bank.parsed(path).get(set_) if path.is_file() else None
    return Mistake(**about) if about else None


def write(folder: Path, set_: str, mistake: Mistake) -> None:
    """Write the book with the mistake into a folder: one file of its own, all else are links to the book.

    Raises:
        InputError: the test does not hold what is right.
    """
    book = project.current()
    source, own = book.exercises / set_ / "notebook.md", folder / "exercises" / set_
    before, mark, after = source.read_text(encoding="utf-8").partition(f"grade_id: {mistake.test},")
    if mistake.right not in after:
        said = f"The test '{mistake.test}' does not hold: {mistake.right}"
        raise InputError(Fault("exercises/demo.yml", set_, said, "write 'right' as it stands in notebook.md."))
    own.mkdir(parents=True)
    for there, here in ((book.root, folder), (book.exercises, folder / "exercises"), (source.parent, own)):
        for path in there.iterdir():
            if not path.name.startswith(".") and path.name not in (*_LEFT_OUT, set_, source.name):
                (here / path.name).symlink_to(path)
    (own / source.name).write_text(before + mark + after.replace(mistake.right, mistake.wrong, 1), encoding="utf-8")
