"""What pages are looked at with, and when a page is ready to be looked at."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Error

WIDTHS = {"phone": 390, "desktop": 1280}
THEMES = ("light", "dark")
# Each width and each theme once: what a page's parts do depends on neither together.
SCREENS = {"phone, dark": (WIDTHS["phone"], "dark"), "desktop, light": (WIDTHS["desktop"], "light")}
# A script behind axe, which saves most of its time.
CONTRAST = Path(__file__).with_name("contrast.js")


def settled(page) -> None:
    """Wait until the page's script has run, which is loaded after the first paint, or at once when a reader touches the page."""
    for count in range(600):
        try:
            if count == 0:
                page.evaluate("dispatchEvent(new Event('pointerdown'))")
            if page.evaluate("(({dataset}) => !dataset.script || 'ready' in dataset)(document.documentElement)"):
                return
        except Error as wrong:
            # A page that leads on is left while it is asked.
            if "navigation" not in str(wrong):
                raise
        page.wait_for_timeout(50)
    raise AssertionError(f"the script of {page.url} never ran")
