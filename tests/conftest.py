"""What every test may use: the built site, a server for it, a real Chromium, and a copy of the book to break."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import signal
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from coursebook import project, startup  # noqa: F401  (startup: what no test needs is kept out here too)
from coursebook.publish.headers import Handler
from playwright.sync_api import sync_playwright

from tests.browser.install import installed
from tests.browser.screens import settled
from tests.typed import typed

LEFT_OUT = shutil.ignore_patterns(
    ".venv", "_build", ".git", "__pycache__", "*.egg-info", ".pytest_cache", ".hypothesis", "tests"
)

OURS = ("http://127.0.0.1:", "file:", "data:", "blob:")
MOST_IDLE = 4  # pages that wait for the next test, each some hundred megabytes

# A shell that starts the tests in the background has every program below it ignore Ctrl-C, which some tests send.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The longest first, so that no worker has one of them left when the others have ended.
LONG = (
    *("test_lighthouse.py", "test_pages.py", "test_explorers.py", "test_hostile.py", "test_every_page.py"),
    "test_chapters.py",
    *("test_documented.py", "test_ebook.py", "test_documented_course.py", "test_gradescope.py", "test_hostile_force.py"),
    *("test_handed_in.py", "test_orders.py", "test_proof.py", "test_never_lost.py", "test_timing.py", "test_paper.py"),
    "test_questions.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with the longest tests first; the order within a file stays."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.fixture(scope="session")
def site() -> Path:
    """The site that ``make book`` built; ``make test`` builds it first."""
    assert project.current().site.is_dir(), "There is no built site. Run 'make book' first."
    return project.current().site


@pytest.fixture(scope="session")
def address(site: Path):
    """The site on a loopback address, with the headers and compression of the sample settings."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="session")
def browser():
    """Chromium as `tests/browser/install.py` found or brought it; `make test` runs that first."""
    path = installed()
    assert path, "There is no Chromium. Run 'make test', which brings one."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield started
        started.close()


def watched(context):
    """A page of a browser's context: errors on the console and requests to other hosts are kept in its lists."""
    page = context.new_page()
    page.troubles, page.foreign = [], []
    page.on("console", lambda message: page.troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("requestfailed", lambda request: page.troubles.append(f"failed: {request.url}"))
    page.on("response", lambda got: page.troubles.append(f"{got.status}: {got.url}") if got.status >= 400 else None)
    page.on("request", lambda request: None if request.url.startswith(OURS) else page.foreign.append(request.url))
    return page


def left_clean(page, root: str) -> None:
    """Take away what a test left in its page and context: routes, storage, workers. ``root`` is where the site begins."""
    page.unroute_all()
    page.context.set_offline(False)
    # From a page without script: the book's own notes down where its reader was when it is left.
    page.goto(f"{root}/corrections.xml")
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    cleaning = page.context.new_cdp_session(page)
    cleaning.send(
        "Storage.clearDataForOrigin", {"origin": root if root.startswith("http") else "file://", "storageTypes": "all"}
    )
    cleaning.detach()
    page.mouse.move(-1, -1)


@pytest.fixture(scope="session")
def opened(browser, site):
    """Open a page and watch it, see `watched`.

    A page of the book's is used again by the next test that asks for the same options, since to load one in a new context
    takes four times as long. What a test left in it is taken away; a test that fails, or asks with ``fresh=True``, leaves none.
    """
    idle = {}

    @contextmanager
    def open_page(address: str, width: int = 1280, theme: str = "light", fresh: bool = False, **options):
        kind = (width < 500, repr(sorted(options.items())))
        page = None if fresh else idle.pop(kind, None)
        if page is None:
            # The tests' own probes are code that the site's policy would stop; `bypass_csp=False` puts it in force.
            page = watched(browser.new_context(**{"bypass_csp": True, **options}, has_touch=width < 500))
        page.set_viewport_size({"width": width, "height": 800})
        motion = options.get("reduced_motion", "no-preference")
        page.emulate_media(media="null", color_scheme=theme, reduced_motion=motion, forced_colors="none")
        page.troubles.clear(), page.foreign.clear()
        try:
            page.goto(address, wait_until="load")
            if options.get("java_script_enabled", True):
                settled(page)
            yield page
        except BaseException:
            page.context.close()
            raise
        served = [re.match(r"http://[^/]+", place) for place in (address, page.url)]
        for root in {one[0] if one else site.as_uri() for one in served}:
            left_clean(page, root)
        if fresh or kind in idle:
            page.context.close()
        else:
            if len(idle) == MOST_IDLE:
                idle.pop(next(iter(idle))).context.close()  # the one that has waited longest
            idle[kind] = page

    yield open_page
    for page in idle.values():
        page.context.close()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project that a test may break."""
    copy = tmp_path / "book"
    shutil.copytree(project.current().root, copy, ignore=LEFT_OUT)
    return copy


@pytest.fixture
def coursebook(checkout: Path, monkeypatch):
    """Type a command in the copied project, which is read anew each time; returns what it said, and its code."""
    before = project.found()
    monkeypatch.chdir(checkout)

    def run(*arguments: str) -> subprocess.CompletedProcess:
        project.use(checkout)
        return typed(*arguments)

    yield run
    project.use(before)
