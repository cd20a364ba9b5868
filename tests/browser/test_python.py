"""Code that a reader changes in the page, in a real browser under the site's own policy.

Pyodide's core comes from npm; its scientific wheels are on no registry, so what runs here is Python alone, and of the
others it is tested what the page says where they cannot be had.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import shutil
import threading
import zipfile
from pathlib import Path

import pytest
from coursebook.book.browser import in_page, pyodide
from coursebook.book.browser.launch import LAB
from coursebook.publish import offline
from coursebook.publish.headers import Handler
from coursebook.publish.passes.site import Site

from tests.browser.install import NODE_PACKAGES
from tests.browser.pages import AXE, TAGS
from tests.browser.screens import settled

PAGE = "chapters/introduction.html"
FIGURE = """\
class Drawn:
    def _repr_html_(self):
        picture = "<div class='cb-picture'><svg viewBox='0 0 9 4'></svg></div>"
        return f"<figure class='cb-figure'><figcaption>Mine</figcaption>{picture}<div class='cb-table'>my table</div></figure>"
Drawn()
"""
EXPLORER = """\
class Drawn:
    def _view_html_(self, key):
        picture = "<div class='cb-picture'><svg viewBox='0 0 9 4'></svg></div>"
        return f"<figure class='cb-figure'><figcaption>State {key}</figcaption>{picture}</figure>"
Drawn()
"""
WRONG = "def total(cases, offence):\n    return len(cases)"
RIGHT = 'def total(cases, offence):\n    return sum(row["value"] for row in cases if row["offence"] == offence)'


@pytest.fixture(scope="module")
def folder(site, tmp_path_factory) -> Path:
    """The site as it is built with PYODIDE=…: Python's core in it, and in the list of what can be kept."""
    made = tmp_path_factory.mktemp("python") / "site"
    shutil.copytree(site, made, copy_function=os.link, ignore=shutil.ignore_patterns("pyodide", "python", "*.gz", "*.br"))
    for name in (offline.WORKER, offline.PAGE):
        # A link would change the built site.
        content = (made / name).read_bytes()
        (made / name).unlink()
        (made / name).write_bytes(content)
    runtime = shutil.copytree(NODE_PACKAGES / "node_modules" / "pyodide", made.parent / "pyodide")
    _stand_in(runtime, "six")
    pyodide.copy(runtime, made / LAB / "static" / "pyodide")
    in_page.write(made / LAB, local=True)
    (made / offline.WORKER).unlink()
    offline.run(Site(made, made, made, made / LAB))
    return made


def _stand_in(runtime: Path, name: str) -> None:
    """A wheel under the name that Pyodide's list has for a package, in place of the real one."""
    about = json.loads((runtime / pyodide.PYODIDE_LOCK).read_text(encoding="utf-8"))["packages"][name]
    info = f"{name}-{about['version']}.dist-info"
    with zipfile.ZipFile(runtime / about["file_name"], "w") as wheel:
        wheel.writestr(f"{name}.py", "said = 'brought'\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {about['version']}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


@pytest.fixture(scope="module")
def server(folder):
    started = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=started.serve_forever, daemon=True).start()
    yield started
    started.shutdown()


