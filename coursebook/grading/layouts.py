"""Who handed in a notebook, read from its path: nbgrader's folders, Canvas' and Moodle's downloads, plain names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coursebook.grading.sources import SUFFIX

MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_\w+?_?")
CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)")
# What a browser or a system adds to a second download of the same name.
COPY = re.compile(r"(?:[ _-]*\((?P<bracket>\d+)\)|-(?P<dash>\d{1,2})|[ _-]+copy(?:[ _-]*\d+)?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Hint:
    """What a path says: ``ids`` in the order of likelihood, a ``name`` in the system's spelling, later or not."""

    ids: tuple[str, ...]
    name: str = ""
    late: bool = False
    attempt: int = 0


def hint(parts: Sequence[str], assignment: str, others: Sequence[str] = ()) -> Hint | None:
    """Read the path of a notebook below what was given; None if it belongs to one of the ``others`` (assignments)."""
    parts = list(parts)
    if parts[0] == "submitted" and len(parts) > 1:
        parts = parts[1:]
    stem = parts[-1][: -len(SUFFIX)]
    for part in parts[:-1]:
        if found := MOODLE.fullmatch(part):
            return Hint((found["id"],), found["name"], attempt=_attempt(stem)[1])
    if found := CANVAS.fullmatch(stem):
        return Hint((found["id"],), found["name"], bool(found["late"]), attempt=_attempt(stem)[1] or int(found["file"]))
    if len(parts) > 1:
        if any(part in others for part in parts[1:-1]):
            return None
        return Hint((parts[0],), parts[0], attempt=_attempt(stem)[1])
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


def below_one_folder(paths: Sequence[Sequence[str]], known: Sequence[str], assignment: str) -> bool:
    """Whether everything lies in one folder that is nobody's, as archives of a folder have it."""
    tops = {path[0] for path in paths}
    if len(tops) != 1 or any(len(path) < 2 for path in paths):
        return False
    (top,) = tops
    if top == "submitted" or MOODLE.fullmatch(top) or top in known:
        return False
    if known:
        return True
    # Without a roster: a folder that holds several people's folders or files, rather than one person's assignment.
    return len(paths) > 1 and all(path[1] != assignment for path in paths)


def _attempt(stem: str) -> tuple[str, int]:
    found = COPY.search(stem)
    if not found:
        return stem, 0
    return stem[: found.start()], int(found["bracket"] or found["dash"] or 1)
