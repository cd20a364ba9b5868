"""The explorers in a real browser: by keyboard, from disk, without script, without network, as shared links."""

from __future__ import annotations

import csv
import gzip
import itertools
import re
from datetime import datetime

import pytest
from coursebook import project
from coursebook.evidence.claims import sections
from playwright.sync_api import expect

from tests.browser.pages import violations
from tests.browser.screens import SCREENS, WIDTHS, settled

PAGES = [f"chapters/{section}.html" for section in sections()]
# Between them they have controls of every kind: for what the script does in the same way on every page.
EACH_CONTROL = [f"chapters/{section}.html" for section in ("personal-stories", "historical-parallels", "corruption")]
OTHER_PICTURE = "([figure, old]) => figure.querySelector('.cb-picture').innerHTML !== old"


def snapshot(figure) -> tuple[str, str, str]:
    return (
        figure.locator(".cb-picture").inner_html(),
        figure.locator(".cb-reading").text_content(),
        figure.locator(".cb-table").inner_html(),
    )


def change(page, control, back: bool = False) -> None:
    """Move one control to a neighbouring value with the keyboard alone."""
    kind = control.get_attribute("data-kind")
    inputs = control.locator("select, input")
    # Among radio buttons Tab reaches the chosen one, and arrows go on from there.
    place = {"range": inputs.last, "radio": control.locator("input:checked")}.get(kind, inputs.first)
    place.focus()
    if kind == "checkbox":
        page.keyboard.press("Space")
    elif kind == "range" or back:
        page.keyboard.press("ArrowLeft" if kind != "dropdown" else "ArrowUp")
    else:
        page.keyboard.press("ArrowDown" if kind == "dropdown" else "ArrowRight")


def changed(page, figure, before) -> None:
    page.wait_for_function(OTHER_PICTURE, arg=[figure.element_handle(), before[0]])


def test_ten_explorers_and_three_forecasts(opened, address):
    explorers, forecasts = [], []
    for name in PAGES:
        with opened(f"{address}/{name}") as page:
            explorers += page.locator(".cb-explorer figcaption").all_text_contents()
            forecasts += page.locator(".cb-predict > .cb-title").all_text_contents()
            for figure in page.locator(".cb-explorer").all():
                controls = figure.locator(".cb-control")
                steps = controls.first.locator("option").count() or int(
                    controls.first.locator("input").first.get_attribute("max") or 0
                )
                # One list of five ways to count is a question of its own; a switch of two is not.
                assert controls.count() >= 2 or steps >= 5, "an explorer offers too little to choose"
    assert len(set(explorers)) == len(explorers) >= 10
    assert len(forecasts) >= 3


@pytest.mark.parametrize(("name", "screen"), list(zip(PAGES, itertools.cycle(SCREENS.values()))))
def test_each_explorer_changes_picture_reading_and_table_by_keyboard(opened, address, name, screen):
    width, theme = screen
    with opened(f"{address}/{name}", width, theme) as page:
        for figure in page.locator(".cb-explorer").all():
            first, parts = snapshot(figure), set()
            for control in figure.locator(".cb-control").all():
                before = snapshot(figure)
                change(page, control)
                page.wait_for_timeout(120)
                if snapshot(figure)[0] == before[0]:
                    # Some choices show the same picture, such as a scale for a series without figures.
                    continue
                parts |= {part for part, (old, new) in enumerate(zip(before, snapshot(figure), strict=True)) if old != new}
            assert parts == {0, 1, 2}, f"a part of '{figure.get_attribute('id')}' never changed"
            assert snapshot(figure) != first
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.troubles == [] and page.foreign == []


@pytest.mark.parametrize("name", EACH_CONTROL)
def test_states_load_on_the_first_touch_and_then_need_no_network(opened, address, name):
    with opened(f"{address}/{name}") as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.mouse.wheel(0, 30_000)
        page.wait_for_timeout(200)
        assert not [url for url in asked if "_explorers" in url]
        figure = page.locator(".cb-explorer").first
        control = figure.locator(".cb-control").first
        before = snapshot(figure)
        change(page, control)
        changed(page, figure, before)
        assert len([url for url in asked if "_explorers" in url]) == 1
        page.context.set_offline(True)
        before = snapshot(figure)
        change(page, control, back=True)
        changed(page, figure, before)


