"""The command line as a shell uses it."""

import os
import subprocess
import sys

import pytest
from coursebook import project


@pytest.mark.parametrize("at_once", ["", "1"], ids=["at the end", "at once"])
@pytest.mark.parametrize("command", [["evidence", "check"], ["grade", "--help"]], ids=" ".join)
def test_a_reader_that_has_enough_is_no_error(command, at_once):
    read, write = os.pipe()
    os.close(read)
    environment = {**os.environ, "PYTHONPATH": str(project.PACKAGE.parent), "PYTHONUNBUFFERED": at_once}
    done = subprocess.run(
        [sys.executable, "-m", "coursebook", *command], stdout=write, stderr=subprocess.PIPE, text=True, env=environment
    )
    os.close(write)
    assert not done.stderr and done.returncode in (0, 141), done.stderr
