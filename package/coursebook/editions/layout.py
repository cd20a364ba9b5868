"""Which files of a book are public: what its pages are made of, by the layout that the package knows. All else is packed.

The files are those that version control knows, so that a class list or a gradebook that lies about is never published.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from coursebook import book_files, project
from coursebook.faults import Fault, InputError
from coursebook.settings import FILE

ROOT = (
    "_config.yml",
    "_toc.yml",
    FILE,
    ".gitattributes",
    ".gitignore",
    "CITATION.cff",
    "redirects.yml",
    "references.bib",
    "requirements.txt",
    "requirements-test.txt",
)
LICENCES = ("LICENSE", "LICENCE", "COPYING")
FOLDERS = ("data", "locale", "numbers", "wheels", ".binder")
# Of the exercises: outcomes, and plans of teaching. The rest becomes public only in another form (public_files.py).
EXERCISES = ("exercises/outcomes.yml", "exercises/plans.yml")
PICTURES = (".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")


def tracked(root: Path) -> list[str]:
    """The book's files by their paths, as version control lists them.

    Raises:
        InputError: the folder is under no version control, or a file cannot be published.
    """
    done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False)
    listed = sorted({os.fsdecode(name) for name in done.stdout.split(b"\0") if name})
    if done.returncode or not listed:
        wrong = "Only files that git knows are published, and here it knows none."
        raise InputError(Fault(str(root), "", wrong, "type `git init` and `git add --all`; look at `git status` first."))
    for name in listed:
        if (root / name).is_symlink():
            raise InputError(Fault(name, "", "A link cannot be published.", "put the file itself in its place."))
    return [name for name in listed if (root / name).is_file()]


def is_public(root: Path, files: Iterable[str]) -> dict[str, bool]:
    """For each file whether the public edition has it as it is."""
    pages = {entry.page for entry in book_files.entries(root)}
    beside = {os.path.dirname(page) for page in pages} - {""}
    package = project.PACKAGE.parent
    folders = [*FOLDERS, *([project.current().within(package)] if package.is_relative_to(root) else [])]
    also = project.current().settings.publish.also

    def public(name: str) -> bool:
        stem, ending = os.path.splitext(name)
        return (
            name in ROOT
            or name in EXERCISES
            or ("/" not in name and name.startswith(LICENCES))
            or (ending == ".md" and stem in pages)
            or (ending.lower() in PICTURES and os.path.dirname(name) in beside)
            or any(_within(name, folder) for folder in (*folders, *also))
        )

    return {name: public(name) and (name in EXERCISES or not _within(name, "exercises")) for name in files}


def _within(name: str, folder: str) -> bool:
    return name == folder.rstrip("/") or name.startswith(f"{folder.rstrip('/')}/")
