"""Builds that are started at the same time: one at a time writes, the others wait and say so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from coursebook import project
from coursebook.faults import BuildError
from coursebook.publish.lock import NAME, locked

from tests.book.test_build_faults import CELL, CONFIG, FRONT, NOTEBOOK, contents

BUILD = "import sys; from pathlib import Path; from coursebook.publish.build import build; build(Path(sys.argv[1]), Path(sys.argv[2]))"
HOLD = (
    "import sys, time; from pathlib import Path; from coursebook.publish.lock import locked\n"
    "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
)
WAITS = "this one waits until it has ended"


def start(code: str, *arguments: Path) -> subprocess.Popen:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(project.PACKAGE.parent)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture
def small(tmp_path) -> Path:
    (tmp_path / "_config.yml").write_text(CONFIG)
    (tmp_path / "references.bib").write_text("@misc{one, author={One}, title={Title}, year={2025}}\n")
    (tmp_path / "index.md").write_text(NOTEBOOK + "# Start\n" + CELL % "6 * 7")
    (tmp_path / "more.md").write_text(FRONT + "# More\n")
    contents(tmp_path, ["more"])
    return tmp_path


def test_builds_at_once_all_succeed(small):
    out = small / "_build"
    for text in ("first", "second"):
        (small / "more.md").write_text(f"{FRONT}# More\n\nThe {text} text.\n")
        started = [start(BUILD, small, out) for _ in range(3)]
        said = [one.communicate(timeout=300)[0] for one in started]
        assert [one.returncode for one in started] == [0, 0, 0], said
        # One builds; the others wait, if they come while it builds, and find that nothing is left to do.
        assert sum("Nothing has changed" in text for text in said) == 2, said
        assert any(WAITS in text for text in said), said
        assert f"The {text} text." in (out / "html" / "more.html").read_text()


def test_a_build_waits_and_goes_on_when_the_other_is_killed(small):
    out = small / "_build"
    first = start(HOLD, out)
    assert first.stdout.readline() == "held\n"
    second = start(BUILD, small, out)
    assert WAITS in second.stdout.readline()
    assert not (out / "html").exists()
    first.send_signal(signal.SIGKILL)
    first.wait()
    said = second.communicate(timeout=300)[0]
    first.stdout.close()
    assert second.returncode == 0, said
    assert (out / "html" / "index.html").is_file()


def test_builds_of_two_folders_do_not_wait_for_each_other(small):
    first = start(HOLD, small / "elsewhere")
    assert first.stdout.readline() == "held\n"
    second = start(BUILD, small, small / "_build")
    said = second.communicate(timeout=300)[0]
    first.kill()
    first.communicate()
    assert second.returncode == 0 and WAITS not in said, said


def test_a_step_within_a_locked_command_does_not_wait_for_its_own_lock(tmp_path):
    with locked(tmp_path), locked(tmp_path):
        other = start(HOLD, tmp_path)
        assert WAITS in other.stdout.readline()
    assert other.stdout.readline() == "held\n"
    other.kill()
    other.communicate()


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / NAME).mkdir()
    with pytest.raises(BuildError, match=r"nothing can be written here .*\. Fix:"), locked(tmp_path):
        pass
