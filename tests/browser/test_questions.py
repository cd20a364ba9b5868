"""Practice questions in a real browser: by keyboard, with feedback for the choice made, kept and cleared."""

from __future__ import annotations

import pytest

from coursebook.exercises.questions import questions
from tests.browser.screens import WIDTHS, settled
from tests.browser.test_explorers import PAGES as CHAPTERS
from tests.browser.test_pages import violations

PAGES = [*CHAPTERS, "chapters/capstone.html"]


def shown(page) -> list:
    return [
        (part, questions()[part.get_attribute("id").removeprefix("question-")])
        for part in page.locator(".cb-question").all()
    ]


def answer(page, part, one, rightly: bool) -> None:
    """Answer with the keyboard: focus and keys only."""
    if one.kind == "numeric":
        part.locator("input").focus()
        part.locator("input").fill("")
        page.keyboard.type(f"{one.key if rightly else one.wrong_methods[0][0]:.10g}")
    elif one.kind in ("single", "multiple"):
        for place, option in enumerate(one.cells["options"]):
            field = part.locator("input").nth(place)
            wanted = bool(option.get("right")) == rightly
            if field.is_checked() != wanted and (one.kind == "multiple" or wanted):
                field.focus()
                page.keyboard.press("Space")
    else:
        right = part.locator(".cb-lines").get_attribute("data-right").split(",")
        wanted = right if rightly else right[1:] + right[:1]
        for select, value in zip(part.locator("select").all(), wanted, strict=True):
            select.focus()
            select.select_option(index=int(value) + 1)
    part.locator("button[type=submit]").focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("name", PAGES)
def test_each_question_tells_wrong_from_right_by_keyboard(opened, address, name):
    with opened(f"{address}/{name}") as page:
        asked = shown(page)
        assert len(asked) >= 8
        for part, one in asked:
            said = part.locator(".cb-verdict-said")
            answer(page, part, one, rightly=False)
            assert said.text_content().startswith("Not yet."), one.id
            assert len(said.text_content()) > len("Not yet.") + 20, f"{one.id} says nothing to the mistake"
            assert not part.locator(".cb-answer").is_visible()
            part.locator("button[type=reset]").click()
            assert said.text_content() == ""
            answer(page, part, one, rightly=True)
            assert said.text_content().startswith("Right."), one.id
            assert part.locator(".cb-answer").is_visible()
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 800})
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.troubles == [] and page.foreign == []


def test_hints_come_one_at_a_time(opened, address):
    with opened(f"{address}/{PAGES[1]}") as page:
        part, one = next((part, one) for part, one in shown(page) if len(one.hints) >= 2)
        hints, button = part.locator(".cb-hint-said"), part.locator(".cb-hint")
        assert not hints.first.is_visible()
        button.click()
        assert hints.first.is_visible() and not hints.nth(1).is_visible()
        for _ in one.hints[1:]:
            button.click()
        assert hints.last.is_visible() and button.is_disabled()


def test_state_survives_a_reload_and_can_be_cleared(opened, address):
    with opened(f"{address}/{PAGES[0]}") as page:
        asked = shown(page)
        for part, one in asked[:3]:
            answer(page, part, one, rightly=True)
        progress = page.locator(".cb-progress")
        assert f"3 of {len(asked)} questions answered rightly, 3 at the first try" in progress.text_content()
        page.reload()
        settled(page)
        assert f"3 of {len(asked)}" in page.locator(".cb-progress").text_content()
        assert page.locator(".cb-verdict-said").first.text_content().startswith("Right.")
        page.locator(".cb-progress button").click()
        assert f"0 of {len(asked)}" in page.locator(".cb-progress").text_content()
        assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('questions')).length") == 0
        page.reload()
        settled(page)
        assert page.locator(".cb-verdict-said").first.text_content() == ""


def test_checking_before_answering_asks_for_an_answer(opened, address):
    with opened(f"{address}/{PAGES[0]}") as page:
        part = page.locator(".cb-question").first
        part.locator("button[type=submit]").click()
        assert "Answer first" in part.locator(".cb-verdict-said").text_content()


def test_without_script_the_answer_can_be_opened(opened, address):
    with opened(f"{address}/{PAGES[0]}", java_script_enabled=False) as page:
        part = page.locator(".cb-question").first
        assert part.locator(".cb-answer summary").is_visible()
        assert not part.locator("button[type=submit]").is_visible()
