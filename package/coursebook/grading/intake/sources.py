"""Every file that was handed in: in folders, in zip archives and in archives within them, and single files.

Nothing is unpacked to disk, nothing is left out: what cannot or must not be read is there with the reason. A member of an
archive, or a link, that points out of its place is refused.
"""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from coursebook.grading import errors
from coursebook.grading.errors import GradingError, Unreadable
from coursebook.grading.intake import archive_members
from coursebook.grading.intake.archive_members import MOST_ARCHIVE
from coursebook.grading.intake.file_kinds import (
    ARCHIVE,
    HEAD,
    NOTEBOOK,
    OTHER,
    SYSTEM,
    SYSTEM_FOLDERS,
    SYSTEM_MADE,
    UNOPENED,
    FileKind,
    file_kind,
    is_notebook_name,
)
from coursebook.grading.intake.notebook_reader import MOST_BYTES

MOST_MEMBERS = 200_000  # of the archive that an instructor gives, a class with its data files
MOST_INNER = 500  # of an archive that a student handed in
DEPTH = 3  # archives within archives

_ERRORS = (OSError, RuntimeError, zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, zlib.error, OverflowError)


@dataclass(frozen=True)
class StudentFile:
    """A file that was handed in.

    ``parts`` is its path below what was given, archives within it taken for folders; ``when`` is the file's own time in
    UTC, None if it has none. ``archive`` is the archive on disk that holds it, ``members`` its name there, after those of
    archives around it. ``refused`` is the reason why it is not read.
    """

    given: Path
    parts: tuple[str, ...]
    when: datetime | None
    archive: Path | None = None
    members: tuple[str, ...] = ()
    refused: str = ""

    @property
    def name(self) -> str:
        """Its name without folders."""
        return self.parts[-1]

    @property
    def place(self) -> str:
        """How the instructor finds it again; always text that can be written."""
        place = "/".join(self.parts)
        whole = f"{self.given.name}: {place}" if self.archive == self.given else place
        return whole.encode("utf-8", "replace").decode()

    @property
    def path(self) -> Path:
        """The file itself, for one that is not in an archive."""
        return self.given.joinpath(*self.parts) if self.given.is_dir() else self.given.resolve()

    def data(self, most: int = MOST_BYTES + 1) -> bytes:
        """Its first bytes, at most ``most`` of them; raises :class:`Unreadable`."""
        if self.refused:
            raise Unreadable(self.refused)
        try:
            if not self.archive:
                return _read(self.path, most)
            with _opened(self.archive, self.members[:-1]) as archive, archive.open(self.members[-1]) as file:
                return file.read(most)
        except _ERRORS as error:
            raise Unreadable(f"The file cannot be read ({_plain(error)}).") from None

    @cached_property
    def kind(self) -> FileKind:
        """What kind of file it is, by its name and its beginning."""
        if any(part in SYSTEM_FOLDERS for part in self.parts[:-1]):
            return FileKind(SYSTEM, SYSTEM_MADE)
        if self.refused:
            return FileKind(NOTEBOOK if is_notebook_name(self.name) else OTHER, self.refused)
        if self.name.lower().endswith(".ipynb") and not self.name.startswith("."):
            return FileKind(NOTEBOOK)  # without a look into it, which a class of thousands would feel
        try:
            return file_kind(self.name, self.data(HEAD))
        except Unreadable as error:
            return FileKind(NOTEBOOK if is_notebook_name(self.name) else OTHER, str(error))


def find(given: Iterable[Path], without: Iterable[Path] = ()) -> list[StudentFile]:
    """Every file in folders, archives and lists of files; sorted by place, so that a run is repeatable.

    Args:
        given: what was handed in.
        without: folders that may lie in it and were not handed in: the release, and the results of grading.

    Raises:
        GradingError: something given is not there, cannot be opened, or there is no file at all.
    """
    found: list[StudentFile] = []
    passed = {path.resolve() for path in without}
    for path in given:
        if path.is_dir():
            found += _in_folder(path, passed)
        elif path.suffix.lower() == ".zip":
            found += _in_archive(path)
        elif path.is_file():
            file = StudentFile(path, (path.name,), _file_time(path))
            if file.kind.what == UNOPENED:
                raise _nothing(path, f"This is {UNOPENED}.", "unpack it, and give the folder, or pack it as zip.")
            found += _expanded(file, 0)
        else:
            raise _nothing(path, "There is no such file or folder.", "give what was handed in.")
    if not any(one.kind.what != SYSTEM_MADE or is_notebook_name(one.name) for one in found):
        names = ", ".join(str(path) for path in given)
        raise _nothing(names, "No file was found.", "give the folder or archive of what was handed in.")
    return sorted(found, key=lambda one: (str(one.given), one.parts))


