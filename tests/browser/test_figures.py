"""Figures over the whole book: units in titles, one colour for a subject, letters that a phone shows, a picture of each table."""

from __future__ import annotations

import base64
import html
import json
import re
import zlib

import pytest
from coursebook import project
from coursebook.evidence import load
from coursebook.evidence.claims import sections
from coursebook.evidence.tables import resource
from coursebook.figures import subjects

from tests.browser.pages import PHONE
from tests.browser.test_explorers import LOWEST

# What may follow a number in a title; a date is no amount.
UNITS = r"%|\b(?:proceedings|cases|sentences|persons|men|soldiers|points?|dollars|euros|hryvnias|deserters|executions|killed|casualties)\b"
DATES = r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}|\b(?:19|20)\d\d\b"
TEXT = re.compile(r"<text([^>]*)>([^<]+)</text>")
PAGES = [*(f"chapters/{name}.html" for name in ("primer", *sections(), "capstone")), "index.html"]
TABLES = sorted(path.stem for path in (project.current().root / "reference" / "datasets").glob("*.md"))


def states(site) -> list[tuple[str, list]]:
    """Every state of every explorer: its key, and title, picture, reading, table and notes."""
    found = []
    for path in sorted((site / "_explorers").glob("chapters-*.js")):
        id, packed = re.search(r'\("([^"]+)",\s*"([^"]+)"\)', path.read_text(encoding="ascii")).groups()
        found += [(f"{id}={key}", state) for key, state in json.loads(zlib.decompress(base64.b64decode(packed))).items()]
    return found


def without_unit(title: str) -> bool:
    bare = re.sub(DATES, "", title)
    return bool(re.search(r"\d", bare)) and not re.search(UNITS, bare)


def test_every_title_of_an_explorer_says_its_unit(site):
    every = states(site)
    assert len(every) > 300
    assert [(key, state[0]) for key, state in every if without_unit(state[0])] == []


@pytest.mark.parametrize(
    "title", ["Opened, both: Ukraine 714.1, no count for Russia", "Suspicion served: Ukraine 16,812", "A month: 6,144"]
)
def test_a_title_without_its_unit_would_be_found(title):
    assert without_unit(title)


def strange(svg: str) -> list[str]:
    """Names of subjects that a picture writes in the colour of another."""
    given = {name.lower(): tone for name, tone in project.current().settings.colours.items()}
    found = []
    for attributes, said in TEXT.findall(svg):
        colours = re.findall(r"fill: ?var\(--cb-(blue|orange|green|purple)", attributes)
        own = given.get(html.unescape(said).strip().lower())
        if own and colours and colours != [own]:
            found.append(f"{said} in {colours[0]}")
    return found


def test_a_subject_is_named_in_its_own_colour_in_every_figure(site):
    pictures = [
        (path.name, path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html")) if "lab" not in path.parts
    ]
    pictures += [(key, state[1]) for key, state in states(site)]
    assert {name: found for name, svg in pictures if (found := strange(svg))} == {}
    named = {said for _, svg in pictures for _, said in TEXT.findall(svg)}
    assert {"AWOL", "desertion"} <= named, "no figure names what has a colour"


def test_a_name_in_the_colour_of_another_subject_would_be_found():
    assert strange('<text style="fill: var(--cb-orange,#b35000)">AWOL</text>') == ["AWOL in orange"]


def test_every_subject_of_the_book_has_a_tone():
    assert sorted(project.current().settings.colours) == ["AWOL", "Russia", "Ukraine", "desertion"]
    assert len({subjects.colour(name) for name in project.current().settings.colours}) == 4


@pytest.mark.parametrize("name", PAGES)
def test_no_letter_of_a_figure_is_below_twelve_pixels_on_a_phone(opened, address, name):
    with opened(f"{address}/{name}", PHONE["width"]) as page:
        page.set_viewport_size(PHONE)
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        small = {
            figure.locator("figcaption").first.text_content(): low
            for figure in page.locator(".cb-figure:has(svg text):visible").all()
            if (low := min(figure.evaluate(LOWEST))) < 11.9
        }
        assert small == {}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_picture_of_its_rows(site, name):
    text = (site / "reference" / "datasets" / f"{name}.html").read_text(encoding="utf-8")
    figure = re.search(r'<figure class="cb-figure cb-glance">.*?</figure>', text, re.S)[0]
    assert re.search(r'<svg role="img" aria-label="[^"]{12,}"', figure)
    count, whole = re.search(r"At a glance: (\d+)(?: of (\d+))? rows", figure).groups()
    assert int(whole or count) == len(load(name)) and 2 <= int(count) <= len(load(name))
    # What a code stands for is said in the words of the table's description.
    for field in resource(name)["schema"]["fields"]:
        codes = {one["value"] for one in field.get("categories", []) if one["value"] != one["label"]}
        assert not codes & {said for _, said in TEXT.findall(figure)}


def test_the_picture_of_a_table_stands_on_the_first_screen_of_a_phone(opened, address):
    for name in ("ukraine_cases_monthly", "law_penalties", "events"):
        with opened(f"{address}/reference/datasets/{name}.html", PHONE["width"]) as page:
            page.set_viewport_size(PHONE)
            assert page.locator(".cb-glance svg").bounding_box()["y"] < PHONE["height"] - 100
            assert min(page.locator(".cb-glance").evaluate(LOWEST)) >= 11.9


UNDER = """() => [...document.querySelectorAll(".cb-picture svg")].flatMap(svg => {
    const texts = [...svg.querySelectorAll("text")].map(text => [text.textContent.trim(), text.getBoundingClientRect()]).filter(([, box]) => box.width);
    return texts.flatMap(([one, a], count) => texts.slice(0, count).flatMap(([other, b]) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3 ? [`${one} / ${other}`] : []));
})"""


@pytest.mark.parametrize("name", [*PAGES[:-1], "uk/chapters/personal-stories.html"])
def test_no_two_labels_of_a_figure_lie_over_each_other_on_a_phone(opened, address, name):
    with opened(f"{address}/{name}", width=360) as page:
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert page.evaluate(UNDER) == []
