"""From what was handed in to one submission a student: whose each file is, which notebook counts, what becomes of the rest.

Each file ends in exactly one state: graded, superseded by another, used beside the notebook, left aside with the reason, or
listed for a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from coursebook.grading import faults
from coursebook.grading.faults import GradingError, Unreadable
from coursebook.grading.filekinds import MODULE, NOTEBOOK, SYSTEM, without_ending
from coursebook.grading.handedin import ASIDE, BESIDE, COUNTS, LISTED, SUPERSEDED, FileNote, Submission
from coursebook.grading.handin_times import HandIn, Times
from coursebook.grading.layouts import Hint, file_hint, folder_hint
from coursebook.grading.people import Roster
from coursebook.grading.reading import MOST_BYTES, Notebook, read
from coursebook.grading.slots import Slot, normal
from coursebook.grading.sources import StudentFile, find

LOOKED_AT = 20  # notebooks read to see whether a class belongs to this release at all
FEWEST_CELLS = 3  # cells of the release that make a notebook without its mark one of this assignment
MOST_MODULE = 200_000  # bytes of a student's own Python file
MOST_MODULES = 20


@dataclass(frozen=True)
class Handed:
    """All that one student handed in, sorted out: the notebook that counts, or None, and what became of each file."""

    student: str
    counts: StudentFile | None
    notes: tuple[FileNote, ...]
    handed_in: datetime
    time_source: str
    is_time_trusted: bool
    is_late: bool = False
    modules: tuple[StudentFile, ...] = ()
    doubts: tuple[str, ...] = ()
    name: str = ""

    def submission(self, name: str = "") -> Submission:
        """What counts, with its bytes, or with the reason why they cannot be had."""
        data, reason = b"", ""
        if self.counts is None:
            what = "; ".join(f"{note.file}: {note.reason}" for note in self.notes if note.state == LISTED)
            reason = f"No notebook was handed in ({what})." if what else "No notebook of this assignment was handed in."
        else:
            try:
                data = self.counts.data()
                if len(data) > MOST_BYTES:
                    data, reason = b"", f"The file is larger than {MOST_BYTES // 1_000_000} MB. Clear its outputs and save it."
            except Unreadable as error:
                reason = str(error)
        return Submission(
            student=self.student,
            place=self.counts.place if self.counts else next(note.file for note in self.notes if note.state == LISTED),
            handed_in=self.handed_in,
            data=data,
            reason=reason,
            others=tuple(note.file for note in self.notes if note.state == SUPERSEDED),
            marked_late=self.is_late,
            doubts=self.doubts,
            name=name or self.name,
            time_source=self.time_source,
            is_time_trusted=self.is_time_trusted,
            files=self.notes,
            beside=tuple((module.name, module.data(MOST_MODULE)) for module in self.modules),
        )


@dataclass
class Intake:
    """Who handed in, by student id; ``strangers`` are notebooks whose student is not known; ``notes`` are of nobody's files."""

    handed: dict[str, Handed] = field(default_factory=dict)
    strangers: list[FileNote] = field(default_factory=list)
    notes: list[FileNote] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The number of files that were handed in: each has one state."""
        return sum(len(one.notes) for one in self.handed.values()) + len(self.strangers) + len(self.notes)


def take_in(
    given: Sequence[Path],
    assignment: str,
    roster: Roster,
    variants: Mapping[str, str],
    others: Iterable[str] = (),
    release: Sequence[Slot] = (),
    files: Iterable[str] = (),
) -> Intake:
    """Sort what was given by student.

    Args:
        variants: id of a variant -> the one student who has it.
        others: the names of all assignments; folders of these are left aside.
        release: the cells of the release, to tell its notebooks from others.
        files: the names of the data files that were handed out.

    Raises:
        GradingError: nothing was handed in, or nothing of this assignment.
    """
    return _Sorter(assignment, roster, variants, set(others) - {assignment}, release, set(files)).sort(given)


class _Sorter:
    def __init__(self, assignment, roster, variants, others, release, files):
        self.assignment, self.roster, self.variants = assignment, roster, variants
        self.others, self.given_files = others, files
        self.grade_ids = {slot.id for slot in release}
        self.sources = {normal(slot.source) for slot in release if len(slot.source) > 60}
        self.intake = Intake()
        self.by_student: dict[str, list[HandIn]] = defaultdict(list)
        self.unknown: list[tuple[HandIn, str]] = []
        self.by_data: set[str] = set()  # students whose hand-in was found by the variant of its data

    def sort(self, given: Sequence[Path]) -> Intake:
        found = find(given)
        self.times = Times(found)
        for path in dict.fromkeys(given):
            self._level([one for one in found if one.given == path], 0)
        self._by_variants()
        for student, handins in sorted(self.by_student.items()):
            handed = self._handed(student, handins)
            if handed:
                self.intake.handed[student] = handed
        if not self.intake.handed and not self.intake.strangers:
            names = ", ".join(str(path) for path in given)
            wrong = f"There are files, but none of the assignment '{self.assignment}' and of a student's."
            raise GradingError(faults.NOTHING_TO_GRADE, names, wrong, "name the assignment that they belong to, and give the roster.")
        return self.intake

    # Whose is it?

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
            self._single(file, depth)
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
        found = self.roster.find(handin.hint)
        if found.student:
            self.by_student[found.student].append(handin)
        else:
            self.unknown.append((handin, found.why))

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

    def _single(self, file: StudentFile, depth: int) -> None:
        """A file that lies in nobody's folder: its own name says whose it is."""
        if file.kind.kind == SYSTEM:
            self._aside([file], file.kind.what)
            return
        hint = file_hint(file.name, self.assignment)
        if hint.is_receipt:
            self._aside([file], f"made by {hint.system}")
        elif (
            file.kind.kind == NOTEBOOK
            or hint.system
            or ((file.kind.may_be_work or not self.roster.is_open) and self.roster.find(hint).student)
        ):
            self._give(HandIn((file,), hint, depth))
        else:
            self.intake.notes.append(FileNote(file.place, LISTED, f"nobody's: {file.kind.what}"))

    def _by_variants(self) -> None:
        """Hand-ins without a name on the roster: the data that they were made for may say whose they are."""
        claims: dict[str, list[HandIn]] = defaultdict(list)
        for handin, why in self.unknown:
            student = self._by_variant(handin)
            if student and student not in self.by_student:
                claims[student].append(handin)
            else:
                self._stranger(handin, why)
        for student, handins in claims.items():
            if len(handins) == 1:
                self.by_student[student], self.by_data = handins, self.by_data | {student}
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
                self.intake.strangers.append(FileNote(file.place, LISTED, why or "Nobody on the roster has this name."))

    def _aside(self, files: Iterable[StudentFile], why: str) -> None:
        self.intake.notes += [FileNote(file.place, ASIDE, why) for file in files]

    # Which one counts?

    def _handed(self, student: str, handins: list[HandIn]) -> Handed | None:
        notes: list[FileNote] = []
        doubts: list[str] = []
        notebooks: list[tuple[HandIn, StudentFile]] = []
        modules: list[StudentFile] = []
        handins = self.times.in_order(handins)
        for handin in handins:
            for file in handin.files:
                inner = handin.inner(file)
                if any(part.lower() in self.others for part in inner[:-1]):
                    notes.append(FileNote(file.place, ASIDE, "of another assignment"))
                elif file.kind.kind == SYSTEM:
                    notes.append(FileNote(file.place, ASIDE, file.kind.what))
                elif file.kind.kind == NOTEBOOK:
                    notebooks.append((handin, file))
                elif file.name in self.given_files and not file.refused:
                    notes.append(FileNote(file.place, ASIDE, "a file of the release; the notebook is run beside the one handed out"))
                elif file.kind.kind == MODULE and not file.refused and len(modules) < MOST_MODULES:
                    modules.append(file)
                else:
                    notes.append(FileNote(file.place, LISTED, file.refused or file.kind.what))
        if not notebooks and not modules and not any(note.state == LISTED for note in notes):
            self.intake.notes += notes
            return None
        counts = self._choose(notebooks, notes, doubts)
        modules = self._usable(modules, counts, notes)
        listed = [f"{note.file} ({note.reason})" for note in notes if note.state == LISTED]
        if listed and counts:
            doubts.append(f"Also handed in, and not graded: {'; '.join(listed[:10])}{'; …' if listed[10:] else ''}.")
        handin = counts[0] if counts else handins[-1]
        time = self.times.of(handin, counts[1] if counts else None)
        if student in self.by_data:
            doubts.append("The file's name does not say who handed it in; the variant of its data does. Check that it is right.")
        return Handed(
            student,
            counts[1] if counts else None,
            tuple(sorted(notes, key=lambda note: note.file)),
            time.when,
            time.source,
            time.is_trusted,
            handin.hint.is_late,
            tuple(modules),
            tuple(doubts),
            handin.hint.name if handin.hint.system else "",
        )

    def _choose(self, notebooks, notes: list[FileNote], doubts: list[str]) -> tuple[HandIn, StudentFile] | None:
        """The notebook that counts, and a note for each."""
        if len(notebooks) < 2:
            notes += [FileNote(file.place, COUNTS, "") for _, file in notebooks]
            return notebooks[0] if notebooks else None
        looks = [_Look(handin, file, self._read(file)) for handin, file in notebooks]
        ours = [look for look in looks if look.notebook and self._is_ours(look.notebook)]
        latest = [look for look in (ours or looks) if look.handin is (ours or looks)[-1].handin]
        named = [look for look in latest if self._has_the_name(look)]
        chosen = (named or latest)[-1] if len(named or latest) == 1 else self._most_worked_on(named or latest)
        for look in looks:
            if look is chosen:
                notes.append(FileNote(look.file.place, COUNTS, ""))
            elif look in ours or not ours:
                notes.append(FileNote(look.file.place, SUPERSEDED, f"{chosen.file.place} counts"))
            else:
                why = "nothing of this assignment is in it" if look.notebook else "it cannot be read"
                notes.append(FileNote(look.file.place, LISTED, f"{why}; {chosen.file.place} counts"))
        work = self._work(chosen)
        if any(look is not chosen and look in ours and self._work(look) - work for look in latest):
            doubts.append(
                f"{len(latest)} notebooks of this assignment were handed in together, with different answers; "
                f"{chosen.file.place} counts. Look whether it is the right one."
            )
        return chosen.handin, chosen.file

    def _read(self, file: StudentFile) -> Notebook | None:
        try:
            return read(file.data())
        except Unreadable:
            return None

    def _is_ours(self, notebook: Notebook) -> bool:
        claimed = notebook.made_for.get("set")
        if claimed:
            return claimed == self.assignment
        found = sum(cell.grade_id in self.grade_ids or normal(cell.source) in self.sources for cell in notebook.cells)
        return found >= FEWEST_CELLS

    def _has_the_name(self, look: _Look) -> bool:
        """Whether it lies where it was handed out: with the assignment's name, in no folder but the assignment's."""
        *folders, name = look.handin.inner(look.file)
        hint = file_hint(name, self.assignment)
        is_named = name.lower().startswith(f"{self.assignment}.") or (hint.system and f"_{self.assignment}." in name.lower())
        return bool(is_named) and all(folder == self.assignment for folder in folders)

    def _work(self, look: _Look) -> set[str]:
        if look.notebook is None:
            return set()
        return {normal(cell.source) for cell in look.notebook.cells} - self.sources - {""}

    def _most_worked_on(self, looks: list[_Look]) -> _Look:
        return max(looks, key=lambda look: (len(self._work(look)), look.file.parts))

    def _usable(self, modules: list[StudentFile], counts, notes: list[FileNote]) -> list[StudentFile]:
        """Python files of the student's own that lie beside the notebook: they go with it, into the sandbox alone."""
        used = []
        for module in modules:
            is_beside = counts and module.given == counts[1].given and module.parts[:-1] == counts[1].parts[:-1]
            try:
                is_small = len(module.data(MOST_MODULE + 1)) <= MOST_MODULE
            except Unreadable:
                is_small = False
            if is_beside and is_small:
                used.append(module)
                notes.append(FileNote(module.place, BESIDE, "the student's own module, run with the notebook"))
            else:
                notes.append(FileNote(module.place, LISTED, module.kind.what))
        return used


