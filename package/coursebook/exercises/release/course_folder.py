"""Writes a release: student notebooks, a stock nbgrader course folder, and what an instructor prints.

Everything is written into a folder beside the one asked for, and moved into place when it is complete: a
release is there whole or not at all, and what was handed out stays as it is. The same input gives the same bytes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from coursebook.csv_text import csv_text
from coursebook.exercises import rubrics
from coursebook.exercises.release import checks_wheel, existing, notebooks
from coursebook.exercises.release.course_key import fingerprint
from coursebook.exercises.release.existing import ALL
from coursebook.exercises.release.roster import Student
from coursebook.exercises.sets import Exercise
from coursebook.exercises.variants import Variant
from coursebook.faults import InputError, write_fault

FORMAT = 1
# As `nbgrader db student import` reads them.
COLUMNS = {"id": "id", "first_name": "first_name", "last_name": "last_name", "email": "email", "lms_user_id": "lms_id"}
CONFIG = '''\
"""The nbgrader course of {title}, written by `coursebook release`.

Put the notebook that a student hands in, alone, into submitted/<student>/{set}/{set}.ipynb, then

    nbgrader generate_assignment {set}
    nbgrader autograde {set}
"""

from pathlib import Path

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = {course!r}
# A student who deleted a test cell gets it back.
c.OverwriteCells.add_missing_cells = True
c.ClearSolutions.code_stub = {{"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}}
c.IncludeHeaderFooter.header = ""
'''
# Only for a class whose students have data of their own.
CONFIG_OF_VARIANTS = '''

def give_files(assignment, student, notebooks):
    """Beside each notebook handed in, put its student's own data; a file that was changed is kept as changed-<name>."""
    for folder in sorted({{Path(notebook).parent for notebook in notebooks}}):
        own = Path("files", folder.parent.name)
        for file in sorted((own if own.is_dir() else Path("source", {set!r})).iterdir()):
            target = folder / file.name
            if file.suffix == ".ipynb" or (target.exists() and (target.read_bytes() == file.read_bytes() or not own.is_dir())):
                continue
            if target.exists():
                target.replace(target.with_name(f"changed-{{file.name}}"))
            target.write_bytes(file.read_bytes())


