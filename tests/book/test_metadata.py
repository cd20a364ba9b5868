"""Found and cited: what each page of the built site says of itself, and what a small book with an address adds."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urljoin
from xml.etree import ElementTree

import feedparser
import pytest
import rispy
from coursebook import project
from coursebook.book.head import addresses
from coursebook.book.head.addresses import pages
from coursebook.book.head.citation import Citation, book
from coursebook.book.head.schema_org import coverage, duration
from coursebook.evidence import all_claims
from coursebook.evidence.claims import sections
from coursebook.evidence.corrections import corrections
from coursebook.evidence.tables import data_tables
from coursebook.faults import BuildError
from coursebook.publish.build import build
from jsonschema import Draft202012Validator
from PIL import Image
from pybtex.database import parse_string

SHAPE = Draft202012Validator(json.loads(Path(__file__).with_name("metadata_shape.json").read_text(encoding="utf-8")))
CITED = ["index", *(f"chapters/{name}" for name in sections()), *(f"reference/datasets/{name}" for name in data_tables())]
BASE = "https://example.org/book/"


def text_of(site: Path, page: str) -> str:
    return (site / f"{page}.html").read_text(encoding="utf-8")


def data_of(text: str) -> dict:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    return json.loads(found)


def meta(text: str, key: str) -> str | None:
    found = re.findall(rf'<meta (?:name|property)="{re.escape(key)}" content="([^"]*)"', text)
    assert len(found) < 2, f"{key} stands twice"
    return html.unescape(found[0]) if found else None


@pytest.mark.parametrize("page", pages(project.current().root))
def test_every_page_says_what_it_is(site, page):
    text = text_of(site, page)
    assert 30 <= len(meta(text, "description")) and meta(text, "og:title") and meta(text, "og:description")
    assert [error.message for error in SHAPE.iter_errors(data_of(text))] == []
    assert "application/atom+xml" in text


def test_descriptions_tell_pages_apart(site):
    said = [meta(text_of(site, page), "description") for page in pages(project.current().root)]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("section", sections())
def test_a_chapter_names_what_it_teaches_and_cites(site, section):
    data = data_of(text_of(site, f"chapters/{section}"))
    assert data["learningResourceType"] == "chapter" and len(data["teaches"]) >= 4 and len(data["citation"]) >= 5
    assert 15 <= int(re.search(r"\d+", data["timeRequired"])[0]) <= 90


def test_a_table_names_who_counted_and_its_file(site):
    data = data_of(text_of(site, "reference/datasets/ukraine_cases_yearly"))
    assert data["creator"]["name"] == "Office of the Prosecutor General of Ukraine"
    assert data["temporalCoverage"] == "2022-01/2025-10"
    where = data["distribution"][0]["contentUrl"]
    assert (site / "reference" / "datasets" / where).resolve().is_file()
    assert {"Offence", "Calendar year"} & {one["name"] for one in data["variableMeasured"]}


def test_a_reading_time_is_words_and_questions():
    assert duration(2000, 15) == "PT25M" and duration(3) == "PT1M"
    assert coverage("corrections").startswith("2026-11-22") and coverage("designations") is None
    assert coverage("exchange_rate") == "2024-05-24/2024-12-31"


@pytest.mark.parametrize("page", CITED)
def test_what_reference_managers_read_parses_back(site, page):
    text = text_of(site, page)
    name = page.replace("/", "-")
    (entry,) = parse_string((site / "cite" / f"{name}.bib").read_text(encoding="utf-8"), "bibtex").entries.values()
    raw = (site / "cite" / f"{name}.ris").read_bytes()
    (record,) = rispy.loads(raw.decode())
    assert b"\r\nER  - " in raw and raw.count(b"\n") == raw.count(b"\r\n")
    title = meta(text, "citation_title")
    assert record["title"] == title == entry.fields["title"].strip("{}")
    assert record["authors"] == [book()["author"]] == [meta(text, "citation_author")]
    assert [str(person).strip("{}") for person in entry.persons["author"]] == [book()["author"]]
    assert record["year"] == entry.fields["year"] == book()["year"]
    box = re.search(r'<details class="cb-cite">.*?</details>', text, re.S)[0]
    for label in ("APA", "Chicago", "BibTeX", "RIS"):
        assert f"<dt>{label}</dt>" in box
    assert len(re.findall(rf'href="[^"]*cite/{name}\.(?:bib|ris)" download', box)) == 2
    if page.startswith("chapters/"):
        assert record["type_of_reference"] == "CHAP" and meta(text, "citation_inbook_title") == book()["title"]


def test_a_hostile_title_breaks_no_form():
    title = 'A {brace}, "quotes" & <b>tags</b>\\'
    cited = Citation("key", "chapter", title, BASE)
    assert "<b>" not in cited.apa() + cited.chicago()
    (record,) = rispy.loads(cited.ris())
    assert record["title"] == title


def test_the_feed_is_a_feed(site):
    read = feedparser.parse((site / "corrections.xml").read_bytes())
    assert not read.bozo and read.version == "atom10" and len(read.entries) == len(corrections()) >= 11
    assert len({entry.id for entry in read.entries}) == len(read.entries)
    listed = text_of(site, "reference/corrections")
    for entry in read.entries:
        page, _, anchor = entry.link.partition("#")
        assert page == "reference/corrections.html" and f'id="{anchor}"' in listed
        assert entry.summary.startswith("Before: ") and entry.updated_parsed


def test_the_corrections_page_shows_each_change(site):
    listed = text_of(site, "reference/corrections")
    for one in corrections():
        box = re.search(rf'id="{one.id}".*?</dl>.*?</p>', listed, re.S)[0]
        said = html.unescape(re.sub(r"<[^>]+>", "", box))
        if one.row in all_claims():
            # What a claim says names it; its id is for those who write.
            assert f'#claim-{one.row}"' in box, one.id
            assert all_claims()[one.row].statement.rstrip(".").replace("'", "’") in said, one.id
        else:
            assert one.row in said
        for text in (one.before or "blank", one.after or "blank"):
            assert " ".join(text.split())[:40] in " ".join(said.split()), one.id


CONFIG = f"""
title: A small book
only_build_toc_files: true
execute: {{execute_notebooks: "off"}}
html: {{baseurl: "{BASE}"}}
bibtex_bibfiles: [references.bib]
sphinx: {{extra_extensions: [coursebook.publish.extension]}}
"""
FRONT = "---\ndescription: A page of a small book that tests build, long enough.\n---\n\n"
FIGURE = (
    '<div class="cb-picture"><svg role="img" aria-label="A line that rises from one to two in the small book" '
    'viewBox="0 0 100 50" xmlns="http://www.w3.org/2000/svg"><path d="M0 50L100 0" stroke="var(--cb-blue,#0b5fa5)"/>'
    '<text x="5" y="20" fill="currentColor">2</text></svg></div>\n'
)
FAULTS = {
    "silent.md": ("# Silent\n", r"silent.md:1: WARNING: the page has no description. Fix: give it one"),
    "short.md": ("---\ndescription: Too short.\n---\n# Short\n", r"short.md:1: WARNING: the description has 10 characters"),
    "typed.md": (
        "---\ndescription: Prosecutors opened 67,840 cases, and that is a figure.\n---\n# Typed\n",
        r"typed.md:1: WARNING: the figure '67,840' is typed into the description",
    ),
    "unknown.md": (
        "---\ndescription: Prosecutors opened {claim}`cases-470` cases in all these years.\n---\n# Unknown\n",
        r"no claim 'cases-470'. Fix: write 'cases-40[78]'",
    ),
}
REDIRECTS = "old/place: chapters/introduction\nnowhere: chapters/intrduction\nindex: chapters/introduction\nBad Name: index\n"
REDIRECT_FAULTS = (
    r"redirects.yml, 'nowhere': It leads to 'chapters/intrduction', which is no page. Fix: write 'chapters/introduction'",
    r"redirects.yml, 'index': The page exists, so nobody needs to be led on. Fix: take the line out.",
    r"redirects.yml, 'Bad Name': This is no name of a page. Fix: write it as in _toc.yml, without .html.",
)


def contents(folder: Path, names: list[str]) -> None:
    chapters = "".join(f"\n  - file: {name}" for name in names)
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:{chapters}\n")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small book with a public address, and what its build with every fault says."""
    folder = tmp_path_factory.mktemp("addressed")
    (folder / "chapters").mkdir()
    (folder / "_config.yml").write_text(CONFIG)
    (folder / "references.bib").write_text("@misc{one, author={One}, title={Title}, year={2025}}\n")
    (folder / "index.md").write_text(FRONT + "# A small book\n")
    (folder / "chapters" / "introduction.md").write_text(f"{FRONT}# Which “line”?\n\n{FIGURE}\nText.\n")
    (folder / "redirects.yml").write_text("old/place: chapters/introduction\n")
    contents(folder, ["chapters/introduction"])
    site = build(folder, folder / "_build")
    return folder, site


