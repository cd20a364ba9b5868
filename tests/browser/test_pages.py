"""Every page of the built site in a real browser, phone and desktop, light and dark."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import axe_playwright_python
import pypdf
import pytest
from coursebook import project
from coursebook.book.directives.landing import mark
from coursebook.evidence.claims import all_claims, sections
from coursebook.publish.passes.site import FIGURES

from tests.browser.screens import CONTRAST, THEMES, WIDTHS, settled

AXE_ALONE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
AXE = AXE_ALONE + CONTRAST.read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# One page of each kind, for what is not looked at on every page.
KINDS = [
    "index.html",
    "chapters/personal-stories.html",
    "reference/evidence.html",
    "reference/bibliography.html",
    "reference/corrections.html",
    "reference/datasets/ukraine_cases_monthly.html",
    "search.html",
    "uk/index.html",
    "instructors/rubrics.html",
]
# What hides is opened, so that its contents are judged too; a question is answered wrongly, so that it speaks.
OPEN = """() => {
    document.querySelectorAll("details").forEach(part => part.open = true);
    document.querySelectorAll(".cb-question:not([data-kind=code]) form").forEach(form => {
        form.querySelectorAll("input[type=radio], input[type=checkbox]").forEach(input => input.checked = true);
        form.querySelectorAll("input:not([type=radio]):not([type=checkbox])").forEach(input => input.value = "1");
        form.querySelectorAll("select").forEach(input => input.selectedIndex = input.options.length - 1);
        form.requestSubmit();
    });
    document.querySelectorAll("details").forEach(part => part.open = true);
}"""
LOOK = """() => {
    const faults = [];
    let last = 0;
    for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
        const level = +heading.tagName[1];
        if (level > last + 1) faults.push(`the heading '${heading.textContent}' jumps from level ${last} to ${level}`);
        last = level;
    }
    if (document.querySelectorAll("h1").length !== 1) faults.push("it has not exactly one first heading");
    if (document.querySelectorAll("main").length !== 1) faults.push("it has not exactly one main part");
    for (const link of document.querySelectorAll("main a[href]"))
        if (/^(here|click here|this|link|read more|more)$/i.test(link.textContent.trim())) faults.push(`a link says only '${link.textContent}'`);
    for (const table of document.querySelectorAll("main table"))
        if (!table.querySelector("th")) faults.push(`a table has no headers: ${table.textContent.trim().slice(0, 60)}`);
    const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const text = walk.currentNode.data;
        /* An address is no word of a language. */
        if (/[\u0400-\u04ff]/.test(text) && !/^https?:/.test(text.trim()) && !/^(uk|ru)/.test(walk.currentNode.parentElement.closest("[lang]").lang))
            faults.push(`Cyrillic without lang: ${text.trim().slice(0, 60)}`);
    }
    return faults;
}"""

CLAIMS = len(all_claims())
PHONE = {"width": 390, "height": 844}


# Only what fails: describing each of a thousand parts that pass takes twice as long as the checks.
RUN_AXE = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}, preload: false, resultTypes: ["violations"]})
    .then(found => found.violations)"""


def all_pages() -> list[str]:
    """Every page; of those made alike, which show one figure or one table of data, the smallest and the largest."""
    site = project.current().site
    names = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    for folder in (FIGURES, project.current().settings.pages.datasets):
        alike = sorted((name for name in names if name.startswith(f"{folder}/")), key=lambda name: (site / name).stat().st_size)
        names.difference_update(alike[1:-1])
    return sorted(name for name in names if not name.startswith(("_static/", "lab/")))


def violations(page) -> list[str]:
    # The bar stays at the top while the page scrolls under it: a link half under it is not too small.
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    # Parts that have just been opened fade in; contrast is judged when they stand.
    page.evaluate("Promise.allSettled(document.getAnimations().map(fade => fade.finished))")
    page.evaluate(AXE)
    found = page.evaluate(RUN_AXE, TAGS)
    return [f"{fault['id']}: {fault['help']} — {node['html'][:160]}" for fault in found for node in fault["nodes"][:3]]


def judged(page, width: int) -> list[str]:
    """What is wrong with a page as it stands, opened everywhere."""
    page.evaluate(OPEN)
    found = [*violations(page), *page.evaluate(LOOK), *page.troubles, *page.foreign]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"it scrolls sideways at {width} pixels ({wide})"] if wide > width else [])


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


