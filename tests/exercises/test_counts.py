"""What the bank holds, what it lacks, how long a chapter takes, and teaching plans that fill their sessions."""

from __future__ import annotations

import re

import pytest
import yaml
from coursebook import project
from coursebook.evidence import InputError
from coursebook.exercises import counts
from coursebook.exercises.plans import OF_A_SET, plans, timings
from coursebook.exercises.questions import questions
from coursebook.exercises.times import MINUTES_AN_EXPLORER, WORDS_A_MINUTE, chapter, time_of
from coursebook.settings import Bank, Settings


def test_the_counts_that_were_promised():
    found = counts.counts()
    assert found["quiz questions"] >= 90 and found["written tasks"] >= 20 and found["error hunts"] >= 8
    assert found["in all"] == sum(len(list(kinds.elements())) for kinds in counts.by_outcome().values())


def test_every_outcome_has_three_questions_and_a_practice_question():
    lacking = [key for key, kinds in counts.by_outcome().items() if kinds.total() < 3 or not kinds["practice"]]
    assert lacking == []


def test_what_is_lacking_is_told(monkeypatch):
    monkeypatch.setattr(project.current(), "settings", Settings(bank=Bank(hunt=1000, outcome=100)))
    found = [str(fault) for fault in counts.faults()]
    assert found[0].startswith("exercises/, hunt: The bank holds") and "Fix:" in found[0]
    assert len(found) == 1 + counts.counts()["learning outcomes"]


def test_the_plans_take_their_minutes_from_the_bank():
    found = plans()
    assert [len(plan.sessions) for plan in found.values()] == [1, 4, 7, 12]
    hunt = [step for step in found["one-session"].sessions[0].steps if step.what.startswith("Error hunt")]
    assert [step.minutes for step in hunt] == [12]


def test_every_item_of_the_bank_stands_in_a_plan():
    whole = yaml.safe_load((project.current().exercises / "plans.yml").read_text(encoding="utf-8"))["plans"].values()
    planned = {pair for plan in whole for session in plan["sessions"] for step in session["steps"] for pair in step.items()}
    fields = {kind: field for field, (kind, _) in OF_A_SET.items()}
    items = {
        (fields[one.kind], one.set) if one.kind in fields else ("task" if one.kind == "written" else one.kind, one.id)
        for one in counts.entries()
    }
    assert items - planned == set()


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ({"do": "Talk.", "minutes": 7}, "Its steps take 7 minutes, the session 90. Fix: change"),
        ({"task": "in-w-headline"}, "There is no task 'in-w-headline'. Fix: write 'in-w-headlines'"),
        ({"hunt": "nothing"}, "There is no hunt 'nothing'"),
        ({"read": "introducton", "do": "read."}, "There is no chapter 'introducton'. Fix: write 'introduction'"),
        ({"do": "Talk."}, "A step has neither minutes nor a part of the bank"),
        ({"do": "Talk.", "minutes": 90, "colour": "red"}, "There is no field 'colour'"),
    ],
)
def test_a_faulty_plan_is_told(monkeypatch, tmp_path, step, told):
    whole = {"plans": {"one": {"title": "One", "sessions": [{"title": "First", "minutes": 90, "steps": [step]}]}}}
    for path in project.current().exercises.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "plans.yml").unlink()
    (tmp_path / "plans.yml").write_text(yaml.safe_dump(whole))
    monkeypatch.setattr(project.current(), "exercises", tmp_path)
    with pytest.raises(InputError, match=f"plan 'one', session 'First': .*{told}"):
        plans()


def test_a_meeting_in_several_lengths_fills_each_of_them():
    assert timings(["Talk | 5 | 10", "A break | 0 | 5"], [5, 15], "page") == [("Talk", [5, 10]), ("A break", [0, 5])]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["Talk | 5 | 9"], "page: The steps take 9 minutes, the session 10. Fix: change"),
        (["Talk | 5"], "The line 'Talk . 5' is no step with minutes for 2 sessions"),
        (["Talk | 5 | ten"], "is no step with minutes"),
    ],
)
def test_a_meeting_that_does_not_fill_its_length_is_told(lines, told):
    with pytest.raises(InputError, match=told):
        timings(lines, [5, 10], "page")


CHAPTERS = ["primer", *counts.outcomes()]


def test_what_a_page_takes_is_its_words_its_explorers_and_its_questions(tmp_path):
    page = tmp_path / "page.md"
    cell = "```{code-cell}\n:tags: [hide-input]\nExplorer(draw)\nexplorer, words, that, nobody, reads\n```\n"
    page.write_text(f"---\ntrying: 4\n---\n# A title\n\n{'word ' * 600}\n\n{cell}\n```{{question}} in-q-stages\n```\n")
    found = time_of(page)
    assert (found.reading, found.practice, found.trying) == (3 + 5, questions()["in-q-stages"].minutes, 4)
    assert (found.read, found.whole) == (15, 15)
    page.write_text(f"{'word ' * 2001}")
    assert time_of(page).read == 15, "the page was changed and its minutes were not"


def test_minutes_of_reading_have_one_source():
    """Chapters name none, plans and pages for instructors take them from the text, and what they rest on is what counts."""
    root = project.current().root
    for name in CHAPTERS:
        prose = re.sub(r"^```.*?^```$", "", chapter(name).read_text(encoding="utf-8"), flags=re.S | re.M)
        assert not re.search(r"\b(?:reading|practice|questions) takes?\b|\bminutes (?:of|for) |an hour for", prose, re.I), name
    plan = plans()["one-session"].sessions[0].steps[0]
    assert (plan.chapter, plan.minutes) == ("introduction", time_of(chapter("introduction")).read)
    steps = [step for one in plans().values() for session in one.sessions for step in session.steps if step.chapter]
    assert all(
        step.minutes == time_of(chapter(step.chapter)).read for step in steps if step.what in ("read.", "read before class.")
    )
    said = {WORDS_A_MINUTE: "two hundred", MINUTES_AN_EXPLORER: "five"}
    for page in ("guide", "syllabus"):
        text = " ".join((root / "instructors" / f"{page}.md").read_text(encoding="utf-8").split())
        assert (
            f"{said[WORDS_A_MINUTE]} words a minute" in text
            and f"{said[MINUTES_AN_EXPLORER]} minutes for each explorer" in text
        )


def test_the_site_says_the_same_minutes_everywhere(site):
    syllabus = (site / "instructors" / "syllabus.html").read_text(encoding="utf-8")
    front = (site / "index.html").read_text(encoding="utf-8")
    for name in CHAPTERS:
        page, time = (site / "chapters" / f"{name}.html").read_text(encoding="utf-8"), time_of(chapter(name))
        assert f" · {time.whole} min" in re.search(r'class="cb-place">([^<]*)', page)[1], name
        assert f'"timeRequired":"PT{time.whole}M"' in page, name
        assert re.search(rf'href="chapters/{name}\.html".*?cb-card-size">{time.whole} min', front, re.S), name
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*chapters/introduction\.html(?:(?!</tr>).)*\(34 min\).*?</tr>", syllabus, re.S)[0]
    assert f"{time_of(chapter('introduction')).read} min" in row
