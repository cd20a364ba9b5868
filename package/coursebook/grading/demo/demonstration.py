"""``coursebook demo``: a made-up class from release to report, to see the whole of it in about a minute."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sys
from pathlib import Path

from coursebook import project
from coursebook.faults import write_fault
from coursebook.grading import command as grading
from coursebook.grading import errors
from coursebook.grading.errors import GradingError

COURSE, TERM = "demo-101", "demo"
HANDED_IN = 1_800_000_000
MARK = ".demo"  # a folder without it is somebody's, and stays


def add(groups: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    demo = groups.add_parser("demo", help="a made-up class end to end: release, submissions, marks, feedback, report")
    demo.add_argument("--assignment", help="the assignment (default: the one that coursebook.toml names)")
    demo.add_argument("--students", type=int, default=30, help="how many (default 30)")
    demo.add_argument("--out", type=Path, help="folder, made anew (default _build/demo)")


def run(options: argparse.Namespace) -> int:
    """Run the command; returns the exit code of ``coursebook grade``."""
    try:
        return _run(options)
    except GradingError as error:
        print(error, file=sys.stderr)
        return error.code
    except OSError as error:
        print(
            write_fault(options.out or project.current().build / "demo", error, "The demonstration is made anew."),
            file=sys.stderr,
        )
        return errors.CANNOT_WRITE


def _run(options: argparse.Namespace) -> int:
    from coursebook.exercises.release import course_folder, course_key, roster
    from coursebook.grading.demo.simulated_class import Hand, hand_in, students
    from coursebook.grading.intake.released import load_exercise

    exercise = load_exercise(options.assignment or project.current().settings.book.demo)
    out = options.out or project.current().build / "demo"
    if (
        out.exists()
        and not (out / MARK).is_file()
        and out != (project.current().build / "demo")
        and (not out.is_dir() or any(out.iterdir()))
    ):
        fix = "name another with --out."
        raise GradingError(errors.WRONG_USE, str(out), "There is something else in this folder.", fix)
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    (out / MARK).write_text("Made by 'coursebook demo', which removes this folder when it runs again.\n", encoding="utf-8")
    people = students(options.students)
    rows = [f"{one.id},{one.first_name},{one.last_name}" for one in people]
    (out / "roster.csv").write_text("\n".join(["id,first_name,last_name", *rows]) + "\n", encoding="utf-8")
    (out / "key").write_text(secrets.token_hex(32), encoding="ascii")
    key = course_key.read_key(out / "key")
    print(f"1. Release of “{exercise.title}” to {options.students} students, each with data of their own …", flush=True)
    course_folder.write(exercise, out / "release", roster.read(out / "roster.csv"), key, COURSE, TERM)
    print("2. They work, some well and some not, and hand in; a few files are damaged …", flush=True)
    (out / "submissions").mkdir()

    def variant_of(student: str):
        return exercise.variant(student, key, COURSE, TERM)

    for student, data in hand_in(Hand(exercise), [one.id for one in people], variant_of):
        path = out / "submissions" / f"{student}.ipynb"
        path.write_bytes(data)
        os.utime(path, (HANDED_IN, HANDED_IN))
    print("3. Grading …", flush=True)
    parser = argparse.ArgumentParser()
    grading.add(parser.add_subparsers(dest="group"))
    told = ["grade", str(out / "submissions"), "--assignment", exercise.name, "--release", str(out / "release")]
    told += ["--key-file", str(out / "key"), "--roster", str(out / "roster.csv"), "--out", str(out / "grades")]
    code = grading.run(parser.parse_args(told))
    print(f"4. Essays wait in formgrader: (cd {out / 'grades'} && jupyter lab), then Nbgrader > Formgrader.")
    return 0 if code in (0, 1) else code
