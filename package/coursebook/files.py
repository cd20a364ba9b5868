"""Files that appear whole or not at all, and archives that are equal when their contents are."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from coursebook.faults import Fault, InputError

MOST_NAME = 255  # bytes; what file systems take
KIND_BYTES = 14  # at the beginning of a file
# The first instant that a zip file can hold: equal contents make equal files.
INSTANT = (1980, 1, 1, 0, 0, 0)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; what is written takes its place at the end, or is removed if that fails."""
    staged = path.with_name(_staged_name(path.name))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield staged
        os.replace(staged, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            staged.unlink()
        if isinstance(error, OSError) and error.filename in (None, str(staged)):
            error.filename = str(path)  # the name that was asked for; a full disk names none
        raise


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader, or the next run, never meets half of it; raises ``OSError``, which names the file."""
    write_all({path: content})


def write_all(contents: Mapping[Path, str | bytes]) -> None:
    """As :func:`write_whole`, of several files: none takes its place before all are written."""
    with contextlib.ExitStack() as all_replaced:
        for path, content in contents.items():
            # A file name that is not UTF-8 may be quoted in a text.
            data = content.encode("utf-8", "replace") if isinstance(content, str) else content
            all_replaced.enter_context(replacing(path)).write_bytes(data)


def write_named(contents: Mapping[Path, str | bytes]) -> None:
    """As :func:`write_all`, of files whose names a user gave; raises as :func:`check_kind` does."""
    for path, content in contents.items():
        check_kind(path, content)
    write_all(contents)


def check_kind(path: Path, content: str | bytes) -> None:
    """Whether a file that a user named may be written over with this content.

    Raises:
        InputError: a file of another kind stands there, such as a roster, a key, or an archive of what was handed in.
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        before = file.read(KIND_BYTES)
    if before and _kind(before) != _kind(content.encode() if isinstance(content, str) else content):
        said = "A file of another kind has this name; it was left as it is."
        raise InputError(Fault(str(path), "", said, "name another file to write."))


def _kind(content: bytes) -> bytes:
    """How files of a kind begin; an archive tells with the date of its first entry whether we made it."""
    return content[:4] + content[10:14] if content.startswith(b"PK\x03\x04") else content[:8]


def _staged_name(name: str) -> str:
    """The name while it is written; one that would be too long is replaced by its hash."""
    part = f".{name}.part"
    if len(os.fsencode(part)) <= MOST_NAME:
        return part
    return f".{hashlib.sha256(os.fsencode(name)).hexdigest()}.part"


def write_zip(
    target: Path | BinaryIO,
    entries: Iterable[tuple[str, str | bytes | Path]],
    stored: Collection[str] = (),
    executable: Collection[str] = (),
) -> None:
    """Write an archive in which each entry has the same date, in the order given.

    Args:
        target: a path, or an open file.
        entries: name in the archive, and the content or the file that holds it.
        stored: names that are not compressed.
        executable: names of programs.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, INSTANT)
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if name in executable else 0o644) << 16
            if isinstance(content, Path):
                with content.open("rb") as file, archive.open(entry, "w") as packed:
                    shutil.copyfileobj(file, packed)
            else:
                archive.writestr(entry, content)


def zipped(entries: Iterable[tuple[str, str | bytes | Path]], executable: Collection[str] = ()) -> bytes:
    """The bytes of an archive, as :func:`write_zip` writes it."""
    packed = io.BytesIO()
    write_zip(packed, entries, executable=executable)
    return packed.getvalue()
