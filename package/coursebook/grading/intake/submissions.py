"""What one student handed in, as it goes to a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coursebook.grading.errors import Unreadable
from coursebook.grading.gradebook.record import fingerprint
from coursebook.grading.intake.notebook_reader import MOST_BYTES
from coursebook.grading.intake.sources import StudentFile
from coursebook.grading.intake.submission_times import HandInTime
from coursebook.grading.settings import Settings, grader_version
from coursebook.grading.timestamps import write_moment

# What became of a file that was handed in.
COUNTS, SUPERSEDED, BESIDE, ASIDE, LISTED = (
    "taken for grading",
    "superseded",
    "used beside a notebook",
    "left aside",
    "left to a person",
)
MOST_MODULE = 200_000  # bytes of a student's own Python file


@dataclass(frozen=True)
class FileNote:
    """What became of one file, and why."""

    file: str
    state: str
    reason: str


@dataclass(frozen=True)
class Submission:
    """What one student handed in: the notebook that counts. ``others`` are places of those that do not.

    ``files`` says of each file of the student's what became of it; ``beside`` are the student's own modules, run with it.
    ``time_source`` says in words where ``handed_in`` was read; only with ``is_time_trusted`` may a penalty rest on it.
    """

    student: str
    place: str
    handed_in: datetime
    data: bytes = b""
    reason: str = ""  # why it could not be read, found before the worker got it
    others: tuple[str, ...] = ()
    marked_late: bool = False
    doubts: tuple[str, ...] = ()
    name: str = ""
    time_source: str = ""
    is_time_trusted: bool = True
    files: tuple[FileNote, ...] = ()
    beside: tuple[tuple[str, bytes], ...] = ()

    @property
    def time(self) -> dict[str, str | bool]:
        """Who says when it was handed in, as the record keeps it."""
        return {"source": self.time_source, "is_trusted": self.is_time_trusted, "is_marked_late": self.marked_late}


@dataclass(frozen=True)
class StudentFiles:
    """All that one student handed in, sorted out: the notebook that counts, or None, and what became of each file."""

    student: str
    counts: StudentFile | None
    notes: tuple[FileNote, ...]
    time: HandInTime
    is_late: bool
    modules: tuple[StudentFile, ...]
    doubts: tuple[str, ...]
    name: str

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
            handed_in=self.time.when,
            data=data,
            reason=reason,
            others=tuple(note.file for note in self.notes if note.state == SUPERSEDED),
            marked_late=self.is_late,
            doubts=self.doubts,
            name=name or self.name,
            time_source=self.time.source,
            is_time_trusted=self.time.is_trusted,
            files=self.notes,
            beside=tuple((module.name, module.data(MOST_MODULE)) for module in self.modules),
        )


def submission_fingerprint(submission: Submission, settings: Settings) -> str:
    """The same for the same bytes, exercise, grader, key and secret: such a submission needs no second run.

    Who says when it was handed in is no part of it: that can change with what others hand in (see ``handin_times``).
    """
    return fingerprint(
        [
            submission.data,
            submission.reason,
            submission.student,
            write_moment(submission.handed_in),
            *(part for note in submission.files for part in (note.file, note.state, note.reason)),
            *(part for name, content in submission.beside for part in (name, content)),
            *submission.doubts,
            settings.version,
            settings.handed_out,
            settings.course,
            settings.term,
            settings.seed(submission.student),
            settings.key,
            str(settings.pictures),
            str((*settings.given, *settings.items)),
            str(settings.sources),
            grader_version(),
        ]
    )
