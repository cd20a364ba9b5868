"""Written tasks: faults named with their task, points that add up, three levels shown, and no anchor on the site."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator

import pytest
import yaml
from coursebook import project
from coursebook.book.digits import bare_figures
from coursebook.evidence import InputError
from coursebook.evidence.roles import ROLE, plain_roles
from coursebook.exercises.expand import cells_of_task
from coursebook.exercises.rubrics import KINDS, marking_guide, secrets, tasks, texts

from tests.exercises.test_questions import plain

LONG = "This answer has quite enough words in it to be called a complete answer by the reader."


def anchor(points: int, answer: str = LONG) -> dict:
    return {"answer": answer, "marks": {name: {"points": points, "why": "Because of this."} for name in ("one", "two")}}


LEVELS = [{"points": points, "descriptor": f"Level {word}."} for points, word in ((2, "two"), (1, "one"), (0, "none"))]
GOOD = {
    "id": "ps-w-one",
    "kind": "argument",
    "title": "A title",
    "outcome": "ps-1",
    "level": "evaluate",
    "points": 4,
    "minutes": 10,
    "words": 50,
    "claims": ["cases-407"],
    "prompt": "Write about {claim}`cases-407` cases.",
    "criteria": [
        {"id": "one", "name": "First thing", "levels": LEVELS},
        {"id": "two", "name": "Other thing", "levels": LEVELS},
    ],
    "anchors": {"strong": anchor(2), "fair": anchor(1), "weak": anchor(0)},
}


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a bank of one set and read it."""
    folder = tmp_path / "personal-stories"
    folder.mkdir()
    (tmp_path / "outcomes.yml").write_text(yaml.safe_dump({"personal-stories": {"ps-1": "tell them apart"}}))
    monkeypatch.setattr(project.current(), "exercises", tmp_path)

    def written(*listed, text=None, set="personal-stories"):
        (folder / "rubrics.yml").write_text(text or yaml.safe_dump({"set": set, "tasks": list(listed)}))
        tasks.cache_clear()
        return tasks()

    yield written
    tasks.cache_clear()


def changed(**changes) -> dict:
    """The good task with some fields set; ``a__b`` reaches into a."""
    task = copy.deepcopy(GOOD)
    for name, value in changes.items():
        *steps, last = name.split("__")
        inside = task
        for step in steps:
            inside = inside[int(step) if step.isdigit() else step]
        inside[int(last) if last.isdigit() else last] = value
    return task


def test_a_good_task_is_read(write):
    (task,) = write(GOOD).values()
    assert (task.set, task.points, [criterion.points for criterion in task.criteria]) == ("personal-stories", 4, [2, 2])
    assert [each.points for each in task.anchors] == [4, 2, 0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"colour": "red"}, "'colour' was unexpected"),
        ({"kind": "poem"}, "'poem' is not one of"),
        ({"points": 5}, "The best levels add up to 4 points, the task has 5. Fix: make the two agree"),
        ({"outcome": "ps-9"}, "There is no outcome 'ps-9'. Fix: write 'ps-1'"),
        ({"claims": ["cases-4070"]}, "There is no claim 'cases-4070'"),
        ({"prompt": "Write about {claim}`cases-4070` cases."}, "no claim 'cases-4070'"),
        ({"prompt": "Write about 255,000 cases in article 407 of 2024."}, "The figure '255,000' is typed"),
        ({"anchors__weak__answer": f"{LONG} And 18% more."}, "The figure '18%' is typed"),
        ({"criteria__0__levels": LEVELS[:2]}, "The levels of 'one' give 2, 1 points"),
        ({"criteria__0__levels": [LEVELS[0], LEVELS[0], LEVELS[2]]}, "The levels of 'one' give 2, 2, 0 points"),
        ({"criteria__0__levels": [LEVELS[1], LEVELS[0], LEVELS[2]]}, "The levels of 'one' give 1, 2, 0 points"),
        ({"anchors__fair__marks__one__points": 3}, "gets 3 points for 'one', which is no level"),
        ({"anchors__fair__marks__on": {"points": 1, "why": "Because."}}, "marks 'on'. Fix: write 'one'"),
        ({"anchors__fair__marks": {k: GOOD["anchors"]["fair"]["marks"]["one"] for k in ("one", "onee")}}, "no mark for 'two'"),
        ({"anchors__weak": anchor(2)}, "The anchors earn 4, 2 and 4 of 4 points"),
        ({"anchors__strong": anchor(1)}, "The anchors earn 2, 2 and 0 of 4 points"),
        ({"anchors__fair__answer": "Too short."}, "The fair anchor has 2 words"),
        ({"words": 20, "anchors__fair__answer": LONG * 2}, "The fair anchor has 3"),
        ({"kind": "memo", "anchors__strong__answer": LONG + " {claim}`cases-407` cases."}, "without its id"),
    ],
)
def test_faults_are_named_with_file_and_task(write, change, told):
    with pytest.raises(InputError, match=f"rubrics.yml, task 'ps-w-one'.*{re.escape(told)}"):
        write(changed(**change))