@pytest.mark.parametrize("name", EACH_CONTROL)
def test_it_works_from_disk(opened, site, name):
    with opened((site / name).as_uri()) as page:
        figure = page.locator(".cb-explorer").first
        before = snapshot(figure)
        change(page, figure.locator(".cb-control").first)
        changed(page, figure, before)


@pytest.mark.parametrize("name", PAGES)
def test_without_script_the_first_state_and_its_table_stand(opened, address, name):
    with opened(f"{address}/{name}", java_script_enabled=False) as page:
        for figure in page.locator(".cb-explorer").all():
            assert figure.locator(".cb-picture svg").is_visible()
            assert figure.locator(".cb-reading").text_content()
            assert not figure.locator(".cb-controls").is_visible()
            assert figure.locator(".cb-table table").count() == 1
        for forecast in page.locator(".cb-predict").all():
            assert not forecast.locator("form").is_visible()
            assert forecast.locator("summary").first.is_visible()


@pytest.mark.parametrize("name", PAGES[:1])
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
        changed(page, figure, before)
        assert not figure.locator(".cb-trouble").is_visible()


@pytest.mark.parametrize("name", EACH_CONTROL)
def test_a_link_shares_a_view(opened, address, name):
    with opened(f"{address}/{name}") as page:
        figure = page.locator(".cb-explorer").last
        before = snapshot(figure)
        change(page, figure.locator(".cb-control").last)
        page.wait_for_timeout(150)
        if snapshot(figure) == before:
            change(page, figure.locator(".cb-control").first)
            changed(page, figure, before)
        shared, wanted = page.url, snapshot(figure)
        assert "#explorer-" in shared
        figure.locator(".cb-more > summary").click()
        figure.get_by_role("button", name="Share").click()
        assert figure.get_by_label("Address", exact=True).input_value() == shared
    with opened(shared) as page:
        figure = page.locator(".cb-explorer").last
        page.wait_for_function(
            "([figure, text]) => figure.querySelector('.cb-reading').textContent === text",
            arg=[figure.element_handle(), wanted[1]],
        )
        assert snapshot(figure) == wanted


def test_a_broken_link_shows_the_first_view(opened, address):
    with opened(f"{address}/{PAGES[1]}#explorer-is-it-getting-worse=99-x-") as page:
        assert page.troubles == []
        assert page.locator("#explorer-is-it-getting-worse .cb-picture svg").count() == 1


def test_data_and_picture_can_be_taken_along(opened, address, tmp_path):
    with opened(f"{address}/{PAGES[1]}", accept_downloads=True) as page:
        figure = page.locator("#explorer-is-it-getting-worse")
        files = {}
        figure.locator(".cb-more > summary").click()
        for button in ("Data (CSV)", "Picture (SVG)", "Picture (PNG)"):
            with page.expect_download() as waiting:
                figure.get_by_role("button", name=button).click()
            files[button] = tmp_path / waiting.value.suggested_filename
            waiting.value.save_as(files[button])
            if "CSV" in button:
                assert "import the file" in figure.locator(".cb-said").text_content()
        rows = list(csv.reader(files["Data (CSV)"].read_text(encoding="utf-8").splitlines()))
        assert rows[0][-2:] == ["source", "licence"] and all(
            row[-2].startswith("Source: ") and row[-1] == "CC BY 4.0" for row in rows[1:]
        )
        months = [datetime.strptime(row[0], "%B %Y") for row in rows[1:]]
        assert months == sorted(months)
        assert ["October 2025", "19350"] in [row[:2] for row in rows]
        svg = files["Picture (SVG)"].read_text(encoding="utf-8")
        assert svg.startswith("<svg") and "var(--" not in svg and "currentColor" not in svg
        said = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
        for part in (figure.locator(".cb-title").text_content(), "Source: ", "CC BY 4.0", "chapters/personal-stories"):
            assert part in said, part
        assert files["Picture (PNG)"].read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        assert files["Picture (PNG)"].stat().st_size > 5_000
        assert figure.locator(".cb-said").text_content() == "", "what was said of the table's file stays"
        figure.get_by_role("button", name="Cite").click()
        said = figure.locator(".cb-said").text_content()
        assert "In Leaving the Line, Personal stories. http" in said and said.endswith("CC BY 4.0.")


