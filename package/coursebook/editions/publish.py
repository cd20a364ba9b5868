"""``coursebook publish``: writes the public edition of a book with its encrypted pack, and lets no answer through."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coursebook import project
from coursebook.editions import answers, layout, public_files, target
from coursebook.editions.edition import FILE, PACK, Edition, no_answers, sha256
from coursebook.editions.keys import Lock
from coursebook.editions.pack import Packed, close
from coursebook.editions.scan import Finding, Search
from coursebook.faults import BuildError, Fault, InputError

SHOWN = 12  # findings
PROGRAMS = ("postBuild",)


@dataclass(frozen=True)
class Plan:
    """Every file of both editions: those that are public as they are, those in the pack, and those made anew."""

    public: tuple[str, ...]
    packed: tuple[str, ...]
    made: dict[str, bytes]


def plan() -> Plan:
    """What becomes of each file of the current book.

    Raises:
        InputError: it is a public edition, git does not know its files, or the bank has a fault.
    """
    book = project.current()
    if book.is_public:
        raise InputError(no_answers())
    public = layout.is_public(book.root, layout.tracked(book.root))
    made = public_files.made(public)
    kept = tuple(name for name, is_public in public.items() if is_public and name not in made)
    return Plan(kept, tuple(name for name in public if name not in kept), made)


def search(planned: Plan) -> Search:
    """What must not be found in the public edition.

    Raises:
        InputError: a file of the bank has a fault.
    """
    return Search(answers.answers(planned.packed), answers.keys(), answers.public_anyway(planned.public))


def publish(out: Path, lock: Lock, site: bool = True, renewed: bool = False) -> Plan:
    """Write the public edition into an empty folder; returns what became of each file.

    Args:
        out: may hold ``.git``, as a clone without its files does.
        lock: closes the pack.
        site: build the book from the public files too, and look through its site.
        renewed: the lock must not be the one of the pack that the repository in ``out`` published last.

    Raises:
        InputError: an answer would be public, or something of this cannot be done; nothing is left in ``out``.
    """
    book, out = project.current(), out.resolve()
    if out == book.root or book.root.is_relative_to(out):
        raise InputError(Fault(str(out), "", "The book itself lies there.", "name a folder outside of the book."))
    planned = plan()
    target.refuse_history(out, set(planned.packed) - planned.made.keys())
    if renewed and (earlier := target.earlier_pack(out, PACK)) and lock.opens(earlier):
        wrong = "This passphrase opens the pack that was published before."
        raise InputError(Fault(str(out), "", wrong, "use a new one: after a leak the old one is known."))
    with target.staged(out) as folder:
        edition = _write(planned, folder)
        looked_for = search(planned)
        refuse(looked_for.findings(folder))
        packed = {name: _packed(book.root / name) for name in planned.packed}
        (folder / PACK).write_bytes(close(edition, packed, lock))
        if site:
            _build(folder)
            refuse(looked_for.findings(folder / "_build"))
    return planned


def _write(planned: Plan, folder: Path) -> Edition:
    root = project.current().root
    for name in planned.public:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, folder / name)
    for name, content in planned.made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        if Path(name).name in PROGRAMS:
            (folder / name).chmod(0o755)
    contents = sorted((name, sha256((root / name).read_bytes())) for name in (*planned.public, *planned.packed))
    edition = Edition(sha256(repr(contents).encode())[:16], {name: sha256(one) for name, one in planned.made.items()})
    (folder / FILE).write_text(edition.text(), encoding="utf-8")
    return edition


def _packed(path: Path) -> Packed:
    return Packed(path.read_bytes(), bool(path.stat().st_mode & stat.S_IXUSR))


def _build(folder: Path) -> None:
    """Build the book from the public files alone; of ``_build`` only the site stays."""
    print("Building the book from the public files …", flush=True)
    environment = {**os.environ, project.VARIABLE: str(folder)}
    command = [sys.executable, "-m", "coursebook", "book", "build"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        output = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
        fix = "list the file that is missing under 'also' in [publish] of coursebook.toml, if it is no answer."
        raise BuildError(f"_build: The public edition does not build:\n{output}\nFix: {fix}")
    for path in (folder / "_build").iterdir():
        if path.name != "html":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def refuse(found: Iterable[Finding]) -> None:
    """Stop if there are findings.

    Raises:
        InputError: there are; the first ones are listed.
    """
    listed = [Fault(one.file, one.place, f"It holds a {one.kind}: “{one.words}”.", "take it out there.") for one in found]
    if listed:
        more = len(listed) - SHOWN
        last = [Fault("coursebook publish", "", f"There are {more} more answers.", "take those out first.")] if more > 0 else []
        raise InputError(*listed[:SHOWN], *last)
