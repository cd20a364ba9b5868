"""A release or a demonstration on a full or read-only disk: one message, and nothing half-written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from coursebook.__main__ import main
from coursebook.grading.demo.demonstration import MARK

from tests.grading.klass import environment

# A disk of its own, in namespaces of its own: only this command sees it.
ON_A_DISK = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
SMALL, READ_ONLY = "size=200k", "size=20m,ro"


def on_a_disk(folder: Path, options: str, *command: str) -> subprocess.CompletedProcess:
    """Run a command where ``disk/`` is a small or read-only disk; what is left there is listed on the output."""
    (folder / "disk").mkdir(exist_ok=True)
    words = " ".join(f"'{word}'" for word in command)
    script = f"mount -t tmpfs -o {options} tmpfs disk && {{ '{sys.executable}' -m coursebook {words}; code=$?; find disk -mindepth 1; exit $code; }}"
    return subprocess.run([*ON_A_DISK, script], cwd=folder, env=environment(), capture_output=True, text=True, check=False)


@pytest.fixture
def desk(tmp_path) -> Path:
    (tmp_path / "roster.csv").write_text("id\n" + "".join(f"s{number}\n" for number in range(8)))
    (tmp_path / "key").write_text("0123456789abcdef0123")
    return tmp_path


RELEASE = ["release", "personal-stories", "--roster", "roster.csv"]


@pytest.mark.parametrize(
    ("options", "command", "said"),
    [
        (SMALL, [*RELEASE, "--key-file", "key", "--out", "disk/rel"], "disk/rel: The disk is full. Fix: free some space"),
        (SMALL, [*RELEASE[:2], "--out", "disk/rel"], "disk/rel: The disk is full. Fix: free some space"),
        (
            READ_ONLY,
            [*RELEASE, "--key-file", "key", "--out", "disk/rel"],
            "cannot be written (read-only file system). Fix: make",
        ),
        (READ_ONLY, [*RELEASE, "--key-file", "disk/key", "--out", "rel"], "disk/key: The file cannot be written (read-only"),
        (READ_ONLY, [*RELEASE, "--key-file", "key", "--out", "roster.csv/rel"], "roster.csv/rel: "),
        (READ_ONLY, ["demo", "--students", "8", "--out", "disk/demo"], "disk/demo: The file cannot be written (read-only"),
        ("size=40k", ["deliver", "moodle", "--out", "disk/term.xml"], "disk/term.xml: The disk is full. Fix: free some space"),
        (READ_ONLY, ["deliver", "canvas", "--out", "disk/term.zip"], "disk/term.zip: The file cannot be written (read-only"),
        ("size=40k", ["new", "Title", "--into", "disk/book"], "disk/book: The book cannot be written (no space left"),
        (
            READ_ONLY,
            ["course", "new", "--plan", "half-term", "--out", "disk/course.toml"],
            "disk/course.toml: The file cannot be written (read-only",
        ),
    ],
    ids=["release", "one notebook", "read-only", "key", "no folder", "demo", "deliver", "deliver, read-only", "new", "course"],
)
def test_a_full_or_read_only_disk_is_told_and_nothing_is_left(desk, options, command, said):
    done = on_a_disk(desk, options, *command)
    assert done.returncode in (1, 8) and said in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert done.stdout == "" and not (desk / "rel").exists()


def test_a_demonstration_that_fills_the_disk_can_be_run_again(desk):
    done = on_a_disk(desk, SMALL, "demo", "--students", "8", "--out", "disk/demo")
    assert done.returncode in (1, 8) and "The disk is full. Fix:" in done.stderr and "Traceback" not in done.stderr, done.stderr
    left = [line for line in done.stdout.splitlines() if line.startswith("disk/")]
    assert f"disk/demo/{MARK}" in left and not [line for line in left if "release" in line]


def test_a_demonstration_removes_nobodys_folder(desk, capsys):
    (desk / "release").mkdir()
    (desk / "release" / "release.json").write_text("{}")
    assert main(["demo", "--out", str(desk)]) == 2
    assert "There is something else in this folder. Fix: name another" in capsys.readouterr().err
    assert (desk / "release" / "release.json").exists()
    assert main(["demo", "--assignment", "nothing", "--out", str(desk / "new")]) == 3
    assert "Fix:" in capsys.readouterr().err and not (desk / "new").exists()
