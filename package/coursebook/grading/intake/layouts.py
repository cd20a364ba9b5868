"""Who handed something in, read from the name of a folder or a file, as learning systems and people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from coursebook.grading.intake.file_kinds import without_ending

# A folder or a file: "Anna Kowalska_7654321_assignsubmission_file_", with the file's name after it in the flat download.
MOODLE = re.compile(r"(?P<name>[^_]+(?:_[^_]+)*?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)")
# A file, or the page that Canvas makes of a text or an address typed in.
CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?:(?P<file>\d+)_(?P<rest>.+)|text|link)")
BLACKBOARD = re.compile(r"(?P<title>.+?)_(?P<id>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?P<rest>.*)")
BRIGHTSPACE = re.compile(
    r"(?P<id>\d+-\d+) ?- ?(?P<name>.+?) ?- ?"
    r"(?P<day>[^\W\d]+ \d{1,2}|\d{1,2} [^\W\d]+),? (?P<year>\d{4}),? (?P<hour>\d{1,2}):?(?P<minute>\d\d)(?: (?P<half>[AP]M))?(?P<rest>\D.*)?"
)
SAKAI = re.compile(r"(?P<last>[^,()]+), (?P<first>[^()]+)\((?P<id>[^()]+)\)")
# nbgrader's exchange: student+assignment+moment, at times with a random end.
EXCHANGE = re.compile(
    r"(?P<id>[^+]+)\+(?P<assignment>[^+]+)\+(?P<when>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?) ?(?P<zone>\w*)(?:\+.*)?"
)
GRADESCOPE = re.compile(r"submission_(?P<id>\d+)")
# What a browser or a system adds to a second download of the same name.
COPY = re.compile(r"(?:[ _-]*\((?P<bracket>\d{1,3})\)|-(?P<dash>\d{1,2})|[ _-]+copy(?:[ _-]*\d{1,3})?)$", re.IGNORECASE)
# What programs that keep folders alike add when a file was changed in two places: Dropbox and Nextcloud, Syncthing, OneDrive.
CONFLICT = re.compile(
    r" ?\([^()]*conflicted copy[^()]*\)$|\.sync-conflict-\d{8}-\d{6}-\w{7}$|-(?:DESKTOP|LAPTOP)-[A-Z0-9]+$", re.IGNORECASE
)


@dataclass(frozen=True)
class Hint:
    """What a name says: ``ids`` in the order of likelihood, a ``name`` in the system's spelling, and when, if it does.

    ``system`` is the learning system whose form the name has, "" for a plain one. An id of Moodle's is the number of a
    submission, which names nobody on a roster. ``is_receipt`` is true for a file that the system adds. ``title`` is the file's own
    name, where several of one attempt are told apart by it; ``group`` the people who handed in together, if several did. ``around``
    is what a plain name holds before and after the assignment's.
    """

    ids: tuple[str, ...] = ()
    name: str = ""
    system: str = ""
    is_late: bool = False
    attempt: int = 0
    when: datetime | None = None
    assignment: str = ""
    is_receipt: bool = False
    title: str = ""
    group: tuple[str, ...] = ()
    around: tuple[str, ...] = ()


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
        return Hint((found["id"],), found["name"], "Brightspace", when=_brightspace_moment(found))
    if found := SAKAI.fullmatch(stem):
        return Hint((found["id"],), f"{found['first']} {found['last']}", "Sakai")
    if found := EXCHANGE.fullmatch(stem):
        text = found["when"].replace(" ", "T")[:19]
        when = _moment(text, "%Y-%m-%dT%H:%M:%S", UTC)
        return Hint((found["id"],), found["id"], "nbgrader", when=when, assignment=found["assignment"].lower())
    if found := GRADESCOPE.fullmatch(stem):
        return Hint((found["id"],), "", "Gradescope")
    if found := CANVAS.fullmatch(stem):
        # The numbers of files rise; "-1" behind a name says how often the same name came before.
        title, attempt = _attempt(found["rest"] or "")[0], int((found["file"] or "0")[-15:])
        return Hint((found["id"],), found["name"], "Canvas", bool(found["late"]), attempt, title=title)
    return None


def _plain_hint(stem: str, assignment: str) -> Hint:
    stem = CONFLICT.sub("", stem)
    plain, attempt = _attempt(stem)
    ids = [stem, plain]
    for one in (stem, plain):
        lower = one.lower()
        edge = len(assignment) + 1
        if lower.startswith(tuple(f"{assignment}{mark}" for mark in "_- ")):
            ids.append(one[edge:])
        if lower.endswith(tuple(f"{mark}{assignment}" for mark in "_- ")):
            ids.append(one[:-edge])
    # The assignment in any spelling, as in "course-first-essay-anna-main" or "Anna - Copy of First essay".
    title = r"[\W_]*".join(map(re.escape, re.findall(r"[^\W_]+", assignment)))
    return Hint(tuple(dict.fromkeys(reversed(ids))), plain, attempt=attempt, around=tuple(re.split(title, stem, flags=re.I)))


def _attempt(stem: str) -> tuple[str, int]:
    found = COPY.search(stem)
    if not found:
        return stem, 0
    return stem[: found.start()], int(found["bracket"] or found["dash"] or 1)


def _brightspace_moment(found: re.Match) -> datetime | None:
    """The moment of a folder's name, in local time; None for a month in another language."""
    day = " ".join(sorted(found["day"].split(), key=str.isdigit))
    hour = f"{found['hour']:0>2}{found['minute']} {found['half'] or ''}".strip()
    clock = "%I%M %p" if found["half"] else "%H%M"
    text = f"{day} {found['year']} {hour}"
    return _moment(text, f"%b %d %Y {clock}") or _moment(text, f"%B %d %Y {clock}")


def _moment(text: str, form: str, zone=None) -> datetime | None:
    """A moment as a system writes it: in UTC, or in local time if it does not say."""
    try:
        read = datetime.strptime(text, form)
        return (read.replace(tzinfo=zone) if zone else read).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