def test_an_address_brings_canonical_card_and_map(small):
    _, site = small
    text = text_of(site, "chapters/introduction")
    assert f'<link rel="canonical" href="{BASE}chapters/introduction.html"' in text
    assert meta(text, "og:url") == data_of(text)["url"] == f"{BASE}chapters/introduction.html"
    card = meta(text, "og:image")
    assert card.startswith(f"{BASE}_cards/") and meta(text, "twitter:card") == "summary_large_image"
    content = (site / card.removeprefix(BASE)).read_bytes()
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (1200, 630) and len(content) < 60_000
        colours = {colour for _, colour in picture.convert("RGB").getcolors(10**6)}
        assert (11, 95, 165) in colours and (255, 255, 255) in colours, "the figure's line is not on the card"
    assert meta(text_of(site, "index"), "og:image") is None, "a page without a figure has no card"
    places = [place.text for place in ElementTree.parse(site / "sitemap.xml").iterfind(".//{*}loc")]
    assert places == [f"{BASE}chapters/introduction.html", f"{BASE}index.html"]
    assert feedparser.parse((site / "corrections.xml").read_bytes()).feed.links[0].href == f"{BASE}corrections.xml"


def test_an_old_address_leads_on(small):
    _, site = small
    text = text_of(site, "old/place")
    assert 'content="0; url=../chapters/introduction.html"' in text
    assert '<a href="../chapters/introduction.html">' in text and 'name="robots" content="noindex"' in text
    assert f'<link rel="canonical" href="{BASE}chapters/introduction.html">' in text


