"""requirements.txt is the exact lock of pyproject.toml, and of nothing else."""

import re
import tomllib
from importlib.metadata import distribution

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
