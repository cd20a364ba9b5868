"""Every file of a folder as bare words: markup, line breaks, quoting and packing do not hide a text."""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
from pypdf import PdfReader
from pypdf.errors import PyPdfError

TAG = re.compile(r"</?[a-zA-Z!?][^>]*>")
ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt\"'/\\])")
# In these there is no text.
SKIPPED = (".eot", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".ttf", ".wasm", ".webp", ".woff", ".woff2", ".age")
PACKED = b"PK\x03\x04"
TWINS = {".gz": (gzip.decompress, (OSError, EOFError, zlib.error)), ".br": (brotli.decompress, (brotli.error,))}


def bare(text: str) -> list[str]:
    """The words of a text in small letters, with the digits and underscores that they hold."""
    return re.findall(r"\w+", text.lower())


def versions(text: str) -> Iterator[str]:
    """A text without escapes, and if it holds markup, without that too; code may hold what only looks like it."""
    plain = html.unescape(ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else " ", text))
    yield plain
    if (stripped := html.unescape(TAG.sub(" ", plain))) != plain:
        yield stripped


def files(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every file below a folder, those inside archives and compressed files too.

    Pictures and fonts have no text, and so are left out; so is ``.git``, whose history :mod:`history` reads.
    """
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.parts[0] not in (".git", ".venv") and path.suffix not in SKIPPED:
            twin = path.with_suffix("") if path.suffix in TWINS else None
            content = path.read_bytes()
            if twin and twin.is_file() and _unpacked(path.suffix, content) == twin.read_bytes():
                continue  # the same once more, compressed for the server
            yield from contents(inside.as_posix(), content)


def contents(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Name and text of one file, or of those in it."""
    ending = Path(name).suffix.lower()
    if ending in TWINS and (unpacked := _unpacked(ending, content)) is not None:
        yield from contents(name.removesuffix(ending), unpacked)
    elif content.startswith(PACKED):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inside in archive.namelist():
                if not inside.endswith("/") and Path(inside).suffix.lower() not in SKIPPED:
                    yield from contents(f"{name}/{inside}", archive.read(inside))
    elif content.startswith(b"%PDF"):
        try:
            yield name, "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        except PyPdfError:
            yield name, ""
    elif ending not in SKIPPED:
        yield name, content.decode("utf-8", errors="replace")


def _unpacked(ending: str, content: bytes) -> bytes | None:
    unpack, errors = TWINS[ending]
    try:
        return unpack(content)
    except errors:
        return None
