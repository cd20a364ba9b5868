"""The question bank: every fault named with its question, keys from the data, nothing graded on the site."""

from __future__ import annotations

import html
import re
from collections import Counter

import pytest
import yaml
from coursebook import project
from coursebook.__main__ import main
from coursebook.book.digits import bare_figures
from coursebook.evidence import InputError
from coursebook.exercises.counts import entries
from coursebook.exercises.questions import _answers, outcomes, questions, texts

GOOD = {
    "id": "ps-q-one",
    "use": "practice",
    "kind": "single",
    "outcome": "ps-1",
    "level": "apply",
    "points": 1,
    "minutes": 1,
    "claims": ["cases-407"],
    "prompt": "Which?",
    "hints": ["Look again."],
    "options": [{"text": "This", "right": True, "feedback": "It is."}, {"text": "That", "feedback": "It is not."}],
}
NUMERIC = {key: value for key, value in GOOD.items() if key != "options"} | {
    "kind": "numeric",
    "key": "right",
    "tolerance": 1,
    "unit": "cases",
    "feedback": "It is.",
    "methods": [{"answer": "wrong", "feedback": "It is not."}],
}
CODE = {key: value for key, value in GOOD.items() if key != "options"} | {
    "kind": "code",
    "starter": "def double(x):\n    ...\n",
    "answer": "def double(x):\n    return 2 * x\n",
    "checks": ["double(21)", "double('a')"],
    "feedback": "It is.",
}
ANSWERS = "def right():\n    return 100\n\n\ndef wrong():\n    return 50\n\n\ndef near():\n    return 101.5\n"


