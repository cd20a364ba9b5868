"""A checkout on another system: where Git writes Windows line ends, and where the locale knows ASCII only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess:
    known = {**os.environ, "PYTHONPATH": str(folder), **environment}
    return subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True, check=False)


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
    done = run(cloned, sys.executable, "-m", "coursebook", "evidence", "check")
    assert done.returncode == 0, done.stdout + done.stderr


def saved_with(path: Path, end: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", end))


@pytest.mark.parametrize("end", [b"\r\n", b"\r"], ids=["Windows", "old Macintosh"])
@pytest.mark.parametrize("table", ["losses", "claims", "events"])
def test_a_table_saved_with_other_line_ends_is_told_and_sealed_as_it_was(coursebook, checkout, table, end):
    path, package = checkout / "data" / f"{table}.csv", checkout / "data" / "datapackage.json"
    good, sealed = path.read_bytes(), package.read_bytes()
    saved_with(path, end)
    told = coursebook("evidence", "check")
    assert told.returncode == 1 and f"data/{table}.csv: Its lines end" in told.stdout, told.stdout
    assert f"Mend: delete the file and run 'git checkout -- data/{table}.csv'" in told.stdout
    coursebook("evidence", "seal")
    assert path.read_bytes() == good and package.read_bytes() == sealed
    assert coursebook("evidence", "check").returncode == 0


def test_a_change_beside_other_line_ends_is_told_as_a_change(coursebook, checkout):
    path = checkout / "data" / "losses.csv"
    path.write_bytes(path.read_bytes().replace(b"43000", b"44000"))
    saved_with(path, b"\r\n")
    assert "data/losses.csv: The file is not the one whose hash stands" in coursebook("evidence", "check").stdout
