"""``coursebook publish`` and ``coursebook unlock``."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from pathlib import Path

from coursebook.faults import Fault, InputError

# Commands that need what a public edition does not have.
NEED_ANSWERS = ("release", "verify", "deliver", "course", "grade", "demo", "publish")


def add(groups: argparse._SubParsersAction) -> None:
    """Add the commands to the command line."""
    publish = groups.add_parser("publish", help="write the public edition: the book without answers, which lie in a pack")
    publish.set_defaults(run=_publish)
    publish.add_argument("out", type=Path, metavar="OUT", help="an empty folder, or a clone made with --no-checkout")
    passphrase = {"type": Path, "metavar": "FILE"}
    publish.add_argument("--passphrase-file", **passphrase, help="closes the pack: a file with a passphrase on one line")
    publish.add_argument(
        "--recipient", action="append", default=[], metavar="KEY", help="closes the pack for an age or SSH key; may be repeated"
    )
    publish.add_argument("--no-site", action="store_true", help="do not build and look through the site")
    publish.add_argument(
        "--rotate",
        type=Path,
        metavar="KEY_FILE",
        help="after a leak: demand another passphrase than before, and make a new course key in this file",
    )
    publish.add_argument(
        "--check", action="store_true", help="write nothing: look for answers in OUT, a public edition with all that was built"
    )
    unlock = groups.add_parser("unlock", help="make a public edition the instructor edition again, with its key")
    unlock.set_defaults(run=_unlock)
    unlock.add_argument("--passphrase-file", **passphrase, help="a file with the passphrase on one line")
    unlock.add_argument("--identity", type=Path, metavar="FILE", help="a file with a secret key of age or SSH")


def _publish(options: argparse.Namespace) -> int:
    from coursebook import project
    from coursebook.editions import keys, publish
    from coursebook.exercises.release import course_key

    if options.check:
        return _check(options.out)
    lock = keys.lock(options.passphrase_file, options.recipient)
    for path in (options.passphrase_file, options.rotate):
        for folder in (options.out, project.current().root):
            if path and path.resolve().is_relative_to(folder.resolve()):
                wrong = "A key that lies in the book is published with it one day."
                raise InputError(Fault(str(path), "", wrong, "name a file outside of the book and of OUT."))
    with course_key.new_key(options.rotate) if options.rotate else nullcontext():
        done = publish.publish(options.out, lock, not options.no_site, bool(options.rotate))
    public, packed = len(done.public) + len(done.made), len(done.packed)
    print(f"The public edition is in {options.out}: {public} files and the pack, which holds {packed}.")
    site = "; its site was not built" if options.no_site else f", and its site in {options.out / '_build' / 'html'}"
    print(f"No answer stands in them{site}.")
    if options.rotate:
        print(
            f"Made the course key {options.rotate} for what is released from now on. What is released already is graded with"
            " the old one. Questions that were seen stay known: write new ones."
        )
    return 0


def _check(folder: Path) -> int:
    from coursebook.editions import publish

    if not folder.is_dir():
        raise InputError(Fault(str(folder), "", "There is no such folder.", "name one that 'coursebook publish' wrote."))
    publish.refuse(publish.search(publish.plan()).findings(folder))
    print(f"No answer stands in any file of {folder}.")
    return 0


def _unlock(options: argparse.Namespace) -> int:
    from coursebook import project
    from coursebook.editions import keys, unlock

    count = unlock.unlock(keys.opener(options.passphrase_file, options.identity))
    root = project.current().root
    print(f"This is the instructor edition now: {count} files came out of the pack.")
    if (root / ".git").exists():
        print("Do not commit them here: whoever can read this repository would have them. Keep them in a private one.")
    return 0
