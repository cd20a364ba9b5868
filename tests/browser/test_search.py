"""The search in a real browser: what it finds, what it forgives, what it must not know."""

from __future__ import annotations

import json
import re

import pytest
from coursebook import project
from coursebook.evidence.roles import plain_figures
from coursebook.exercises.questions import questions


@pytest.fixture(scope="module")
def index(site):
    """The index as data."""
    # Its name has a hash, which the search page knows.
    address = re.search(r'data-load="([^"]+)"', (site / "search.html").read_text(encoding="utf-8"))[1]
    text = (site / address).read_text(encoding="utf-8")
    return json.loads(re.fullmatch(r"coursebook\.passages\((.*)\)\n", text, re.S)[1])


def found(page) -> list[str]:
    """Where the results lead, best first."""
    page.wait_for_function("/\\d|One passage|Nothing/.test(document.querySelector('.cb-found-said').textContent)")
    return page.locator(".cb-found a").evaluate_all("links => links.map(link => link.getAttribute('href'))")


@pytest.fixture(scope="module")
def ask(opened, address):
    """Type words into one search page, which has loaded its index; returns the page with what it found."""
    with opened(f"{address}/search.html") as page:

        def typed(words: str):
            page.locator(".cb-find input").fill(words)
            # What was said to the words before is no answer to these.
            page.locator(".cb-found-said").evaluate("said => { said.textContent = '' }")
            page.keyboard.press("Enter")
            return page

        yield typed


# What a reader types -> where one of the first five results must lead.
ASKED = {
    "kickbacks": "reference/glossary.html#term-kickback",
    "deserton": "reference/glossary.html#term-desertion",
    "denominators": "reference/glossary.html#term-denominator",
    "Istambul invitation": "reference/evidence.html#claim-istanbul-invite",
    "soldier absnt without leave order of steps": "chapters/introduction.html#question-in-q-stages",
    "СЗЧ": "reference/glossary.html#term-AWOL",
    "monthly regster cases": "reference/datasets/ukraine_cases_monthly.html",
}


@pytest.mark.parametrize(("asked", "wanted"), ASKED.items())
def test_search_forgives_plurals_and_typos(ask, asked, wanted):
    page = ask(asked)
    first = found(page)[:5]
    assert any(link.startswith(wanted) for link in first), first
    assert page.locator(".cb-found li").first.locator("mark").count() >= 1
    assert page.troubles == [] and page.foreign == []


@pytest.mark.parametrize(
    ("asked", "same"),
    [("mobilization", "mobilisation"), ("Zelenskyy", "Zelensky"), ("Зеленський", "Zelensky"), ("Київ", "Kyiv")],
)
def test_search_knows_both_spellings_of_a_word(ask, asked, same):
    hits = [found(ask(text)) for text in (asked, same)]
    assert hits[0] == hits[1] and len(hits[0]) >= 5


def test_a_result_shows_its_passage_and_leads_to_it(opened, address):
    with opened(f"{address}/search.html?q=kickback") as page:
        found(page)
        first = page.locator(".cb-found li").first
        assert "Glossary" in first.locator(".cb-found-where").text_content()
        assert "contract" in first.text_content()
        first.locator("a").click()
        page.wait_for_url("**/reference/glossary.html#term-kickback")
        assert page.locator(":target").is_visible()


def test_search_says_when_nothing_fits_and_when_it_guessed(opened, address):
    with opened(f"{address}/search.html?q=xylophone") as page:
        assert found(page) == []
        assert "Nothing in the book fits “xylophone”" in page.locator(".cb-found-said").text_content()
        page.locator(".cb-find input").fill("deserton")
        page.wait_for_selector(".cb-found li")
        assert "“deserton” is not in the book; “desertion” is." in page.locator(".cb-found-said").text_content()


@pytest.mark.parametrize("asked", ["<img src=x onerror=alert(1)>", "%", "a" * 5000, "the of and", "“”"])
def test_search_takes_what_is_typed_as_text(opened, address, asked):
    with opened(f"{address}/search.html") as page:
        page.locator(".cb-find input").fill(asked)
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
        assert page.locator(".cb-found img").count() == 0
        assert page.troubles == []


def test_the_index_is_asked_for_only_by_the_search(opened, address):
    asked = []
    with opened("about:blank") as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/chapters/reform.html", wait_until="networkidle")
        assert not any("/_search/" in url for url in asked)
        page.goto(f"{address}/search.html?q=law")
        assert found(page)
        assert any("/_search/" in url for url in asked)


