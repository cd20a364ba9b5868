"""A page of its own for every figure: what it holds, and that it can be shown within a page of another site."""

from __future__ import annotations

import re

import pytest
from coursebook.publish.passes.site import FIGURES

from tests.browser.pages import PHONE, violations
from tests.browser.test_explorers import snapshot

CHAPTER = "chapters/personal-stories.html"
STILL = "figure-three-deadlines-to-return-were-set-one-after-another"
EXPLORER = "explorer-is-it-getting-worse"
FIGURE = re.compile(r'<figure class="cb-figure[^>]*?>')


def figures(site):
    """Every figure of every chapter: its page, its id, the address of its own page."""
    for page in sorted((site / "chapters").glob("*.html")):
        for tag in FIGURE.findall(page.read_text(encoding="utf-8")):
            given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            yield page, given["id"], given.get("data-alone", "")


def test_every_figure_has_a_page_with_its_source_licence_and_way_back(site):
    every = list(figures(site))
    assert len(every) == len(list((site / FIGURES).glob("chapters-*.html"))) > 30
    index = (next((site / "_search").glob("*.js"))).read_text(encoding="utf-8")
    for page, id, own in every:
        text = (page.parent / own).read_text(encoding="utf-8")
        title = re.search(r"<h1>([^<]{9,})</h1>", text)[1]
        assert f'href="../chapters/{page.name}#{id}"' in text and f"<title>{title}" in text
        for part in (
            '<svg role="img" aria-label="',
            '<p class="cb-source">Source: ',
            'rel="license"',
            "CC BY 4.0",
            'class="cb-from"',
        ):
            assert part in text, (own, part)
        assert "<pre" not in text and "· code" not in text, "what an instructor shows is not the code"
        assert own.rpartition("/")[2] not in index
        used = re.findall(r'<use href="([^"]+)"', text)
        assert all(f'id="{mark[1:]}"' in text for mark in used), "a mark of the picture would be fetched from another page"
    assert not (site / "sitemap.xml").is_file() or FIGURES not in (site / "sitemap.xml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def lines(opened, address) -> dict[str, str]:
    """What Share offers for a still figure and for an explorer in another than its first state: the line to copy."""
    found = {}
    with opened(f"{address}/{CHAPTER}", PHONE["width"]) as page:
        still, explorer = page.locator(f"#{STILL}"), page.locator(f"#{EXPLORER}")
        for figure in (still, explorer):
            figure.locator(".cb-more > summary").click()
        explorer.get_by_text("Desertion", exact=True).click()
        page.wait_for_url("**=1-*")
        for figure in (still, explorer):
            button = figure.get_by_role("button", name="Share")
            button.click()
            assert (
                figure.get_by_label("Address", exact=True)
                .input_value()
                .startswith(f"{address}/{CHAPTER}#{figure.get_attribute('id')}")
            )
            found[figure.get_attribute("id")] = figure.get_by_label("To show it in another page", exact=True).input_value()
            assert (
                min(
                    box["height"]
                    for box in map(lambda part: part.bounding_box(), figure.locator(".cb-share :is(input, button, a)").all())
                )
                >= 44
            )
        assert violations(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        found["reading"] = snapshot(explorer)[1]
        button.click()
        assert explorer.locator(".cb-share").count() == 0 and page.troubles == []
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_another_site_can_show_a_figure_in_its_page(opened, address, lines, theme):
    # The same server under another name is another site.
    with opened(address.replace("127.0.0.1", "localhost") + "/404.html", theme=theme) as page:
        page.evaluate("html => { document.body.innerHTML = html }", lines[STILL] + lines[EXPLORER])
        still, explorer = (page.frame_locator("iframe").nth(at) for at in (0, 1))
        assert still.locator("h1").text_content() == "Three deadlines to return were set, one after another"
        assert still.locator("svg text", has_text="20,000").is_visible()
        page.wait_for_timeout(100)
        explorer.locator("body").dispatch_event("pointerdown")
        explorer.get_by_text("Show the dates of the laws").wait_for()
        reading = explorer.locator(".cb-reading")
        reading.filter(has_text=lines["reading"]).wait_for()
        assert explorer.locator("html").get_attribute("data-theme") == theme
        for frame in (still, explorer):
            root = frame.locator("html")
            assert root.evaluate("part => part.scrollHeight - part.clientHeight") <= 0, "the frame is as high as its page"
            assert root.evaluate("part => part.scrollWidth - part.clientWidth") <= 0
        assert explorer.locator(".cb-back").get_attribute("href") == f"../{CHAPTER}#{EXPLORER}"


def test_no_other_page_can_be_shown_by_another_site(opened, address):
    with opened(address.replace("127.0.0.1", "localhost") + "/404.html") as page:
        page.evaluate("html => { document.body.innerHTML = html }", f'<iframe src="{address}/{CHAPTER}"></iframe>')
        page.wait_for_timeout(500)
        assert any("frame-ancestors" in said for said in page.troubles)


def test_without_script_the_picture_stands(opened, address, site):
    own = next(own for page, id, own in figures(site) if id == EXPLORER)
    with opened(f"{address}/chapters/{own}", 320, java_script_enabled=False) as page:
        assert page.locator("svg").is_visible() and page.locator(".cb-controls").is_hidden()
        assert page.locator(".cb-credit").is_visible() and page.locator(".cb-from a").count() == 2
