"""``coursebook new``: a small book that builds, is released and graded at once, to be filled with another subject."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import tempfile
import unicodedata
from pathlib import Path

from coursebook import __version__, project
from coursebook.evidence.seal import seal
from coursebook.exercises.release.checks_wheel import own_wheel
from coursebook.faults import Fault, InputError

TEMPLATE = project.PACKAGE / "template"
# What stands in the template where a book has its own.
TITLE, SLUG, VERSION = "The Bee Census", "bee-census", "COURSEBOOK_VERSION"
# What may lie in a folder before there is a book in it.
IGNORED = re.compile(r"\.git|\.venv|.*\.whl")
LONGEST = 200
QUOTED = (".yml", ".toml", ".json", ".cff")


def new_book(title: str, folder: Path) -> Path:
    """Write a new book into an empty folder, which is made if there is none; returns the folder.

    The package lies in the book's ``wheels/``, so that `make book` finds it on a machine whose index does not have it.

    Args:
        title: the book's title; its short name is made from it.
        folder: where ``.git``, ``.venv`` and wheels may lie already, and nothing else.

    Raises:
        InputError: the title cannot be one, or the folder is not empty or cannot be written; nothing is left behind.
    """
    title, made = " ".join(title.split()), not folder.exists()
    if not title or len(title) > LONGEST or not title.isprintable():
        fix = f"give one of up to {LONGEST} characters, in quotation marks."
        raise InputError(Fault("TITLE", "", f"{title[:40]!r} is no title.", fix))
    if not made and (not folder.is_dir() or any(not IGNORED.fullmatch(path.name) for path in folder.iterdir())):
        fix = "change into an empty folder, or name one with --into."
        raise InputError(Fault(str(folder), "", "It is not an empty folder.", fix))
    moved: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as staged:
            _write(title, Path(staged))
            for path in sorted(Path(staged).iterdir()):
                moved.append(path.rename(folder / path.name))
    except BaseException as error:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        if not isinstance(error, OSError):
            raise
        wrong = f"The book cannot be written ({(error.strerror or str(error)).lower()}), and nothing was left behind."
        fix = "make room or the folder writable, or name another with --into."
        raise InputError(Fault(str(folder), "", wrong, fix)) from None
    project.use(folder)
    return folder


def slug(title: str) -> str:
    """A title as part of file names: lower-case ASCII letters and digits with hyphens; ``book`` if it has none."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"^(the|an?) ", "", plain))
    return words.strip("-")[:60].strip("-") or "book"


def _write(title: str, folder: Path) -> None:
    for path in sorted(TEMPLATE.rglob("*")):
        if not path.is_file() or "__pycache__" in path.parts:
            continue
        target = folder / path.relative_to(TEMPLATE)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8").replace(SLUG, slug(title)).replace(VERSION, __version__)
        target.write_text(_titled(text, title, path.suffix), encoding="utf-8")
    project.use(folder)
    seal()
    (folder / "wheels").mkdir()
    name, content = own_wheel()
    (folder / "wheels" / name).write_bytes(content)


def _titled(text: str, title: str, suffix: str) -> str:
    """The text with the book's title, quoted as its format asks."""
    if suffix in QUOTED:
        return text.replace(f'"{TITLE}"', json.dumps(title, ensure_ascii=False))
    if suffix == ".csv":
        title = '"{}"'.format(title.replace('"', '""')) if set(title) & set(',"') else title
    if suffix == ".md":
        title = re.sub(r"([\\`*_\[\]<>{}#])", r"\\\1", title)
    return text.replace(TITLE, title)
