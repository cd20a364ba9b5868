"""From what was handed in to one submission a student: whose it is, which of several counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coursebook.grading import faults
from coursebook.grading.faults import GradingError, Unreadable
from coursebook.grading.layouts import Hint, below_one_folder, hint
from coursebook.grading.people import Roster
from coursebook.grading.reading import MOST_BYTES, read
from coursebook.grading.sources import Found, find
from coursebook.grading.handedin import Submission

LOOKED_AT = 20  # notebooks read to see whether a class belongs to this release at all


@dataclass(frozen=True)
class Handed:
    """All that one student handed in, the one that counts last."""

    student: str
    found: tuple[Found, ...]
    hints: tuple[Hint, ...]
    doubts: tuple[str, ...] = ()

    def submission(self, name: str = "") -> Submission:
        """The notebook that counts, with its bytes, or with the reason why they cannot be had."""
        last, data, reason = self.found[-1], b"", ""
        try:
            data = last.data()
            if len(data) > MOST_BYTES:
                data, reason = b"", f"The file is larger than {MOST_BYTES // 1_000_000} MB. Clear its outputs and save it."
        except Unreadable as error:
            reason = str(error)
        return Submission(
            self.student,
            last.place,
            last.when,
            data,
            reason,
            tuple(found.place for found in self.found[:-1]),
            self.hints[-1].late,
            self.doubts,
            name,
        )


@dataclass
class Intake:
    """Who handed in, by student id; ``strangers`` are notebooks of nobody on the roster."""

    handed: dict[str, Handed] = field(default_factory=dict)
    strangers: list[Found] = field(default_factory=list)


def take_in(
    given: Sequence[Path], assignment: str, roster: Roster, variants: Mapping[str, str], others: Iterable[str] = ()
) -> Intake:
    """Sort what was given by student; ``variants`` maps the id of a variant to the one student who has it."""
    found = find(given)
    others = set(others) - {assignment}
    known = list(roster.people)
    stripped = {
        path: below_one_folder([one.parts for one in found if one.given == path], known, assignment) for path in given
    }
    by_student: dict[str, list[tuple[Found, Hint]]] = defaultdict(list)
    nameless: list[tuple[Found, Hint]] = []
    for one in found:
        said = hint(one.parts[1:] if stripped[one.given] else one.parts, assignment, sorted(others))
        if said is None:
            continue
        student = roster.find(said)
        (by_student[student] if student else nameless).append((one, said))
    intake = Intake()
    for one, said in nameless:
        student = _by_variant(one, variants)
        if student and student not in by_student:
            doubt = "The file's name does not say who handed it in; the variant of its data does. Check that it is right."
            intake.handed[student] = Handed(student, (one,), (said,), (doubt,))
        else:
            intake.strangers.append(one)
    for student, several in by_student.items():
        several.sort(key=lambda pair: (pair[0].when, pair[1].attempt, pair[0].parts))
        intake.handed[student] = Handed(student, *(tuple(column) for column in zip(*several)))
    if not intake.handed and not intake.strangers:
        names = ", ".join(str(path) for path in given)
        wrong = f"There are notebooks, but none of the assignment '{assignment}'."
        raise GradingError(faults.NOTHING_TO_GRADE, names, wrong, "name the assignment that they belong to.")
    intake.handed = dict(sorted(intake.handed.items()))
    return intake


def check_release(intake: Intake, assignment: str, version: str) -> None:
    """Raise :class:`GradingError` if of the first notebooks not one belongs to this release."""
    told: list[str] = []
    for handed in list(intake.handed.values())[:LOOKED_AT]:
        try:
            made_for = read(handed.found[-1].data()).made_for
        except Unreadable:
            continue
        if not made_for:
            continue
        if made_for.get("set", assignment) != assignment:
            told.append(f"assignment '{made_for['set']}'")
        elif made_for.get("version", version) != version:
            told.append(f"version {made_for['version']}")
        else:
            return
    if told:
        most = max(set(told), key=told.count)
        wrong = f"These submissions belong to another release ({most}; this one is '{assignment}', version {version})."
        mend = "name the release folder that was handed out with --release, or the right --assignment."
        raise GradingError(faults.ANOTHER_RELEASE, intake.handed[next(iter(intake.handed))].found[-1].place, wrong, mend)


def _by_variant(found: Found, variants: Mapping[str, str]) -> str | None:
    if not variants:
        return None
    try:
        return variants.get(read(found.data()).made_for.get("variant", ""))
    except Unreadable:
        return None
