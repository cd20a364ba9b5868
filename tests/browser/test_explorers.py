"""The explorers in a real browser: by keyboard, from disk, without script, when their file is lost."""

from __future__ import annotations

import pytest

from tests.browser.conftest import WIDTHS
from tests.browser.test_pages import violations

PAGES = ["chapters/personal-stories.html", "chapters/historical-parallels.html"]


def snapshot(figure) -> tuple[str, str, str]:
    return (
        figure.locator(".cb-picture").inner_html(),
        figure.locator(".cb-reading").text_content(),
        figure.locator(".cb-table").inner_html(),
    )


def change(page, control) -> None:
    """Move one control to another value with the keyboard alone."""
    kind = control.get_attribute("data-kind")
    control.locator("select, input").first.focus()
    if kind == "checkbox":
        page.keyboard.press("Space")
    else:
        page.keyboard.press("ArrowDown" if kind == "dropdown" else "ArrowRight")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
@pytest.mark.parametrize("name", PAGES)
def test_each_control_changes_picture_reading_and_table_by_keyboard(opened, address, name, width):
    with opened(f"{address}/{name}", width) as page:
        for figure in page.locator(".cb-explorer").all():
            changed = set()
            for control in figure.locator(".cb-control").all():
                before = snapshot(figure)
                change(page, control)
                page.wait_for_function(
                    "([figure, old]) => figure.querySelector('.cb-picture').innerHTML !== old", arg=[figure.element_handle(), before[0]]
                )
                changed |= {part for part, (old, new) in enumerate(zip(before, snapshot(figure), strict=True)) if old != new}
            assert changed == {0, 1, 2}, "a part of the explorer never changed"
        assert violations(page) == []
        assert page.troubles == []


@pytest.mark.parametrize("name", PAGES)
def test_the_states_are_loaded_on_the_first_touch_only(opened, address, name):
    with opened(f"{address}/{name}") as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(200)
        assert not [url for url in asked if "_explorers" in url]
        change(page, page.locator(".cb-explorer .cb-control").first)
        page.wait_for_timeout(400)
        assert len([url for url in asked if "_explorers" in url]) == 1


@pytest.mark.parametrize("name", PAGES)
def test_it_works_from_disk(opened, site, name):
    with opened((site / name).as_uri()) as page:
        figure = page.locator(".cb-explorer").first
        before = snapshot(figure)
        change(page, figure.locator(".cb-control").first)
        page.wait_for_function("([figure, old]) => figure.querySelector('.cb-picture').innerHTML !== old", arg=[figure.element_handle(), before[0]])


@pytest.mark.parametrize("name", PAGES)
def test_without_script_the_first_state_and_its_table_stand(opened, address, name):
    with opened(f"{address}/{name}", java_script_enabled=False) as page:
        figure = page.locator(".cb-explorer").first
        assert figure.locator(".cb-picture svg").is_visible()
        assert figure.locator(".cb-reading").text_content()
        assert not figure.locator(".cb-controls").is_visible()
        assert figure.locator(".cb-table table").count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_a_lost_file_leaves_the_first_state_and_a_way_to_try_again(opened, address, name):
    with opened(f"{address}/{name}") as page:
        page.route("**/_explorers/*", lambda route: route.abort())
        figure = page.locator(".cb-explorer").first
        before = snapshot(figure)
        change(page, figure.locator(".cb-control").first)
        figure.locator(".cb-trouble button").wait_for(state="visible")
        assert snapshot(figure) == before
        page.unroute("**/_explorers/*")
        figure.locator(".cb-trouble button").click()
        page.wait_for_function("([figure, old]) => figure.querySelector('.cb-picture').innerHTML !== old", arg=[figure.element_handle(), before[0]])
        assert not figure.locator(".cb-trouble").is_visible()


def test_touch_targets_are_large_enough(opened, address):
    for name in PAGES:
        with opened(f"{address}/{name}", WIDTHS["phone"]) as page:
            for part in page.locator(".cb-control select, .cb-options label, .cb-check, .cb-control input[type=range], .cb-data summary").all():
                assert part.bounding_box()["height"] >= 44


def test_the_reading_is_a_live_region_and_controls_have_names(opened, address):
    with opened(f"{address}/{PAGES[0]}") as page:
        figure = page.locator(".cb-explorer").first
        assert figure.locator(".cb-reading").get_attribute("aria-live") == "polite"
        for control in figure.locator("select, input").all():
            assert control.evaluate("part => [...part.labels].map(label => label.textContent.trim()).join('')")
