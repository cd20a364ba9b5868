"""Four readers who come for the first time: by touch, by keyboard, by a screen reader's names and roles, and on paper from the dark."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from coursebook.evidence.claims import sections
from PIL import Image

from tests.browser.pages import PHONE
from tests.browser.screens import settled
from tests.browser.test_explorers import OTHER_PICTURE

FIRST, SECOND = list(sections())[:2]


def right(question) -> None:
    """The verdict says whether the answer is right, and nothing else has moved on."""
    assert re.search("Right|Not yet", question.locator(".cb-verdict-said").text_content())


def picture(figure) -> str:
    return figure.locator(".cb-picture").inner_html()


def changed(page, figure, before: str) -> None:
    page.wait_for_function(OTHER_PICTURE, arg=[figure.element_handle(), before])


def quiet(page) -> None:
    assert page.troubles == [] and page.foreign == []


def test_by_touch_on_a_phone(opened, address):
    with opened(f"{address}/index.html", PHONE["width"]) as page:
        page.set_viewport_size(PHONE)
        page.locator(".cb-start").tap()
        page.wait_for_url(f"**/chapters/{FIRST}.html")
        settled(page)
        fact = page.locator("a.cb-fact").first
        fact.tap()
        assert "Grade" in page.locator(".cb-note").text_content()
        page.locator("h1").tap()
        assert page.locator(".cb-note").count() == 0
        forecast = page.locator(".cb-predict").first
        for field in forecast.locator("input").all():
            field.tap()
            page.keyboard.type("20")
        forecast.locator("button[type=submit]").tap()
        forecast.locator(".cb-bars").wait_for()
        figure = page.locator(".cb-explorer").first
        before = picture(figure)
        figure.locator(".cb-options label:not(:has(:checked))").first.tap()
        changed(page, figure, before)
        question = page.locator(".cb-question[data-kind=single]:visible").first
        question.locator(".cb-choice").first.tap()
        question.locator("button[type=submit]").tap()
        right(question)
        page.locator(".cb-open-book").tap()
        page.locator(".cb-book").get_by_role("link", name="Glossary").tap()
        page.wait_for_url("**/glossary.html")
        page.go_back()
        settled(page)
        page.locator(".cb-pager a[rel=next]").tap()
        page.wait_for_url(f"**/chapters/{SECOND}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        quiet(page)


def tab_to(page, wanted: str, most: int = 400):
    """Press Tab until something is reached; what is reached must be in sight."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            box = page.evaluate("(({top, bottom}) => [top, bottom])(document.activeElement.getBoundingClientRect())")
            assert box[1] > 0 and box[0] < page.viewport_size["height"], f"{wanted} is reached out of sight"
            return
    raise AssertionError(f"Tab never reaches {wanted}")


def test_by_keyboard_alone(opened, address):
    with opened(f"{address}/index.html") as page:
        tab_to(page, ".cb-skip", 1)
        page.keyboard.press("Enter")
        tab_to(page, ".cb-start", 10)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/chapters/{FIRST}.html")
        settled(page)
        tab_to(page, ".cb-skip", 1)
        page.keyboard.press("Enter")
        tab_to(page, "a.cb-fact")
        page.keyboard.press("Enter")
        assert page.locator(".cb-note").is_visible()
        page.keyboard.press("Escape")
        tab_to(page, ".cb-predict input")
        page.keyboard.type("20")
        page.keyboard.press("Tab")
        page.keyboard.type("20")
        page.keyboard.press("Enter")
        page.locator(".cb-bars").first.wait_for()
        figure = page.locator(".cb-explorer").first
        before = picture(figure)
        tab_to(page, ".cb-explorer input[type=radio]")
        page.keyboard.press("ArrowRight")
        changed(page, figure, before)
        tab_to(page, ".cb-question[data-kind=single] input")
        page.keyboard.press("Space")
        tab_to(page, ".cb-question button[type=submit]", 12)
        question = page.locator(".cb-question:focus-within")
        page.keyboard.press("Enter")
        right(question)
        tab_to(page, ".cb-pager a[rel=next]", 800)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/chapters/{SECOND}.html")
        quiet(page)


def test_by_names_and_roles_alone(opened, address):
    with opened(f"{address}/index.html") as page:
        assert page.get_by_role("heading", level=1).count() == 1
        page.get_by_role("main").get_by_role("link", name="Start reading").click()
        page.wait_for_url(f"**/chapters/{FIRST}.html")
        settled(page)
        main = page.get_by_role("main")
        assert page.get_by_role("navigation", name="Contents").get_by_role("link", name="Glossary").count() == 1
        assert page.get_by_role("navigation", name="On this page").get_by_role("link").count() > 5
        first = main.get_by_role("figure").first
        assert len(first.get_by_role("img").get_attribute("aria-label")) > 20
        assert main.get_by_role("heading", level=2).count() > 5
        forecast = main.get_by_role("form", name="Your forecast").first
        for field in forecast.get_by_role("textbox").all():
            field.fill("20")
        forecast.get_by_role("button", name="Commit, then see").click()
        main.get_by_role("status").filter(has_text="You said").wait_for()
        figure = main.get_by_role("figure").filter(has=page.get_by_role("radio")).first
        before = figure.get_by_role("img").get_attribute("aria-label")
        figure.get_by_role("radio", checked=False).first.check()
        page.wait_for_function(
            "([figure, old]) => figure.querySelector('[role=img]').getAttribute('aria-label') !== old",
            arg=[figure.element_handle(), before],
        )
        question = (
            main.get_by_role("region")
            .filter(has=page.get_by_role("radio"))
            .filter(has=page.get_by_role("button", name="Check"))
        )
        question.first.get_by_role("radio").first.check()
        question.first.get_by_role("button", name="Check").click()
        question.first.get_by_role("status").filter(has_text=re.compile("Right|Not yet")).wait_for()
        pager = page.get_by_role("navigation", name="Previous and next page")
        pager.get_by_role("link", name=re.compile("^Next")).click()
        page.wait_for_url(f"**/chapters/{SECOND}.html")
        quiet(page)


@pytest.mark.parametrize("name", ["index.html", f"chapters/{FIRST}.html", "reference/datasets/ukraine_cases_monthly.html"])
def test_on_paper_from_the_dark(opened, address, name):
    with opened(f"{address}/{name}", theme="dark") as page:
        sheets = pypdf.PdfReader(io.BytesIO(page.pdf())).pages
        assert all(
            len(sheet.extract_text()) > 40 or sheet.images or b" re" in sheet.get_contents().get_data() for sheet in sheets
        )
        page.emulate_media(media="print", color_scheme="dark")
        page.set_viewport_size({"width": 800, "height": 1100})
        seen = Image.open(io.BytesIO(page.screenshot())).convert("L")
        shades = seen.histogram()
        assert sum(shades[250:]) > 0.6 * sum(shades), "the paper is not white"
        assert sum(shades[:90]) > 200, "nothing is printed in ink"
        quiet(page)
