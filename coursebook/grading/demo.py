"""``coursebook demo``: a made-up class from release to report, to see the whole of it in about a minute."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
from pathlib import Path

from coursebook import paths
from coursebook.grading import command as grading

COURSE, TERM = "demo-101", "demo"
HANDED_IN = 1_800_000_000


def add(groups: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    demo = groups.add_parser("demo", help="a made-up class end to end: release, submissions, marks, feedback, report")
    demo.add_argument("--assignment", default="personal-stories", help="the exercise set (default personal-stories)")
    demo.add_argument("--students", type=int, default=30, help="how many (default 30)")
    demo.add_argument("--out", type=Path, default=paths.BUILD / "demo", help="folder, made anew (default _build/demo)")


def run(asked: argparse.Namespace) -> int:
    """Run the command; returns the exit code of ``coursebook grade``."""
    from coursebook.exercises import course, roster
    from coursebook.grading.released import load_exercise
    from coursebook.grading.simulated import Hand, hand_in, students

    exercise = load_exercise(asked.assignment)
    out = asked.out
    if out.exists() and any(out.iterdir()) and not (out / "release" / "release.json").exists():
        print(f"{out}: There is something else in this folder. Mend: name another with --out.")
        return 2
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    people = students(asked.students)
    rows = [f"{one.id},{one.first_name},{one.last_name}" for one in people]
    (out / "roster.csv").write_text("\n".join(["id,first_name,last_name", *rows]) + "\n", encoding="utf-8")
    (out / "key").write_text(secrets.token_hex(32), encoding="ascii")
    key = course.read_key(out / "key")
    print(f"1. Release of “{exercise.title}” to {asked.students} students, each with data of their own …", flush=True)
    course.write(exercise, out / "release", roster.read(out / "roster.csv"), key, COURSE, TERM)
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
    told = ["grade", str(out / "submissions"), "--assignment", asked.assignment, "--release", str(out / "release")]
    told += ["--key-file", str(out / "key"), "--roster", str(out / "roster.csv"), "--out", str(out / "grades")]
    code = grading.run(parser.parse_args(told))
    print(f"4. Essays wait in formgrader: (cd {out / 'grades'} && jupyter lab), then Nbgrader > Formgrader.")
    return 0 if code in (0, 1) else code
