"""``coursebook deliver links``."""

from __future__ import annotations

import argparse
from pathlib import Path

# What is heavy is imported where it is used: this module is read for every command.


def add(targets: argparse._SubParsersAction) -> None:
    """Add the target to those of ``coursebook deliver``."""
    about = "a page for any web host on which each student gets their own files by a code, and a table for a mail merge"
    one = targets.add_parser("links", help=about)
    one.add_argument("--release", type=Path, required=True, help="folder that 'coursebook release' wrote")
    one.add_argument("--roster", type=Path, required=True, help="CSV of the class")
    one.add_argument("--key-file", type=Path, required=True, help="the key the release was made with")
    one.add_argument("--out", type=Path, required=True, help="the folder to write; the table goes beside it")
    one.add_argument("--remove", action="store_true", help="take away the files of students who are no longer on the roster")
    one.add_argument("--address", default="", help="where the folder will stand on the web, for links with the code in them")


def run(options: argparse.Namespace) -> int:
    """Write the folder, and the table beside it; returns the exit code.

    Raises:
        InputError: the roster, the key or the release has a fault, or something else stands in the folder.
        OSError: a file cannot be written.
    """
    from coursebook.delivery.links import folder
    from coursebook.exercises.release import roster
    from coursebook.exercises.release.course_key import read_key
    from coursebook.faults import Fault, InputError
    from coursebook.files import write_all

    key, listed = read_key(options.key_file), roster.load(options.roster)
    if options.out.exists() and any(options.out.iterdir()) and not (options.out / "links.js").is_file():
        raise InputError(Fault(str(options.out), "", "There is something else here.", "name a folder of its own."))
    files = folder.files(options.release, listed, key)
    table = options.out.with_name(f"{options.out.name}-codes.csv")
    write_all(
        {options.out / name: content for name, content in files.items()} | {table: folder.table(listed, key, options.address)}
    )
    left = folder.of_others(options.out, options.release, listed, key)
    if left and options.remove:
        folder.remove(options.out, left)
    print(f"{len(listed.students)} students: put the folder {options.out} on any web host, or hand it out as it is.")
    print(f"Their codes, for a mail merge: {table}. Keep it to yourself: whoever has a code gets the files.")
    if left:
        names = ", ".join(student or code for code, student in left.items())
        done = "Their files are gone" if options.remove else "Their files still lie there; --remove takes them away"
        print(f"{len(left)} who are not on the roster: {names}. {done}.")
    return 0
