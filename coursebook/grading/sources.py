"""Finding notebooks: in folders, zip archives and lists of files, as the usual systems hand them out.

Nothing is unpacked to disk. A member of an archive, or a link, that points out of its place is refused and told.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from coursebook.grading import faults
from coursebook.grading.faults import GradingError, Unreadable
from coursebook.grading.reading import MOST_BYTES

MOST_MEMBERS = 200_000
SUFFIX = ".ipynb"
SYSTEMS = {".ipynb_checkpoints", ".git", "__MACOSX"}  # folders that no student made


@dataclass(frozen=True)
class Found:
    """A notebook that was handed in. ``parts`` is its path below what was given; ``when`` is in UTC."""

    given: Path
    parts: tuple[str, ...]
    when: datetime
    member: str = ""
    refused: str = ""

    @property
    def place(self) -> str:
        """How the instructor finds it again."""
        return f"{self.given.name}: {'/'.join(self.parts)}" if self.member else "/".join(self.parts)

    @property
    def path(self) -> Path:
        """The file itself, for one that is not in an archive."""
        return self.given.joinpath(*self.parts) if self.given.is_dir() else self.given.resolve()

    def data(self) -> bytes:
        """Its bytes, at most ``MOST_BYTES`` + 1 of them; raises :class:`Unreadable`."""
        if self.refused:
            raise Unreadable(self.refused)
        try:
            if not self.member:
                return _read(self.path, MOST_BYTES + 1)
            with zipfile.ZipFile(self.given) as archive, archive.open(self.member) as file:
                return file.read(MOST_BYTES + 1)
        except (OSError, RuntimeError, zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
            raise Unreadable(f"The file cannot be read ({_plain(error)}).") from None


def find(given: Iterable[Path]) -> list[Found]:
    """Every notebook in folders, archives and files; sorted by place, so that a run is repeatable."""
    found: list[Found] = []
    for path in given:
        if path.is_dir():
            found += _in_folder(path)
        elif path.suffix.lower() == ".zip":
            found += _in_archive(path)
        elif path.is_file():
            found.append(Found(path, (path.name,), _handed_in(path)))
        else:
            raise GradingError(
                faults.NOTHING_TO_GRADE, str(path), "There is no such file or folder.", "give what was handed in."
            )
    if not found:
        names = ", ".join(str(path) for path in given)
        raise GradingError(
            faults.NOTHING_TO_GRADE, names, "No notebook was found.", f"give a folder or archive with {SUFFIX} files."
        )
    return sorted(found, key=lambda one: (str(one.given), one.parts))


def _in_folder(root: Path) -> Iterator[Found]:
    for folder, below, files in os.walk(root):
        below[:] = sorted(name for name in below if name not in SYSTEMS)
        for name in sorted(files):
            if not name.lower().endswith(SUFFIX) or name.startswith("."):
                continue
            path = Path(folder, name)
            refused = "" if stat.S_ISREG(path.lstat().st_mode) else "It is a link or a device, not a file."
            yield Found(root, path.relative_to(root).parts, _handed_in(path), refused=refused)


def _in_archive(path: Path) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise GradingError(
            faults.NOTHING_TO_GRADE, str(path), f"The archive cannot be read ({_plain(error)}).", "download it again."
        ) from None
    if len(members) > MOST_MEMBERS:
        wrong = f"The archive has {len(members):,} members; at most {MOST_MEMBERS:,} are read."
        raise GradingError(faults.NOTHING_TO_GRADE, str(path), wrong, "give it in parts.")
    for info in members:
        parts = PurePosixPath(info.filename.replace("\\", "/")).parts
        if not info.filename.lower().endswith(SUFFIX) or parts[-1].startswith(".") or SYSTEMS & set(parts):
            continue
        refused = ""
        if ".." in parts or parts[0].endswith(":") or info.filename.startswith(("/", "\\")):
            refused = "Its name in the archive points outside the archive."
        elif stat.S_ISLNK(info.external_attr >> 16):
            refused = "It is a link, not a file."
        elif info.file_size > MOST_BYTES:
            refused = f"It is larger than {MOST_BYTES // 1_000_000} MB."
        safe = tuple(part for part in parts if part not in ("..", "/"))
        yield Found(path, safe, _archived(info), info.filename, refused)


def _archived(info: zipfile.ZipInfo) -> datetime:
    try:
        return datetime(*info.date_time).astimezone(UTC)  # an archive keeps local time
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)


def _handed_in(path: Path) -> datetime:
    """When it was handed in: nbgrader's timestamp.txt beside it, else the file's own time."""
    beside = path.with_name("timestamp.txt")
    try:
        text = _read(beside, 100).decode().strip().removesuffix(" UTC")
        told = datetime.fromisoformat(text)
        return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    except (OSError, ValueError):
        return datetime.fromtimestamp(int(path.lstat().st_mtime), UTC)


def _read(path: Path, most: int) -> bytes:
    """The first bytes of a file; a link is not followed, and a pipe or a device neither waited for nor drained."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as file:
        return file.read(most)


def _plain(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
