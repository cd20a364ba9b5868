"""``coursebook demo``: a made-up class from Canvas' roster to Canvas' gradebook, by the commands that an instructor types."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from coursebook import project
from coursebook.grading import errors
from coursebook.grading.errors import GradingError
from coursebook.grading.files import cannot_write

MARK = ".demo"  # a folder without it is somebody's, and stays


def add(groups: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    demo = groups.add_parser(
        "demo", help="a made-up class end to end: Canvas' roster, release, submissions, marks, Canvas' gradebook"
    )
    demo.add_argument("--assignment", help="the assignment (default: the one that coursebook.toml names)")
    demo.add_argument("--students", type=int, default=30, help="how many (default 30)")
    demo.add_argument("--out", type=Path, help="folder, made anew (default _build/demo)")


def run(options: argparse.Namespace) -> int:
    """Run the command; returns 0, or the exit code of the step that failed."""
    out = options.out or project.current().build / "demo"
    try:
        return _run(options, out)
    except OSError as error:
        raise cannot_write(out, error, "The demonstration is made anew.") from None


def _run(options: argparse.Namespace, out: Path) -> int:
    from coursebook.grading.demo import term
    from coursebook.grading.demo.desk import Desk, Stopped
    from coursebook.grading.intake.released import load_exercise

    name = load_exercise(options.assignment or project.current().settings.book.demo).name
    is_ours = (out / MARK).is_file() or out == project.current().build / "demo"
    if out.exists() and not is_ours and (not out.is_dir() or any(out.iterdir())):
        fix = "name another with --out."
        raise GradingError(errors.WRONG_USE, str(out), "There is something else in this folder.", fix)
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    (out / MARK).write_text("Made by 'coursebook demo', which removes this folder when it runs again.\n", encoding="utf-8")
    try:
        term.teach(Desk(out.absolute()), name, options.students)
    except Stopped as stopped:
        return stopped.code
    print(f"\nEverything to click through: {out / 'index.html'}")
    return errors.DONE
