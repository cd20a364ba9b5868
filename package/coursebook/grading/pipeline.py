"""A run: submissions to workers, outcomes to files and gradebook, in an order that makes any cut safe.

A student's record is written after the notebook and before the marks; the marks go into the gradebook in one transaction with
the fingerprint of the record. A run that was cut off finds the record and does only what is missing, so it ends with the same
gradebook as one that was not. At its end every student's penalty for lateness is what the course file says, also of those
whose submissions the run did not look at.
"""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from coursebook.exercises.sets import Exercise
from coursebook.grading.course.lateness import FIRST, Rules
from coursebook.grading.errors import Unreadable
from coursebook.grading.files import Course, write_whole
from coursebook.grading.gradebook.record import GRADED, Record, entry, to_text
from coursebook.grading.gradebook.stored import fresh_page, read_notebook, read_record, settle
from coursebook.grading.gradebook.writer import Gradebook
from coursebook.grading.intake.class_list import Person
from coursebook.grading.intake.submissions import COUNTS, SUPERSEDED, StudentFiles, Submission, submission_fingerprint
from coursebook.grading.marking import Marker, Outcome
from coursebook.grading.reports.sanitise import comment
from coursebook.grading.settings import Settings
from coursebook.grading.timestamps import for_nbgrader, read_moment

BATCH = 25  # submissions a transaction
BATCH_SECONDS = 2.0


@dataclass
class Counts:
    """What a run did."""

    marked: int = 0
    unchanged: int = 0
    not_graded: list[tuple[str, str]] = field(default_factory=list)
    penalties: list[str] = field(default_factory=list)  # students whose penalty changed with the course file
    seconds: float = 0.0


class Run:
    """One run over the submissions of a class."""

    def __init__(
        self,
        exercise: Exercise,
        settings: Settings,
        course: Course,
        gradebook: Gradebook,
        people: Mapping[str, Person],
        rules: Rules = Rules(),
    ):
        self.exercise, self.settings, self.course = exercise, settings, course
        self.gradebook, self.people, self.rules = gradebook, people, rules
        self.counts = Counts()
        self._batch: list[tuple[Record, str]] = []
        self._since = time.monotonic()

    def go(
        self,
        handed: Iterable[StudentFiles],
        mark_all: Callable[[Iterator[Submission]], Generator],
        regrade: bool = False,
        on_progress: Callable[[], None] = lambda: None,
    ) -> Counts:
        """Have ``mark_all`` mark what is not marked yet (with ``regrade`` everything); ``on_progress`` is called once a submission."""
        began = time.monotonic()
        todo = self._to_mark(handed, regrade, on_progress)
        first = next(todo, None)
        if first is not None:
            results = mark_all(itertools.chain([first], todo))
            try:
                for submission, outcome in results:
                    if isinstance(outcome, str):
                        outcome = self._not_graded(submission, outcome)
                    self.counts.marked += 1
                    self._write_files(submission, outcome)
                    self._note_if_not_graded(outcome.record)
                    self._put(outcome.record, outcome.page)
                    on_progress()
            finally:
                results.close()
        self._flush()
        self.counts.penalties = settle(self.course, self.exercise, self.gradebook, self.rules)
        self.counts.seconds = time.monotonic() - began
        return self.counts

    def _to_mark(self, handed: Iterable[StudentFiles], regrade: bool, on_progress: Callable[[], None]) -> Iterator[Submission]:
        for one in handed:
            person = self.people.get(one.student)
            kept = read_record(self.course, one.student)
            submission = one.submission(person.name if person and person.name else kept["name"] if kept else "")
            wanted = submission_fingerprint(submission, self.settings)
            if kept and self._counts_rather(kept, submission):
                self._supersede(kept, submission)
            elif regrade or kept is None or kept["fingerprint"] != wanted:
                kept = None
            elif (kept["time"], kept["name"]) != (submission.time, submission.name):
                kept["time"], kept["name"] = submission.time, submission.name
                write_whole(self.course.record(one.student), to_text(kept))
            if kept is None or not self._bring_up_to_date(kept):
                yield submission
                continue
            self.counts.unchanged += 1
            self._note_if_not_graded(kept)
            on_progress()

    def _counts_rather(self, kept: Record, submission: Submission) -> bool:
        """Whether what was graded before counts, and not what is given now: marks do not depend on which came first."""
        if not (kept["time"]["is_trusted"] and submission.is_time_trusted):
            return False
        before = read_moment(kept["handed_in"])
        return before < submission.handed_in if self.rules.counts == FIRST else before > submission.handed_in

    def _supersede(self, kept: Record, submission: Submission) -> None:
        """Put the files of a hand-in that does not count into the record of the one that does."""
        why = f"{kept['place']} counts"
        notes = [
            [note.file, SUPERSEDED if note.state == COUNTS else note.state, note.reason or why] for note in submission.files
        ]
        known = {file for file, *_ in kept["files"]}
        added = [note for note in notes if note[0] not in known]
        if added:
            kept["files"] = sorted([*kept["files"], *added])
            write_whole(self.course.record(kept["student"]), to_text(kept))

    def _bring_up_to_date(self, kept: Record) -> bool:
        """Do what a run that was cut off left undone, and show marks by hand; False if the notebook cannot be read."""
        student = kept["student"]
        is_left = not self.gradebook.is_written(student, kept["fingerprint"]) or not self._page_is_fresh(student)
        if not is_left and not self.gradebook.has_manual(student):
            return True
        try:
            read_notebook(self.course, student)
        except Unreadable:
            return False
        if is_left:
            self._put(kept)
        else:
            self._write_page(kept)
        return True

    def _page_is_fresh(self, student: str) -> bool:
        try:
            page_time = self.course.page(student).stat().st_mtime_ns
            return page_time >= self.course.record(student).stat().st_mtime_ns
        except OSError:
            return False

    def _not_graded(self, submission: Submission, reason: str) -> Outcome:
        marker = Marker(self.exercise, self.settings, None)
        return marker.mark(dataclasses.replace(submission, reason=reason))

    def _note_if_not_graded(self, record: Record) -> None:
        if record["status"] != GRADED:
            self.counts.not_graded.append((record["student"], record["reason"]))

    def _put(self, record: Record, page: str = "") -> None:
        """Have its marks written; ``page`` is its page without anything that a human entered, if that is known."""
        self._batch.append((record, page))
        if len(self._batch) >= BATCH or time.monotonic() - self._since > BATCH_SECONDS:
            self._flush()

    def _write_files(self, submission: Submission, outcome: Outcome) -> None:
        student, course = submission.student, self.course
        moment = for_nbgrader(submission.handed_in)
        for step in ("submitted", "autograded"):
            write_whole(course.step(step, student, "timestamp.txt"), moment)
        if submission.data:
            write_whole(course.notebook("submitted", student), submission.data)
        write_whole(course.notebook("autograded", student), outcome.notebook)
        write_whole(course.record(student), to_text(outcome.record))

    def _flush(self) -> None:
        """Marks of the batch in one transaction, then the pages, which show what humans entered too."""
        batch, self._batch = self._batch, []
        if batch:
            self.gradebook.write([entry(record, comment) for record, _ in batch], self.people, self.rules)
            for record, page in batch:
                self._write_page(record, page)
        self._since = time.monotonic()

    def _write_page(self, record: Record, page: str = "") -> None:
        student = record["student"]
        if not page or self.gradebook.penalty(student) or self.gradebook.has_manual(student):
            page = fresh_page(self.course, self.exercise, self.gradebook, record)
        write_whole(self.course.page(student), page)
