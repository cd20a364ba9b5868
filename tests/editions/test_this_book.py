"""This book in two editions: what is left out, and that the key brings back every byte."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest
import yaml
from coursebook import project
from coursebook.editions.edition import PACK

from tests.test_documented import unknown_words


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """A file with a key of age, as age-keygen writes it."""
    secret = pyrage.x25519.Identity.generate()
    path = tmp_path / "identity"
    path.write_text(f"# public key: {secret.to_public()}\n{secret}\n")
    return path


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a book by its path, but for what a build or a linter leaves."""
    found = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file() and path.suffix != ".mo"}
    made = {".git", "__pycache__", "_build", ".ruff_cache", ".mypy_cache", ".hypothesis", ".pytest_cache"}
    return {inside.as_posix(): path.read_bytes() for inside, path in found.items() if not made & set(inside.parts)}


def run(book: Path, *words: str) -> subprocess.CompletedProcess:
    """A command of the package in a book's own repository."""
    environment = {name: value for name, value in os.environ.items() if name != project.VARIABLE}
    environment |= {"PYTHONPATH": str(book / "package")}
    command = [sys.executable, "-m", "coursebook", *words]
    return subprocess.run(command, cwd=book, env=environment, capture_output=True, text=True, check=False)


def test_this_book_is_published_without_answers_and_unlocked_again(checkout, identity, tmp_path):
    """The scan, which publishing makes, found none; here the files themselves are looked at."""
    for words in (("init", "-q"), ("add", "--all")):
        subprocess.run(["git", *words], cwd=checkout, check=True)
    recipient = identity.read_text().split()[3]
    done = run(checkout, "publish", str(tmp_path / "public"), "--no-site", "--recipient", recipient)
    assert done.returncode == 0, done.stderr
    instructor, public = files(checkout), files(tmp_path / "public")
    quizzes = [path for path in instructor if path.endswith("/quiz.yml")]
    asked = [one for path in quizzes for one in yaml.safe_load(instructor[path])["questions"]]
    for one in asked:
        found = [path for path, content in public.items() if f"{one['id']}\n".encode() in content and path != PACK]
        assert bool(found) == (one["use"] == "practice"), (one["id"], found)
    assert not [
        path for path in public if re.search(r"^exercises/.*(right/|wrong/|variants|sheets|rubrics|hunts|notebook\.md)", path)
    ]
    assert {path.split("/")[0] for path in instructor.keys() - public.keys()} <= {
        *("exercises", "benchmarks", "instructors"),
        *(".ci", ".pre-commit-config.yaml", "pytest.ini", "ruff.toml"),
    }
    assert b"public edition" in public["README.md"] and b"**Instructor edition.**" in instructor["README.md"]

    done = run(tmp_path / "public", "unlock", "--identity", str(identity))
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "public") == instructor


PAGE = "instructors/publishing.md"


def test_every_command_of_the_page_on_publishing_exists():
    """They are run in package/tests/test_editions.py, on a book that is built in seconds."""
    text = (project.current().root / PAGE).read_text(encoding="utf-8")
    said = re.findall(r"^coursebook .+$", text, re.M)
    assert len(said) >= 4
    assert [command for command in said if unknown_words(command)] == []
