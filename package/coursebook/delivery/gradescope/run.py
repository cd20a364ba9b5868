"""One submission in Gradescope's container: the same grader as ``coursebook grade``, and its outcome as results.json.

The folder is Gradescope's: ``source`` with the archive, ``submission``, ``submission_metadata.json`` and ``results``.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coursebook import startup  # noqa: F401  (first: the imports below are what it lightens)
from coursebook.delivery.gradescope import results
from coursebook.delivery.gradescope.archive import ABOUT, KEY, RELEASE, ROSTER
from coursebook.faults import InputError
from coursebook.files import write_whole
from coursebook.grading import pool
from coursebook.grading.errors import NOTHING_TO_GRADE, GradingError, Unreadable
from coursebook.grading.intake.class_list import Roster, Whose, read_roster, with_names
from coursebook.grading.intake.layouts import Hint
from coursebook.grading.intake.notebook_reader import read
from coursebook.grading.intake.released import HandedOut, common, handed_out
from coursebook.grading.intake.selection import Chooser
from coursebook.grading.intake.sources import find
from coursebook.grading.intake.submission_times import HandIn, Times
from coursebook.grading.intake.submissions import FileNote, StudentFiles, Submission
from coursebook.grading.marking import Marker
from coursebook.grading.reports.terminal import say
from coursebook.grading.sandbox.confine import LAYERS

SYSTEM = "Gradescope"
NOBODY = "nobody"  # who hands in where all have the same notebook: the id only has to be the same each time


def main(root: Path) -> int:
    """Mark what was handed in and write the results; returns the exit code: 0 if they say what became of it."""
    began, code = time.monotonic(), 0
    try:
        said = graded(root)
    except Exception as error:  # whatever it is: the student and the instructor must learn of it
        known = isinstance(error, InputError)
        said, code = results.failed(str(error) if known else f"{type(error).__name__}: {error}"), 1
        traceback.print_exc(file=sys.stdout)
    said["execution_time"] = round(time.monotonic() - began, 1)
    write_whole(root / "results" / "results.json", json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    return code


def graded(root: Path) -> dict[str, Any]:
    """What results.json says of the submission.

    Raises:
        InputError: the archive is damaged, or this machine is none for the grader.
    """
    source = root / "source"
    about = json.loads((source / ABOUT).read_text(encoding="utf-8"))
    name, key = about["assignment"], source / KEY
    answered = handed_out(name, source / RELEASE, key) if about[RELEASE] else common(name)
    settings = answered.settings(key.read_bytes(), pictures=False, allow_weaker=True)
    people = read_roster(source / ROSTER) if about[ROSTER] else []
    submission, notes = _submission(root, answered, people)
    if not submission.reason:
        with pool.Workers(settings, 1) as workers:
            ((_, outcome),) = pool.mark_all(iter([submission]), workers)
    if submission.reason or isinstance(outcome, str):
        submission = dataclasses.replace(submission, reason=submission.reason or outcome)
        outcome = Marker(answered.exercise, settings, None).mark(submission)
    layers = outcome.record["made_with"]["layers"]
    if lacking := [layer for layer in LAYERS if layers and layer not in layers]:
        say(f"Isolation here lacks: {'; '.join(f'{layer} ({LAYERS[layer]})' for layer in lacking)}.")
    return results.results(outcome, answered.exercise, notes, bool(lacking))


def _submission(root: Path, answered: HandedOut, people: list) -> tuple[Submission, list[FileNote]]:
    """What was handed in, with the reason if it cannot be graded, and what became of files that are no notebook's."""
    said = _metadata(root)
    notes: list[FileNote] = []
    when = _moment(said.get("created_at"))
    users = [user for user in said.get("users") or () if isinstance(user, dict)]
    handed = None
    try:
        files = find([root / "submission"])
        handin = HandIn(tuple(files), Hint((), "", SYSTEM, when=when), 0)
        handed = Chooser(answered.asked(), Times(files)).handed(NOBODY, [handin], False, notes)
    except GradingError as error:
        if error.code != NOTHING_TO_GRADE:
            raise
    name = ", ".join(str(user.get("name") or "") for user in users)
    if handed:
        submission = handed.submission(name)
    else:
        reason = "No notebook was handed in." if not notes else "No notebook of this assignment was handed in."
        submission = Submission(NOBODY, "submission", when or datetime.now(UTC), reason=reason, name=name, files=tuple(notes))
    if answered.released.variants:
        student, doubt = _student(answered, people, users, handed)
        doubts = (*submission.doubts, *([doubt] if student and doubt else []))
        reason = submission.reason or ("" if student else doubt)
        submission = dataclasses.replace(submission, student=student or NOBODY, doubts=doubts, reason=reason)
    return submission, notes


def _student(answered: HandedOut, people: list, users: list[dict], handed: StudentFiles | None) -> tuple[str, str]:
    """The id of the one whose variant the notebook answers, and what is not certain about it.

    Gradescope says who handed in; of a group, and of a person it does not know, the notebook's own data say whose they are.
    """
    ids = answered.released.variants
    roster = Roster(with_names(ids, {person.id: person for person in people}))
    whose = [roster.find(_hint(user)) for user in users] or [Whose()]
    known = [one.student for one in whose if one.student]
    by_data = answered.released.students.get(_variant(handed), "")
    if len(known) == 1 or by_data in known:
        return (by_data if by_data in known else known[0]), ""
    if by_data:
        return (
            by_data,
            "Gradescope's name and address are not on the roster; the data in the notebook say whose it is. Check it.",
        )
    if known:
        return known[0], f"A group handed this in; it was marked with the data of {known[0]}."
    why = " ".join(one.why for one in whose if one.why)
    return "", why or "Nobody on the roster has this name or address, and the notebook does not say whose data it has."


def _hint(user: dict) -> Hint:
    email = str(user.get("email") or "")
    ids = (str(user.get("sid") or ""), email, email.partition("@")[0])
    return Hint(tuple(one for one in ids if one), str(user.get("name") or ""))


def _variant(handed: StudentFiles | None) -> str:
    try:
        return read(handed.counts.data()).made_for.get("variant", "") if handed and handed.counts else ""
    except Unreadable:
        return ""


def _metadata(root: Path) -> dict[str, Any]:
    try:
        said = json.loads((root / "submission_metadata.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _moment(text: object) -> datetime | None:
    try:
        said = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