# Each student works with data of their own, which lie in files/; those of source/ must not take their place.
c.Autograde.pre_convert_hook = give_files
c.Autograde.exclude_overwriting = {{{set!r}: {files!r}}}
'''


@dataclass(frozen=True)
class Written:
    """Of the students of a release: who was added, written anew, and left as they were."""

    added: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def write(
    exercise: Exercise,
    out: Path,
    students: Sequence[Student] = (),
    key: bytes = b"",
    course: str = "",
    term: str = "",
    on_progress: Callable[[], None] = lambda: None,
    replace: Collection[str] = (),
) -> Written:
    """Write a release, or add students to one that stands: nothing that was handed out changes unless ``replace`` names it.

    Args:
        exercise: the set.
        out: the folder to write; it must not exist, be empty, or be a release of the same set, course, term and key.
        students: who gets a notebook of their own; without any there is the common variant alone.
        key, course, term: what variants are drawn from, besides the student's id.
        on_progress: called after each student.
        replace: ids of students whose folder is written anew; ``all`` writes anew everything that was handed out.

    Raises:
        InputError: something else stands at ``out``, a variant cannot be drawn, or the folder cannot be written; then
            nothing has changed.
    """
    stands = existing.read(out)
    ids = [student.id for student in students]
    if stands:
        existing.check(stands, out, exercise, {student.id: _row(student) for student in students}, key, course, term, replace)
    writing = existing.to_write(stands, ids, replace)
    before = stands.students if stands else {}
    known = set(before)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        try:
            common = exercise.variant()
            drawn = {}
            for student in sorted(writing):
                drawn[student] = _student(exercise, staged, student, exercise.variant(student, key, course, term))
                on_progress()
            _common(exercise, staged, common, bool(writing or known), course)
            noted = {**before, **drawn}
            if noted:
                _list_students(staged / "course" / "students.csv", out, students, noted)
            _note(staged / existing.NOTE, exercise, common, noted, course, term, key)
            if stands:
                existing.add(staged, out, writing & known, ALL in replace)
            else:
                staged.chmod(0o755)
                staged.rename(out)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        raise InputError(write_fault(out, error, "Nothing has changed.")) from None
    groups = (writing - known, writing & known, known - writing)
    return Written(*(tuple(sorted(group)) for group in groups))


def _student(exercise: Exercise, staged: Path, student: str, variant: Variant) -> str:
    """What one student gets, and their data once more for nbgrader; returns the variant's id."""
    _give(staged / existing.STUDENTS / student, exercise.name, notebooks.student(exercise, variant), variant)
    own = staged / "course" / "files" / student
    own.mkdir(parents=True)
    for file, content in variant.files().items():
        (own / file).write_bytes(content)
    return variant.id


def _common(exercise: Exercise, staged: Path, common: Variant, has_students: bool, course: str) -> None:
    """What does not depend on the students."""
    if not has_students:
        _give(staged / "student", exercise.name, notebooks.student(exercise, common), common)
    master = notebooks.master(exercise, common)
    _give(staged / "course" / "source" / exercise.name, exercise.name, master, common)
    _instructor(staged / "instructor", exercise, master, common)
    config = CONFIG + (CONFIG_OF_VARIANTS if has_students else "")
    files = sorted(common.files())
    text = config.format(title=exercise.title, set=exercise.name, course=course or "course", files=files)
    (staged / "course" / "nbgrader_config.py").write_text(text, "utf-8")


def _give(folder: Path, name: str, notebook: NotebookNode, variant: Variant) -> None:
    folder.mkdir(parents=True)
    (folder / f"{name}.ipynb").write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    for file, content in {**variant.files(), checks_wheel.NAME: checks_wheel.checks()}.items():
        (folder / file).write_bytes(content)


def _instructor(folder: Path, exercise: Exercise, master: NotebookNode, variant: Variant) -> None:
    # nbconvert takes half a second, and grading needs this module's key alone
    from coursebook.exercises.release import printable

    _give(folder, exercise.name, master, variant)
    if exercise.tasks:
        (folder / "marking-guide.md").write_text(rubrics.marking_guide(exercise.tasks), encoding="utf-8")
    for name, notebook in ((exercise.name, master), (f"{exercise.name}-student", notebooks.student(exercise, variant))):
        page = printable.page(printable.with_tables(notebook, exercise, variant), exercise.title)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


def _list_students(path: Path, out: Path, students: Sequence[Student], noted: Collection[str]) -> None:
    """The class as nbgrader imports it; who is not on this roster stays as an earlier one had them."""
    rows = {student: {"id": student} for student in noted}
    rows |= {student: row for student, row in existing.listed(out).items() if student in rows}
    for student in students:
        rows[student.id] = _row(student)
    table = [COLUMNS, *([rows[student].get(column) for column in COLUMNS] for student in sorted(rows))]
    path.write_text(csv_text(table, harmless=False), encoding="utf-8")


def _row(student: Student) -> dict[str, str]:
    return {column: student.fields.get(name, "") for column, name in COLUMNS.items()} | {"id": student.id}


def _note(path: Path, exercise: Exercise, common: Variant, drawn: dict[str, str], course: str, term: str, key: bytes) -> None:
    """What a regrade and a later release need to know; no secret stands in it."""
    noted = {
        "format": FORMAT,
        "set": exercise.name,
        "title": exercise.title,
        "version": exercise.version,
        "course": course,
        "term": term,
        "key": fingerprint(key) if drawn else "",
        "common": common.id,
        "items": exercise.chosen,
        **({"learned": asdict(exercise.learned)} if exercise.learned else {}),
        "students": dict(sorted(drawn.items())),
    }
    path.write_text(json.dumps(noted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
