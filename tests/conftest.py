"""What every test may use: the built site, a server for it, and a copy of the book to break."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from coursebook import paths
from coursebook.book.headers import Handler

LEFT_OUT = shutil.ignore_patterns(".venv", "_build", ".git", "__pycache__", "*.egg-info", ".pytest_cache", "tests")


@pytest.fixture(scope="session")
def site() -> Path:
    """The site that ``make book`` built; ``make test`` builds it first."""
    assert paths.SITE.is_dir(), "There is no built site. Run 'make book' first."
    return paths.SITE


@pytest.fixture(scope="session")
def address(site: Path):
    """The site on a loopback address, with the headers and compression of the sample settings."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project that a test may break."""
    copy = tmp_path / "book"
    shutil.copytree(paths.ROOT, copy, ignore=LEFT_OUT)
    return copy


@pytest.fixture
def coursebook(checkout: Path):
    """Run the command line of the copied project; returns the finished process."""

    def run(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "coursebook", *arguments],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run
