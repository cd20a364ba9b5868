"""Who handed something in, read from the name of a folder or a file, as learning systems and people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from coursebook.grading.intake.file_kinds import without_ending

# A folder or a file: "Anna Kowalska_7654321_assignsubmission_file_", with the file's name after it in the flat download.
MOODLE = re.compile(r"(?P<name>[^_]+(?:_[^_]+)*?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)")
CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)")
BLACKBOARD = re.compile(r"(?P<title>.+?)_(?P<id>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?P<rest>.*)")
BRIGHTSPACE = re.compile(r"(?P<id>\d+-\d+) ?- ?(?P<name>[^-]+?) ?- ?(?P<when>\w{3} \d{1,2}, \d{4} \d{3,4} [AP]M)(?P<rest>.*)")
SAKAI = re.compile(r"(?P<last>[^,()]+), (?P<first>[^()]+)\((?P<id>[^()]+)\)")
# nbgrader's exchange: student+assignment+moment, at times with a random end.
EXCHANGE = re.compile(
    r"(?P<id>[^+]+)\+(?P<assignment>[^+]+)\+(?P<when>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?) ?(?P<zone>\w*)(?:\+.*)?"
)
GRADESCOPE = re.compile(r"submission_(?P<id>\d+)")
# What a browser or a system adds to a second download of the same name.
COPY = re.compile(r"(?:[ _-]*\((?P<bracket>\d{1,3})\)|-(?P<dash>\d{1,2})|[ _-]+copy(?:[ _-]*\d{1,3})?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Hint:
    """What a name says: ``ids`` in the order of likelihood, a ``name`` in the system's spelling, and when, if it does.

    ``system`` is the learning system whose form the name has, "" for a plain one. An id of Moodle's is the number of a
    submission, which names nobody on a roster. ``is_receipt`` is true for a file that the system adds.
    """

    ids: tuple[str, ...] = ()
    name: str = ""
    system: str = ""
    is_late: bool = False
    attempt: int = 0
    when: datetime | None = None
    assignment: str = ""
    is_receipt: bool = False


def folder_hint(name: str, assignment: str) -> Hint:
    """What the name of a folder, or of an archive taken for one, says."""
    stem = without_ending(name) if name.lower().endswith(".zip") else name
    return _system_hint(stem, name) or _plain_hint(stem, assignment)


def file_hint(name: str, assignment: str) -> Hint:
    """What the name of a file says that lies in nobody's folder."""
    stem = without_ending(name)
    return _system_hint(stem, name) or _plain_hint(stem, assignment)


def _system_hint(stem: str, name: str) -> Hint | None:
    if found := MOODLE.fullmatch(stem):
        return Hint((found["id"],), found["name"], "Moodle", attempt=_attempt(found["rest"])[1])
    if found := BLACKBOARD.fullmatch(stem):
        when = _moment(found["when"], "%Y-%m-%d-%H-%M-%S")
        return Hint((found["id"],), "", "Blackboard", when=when, is_receipt=not found["rest"] and name.endswith(".txt"))
    if found := BRIGHTSPACE.fullmatch(stem):
        return Hint((found["id"],), found["name"], "Brightspace", when=_moment(found["when"], "%b %d, %Y %I%M %p"))
    if found := SAKAI.fullmatch(stem):
        return Hint((found["id"],), f"{found['first']} {found['last']}", "Sakai")
    if found := EXCHANGE.fullmatch(stem):
        text = found["when"].replace(" ", "T")[:19]
        when = _moment(text, "%Y-%m-%dT%H:%M:%S", UTC)
        return Hint((found["id"],), found["id"], "nbgrader", when=when, assignment=found["assignment"].lower())
    if found := GRADESCOPE.fullmatch(stem):
        return Hint((found["id"],), "", "Gradescope")
    if found := CANVAS.fullmatch(stem):
        attempt = _attempt(found["rest"])[1] or int(found["file"][-15:])
        return Hint((found["id"],), found["name"], "Canvas", bool(found["late"]), attempt)
    return None


def _plain_hint(stem: str, assignment: str) -> Hint:
    plain, attempt = _attempt(stem)
    ids = [stem, plain]
    for one in (stem, plain):
        lower = one.lower()
        for edge in (f"{assignment}_", f"{assignment}-", f"{assignment} "):
            if lower.startswith(edge):
                ids.append(one[len(edge) :])
        for edge in (f"_{assignment}", f"-{assignment}", f" {assignment}"):
            if lower.endswith(edge):
                ids.append(one[: -len(edge)])
    return Hint(tuple(dict.fromkeys(reversed(ids))), plain, attempt=attempt)


def _attempt(stem: str) -> tuple[str, int]:
    found = COPY.search(stem)
    if not found:
        return stem, 0
    return stem[: found.start()], int(found["bracket"] or found["dash"] or 1)


def _moment(text: str, form: str, zone=None) -> datetime | None:
    """A moment as a system writes it: in UTC, or in local time if it does not say."""
    try:
        read = datetime.strptime(text, form)
        return (read.replace(tzinfo=zone) if zone else read).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
