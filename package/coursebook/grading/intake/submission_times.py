"""When something was handed in, and who says so.

A learning system's own word counts: in the name of a folder, in its metadata, in nbgrader's ``timestamp.txt``. A student's
file beside the notebook does not, and the times of files only where they differ over the class, since unpacking and
downloading give them all one moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coursebook.grading.errors import Unreadable
from coursebook.grading.intake.layouts import Hint
from coursebook.grading.intake.sources import StudentFile

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
APART = 60  # seconds between the first and the last file of a class from which their times are believed
METADATA = "submission_metadata.yml"
MOST_METADATA = 5_000_000


@dataclass(frozen=True)
class HandIn:
    """Files that were handed in at once by one student: those in a folder of theirs, or one file with their name.

    ``depth`` is the number of folders around the student's own.
    """

    files: tuple[StudentFile, ...]
    hint: Hint
    depth: int

    def inner(self, file: StudentFile) -> tuple[str, ...]:
        """The path of a file within the student's folder."""
        return file.parts[self.depth :]


@dataclass(frozen=True)
class HandInTime:
    """A moment in UTC, where it was read, and whether a penalty may rest on it."""

    when: datetime
    source: str
    is_trusted: bool


class Times:
    """The times of all hand-ins of one run."""

    def __init__(self, files: Sequence[StudentFile]):
        around: dict[Path | None, list[StudentFile]] = defaultdict(list)
        for file in files:
            around[_archive(file)].append(file)
        self._are_spread = {archive: _is_spread(inside) for archive, inside in around.items()}
        self._files = {(file.given, file.parts): file for file in files}
        self._metadata: dict[StudentFile, dict[str, Any]] = {}

    def in_order(self, handins: Sequence[HandIn]) -> list[HandIn]:
        """The hand-ins of one student, the last one last: by time, where it can be trusted, else by the number of the attempt."""
        times = {id(one): self.of(one) for one in handins}
        if all(time.is_trusted for time in times.values()):
            return sorted(handins, key=lambda one: (times[id(one)].when, one.hint.attempt, one.files[0].parts))
        return sorted(handins, key=lambda one: (one.hint.attempt, times[id(one)].when, one.files[0].parts))

    def as_late(self, handins: Sequence[HandIn]) -> list[HandIn]:
        """Those of the hand-ins of one student, in order, that may as well be the last: nothing says which one came after."""
        last = handins[-1]
        times = [self.of(one) for one in handins]
        if all(time.is_trusted for time in times):
            return [one for one, time in zip(handins, times) if time.when == times[-1].when]
        if any(one.hint.system != last.hint.system for one in handins):
            return list(handins)
        return [one for one in handins if one.hint.attempt == last.hint.attempt or one.hint.title != last.hint.title]

    def of(self, handin: HandIn, file: StudentFile | None = None) -> HandInTime:
        """When a hand-in came; as a last resort, the time of the ``file`` in it that counts."""
        hint, first = handin.hint, file or handin.files[0]
        if _is_sound(hint.when):
            return HandInTime(hint.when, hint.system, True)
        if not hint.system or hint.system == "Sakai":
            if (said := self._timestamp(handin)) is not None:
                return HandInTime(said, "Sakai" if hint.system else "nbgrader's timestamp.txt", True)
        times = [one.when for one in ([file] if file else handin.files) if _is_sound(one.when)]
        if not times:
            return HandInTime(NEVER, "not known", False)
        archive = _archive(first)
        source = "time of the file in the archive" if archive else "time of the file"
        return HandInTime(max(times), source, self._are_spread[archive])

    def with_metadata(self, hint: Hint, files: Sequence[StudentFile], depth: int) -> Hint:
        """A folder of Gradescope's export, with the student and the moment that its metadata file has for it."""
        if hint.system != "Gradescope":
            return hint
        folder = files[0].parts[: depth + 1]
        said = self._read_metadata(files[0].given, folder[:-1]).get(folder[-1])
        if not isinstance(said, dict):
            return hint
        people = said.get(":submitters")
        people = [one for one in people if isinstance(one, dict)] if isinstance(people, list) else []
        if len(people) > 1:
            return replace(hint, group=tuple(str(one.get(":name") or one.get(":email") or "?") for one in people))
        person = people[0] if people else {}
        ids = tuple(str(person[key]) for key in (":sid", ":email") if person.get(key))
        created = said.get(":created_at")
        when = _in_utc(created) if isinstance(created, datetime) else None
        # The export names the student itself, so the number of the submission says no more.
        system = (not ids and hint.system) or "Gradescope's export"
        return replace(hint, ids=ids or hint.ids, name=str(person.get(":name") or ""), system=system, when=when)

    def _read_metadata(self, given: Path, folder: tuple[str, ...]) -> dict[str, Any]:
        file = self._files.get((given, (*folder, METADATA)))
        if file is None:
            return {}
        if file not in self._metadata:
            import yaml  # needed for this system alone

            try:
                read = yaml.load(file.data(MOST_METADATA), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            except (Unreadable, yaml.YAMLError, ValueError, RecursionError):
                read = {}
            self._metadata[file] = read if isinstance(read, dict) else {}
        return self._metadata[file]

    def _timestamp(self, handin: HandIn) -> datetime | None:
        """nbgrader writes it beside the notebook in the assignment's folder; elsewhere it may be anybody's."""
        for file in handin.files:
            inner = handin.inner(file)
            if file.name == "timestamp.txt" and len(inner) == (1 if handin.hint.system == "Sakai" else 2):
                try:
                    return _read_timestamp(file.data(100).decode())
                except (Unreadable, UnicodeDecodeError, ValueError, OverflowError):
                    return None
        return None


def _archive(file: StudentFile) -> Path | None:
    """The archive of a class; one that a student handed in says as little as any file of a student's."""
    return file.given if file.archive == file.given else None


def _read_timestamp(text: str) -> datetime | None:
    text = text.strip().removesuffix(" UTC")
    if text.isdigit() and len(text) == 17:  # Sakai's: 20261128123456789
        text = f"{text[:8]}T{text[8:14]}"
    said = _in_utc(datetime.fromisoformat(text))
    return said if _is_sound(said) else None


def _in_utc(moment: datetime) -> datetime:
    """A moment in UTC, as which one without an offset is taken."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_sound(when: datetime | None) -> bool:
    return when is not None and EARLIEST <= when <= LATEST


def _is_spread(files: Sequence[StudentFile]) -> bool:
    times = [file.when for file in files if _is_sound(file.when)]
    return bool(times) and (max(times) - min(times)).total_seconds() > APART
