"""What an archive says of one of its members: name, time, and why it is not read."""

from __future__ import annotations

import contextlib
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import PurePosixPath

from coursebook.grading.intake.notebook_reader import MOST_BYTES

MOST_ARCHIVE = 100_000_000  # bytes of an archive within an archive
MOST_NAME = 400  # letters of a name


def path_of(info: zipfile.ZipInfo) -> tuple[tuple[str, ...], str]:
    """The folders and the name of a member, such as can be written, and why it is not read, if so."""
    name = _name(info)
    parts = PurePosixPath(name.replace("\\", "/")).parts or ("?",)
    refused = ""
    if ".." in parts or parts[0].endswith(":") or name.startswith(("/", "\\")):
        refused = "Its name in the archive points outside the archive."
    elif len(name) > MOST_NAME:
        refused = "Its name in the archive is too long."
    elif stat.S_ISLNK(info.external_attr >> 16):
        refused = "It is a link, not a file."
    elif info.flag_bits & 1:
        refused = "It is encrypted in the archive. Ask for it without a password."
    elif info.file_size > max(MOST_BYTES, MOST_ARCHIVE if name.lower().endswith(".zip") else 0):
        refused = f"It is larger than {MOST_BYTES // 1_000_000} MB."
    return tuple(part[:MOST_NAME] for part in parts if part not in ("..", "/")) or ("?",), refused


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; macOS and others write UTF-8 and do not say so, and then it is read as the code page of DOS."""
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            return info.filename.encode("cp437").decode("utf-8")
    return info.filename


def time_of(info: zipfile.ZipInfo) -> datetime | None:
    """The time of a member in UTC; None if it has none."""
    try:
        return datetime(*info.date_time).astimezone(UTC)  # an archive keeps local time
    except (ValueError, OverflowError, OSError):
        return None
