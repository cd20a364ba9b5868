"""The secret that students' variants are drawn from: read, made once, and told apart without being shown."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from coursebook.faults import Fault, InputError, no_file, write_fault

KEY_BYTES = 16


def read_key(path: Path) -> bytes:
    """The secret from which variants are drawn.

    Raises:
        InputError: no such file, or it is too short to be a secret.
    """
    if not path.is_file():
        fix = f"name the key file that the release was made with; 'coursebook release … --key-file {path}' makes one for a new release."
        raise InputError(no_file(path, fix) if path.exists() else Fault(str(path), "", "There is no key file.", fix))
    key = path.read_bytes().strip()
    if len(key) < KEY_BYTES:
        said = f"The key has {len(key)} bytes; others could guess it."
        fix = f"use at least {KEY_BYTES} random ones, or name a file that does not exist: 'coursebook release' then makes it."
        raise InputError(Fault(str(path), "", said, fix))
    return key


def check_is_none_but_a_key(path: Path) -> None:
    """Refuse to draw from a text of several lines, such as a roster: when it is edited, the key is lost.

    Raises:
        InputError: it is one, or no key.
    """
    with contextlib.suppress(UnicodeDecodeError):
        if "\n" in read_key(path).decode():
            fix = "name a file that does not exist: 'coursebook release' makes it, with a key."
            raise InputError(Fault(str(path), "", "This is a text of several lines and no key.", fix))


def fingerprint(key: bytes) -> str:
    """Tells one key from another and says nothing of it; empty for no key."""
    return hmac.new(key, b"coursebook: which key", hashlib.sha256).hexdigest()[:16] if key else ""


@contextlib.contextmanager
def new_key(path: Path) -> Iterator[bytes]:
    """Make a key file that only its owner can read; it goes again if what it is made for fails.

    Raises:
        InputError: the file cannot be written.
    """
    key = secrets.token_hex(32).encode()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise InputError(_not_made(path, error)) from None
    try:
        try:
            with open(descriptor, "wb") as file:
                file.write(key + b"\n")
        except OSError as error:
            raise InputError(_not_made(path, error)) from None
        yield key
    except BaseException:
        path.unlink()
        raise


def _not_made(path: Path, error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        return Fault(
            str(path), "", f"There is no folder '{path.parent}' for the key file.", "make it, or name a file elsewhere."
        )
    return write_fault(path, error, "Nothing has changed.")
