"""Pages of the built site in a real browser, phone and desktop, light and dark: their frame, notes and terms."""

from __future__ import annotations

import re

import pytest
from coursebook import project

from tests.browser.pages import AXE, AXE_ALONE, CHAPTERS, KINDS, LISTED, LOOK, PHONE, RUN_AXE, violations
from tests.browser.screens import THEMES, WIDTHS, settled

ALIKE = """<html lang="en"><title>Alike</title><style>.pale { color: #aaa } .dim { opacity: .4 } .over { position: relative; width: 9em }
.ground { position: absolute; inset: 0; background: #222 } .text { position: relative }</style><main>
<h1>Alike</h1><table><tr><th>Well</th></tr><tr><td>well</td></tr><tr><td>well</td></tr><tr><td class="pale">colour</td></tr><tr><td class="dim">seen through</td></tr>
<tr><td style="background: #333">ground</td></tr><tr><td><small class="pale">size</small></td></tr></table>
<div><div class="text">well</div></div><div class="over"><div class="ground"></div><div class="text">under another</div></div></main>"""


def test_contrast_of_text_that_is_drawn_alike_is_judged_once_and_all_other_text_is(browser):
    found = []
    for axe in (AXE_ALONE, AXE):
        page = browser.new_page()
        page.set_content(ALIKE)
        page.evaluate(axe)
        found.append([node["html"] for fault in page.evaluate(RUN_AXE, ["wcag2aa"]) for node in fault["nodes"]])
        page.close()
    assert found[0] == found[1] and len(found[0]) == 5, found


@pytest.mark.parametrize("name", KINDS)
def test_a_page_is_accessible_in_print_and_in_forced_colours(opened, address, name):
    with opened(f"{address}/{name}") as page:
        page.emulate_media(media="print")
        assert violations(page) == []
        page.emulate_media(media="screen", forced_colors="active")
        assert violations(page) == []


# Notes each part that takes the focus: which it is, its text, whether it shows the focus, whether it can be seen.
WALKED = """() => {
    window.walked = [];
    const parts = [];
    document.addEventListener("focusin", ({target: part}) => {
        const {outlineStyle, outlineWidth} = getComputedStyle(part), {width, height} = part.getBoundingClientRect();
        if (!parts.includes(part)) parts.push(part);
        walked.push([parts.indexOf(part), part.outerHTML.slice(0, 120), outlineStyle !== "none" && parseFloat(outlineWidth) >= 2, width > 0 && height > 0]);
    });
}"""


@pytest.mark.parametrize("name", KINDS)
def test_a_page_can_be_walked_by_keyboard(opened, address, name):
    """Tab reaches the way past the bar first, then every control once; each shows where the focus is; none is a trap."""
    with opened(f"{address}/{name}") as page:
        while page.evaluate("document.activeElement !== document.body"):
            # The search page gives its field the focus: a reader goes back from there to the start.
            page.keyboard.press("Shift+Tab")
        page.evaluate(WALKED)
        for _ in range(20):
            for _ in range(20):
                page.keyboard.press("Tab")
            reached = page.evaluate("walked")
            parts = len({place for place, *_ in reached})
            if parts < len(reached):
                break
        # Behind the last part the walk begins anew. Only its return is looked at: the focus goes by way of the window there,
        # which a busy browser may give to the first part once more while later keys are already on their way.
        assert [place for place, *_ in reached][: parts + 1] == [*range(parts), 0], "one is a trap"
        reached = reached[:parts]
        assert "cb-skip" in reached[0][1]
        assert [part[1] for part in reached if not part[2]] == [], "these show no focus"
        assert [part[1] for part in reached if not part[3]] == [], "these are focused while nobody can see them"
        page.evaluate("scrollTo(0, 0)")
        page.locator(".cb-skip").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_contents_open_and_close_by_keyboard_on_a_phone(opened, address):
    with opened(f"{address}/chapters/reform.html", WIDTHS["phone"]) as page:
        for button, list in ((".cb-open-book", ".cb-book"), (".cb-open-page", ".cb-toc")):
            page.locator(button).focus()
            page.keyboard.press("Enter")
            assert page.locator(list).is_visible()
            assert violations(page) == []
            page.keyboard.press("Escape")
            assert not page.locator(list).is_visible()
            assert page.evaluate("button => document.activeElement.matches(button)", button)


