"""The command line."""

from __future__ import annotations

import argparse
import functools
import os
import select
import sys
from pathlib import Path

from coursebook import startup  # noqa: F401  (before what it lightens)

from coursebook import project  # isort: skip
from coursebook.editions.command import NEED_ANSWERS
from coursebook.editions.edition import no_answers
from coursebook.faults import BuildError, Fault, InputError, no_file, write_fault
from coursebook.grading.reports.terminal import say

# The extra of the package that a command needs; for all others `grade` is enough.
EXTRAS = dict.fromkeys(("book", "evidence", "publish", "unlock"), "book") | {"lti": "lti"}
CUT_OFF = 128 + 13  # what a shell says of a program that wrote to a reader who had gone
STOPPED = 128 + 2  # by Ctrl-C


@functools.cache  # a process may type many commands, and to put this together takes as long as some of them
def command_line() -> argparse.ArgumentParser:
    """Every command with its options; libraries that only a command needs are imported when it runs."""
    from coursebook import commands
    from coursebook.course import command as course
    from coursebook.delivery import command as delivery
    from coursebook.delivery.marks import command as export
    from coursebook.editions import command as editions
    from coursebook.exercises.release import command as exercises
    from coursebook.grading import command as grading
    from coursebook.grading import marks_command
    from coursebook.grading.demo import demonstration
    from coursebook.grading.errors import FAULTY
    from coursebook.lti import command as lti

    parser = argparse.ArgumentParser(prog="coursebook", description="Tools of a data-driven course book.")
    groups = parser.add_subparsers(dest="group", required=True, metavar="COMMAND")
    commands.add(groups)
    exercises.add(groups)
    delivery.add(groups)
    course.add(groups)
    grading.add(groups)
    export.add(marks_command.add(groups))
    demonstration.add(groups)
    lti.add(groups)
    editions.add(groups)
    runs = {
        "release": lambda options: course.choose(options) or exercises.run(options) or delivery.follow(options),
        "verify": lambda options: exercises.run(options) or delivery.follow(options),
        "deliver": delivery.run,
        "course": course.run,
        "grade": grading.run,
        "marks": lambda options: (export.run if export.is_asked(options) else marks_command.run)(options),
        "demo": demonstration.run,
    }
    for name, run in runs.items():
        groups.choices[name].set_defaults(run=run)
    for name in ("grade", "marks"):
        groups.choices[name].set_defaults(code_of_faults=FAULTY)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 1 fault found, 2 wrong use)."""
    code = CUT_OFF
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter is no reason to stop
    try:
        try:
            code = _run(command_line().parse_args(arguments))
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        print("Stopped. Fix: type the same command again; what it had begun to write is written anew.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        if not _nobody_reads():
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the end of Python says so once more
    return code


def _nobody_reads() -> bool:
    """Whether standard output was closed by its reader, such as head."""
    output = select.poll()
    output.register(sys.stdout, 0)
    return any(event & select.POLLERR for _, event in output.poll(0))


def _run(options: argparse.Namespace) -> int:
    try:
        if options.group != "new" and (book := project.found()):
            _ = book.settings  # a fault of coursebook.toml is the first thing that any command says
            if book.is_public and options.group in NEED_ANSWERS and not getattr(options, "doctor", False):
                raise InputError(no_answers())
        return options.run(options)
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] == "coursebook":
            raise
        extra = EXTRAS.get(options.group, "grade")
        fix = f"type pip install './package[{extra}]' in the clone of the book, or name that extra in your requirements."
        print(Fault(f"coursebook {options.group}", "", f"The library '{error.name}' is not installed.", fix), file=sys.stderr)
        return 1
    except InputError as error:
        say(*error.faults, file=sys.stderr)
        return error.code or getattr(options, "code_of_faults", 1)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        raise
    except OSError as error:
        # Of the file system; no command goes on after one that it did not expect.
        if not error.filename:
            raise
        path = Path(os.fsdecode(error.filename))
        is_there = not isinstance(error, FileNotFoundError)
        fault = (
            write_fault(path, error, "What was there before is whole.")
            if is_there
            else no_file(path, "name one that is there.")
        )
        say(fault, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
