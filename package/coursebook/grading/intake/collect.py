"""From what was handed in to one submission a student: whose each file is, which notebook counts, what becomes of the rest.

Each file ends in exactly one state: graded, superseded by another, used beside the notebook, left aside with the reason, or
listed for a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coursebook.grading import errors
from coursebook.grading.errors import GradingError, Unreadable
from coursebook.grading.intake.class_list import Roster
from coursebook.grading.intake.notebook_reader import Notebook, read
from coursebook.grading.intake.ownership import Owners
from coursebook.grading.intake.selection import Asked, Chooser
from coursebook.grading.intake.sources import find
from coursebook.grading.intake.submission_times import Times
from coursebook.grading.intake.submissions import FileNote, StudentFiles

LOOKED_AT = 20  # notebooks read to see whether a class belongs to this release at all


@dataclass
class Intake:
    """Who handed in, by student id; ``strangers`` are notebooks whose student is not known; ``notes`` are of nobody's files."""

    handed: dict[str, StudentFiles] = field(default_factory=dict)
    strangers: list[FileNote] = field(default_factory=list)
    notes: list[FileNote] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The number of files that were handed in: each has one state."""
        return sum(len(one.notes) for one in self.handed.values()) + len(self.strangers) + len(self.notes)


def take_in(
    given: Sequence[Path], asked: Asked, roster: Roster, variants: Mapping[str, str], without: Iterable[Path] = ()
) -> Intake:
    """Sort what was given by student; ``variants`` maps the id of a variant to the one student who has it.

    ``without`` are folders that may lie in it and were not handed in.

    Raises:
        GradingError: nothing was handed in, or nothing of this assignment.
    """
    found = find(given, without)
    times = Times(found)
    owned = Owners(asked.assignment, roster, variants, asked.others, times).sort(found, given)
    chooser = Chooser(asked, times)
    intake = Intake({}, owned.strangers, owned.notes)
    for student, handins in sorted(owned.by_student.items()):
        handed = chooser.handed(student, handins, student in owned.by_data, intake.notes)
        if handed:
            intake.handed[student] = handed
    if not intake.handed and not intake.strangers:
        names = ", ".join(str(path) for path in given)
        wrong = f"There are files, but none of the assignment '{asked.assignment}' and of a student's."
        raise GradingError(
            errors.NOTHING_TO_GRADE, names, wrong, "name the assignment that they belong to, and give the roster."
        )
    return intake


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
        fix = "name the release folder that was handed out with --release, or the right --assignment."
        raise GradingError(errors.ANOTHER_RELEASE, looked_at[0][0].counts.place, wrong, fix)


def _first(intake: Intake) -> Iterator[tuple[StudentFiles, Notebook]]:
    for handed in list(intake.handed.values())[:LOOKED_AT]:
        if handed.counts:
            try:
                yield handed, read(handed.counts.data())
            except Unreadable:
                continue
