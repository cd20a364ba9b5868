"""Every page of the built site in a real browser, phone and desktop, light and dark."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest

from coursebook import paths
from tests.browser.conftest import THEMES, WIDTHS

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A page of each kind is seen in all four ways; the data sets share one layout, so the rest of them are seen once.
KINDS = [
    "index.html",
    "chapters/introduction.html",
    "chapters/personal-stories.html",
    "chapters/historical-parallels.html",
    "chapters/corruption.html",
    "chapters/reform.html",
    "reference/evidence.html",
    "reference/computed.html",
    "reference/timeline.html",
    "reference/glossary.html",
    "reference/bibliography.html",
    "reference/datasets.html",
    "reference/datasets/ukraine_cases_monthly.html",
    "instructors/guide.html",
]


def all_pages() -> list[str]:
    names = (path.relative_to(paths.SITE).as_posix() for path in paths.SITE.rglob("*.html"))
    return sorted(name for name in names if not name.startswith(("_static/", "lab/")))


def violations(page) -> list[str]:
    # Parts that have just been opened fade in; contrast is judged when they stand.
    page.evaluate("Promise.allSettled(document.getAnimations().map(fade => fade.finished))")
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, preload: false})", TAGS)
    return [
        f"{fault['id']}: {fault['help']} — {node['html'][:160]}"
        for fault in found["violations"]
        for node in fault["nodes"][:3]
    ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
@pytest.mark.parametrize("name", KINDS)
def test_a_page_reads_well(opened, address, name, width, theme):
    with opened(f"{address}/{name}", width, theme) as page:
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
        assert page.troubles == []
        assert page.foreign == []


def test_every_other_page_is_quiet_and_accessible(opened, address):
    faults = {}
    for name in all_pages():
        if name in KINDS or name in ("genindex.html", "search.html"):
            continue
        with opened(f"{address}/{name}", WIDTHS["phone"]) as page:
            found = [*violations(page), *page.troubles, *page.foreign]
            if page.evaluate("document.documentElement.scrollWidth") > WIDTHS["phone"]:
                found.append("scrolls sideways")
            if found:
                faults[name] = found
    assert faults == {}


def test_axe_sees_a_fault(opened, address):
    with opened(f"{address}/index.html") as page:
        page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<img src=x><a href=y></a>')")
        found = " ".join(violations(page))
        assert "image-alt" in found and "link-name" in found


def test_the_watch_sees_a_foreign_request_and_an_error(opened, address):
    with opened(f"{address}/index.html") as page:
        page.evaluate(
            "document.head.append(Object.assign(document.createElement('script'), {src: 'https://cdn.invalid/a.js'}))"
        )
        page.evaluate("setTimeout(() => { throw new Error('seeded') })")
        page.wait_for_timeout(300)
        assert page.foreign == ["https://cdn.invalid/a.js"]
        assert any("seeded" in trouble for trouble in page.troubles)


def test_figures_have_no_white_box_and_follow_the_theme(opened, address):
    seen = {}
    for theme in THEMES:
        with opened(f"{address}/chapters/personal-stories.html", theme=theme) as page:
            picture = page.locator(".cb-picture svg").first
            seen[theme] = picture.locator("text").first.evaluate("part => getComputedStyle(part).fill")
            around = page.evaluate(
                """() => [...document.querySelectorAll(
                    '.cell_output:has(.cb-figure), .cell_output:has(.cb-figure) .output, .cb-figure, .cb-picture, .cb-picture *'
                )].map(part => getComputedStyle(part).backgroundColor)"""
            )
            assert set(around) <= {"rgba(0, 0, 0, 0)", page.evaluate("getComputedStyle(document.body).backgroundColor")}
    assert seen["light"] != seen["dark"]


@pytest.mark.parametrize("word", ["kickback", "Istanbul"])
def test_search_finds_a_term(opened, address, word):
    with opened(f"{address}/search.html?q={word}") as page:
        page.wait_for_selector("#search-results li", timeout=10_000)
        assert "chapters/" in " ".join(
            page.locator("#search-results a").evaluate_all("links => links.map(link => link.href)")
        )


def test_a_figure_in_prose_says_its_source_on_tap(opened, address):
    with opened(f"{address}/chapters/introduction.html", WIDTHS["phone"]) as page:
        fact = page.locator("a.cb-fact").first
        fact.tap()
        note = page.locator(".cb-note")
        assert "Grade" in note.text_content()
        assert violations(page) == []
        note.locator("a").tap()
        page.wait_for_url("**/reference/**#*")
        assert page.locator(":target").count() == 1


def test_the_note_closes_by_keyboard_and_gives_the_focus_back(opened, address):
    with opened(f"{address}/chapters/introduction.html") as page:
        fact = page.locator("a.cb-fact").first
        fact.focus()
        page.keyboard.press("Enter")
        assert page.locator(".cb-note").count() == 1
        page.keyboard.press("Escape")
        assert page.locator(".cb-note").count() == 0
        assert fact.evaluate("part => part === document.activeElement")


def test_the_ledger_filters_and_sorts_by_keyboard(opened, address):
    with opened(f"{address}/reference/evidence.html") as page:
        assert page.locator(".cb-count").text_content() == "72 of 72 claims"
        page.locator("#ledger-verdict").focus()
        page.keyboard.type("contrad")
        page.wait_for_function("document.querySelector('.cb-count').textContent !== '72 of 72 claims'")
        shown = page.locator(".cb-claim:visible .cb-badge").all_text_contents()
        assert shown and set(shown) == {"contradicted"}
        page.locator("#ledger-verdict").select_option("")
        page.locator("#ledger-sort").select_option("id")
        ids = page.locator(".cb-ledger .cb-claim").evaluate_all("claims => claims.map(claim => claim.id)")
        assert ids == sorted(ids)


def test_a_link_into_the_ledger_shows_its_claim(opened, address):
    with opened(f"{address}/reference/evidence.html#claim-istanbul-invite") as page:
        assert page.locator("#claim-istanbul-invite").is_visible()


def test_every_page_opens_from_disk(opened, site):
    for name in KINDS:
        with opened((site / name).as_uri()) as page:
            assert page.troubles == [], name
