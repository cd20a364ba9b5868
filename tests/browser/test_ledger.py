"""The ledger of claims in a real browser: chosen, sorted, shared by its address."""

from __future__ import annotations

import re

from coursebook.evidence.claims import all_claims

from tests.browser.pages import PHONE
from tests.browser.screens import settled

CLAIMS = len(all_claims())


def test_the_ledger_filters_and_sorts_by_keyboard(opened, address):
    with opened(f"{address}/reference/evidence.html") as page:
        assert page.locator(".cb-count").text_content() == f"{CLAIMS} of {CLAIMS} claims"
        page.locator("#ledger-verdict").focus()
        page.keyboard.type("contrad")
        page.wait_for_function(f"document.querySelector('.cb-count').textContent !== '{CLAIMS} of {CLAIMS} claims'")
        shown = page.locator(".cb-claim:visible .cb-badge").all_text_contents()
        assert shown and set(shown) == {"contradicted"}
        page.locator("#ledger-verdict").select_option("")
        page.locator("#ledger-sort").select_option("id")
        ids = page.locator(".cb-ledger .cb-claim").evaluate_all("claims => claims.map(claim => claim.id)")
        assert ids == sorted(ids)


def test_a_link_into_the_ledger_shows_its_claim(opened, address):
    with opened(f"{address}/reference/evidence.html#claim-istanbul-invite") as page:
        assert page.locator("#claim-istanbul-invite").is_visible()


def test_the_ledger_shows_the_whole_as_bars_that_lead_to_their_claims(opened, address):
    with opened(f"{address}/reference/evidence.html", PHONE["width"]) as page:
        bars = page.locator(".cb-tally a")
        counts = [int(re.search(r"\d+$", text)[0]) for text in bars.all_text_contents()]
        lengths = [bar.bounding_box()["width"] for bar in page.locator(".cb-tally i").all()]
        assert sum(counts) == CLAIMS and len(counts) == 9
        assert all(abs(long / max(lengths) - count / max(counts)) < 0.02 for long, count in zip(lengths, counts, strict=True))
        bars.first.click()
        page.wait_for_url("**?verdict=holds*")
        settled(page)
        assert page.locator(".cb-claim:visible").count() == counts[0]


def test_choices_in_the_ledger_stand_in_the_address_and_come_back(opened, address):
    chosen = {"verdict": "contradicted", "grade": "A", "sort": "id"}
    with opened(f"{address}/reference/evidence.html") as page:
        for name, value in chosen.items():
            page.locator(f"#ledger-{name}").select_option(value)
        seen = page.locator(".cb-claim:visible").evaluate_all("claims => claims.map(claim => claim.id)")
        assert 0 < len(seen) < CLAIMS
        for back in (lambda: page.reload(), lambda: (page.goto(f"{address}/index.html"), page.go_back())):
            back()
            settled(page)
            assert page.locator(".cb-claim:visible").evaluate_all("claims => claims.map(claim => claim.id)") == seen
            assert page.locator("#ledger-verdict").input_value() == "contradicted"
        shared = page.url
    with opened(shared) as page:
        assert page.locator(".cb-claim:visible").evaluate_all("claims => claims.map(claim => claim.id)") == seen
    for strange in ("verdict=nonsense", "verdict=%", "grade=&sort=<b>", "section=" + "x" * 2000):
        with opened(f"{address}/reference/evidence.html?{strange}") as page:
            assert page.locator(".cb-count").text_content() == f"{CLAIMS} of {CLAIMS} claims" and page.troubles == []


def test_choices_that_no_claim_fits_say_so_and_lead_back(opened, address):
    with opened(f"{address}/reference/evidence.html?section=reform&verdict=outdated&grade=C") as page:
        assert page.locator(".cb-count").text_content() == f"0 of {CLAIMS} claims"
        assert "No claim fits" in page.locator(".cb-none").text_content()
        page.locator(".cb-none button").click()
        assert (
            page.locator(".cb-count").text_content() == f"{CLAIMS} of {CLAIMS} claims"
            and not page.locator(".cb-none").is_visible()
        )
        assert "?" not in page.url


def test_a_link_to_a_claim_shows_it_whatever_was_chosen(opened, address):
    with opened(f"{address}/reference/evidence.html?verdict=holds#claim-aid-window-start") as page:
        assert page.locator("#claim-aid-window-start").is_visible()


def test_no_line_of_the_ledger_says_one_thing_twice(site):
    text = re.sub(r"<[^>]+>", "", (site / "reference" / "evidence.html").read_text(encoding="utf-8"))
    assert re.findall(r"\b(\w[\w ]{3,}), \1\b", text) == []