def test_a_series_can_be_heard_and_is_explained(opened, address):
    with opened(f"{address}/{PAGES[1]}") as page:
        figure = page.locator("#explorer-is-it-getting-worse")
        figure.locator(".cb-more > summary").click()
        figure.get_by_role("button", name="Listen").click()
        page.wait_for_function(
            "figure => figure.querySelector('.cb-said').textContent.includes('two octaves')",
            arg=figure.element_handle(),
        )
        assert "19,350" in figure.locator(".cb-said").text_content()
        stop = figure.get_by_role("button", name="Stop")
        stop.click()
        assert figure.get_by_role("button", name="Listen").is_visible() and page.evaluate("coursebook.sound") is None
        assert page.troubles == []


def test_touch_targets_are_large_enough(opened, address):
    parts = ".cb-control select, .cb-options label, .cb-check, .cb-control input[type=range], .cb-more > summary, .cb-tools button, .cb-predict button[type=submit], .cb-predict input"
    # What is folded away has no size yet.
    low = """all => all.filter(part => part.checkVisibility({visibilityProperty: true}))
        .map(part => [part.outerHTML.slice(0, 120), part.getBoundingClientRect().height]).filter(([, height]) => height < 44)"""
    for name in PAGES:
        with opened(f"{address}/{name}", WIDTHS["phone"]) as page:
            found = page.locator(parts)
            assert found.locator("visible=true").count() > 5 and found.evaluate_all(low) == [], name


@pytest.mark.parametrize("name", PAGES)
def test_a_screen_reader_finds_names_roles_and_the_live_reading(opened, address, name):
    with opened(f"{address}/{name}") as page:
        for figure in page.locator(".cb-explorer").all():
            tree = figure.aria_snapshot()
            ask = figure.locator("figcaption").text_content()
            assert re.search(r"- '?figure", tree) and ask in tree
            assert re.search(r"- '?form ", tree) and re.search(r"- '?img ", tree)
            assert re.search(r"- '?(combobox|radio|checkbox|slider) \".+\"", tree)
            assert figure.locator(".cb-reading").get_attribute("aria-live") == "polite"
            for control in figure.locator("select, input").all():
                named = control.get_attribute("aria-label") or control.evaluate(
                    "part => [...part.labels].map(label => label.textContent.trim()).join('')"
                )
                assert named


def test_the_reader_with_reduced_motion_steps_instead_of_playing(opened, address, site):
    plays = [name for name in PAGES if "cb-play" in (site / name).read_text(encoding="utf-8")]
    assert plays
    for name in plays:
        with opened(f"{address}/{name}", reduced_motion="reduce") as page:
            for button in page.locator(".cb-play").all():
                slider = button.locator("xpath=..").locator("input")
                button.click()
                page.wait_for_timeout(1_200)
                assert slider.input_value() == "1" and button.text_content() == "Play"


@pytest.mark.parametrize(
    ("typed", "said"), [("6,5", "6.5"), ("6.5", "6.5"), (" 65 %", "65"), ("650", ""), ("шість", ""), ("6 7 8", ""), ("1e1", "")]
)
def test_a_forecast_is_read_as_it_was_meant_or_refused(opened, address, typed, said):
    with opened(f"{address}/chapters/introduction.html", WIDTHS["phone"]) as page:
        forecast = page.locator(".cb-predict").first
        first, second = forecast.locator("input").all()
        first.press_sequentially(typed)
        second.fill("1")
        second.press("Enter")
        if said:
            assert f"you said {said}," in forecast.locator(".cb-score").text_content()
        else:
            assert first.evaluate("field => field.validationMessage") == "Write a number from 0 to 100, in digits alone."
            assert not forecast.locator(".cb-bars").count()


