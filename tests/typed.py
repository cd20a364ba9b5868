"""A command as it is typed, run in the process of the test: a process of its own takes a second to begin."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from subprocess import CompletedProcess

from coursebook.__main__ import main


def typed(*arguments: str) -> CompletedProcess:
    """What the command said, and its exit code."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        try:
            code = main(list(arguments))
        except SystemExit as wrong_use:
            code = wrong_use.code
    said = []
    for stream in streams:
        stream.seek(0)
        said.append(stream.read())
    return CompletedProcess(arguments, code, *said)