def forget() -> None:
    """What was read of another bank."""
    for cached in (questions, _answers, entries):
        cached.cache_clear()


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a bank of one chapter and read it."""
    folder = tmp_path / "personal-stories"
    folder.mkdir()
    (tmp_path / "outcomes.yml").write_text(yaml.safe_dump({"personal-stories": {"ps-1": "tell them apart"}}))
    (folder / "answers.py").write_text(ANSWERS)
    monkeypatch.setattr(project.current(), "exercises", tmp_path)

    def written(*listed, text=None):
        quiz = {"chapter": "personal-stories", "questions": list(listed)}
        (folder / "quiz.yml").write_text(text or yaml.safe_dump(quiz))
        forget()
        return questions()

    yield written
    forget()


def test_a_good_question_is_read(write):
    one, two = write(GOOD, NUMERIC | {"id": "ps-q-two"}).values()
    assert (one.id, one.chapter, one.kind) == ("ps-q-one", "personal-stories", "single")
    assert two.key == 100 and two.wrong_methods == [(50.0, "It is not.")]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"colour": "red"}, "'colour' was unexpected"),
        ({"level": "guess"}, "'guess' is not one of"),
        ({"outcome": "ps-9"}, "There is no outcome 'ps-9'. Fix: write 'ps-1'"),
        ({"claims": ["cases-4070"]}, "There is no claim 'cases-4070'. Fix: write 'cases-407'"),
        ({"options": [GOOD["options"][0]] * 2}, "2 options are right. Fix: mark exactly one"),
        ({"options": [GOOD["options"][0] | {"right": False}, GOOD["options"][1]]}, "0 options are right"),
        ({"options": [{"text": "This", "right": True}, GOOD["options"][1]]}, "'feedback' is a required property"),
        ({"options": [GOOD["options"][0], GOOD["options"][1] | {"text": "This"}]}, "The option 'This' stands twice"),
        ({"kind": "multiple", "options": [GOOD["options"][0]] * 2}, "2 options are right. Fix: mark some"),
    ],
)
def test_faults_are_named_with_file_and_question(write, change, told):
    with pytest.raises(InputError, match=f"quiz.yml, line 3, question 'ps-q-one': .*{told}"):
        write(GOOD | change)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"prompt": "Were it 14,000 cases?"}, "prompt: Were it 14,000 cases?"),
        ({"hints": ["Look again.", "Nearly 14,000."]}, "- Nearly 14,000."),
        ({"options": [GOOD["options"][0], GOOD["options"][1] | {"feedback": "No, 14,000 is."}]}, "- feedback: No, 14,000 is."),
    ],
)
def test_a_typed_figure_is_told_with_its_own_line(write, tmp_path, change, line):
    with pytest.raises(InputError) as error:
        write(GOOD | {"id": "ps-q-two"}, GOOD | change)
    (fault,) = error.value.faults
    number = int(re.match(r"line (\d+), question 'ps-q-one'", fault.place)[1])
    assert "The figure '14,000" in fault.wrong and fault.file.endswith("personal-stories/quiz.yml")
    assert (tmp_path / "personal-stories" / "quiz.yml").read_text().splitlines()[number - 1].strip() == line


def test_a_role_that_prints_nothing_is_told_with_its_own_line(write):
    with pytest.raises(InputError, match=r"quiz.yml, line 19, question 'ps-q-one': The ledger has no claim 'nothing'"):
        write(GOOD | {"prompt": "Why {claim}`nothing`?"})


def test_the_quick_check_reads_the_whole_bank(capsys):
    assert main(["verify", "questions"]) == 0 and "each learning outcome has" in capsys.readouterr().out


def test_the_quick_check_tells_each_fault_once(write, tmp_path, capsys):
    with pytest.raises(InputError):
        write(GOOD | {"prompt": "Were it 14,000 cases?"})
    forget()
    assert main(["verify", "questions"]) != 0
    assert capsys.readouterr().err.count("The figure '14,000' is typed") == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"key": "rihgt"}, "no function 'rihgt'. Fix: write 'right'"),
        ({"methods": [{"answer": "right", "feedback": "No."}]}, "A wrong method gives 100, which the tolerance takes"),
        ({"methods": [{"answer": "near", "feedback": "No."}]}, "A wrong method gives 101.5"),
        ({"methods": []}, "should be non-empty"),
        ({"tolerance": 0}, "0 is less than or equal to the minimum of 0"),
    ],
)
def test_numeric_faults_are_named(write, change, told):
    with pytest.raises(InputError, match=told):
        write(NUMERIC | change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"use": "graded"}, "cannot be graded. Fix: write 'use: practice'"),
        ({"answer": "def double(x):\n    return y\n"}, "Its model answer fails: NameError"),
        ({"checks": ["double"]}, "which is no plain value"),
        ({"starter": "double = lambda x: x + x"}, "The starter already gives what every call should"),
        ({"checks": []}, "should be non-empty"),
    ],
)
def test_faults_of_code_are_named(write, change, told):
    assert write(CODE)["ps-q-one"].calls == [("double(21)", "42"), ("double('a')", "'aa'")]
    with pytest.raises(InputError, match=told):
        write(CODE | change)


def test_all_faults_at_once_and_an_id_that_stands_twice(write):
    with pytest.raises(InputError) as error:
        write(GOOD | {"outcome": "ps-9", "claims": ["nothing"]}, GOOD | {"id": "ps-q-two", "level": "no"})
    assert "'no' is not one of" in str(error.value)
    with pytest.raises(InputError, match="The id stands twice"):
        write(GOOD, GOOD)


def test_a_file_that_is_no_yaml(write):
    with pytest.raises(InputError, match="quiz.yml, line 2: This is not YAML"):
        write(text="chapter: x\n  questions: [\n")


def test_the_bank_is_large_and_spread():
    found = questions().values()
    assert len(found) >= 90
    kinds = Counter(one.kind for one in found)
    assert kinds.pop("code") >= 1
    assert set(kinds) == {"single", "multiple", "numeric", "ordering", "matching"} and min(kinds.values()) >= 8
    assert sum(one.use == "practice" for one in found) >= 50 and sum(one.use == "graded" for one in found) >= 30


def test_every_outcome_has_three_questions():
    asked = Counter((one.chapter, one.outcome) for one in questions().values())
    lacking = [(chapter, id) for chapter, known in outcomes().items() for id in known if asked[chapter, id] < 3]
    assert lacking == []


def test_the_outcomes_are_those_of_the_chapters():
    for chapter, known in outcomes().items():
        text = (project.current().root / "chapters" / f"{chapter}.md").read_text(encoding="utf-8")
        text = " ".join(re.sub(r"\{term\}`([^`]+)`", r"\1", text).split())
        assert [wording for wording in known.values() if wording not in text] == [], chapter


# The line of its chapter with which the teaching of each outcome begins.
TAUGHT = {
    "in-1": "## Which stage?",
    "in-2": "## Cases or people?",
    "in-3": "## Voted, set aside or received?",
    "in-4": "## Who estimates, and how widely?",
    "in-5": "Claims, verdicts and grades",
    "ps-1": "## The people",
    "ps-2": "## Are cases people?",
    "ps-3": "## Did desertion rise?",
    "ps-4": "## Where did a whole year go?",
    "ps-5": "## Do they prefer prison?",
    "hp-1": "## Which men are in the number?",
    "hp-2": "## Which men are in the number?",
    "hp-3": "## How far apart can two counts be?",
    "hp-4": "## Is 1914 or 1965 the nearer case?",
    "hp-5": "## Is 1914 or 1965 the nearer case?",
    "co-1": "## How many dollars was the bribe?",
    "co-2": "## How many dollars was the bribe?",
    "co-3": "## Could the scandal have caused the desertions?",
    "co-4": "## How large is the Energoatom case?",
    "co-5": "Who is said to have done what?",
    "co-6": "## Has Ukraine become more corrupt?",
    "re-1": "## Did desertions surge after the talks?",
    "re-2": "## Read the source",
    "re-3": "## Did support from abroad fade in 2025?",
    "re-4": "## What if the absent never return?",
    "re-5": "## Did desertions surge after the talks?",
    "ca-1": "## First: write the claim so that it can be checked",
    "ca-2": "## Third: set it beside data",
    "ca-3": "## Second: follow it to its source",
    "ca-4": "## Fourth: give a verdict and a grade",
}
# Terms that a chapter explains in bold beside those of the glossary.
TERM = re.compile(r"\*\*([a-z][a-z -]{4,})\*\*")


def chapter_text(chapter: str) -> str:
    return (project.current().root / "chapters" / f"{chapter}.md").read_text(encoding="utf-8")


def asked_too_early(chapter: str, text: str, taught: dict[str, str]) -> list[str]:
    """Practice questions of a chapter that stand above the line with which the teaching of their outcome begins."""
    start = {id: text.index(f"\n{line}" if line.startswith("#") else line) for id, line in taught.items()}
    asked = re.finditer(r"^```\{question\} (\S+)$", text, re.M)
    return [one[1] for one in asked if one.start() < start[questions()[one[1]].outcome]]


@pytest.mark.parametrize("chapter", outcomes())
def test_each_outcome_is_taught_above_the_questions_that_test_it(chapter):
    taught = {id: TAUGHT[id] for id in outcomes()[chapter]}
    assert asked_too_early(chapter, chapter_text(chapter), taught) == []


def test_a_question_that_was_moved_up_is_found():
    text = chapter_text("introduction")
    early = "```{question} in-q-voted\n```\n\n"
    moved = text.replace(early, "").replace("## Cases or people?", f"{early}## Cases or people?")
    assert asked_too_early("introduction", moved, {id: TAUGHT[id] for id in outcomes()["introduction"]}) == ["in-q-voted"]


def concepts() -> list[str]:
    """What must be explained before it is asked for: the words of the glossary, and terms that a chapter sets in bold."""
    listed = (project.current().root / "reference" / "glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"^([A-Za-z][A-Za-z ]+)$(?=\n  \S)", listed, re.M)
    return [*words, *sorted({term for chapter in outcomes() for term in TERM.findall(chapter_text(chapter))} - set(words))]


def unexplained(id: str, read: str, known: list[str]) -> list[str]:
    """Concepts that a question names and that do not stand in what was read before it."""
    asked = " ".join(texts(questions()[id])).lower()
    named = [word for word in known if re.search(rf"\b{re.escape(word.lower())}s?\b", asked)]
    return [word for word in named if word.lower() not in read]


def test_practice_questions_stand_once_and_after_what_they_ask():
    """A concept that a question names has been named in an earlier chapter, or above it in its own; a graded one, in its own."""
    known, read, late, places = concepts(), "", {}, Counter()
    for chapter in outcomes():
        pieces = re.split(r"^```\{question\} (\S+)\n```$", chapter_text(chapter), flags=re.M)
        for text, id in zip(pieces[::2], pieces[1::2]):
            read += " ".join(text.lower().split())
            late |= {id: words} if (words := unexplained(id, read, known)) else {}
            places[id] += 1
        read += " ".join(pieces[-1].lower().split())
        graded = [id for id, one in questions().items() if one.chapter == chapter and one.use == "graded"]
        late |= {id: words for id in graded if (words := unexplained(id, read, known))}
    assert len(known) > 30 and late == {}
    assert places == dict.fromkeys((id for id, one in questions().items() if one.use == "practice"), 1)


def test_no_figure_is_typed_into_a_question():
    typed = {
        one.id: found
        for one in questions().values()
        if (found := [word for text in texts(one) for word in bare_figures(re.sub(r"\{\w+\}`[^`]*`|`[^`]*`", " ", text))])
    }
    assert typed == {}


def test_right_options_do_not_stand_in_one_place():
    places = Counter(
        next(place for place, option in enumerate(one.cells["options"]) if option.get("right"))
        for one in questions().values()
        if one.kind == "single"
    )
    assert max(places.values()) <= 0.6 * sum(places.values())


def plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", html.unescape(re.sub(r"\{\w+\}`[^`]*`|<[^>]+>", " ", text)).lower()))


def leaks(site, found) -> list[str]:
    """Ids of graded questions of which a telling run of words stands in a file of the site."""
    files = [
        path for path in site.rglob("*") if path.suffix in (".html", ".js", ".json", ".md", ".txt", ".ipynb", ".yml", ".csv")
    ]
    body = " ".join(plain(path.read_text(encoding="utf-8", errors="replace")) for path in files if "_static" not in path.parts)
    told = []
    for one in found:
        runs = [" ".join(words[:9]) for text in texts(one) if len(words := plain(text).split()) >= 9]
        if one.id in body or any(run in body for run in runs):
            told.append(one.id)
    return told


def test_nothing_graded_reaches_the_site(site):
    assert leaks(site, [one for one in questions().values() if one.use == "graded"]) == []


def test_the_leak_test_sees_a_leak(tmp_path):
    (secret, *_) = [one for one in questions().values() if one.use == "graded"]
    (tmp_path / "page.html").write_text(f"<p>{secret.prompt}</p>")
    assert leaks(tmp_path, [secret]) == [secret.id]
    (tmp_path / "page.html").write_text("<p>nothing</p>")
    assert leaks(tmp_path, [secret]) == []
    (tmp_path / "searchindex.js").write_text(max(texts(secret), key=len))
    assert leaks(tmp_path, [secret]) == [secret.id]


def feedbacks(question: dict) -> list[str]:
    """Every sentence that a reader of a question may be told after an answer."""
    inner = [part for name in ("options", "pairs", "methods") for part in question.get(name, [])]
    return [part[name].strip() for part in [question, *inner] for name in ("feedback", "wrong") if name in part]


def bank() -> list[dict]:
    files = sorted(project.current().root.glob("exercises/*/quiz.yml"))
    return [one for file in files for one in yaml.safe_load(file.read_text(encoding="utf-8"))["questions"]]


def test_no_feedback_says_again_that_it_is_right():
    """The page says "Right." or "Not yet." first."""
    again = re.compile(r"(Right|Yes|Correct|Wrong|No|Sound)[.,:!]")
    assert [one["id"] for one in bank() for text in feedbacks(one) if again.match(text)] == []


def test_no_question_stands_twice():
    """Two questions of one kind that ask about the same figures, all of them, are one question."""
    asked = {}
    for one in bank():
        figures = frozenset(re.findall(r"\{(?:claim|datum|number)\}`([^`]+)`", one["prompt"]))
        if len(figures) > 1:
            asked.setdefault((one["kind"], figures), []).append(one["id"])
    twice = [ids for ids in asked.values() if len(ids) > 1]
    pairs = [
        (a, b) for (kind, few), (a, *_) in asked.items() for (other, more), (b, *_) in asked.items()
        if kind == other and few < more and kind == "single"
    ]  # fmt: skip
    assert twice == [] and pairs == []