def test_a_forecast_is_kept_scored_and_forgotten(opened, address):
    for name in PAGES:
        with opened(f"{address}/{name}", WIDTHS["phone"]) as page:
            for forecast in page.locator(".cb-predict").all():
                assert not forecast.locator(".cb-reveal svg").first.is_visible()
                inputs = forecast.locator("input")
                for field in inputs.all():
                    field.fill(field.get_attribute("data-low"))
                inputs.last.press("Enter")
                forecast.locator(".cb-bars").wait_for()
                said = forecast.locator(".cb-score p").first.text_content()
                assert said.lower().count("you said") == inputs.count() and "NaN" not in said and "per cent" not in said
                # One picture holds both, each as long as its number.
                for guess, truth in zip(
                    forecast.locator(".cb-bar-you").all(), forecast.locator(".cb-bar-data").all(), strict=True
                ):
                    numbers, lengths = zip(
                        *[
                            (float(bar.locator("em").text_content().replace(",", "")), bar.locator("i").bounding_box()["width"])
                            for bar in (guess, truth)
                        ]
                    )
                    assert (numbers[0] < numbers[1]) == (lengths[0] < lengths[1])
                assert forecast.locator(".cb-reveal svg").first.is_visible()
                page.evaluate("Promise.allSettled(document.getAnimations().map(fade => fade.finished))")
            assert violations(page) == []
            page.reload()
            settled(page)
            for forecast in page.locator(".cb-predict").all():
                assert forecast.locator(".cb-bars").is_visible()
                forecast.get_by_role("button", name="Forget my forecast").click()
                assert not forecast.locator(".cb-bars").count()
            assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('predict')).length") == 0
            assert page.foreign == [] and page.troubles == []


def test_what_explorers_weigh(site):
    """At most 30 kB more for a page before a control is touched, at most 150 kB a state file, 3 kB the script."""
    script = len(gzip.compress((project.STATIC / "explorer.js").read_bytes(), 9))
    assert script <= 3_500
    for name in PAGES:
        text = (site / name).read_text(encoding="utf-8")
        bare = re.sub(r'<figure class="cb-figure cb-explorer".*?</figure>', "", text, flags=re.S)
        assert bare != text
        assert len(gzip.compress(text.encode(), 6)) - len(gzip.compress(bare.encode(), 6)) + script <= 30_000, name
    for file in (site / "_explorers").glob("*.js"):
        assert len(gzip.compress(file.read_bytes(), 6)) <= 150_000, file.name


def test_an_explorer_driven_by_roles_and_names_alone(opened, address):
    with opened(f"{address}/chapters/personal-stories.html") as page:
        figure = page.get_by_role("figure", name="Is it getting worse?")
        form = figure.get_by_role("form", name="Is it getting worse?")
        before = figure.locator("[aria-live=polite]").text_content()
        picture = figure.get_by_role("img").get_attribute("aria-label")
        form.get_by_role("radio", name="Desertion").check()
        page.wait_for_function(
            "([figure, old]) => figure.querySelector('[aria-live]').textContent !== old",
            arg=[figure.element_handle(), before],
        )
        assert figure.get_by_role("img").get_attribute("aria-label") != picture
        figure.locator(".cb-more > summary").click()
        assert figure.get_by_role("table").get_by_role("rowheader").count() > 5


def test_one_explorer_plays_by_itself_and_can_be_paused(opened, address):
    with opened(f"{address}/chapters/corruption.html") as page:
        button = page.locator(".cb-play").first
        slider = button.locator("xpath=..").locator("input")
        button.click()
        page.wait_for_function("slider => +slider.value >= 2", arg=slider.element_handle())
        button.click()
        stopped = slider.input_value()
        page.wait_for_timeout(1_500)
        assert slider.input_value() == stopped and button.text_content() == "Play"


