"""Six pages before and after a redesign, side by side: `benchmarks/pictures/<page>.webp`.

The after half is the built site; the before half is taken from the picture that is there, or with ``--before`` from the
built site of an earlier commit. Each half: three screens of a phone, its first screen in the dark, a desktop's first screen.
"""

from __future__ import annotations

import argparse
import io
import sys
from contextlib import ExitStack
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from coursebook import project  # noqa: E402

from benchmarks.site import address  # noqa: E402
from tests.browser.install import installed  # noqa: E402
from tests.browser.screens import settled  # noqa: E402

PAGES = {
    "landing": "index.html",
    "introduction": "chapters/introduction.html",
    "personal-stories": "chapters/personal-stories.html",
    "corruption": "chapters/corruption.html",
    "ledger": "reference/evidence.html",
    "guide": "instructors/guide.html",
}
PHONE, DESKTOP = (390, 844), (1280, 900)
# A page's bar stays while it scrolls, so a screen begins a little before the last one ends.
STEP = 780
# The longest edge that shows a phone's screen at half its size, and what one picture may weigh.
HALF, GAP, MOST = 780, 12, 120_000


def screens(browser: Browser, url: str, size: tuple[int, int], theme: str, count: int = 1) -> list[Image.Image]:
    """The first screens of a page."""
    page = browser.new_page(viewport=dict(zip(("width", "height"), size, strict=True)), color_scheme=theme, bypass_csp=True)
    page.goto(url)
    settled(page)
    taken = []
    for place in range(count):
        page.evaluate("top => scrollTo({top, behavior: 'instant'})", place * STEP)
        page.wait_for_timeout(200)
        taken.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    page.close()
    return taken


def half(browser: Browser, url: str) -> Image.Image:
    """One page as it is: the phone above, the desktop below."""
    phones = screens(browser, url, PHONE, "light", 3) + screens(browser, url, PHONE, "dark")
    desktop = screens(browser, url, DESKTOP, "light")[0]
    width = (HALF - 3 * GAP) // 4
    phones = [one.resize((width, width * PHONE[1] // PHONE[0]), Image.Resampling.LANCZOS) for one in phones]
    desktop = desktop.resize((HALF, HALF * DESKTOP[1] // DESKTOP[0]), Image.Resampling.LANCZOS)
    made = Image.new("RGB", (HALF, phones[0].height + GAP + desktop.height), "#c9ced6")
    for place, one in enumerate(phones):
        made.paste(one, (place * (width + GAP), 0))
    made.paste(desktop, (0, phones[0].height + GAP))
    return made


def write(before: Image.Image, after: Image.Image, path: Path) -> None:
    """Both halves side by side, as good as the weight allows."""
    both = Image.new("RGB", (2 * HALF + 3 * GAP, after.height), "#535b66")
    both.paste(before, (0, 0))
    both.paste(after, (HALF + 3 * GAP, 0))
    for quality in range(80, 10, -6):
        both.save(path, quality=quality)
        if path.stat().st_size <= MOST:
            return


def main() -> None:
    """Take the pictures of every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, metavar="SITE", help="the built site (_build/html) of an earlier commit")
    before, after = parser.parse_args().before, project.current().site
    with sync_playwright() as playwright, ExitStack() as served:
        sites = [site and served.enter_context(address(site)) for site in (after, before)]
        browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox", "--disable-gpu"])
        for name, page in PAGES.items():
            path = HERE / "pictures" / f"{name}.webp"
            path.parent.mkdir(exist_ok=True)
            new, old = (site and half(browser, f"{site}/{page}") for site in sites)
            write(old or Image.open(path).convert("RGB").crop((0, 0, HALF, new.height)), new, path)
            print(f"{path.relative_to(HERE.parent)}: {path.stat().st_size / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main()