def test_the_page_for_wrong_addresses_leads_home_from_any_depth(small, site):
    _, other = small
    for place, root in ((site, "/"), (other, "/book/")):
        text = (place / "404.html").read_text(encoding="utf-8")
        links = re.findall(r'<a href="([^"]+)"', text)
        assert f"{root}index.html" in links
        for link in links:
            assert urljoin("https://example.org/a/b/c/d.html", link).startswith(f"https://example.org{root}")
        assert not re.search(r'(?:src|<link[^>]*href)="(?!data:)', text), "it needs a file that lies elsewhere at each depth"


def test_faults_are_told_with_page_and_mend(small, capfd):
    folder, site = small
    for name, (text, _) in FAULTS.items():
        (folder / name).write_text(text)
    (folder / "redirects.yml").write_text(REDIRECTS)
    contents(folder, ["chapters/introduction", *(name.removesuffix(".md") for name in FAULTS)])
    with pytest.raises(BuildError):
        build(folder, folder / "_build")
    said = re.sub(r"\x1b\[[0-9;]*m", "", "".join(capfd.readouterr()))
    for told in (*(told for _, told in FAULTS.values()), *REDIRECT_FAULTS):
        assert re.search(told, said), f"{told}\n{said[-4000:]}"
    assert (site / "old" / "place.html").is_file(), "the last good site is gone"


def test_a_released_page_that_is_gone_is_named(monkeypatch):
    env = SimpleNamespace(srcdir=str(project.current().root), found_docs=set(pages(project.current().root)))
    assert list(addresses._faults(env)) == []
    monkeypatch.setattr(addresses, "last", lambda: {"pages": [*pages(project.current().root), "chapters/gone"]})
    (fault,) = addresses._faults(env)
    assert "The page 'chapters/gone' was released and is gone. Fix: add 'chapters/gone: <new page>'" in str(fault)
    monkeypatch.setattr(addresses, "redirects", lambda source: {"chapters/gone": "chapters/reform"})
    assert list(addresses._faults(env)) == []


@pytest.mark.parametrize("text", ["- a\n- b\n", "a: [\n"])
def test_a_broken_list_of_redirects_is_told(tmp_path, text):
    (tmp_path / "redirects.yml").write_text(text)
    with pytest.raises(ValueError, match=r"redirects.yml.*Fix: write 'old/page: new/page'"):
        addresses.redirects(tmp_path)