def test_search_works_from_disk(opened, site):
    with opened(f"{(site / 'search.html').as_uri()}?q=kickbacks") as page:
        assert found(page)[0] == "reference/glossary.html#term-kickback"
        assert page.troubles == []


def test_every_passage_is_where_the_index_says(index, site):
    wrong, known = [], {}
    for page, anchor, *_ in index["passages"]:
        address = index["pages"][page][0]
        if address not in known:
            known[address] = set(re.findall(r'\bid="?([^"\s>]+)', (site / address).read_text(encoding="utf-8")))
        if anchor and anchor not in known[address]:
            wrong.append(f"{address}#{anchor}")
    assert wrong == []
    assert set(range(8)) == {kind for _, _, kind, _, _ in index["passages"]}


def _plain(text: str) -> list[str]:
    """Runs of words of a question that stand in a page as they stand in its file."""
    parts = re.split(r"[{}`*\[\]|]+", plain_figures(text))
    return [" ".join(part.split())[:80] for part in parts if len(part.split()) > 7]


def test_no_graded_question_and_no_answer_is_in_the_index(index):
    said = " ".join(" ".join(text.split()) for _, _, _, *texts in index["passages"] for text in texts).replace("’", "'")
    leaked, shown = [], 0
    for id, question in questions().items():
        prompts = [part.replace("’", "'") for part in _plain(question.prompt)]
        if question.use == "graded":
            leaked += [f"{id}: {part}" for part in prompts if part in said]
        else:
            shown += any(part in said for part in prompts)
        feedback = [option["feedback"] for option in question.cells.get("options", [])]
        leaked += [f"{id}: {part}" for text in feedback for part in _plain(text) if part.replace("’", "'") in said]
    assert leaked == []
    assert shown > 10, "the test would not see a question that is there"


def test_sphinx_writes_no_index_of_its_own(site):
    assert not (site / "searchindex.js").exists()
    assert (site / "search.html").is_file() and project.current().site == site


@pytest.mark.parametrize("text", ["desertion", "deserters", "AWOL", "amnesty", "mobilisation", "corruption", "Istanbul talks"])
def test_what_explains_comes_before_rows_of_tables(ask, text):
    page = ask(text)
    assert found(page)
    kinds = page.locator(".cb-found-where").all_text_contents()[:4]
    assert not [kind for kind in kinds if "Row of a table" in kind or kind.startswith("Source")], kinds


@pytest.mark.parametrize("text", ["x" * 2000, "desertion " * 200, "щ" * 500])
def test_a_long_question_does_not_fill_the_screen(opened, address, text):
    with opened(f"{address}/search.html?q={text}") as page:
        said = page.locator(".cb-found-said")
        page.wait_for_function("document.querySelector('.cb-found-said').textContent.includes('…”')")
        assert len(said.text_content()) < 260 and said.bounding_box()["height"] < 200
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    with opened(f"{address}/search.html") as page:
        page.locator(".cb-find input").fill(text)
        page.locator(".cb-find button").click()
        assert len(page.locator(".cb-find input").input_value()) <= 2000


def test_a_chapters_list_of_sources_is_no_answer(opened, address, index):
    """Each source is found by itself in the bibliography; a page that is named once is enough."""
    with opened(f"{address}/search.html?q=desertion") as page:
        assert not [link for link in found(page) if link.endswith("#sources")]
        for where in page.locator(".cb-found-where").all_text_contents():
            names = where.split(" · ")
            assert len(names) == len(set(names)), where


def test_what_was_asked_is_told_as_it_was_typed_and_comes_back(opened, address):
    with opened(f"{address}/search.html?q=%D0%A2%D0%A6%D0%9A") as page:
        page.wait_for_selector(".cb-found li")
        assert page.locator(".cb-found-said").text_content().startswith("“ТЦК” is not in the book")
        page.locator(".cb-find input").fill("!!!")
        page.get_by_text("Nothing in the book fits “!!!”").wait_for()
        page.locator(".cb-find input").fill("kickbacks")
        page.wait_for_selector(".cb-found a:has-text('kickback')")
        page.locator(".cb-found a").first.click()
        page.wait_for_url("**/reference/**")
        page.go_back()
        page.wait_for_selector(".cb-found a:has-text('kickback')")
        assert page.locator(".cb-find input").input_value() == "kickbacks"


def test_a_number_is_found_however_its_thousands_are_parted(ask):
    assert found(ask("19 350")) == found(ask("19,350")) == found(ask("19350")) != []
