"""``lti.toml``: where the service stands on the web, which releases it hands out, and the learning system it serves."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from coursebook.exercises.release import existing
from coursebook.faults import Fault, InputError
from coursebook.settings import read_toml

LOOPBACK = ("localhost", "127.0.0.1", "::1")
KEY_BITS = 2048


@dataclass(frozen=True)
class Platform:
    """``[platform]``: what the administrator of the learning system gives when the service is registered there.

    ``login``, ``token`` and ``keys`` are addresses: of its login (authorization), of its access tokens, of its public keys.
    ``audience`` is who its tokens are asked from, if that is not the address ``token``.
    """

    issuer: str
    client_id: str
    login: str
    token: str
    keys: str
    deployments: tuple[str, ...]
    audience: str = ""


@dataclass(frozen=True)
class LtiSettings:
    """A whole ``lti.toml``; paths are relative to its folder. It serves one learning system: ids of two could be alike.

    ``address`` is what browsers call the service, ``releases`` are folders that ``coursebook release`` wrote, ``hand_ins`` is the
    folder that work is written into, ``database`` an address of SQLAlchemy, ``key`` the file of the service's private key.
    """

    address: str
    releases: tuple[str, ...]
    platform: Platform
    hand_ins: str = "hand-ins"
    database: str = "sqlite:///lti.sqlite"
    key: str = "lti-key.pem"

    @property
    def is_safe(self) -> bool:
        """Whether browsers reach it by https, without which they keep no cookie for a page inside another."""
        return urlsplit(self.address).scheme == "https"

    def sets(self) -> dict[str, Path]:
        """Each exercise set that is handed out, and the folder of its release.

        Raises:
            InputError: a folder holds no release, or two hold the same set.
        """
        found: dict[str, Path] = {}
        for folder in map(Path, self.releases):
            if (standing := existing.read(folder)) is None:
                wrong, fix = "There is no release in it.", "name one that 'coursebook release' wrote."
                raise InputError(Fault(str(folder), "", wrong, fix))
            if standing.set in found:
                wrong, fix = f"{found[standing.set]} is of '{standing.set}' too.", "name one of them."
                raise InputError(Fault(str(folder), "", wrong, fix))
            found[standing.set] = folder
        return found


def read_lti(path: Path) -> LtiSettings:
    """The settings of the service.

    Raises:
        InputError: there is no such file, it is no TOML, a key is missing, unknown or has an unfit value; all are listed.
    """
    if not path.is_file():
        raise InputError(Fault(str(path), "", "There is no such file.", "write one as the guide shows."))
    made: LtiSettings = read_toml(LtiSettings, path)
    faults = _addresses(made)
    if not made.releases:
        faults.append(Fault("", "releases", "Nothing is handed out.", "name the folder of a release."))
    if faults:
        raise InputError(*(replace(fault, file=str(path)) for fault in faults))
    folder = path.parent.absolute()
    scheme, _, file = made.database.partition(":///")
    return replace(
        made,
        address=made.address.rstrip("/"),
        releases=tuple(str(folder / name) for name in made.releases),
        hand_ins=str(folder / made.hand_ins),
        database=f"{scheme}:///{folder / file}" if scheme == "sqlite" else made.database,
        key=str(folder / made.key),
    )


def _addresses(made: LtiSettings) -> list[Fault]:
    given = {"address": made.address} | {f"platform.{key}": getattr(made.platform, key) for key in ("login", "token", "keys")}
    faults = []
    for place, address in given.items():
        parts = urlsplit(address)
        if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)) or not parts.hostname:
            wrong = f"'{address}' is no address of the web that is safe."
            faults.append(Fault("", place, wrong, "write one that begins with https://."))
    return faults


def private_key(path: Path) -> str:
    """The service's private key as PEM, made at the first call and readable by its owner alone.

    Raises:
        InputError: the file is no such key, or cannot be written.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    if not path.is_file():
        made = rsa.generate_private_key(65537, KEY_BITS).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(made)
        except OSError as error:
            raise InputError(Fault(str(path), "", f"It cannot be written ({error.strerror}).", "name another key.")) from None
    try:
        text = path.read_text(encoding="ascii")
        serialization.load_pem_private_key(text.encode(), None)
    except (ValueError, TypeError, OSError):
        fix = "name the file that the service made, or another name and register the service anew."
        raise InputError(Fault(str(path), "", "It is no private key in PEM without a passphrase.", fix)) from None
    return text
