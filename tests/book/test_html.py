"""Every page of the built site is HTML without an error, as the Nu HTML checker sees it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.book.install import JAVA
from tests.browser.install import NODE_PACKAGES
from tests.browser.pages import all_pages

CHECKER = NODE_PACKAGES / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
PAGE = '<!DOCTYPE html><html lang="en"><head><title>A</title></head><body>{}</body></html>'


def errors(files: list[Path]) -> list[str]:
    """What the checker, run by Java, calls an error: file, message and place."""
    command = [*JAVA, str(CHECKER), "--errors-only", "--format", "json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stderr)["messages"]
    return [f"{Path(one['url']).name}: {one['message']} — {one.get('extract', '').strip()[:160]}" for one in found]


def test_no_page_has_an_error(site):
    files = [site / name for name in all_pages()]
    assert len(files) > 40
    assert errors(files) == []


# What the checker must say of a page with that body.
FAULTS = {
    "paragraph": ("<table><tr><td><p>a<div>b</div></p></td></tr></table>", "No “p” element in scope"),
    "output": (
        '<label for="a">A <output for="a">1</output></label><input id="a" type="range">',
        "“output” descendant of a “label”",
    ),
    "id of a drawing": ('<svg><path id="6f9"/></svg>', "Not a valid XML 1.0 name"),
    "form": ('<form action=""></form>', "Must be non-empty"),
    "id twice": ('<p id="a">A</p><p id="a">B</p>', "Duplicate ID"),
    "picture": ('<img src="a.png">', "must have an “alt” attribute"),
    "list": ("<ul><p>A</p></ul>", "“p” not allowed as child of element “ul”"),
    "button in a link": ('<p><a href="a"><button>A</button></a></p>', "must not appear as a descendant of the “a”"),
    "style": ("<style scoped></style>", "“scoped” not allowed"),
}


def test_the_checker_sees_each_fault(tmp_path):
    pages = {name: tmp_path / f"{name}.html" for name in FAULTS}
    for name, page in pages.items():
        page.write_text(PAGE.format(FAULTS[name][0]), encoding="utf-8")
    told = errors(list(pages.values()))
    for name, (_, said) in FAULTS.items():
        assert any(said in one for one in told if one.startswith(pages[name].name.replace(" ", "%20"))), (name, told)