def test_a_missing_level_an_id_twice_and_the_wrong_set(write):
    without = copy.deepcopy(GOOD)
    del without["anchors"]["fair"]
    with pytest.raises(InputError, match="'fair' is a required property"):
        write(without)
    with pytest.raises(InputError, match="The id stands twice"):
        write(GOOD, GOOD)
    with pytest.raises(InputError, match="It says set 'reform'. Fix: write 'personal-stories'"):
        write(GOOD, set="reform")
    with pytest.raises(InputError, match="line 2: This is not YAML"):
        write(text="set: x\n  tasks: [\n")


def test_the_bank_has_its_kinds_in_every_set():
    found = tasks().values()
    assert len(found) >= 20
    kinds = Counter(task.kind for task in found)
    assert set(kinds) == set(KINDS)
    # Headlines, source evaluation and memos recur; the audit is the capstone's alone.
    assert kinds["source"] >= 5 and kinds["headline"] >= 5 and kinds["memo"] >= 3 and kinds["debate"] >= 2
    assert [task.set for task in found if task.kind == "audit"] == ["capstone"]
    assert all(count >= 4 for count in Counter(task.set for task in found).values())


def test_no_figure_is_typed_into_a_task():
    typed = {}
    for task in tasks().values():
        for text in texts(task) + secrets(task):
            bare = re.sub(r"\[[a-z][a-z0-9-]+\]|`[^`]*`|^\s*\d+\.\s", " ", ROLE.sub(" x ", text), flags=re.M)
            typed.setdefault(task.id, []).extend(bare_figures(bare))
    assert {id: words for id, words in typed.items() if words} == {}


def test_a_task_in_a_notebook_shows_its_criteria_and_holds_the_model_answer():
    for task in tasks().values():
        prompt, answer = cells_of_task(task)
        assert all(criterion.name in prompt.source for criterion in task.criteria) and "{claim}" not in prompt.source
        about = answer.metadata["nbgrader"]
        assert (about["points"], about["grade"], about["solution"]) == (task.points, True, True)
        assert (about["grade_id"], answer.id, prompt.metadata["nbgrader"]["locked"]) == (task.id, task.id, True)
        assert plain_roles(task.anchors[0].answer).strip() == answer.source.strip()
        told = [plain(secret) for secret in secrets(task) if len(secret.split()) >= 8]
        assert not any(secret[:60] in plain(prompt.source) for secret in told)


def test_the_marking_guide_holds_all_three_answers():
    (task,) = [task for task in tasks().values() if task.kind == "audit"]
    guide = marking_guide([task])
    assert all(f"A {level} answer" in guide for level in ("strong", "fair", "weak"))
    assert all(plain(mark.why) in plain(guide) for each in task.anchors for mark in each.marks)


RUN = 9


def runs(words: list[str]) -> Iterator[str]:
    """Every run of nine words: by such a run a text would be known elsewhere."""
    return (" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def anchors_on(site) -> dict[str, str]:
    """Ids of tasks of which a part that only markers may read stands in a file of the site, with such a part."""
    kinds = (".html", ".js", ".json", ".md", ".txt", ".ipynb", ".yml", ".csv")
    foreign = {"_static", "build", "extensions"}  # the theme's and JupyterLite's own files
    files = [path for path in site.rglob("*") if path.suffix in kinds and not foreign & set(path.relative_to(site).parts)]
    secret: dict[str, str] = {}
    for task in tasks().values():
        public = plain(" ".join(map(plain_roles, texts(task))))
        for text in secrets(task):
            secret |= {run: task.id for run in runs(plain(plain_roles(text)).split()) if run not in public}
    return {
        secret[run]: run
        for path in files
        for run in runs(plain(path.read_text(encoding="utf-8", errors="replace")).split())
        if run in secret
    }


def test_no_anchor_reaches_the_site(site):
    assert anchors_on(site) == {}


def test_the_leak_test_sees_a_leak(tmp_path):
    task = tasks()["hp-w-label"]
    for name, text in [
        ("page.html", f"<p>{plain_roles(task.anchors[2].answer)}</p>"),
        ("searchindex.js", task.anchors[0].marks[0].why),
        ("set.ipynb", plain_roles(task.anchors[1].answer)),
        ("rubrics.yml", task.anchors[1].answer),
    ]:
        (tmp_path / name).write_text(text)
        assert list(anchors_on(tmp_path)) == ["hp-w-label"], name
        (tmp_path / name).write_text(plain_roles(task.prompt))
        assert anchors_on(tmp_path) == {}, name


def test_the_criteria_are_public(site):
    page = plain((site / "instructors" / "rubrics.html").read_text(encoding="utf-8"))
    missing = [
        task.id
        for task in tasks().values()
        for criterion in task.criteria
        for level in criterion.levels
        if plain(level.descriptor) not in page
    ]
    assert missing == []
