"""The release that the submissions answer: its course, its students, its variants, held to the exercise of today."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from coursebook.cell_metadata import cell_key, nbgrader_of
from coursebook.exercises import sets
from coursebook.exercises.balance.learned import Learned, from_json
from coursebook.exercises.release import notebooks
from coursebook.exercises.release.chosen import chosen, limited
from coursebook.exercises.release.course_key import read_key
from coursebook.exercises.release.existing import STUDENTS
from coursebook.exercises.sets import Exercise
from coursebook.exercises.source import known_sets
from coursebook.faults import InputError, nearest
from coursebook.grading import errors
from coursebook.grading.errors import GradingError
from coursebook.grading.intake.selection import Asked
from coursebook.grading.matching.slots import slots
from coursebook.grading.settings import Settings

FILE = "release.json"


@dataclass(frozen=True)
class Released:
    """What ``release.json`` says; without a roster ``variants`` is empty and all have the common variant.

    ``points`` are those of each cell that was handed out, by grade_id, zero for an answer; empty if no notebook tells.
    ``items`` are the questions and tasks of a release that hands out a part of the set, ``learned`` is what its draws are
    balanced by.
    """

    folder: Path | None = None
    version: str = ""
    course: str = ""
    term: str = ""
    variants: dict[str, str] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    learned: Learned | None = None

    @property
    def students(self) -> dict[str, str]:
        """Variant id -> student, for variants that one student alone has."""
        times = Counter(self.variants.values())
        return {variant: student for student, variant in self.variants.items() if times[variant] == 1}


@dataclass(frozen=True)
class HandedOut:
    """What a class was given, and the key that rebuilds it.

    ``today`` is the exercise as it is now, ``exercise`` what was handed out of it; ``given`` and ``sources`` are points and
    texts of an older version (see :class:`~coursebook.grading.settings.Settings`).
    """

    today: Exercise
    exercise: Exercise
    released: Released
    key: bytes
    given: Mapping[str, float]
    sources: Mapping[str, str]

    def asked(self, is_first: bool = False) -> Asked:
        """What the class was asked to hand in."""
        common = self.exercise.variant()
        cells = slots(notebooks.student(self.exercise, common), {}, self.sources)
        return Asked(self.exercise.name, known_sets(), cells, common.files(), is_first)

    def settings(self, secret: bytes, pictures: bool, allow_weaker: bool) -> Settings:
        """What workers are told; ``secret`` seeds the hidden inputs where there is no key."""
        return Settings(
            assignment=self.exercise.name,
            version=self.exercise.version,
            handed_out=self.released.version,
            course=self.released.course,
            term=self.released.term,
            variants=bool(self.released.variants),
            given=tuple(sorted(self.given.items())),
            items=self.released.items,
            learned=self.released.learned,
            sources=tuple(sorted(self.sources.items())),
            key=self.key,
            secret=self.key or secret,
            pictures=pictures,
            allow_weaker=allow_weaker,
        )


def handed_out(assignment: str, release: Path | None, key_file: Path | None) -> HandedOut:
    """What a class was given, by the exercise, its release and its key.

    Raises:
        GradingError: there is no such exercise or release, or the key does not rebuild what was handed out.
        InputError: the exercise has faults, or there is no such key.
    """
    exercise = load_exercise(assignment)
    released = read_release(release, assignment)
    is_older = released.version not in ("", exercise.version)
    given = released.points if is_older else {}
    today, exercise = exercise, as_given(exercise, given, released.items, released.learned)
    key = read_key(key_file) if key_file else b""
    if released.variants:
        if not key:
            fix = "give the key file that 'coursebook release' was given, with --key-file."
            raise GradingError(errors.ANOTHER_RELEASE, "--key-file", "Each student of this release has a variant.", fix)
        check_key(exercise, released, key)
    sources = changed_sources(released, exercise, key) if is_older else {}
    return HandedOut(today, exercise, released, key, given, sources)


def common(assignment: str) -> HandedOut:
    """The same where all have the common variant of today and no release says more."""
    exercise = load_exercise(assignment)
    return HandedOut(exercise, exercise, Released(), b"", {}, {})


def load_exercise(name: str) -> Exercise:
    """The exercise; raises :class:`GradingError` for an unknown name, with the nearest known one."""
    if name not in known_sets():
        wrong = f"There is no assignment '{name}'."
        raise GradingError(errors.UNKNOWN_ASSIGNMENT, "--assignment", wrong, nearest(name, known_sets()))
    return sets.exercise(name)


def read_release(folder: Path | None, assignment: str) -> Released:
    """The release in a folder; none at all if no folder is named and there is none in the usual place."""
    if folder is None:
        usual = (Path("release") / assignment, Path("release"), Path("."))
        for place in usual:
            try:
                return _read(place, assignment)
            except (GradingError, OSError):
                continue
        return Released()
    return _read(folder, assignment)


def _read(folder: Path, assignment: str) -> Released:
    path = folder / FILE
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        name = said["set"]
        students = dict(said.get("students") or {})
        about = (said["version"], said.get("course") or "", said.get("term") or "")
        found = Released(
            folder, *about, students, _points(folder, name), tuple(said.get("items") or ()), from_json(said.get("learned"))
        )
    except FileNotFoundError:
        fix = "name the folder that 'coursebook release' wrote."
        raise GradingError(errors.ANOTHER_RELEASE, str(path), "There is no release in this folder.", fix) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        fix = "restore it, or release the set again into another folder."
        raise GradingError(errors.ANOTHER_RELEASE, str(path), f"It cannot be read ({error}).", fix) from None
    if name != assignment:
        wrong, fix = f"This is the release of '{name}', not of '{assignment}'.", f"add --assignment {name}, or name the other."
        raise GradingError(errors.ANOTHER_RELEASE, str(path), wrong, fix)
    return found


def _points(folder: Path, name: str) -> dict[str, float]:
    """What was handed out, from the instructor's notebook or else a student's."""
    for path in (folder / "course" / "source" / name / f"{name}.ipynb", *sorted(folder.rglob(f"{name}.ipynb"))):
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            marked = [nbgrader_of(cell) for cell in cells if nbgrader_of(cell)]
            return {one["grade_id"]: float(one.get("points", 0)) for one in marked if one["solution"] or one["grade"]}
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            continue
    return {}


def changed_sources(released: Released, exercise: Exercise, key: bytes) -> dict[str, str]:
    """Of the cells that were handed out those whose source is another today: id -> source of then."""
    students = [student for student in released.variants if _notebook(released, student, exercise.name).is_file()]
    student = students[0] if students else ""
    try:
        then = json.loads(_notebook(released, student, exercise.name).read_text(encoding="utf-8"))["cells"]
        sources = {cell_key(cell): "".join(cell["source"]) for cell in then}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    variant = exercise.variant(student, key, released.course, released.term) if student else exercise.variant()
    now = {cell_key(cell): cell.source for cell in notebooks.student(exercise, variant).cells}
    return {id: source for id, source in sources.items() if id in now and source != now[id]}


def _notebook(released: Released, student: str, name: str) -> Path:
    """A student's notebook in the release, or the one for all."""
    folder = Path(released.folder or ".")
    return (folder / STUDENTS / student if student else folder / "student") / f"{name}.ipynb"


