"""How grading says that it cannot begin, and with which exit code."""

from __future__ import annotations

from coursebook.faults import Fault, InputError

# What `coursebook grade` returns; the instructor guide prints this table.
DONE = 0
SOME_NOT_GRADED = 1
WRONG_USE = 2
UNKNOWN_ASSIGNMENT = 3
NOTHING_TO_GRADE = 4
ANOTHER_RELEASE = 5
NOT_ON_THE_ROSTER = 6
GRADEBOOK = 7
CANNOT_WRITE = 8
NOT_ISOLATED = 9
WORKERS = 10
FAULTY = 11
INTERRUPTED = 130

MEANINGS = {
    DONE: "every submission is graded; essays may wait in formgrader",
    SOME_NOT_GRADED: "the run ended; some submissions could not be graded and are on the list for a human",
    WRONG_USE: "the command was not understood",
    UNKNOWN_ASSIGNMENT: "there is no such assignment",
    NOTHING_TO_GRADE: "no notebook was found",
    ANOTHER_RELEASE: "the submissions, or the release folder, belong to another release",
    NOT_ON_THE_ROSTER: "a submission is from nobody on the roster",
    GRADEBOOK: "the gradebook is locked, damaged, or of another course or version",
    CANNOT_WRITE: "the folder cannot be written, or the disk is full",
    NOT_ISOLATED: "this machine cannot isolate submissions well enough",
    WORKERS: "workers cannot be started or reached, or have another version",
    FAULTY: "the exercise set, the roster, the key file or the course file has faults; all are listed",
    INTERRUPTED: "stopped by Ctrl-C; the same command goes on",
}


class GradingError(InputError):
    """A run that cannot begin or go on: one :class:`Fault`, and the exit ``code``."""

    def __init__(self, code: int, file: str, wrong: str, fix: str, place: str = ""):
        super().__init__(Fault(file, place, wrong, fix))
        self.code = code


class Unreadable(Exception):
    """One submission that cannot be read; the text is the reason, in words for the instructor and the student."""
