"""What one student handed in, as it goes to a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coursebook.grading.moments import write_moment
from coursebook.grading.record import fingerprint
from coursebook.grading.settings import Settings, grader_version


@dataclass(frozen=True)
class Submission:
    """What one student handed in: the notebook that counts. ``others`` are places of those that do not.

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


def submission_fingerprint(submission: Submission, settings: Settings) -> str:
    """The same for the same bytes, exercise, grader, key and secret: such a submission needs no second run."""
    return fingerprint(
        [
            submission.data,
            submission.reason,
            submission.student,
            write_moment(submission.handed_in),
            submission.time_source,
            str(submission.is_time_trusted),
            str(submission.marked_late),
            settings.version,
            settings.handed_out,
            settings.course,
            settings.term,
            settings.seed(submission.student),
            settings.key,
            str(settings.pictures),
            str(settings.given),
            grader_version(),
        ]
    )