def address(server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


@pytest.fixture(scope="module")
def page(browser, server):
    """A chapter on a phone, with one Python for all tests; ``asked`` lists its requests."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    context.route(lambda url: not url.startswith((address(server), "data:", "blob:")), lambda route: route.abort())
    page = context.new_page()
    page.asked, page.troubles = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.goto(f"{address(server)}/{PAGE}")
    settled(page)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    yield page
    context.close()


def cell(page, place: int):
    """The code of a cell as an editor."""
    found = page.locator(".cell_input").nth(place)
    if found.locator("textarea").count() == 0:
        found.get_by_role("button", name="Run and change it").click()
    found.locator("textarea").wait_for()
    return found


def run(page, place: int, code: str, until: str = "Done.") -> str:
    """Put code into a cell, run it by keyboard, and return what it printed."""
    found = cell(page, place)
    found.locator("textarea").fill(code)
    page.keyboard.press("Control+Enter")
    found.get_by_role("status").filter(has_text=until).wait_for(timeout=60_000)
    own = found.locator(".cb-ran")
    return (own if own.count() else found.locator("xpath=..").locator(".cell_output")).inner_text().strip()


def test_nothing_of_python_comes_before_it_is_asked_for(page):
    assert not [url for url in page.asked if f"/{LAB}/" in url or "/python." in url]
    button = page.get_by_role("button", name="Run and change it").first
    assert button.bounding_box()["height"] >= 44
    cell(page, 1)
    assert [url for url in page.asked if "/python." in url] and not [url for url in page.asked if f"/{LAB}/" in url]


def test_a_changed_cell_builds_on_those_above_it_as_they_stand_now(page):
    run(page, 1, "base = 40")
    assert run(page, 2, "print('two')\nbase + 2") == "two\n42"
    cell(page, 1).locator("textarea").fill("base = 50")
    assert run(page, 2, "base + 2") == "52"


def test_an_error_is_told_with_its_line_and_where_it_lies(page):
    said = run(page, 2, "first = 1\nfirst / 0", "Python reports an error.")
    assert 'cell 3 of this page", line 2' in said and said.endswith("ZeroDivisionError: division by zero")
    cell(page, 1).locator("textarea").fill("base = oops")
    assert "NameError" in run(page, 2, "base", "A cell above this one")
    assert "ModuleNotFoundError" in run(page, 2, "import nothing_of_that_name", "Python reports an error.")


def test_the_tab_key_indents_until_escape_frees_it(page):
    area = cell(page, 2).locator("textarea")
    area.fill("")
    area.press("Tab")
    assert area.input_value() == "    "
    area.press("Escape")
    area.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"


def test_a_figure_is_drawn_in_the_books_frame_and_reset_brings_back_the_books(page):
    figure = page.locator(".cb-figure:has(.cell_input)").first
    place = page.locator(".cell_input").evaluate_all("all => all.indexOf(document.querySelector('.cb-figure .cell_input'))")
    parts = [figure.locator(part).first for part in ("figcaption", ".cb-picture", ".cb-reading", ".cb-table")]
    before = [part.inner_html() for part in parts]
    run(page, place, FIGURE, "The figure above is drawn anew.")
    assert figure.locator("figcaption").inner_text() == "Mine" and figure.locator(".cb-table").inner_text() == "my table"
    assert figure.locator(".cb-picture svg").get_attribute("viewBox") == "0 0 9 4"
    cell(page, place).get_by_role("button", name="Reset").click()
    assert [part.inner_html() for part in parts] == before and figure.locator("textarea").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Run and change it"


def test_an_explorer_that_a_reader_changed_answers_to_its_controls(page):
    figure = page.locator(".cb-explorer:has(.cell_input)").first
    place = page.locator(".cell_input").evaluate_all("all => all.indexOf(document.querySelector('.cb-explorer .cell_input'))")
    before = figure.locator(".cb-title").inner_text()
    run(page, place, EXPLORER, "The figure above is drawn anew.")
    controls, title = figure.locator(".cb-controls"), figure.locator(".cb-title")
    first = title.inner_text()
    assert first.startswith("State 0") and controls.is_visible()
    # The last of its options: another state than the first.
    controls.locator("input[type=radio]").last.dispatch_event("click")
    title.filter(has_not_text=first).wait_for(timeout=60_000)
    assert re.fullmatch(r"State [\d.]+(-[\d.]+)*", title.inner_text())
    # Without the reader's code the book's own states are shown again: once they have come, that of the controls as they stand now.
    cell(page, place).get_by_role("button", name="Reset").click()
    title.filter(has_not_text=re.compile(f"State|{re.escape(before)}")).wait_for()
    assert controls.is_visible()


def test_a_library_comes_with_the_first_cell_that_imports_it(page):
    assert run(page, 2, "import six\nsix.said") == "'brought'"


def test_a_library_that_cannot_be_had_is_named(page):
    before = page.locator(".cb-picture svg").first.inner_html()
    run(page, 2, "import pandas", "This code needs pandas, and cdn.jsdelivr.net does not give it now.")
    assert page.locator(".cb-picture svg").first.inner_html() == before
    # Python itself goes on.
    assert run(page, 2, "1 + 1") == "2"


def test_a_question_of_kind_code_is_checked_in_the_page(page):
    part = page.locator(".cb-question[data-kind=code]")
    area, said, answer = part.locator("textarea"), part.locator(".cb-verdict-said"), part.locator(".cb-answer")
    for code in ("def total(", WRONG):
        assert answer.is_hidden()
        area.fill(code)
        part.get_by_role("button", name="Check").click()
        said.filter(has_text="Not yet").wait_for(timeout=60_000)
    lines = part.locator(".cb-checks li")
    assert [line.get_attribute("data-right") for line in lines.all()] == ["0", "0", "1"]
    assert lines.first.inner_text().endswith(", but gives 8")
    # After two misses the model answer can be opened.
    assert answer.is_visible() and 'if row["offence"] == offence' in answer.text_content()
    area.fill(RIGHT)
    assert lines.first.get_attribute("data-right") is None
    part.get_by_role("button", name="Check").click()
    said.filter(has_text="Right.").wait_for()
    assert "It is not a number of soldiers" in said.inner_text()


def test_the_editor_is_fit_for_everybody(page):
    cell(page, 2)
    page.evaluate(AXE)
    for part in (".cell_input", ".cb-question[data-kind=code]"):
        found = page.evaluate(
            "([part, tags]) => axe.run(part, {runOnly: {type: 'tag', values: tags}, preload: false})", [part, TAGS]
        )
        assert [(fault["id"], fault["nodes"][0]["html"][:80]) for fault in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_endless_loop_is_stopped(page):
    run(page, 2, "while True:\n    pass", "It is running.")
    cell(page, 2).get_by_role("button", name="Stop").click()
    cell(page, 2).get_by_role("status").filter(has_text="Stopped.").wait_for()
    assert page.troubles == []


def test_a_cell_of_a_translated_chapter_runs_and_its_page_speaks_its_language(browser, server):
    context = browser.new_context()
    context.route(lambda url: not url.startswith((address(server), "data:", "blob:")), lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{address(server)}/uk/chapters/personal-stories.html")
    settled(page)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    words = json.loads(page.locator("#cb-words").text_content())
    said = [words[name] for name in ("change", "run", "done", "fails", "lacking", "back")]
    assert all(re.search("[а-яіїє]", one) and not re.search("[a-z]{3}", re.sub(r"{\w+}|Python", "", one)) for one in said), said
    found = page.locator(".cell_input").first
    found.get_by_role("button", name=words["change"]).click()
    status = found.get_by_role("status")
    lacking = words["lacking"].format(name="pandas", host="cdn.jsdelivr.net")
    for code, told in (("1 + 1", words["done"]), ("1 / 0", words["fails"]), ("import pandas", lacking)):
        found.locator("textarea").fill(code)
        found.get_by_role("button", name=words["run"], exact=True).click()
        status.filter(has_text=told).wait_for(timeout=60_000)
    found.get_by_role("button", name=words["back"]).click()
    assert found.locator("textarea").count() == 0
    context.close()


def test_python_that_does_not_come_is_told_within_15_seconds(browser, address):
    context = browser.new_context()
    # A host that takes the request and never answers.
    context.route(lambda url: not url.startswith("http://127.0.0.1:"), lambda route: None)
    public = {"python": pyodide.PUBLIC, "wheels": {}}
    context.route(f"**/{in_page.FOLDER}/{in_page.ABOUT}", lambda route: route.fulfill(json=public))
    page = context.new_page()
    page.goto(f"{address}/chapters/primer.html")
    settled(page)
    found = cell(page, 1)
    found.get_by_role("button", name="Run", exact=True).click()
    told = found.get_by_role("status").filter(has_text="Python did not come: cdn.jsdelivr.net cannot be reached now.")
    told.wait_for(timeout=15_000)
    found.get_by_role("button", name="Reset").click()
    assert found.locator("pre").is_visible() and found.locator("textarea").count() == 0
    context.close()


def test_from_disk_the_page_says_that_browsers_forbid_it(opened, site):
    with opened((site / "chapters" / "primer.html").as_uri()) as page:
        found = cell(page, 1)
        found.get_by_role("button", name="Run", exact=True).click()
        found.get_by_role("status").filter(has_text="Code runs from a web address only").wait_for()


def test_a_cell_of_the_primer_runs_from_the_kept_book(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address(server)}/keep.html")
    settled(page)
    page.get_by_role("button", name="Keep this book on my device").click()
    page.get_by_role("button", name="Keep Python too").click(timeout=60_000)
    page.get_by_text("The book is kept on this device, with Python to run its code.").wait_for(timeout=60_000)
    server.shutdown()
    server.server_close()
    page.goto(f"{address(server)}/chapters/primer.html")
    settled(page)
    found = page.locator(".cell_input", has_text="for row in rows")
    before = found.locator("xpath=..").locator(".cell_output").inner_text().strip()
    found.get_by_role("button", name="Run and change it").click()
    area = found.locator("textarea")
    area.fill(area.input_value().replace("awol", "desertion"))
    found.get_by_role("button", name="Run", exact=True).click()
    page.locator(".cell_input:has(textarea)").get_by_role("status").filter(has_text="Done.").wait_for(timeout=60_000)
    after = page.locator(".cell:has(textarea) .cell_output").inner_text().strip()
    assert len(after.splitlines()) == len(before.splitlines()) > 3 and after != before
    context.close()
