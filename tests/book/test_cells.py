"""Cells of a page as the browser's worker runs them, here in the tests' own Python with pandas and matplotlib."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pytest
from coursebook import project
from coursebook.book.browser import cells
from myst_nb.core.read import read_myst_markdown_notebook


def code_of(chapter: str) -> list[str]:
    text = (project.current().root / "chapters" / f"{chapter}.md").read_text(encoding="utf-8")
    return [cell.source for cell in read_myst_markdown_notebook(text).cells if cell.cell_type == "code"]


def test_the_cells_of_a_chapter_run_and_draw():
    primer, page = code_of("primer"), cells.Page()
    first = page.run(primer[:1])
    assert first["html"].startswith('<figure class="cb-figure">') and not first["error"]
    last = page.run(primer)
    assert "<figcaption>Files for AWOL" in last["html"] and not last["error"]
    assert cells.missing(primer[0]) is None
    # What the chapter builds up is there; a cell that shares no name with those below was not run for them.
    ran = [code for code, _ in page.ran]
    assert [code for code in ran if "wide = cases.pivot" in code] and not [code for code in ran if "for row in rows" in code]


def test_an_explorer_shows_the_state_that_is_asked_for_by_default_the_first():
    code = code_of("reform")
    place = next(at for at, one in enumerate(code) if "Explorer(" in one)
    page, above = cells.Page(), code[: place + 1]
    first = page.run(above)
    assert first["html"].startswith('<figure class="cb-figure">') and not first["error"]
    # The page's controls ask for another; a key of none is told.
    second = page.run(above, "1-1-0-0")
    assert second["html"].startswith('<figure class="cb-figure">') and second["html"] != first["html"]
    assert page.run(above, "0-0-0-0")["html"] == first["html"]
    assert "has no state 99-0-0-0. Fix:" in page.run(above, "99-0-0-0")["error"]


def test_what_was_drawn_and_not_shown_is_shown():
    done = cells.Page().run(["import matplotlib.pyplot as plt\nplt.plot([1, 2])"])
    assert re.match(r"<div><svg\b.*</svg>\s*</div>", done["html"], re.S) and not plt.get_fignums()


def test_a_cell_begins_with_what_those_that_it_builds_on_left():
    page = cells.Page()
    above = ["def later():\n    return rate", "rate = 2", "unused = later() / 0 if False else 1"]
    assert page.run([*above, "rate = rate + 1\nlater()"])["text"] == "3\n"
    # Once more it gives the same, and a change above counts without being run by hand.
    assert page.run([*above, "rate = rate + 1\nlater()"])["text"] == "3\n"
    assert page.run([above[0], "rate = 7", above[2], "later()"])["text"] == "7\n"
    assert page.run(["x = 1 / 0", "print('not reached')\nx"]) == {
        "text": "",
        "html": "",
        "error": 'Traceback (most recent call last):\n  File "cell 1 of this page", line 1, in <module>\n    x = 1 / 0\n        ~~^~~\nZeroDivisionError: division by zero',
        "failed": 0,
    }
    assert cells.needed(["a = 1", "sum = a", "b = 2", "print(sum)"]) == [0, 1, 3]


def test_what_a_loop_prints_does_not_fill_the_page():
    said = cells.Page().run(
        ["while True:\n    print('x' * 1000)\n    count = globals().get('count', 0) + 1\n    assert count < 500"]
    )
    assert len(said["text"]) < 2 * cells.MOST and said["error"].endswith("AssertionError")


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import os\nfrom no_such_module import x", "no_such_module"),
        ("def f():\n    import no_such.part", "no_such"),
        ("from os import no_such_name", None),
        ("import (", None),
    ],
)
def test_what_code_lacks_is_found_before_it_runs(code, found):
    assert cells.missing(code) == found


def test_an_answer_is_checked_by_its_calls():
    checks = [["half(1)", "0.5"], ["half(0.1 + 0.2)", "0.15"], ["half([])", "[]"]]
    done = cells.check("def half(x):\n    return x / 2", "given = 1", checks)
    assert [(one["value"], one["right"]) for one in done["results"][:2]] == [("0.5", True), ("0.15000000000000002", True)]
    assert done["results"][2]["error"].startswith("TypeError") and not done["results"][2]["right"]
    assert cells.check("def half(", "", checks)["results"] == []
