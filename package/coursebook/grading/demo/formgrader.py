"""nbgrader's formgrader on loopback, and a browser that marks in its pages as a person does."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 120  # that the server may take to start, and a page to answer; only a machine with other work takes so long


class NotThere(Exception):
    """There is no formgrader or no browser to mark in, or it fails; the text says what is missing, as the end of a sentence."""


def chromium() -> str | None:
    """The path of a Chromium on this machine, or of the one that Playwright keeps."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if os.path.exists(own) else None


@contextlib.contextmanager
def served(grades: Path, state: Path) -> Iterator[tuple[str, str]]:
    """Serve formgrader for a course folder on a free port of loopback; yields its address and the token that opens it.

    Args:
        grades: the course folder.
        state: a folder for the server's own settings and its log, so that those of the user neither matter nor change.

    Raises:
        NotThere: the server does not start.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # A token in the environment is seen by nobody who lists processes.
    token = secrets.token_hex(16)
    folders = {f"JUPYTER_{kind}_DIR": str(state / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
        "ServerApp.root_dir": grades,
        "ServerApp.jpserver_extensions": {"nbgrader.server_extensions.formgrader": True},
    }
    given = [sys.executable, "-m", "jupyter_server", *(f"--{name}={value}" for name, value in options.items())]
    state.mkdir(parents=True, exist_ok=True)
    with open(state / "server.log", "w", encoding="utf-8") as log:
        there = {**os.environ, **folders, "PATH": path, "JUPYTER_TOKEN": token}
        server = subprocess.Popen(given, cwd=grades, env=there, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(server, f"{address}/api?token={token}")
        yield address, token
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(server: subprocess.Popen, address: str) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.2)
    raise NotThere("formgrader's server does not start")


@contextlib.contextmanager
def opened(grades: Path, state: Path) -> Iterator[Formgrader]:
    """Formgrader in a browser; yields what marks in it.

    Raises:
        NotThere: something that it takes is not on this machine, or fails.
    """
    for name in ("nbgrader", "playwright"):
        if find_spec(name) is None:
            raise NotThere(f"{name} is not installed")
    path = chromium()
    if not path:
        raise NotThere("there is no Chromium")
    from playwright.sync_api import Error, sync_playwright

    with served(grades, state) as (address, token), sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--disable-gpu", "--no-first-run"])
            page = browser.new_page()
            page.set_default_timeout(1000 * SECONDS)
            page.goto(f"{address}/formgrader/manage_assignments?token={token}", wait_until="load")
            yield Formgrader(page, address)
            browser.close()
        except Error as error:
            raise NotThere(f"the browser fails ({str(error).splitlines()[0]})") from None


class Formgrader:
    """A page of formgrader with the pen in hand."""

    def __init__(self, page: Any, address: str):
        self.page, self.address = page, address

    def open(self, notebook: str) -> None:
        """Turn to a notebook that was handed in, by its id in the gradebook."""
        self.page.goto(f"{self.address}/formgrader/submissions/{notebook}/", wait_until="load")
        # Before these have come, formgrader takes no notice of what is typed.
        self.page.wait_for_function("window.formgrader?.grades?.loaded && formgrader.comments?.loaded")

    def mark(self, cell: str, points: float, comment: str) -> None:
        """Type points and a comment for one cell; returns when formgrader has kept both."""
        self._type(f"input.score[id='{cell}']", f"{points:g}", "/api/grade/")
        self._type(f"textarea[id='{cell}-comment']", comment, "/api/comment/")

    def _type(self, box: str, text: str, kept_at: str) -> None:
        field = self.page.locator(box)
        field.fill(text)
        with self.page.expect_response(lambda answer: kept_at in answer.url and answer.request.method == "PUT"):
            field.press("Tab")
