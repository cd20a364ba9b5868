"""Chapters and the first page in a real browser: what a reader sees first, folds, and the way back."""

from __future__ import annotations

import io
import re
import unicodedata

import pypdf
import pytest
from coursebook.book.directives.landing import mark
from coursebook.evidence.claims import all_claims, sections

from tests.browser.pages import CHAPTERS, LISTED, PHONE
from tests.browser.screens import settled

# In pixels on a phone, with all folds closed: three fifths of what the shortest chapter once had.
HIGHEST = 20_160


@pytest.mark.parametrize("name", LISTED)
def test_a_chapter_opens_with_its_question_and_a_picture_and_no_code_and_is_not_too_long_for_a_phone(opened, address, name):
    with opened(f"{address}/{name}", PHONE["width"]) as page:
        page.set_viewport_size(PHONE)
        place, first, picture = (
            page.locator(which).first.bounding_box()
            for which in (".cb-place", "h1 ~ p:not(.cb-place)", ".cb-figure, .cb-predict")
        )
        assert place["y"] < first["y"] < picture["y"]
        assert picture["y"] + 150 < PHONE["height"], "the picture begins below the first screen"
        assert page.locator(".cell:has(.cb-figure) .cell_input:visible").count() == 0, "code stands before a picture"
        assert re.fullmatch(r"Chapter \d of \d+ · \d+ min( · \d+ questions)?", page.locator(".cb-place").text_content())
        question = page.locator(".cb-next-question")
        assert page.locator(".cb-pager a[rel=next]").count() == 0 or name == CHAPTERS[-1] or question.text_content().strip()
        assert page.evaluate("document.documentElement.scrollHeight") <= HIGHEST, "cut it, or fold what is reference"


@pytest.mark.parametrize("name", LISTED)
def test_no_line_of_code_in_the_text_is_broken_on_a_phone(opened, address, name):
    """How many letters a line may have is in tests/book/test_site.py."""
    broken = """all => all.filter(pre => {
        const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(pre);
        const room = pre.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
        return Math.round(room / parseFloat(lineHeight)) > pre.textContent.trimEnd().split("\\n").length;
    }).map(pre => pre.textContent)"""
    with opened(f"{address}/{name}", PHONE["width"]) as page:
        code = page.locator(".cell:not(:has(.cb-figure)) > .cell_input:not(.cb-code) pre:visible")
        assert code.count() >= 1 and code.evaluate_all(broken) == []


def test_source_data_and_code_are_one_fold_that_a_switch_opens_and_the_browser_remembers(opened, address):
    name = f"{address}/{CHAPTERS[0]}"
    with opened(name, java_script_enabled=False) as page:
        fold = page.locator(".cb-figure .cb-more").first
        fold.locator("summary").click()
        for part in (".cb-source a", ".cb-table table", ".cb-code pre"):
            assert fold.locator(part).first.is_visible(), part
        assert not page.locator(".cb-show-code").is_visible()
    with opened(name) as page:
        code = page.locator(".cb-code")
        folds, button = code.count(), page.locator(".cb-show-code")
        assert folds >= 5 and page.locator(".cb-code:visible").count() == 0
        for way in (lambda: button.click(), lambda: (page.reload(), settled(page))):
            way()
            assert button.get_attribute("aria-pressed") == "true"
            assert page.locator("details:has(> .cb-code):not([open])").count() == 0
        button.click()
        assert page.locator(".cb-code:visible").count() == 0
        page.reload()
        settled(page)
        assert button.get_attribute("aria-pressed") == "false"


def test_claims_and_sources_are_folded_open_by_link_and_are_printed(opened, address):
    claim = next(one for one in all_claims().values() if one.section == next(iter(sections())) and one.defence)
    name = f"{address}/{CHAPTERS[0]}"
    with opened(name, java_script_enabled=False) as page:
        row = page.locator(f"#here-{claim.id}")
        assert (
            row.locator("summary").text_content().endswith(claim.statement.replace("'", "’"))
            and not row.locator(".cb-defence").is_visible()
        )
        for around in page.locator(f"details.cb-fold:has(#here-{claim.id}) > summary").all():
            around.click()
        row.locator("summary").click()
        assert row.locator(".cb-defence").is_visible()
        assert page.locator(".cb-sources").is_hidden()
    for link in (f"{name}#here-{claim.id}", f"{address}/reference/evidence.html#claim-{claim.id}"):
        with opened(link) as page:
            assert page.locator(":target .cb-defence").is_visible()
            assert 0 <= page.locator(":target").bounding_box()["y"] < 400
    with opened(name) as page:
        flat = "".join("".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf())).pages).split())
        assert "".join(claim.defence.split())[:40] in unicodedata.normalize("NFKC", flat)
        assert page.locator(".cb-claim[open]").count() == 0


