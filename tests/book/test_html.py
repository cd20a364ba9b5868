"""Every page of the built site is HTML without an error, as the Nu HTML checker sees it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.browser.install import NODE_PACKAGES
from tests.browser.pages import all_pages

CHECKER = NODE_PACKAGES / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
PAGE = '<!DOCTYPE html><html lang="en"><head><title>A</title></head><body>{}</body></html>'


def errors(files: list[Path]) -> list[str]:
    """What the checker, run by Java, calls an error: file, message and place."""
    command = ["java", "-jar", str(CHECKER), "--errors-only", "--format", "json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stderr)["messages"]
    return [f"{Path(one['url']).name}: {one['message']} — {one.get('extract', '').strip()[:160]}" for one in found]


def test_no_page_has_an_error(site):
    files = [site / name for name in all_pages()]
    assert len(files) > 40
    assert errors(files) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<table><tr><td><p>a<div>b</div></p></td></tr></table>", "No “p” element in scope"),
        ('<label for="a">A <output for="a">1</output></label><input id="a" type="range">', "“output” descendant of a “label”"),
        ('<svg><path id="6f9"/></svg>', "Not a valid XML 1.0 name"),
        ('<form action=""></form>', "Must be non-empty"),
        ('<p id="a">A</p><p id="a">B</p>', "Duplicate ID"),
        ('<img src="a.png">', "must have an “alt” attribute"),
        ("<ul><p>A</p></ul>", "“p” not allowed as child of element “ul”"),
        ('<p><a href="a"><button>A</button></a></p>', "must not appear as a descendant of the “a”"),
        ("<style scoped></style>", "“scoped” not allowed"),
    ],
    ids=["paragraph", "output", "id of a drawing", "form", "id twice", "picture", "list", "button in a link", "style"],
)
def test_the_checker_sees_a_fault(tmp_path, body, said):
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(body), encoding="utf-8")
    assert said in "\n".join(errors([page]))
