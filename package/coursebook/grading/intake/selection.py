"""Which notebook of a student's counts, and what becomes of every other file."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from coursebook.grading.errors import Unreadable
from coursebook.grading.intake.file_kinds import MODULE, NOTEBOOK, SYSTEM, SYSTEM_MADE, is_notebook_name, without_ending
from coursebook.grading.intake.layouts import file_hint
from coursebook.grading.intake.notebook_reader import Notebook, read
from coursebook.grading.intake.sources import StudentFile
from coursebook.grading.intake.submission_times import HandIn, Times
from coursebook.grading.intake.submissions import (
    ASIDE,
    BESIDE,
    COUNTS,
    LISTED,
    MOST_MODULE,
    SUPERSEDED,
    FileNote,
    StudentFiles,
)
from coursebook.grading.matching.slots import LONG, Slot, normal, telling

FEWEST_CELLS = 3  # cells of the release that make a notebook without its mark one of this assignment
MOST_MODULES = 20
SAKAIS = {"comments.txt", "feedbackText.html", "Feedback Attachment(s)"}  # what it adds for the instructor to each folder
OF_ANOTHER = "of another assignment"
OF_THE_RELEASE = "a file of the release; the notebook is run beside the one handed out"
SAKAIS_PLACE = "the place for your comments in Sakai"
_BRINGS_IN = {"import", "import_module", "run", "runpy", "exec", "load"}  # words of a line that has a module run


@dataclass(frozen=True)
class _Look:
    handin: HandIn
    file: StudentFile
    notebook: Notebook | None


@dataclass(frozen=True)
class Asked:
    """What the class was asked to hand in.

    ``assignments`` are the names of all, whose folders are left aside but for this one's; ``release`` are the cells of the
    release, to tell its notebooks from others; ``files`` are the names of the data files that were handed out. With
    ``is_first`` the first hand-in of a student's counts, and not the last.
    """

    assignment: str
    assignments: Collection[str] = ()
    release: Sequence[Slot] = ()
    files: Collection[str] = ()
    is_first: bool = False

    @property
    def others(self) -> set[str]:
        """The names of the other assignments."""
        return set(self.assignments) - {self.assignment}


class Chooser:
    """Sorts out what one student handed in, after the other."""

    def __init__(self, asked: Asked, times: Times):
        self.asked, self.times = asked, times
        self.ours = telling(asked.release)
        self.given = {normal(slot.given) for slot in asked.release}
        self.answers = {slot.id for slot in asked.release if slot.is_students}
        self.sources = {normal(slot.given) for slot in asked.release if len(slot.given) > LONG}

    def handed(self, student: str, handins: list[HandIn], is_by_data: bool, notes: list[FileNote]) -> StudentFiles | None:
        """What counts; None, and what became of the files in ``notes``, if there is nothing of this assignment."""
        nobodys, notes = notes, []
        doubts: list[str] = []
        notebooks: list[tuple[HandIn, StudentFile]] = []
        modules: list[StudentFile] = []
        aside: dict[str, tuple[HandIn, StudentFile]] = {}
        handins = self.times.in_order(handins)
        if self.asked.is_first:
            handins.reverse()
        for handin in handins:
            for file in handin.files:
                inner = handin.inner(file)
                is_anothers = any(part.lower() in self.asked.others for part in inner[:-1])
                if is_anothers or file.kind.kind == SYSTEM:
                    notes.append(FileNote(file.place, ASIDE, OF_ANOTHER if is_anothers else file.kind.what))
                    aside[file.place] = handin, file
                elif handin.hint.system == "Sakai" and inner[0] in SAKAIS:
                    notes.append(FileNote(file.place, ASIDE, SAKAIS_PLACE))
                elif file.kind.kind == NOTEBOOK:
                    notebooks.append((handin, file))
                elif file.name in self.asked.files and not file.refused:
                    notes.append(FileNote(file.place, ASIDE, OF_THE_RELEASE))
                elif file.kind.kind == MODULE and not file.refused and len(modules) < MOST_MODULES:
                    modules.append(file)
                else:
                    notes.append(FileNote(file.place, LISTED, file.refused or file.kind.what))
        if not notebooks and not modules:
            notes[:] = [self._alone(note, aside) for note in notes]
        if not notebooks and not modules and not any(note.state == LISTED for note in notes):
            nobodys += notes
            return None
        notebooks += (unsaved := self._unsaved(notebooks, aside))
        notes[:] = [note for note in notes if note.file not in {file.place for _, file in unsaved}]
        counts = self._choose(notebooks, notes, doubts)
        modules = self._usable(modules, counts, notes)
        if unused := self._not_imported(modules, counts):
            doubts.append(
                f"The notebook does not import {', '.join(one.place for one in unused)}. Look whether answers stand there."
            )
        listed = [f"{note.file} ({note.reason})" for note in notes if note.state == LISTED]
        if listed and counts:
            doubts.append(f"Also handed in, and not graded: {'; '.join(listed[:10])}{'; …' if listed[10:] else ''}.")
        handin = counts[0] if counts else handins[-1]
        time = self.times.of(handin, counts[1] if counts else None)
        if is_by_data:
            doubts.append(
                "The file's name does not say who handed it in; the variant of its data does. Check that it is right."
            )
        return StudentFiles(
            student,
            counts[1] if counts else None,
            tuple(sorted(notes, key=lambda note: note.file)),
            time,
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
        last = self.times.as_late(list({id(look.handin): look.handin for look in ours or looks}.values()))
        latest = [look for look in ours or looks if any(look.handin is one for one in last)]
        named = [look for look in latest if self._has_the_name(look) and not self._is_untouched(look)] if len(last) == 1 else []
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
        how = "were handed in together" if len(last) == 1 else "came, and nothing says which was the last"
        if any(look is not chosen and look in ours and self._work(look) - work for look in latest):
            doubts.append(
                f"{len(latest)} notebooks of this assignment {how}, with different answers; "
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
            return claimed == self.asked.assignment
        ids, sources = self.ours
        found = sum(cell.grade_id in ids or normal(cell.source) in sources for cell in notebook.cells)
        return found >= FEWEST_CELLS

    def _has_the_name(self, look: _Look) -> bool:
        """Whether it lies where it was handed out: with the assignment's name, in no folder but the assignment's."""
        *folders, name = look.handin.inner(look.file)
        hint = file_hint(name, self.asked.assignment)
        is_named = name.lower().startswith(f"{self.asked.assignment}.") or (
            hint.system and f"_{self.asked.assignment}." in name.lower()
        )
        return bool(is_named) and all(folder == self.asked.assignment for folder in folders)

    def _is_untouched(self, look: _Look) -> bool:
        """Whether each cell for an answer is as it was handed out, and no code stands elsewhere: the work may be in another file."""
        cells = look.notebook.cells if look.notebook else ()
        asked = [cell for cell in cells if cell.grade_id in self.answers]
        own = [cell for cell in cells if cell.kind == "code" and not cell.grade_id]
        return bool(asked) and all(normal(cell.source) in self.given for cell in (*asked, *own))

    def _work(self, look: _Look) -> set[str]:
        if look.notebook is None:
            return set()
        return {normal(cell.source) for cell in look.notebook.cells} - self.sources - {""}

    def _unsaved(self, notebooks, aside: Mapping[str, tuple[HandIn, StudentFile]]) -> list[tuple[HandIn, StudentFile]]:
        """Checkpoints and the like with work in them, where all other notebooks are as they were handed out."""
        kept = [one for one in aside.values() if is_notebook_name(one[1].name)]
        if not (kept and notebooks) or not all(self._is_untouched(_Look(*one, self._read(one[1]))) for one in notebooks):
            return []
        work = [_Look(*one, self._read(one[1])) for one in kept]
        work = [look for look in work if look.notebook and self._is_ours(look.notebook) and not self._is_untouched(look)]
        return [(look.handin, look.file) for look in work]

    def _alone(self, note: FileNote, aside: Mapping[str, tuple[HandIn, StudentFile]]) -> FileNote:
        """A file that is left aside beside work but is all that was handed in: a wrong one may have been picked, or a wrong folder."""
        name = note.file.rpartition("/")[2]
        reason = "a copy that Jupyter keeps" if note.reason == SYSTEM_MADE else note.reason
        if note.reason == OF_ANOTHER:
            notebook = self._read(aside[note.file][1])
            is_work = notebook is not None and self._is_ours(notebook)
            reason = "of this assignment, in the folder of another"
        elif note.reason == SYSTEM_MADE:
            is_work = is_notebook_name(name) and not name.startswith("._")
        else:
            is_work = note.state == ASIDE and note.reason != SAKAIS_PLACE
        return FileNote(note.file, LISTED, f"{reason}, and nothing else") if is_work else note

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

    def _not_imported(self, modules: list[StudentFile], counts) -> list[StudentFile]:
        """Modules that neither the notebook nor a module of its brings in: who works in an editor may have answered in them."""
        notebook = self._read(counts[1]) if modules and counts else None
        todo = [cell.source for cell in notebook.cells if cell.kind == "code"] if notebook else []
        unused = list(modules) if notebook else []
        while todo and unused:
            lines = (set(re.findall(r"[\w-]+", line)) for line in todo.pop().splitlines())
            said = set().union(*(words for words in lines if words & _BRINGS_IN))
            used = [one for one in unused if without_ending(one.name) in said]
            unused = [one for one in unused if one not in used]
            todo += [one.data(MOST_MODULE).decode("utf-8", "replace") for one in used]
        return unused