def test_the_first_page_draws_every_claim_and_offers_every_chapter(opened, address):
    claims = list(all_claims().values())
    with opened(f"{address}/index.html", PHONE["width"]) as page:
        page.set_viewport_size(PHONE)
        assert page.locator(".cb-start").bounding_box()["y"] < PHONE["height"] - 100
        drawn = page.locator(".cb-map a").evaluate_all(
            "links => links.map(link => [link.getAttribute('href').split('#')[1], link.getAttribute('class')])"
        )
        assert drawn == [[f"claim-{one.id}", f"v-{mark(one.verdict)}"] for one in claims]
        shapes = page.locator(".cb-shapes g").evaluate_all("all => all.map(one => one.innerHTML)")
        assert len(set(shapes)) == len(shapes) == 9
        asked = page.locator(".cb-card-question").all_text_contents()
        assert len(asked) == len(set(asked)) == len(LISTED) and all(asked)
        assert [
            link.split("/")[-1] for link in page.locator(".cb-cards a").evaluate_all("all => all.map(one => one.href)")
        ] == [name.split("/")[-1] for name in LISTED]
        page.locator(".cb-legend a").first.click()
        page.wait_for_url("**/evidence.html?verdict=*")
        settled(page)
        assert set(page.locator(".cb-claim:visible .cb-badge").all_text_contents()) == {"holds"}


@pytest.mark.parametrize("width", [320, PHONE["width"], 1280])
def test_the_first_page_is_laid_out_alike_for_a_reader_who_comes_again(opened, address, width):
    places = "all => all.map(one => { const { x, y, width } = one.getBoundingClientRect(); return [x, y, width] })"
    with opened(f"{address}/index.html", width) as page:
        settled(page)
        parts = page.locator("article :is(a, p, figure)")
        first = parts.evaluate_all(places)
        page.goto(f"{address}/{LISTED[-1]}")
        settled(page)
        page.goto(f"{address}/index.html")
        settled(page)
        assert page.locator(".cb-start").text_content().startswith("Continue: ")
        assert parts.evaluate_all(places) == first
        # The longest title is not cut, and moves nothing either.
        name = page.locator(".cb-name")
        name.evaluate("one => { one.textContent = 'Continue: Reform and support from abroad' }")
        assert name.evaluate("one => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight")
        assert parts.evaluate_all(places) == first


def test_a_reader_is_led_back_to_where_they_were_and_sees_what_is_read(opened, address):
    with opened(f"{address}/{CHAPTERS[1]}") as page:
        section = page.locator("article section section").nth(3)
        section.scroll_into_view_if_needed()
        page.evaluate("id => document.getElementById(id).scrollIntoView({behavior: 'instant'})", section.get_attribute("id"))
        page.wait_for_timeout(300)
        page.goto(f"{address}/index.html")
        settled(page)
        assert page.locator(".cb-start").text_content().startswith("Continue: ") and page.locator(".cb-tick").count() == 0
        page.locator(".cb-start").click()
        page.wait_for_url(f"**/{CHAPTERS[1]}#*")
        settled(page)
        page.wait_for_function("Math.abs(document.querySelector(':target').getBoundingClientRect().top) < 200")
        page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
        page.locator(".cb-book .cb-tick").first.wait_for(state="attached")
        page.goto(f"{address}/index.html")
        settled(page)
        assert (
            page.locator(".cb-cards .cb-tick").count() == 1
            and page.locator(f".cb-cards li:nth-child({LISTED.index(CHAPTERS[1]) + 1}) .cb-tick").count() == 1
        )