@dataclass(frozen=True)
class _Look:
    handin: HandIn
    file: StudentFile
    notebook: Notebook | None


def check_release(intake: Intake, assignment: str, version: str) -> None:
    """Raise :class:`GradingError` if the first notebooks, as far as they say, belong to another release.

    A single one that does is a case for the list, not the end of the run.
    """
    said: Counter[str] = Counter()
    looked_at = list(_first(intake))
    for _, notebook in looked_at:
        made_for = notebook.made_for
        if not made_for:
            continue
        if made_for.get("set", assignment) != assignment:
            said[f"assignment '{made_for['set']}'"] += 1
        elif made_for.get("version", version) != version:
            said[f"version {made_for['version']}"] += 1
        else:
            return
    if said and (2 * sum(said.values()) > len(looked_at)) and (sum(said.values()) > 1 or len(intake.handed) == 1):
        wrong = f"These submissions belong to another release ({said.most_common(1)[0][0]}; this one is '{assignment}', version {version})."
        mend = "name the release folder that was handed out with --release, or the right --assignment."
        raise GradingError(faults.ANOTHER_RELEASE, looked_at[0][0].counts.place, wrong, mend)


def _first(intake: Intake) -> Iterator[tuple[Handed, Notebook]]:
    for handed in list(intake.handed.values())[:LOOKED_AT]:
        if handed.counts:
            try:
                yield handed, read(handed.counts.data())
            except Unreadable:
                continue
