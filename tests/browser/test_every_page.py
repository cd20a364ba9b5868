"""Every page of the built site under axe, in both themes, at the narrowest and at a desktop's width."""

from __future__ import annotations

from tests.browser.pages import all_pages, judged

# Pixels: what 400 per cent of zoom leaves of a desktop's width, and that width.
NARROW, WIDE = 320, 1280


def follows(page, theme: str) -> bool:
    """Whether the page takes on the colours of the system, for which it is given two seconds."""
    for _ in range(40):
        if page.evaluate("document.documentElement.dataset.theme") == theme:
            return True
        page.wait_for_timeout(50)
    return False


def test_every_page_is_accessible_quiet_and_fits(opened, address):
    faults = {}
    for name in all_pages():
        with opened(f"{address}/{name}", NARROW, "light", bypass_csp=False) as page:
            found = {}
            for theme, width in (("light", NARROW), ("dark", WIDE)):
                page.emulate_media(color_scheme=theme)
                page.set_viewport_size({"width": width, "height": 800})
                # The page for a wrong address stands without our files, in the colours of the system.
                assert name == "404.html" or follows(page, theme), name
                found |= {theme: said} if (said := judged(page, width)) else {}
            faults |= {name: found} if found else {}
    assert faults == {}