def _nothing(given: object, wrong: str, fix: str) -> GradingError:
    return GradingError(errors.NOTHING_TO_GRADE, str(given), wrong, fix)


def _in_folder(root: Path, passed: Set[Path]) -> Iterator[StudentFile]:
    closed: list[OSError] = []
    whole = root.resolve()
    skipped = {os.path.join(root, path.relative_to(whole)) for path in passed if path.is_relative_to(whole)}
    for folder, below, files in os.walk(root, onerror=closed.append):
        below[:] = sorted(name for name in below if os.path.join(folder, name) not in skipped)
        for name in list(below):
            if os.path.islink(path := Path(folder, name)):  # it is not followed, and must not vanish
                yield _linked(root, path)
        for name in sorted(files):
            path = Path(folder, name)
            try:
                is_plain = stat.S_ISREG(path.lstat().st_mode)
            except OSError as error:  # its path is too long for the system, or it was removed meanwhile
                yield StudentFile(root, path.relative_to(root).parts, None, refused=f"It cannot be reached ({_plain(error)}).")
                continue
            if not is_plain:
                yield _linked(root, path)
            else:
                yield from _expanded(StudentFile(root, path.relative_to(root).parts, _file_time(path)), 0)
    for error in closed:
        path = Path(error.filename)
        parts = path.relative_to(root).parts or (path.name,)
        yield StudentFile(root, (*parts, "*"), None, refused=f"The folder cannot be opened ({_plain(error)}).")


def _linked(root: Path, path: Path) -> StudentFile:
    return StudentFile(root, path.relative_to(root).parts, None, refused="It is a link or a device, not a file.")


def _in_archive(path: Path) -> Iterator[StudentFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except _ERRORS as error:
        raise _nothing(path, f"The archive cannot be read ({_plain(error)}).", "download it again.") from None
    if len(members) > MOST_MEMBERS:
        wrong = f"The archive has {len(members):,} members; at most {MOST_MEMBERS:,} are read."
        raise _nothing(path, wrong, "give it in parts.")
    yield from _members(StudentFile(path, (), None, path), members, 0)


def _members(outer: StudentFile, infos: Sequence[zipfile.ZipInfo], depth: int) -> Iterator[StudentFile]:
    """The files in an archive, and those in archives in it."""
    times = Counter(info.filename for info in infos)
    archive = outer.archive or outer.path
    for info in infos:
        if info.is_dir():
            continue
        parts, refused = archive_members.path_of(info)
        if times[info.filename] > 1:
            refused = f"The archive has {times[info.filename]} files of this name; unpack it and look which one is meant."
        parts, members = (*outer.parts, *parts), (*outer.members, info.filename)
        file = StudentFile(outer.given, parts, archive_members.time_of(info), archive, members, refused)
        yield from _expanded(file, depth)


def _expanded(file: StudentFile, depth: int) -> Iterator[StudentFile]:
    """The file itself, or, for an archive of a student's, what is in it."""
    if file.kind.kind != ARCHIVE:
        yield file
        return
    if depth >= DEPTH:
        yield replace(file, refused=f"It is an archive within {DEPTH} archives, and is not opened.")
        return
    try:
        with _opened(file.archive or file.path, file.members) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except (*_ERRORS, Unreadable) as error:
        yield replace(file, refused=f"The archive cannot be read ({_plain(error)}).")
        return
    if len(members) > MOST_INNER:
        yield replace(file, refused=f"The archive has {len(members):,} files; at most {MOST_INNER} are looked at.")
    elif not members:
        yield replace(file, refused="The archive is empty.")
    else:
        yield from _members(file, members, depth + 1)


def _opened(path: Path, members: tuple[str, ...]) -> zipfile.ZipFile:
    """The archive on disk, or the one that is reached through the archives ``members`` in it."""
    archive = zipfile.ZipFile(path)
    for name in members:
        with archive, archive.open(name) as file:
            inner = file.read(MOST_ARCHIVE + 1)
        if len(inner) > MOST_ARCHIVE:
            raise Unreadable(f"The archive in it is larger than {MOST_ARCHIVE // 1_000_000} MB.")
        archive = zipfile.ZipFile(io.BytesIO(inner))
    return archive


def _file_time(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(path.lstat().st_mtime), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _read(path: Path, most: int) -> bytes:
    """The first bytes of a file; a link is not followed, and a pipe or a device neither waited for nor drained."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as file:
        return file.read(most)


def _plain(error: Exception) -> str:
    words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return words.encode("utf-8", "replace").decode()[:200].rstrip(".")
