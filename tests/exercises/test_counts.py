"""What the bank holds, what it lacks, and teaching plans that fill their sessions."""

from __future__ import annotations

import pytest
import yaml
from coursebook import project
from coursebook.evidence import EvidenceError
from coursebook.exercises import counts
from coursebook.exercises.plans import OF_A_SET, plans
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
    with pytest.raises(EvidenceError, match=f"plan 'one', session 'First': .*{told}"):
        plans()
