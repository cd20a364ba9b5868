"""Bring the browser that the tests need, and say what was done.

In order: a Chromium that is installed; Debian's package, when we may install it; Playwright's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed() -> str | None:
    """The path of a Chromium on this machine, or of the one that Playwright keeps."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if os.path.exists(own) else None


def install() -> str:
    if path := installed():
        print(f"Browser: {path} is installed.")
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Browser: none found; installing Debian's package chromium …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
            check=False,
            **quiet,
        )
    if not installed():
        print("Browser: none found; asking Playwright for its own …", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    path = installed()
    if not path:
        sys.exit("Browser: none could be installed. Mend: install Chromium and run the tests again.")
    print(f"Browser: {path} is ready.")
    return path


if __name__ == "__main__":
    install()
