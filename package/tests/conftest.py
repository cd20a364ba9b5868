"""What the package's tests stand on: a new book, made outside of any repository with the package installed from its wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from coursebook import project, startup  # noqa: F401  (startup: what no test needs is kept out here too)
from coursebook.exercises import sets
from coursebook.exercises.release import course_key
from coursebook.grading.demo.simulated_class import Hand, damaged, students
from coursebook.new_book import TEMPLATE, new_book

TITLE = "The Owl Census"
ASSIGNMENT = "hives"


@dataclass(frozen=True)
class Installed:
    """A book in its folder, whose ``.venv`` has the package from a wheel; what else is needed comes from this Python."""

    folder: Path

    def __call__(self, *command: str) -> subprocess.CompletedProcess:
        """Run a command in the book's folder; ``coursebook`` is that of its ``.venv``."""
        environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", project.VARIABLE)}
        if command[0] == "coursebook":
            command = (str(self.folder / ".venv" / "bin" / "coursebook"), *command[1:])
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def done(self, *command: str) -> str:
        """What the command says; it must succeed."""
        ran = self(*command)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """The package's wheel, as hatch builds it."""
    folder, source = tmp_path_factory.mktemp("wheel"), str(project.PACKAGE.parent)
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder))
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, source], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def environment(tmp_path_factory, wheel: Path) -> Installed:
    """An empty folder, but for an environment that has the package."""
    folder = tmp_path_factory.mktemp("elsewhere")
    place = folder / ".venv"
    venv.create(place, with_pip=False)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(place)}))
    # A path file brings the libraries, but not this checkout: Python reads no path files of a folder named in one.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (place / "share").symlink_to(Path(sys.prefix) / "share")
    python = str(place / "bin" / "python")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True
    )
    return Installed(folder)


@pytest.fixture(scope="session")
def installed(environment: Installed) -> Installed:
    """A book that was made by `coursebook new` in that folder and built with `make book`."""
    environment.done("coursebook", "new", TITLE)
    environment.done("make", "book")
    return environment


@pytest.fixture(scope="module", autouse=True)
def template() -> Iterator[None]:
    """Tests that need some book work on the template, whichever book they are called in."""
    before = project.found()
    project.use(TEMPLATE)
    yield
    project.use(before)


@pytest.fixture
def book(installed: Installed) -> Iterator[Path]:
    """The new book as the one that this process works on, not to be changed."""
    before = project.found()
    yield project.use(installed.folder).root
    project.use(before)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """A new book that a test may break, as the one that this process works on."""
    before = project.found()
    yield new_book(TITLE, tmp_path / "book")
    project.use(before)


@pytest.fixture(scope="session")
def graded(installed: Installed) -> Path:
    """Five students of the new book, who handed in the key, a wrong answer, nothing, a damaged file and a late thought."""
    folder, before = installed.folder / "course", project.found()
    folder.mkdir()
    people = [one.id for one in students(5)]
    (folder / "roster.csv").write_text("\n".join(["id", *people]) + "\n")
    given = ("--roster", "course/roster.csv", "--key-file", "course/key")
    installed.done("coursebook", "release", ASSIGNMENT, "--out", "course/release", *given)
    try:
        project.use(installed.folder)
        hand = Hand(sets.exercise(ASSIGNMENT))
        key = course_key.read_key(folder / "key")
        (question,) = hand.exercise.questions
        (folder / "handed").mkdir()
        for student, answer in zip(people, ("key", "wrong", "", "key", "key"), strict=True):
            variant = hand.exercise.variant(student, key)
            done = hand.key(variant) if answer == "key" else hand.filled(variant, {})
            if answer == "wrong":
                done = hand.filled(variant, {question.id: hand.wrong[question.id][0].code})
            (folder / "handed" / f"{student}.ipynb").write_bytes(
                damaged(done, "metadata lost" if student == people[3] else "own cells")
            )
    finally:
        project.use(before)
    installed.done(
        "coursebook",
        "grade",
        "course/handed",
        "--assignment",
        ASSIGNMENT,
        "--release",
        "course/release",
        *given,
        "--out",
        "course/grades",
    )
    return folder / "grades"


@pytest.fixture
def without(copy: Path):
    """Take parts out of a copy of the new book: files and folders, tables, and what pages say of them."""

    def take(*paths: str) -> Path:
        for path in paths:
            place = copy / path
            shutil.rmtree(place) if place.is_dir() else place.unlink()
        return copy

    return take
