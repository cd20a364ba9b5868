"""The ledger: complete, in our own words, and printed as its fields say."""

import re

import pytest
from coursebook import project
from coursebook.evidence import InputError, all_claims, claim, load, row, tables
from coursebook.evidence.bibliography import bibliography, keys_with
from coursebook.evidence.claims import UNJUDGED, VERDICTS, sections
from coursebook.evidence.printed import printed


def test_every_section_of_the_article_has_claims():
    assert {entry.section for entry in all_claims().values()} == set(sections())


def test_every_claim_is_judged_and_explained():
    for entry in all_claims().values():
        assert entry.verdict in VERDICTS
        assert len(entry.finding.split()) >= 10, entry.id
        assert bool(entry.defence) == (entry.verdict != "holds"), entry.id
        assert entry.locator and len(entry.locator.split()) <= 8, entry.id


def test_the_findings_that_matter_most():
    verdicts = {id: claim(id).verdict for id in ("yevgeny-category", "desertion-24h", "istanbul-invite", "surge-after-may")}
    assert verdicts == {
        "yevgeny-category": "category error",
        "desertion-24h": "contradicted",
        "istanbul-invite": "imprecise",
        "surge-after-may": "unsupported",
    }


@pytest.mark.parametrize(
    ("id", "part", "text"),
    [
        ("cases-407", None, "255,000"),
        ("ua-killed", None, "60,000 to 100,000"),
        ("ua-killed", "high", "100,000"),
        ("us-aid-total", None, "$175 billion"),
        ("us-aid-total", "evidence", "$107 to 128 billion"),
        ("south-vietnam", "evidence-high", "1975"),
        ("trump-post", None, "May 2025"),
        ("trump-post", "evidence", "11 May 2025"),
        ("territory-occupied-share", None, "20%"),
        ("martial-law-date", None, "24 February 2022"),
        ("aid-window-start", None, "January 2022"),
        ("bribe-usd", "evidence-low", "$119"),
    ],
)
def test_how_a_claim_is_printed(id, part, text):
    assert printed(claim(id), part) == text


def test_how_a_row_is_printed():
    assert printed(row("ogp407-2024")) == "67,840"
    assert printed(row("uah-2024-12-31")) == "42.039"
    assert printed(row("law-3902"), "date") == "20 August 2024"
    assert printed(row("event-midas")) == "10 November 2025"


def test_a_blank_is_never_printed():
    with pytest.raises(InputError, match="a blank is not printed"):
        printed(row("ww1-ah-executed"))
    with pytest.raises(InputError, match="a blank is not printed"):
        printed(claim("yevgeny-category"))
    with pytest.raises(InputError, match="'middle' is not a part"):
        printed(claim("ua-killed"), "middle")
    with pytest.raises(InputError, match="a blank is not printed"):
        printed(claim("south-vietnam"), "low")


def test_an_unknown_claim_names_the_nearest():
    with pytest.raises(InputError, match="no claim 'yevgeni-age'. Fix: write 'yevgeny-age'"):
        claim("yevgeni-age")


def test_all_references_of_the_article_and_the_article_itself():
    assert len(keys_with("article")) == 21
    cited = {key for entry in all_claims().values() for key in (entry.cited_here, entry.nearest_citation)}
    assert cited - {None} == set(keys_with("article"))
    assert bibliography().entries["zhou2025"].fields["year"] == "2025"


def test_every_source_is_used():
    used = {"zhou2025", *keys_with("article")}
    for name in tables.data_tables():
        frame = load(name)
        used |= {*frame["source"].dropna(), *frame["via"].dropna()}
    for page in project.current().root.glob("chapters/*.md"):
        for keys in re.findall(r"\{cite:[pt]\}`([^`]+)`", page.read_text(encoding="utf-8")):
            used |= {key.strip() for key in keys.split(",")}
    assert set(bibliography().entries) == used


def test_every_source_says_where_and_when_it_was_read_or_why_not():
    why_not = re.compile(r"\b(not|read in|read only|reports?|reprint|quoted|general knowledge|our copy)\b", re.I)
    silent = [
        key
        for key, one in bibliography().entries.items()
        if not (
            "url" in one.fields and "Accessed in" in one.fields.get("note", "") or why_not.search(one.fields.get("note", ""))
        )
    ]
    assert silent == []


def test_what_was_not_read_is_not_judged_on_it():
    for entry in all_claims().values():
        if entry.source_read == "no" and not (entry.dataset or entry.evidence_source):
            assert entry.verdict in (*UNJUDGED, "unsupported"), entry.id


def test_the_sentences_of_the_article_are_numbered_and_retold():
    sentences = load("article_sentences")
    told = re.search(r"the (\d+) sentences", tables.resource("article_sentences")["description"])
    assert list(sentences["number"]) == list(range(1, int(told[1]) + 1))
    for place in sentences["retold"]:
        chapter, _, heading = place.partition(": ")
        assert f"## {heading}\n" in (project.current().root / "chapters" / f"{chapter}.md").read_text(encoding="utf-8"), place