def as_given(
    exercise: Exercise, points: Mapping[str, float], items: Sequence[str] = (), learned: Learned | None = None
) -> Exercise:
    """The exercise as it was handed out: a part of it, for the points of then, with draws of then; as it is, if that is not known."""
    known = [one.id for one in (*exercise.questions, *exercise.tasks)]
    exercise = chosen(exercise, [id for id in items if id in known])
    exercise = replace(exercise, learned=learned) if learned else exercise
    return limited(exercise, points) if points else exercise


def check_key(exercise: Exercise, released: Released, key: bytes) -> None:
    """Raise :class:`GradingError` if the key, or the exercise of today, does not give the variants that were handed out.

    A few students are rebuilt: a wrong key misses with the first.
    """
    for student, handed_out in list(released.variants.items())[:3]:
        try:
            rebuilt = exercise.variant(student, key, released.course, released.term).id
        except InputError as error:
            raise GradingError(errors.ANOTHER_RELEASE, str(released.folder), str(error), "release it again.") from None
        if rebuilt != handed_out:
            wrong = f"The variant of student '{student}' cannot be rebuilt: the key or the exercise is another."
            fix = "give the key file of the release with --key-file, and the version of the exercises it was made with."
            raise GradingError(errors.ANOTHER_RELEASE, str(released.folder), wrong, fix)
