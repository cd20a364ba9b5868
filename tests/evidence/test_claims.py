"""The ledger: complete, in our own words, and printed as its fields say."""

import re

import pytest

from coursebook import paths
from coursebook.evidence import EvidenceError, all_claims, claim, load, row, tables
from coursebook.evidence.bibliography import bibliography, keys_with
from coursebook.evidence.claims import SECTIONS, VERDICTS
from coursebook.evidence.printed import printed


def test_seventy_two_claims_in_five_sections():
    assert len(all_claims()) == 72
    counted = {name: sum(entry.section == name for entry in all_claims().values()) for name in SECTIONS}
    assert counted == {
        "introduction": 12,
        "personal-stories": 20,
        "historical-parallels": 11,
        "corruption": 15,
        "reform": 14,
    }


def test_every_claim_is_judged_and_explained():
    for entry in all_claims().values():
        assert entry.verdict in VERDICTS
        assert len(entry.finding.split()) >= 10, entry.id
        assert entry.locator and len(entry.locator.split()) <= 8, entry.id


def test_the_findings_that_matter_most():
    verdicts = {
        id: claim(id).verdict for id in ("yevgeny-category", "desertion-24h", "istanbul-invite", "surge-after-may")
    }
    assert verdicts == {
        "yevgeny-category": "category error",
        "desertion-24h": "contradicted",
        "istanbul-invite": "contradicted",
        "surge-after-may": "contradicted",
    }


@pytest.mark.parametrize(
    ("id", "part", "text"),
    [
        ("cases-407", None, "255,000"),
        ("ua-killed", None, "60,000 to 100,000"),
        ("ua-killed", "high", "100,000"),
        ("us-aid-total", None, "$175 billion"),
        ("us-aid-total", "range", "$107 to 175 billion"),
        ("territory-occupied-share", None, "20%"),
        ("martial-law-date", None, "24 February 2022"),
        ("aid-window-start", None, "January 2022"),
        ("bribe-usd", "low", "$119"),
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
    with pytest.raises(EvidenceError, match="a blank is not printed"):
        printed(row("ww1-ah-executed"))
    with pytest.raises(EvidenceError, match="a blank is not printed"):
        printed(claim("yevgeny-category"))
    with pytest.raises(EvidenceError, match="'middle' is not a part"):
        printed(claim("ua-killed"), "middle")


def test_an_unknown_claim_names_the_nearest():
    with pytest.raises(EvidenceError, match="no claim 'yevgeni-age'. Mend: write 'yevgeny-age'"):
        claim("yevgeni-age")


def test_all_references_of_the_article_and_the_article_itself():
    assert len(keys_with("article")) == 21
    assert {entry.source for entry in all_claims().values()} - {None} <= set(keys_with("article"))
    assert bibliography().entries["zhou2025"].fields["year"] == "2025"


def test_every_source_is_used():
    used = {"zhou2025", *keys_with("article")}
    for name in tables.data_tables():
        frame = load(name)
        used |= {*frame["source"].dropna(), *frame["via"].dropna()}
    for page in paths.ROOT.glob("chapters/*.md"):
        for keys in re.findall(r"\{cite:[pt]\}`([^`]+)`", page.read_text(encoding="utf-8")):
            used |= {key.strip() for key in keys.split(",")}
    assert set(bibliography().entries) == used
