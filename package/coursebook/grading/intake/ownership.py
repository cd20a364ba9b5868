"""Whose is each file that was handed in: the folder's name says so, else the file's, else the data it was made for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coursebook.grading.errors import Unreadable
from coursebook.grading.intake.class_list import Roster
from coursebook.grading.intake.file_kinds import HIDDEN, NOTEBOOK, SYSTEM, is_notebook_name, without_ending
from coursebook.grading.intake.layouts import Hint, file_hint, folder_hint
from coursebook.grading.intake.notebook_reader import read
from coursebook.grading.intake.sources import StudentFile
from coursebook.grading.intake.submission_times import HandIn, Times
from coursebook.grading.intake.submissions import ASIDE, LISTED, FileNote

MOST_RECEIPT = 100_000
_TYPED = re.compile(r"^(?:Submission Field|Comments):\s*\n(.*?)(?=^(?:Comments|Files):|\Z)", re.MULTILINE | re.DOTALL)


@dataclass
class Owned:
    """Hand-ins by student id, those whose student only the ``by_data`` says, and files of nobody's.

    ``strangers`` are notebooks, and what else came with them, whose student is not known; ``notes`` are the other files.
    """

    by_student: dict[str, list[HandIn]] = field(default_factory=lambda: defaultdict(list))
    by_data: set[str] = field(default_factory=set)
    strangers: list[FileNote] = field(default_factory=list)
    notes: list[FileNote] = field(default_factory=list)


class Owners:
    """Gives files to the students of a roster.

    Args:
        variants: id of a variant -> the one student who has it.
        others: the names of other assignments; their folders are left aside.
    """

    def __init__(self, assignment: str, roster: Roster, variants: Mapping[str, str], others: set[str], times: Times):
        self.assignment, self.roster, self.variants = assignment, roster, variants
        self.others, self.times = others, times
        self.owned = Owned()
        self._unknown: list[tuple[HandIn, str]] = []

    def sort(self, found: Sequence[StudentFile], given: Iterable[Path]) -> Owned:
        """Give all files of what was given."""
        for path in dict.fromkeys(given):
            self._level([one for one in found if one.given == path], 0)
        self._by_variants()
        return self.owned

    def _level(self, files: list[StudentFile], depth: int) -> None:
        """Give the files below one folder to students.

        Where folders bear students' names, all within such a folder is that student's, whatever its files are called;
        a folder with another name beside them is a stranger's. Else the folders group students (a section, an export),
        and what is in them is looked at in the same way.
        """
        folders: dict[str, list[StudentFile]] = defaultdict(list)
        single: list[StudentFile] = []
        for file in files:
            if len(file.parts) > depth + 1:
                folders[file.parts[depth]].append(file)
            else:
                single.append(file)
        for file in single:
            self._single(file, depth, single)
        hints = {name: folder_hint(name, self.assignment) for name in folders}
        whose = {name: self.roster.find(hint) for name, hint in hints.items()}
        is_students = "submitted" not in folders and self._is_students(folders, hints, whose, single, depth)
        for name, inside in folders.items():
            about = hints[name].assignment or name.lower()
            if about != self.assignment and about in self.others:
                self._aside(inside, "of another assignment")
            elif "submitted" in folders and name != "submitted":
                self._aside(inside, "beside the folder 'submitted' of an nbgrader course")
            elif is_students:
                self._give(HandIn(tuple(inside), self.times.with_metadata(hints[name], inside, depth), depth + 1))
            else:
                self._level(inside, depth + 1)

    def _give(self, handin: HandIn) -> None:
        if group := handin.hint.group:
            # Each has data of their own, so that it cannot be all of theirs.
            self._stranger(handin, f"{len(group)} people handed it in together: {', '.join(group)}.")
            return
        found = self.roster.find(handin.hint)
        if found.student:
            self.owned.by_student[found.student].append(handin)
        else:
            self._unknown.append((handin, found.why))

    def _is_students(self, folders, hints: Mapping[str, Hint], whose, single: list[StudentFile], depth: int) -> bool:
        """Whether the folders at this level are students' own, rather than groups of students."""
        if any(hint.system for hint in hints.values()):
            return True
        names = [name for name in folders if name != self.assignment and name.lower() not in self.others]
        if not self.roster.is_open:
            return any(whose[name].student or whose[name].why for name in names)
        if not names or any(file_hint(file.name, self.assignment).system for file in single):
            return False
        if len(folders) > 1 or any(file.kind.kind == NOTEBOOK for file in single):
            return True
        # One folder alone, and no roster: a class, if it holds the folders or the files of several people.
        (inside,) = folders.values()
        below = {file.parts[depth + 1] for file in inside if file.kind.kind == NOTEBOOK}
        return len(below) < 2 or self.assignment in {without_ending(name) for name in below}

    def _single(self, file: StudentFile, depth: int, beside: Sequence[StudentFile]) -> None:
        """A file that lies in nobody's folder: its own name says whose it is."""
        # A hidden notebook may be all that a student's program has left of the work.
        if file.kind.kind == SYSTEM and not (file.kind.what == HIDDEN and is_notebook_name(file.name)):
            self._aside([file], file.kind.what)
            return
        hint = file_hint(file.name, self.assignment)
        if hint.is_receipt and not _may_hold_work(file, beside):
            self._aside([file], f"made by {hint.system}")
        elif (
            file.kind.kind == NOTEBOOK
            or hint.system
            or ((file.kind.may_be_work or not self.roster.is_open) and self.roster.find(hint).student)
        ):
            self._give(HandIn((file,), hint, depth))
        else:
            self.owned.notes.append(FileNote(file.place, LISTED, f"nobody's: {file.kind.what}"))

    def _by_variants(self) -> None:
        """Hand-ins without a name on the roster: the data that they were made for may say whose they are."""
        claims: dict[str, list[HandIn]] = defaultdict(list)
        for handin, why in self._unknown:
            student = self._by_variant(handin)
            if student and student not in self.owned.by_student:
                claims[student].append(handin)
            else:
                self._stranger(handin, why)
        for student, handins in claims.items():
            if len(handins) == 1:
                self.owned.by_student[student], self.owned.by_data = handins, self.owned.by_data | {student}
            else:
                for handin in handins:
                    self._stranger(handin, f"{len(handins)} notebooks have the data of {student}.")

    def _by_variant(self, handin: HandIn) -> str | None:
        if not self.variants:
            return None
        for file in handin.files:
            if file.kind.kind == NOTEBOOK:
                try:
                    if student := self.variants.get(read(file.data()).made_for.get("variant", "")):
                        return student
                except Unreadable:
                    continue
        return None

    def _stranger(self, handin: HandIn, why: str) -> None:
        for file in handin.files:
            if file.kind.kind == SYSTEM:
                self._aside([file], file.kind.what)
            else:
                self.owned.strangers.append(FileNote(file.place, LISTED, why or "Nobody on the roster has this name."))

    def _aside(self, files: Iterable[StudentFile], why: str) -> None:
        self.owned.notes += [FileNote(file.place, ASIDE, why) for file in files]


def _may_hold_work(receipt: StudentFile, beside: Sequence[StudentFile]) -> bool:
    """Whether Blackboard's receipt holds words of the student: a text typed in, a comment, or all there is of an attempt."""
    try:
        text = receipt.data(MOST_RECEIPT).decode("utf-8", "replace")
    except Unreadable:
        return True
    if said := _TYPED.findall(text):
        return not all(words.strip().startswith(("There is no ", "There are no ")) for words in said)
    stem = without_ending(receipt.name)
    return not any(file is not receipt and file.name.startswith(f"{stem}_") for file in beside)
