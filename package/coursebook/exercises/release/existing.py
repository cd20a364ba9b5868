"""A release that was handed out already: what may be added to it, and how it is added without harm to what stands."""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coursebook.exercises.balance.learned import Learned, from_json
from coursebook.exercises.release.course_key import fingerprint
from coursebook.exercises.sets import Exercise
from coursebook.faults import Fault, InputError, nearest

NOTE = "release.json"
STUDENTS = "students"
ALL = "all"
ANOTHER = "name a folder that does not exist yet."


@dataclass(frozen=True)
class Standing:
    """What ``release.json`` says; ``key`` is the fingerprint of the key, empty in releases that did not note it; ``items`` are the
    questions of a release that hands out a part of the set, ``learned`` is what its draws are balanced by."""

    set: str
    version: str = ""
    course: str = ""
    term: str = ""
    key: str = ""
    items: tuple[str, ...] = ()
    learned: Learned | None = None
    students: Mapping[str, str] = field(default_factory=dict)


def read(out: Path) -> Standing | None:
    """The release that stands in a folder; ``None`` if the folder is free.

    Raises:
        InputError: something else stands there.
    """
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return None
    try:
        said = json.loads((out / NOTE).read_text(encoding="utf-8"))
        told = {name: str(said.get(name) or "") for name in ("version", "course", "term", "key")}
        return Standing(
            str(said["set"]),
            items=tuple(said.get("items") or ()),
            learned=from_json(said.get("learned")),
            students=dict(said.get("students") or {}),
            **told,
        )
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        raise InputError(Fault(str(out), "", "There is something else here.", ANOTHER)) from None


def check(
    standing: Standing,
    out: Path,
    exercise: Exercise,
    students: Mapping[str, Mapping[str, str]],
    key: bytes,
    course: str,
    term: str,
    replace: Collection[str],
) -> None:
    """Whether this release may be added to the one that stands in ``out``; ``students`` are rows of the list of the class, by id.

    Raises:
        InputError: it is of another set, course, term, key or version of the exercise, or for a class where the other is
            the same for all; or an id is another spelling of a known one, or of the same person.
    """
    if standing.set != exercise.name:
        raise InputError(Fault(str(out), "", f"There is a release of '{standing.set}' here.", ANOTHER))
    if differ := list(_differences(standing, exercise, bool(students), key, course, term)):
        fix = f"name another folder with --out, or ask for what stands here:{_made_with(standing)}"
        raise InputError(Fault(str(out), "", f"There is another release here: {'; '.join(differ)}.", fix))
    if standing.version != exercise.version and ALL not in replace:
        said = f"This was handed out with version {standing.version} of the exercise, and it is {exercise.version} now."
        fix = "release with the version of then, or into another folder; or hand all out anew with --replace all."
        raise InputError(Fault(str(out), "", said, fix))
    fix = "write it alike in the roster; if they are two people, both must be on it."
    if respelt := _respelt(standing, students, listed(out)):
        raise InputError(*(Fault(str(out), "", f"The id '{one}' is '{same}' in this release.", fix) for one, same in respelt))


def _differences(
    standing: Standing, exercise: Exercise, has_students: bool, key: bytes, course: str, term: str
) -> Iterable[str]:
    """What was asked for otherwise when the release was made, apart from the set and its version."""
    for what, there, here in (("course", standing.course, course), ("term", standing.term, term)):
        if there != here:
            yield f"{what} there '{there}', asked for '{here}'"
    if bool(standing.students) != has_students:
        kinds = ("the same notebook for all", "a notebook for each student")
        yield f"there {kinds[bool(standing.students)]}, asked for {kinds[has_students]}"
    elif has_students and _is_other_key(standing, exercise, key):
        yield "the key file is not the one that it was made with"
    if standing.items != exercise.chosen:
        there, here = (", ".join(items) or "all" for items in (standing.items, exercise.chosen))
        yield f"questions there {there}, asked for {here}"
    if standing.learned != exercise.learned:
        kinds = ("not balanced", "balanced by what a class has shown")
        there, here = (kinds[bool(one)] for one in (standing.learned, exercise.learned))
        yield f"draws there {there}, asked for {here}{' by another' * (there == here)}"


def _made_with(standing: Standing) -> str:
    """The options that ask for the release as it stands."""
    told = "".join(f" --{name} '{getattr(standing, name)}'" for name in ("course", "term") if getattr(standing, name))
    told += f" --items {','.join(standing.items)}" if standing.items else ""
    told += " --learned and the table of then" if standing.learned else ""
    return (told or " no --course, no --term") + (
        ", with its roster and its key file." if standing.students else ", without --roster."
    )


