"""A checkout on another system: where Git writes Windows line ends, and where the locale knows ASCII only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from coursebook import project
from coursebook.evidence.claims import all_claims

from tests.book.test_build_faults import CELL, CONFIG, FRONT, NOTEBOOK, contents


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess:
    # The checkout is the project, and not the one that this process has exported to its children.
    known = {**os.environ, "PYTHONPATH": str(folder / "package"), project.VARIABLE: str(folder), **environment}
    return subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True, errors="replace", check=False)


def git(folder: Path, *arguments: str) -> None:
    named = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main")
    done = run(folder, "git", *named, *arguments, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "settings",
    [("core.autocrlf=true",), ("core.eol=crlf",), ("core.autocrlf=true", "core.eol=crlf"), ("core.autocrlf=input",)],
    ids=" ".join,
)
def test_a_clone_holds_the_same_bytes_whatever_line_ends_git_is_set_to_write(checkout, tmp_path, settings):
    git(checkout, "init", "--quiet")
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "All")
    cloned = tmp_path / "cloned"
    git(checkout, "clone", "--quiet", *(part for setting in settings for part in ("-c", setting)), str(checkout), str(cloned))
    kept = [path.relative_to(cloned) for path in cloned.rglob("*") if path.is_file() and ".git" not in path.parts]
    assert Path(".gitattributes") in kept and Path("data/losses.csv") in kept
    assert [str(path) for path in kept if (cloned / path).read_bytes() != (checkout / path).read_bytes()] == []


def saved_with(path: Path, end: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", end))


@pytest.mark.parametrize(
    ("table", "end"),
    [("losses", b"\r\n"), ("claims", b"\r"), ("events", b"\r\n")],
    ids=["Windows", "old Macintosh", "Windows, with dates"],
)
def test_a_table_saved_with_other_line_ends_is_told_and_sealed_as_it_was(coursebook, checkout, table, end):
    path, package = checkout / "data" / f"{table}.csv", checkout / "data" / "datapackage.json"
    good, sealed = path.read_bytes(), package.read_bytes()
    saved_with(path, end)
    told = coursebook("evidence", "check")
    assert told.returncode == 1 and f"data/{table}.csv: Its lines end" in told.stdout, told.stdout
    assert f"Fix: delete the file and run 'git checkout -- data/{table}.csv'" in told.stdout
    coursebook("evidence", "seal")
    assert path.read_bytes() == good and package.read_bytes() == sealed  # of which the check says nothing


def test_a_change_beside_other_line_ends_is_told_as_a_change(coursebook, checkout):
    path = checkout / "data" / "losses.csv"
    path.write_bytes(path.read_bytes().replace(b"43000", b"44000"))
    saved_with(path, b"\r\n")
    assert "data/losses.csv: The file is not the one whose hash stands" in coursebook("evidence", "check").stdout


# In the second the terminal cannot show all that is said.
LOCALES = {"C": {"LC_ALL": "C"}, "Latin-1": {"PYTHONIOENCODING": "latin-1"}}
BUILD = "import sys; from pathlib import Path; from coursebook.publish.build import build; build(Path(sys.argv[1]), Path(sys.argv[2]))"


@pytest.fixture(params=LOCALES.values(), ids=LOCALES.keys())
def abroad(request, checkout, tmp_path):
    """Run Python on a checkout in a folder whose name is not ASCII, in a locale that knows little."""
    folder = tmp_path / "Übung Київ"
    checkout.rename(folder)

    def python(*arguments: str) -> subprocess.CompletedProcess:
        return run(folder, sys.executable, *arguments, **request.param)

    return folder, python


def test_the_evidence_is_checked_and_its_faults_told_in_any_locale(abroad):
    folder, python = abroad
    assert f"{len(all_claims())} claims" in python("-m", "coursebook", "evidence", "check").stdout
    table = folder / "data" / "claims.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",stezhensky2025,", ",стеженський2025,", 1), encoding="utf-8")
    told = python("-m", "coursebook", "evidence", "check")
    assert told.returncode == 1 and "references.bib has no entry" in told.stdout and not told.stderr


def test_a_set_is_released_in_any_locale(abroad):
    folder, python = abroad
    done = python("-m", "coursebook", "release", "personal-stories", "--out", "вправи")
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((folder / "вправи").rglob("*.ipynb"))


def test_a_book_is_built_in_any_locale(abroad):
    folder, python = abroad
    small = folder / "книга"
    small.mkdir()
    (small / "_config.yml").write_text(CONFIG)
    (small / "references.bib").write_text("@misc{one, author={One}, title={Title}, year={2025}}\n")
    (small / "index.md").write_text(f"{NOTEBOOK}# Початок\n\nТекст …\n{CELL % 'print(chr(0x416))'}", encoding="utf-8")
    (small / "more.md").write_text(f"{FRONT}# More\n", encoding="utf-8")
    contents(small, ["more"])
    done = python("-c", BUILD, str(small), str(folder / "сайт"))
    assert done.returncode == 0, done.stdout + done.stderr
    page = (folder / "сайт" / "html" / "index.html").read_text(encoding="utf-8")
    assert "Початок" in page and chr(0x416) in page