def test_the_theme_is_chosen_kept_and_never_flashes(opened, address):
    with opened(f"{address}/index.html", theme="dark") as page:
        ground = "getComputedStyle(document.body).backgroundColor"
        dark = page.evaluate(ground)
        button = page.locator(".cb-theme")
        button.click()
        assert "light" in button.text_content() and page.evaluate(ground) != dark
        page.goto(f"{address}/chapters/reform.html", wait_until="commit")
        page.wait_for_selector("body", state="attached")
        assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_without_a_script_the_frame_works(opened, address):
    with opened(f"{address}/chapters/reform.html", WIDTHS["phone"], "dark", java_script_enabled=False) as page:
        page.locator(".cb-open-book").click()
        page.locator(".cb-book a", has_text="Glossary").click()
        page.wait_for_url("**/glossary.html")
        assert not page.locator(".cb-theme").is_visible()


def test_code_is_copied(browser, address):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/chapters/reform.html")
    settled(page)
    page.locator(".cb-show-code").click()
    code = page.locator(".highlight").first
    code.locator(".cb-copy").click()
    code.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").strip() == code.locator("pre").text_content().strip()
    context.close()


def test_no_inline_script_and_no_eval_runs(opened, address):
    """The policy of the sample settings, which the test's server sends, stops both."""
    with opened(f"{address}/chapters/reform.html", bypass_csp=False) as page:
        page.evaluate(
            """() => {
                document.body.insertAdjacentHTML("beforeend", "<img src=data: onerror='window.ran = 1'>");
                document.head.append(Object.assign(document.createElement("script"), {textContent: "window.ran = 1"}));
            }"""
        )
        page.wait_for_timeout(100)
        assert page.evaluate("window.ran") is None
        assert any("Content Security Policy" in trouble for trouble in page.troubles)


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


def test_a_term_in_prose_says_its_meaning_on_tap(opened, address):
    with opened(f"{address}/chapters/personal-stories.html", WIDTHS["phone"]) as page:
        page.locator("a.cb-term", has_text="AWOL").first.tap()
        note = page.locator(".cb-note")
        assert note.text_content().startswith("AWOL: Absence without leave")
        assert note.locator("[lang=uk]", has_text="СЗЧ").count() == 1 and note.locator("a").count() == 1
        assert violations(page) == [] and page.evaluate(LOOK) == []
        note.locator("a").tap()
        page.wait_for_url("**/reference/glossary.html#term-AWOL")
        assert page.locator("a.cb-term").count() == 0, "in the glossary itself a term leads to its place"


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_a_note_moves_nothing_and_is_seen_whole(opened, address, width):
    with opened(f"{address}/chapters/introduction.html", width) as page:
        for fact in [*page.locator("p a.cb-fact").all()[:5], *page.locator("p a.cb-term").all()[:2]]:
            fact.evaluate("part => part.scrollIntoView({block: 'center', behavior: 'instant'})")
            places = "[...document.querySelectorAll('main p, main h2')].map(part => part.getBoundingClientRect().top)"
            before = page.evaluate(places)
            fact.click()
            assert page.evaluate(places) == before
            box = page.locator(".cb-note").bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= 800
            page.keyboard.press("Escape")


def test_a_month_in_a_note_is_no_day(site):
    titles = re.findall(
        r'class="cb-fact"[^>]*title="([^"]*)"', (site / "chapters" / "introduction.html").read_text(encoding="utf-8")
    )
    assert any("January 2022 to August 2025" in title for title in titles)
    assert [title for title in titles if re.search(r"\b1 \w+ \d{4} to 1 \w+ \d{4}", title)] == []


