"""Pages to be printed: every explorer stands as its twin, every forecast as a question with room to answer."""

import re

import pytest

from coursebook import paths
from coursebook.book.build import build
from coursebook.evidence.claims import SECTIONS


@pytest.fixture(scope="module")
def paper():
    return build(out=paths.BUILD / "paper", paper=True)


@pytest.mark.parametrize("section", SECTIONS)
def test_twins_stand_for_explorers(paper, site, section):
    page = f"chapters/{section}.html"
    screen, printed = ((folder / page).read_text(encoding="utf-8") for folder in (site, paper))
    explorers = re.findall(r'<figure class="cb-figure cb-explorer".*?</figure>', screen, re.S)
    twins = re.findall(r'<figure class="cb-figure cb-twin">.*?</figure>', printed, re.S)
    assert len(twins) == len(explorers) >= 1
    for twin in twins:
        panels = twin.count('class="cb-panel"')
        assert 1 <= panels <= 4 and twin.count("<svg") == panels and twin.count('class="cb-reading"') == panels
    assert not re.search(r"<(form|select|input)\b", re.search(r"<article.*?</article>", printed, re.S)[0])
    assert "cb-explorer" not in printed and "_explorers/" not in printed
    assert printed.count("______") >= screen.count('class="cb-predict"')


def test_a_reader_of_the_screen_gets_no_twin(site):
    for section in SECTIONS:
        assert "cb-twin" not in (site / "chapters" / f"{section}.html").read_text(encoding="utf-8")