BAD = ("%", "%E0%A4%A", "explorer-", "=1", "explorer-{id}=", "explorer-{id}=9-9-9", "explorer-{id}=0-1-1-1-1", "explorer-{id}=-1",
       "explorer-{id}=a-b", "explorer-{id}=0.0.0-0.0-0", "explorer-{id}=1e1", "{id}=999999999999999999999", "a&b&c=%")  # fmt: skip


# Of each explorer: whether its controls are there, and all that it shows.
SHOWN = """all => all.map(one => [one.querySelector(".cb-controls").checkVisibility(),
    ...[".cb-picture", ".cb-reading", ".cb-table"].map(part => one.querySelector(part).innerHTML)])"""


@pytest.mark.parametrize("name", EACH_CONTROL[::2])
def test_a_bad_state_in_an_address_is_ignored(opened, address, name):
    with opened(f"{address}/{name}") as page:
        explorers = page.locator(".cb-explorer")
        ids = [id.removeprefix("explorer-") for id in explorers.evaluate_all("all => all.map(one => one.id)")]
        good = explorers.evaluate_all(SHOWN)
    assert all(one[0] for one in good) and len(good) == len(ids) > 0
    # Each on its own goes into the address of an open page, and all that can be parsed at once into that of a fresh one.
    whole = "&".join(bad.replace("{id}", id) for bad in BAD if "%" not in bad for id in ids)
    for first in (whole, BAD[0]):
        with opened(f"{address}/{name}#{first}") as page:
            explorers = page.locator(".cb-explorer")
            for bad in ["", *(BAD if first == BAD[0] else ())]:
                for id in ids if "{id}" in bad else ids[:1]:
                    if bad:
                        page.evaluate("hash => { location.hash = hash }", bad.replace("{id}", id))
                        page.wait_for_timeout(20)
                    assert explorers.evaluate_all(SHOWN) == good, bad
            for figure in explorers.all():
                figure.locator(".cb-more > summary").click()
                expect(figure.locator(".cb-tools button")).to_have_count(6)
            assert page.troubles == []


def test_the_address_keeps_every_explorer_and_a_reload_the_place(opened, address):
    name = next(
        name
        for name in PAGES
        if (project.current().site / name).read_text(encoding="utf-8").count('class="cb-figure cb-explorer"') > 1
    )
    with opened(f"{address}/{name}") as page:
        seen = []
        for figure in page.locator(".cb-explorer").all()[:2]:
            for control in figure.locator(".cb-control").all():
                before = snapshot(figure)
                change(page, control)
                page.wait_for_timeout(300)
                if snapshot(figure)[0] != before[0]:
                    break
            seen.append(snapshot(figure))
        assert page.url.count("explorer-") == 2
        page.evaluate("document.activeElement.blur(); scrollTo({top: 900, behavior: 'instant'})")
        page.wait_for_timeout(600)
        place = page.evaluate("scrollY")
        for back in (lambda: page.reload(), lambda: (page.goto(f"{address}/index.html"), page.go_back())):
            back()
            settled(page)
            page.wait_for_timeout(600)
            assert [snapshot(figure) for figure in page.locator(".cb-explorer").all()[:2]] == seen
            assert abs(page.evaluate("scrollY") - place) < 40
        shared = page.url
    with opened(shared) as page:
        page.wait_for_timeout(300)
        assert [snapshot(figure) for figure in page.locator(".cb-explorer").all()[:2]] == seen
        assert page.evaluate("scrollY") > 0, "a shared link leads to its view"


