"""Who may open a pack: a passphrase, or the holders of age keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyrage
from zxcvbn import zxcvbn

from coursebook import project
from coursebook.faults import Fault, InputError

# The pack lies in the open, so anybody may try passphrases at home for years: as many guesses as this must not be enough.
GUESSES = 15  # powers of ten
LONGEST = 100  # letters that are judged; more only help
ASKED = "use six or more words drawn by chance, such as a password manager makes, and type nothing of this book."


@dataclass(frozen=True)
class Lock:
    """How a pack is closed: by a passphrase, or else for recipients, who are age or SSH keys."""

    passphrase: str = ""
    recipients: Sequence[pyrage.x25519.Recipient | pyrage.ssh.Recipient] = ()

    def close(self, content: bytes) -> bytes:
        """The content in age's format."""
        if self.passphrase:
            return pyrage.passphrase.encrypt(content, self.passphrase)
        return pyrage.encrypt(content, list(self.recipients))

    def opens(self, pack: bytes) -> bool:
        """Whether a pack was closed with this very passphrase."""
        try:
            return bool(self.passphrase and pyrage.passphrase.decrypt(pack, self.passphrase))
        except pyrage.DecryptError:
            return False


def lock(passphrase_file: Path | None, recipients: Sequence[str]) -> Lock:
    """How a pack will be closed.

    Raises:
        InputError: neither or both are given, the passphrase can be guessed, or a recipient is none.
    """
    if bool(passphrase_file) == bool(recipients):
        wrong = "A pack is closed either with a passphrase or for recipients."
        raise InputError(Fault("coursebook publish", "", wrong, "name one: --passphrase-file FILE, or --recipient KEY."))
    if passphrase_file:
        phrase = _phrase(passphrase_file)
        book = project.current().settings.book.slug
        guesses = zxcvbn(phrase[:LONGEST], user_inputs=[book, *book.split("-")], max_length=LONGEST)["guesses_log10"]
        if guesses < GUESSES:
            wrong = f"The passphrase can be found in about 10^{guesses:.0f} guesses, and 10^{GUESSES} are asked for."
            raise InputError(Fault(str(passphrase_file), "", wrong, ASKED))
        return Lock(phrase)
    return Lock(recipients=[_recipient(text) for text in recipients])


def _phrase(path: Path) -> str:
    try:
        phrase = path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        fix = "write the passphrase into this file, in UTF-8, on one line."
        raise InputError(Fault(str(path), "", "No passphrase can be read there.", fix)) from None
    if not phrase.strip() or len(phrase.splitlines()) > 1:
        raise InputError(Fault(str(path), "", "The file is not one line with a passphrase.", ASKED))
    return phrase


def _recipient(text: str):
    for kind in (pyrage.x25519.Recipient, pyrage.ssh.Recipient):
        try:
            return kind.from_str(text)
        except pyrage.RecipientError:
            continue
    fix = "give a public key: 'age1…' as age-keygen prints it, or a line of an SSH key file that ends in .pub."
    raise InputError(Fault(f"--recipient {text[:24]}", "", "This is no key of age or SSH.", fix))


def opener(passphrase_file: Path | None, identity: Path | None) -> Callable[[bytes], bytes]:
    """What opens a pack; it raises ``pyrage.DecryptError`` for one that it does not fit.

    Raises:
        InputError: neither or both are given, or the file holds no key.
    """
    if bool(passphrase_file) == bool(identity):
        fix = "name one: --passphrase-file FILE, or --identity FILE."
        raise InputError(Fault("coursebook unlock", "", "A pack is opened with a passphrase or with a key of age.", fix))
    if passphrase_file:
        phrase = _phrase(passphrase_file)
        return lambda pack: pyrage.passphrase.decrypt(pack, phrase)
    assert identity
    found = _identities(identity)
    return lambda pack: pyrage.decrypt(pack, found)


def _identities(path: Path) -> list:
    try:
        content = path.read_bytes()
        lines = [line.strip() for line in content.decode().splitlines()]
        secret = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
        return secret or [pyrage.ssh.Identity.from_buffer(content)]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        fix = "name the file that age-keygen wrote, or an SSH key without a passphrase of its own."
        raise InputError(Fault(str(path), "", "There is no secret key in it.", fix)) from None
