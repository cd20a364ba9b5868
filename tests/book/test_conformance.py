"""The report on accessibility: every criterion once, from results with a date, and from tests that exist."""

import datetime
import json
import re

import pytest
import yaml
from coursebook import project
from coursebook.book.directives.conformance import ABSENT, HAND, MACHINE, UNTESTED, criteria, judged
from coursebook.evidence.wording import day

FOLDER = project.current().root / "reference"
RESULTS = {"rules": {"2.4.4": ["link-name"]}, "tests": ["a.py::test_it_works"]}


def test_the_report_says_of_each_criterion_how_it_was_looked_at(site):
    results = json.loads((FOLDER / "accessibility.json").read_text(encoding="utf-8"))
    text = (site / "reference" / "accessibility.html").read_text(encoding="utf-8")
    assert day(results["date"]) in text and f"axe {results['axe']}" in text
    assert datetime.date.fromisoformat(results["date"]) <= datetime.date.today() and results["pages"] > 40
    numbers = re.findall(r"<td[^>]*>(?:<p>)?(\d\.\d\.\d+)(?:</p>)?</td>", text)
    assert numbers == [one["criterion"] for one in criteria()] and len(numbers) == 86
    rows = re.findall(r"Level A+(?:</p>)?</td>(.*?)</tr>", text, re.S)
    counts = [int(count) for row in rows for count in re.findall(r">(\d+)<", row)]
    assert len(counts) == 12 and sum(counts) == 86


def test_every_test_of_the_plan_is_there():
    plan = yaml.safe_load((FOLDER / "accessibility.yml").read_text(encoding="utf-8"))
    for file, name in {tuple(one.split("::")) for names in plan["tests"].values() for one in names}:
        text = (project.current().root / "tests" / "browser" / file).read_text(encoding="utf-8")
        assert f"\ndef {name}(" in text, name


def test_machine_hand_and_nobody_are_told_apart():
    plan = {
        "tests": {"2.1.1": ["a.py::test_it_works"]},
        "hand": {"1.4.5": "all figures, 3 May", "2.1.1": "with a switch, 3 May"},
        "absent": {"no film": ["1.2.1"]},
    }
    found = {one["criterion"]: (how, what) for one, how, what in judged(plan, RESULTS)}
    assert found["2.4.4"] == (MACHINE, "axe: link-name")
    assert found["2.1.1"] == (MACHINE, "it works; with a switch, 3 May")
    assert found["1.4.5"] == (HAND, "all figures, 3 May")
    assert found["1.2.1"] == (ABSENT, "no film") and found["1.2.2"] == (UNTESTED, "")


@pytest.mark.parametrize(
    ("plan", "wrong"),
    [
        ({"tests": {"2.1.1": ["a.py::test_gone"]}}, "the results do not hold a.py::test_gone"),
        ({"absent": {"no film": ["1.2.99"]}}, "WCAG 2.2 has no criterion 1.2.99"),
    ],
)
def test_a_plan_that_says_more_than_the_results_is_refused(plan, wrong):
    with pytest.raises(ValueError, match=wrong):
        judged(plan, RESULTS)