LOWEST = """figure => [...figure.querySelectorAll(".cb-picture svg text")].map(text => {
    const box = text.ownerSVGElement; return parseFloat(getComputedStyle(text).fontSize) * box.getBoundingClientRect().width / box.viewBox.baseVal.width; })"""


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_control_and_picture_share_a_screen_and_nothing_moves(opened, address, name):
    """The picture stays in sight while a control is moved, its letters are no smaller than 12 pixels, and what follows stays put."""
    with opened(f"{address}/{name}", WIDTHS["phone"]) as page:
        page.set_viewport_size({"width": 390, "height": 844})
        for figure in page.locator(".cb-explorer").all():
            assert min(figure.evaluate(LOWEST)) >= 12
            for control in figure.locator(".cb-control").all():
                control.evaluate("part => part.scrollIntoView({block: 'end', behavior: 'instant'})")
                picture, here = figure.locator(".cb-picture").bounding_box(), control.bounding_box()
                assert 50 <= picture["y"] and picture["y"] + picture["height"] <= here["y"] + 1 <= 844
                assert picture["height"] <= 0.56 * 844
                places = "figure => ['.cb-controls', '.cb-more'].map(part => figure.querySelector(part).getBoundingClientRect().top + scrollY)"
                before, seen = figure.evaluate(places), snapshot(figure)[0]
                change(page, control)
                page.wait_for_timeout(150)
                assert min(figure.evaluate(LOWEST)) >= 11.5 or snapshot(figure)[0] == seen
                assert figure.evaluate(places) == before, "the page moved under the reader"


@pytest.mark.parametrize("width", WIDTHS.values())
@pytest.mark.parametrize("name", PAGES)
def test_what_a_reader_sees_first_fills_its_room(opened, address, name, width):
    """Room is held for the largest state; the first one must not look as if something failed to load."""
    with opened(f"{address}/{name}", width) as page:
        for figure in page.locator(".cb-explorer").all():
            seen = "part => part.getBoundingClientRect().height"
            frame, picture = (figure.locator(part).evaluate(seen) for part in (".cb-picture", ".cb-picture svg"))
            assert picture > 0.7 * frame, "draw the states of nearly one height"
            notes = figure.locator(".cb-held:has(.cb-marks)")
            if notes.count():
                assert notes.locator(".cb-marks").evaluate(seen) > 0.7 * notes.evaluate(seen)
                assert notes.locator("li").first.is_visible(), "begin with the state that has the notes"
            if width == WIDTHS["desktop"]:
                # What reads the picture stands under it, not under the longer column of controls.
                stage, reading = (figure.locator(part).bounding_box() for part in (".cb-stage", ".cb-reading"))
                assert reading["x"] == stage["x"] and reading["width"] <= stage["width"] + 1


@pytest.mark.parametrize("name", PAGES[:2])
def test_every_figure_is_read_point_by_point_and_taken_along(opened, address, name):
    with opened(f"{address}/{name}") as page:
        for fold in page.locator("details:has(.cb-figure)").all():
            fold.evaluate("part => part.open = true")
        ids = page.locator(".cb-figure").evaluate_all("all => all.map(one => one.id)")
        assert len(set(ids)) == len(ids) and all(ids)
        for figure in page.locator(".cb-figure").all():
            picture, rows = figure.locator(".cb-picture"), figure.locator(".cb-table tbody tr")
            picture.focus()
            for key, row in (
                ("ArrowRight", 0),
                ("ArrowRight", min(1, rows.count() - 1)),
                ("End", rows.count() - 1),
                ("Home", 0),
            ):
                page.keyboard.press(key)
                said = figure.locator(".cb-point[role=status]").text_content()
                cells = rows.nth(row).locator("th, td").all_text_contents()
                assert (
                    said.startswith(f"{cells[0]}, ")
                    and (cells[1] or "no figure") in said
                    and f"({row + 1} of {rows.count()})" in said
                )
        plain = page.locator(".cb-figure:not(.cb-explorer)").first
        plain.locator(".cb-more > summary").click()
        with page.expect_download() as waiting:
            plain.get_by_role("button", name="Data (CSV)").click()
        assert waiting.value.suggested_filename.endswith(".csv")
        assert page.troubles == []