def _respelt(
    standing: Standing, students: Mapping[str, Mapping[str, str]], rows: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str]]:
    """New ids that are a known one in another spelling, or another id of the same person; each with the one that is known."""
    known = {_spelt(one): one for one in standing.students} | {one.casefold(): one for one in standing.students}
    people = {told: one for one, row in rows.items() for told in _person(row)}
    found = []
    for one in [one for one in students if one not in standing.students]:
        same = known.get(one.casefold()) or known.get(_spelt(one))
        same = same or next((people[told] for told in _person(students[one]) if told in people), "")
        if same and (same not in students or same.casefold() == one.casefold()):
            found.append((one, same))
    return found


def _spelt(id: str) -> str:
    """An id in small letters, without the domain of an address, and a number without zeros before it."""
    bare = id.casefold().partition("@")[0]
    return bare.lstrip("0") if bare.isdigit() else bare


def _person(row: Mapping[str, str]) -> Iterable[tuple[str, ...]]:
    """What tells a person, whatever the id: the e-mail address, and the number of a learning system with the name."""
    email, number, *name = ((row.get(one) or "").casefold() for one in ("email", "lms_user_id", "first_name", "last_name"))
    return [told for told in ((email,), (number, *name)) if all(told)]


def listed(out: Path) -> dict[str, dict[str, str]]:
    """The rows of a release's list of the class, by id; none if it has no list."""
    path = out / "course" / "students.csv"
    if not path.is_file():
        return {}
    with open(path, encoding="utf-8", newline="") as file:
        return {row.get("id") or "": row for row in csv.DictReader(file)}


def _is_other_key(standing: Standing, exercise: Exercise, key: bytes) -> bool:
    if standing.key:
        return standing.key != fingerprint(key)
    # A release that did not note its key is asked for the variant of one student.
    student, variant = next(iter(standing.students.items()))
    return standing.version == exercise.version and exercise.variant(student, key, standing.course, standing.term).id != variant


def to_write(standing: Standing | None, students: Iterable[str], replace: Collection[str]) -> set[str]:
    """Ids of the students whose folder is written: those who are new, and those whom ``replace`` names.

    Raises:
        InputError: ``replace`` names nobody of the roster or the release.
    """
    known = {*students, *(standing.students if standing else ())}
    unknown = [one for one in replace if one != ALL and one not in known]
    if unknown:
        raise InputError(*(Fault("--replace", "", f"There is no student '{one}'.", nearest(one, known)) for one in unknown))
    if ALL in replace:
        return known
    return (known - set(standing.students if standing else ())) | set(replace)


def add(staged: Path, out: Path, renewed: Collection[str], anew: bool) -> None:
    """Move what was written in ``staged`` into the release ``out``: all of it, or nothing.

    Args:
        staged: a folder with the layout of a release, on the same file system.
        out: the release that stands.
        renewed: ids of students whose folder takes the place of the one that stands.
        anew: whether files for all are written anew; else those that stand are kept.

    Raises:
        InputError: a student's folder that the release does not know stands there, with other files.
    """
    moved: list[tuple[Path, Path]] = []
    aside = staged / ".aside"
    try:
        for unit, may_replace in list(_units(staged, renewed, anew)):
            target = out / unit.relative_to(staged)
            if target.exists():
                if _contents(target) == _contents(unit) or not may_replace and not target.is_dir():
                    continue
                if not may_replace:
                    said = "This folder stands here although the release does not name the student."
                    raise InputError(Fault(str(target), "", said, f"move it away, or name {target.name} with --replace."))
                _move(target, aside / unit.relative_to(staged), moved)
            _move(unit, target, moved)
    except BaseException:
        for there, back in reversed(moved):
            with contextlib.suppress(OSError):
                there.rename(back)
        raise


def _units(staged: Path, renewed: Collection[str], anew: bool) -> Iterable[tuple[Path, bool]]:
    """What is moved in one piece, students' folders first and the note last, and whether it may take another's place."""
    own = [folder for folder in (staged / STUDENTS, staged / "course" / "files") if folder.is_dir()]
    for folder in own:
        for student in sorted(folder.iterdir()):
            yield student, student.name in renewed
    always = {staged / "course" / "students.csv", staged / NOTE}
    for file in sorted(path for path in staged.rglob("*") if path.is_file()):
        if file != staged / NOTE and not any(file.is_relative_to(folder) for folder in (*own, staged / ".aside")):
            yield file, anew or file in always
    yield staged / NOTE, True


def _move(path: Path, to: Path, moved: list[tuple[Path, Path]]) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    path.rename(to)
    moved.append((to, path))


def _contents(path: Path) -> dict[str, bytes]:
    """Files by their place below the path; one of the name '.' if it is a file."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return {one.relative_to(path).as_posix(): one.read_bytes() for one in files}