@pytest.mark.parametrize("name", KINDS)
def test_a_page_can_be_walked_by_keyboard(opened, address, name):
    """Tab reaches the way past the bar first, then every control once; each shows where the focus is; none is a trap."""
    with opened(f"{address}/{name}") as page:
        reached = []
        while page.evaluate("document.activeElement !== document.body"):
            # The search page gives its field the focus: a reader goes back from there to the start.
            page.keyboard.press("Shift+Tab")
        for _ in range(400):
            page.keyboard.press("Tab")
            here = page.evaluate(
                """() => {
                    const part = document.activeElement;
                    if (part === document.body) return null;
                    const style = getComputedStyle(part);
                    part.dataset.walked ??= Math.random();
                    const box = part.getBoundingClientRect();
                    return [part.dataset.walked, part.outerHTML.slice(0, 120), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
                        box.width > 0 && box.height > 0];
                }"""
            )
            if here is None or here[0] in {earlier[0] for earlier in reached}:
                break
            reached.append(here)
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


def test_the_ledger_filters_and_sorts_by_keyboard(opened, address):
    with opened(f"{address}/reference/evidence.html") as page:
        assert page.locator(".cb-count").text_content() == f"{CLAIMS} of {CLAIMS} claims"
        page.locator("#ledger-verdict").focus()
        page.keyboard.type("contrad")
        page.wait_for_function(f"document.querySelector('.cb-count').textContent !== '{CLAIMS} of {CLAIMS} claims'")
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


@pytest.mark.parametrize("name", KINDS)
def test_print_is_light_also_from_the_dark_theme(opened, address, name):
    look = """() => [document.documentElement, ...document.querySelectorAll("body, main, h1, p, svg text, svg path, th, td, a")]
        .slice(0, 800).map(part => (({color, backgroundColor, fill, stroke}) => [color, backgroundColor, fill, stroke].join())(getComputedStyle(part)))"""
    seen = {}
    for theme in THEMES:
        with opened(f"{address}/{name}", theme=theme) as page:
            page.emulate_media(media="print", color_scheme=theme)
            seen[theme] = page.evaluate(look)
            if theme == "dark":
                page.emulate_media(media="screen", color_scheme=theme)
                assert page.evaluate(look) != seen[theme], "the dark theme is not dark on screen"
    assert seen["light"] == seen["dark"]


def test_paper_keeps_together_what_belongs_together(opened, address):
    with opened(f"{address}/{CHAPTERS[0]}") as page:
        page.emulate_media(media="print")
        for part in (".cb-predict", ".cb-claim"):
            assert page.locator(part).first.evaluate("part => getComputedStyle(part).breakInside") == "avoid", part
        mark = "part => getComputedStyle(part, '::after').content"
        assert page.locator(".cb-claim > summary").first.evaluate(mark) == "none", "a sign to tap is printed"


@pytest.mark.parametrize("name", ["chapters/introduction.html", "chapters/reform.html", "chapters/historical-parallels.html"])
def test_a_printed_chapter_shows_its_forecasts_and_no_buttons(opened, address, name):
    with opened(f"{address}/{name}", theme="dark") as page:
        reveals = page.locator(".cb-reveal .cb-credit").all_text_contents()
        text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf())).pages)
        assert reveals
        flat = "".join(unicodedata.normalize("NFKC", text).split())
        for source in reveals:
            assert "".join(source.split())[:60] in flat, "a forecast's figure is not printed"
        for label in (
            "Commit, then see",
            "Check",
            "Try again",
            "Share",
            "· data · code",
            "Start reading",
            "Clear my answers",
        ):
            assert not re.search(rf"^\s*{label}\s*$", text, re.M), label
        assert page.locator(".cb-reveal[open]").count() == 0, "what was folded is folded again"


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
    for name in ("index.html", CHAPTERS[0]):
        with opened(f"{address}/404.html", width) as page:
            if way == "browser":
                page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
            page.goto(f"{address}/{name}")
            settled(page)
            if way != "browser":
                page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            assert page.locator("article").bounding_box()["width"] >= 0.35 * width
            icons = page.locator(".cb-bar .cb-icon:visible").all()
            assert len(icons) >= 2 and min(icon.bounding_box()["width"] for icon in icons) >= 20


