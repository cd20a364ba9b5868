"""Run the tests that the page on accessibility names, and write down what they and axe looked at, with the date.

``make accessibility`` runs it. Nothing is written unless all tests pass.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
from pathlib import Path

import pytest
import yaml
from coursebook import project
from coursebook.files import write_whole
from playwright.sync_api import sync_playwright

from tests.browser.install import installed
from tests.browser.pages import AXE, TAGS, all_pages
from tests.browser.test_every_page import NARROW, WIDE

HERE = Path(__file__).parent
PAGE = project.current().root / "reference" / "accessibility.yml"


def rules() -> tuple[str, dict[str, list[str]]]:
    """The version of axe, and by criterion those of its rules that the tests apply."""
    found: dict[str, list[str]] = {}
    path = installed()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.evaluate(AXE)
        version = page.evaluate("axe.version")
        for rule in page.evaluate("tags => axe.getRules(tags).map(({ruleId, tags}) => [ruleId, tags])", TAGS):
            for tag in rule[1]:
                if number := re.fullmatch(r"wcag(\d)(\d)(\d+)", tag):
                    found.setdefault(".".join(number.groups()), []).append(rule[0])
        browser.close()
    return version, {number: sorted(names) for number, names in sorted(found.items())}


def main() -> int:
    plan = yaml.safe_load(PAGE.read_text(encoding="utf-8"))
    names = sorted({name for names in plan["tests"].values() for name in names})
    if pytest.main(["-q", "-p", "no:xdist", *(str(HERE / name) for name in names)]):
        print("Fix: see the failing tests above; the results of before stay.", file=sys.stderr)
        return 1
    version, found = rules()
    results = {
        "date": f"{datetime.date.today():%Y-%m-%d}",
        "axe": version,
        "pages": len(all_pages()),
        "narrow": NARROW,
        "wide": WIDE,
        "tests": names,
        "rules": found,
    }
    write_whole(PAGE.with_suffix(".json"), json.dumps(results, indent=1) + "\n")
    print(f"Written to {project.current().within(PAGE.with_suffix('.json'))}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