def test_the_note_closes_by_keyboard_and_gives_the_focus_back(opened, address):
    with opened(f"{address}/chapters/introduction.html") as page:
        fact = page.locator("a.cb-fact").first
        fact.focus()
        page.keyboard.press("Enter")
        assert page.locator(".cb-note").count() == 1
        page.keyboard.press("Escape")
        assert page.locator(".cb-note").count() == 0
        assert fact.evaluate("part => part === document.activeElement")


def test_a_note_does_not_lie_over_what_the_keyboard_goes_on_to(opened, address):
    with opened(f"{address}/chapters/introduction.html", width=390) as page:
        page.locator("a.cb-fact").nth(3).click()
        page.keyboard.press("Tab")
        assert page.locator(".cb-note").is_visible(), "its link can be reached"
        page.keyboard.press("Tab")
        assert page.locator(".cb-note").count() == 0


def test_what_one_tab_keeps_another_does_not_take_away(opened, address):
    done = "Object.entries(localStorage).filter(([key]) => key.startsWith('coursebook-read')).flatMap(([, one]) => JSON.parse(one).done ?? [])"
    with opened(f"{address}/chapters/primer.html", fresh=True) as first:
        second = first.context.new_page()
        second.goto(f"{address}/chapters/capstone.html")
        settled(second)
        for page in (first, second):
            page.bring_to_front()
            page.locator(".cb-pager").scroll_into_view_if_needed()
            page.wait_for_function(f"{done}.some(name => location.pathname.endsWith(name))")
        assert sorted(second.evaluate(done)) == ["chapters/capstone.html", "chapters/primer.html"]
        first.evaluate("scrollTo(0, 0)")
        first.locator(".cb-theme").click()
        second.wait_for_function("document.documentElement.dataset.mode === 'dark'")


def test_every_page_opens_from_disk(opened, site):
    for name in KINDS:
        with opened((site / name).as_uri()) as page:
            assert page.troubles == [], name


@pytest.mark.parametrize("name", ["chapters/introduction.html", "reference/evidence.html", "reference/glossary.html"])
def test_previous_and_next_stand_on_lines_of_their_own(opened, address, name):
    with opened(f"{address}/{name}") as page:
        for link in page.locator(".cb-pager a").all():
            way, title = link.inner_text().split("\n")[:2]
            assert way in ("Previous", "Next") and title


def test_no_style_or_script_needs_a_span_that_the_build_takes_away():
    """The pass `lean` drops spans without a class, of which Sphinx writes many."""
    for path in [
        *project.STATIC.glob("*.css"),
        *project.STATIC.glob("*.js"),
        *(project.PACKAGE / "book" / "theme").rglob("*.css"),
    ]:
        text = path.read_text(encoding="utf-8")
        found = re.findall(
            r"^[^{]*[\w\])] span\b[^{]*\{" if path.suffix == ".css" else r'querySelector(?:All)?\("[^"]*\bspan"', text, re.M
        )
        assert found == [], path.name


def test_the_contents_show_where_the_reader_is(opened, address):
    for name in ("reference/datasets/ukraine_cases_monthly.html", "reference/bibliography.html", "index.html"):
        with opened(f"{address}/{name}") as page:
            here, frame = (page.locator(which).bounding_box() for which in (".cb-book [aria-current]", ".cb-book"))
            assert frame["y"] <= here["y"] and here["y"] + here["height"] <= min(800, frame["y"] + frame["height"])
            assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("width", [1280, 1600, 1920])
def test_the_bar_stands_over_the_page_that_it_belongs_to(opened, address, width):
    with opened(f"{address}/chapters/reform.html", width) as page:
        home, first = (page.locator(part).first.bounding_box()["x"] for part in (".cb-home", ".cb-book a"))
        assert abs(home - first) < 24


def test_at_four_hundred_per_cent_the_bar_scrolls_away(opened, address):
    with opened(f"{address}/chapters/reform.html", 320) as page:
        page.set_viewport_size({"width": 320, "height": 256})
        page.evaluate("scrollTo({top: 900, behavior: 'instant'})")
        assert page.locator(".cb-bar").bounding_box()["y"] < -50