def test_under_a_button_that_runs_code_the_result_has_room(opened, address):
    below = "button => button.closest('.cell').querySelector('.cell_output').getBoundingClientRect().top - button.getBoundingClientRect().bottom"
    with opened(f"{address}/{LISTED[0]}", PHONE["width"]) as page:
        gaps = page.locator(".cell:has(> .cell_output) > .cell_input > .cb-edit").evaluate_all(f"all => all.map({below})")
        assert len(gaps) >= 3 and min(gaps) >= 8


def test_small_screens_show_lists_and_tables_whole(opened, address):
    with opened(f"{address}/reference/timeline.html", PHONE["width"]) as page:
        frame = page.locator(".cb-timeline")
        assert frame.evaluate("part => part.scrollWidth - part.clientWidth") <= 0
    with opened(f"{address}/instructors/outcomes.html", PHONE["width"]) as page:
        assert min(cell.bounding_box()["width"] for cell in page.locator(".cb-outcomes td:first-child").all()) >= 200
    with opened(f"{address}/genindex.html", PHONE["width"]) as page:
        letters = page.locator(".cb-index h2").count()
        assert page.locator(".cb-index").bounding_box()["height"] / letters < 110


def test_the_ledger_shows_the_whole_as_bars_that_lead_to_their_claims(opened, address):
    with opened(f"{address}/reference/evidence.html", PHONE["width"]) as page:
        bars = page.locator(".cb-tally a")
        counts = [int(re.search(r"\d+$", text)[0]) for text in bars.all_text_contents()]
        lengths = [bar.bounding_box()["width"] for bar in page.locator(".cb-tally i").all()]
        assert sum(counts) == CLAIMS and len(counts) == 9
        assert all(abs(long / max(lengths) - count / max(counts)) < 0.02 for long, count in zip(lengths, counts, strict=True))
        bars.first.click()
        page.wait_for_url("**?verdict=holds*")
        settled(page)
        assert page.locator(".cb-claim:visible").count() == counts[0]


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


def test_choices_in_the_ledger_stand_in_the_address_and_come_back(opened, address):
    chosen = {"verdict": "contradicted", "grade": "A", "sort": "id"}
    with opened(f"{address}/reference/evidence.html") as page:
        for name, value in chosen.items():
            page.locator(f"#ledger-{name}").select_option(value)
        seen = page.locator(".cb-claim:visible").evaluate_all("claims => claims.map(claim => claim.id)")
        assert 0 < len(seen) < CLAIMS
        for back in (lambda: page.reload(), lambda: (page.goto(f"{address}/index.html"), page.go_back())):
            back()
            settled(page)
            assert page.locator(".cb-claim:visible").evaluate_all("claims => claims.map(claim => claim.id)") == seen
            assert page.locator("#ledger-verdict").input_value() == "contradicted"
        shared = page.url
    with opened(shared) as page:
        assert page.locator(".cb-claim:visible").evaluate_all("claims => claims.map(claim => claim.id)") == seen
    for strange in ("verdict=nonsense", "verdict=%", "grade=&sort=<b>", "section=" + "x" * 2000):
        with opened(f"{address}/reference/evidence.html?{strange}") as page:
            assert page.locator(".cb-count").text_content() == f"{CLAIMS} of {CLAIMS} claims" and page.troubles == []


def test_choices_that_no_claim_fits_say_so_and_lead_back(opened, address):
    with opened(f"{address}/reference/evidence.html?section=reform&verdict=outdated&grade=C") as page:
        assert page.locator(".cb-count").text_content() == f"0 of {CLAIMS} claims"
        assert "No claim fits" in page.locator(".cb-none").text_content()
        page.locator(".cb-none button").click()
        assert (
            page.locator(".cb-count").text_content() == f"{CLAIMS} of {CLAIMS} claims"
            and not page.locator(".cb-none").is_visible()
        )
        assert "?" not in page.url


def test_a_link_to_a_claim_shows_it_whatever_was_chosen(opened, address):
    with opened(f"{address}/reference/evidence.html?verdict=holds#claim-aid-window-start") as page:
        assert page.locator("#claim-aid-window-start").is_visible()


def test_no_line_of_the_ledger_says_one_thing_twice(site):
    text = re.sub(r"<[^>]+>", "", (site / "reference" / "evidence.html").read_text(encoding="utf-8"))
    assert re.findall(r"\b(\w[\w ]{3,}), \1\b", text) == []


CHAPTERS = [f"chapters/{name}.html" for name in (*sections(), "capstone")]
# As the contents have them, the primer first.
LISTED = ["chapters/primer.html", *CHAPTERS]
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
