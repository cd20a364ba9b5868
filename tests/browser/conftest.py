"""A real Chromium, phone and desktop, light and dark."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.install import installed

WIDTHS = {"phone": 390, "desktop": 1280}
THEMES = ("light", "dark")


def settled(page) -> None:
    """Wait until the page's script has run, which is loaded after the first paint."""
    for _ in range(600):
        if page.evaluate("(({dataset}) => !dataset.script || 'ready' in dataset)(document.documentElement)"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the script of {page.url} never ran")


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


@pytest.fixture(scope="session")
def opened(browser):
    """Open a page and watch it: errors on the console and requests to other hosts are kept in lists."""

    @contextmanager
    def open_page(address: str, width: int = 1280, theme: str = "light", **options):
        # The tests' own probes are code that the site's policy would stop; `bypass_csp=False` puts it in force.
        context = browser.new_context(
            **{"bypass_csp": True, **options},
            viewport={"width": width, "height": 800},
            color_scheme=theme,
            has_touch=width < 500,
        )
        page = context.new_page()
        page.troubles = []
        page.foreign = []
        page.on("console", lambda message: page.troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("requestfailed", lambda request: page.troubles.append(f"failed: {request.url}"))
        page.on(
            "response",
            lambda answer: page.troubles.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None,
        )
        page.on(
            "request",
            lambda request: (
                page.foreign.append(request.url)
                if not request.url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:"))
                else None
            ),
        )
        page.goto(address, wait_until="load")
        if options.get("java_script_enabled", True):
            settled(page)
        try:
            yield page
        finally:
            context.close()

    return open_page
