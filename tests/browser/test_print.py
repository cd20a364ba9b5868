"""Pages printed from a real browser."""

from __future__ import annotations

import io
import re
import unicodedata

import pypdf
import pytest

from tests.browser.pages import CHAPTERS, KINDS
from tests.browser.screens import THEMES


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


@pytest.mark.parametrize("name", ["ukraine_cases_monthly", "aid_totals", "ww1_executions_by_country"])
def test_a_printed_table_of_data_is_whole_and_says_its_licence(opened, address, name):
    with opened(f"{address}/reference/datasets/{name}.html") as page:
        heads = page.locator(".cb-dataset table").first.locator("th").all_text_contents()
        sheets = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
        text = " ".join(unicodedata.normalize("NFKC", " ".join(sheet.extract_text() for sheet in sheets)).split())
        for head in heads:
            assert head in text, f"the column '{head}' is cut away"
        assert "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)" in text
