"""``coursebook deliver gradescope``."""

from __future__ import annotations

import argparse
from pathlib import Path

# What is heavy is imported where it is used: this module is read for every command.


def add(targets: argparse._SubParsersAction) -> None:
    """Add the target to those of ``coursebook deliver``."""
    one = targets.add_parser("gradescope", help="the autograder that Gradescope runs for a programming assignment")
    one.add_argument("set", help="the exercise set")
    one.add_argument("--out", type=Path, required=True, help="the archive to write (.zip)")
    one.add_argument("--release", type=Path, help="folder that 'coursebook release' wrote; without it the common variant")
    one.add_argument("--key-file", type=Path, help="the key the release was made with (with --release)")
    one.add_argument("--roster", type=Path, help="CSV of the class, which gives ids their e-mail addresses (with --release)")


def run(options: argparse.Namespace) -> int:
    """Write the archive; returns the exit code.

    Raises:
        GradingError, InputError: there is no such set or release, or the key, the roster or the book has a fault.
    """
    from coursebook.delivery.gradescope import archive
    from coursebook.faults import Fault, InputError
    from coursebook.files import write_named
    from coursebook.grading.intake.released import common, handed_out

    if options.release:
        answered = handed_out(options.set, options.release, options.key_file)
    else:
        for option, given in (("--key-file", options.key_file), ("--roster", options.roster)):
            if given:
                raise InputError(Fault(option, "", "It belongs to a release, and none is named.", "add --release FOLDER."))
        answered = common(options.set)
    write_named({options.out: archive.write(answered, options.roster)})
    points = sum(question.points for question in answered.exercise.questions)
    by_hand = sum(task.points for task in answered.exercise.tasks)
    whose = "each student's own variant" if answered.released.variants else "the common variant"
    print(f"The autograder of {answered.exercise.name}, for {whose}: {options.out}")
    print(f"In Gradescope: a programming assignment with {points:g} autograder points, this archive as its autograder.")
    if by_hand:
        print(f"Written answers are marked by hand: {by_hand:g} more points, with manual grading switched on.")
    print("It holds solutions, hidden tests and the key. Show it to nobody but Gradescope.")
    return 0
