"""The folder for any web host: a page, and each student's archive under a name that nobody can guess.

The name is the code itself, sixty bits of an HMAC of the student's id under the course's key. No list of names is in the folder;
a host that shows its folders to visitors would show the codes, but not whose they are.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from coursebook import language, project
from coursebook.csv_text import csv_text
from coursebook.delivery import handout
from coursebook.delivery.items import set_title
from coursebook.exercises.release import existing
from coursebook.exercises.release.course_key import fingerprint
from coursebook.exercises.release.roster import Roster
from coursebook.faults import Fault, InputError
from coursebook.language import gettext as _

# Crockford's Base 32: no letter that is read as a digit, none that makes words.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH, PART = 12, 4
# The columns of the table, each with what it holds.
COLUMNS = {name: handout.COLUMNS[name] for name in ("id", "first_name", "last_name", "email")} | {
    "code": "The code that the student types.",
    "link": "The link that holds the code; empty without `--address`.",
}
STYLE = "main { max-width: 34rem; margin: 0 auto; } [role=status] { margin-top: 1rem; } .cb-code { display: flex; flex-wrap: wrap; gap: .6rem; } .cb-code input { flex: 1 1 13rem; font-family: var(--cb-mono); letter-spacing: .06em; } .cb-code :is(input, button), [role=status] a { min-height: 48px; padding: .4rem .9rem; border: 1px solid var(--cb-line); border-radius: 6px; background: var(--cb-soft); } [role=status] a { display: inline-flex; align-items: center; font-weight: 600; }"


def code(key: bytes, student: str) -> str:
    """A student's code: the same for each set that the key was used for."""
    drawn = int.from_bytes(hmac.new(key, f"coursebook: link {student}".encode(), hashlib.sha256).digest())
    return "".join(ALPHABET[drawn >> (5 * place) & 31] for place in range(LENGTH))


def shown(code: str) -> str:
    """A code as people read it: ``7KQ2-M9XA-04PT``."""
    return "-".join(code[place : place + PART] for place in range(0, LENGTH, PART)).upper()


def files(release: Path, roster: Roster, key: bytes) -> dict[str, bytes]:
    """The files of the folder by their names in it.

    Raises:
        InputError: the release has nothing for a student, or was made with another key.
    """
    found = existing.read(release)
    if found and found.key and found.key != fingerprint(key):
        raise InputError(Fault("--key-file", "", "The release was made with another key.", "name the one it was made with."))
    name = found.set if found else ""
    made = {
        # The first file: by it a folder that was not written to its end is known as one of ours.
        "links.js": Path(__file__).with_name("links.js").read_bytes(),
        "book.css": (project.PACKAGE / "book" / "theme" / "static" / "book.css").read_bytes(),
    }
    for student, packed in handout.archives(release, roster, name).items():
        secret = code(key, student)
        # The page learns from this small script whether a code is right: that works from a disk, too.
        told = f"{json.dumps(f'{secret}/{name}.zip')}, {json.dumps(f'{name}.zip')}"
        made[f"files/{secret}.js"] = f"coursebookFound({told});\n".encode()
        made[f"files/{secret}/{name}.zip"] = packed
    made["index.html"] = _page(name).encode()
    return made


def of_others(out: Path, release: Path, roster: Roster, key: bytes) -> dict[str, str]:
    """Codes in a folder that nobody on the roster has, and the student to whom the release says that each belongs, or ""."""
    found = existing.read(release)
    owners = {code(key, student): student for student in (found.students if found else ())}
    own = {code(key, student.id) for student in roster.students}
    there = sorted(path.stem for path in (out / "files").glob("*.js"))
    return {one: owners.get(one, "") for one in there if one not in own}


def remove(out: Path, codes: Iterable[str]) -> None:
    """Take what stands under codes out of the folder; raises ``OSError``."""
    for one in codes:
        (out / "files" / f"{one}.js").unlink()
        shutil.rmtree(out / "files" / one)


def table(roster: Roster, key: bytes, address: str = "") -> str:
    """The table for a mail merge, with each student's code; with the folder's ``address`` also the link that holds it."""
    rows: list[Sequence[str]] = [list(COLUMNS)]
    for student in roster.students:
        secret = shown(code(key, student.id))
        link = f"{address.rstrip('/')}/#{secret}" if address else ""
        rows.append([student.id, *(student.fields.get(column, "") for column in list(COLUMNS)[1:4]), secret, link])
    return csv_text(rows)


def _page(name: str) -> str:
    title = html.escape(set_title(name))
    words = {
        "looking": _("Looking for your files …"),
        "take": _("Take your files"),
        "malformed": _("A code has twelve letters and digits. Look at your message again."),
        "unknown": _("There are no files for this code. Compare it with your message, letter by letter."),
    }
    data = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<!doctype html>\n<html lang="{language.current()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<meta name="referrer" content="no-referrer"><title>{title}</title><link rel="stylesheet" href="book.css">'
        f'<style>{STYLE}</style><script type="application/json" id="words">{data}</script><script src="links.js" defer></script>'
        f"</head><body><main><h1>{title}</h1><p>{_('Each student has files of their own. Type the code that you were sent.')}</p>"
        f'<form><label for="code">{_("Your code")}</label><div class="cb-code"><input id="code" autocomplete="off" '
        f'autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX-XXXX"><button type="submit">{_("Find")}</button>'
        f'</div></form><p role="status"></p><noscript><p>{_("This page needs a script to look for your files.")}</p></noscript>'
        "</main></body></html>\n"
    )
