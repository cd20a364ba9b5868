"""requirements.txt is the exact lock of pyproject.toml, and of nothing else."""

import re
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import distribution
from pathlib import Path

import pytest
from coursebook import project
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((project.PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def named(extra: str) -> list[str]:
    """The requirements of an extra, and of the extras of this package that it names."""
    own = [Requirement(text) for text in EXTRAS[extra]]
    return [text for one in own for text in (named(*one.extras) if one.name == PROJECT["name"] else [str(one)])]


LOCKS = {"requirements.txt": named("book"), "requirements-test.txt": named("book") + named("test")}


def locked(name: str) -> dict[str, str]:
    text = (project.current().root / name).read_text(encoding="utf-8")
    lines = [line.split(";")[0].strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==\S+", line) for line in lines), "a line of the lock is no exact pin"
    return {canonicalize_name(line.split("==")[0]): line.split("==")[1] for line in lines}


def closure(direct: list[str]) -> set[str]:
    """Every distribution that the direct ones need here, by their own installed metadata."""
    waiting, found = [(Requirement(text), "") for text in direct], {}
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        fresh = set(requirement.extras) - found.get(name, set()) if name in found else set(requirement.extras) | {""}
        found.setdefault(name, set()).update(fresh)
        for text in distribution(name).requires or [] if fresh else []:
            waiting += [(Requirement(text), wanted) for wanted in fresh]
    return set(found)


@pytest.mark.parametrize("name", LOCKS)
def test_direct_dependencies_are_pinned_exactly_and_alike(name):
    pins = locked(name)
    for text in LOCKS[name]:
        requirement = Requirement(text)
        (pin,) = requirement.specifier
        assert pin.operator == "==" and pins.get(canonicalize_name(requirement.name)) == pin.version, f"{text}: run 'make lock'"


def test_what_a_notebook_needs_allows_what_is_locked():
    pins = locked("requirements.txt")
    for text in PROJECT["dependencies"]:
        requirement = Requirement(text)
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), text


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_all_that_is_needed_and_no_more(name):
    # pip and setuptools are the environment's own, which pip-compile leaves out as unsafe to pin.
    assert set(locked(name)) == closure(LOCKS[name]) - {"pip", "setuptools"}, "run 'make lock'"


def test_what_runs_is_what_is_locked():
    for name, version in locked("requirements-test.txt").items():
        assert distribution(name).version == version, f"{name}: run 'make book' again"


def test_the_test_lock_agrees_with_the_books():
    book, test = locked("requirements.txt"), locked("requirements-test.txt")
    assert book.items() <= test.items()


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """An environment such as ``pip install './package[teach]'`` makes, put together from what is installed here."""
    folder = tmp_path_factory.mktemp("alone")
    venv.create(folder / ".venv", symlinks=True)
    (folder / ".venv" / "share").symlink_to(Path(sys.prefix, "share"))  # templates that libraries install there
    (packages,) = folder.glob(".venv/lib/python*/site-packages")
    for name in closure(PROJECT["dependencies"] + named("teach")):
        found = distribution(name)
        for top in {file.parts[0] for file in found.files or []} - {"..", "__pycache__"}:
            if not (packages / top).is_symlink():
                (packages / top).symlink_to(found.locate_file(top))
    shutil.copytree(project.PACKAGE, packages / "coursebook", ignore=shutil.ignore_patterns("__pycache__"))
    own = Path(str(distribution("coursebook").locate_file(f"coursebook-{PROJECT['version']}.dist-info")))
    shutil.copytree(own, packages / own.name)
    return folder


def test_the_package_with_one_extra_hands_out_and_grades_without_a_built_book(installed):
    python = installed / ".venv" / "bin" / "python"

    def typed(command: str, folder: Path) -> subprocess.CompletedProcess:
        words = [python, "-m", "coursebook", *command.split()]
        return subprocess.run(words, cwd=folder, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True)

    def done(command: str, folder: Path) -> None:
        said = typed(command, folder)
        assert said.returncode == 0, f"{command}\n{said.stdout}{said.stderr}"

    done("new Owls --into owls", installed)
    course = installed / "owls" / "course"
    course.mkdir()
    (course / "roster.csv").write_text("id\njdoe\n")
    key = "--key-file key --roster roster.csv"
    done(f"release hives --out release {key}", course)
    (course / "submissions").mkdir()
    shutil.copy(course / "release" / "students" / "jdoe" / "hives.ipynb", course / "submissions" / "jdoe.ipynb")
    done(f"grade submissions --assignment hives --release release {key}", course)
    done("marks feedback --assignment hives", course)
    done("deliver canvas --out term.zip", course)
    (mark,) = (course / "grades" / "report" / "hives" / "marks.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert mark.startswith("jdoe,") and (course / "grades" / "pages" / "hives" / "jdoe.html").is_file()
    said = typed("book build", course)
    assert said.returncode == 1 and re.fullmatch(
        r"coursebook book: The library '\w+' is not installed. Fix: type pip install './package\[book\]' .*\n", said.stderr
    ), said.stderr
