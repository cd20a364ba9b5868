"""Writes a release: student notebooks, a stock nbgrader course folder, and what an instructor prints.

Everything is written into a folder beside the one asked for, and renamed when it is complete: a
release is there whole or not at all. The same input gives the same bytes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from coursebook.evidence.errors import EvidenceError, Fault
from coursebook.exercises import release, rubrics
from coursebook.exercises.roster import Student
from coursebook.exercises.sets import Exercise
from coursebook.exercises.variants import Variant

FORMAT = 1
KEY_BYTES = 16
CONFIG = '''\
"""The nbgrader course of {title}, written by `coursebook release`.

    nbgrader generate_assignment {set}
    nbgrader autograde {set}
"""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = {course!r}
c.CourseDirectory.db_assignments = [{{"name": {set!r}}}]
c.CourseDirectory.db_students = {students}
# Each student works with files of their own; they must not be written over by those of the common variant.
c.Autograde.exclude_overwriting = {{{set!r}: {files!r}}}
# A student who deleted a test cell gets it back.
c.OverwriteCells.add_missing_cells = True
c.ClearSolutions.code_stub = {{"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}}
c.IncludeHeaderFooter.header = ""
'''


def read_key(path: Path) -> bytes:
    """The secret from which variants are drawn.

    Raises:
        EvidenceError: no such file, or it is too short to be a secret.
    """
    if not path.is_file():
        mend = f"make one: python3 -c \"import secrets; print(secrets.token_hex())\" > {path.name}"
        raise EvidenceError(Fault(str(path), "", "There is no key file.", mend))
    key = path.read_bytes().strip()
    if len(key) < KEY_BYTES:
        said = f"The key has {len(key)} bytes; others could guess it."
        raise EvidenceError(Fault(str(path), "", said, f"use at least {KEY_BYTES} random ones."))
    return key


def write(
    exercise: Exercise,
    out: Path,
    students: Sequence[Student] = (),
    key: bytes = b"",
    course: str = "",
    term: str = "",
    told: Callable[[], None] = lambda: None,
) -> Path:
    """Write a release and return its folder.

    Args:
        exercise: the set.
        out: the folder to write; it must not exist, be empty, or be a release of the same set, which is replaced.
        students: who gets a notebook of their own; without any there is the common variant alone.
        key, course, term: what variants are drawn from, besides the student's id.
        told: called after each student.

    Raises:
        EvidenceError: something else stands at ``out``, or a variant cannot be drawn; then nothing is written.
    """
    _free(out, exercise.name)
    out.parent.mkdir(parents=True, exist_ok=True)
    coming = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        common = exercise.variant()
        drawn = _students(exercise, coming / "students", students, key, course, term, told)
        if not students:
            _give(coming / "student", exercise.name, release.student(exercise, common), common)
        master = release.master(exercise, common)
        _give(coming / "course" / "source" / exercise.name, exercise.name, master, common)
        _instructor(coming / "instructor", exercise, master, common)
        (coming / "course" / "nbgrader_config.py").write_text(_config(exercise, common, students, course), "utf-8")
        _note(coming / "release.json", exercise, common, drawn, course, term)
        _put(coming, out)
    finally:
        shutil.rmtree(coming, ignore_errors=True)
    return out


def _free(out: Path, name: str) -> None:
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    try:
        known = json.loads((out / "release.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = None
    if not isinstance(known, dict) or known.get("set") != name:
        what = f"a release of '{known['set']}'" if isinstance(known, dict) and "set" in known else "something else"
        raise EvidenceError(Fault(str(out), "", f"There is {what} here.", "name a folder that does not exist yet."))


def _students(
    exercise: Exercise,
    folder: Path,
    students: Sequence[Student],
    key: bytes,
    course: str,
    term: str,
    told: Callable[[], None],
) -> dict[str, str]:
    drawn = {}
    for student in students:
        variant = exercise.variant(student.id, key, course, term)
        _give(folder / student.id, exercise.name, release.student(exercise, variant), variant)
        drawn[student.id] = variant.id
        told()
    return drawn


def _give(folder: Path, name: str, notebook: NotebookNode, variant: Variant) -> None:
    folder.mkdir(parents=True)
    (folder / f"{name}.ipynb").write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    for file, content in variant.files().items():
        (folder / file).write_bytes(content)


def _instructor(folder: Path, exercise: Exercise, master: NotebookNode, variant: Variant) -> None:
    from coursebook.exercises import printable  # nbconvert takes half a second, and grading needs this module's key alone

    _give(folder, exercise.name, master, variant)
    (folder / f"{exercise.name}.html").write_text(printable.page(printable.with_tables(master, exercise, variant), exercise.title), encoding="utf-8")
    if exercise.tasks:
        (folder / "marking-guide.md").write_text(rubrics.marking_guide(exercise.tasks), encoding="utf-8")
    handed = release.student(exercise, variant)
    (folder / f"{exercise.name}-student.html").write_text(printable.page(printable.with_tables(handed, exercise, variant), exercise.title), encoding="utf-8")


def _config(exercise: Exercise, variant: Variant, students: Sequence[Student], course: str) -> str:
    listed = [{"id": student.id} for student in students]
    told = "[]" if not listed else "[\n" + "".join(f"    {one!r},\n" for one in listed) + "]"
    files = sorted(variant.files())
    return CONFIG.format(title=exercise.title, set=exercise.name, course=course or "course", students=told, files=files)


def _note(path: Path, exercise: Exercise, common: Variant, drawn: dict[str, str], course: str, term: str) -> None:
    """What a regrade needs to know; no secret stands in it."""
    noted = {
        "format": FORMAT,
        "set": exercise.name,
        "title": exercise.title,
        "version": exercise.version,
        "course": course,
        "term": term,
        "common": common.id,
        "students": drawn,
    }
    path.write_text(json.dumps(noted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _put(coming: Path, out: Path) -> None:
    """Rename the finished folder into place; an older release goes only then."""
    coming.chmod(0o755)
    if out.exists():
        old = coming.with_name(f"{coming.name}.old")
        out.rename(old)
        coming.rename(out)
        shutil.rmtree(old)
    else:
        coming.rename(out)
