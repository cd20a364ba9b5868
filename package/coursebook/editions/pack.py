"""The pack: the files of the instructor edition that the public one has otherwise or not at all, in one encrypted archive."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import pyrage

from coursebook.editions.edition import FORMAT, PACK, Edition
from coursebook.editions.keys import Lock
from coursebook.faults import Fault, InputError
from coursebook.files import zipped

MANIFEST = "manifest.json"
INSIDE = "files/"


@dataclass(frozen=True)
class Packed:
    """One file: its content, and whether it is a program."""

    content: bytes
    runs: bool = False


def close(edition: Edition, files: Mapping[str, Packed], lock: Lock) -> bytes:
    """The pack of an edition; ``files`` are by their paths in the book."""
    manifest = {"format": FORMAT, "id": edition.id, "programs": sorted(name for name, one in files.items() if one.runs)}
    entries = [(f"{INSIDE}{name}", one.content) for name, one in sorted(files.items())]
    return lock.close(zipped([(MANIFEST, json.dumps(manifest)), *entries]))


def open_pack(content: bytes, key: Callable[[bytes], bytes], edition: Edition) -> dict[str, Packed]:
    """The files of a pack by their paths.

    Raises:
        InputError: the key does not fit, the pack is damaged, or it belongs to another edition.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(key(content)))
        manifest = json.loads(archive.read(MANIFEST))
        files = {name.removeprefix(INSIDE): archive.read(name) for name in archive.namelist() if name.startswith(INSIDE)}
    except pyrage.DecryptError:
        fix = "use the key that was given for this very edition; if it is that one, bring the pack from where it was published."
        raise InputError(Fault(PACK, "", "The key does not open the pack, or the pack is damaged.", fix)) from None
    except (zipfile.BadZipFile, KeyError, ValueError):
        fix = "bring it anew from where it was published."
        raise InputError(Fault(PACK, "", "It is no pack of 'coursebook publish'.", fix)) from None
    if manifest.get("format") != FORMAT:
        wrong = f"It has format {manifest.get('format')}, and this version of coursebook reads {FORMAT}."
        raise InputError(Fault(PACK, "", wrong, "use the version of coursebook that the public edition came with."))
    if manifest.get("id") != edition.id:
        wrong = "It belongs to another version of the book than the files here."
        raise InputError(Fault(PACK, "", wrong, "take pack and files from one and the same published version."))
    for name in files:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or "\\" in name:
            raise InputError(Fault(PACK, f"'{name}'", "A path leads out of the book.", "do not use this pack."))
    return {name: Packed(one, name in manifest["programs"]) for name, one in files.items()}