@pytest.mark.parametrize("width", [PHONE["width"], 1280])
@pytest.mark.parametrize("way", ["browser", "text alone"])
def test_with_letters_twice_as_large_text_and_buttons_keep_their_room(opened, address, width, way):
    """The browser's own size of letters moves the page's steps too; a reader's style, or zoom of text alone, does not."""
    for name in ("index.html", CHAPTERS[0], "search.html", "reference/timeline.html", "reference/evidence.html"):
        with opened(f"{address}/404.html", width, fresh=True) as page:
            if way == "browser":
                page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
            page.goto(f"{address}/{name}")
            settled(page)
            if way != "browser":
                page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            assert page.locator("article").bounding_box()["width"] >= 0.35 * width
            icons = page.locator(".cb-bar .cb-icon:visible").all()
            assert (
                len(icons) >= (1 if name == "search.html" else 2) and min(icon.bounding_box()["width"] for icon in icons) >= 20
            )


def test_under_a_button_that_runs_code_the_result_has_room(opened, address):
    below = "button => button.closest('.cell').querySelector('.cell_output').getBoundingClientRect().top - button.getBoundingClientRect().bottom"
    with opened(f"{address}/{LISTED[0]}", PHONE["width"]) as page:
        gaps = page.locator(".cell:has(> .cell_output) > .cell_input > .cb-edit").evaluate_all(f"all => all.map({below})")
        assert len(gaps) >= 3 and min(gaps) >= 8


def test_small_screens_show_lists_and_tables_whole(opened, address):
    for name, table in (
        ("timeline", ".cb-timeline"),
        ("datasets/aid_totals", ".cb-for-files .cb-scroll"),
    ):
        with opened(f"{address}/reference/{name}.html", 360) as page:
            frame = page.locator(table).first
            assert frame.evaluate("part => part.scrollWidth - part.clientWidth") <= 0, name
            narrow = "part => Math.min(...[...part.querySelectorAll('tbody tr')].map(row => Math.max(...[...row.cells].map(cell => cell.offsetWidth))))"
            assert frame.evaluate(narrow) > 100, f"{name}: a word wide"
    with opened(f"{address}/reference/datasets/ukraine_cases_monthly.html", 360) as page:
        value = page.locator(".cb-dataset td.n").first.bounding_box()
        assert value["x"] + value["width"] <= 360, "the figures are out of sight"
        assert page.locator(".cb-dataset tbody td").first.text_content() == "AWOL", "a code instead of its word"
    with opened(f"{address}/instructors/outcomes.html", PHONE["width"]) as page:
        assert min(cell.bounding_box()["width"] for cell in page.locator(".cb-outcomes td:first-child").all()) >= 200
    with opened(f"{address}/genindex.html", PHONE["width"]) as page:
        letters = page.locator(".cb-index h2").count()
        assert page.locator(".cb-index").bounding_box()["height"] / letters < 110


def test_lists_of_contents_on_a_phone_have_a_button_that_closes_them(opened, address):
    with opened(f"{address}/chapters/reform.html", WIDTHS["phone"]) as page:
        for button, list in ((".cb-open-book", ".cb-book"), (".cb-open-page", ".cb-toc")):
            page.locator(button).tap()
            page.locator(f"{list} .cb-close").tap()
            assert not page.locator(list).is_visible()
        page.set_viewport_size({"width": 1400, "height": 800})
        assert page.locator(".cb-close:visible").count() == 0


@pytest.mark.parametrize("theme", THEMES)
def test_the_first_tap_on_the_theme_changes_what_is_seen_and_the_third_is_the_systems(opened, address, theme):
    with opened(f"{address}/index.html", theme=theme) as page:
        ground, button = "getComputedStyle(document.body).backgroundColor", page.locator(".cb-theme")
        before = page.evaluate(ground)
        button.click()
        assert page.evaluate(ground) != before
        button.click()
        button.click()
        assert page.evaluate(ground) == before and page.evaluate("document.documentElement.dataset.mode") == "auto"
