"""What arrives at each target, read by readers that do not know our writers, against what the bank says."""

from __future__ import annotations

import csv
import dataclasses
import re

import pytest
import yaml
from coursebook import project
from coursebook.__main__ import main
from coursebook.delivery import items, targets
from coursebook.evidence import InputError
from coursebook.evidence.roles import plain_roles
from coursebook.exercises import counts, source
from coursebook.exercises.hunts import hunts
from coursebook.exercises.questions import outcomes, questions, texts
from coursebook.exercises.rubrics import tasks
from lxml import html

from tests.delivery import readers

KINDS = {
    "multiple_choice_question": "single",
    "multichoice": "single",
    "multiple_answers_question": "multiple",
    "multichoice, several": "multiple",
    "numerical_question": "numeric",
    "numerical": "numeric",
    "matching_question": "matching",
    "matching": "matching",
    "ordering": "ordering",
    "choiceInteraction, single": "single",
    "choiceInteraction, multiple": "multiple",
    "textEntryInteraction": "numeric",
    "matchInteraction": "matching",
    "orderInteraction": "ordering",
    "extendedTextInteraction": "essay",
    **{f"{kind}, page": kind for kind in ("single", "multiple", "numeric", "matching", "ordering")},
    "essay_question": "essay",
    "essay": "essay",
}
READERS = {
    "canvas": lambda content: readers.read_canvas(content)[0],
    "moodle": readers.read_moodle,
    "qti21": readers.read_qti21,
    "qti30": readers.read_qti30,
    "gift": readers.read_gift,
}
# These show the questions as the bank has them: what is altered on its way to them cannot be planted in an item.
PAGES = {"scorm12": readers.read_scorm, "scorm2004": readers.read_scorm}
# What a question holds; ``scoring`` and ``anchors`` are not texts of it.
PARTS = ("kind", "prompt", "points", "options", "key", "tolerance", "unit", "feedback", "hints", "rubric", "image")


@pytest.fixture(scope="module")
def bank():
    return {item.id: item for item in items.items() if item.kind not in targets.IN_PAGE}


def shape(text: str) -> list[str]:
    """HTML as tags and words in their order; a paragraph is none, an image is its alt text."""
    root = html.fragment_fromstring(text.replace("\n", " "), create_parent="div")
    found: list[str] = []

    def walk(node):
        named = node.tag not in ("div", "p")
        found.append(f"<{node.tag} {node.get('alt', '')}>") if named else None
        found.extend((node.text or "").split())
        for child in node:
            walk(child)
            found.extend((child.tail or "").split())
        found.append(f"</{node.tag}>") if named else None

    walk(root)
    return found


def alts(*shown: str) -> list[str]:
    """The alt texts of the images in HTML."""
    return sorted(re.findall(r'<img[^>]* alt="([^"]*)"', "".join(shown)))


def of_bank(item: items.Item) -> dict:
    """What an item holds, part by part."""
    is_number = item.kind == "numeric"
    options = [(shape(one.text), one.is_right) for one in item.options]
    options += [(shape(one.left), shape(one.right)) for one in item.pairs] + [shape(one) for one in item.order]
    return {
        "kind": item.kind,
        "prompt": shape(item.prompt),
        "points": item.points,
        "options": options,
        "key": f"{item.key:.6g}" if is_number else None,
        "tolerance": item.tolerance if is_number else None,
        "unit": item.unit,
        "feedback": [
            shape(item.feedback),
            shape(item.wrong),
            [shape(one.feedback) for one in (*item.options, *item.pairs)],
            [(f"{value:.6g}", shape(said)) for value, said in item.methods],
        ],
        "hints": [shape(hint) for hint in item.hints],
        "rubric": [level.points for one in item.criteria for level in one.levels],
        "image": alts(item.prompt, *(one.text for one in item.options), *(one.left for one in item.pairs), *item.order),
    }


def of_target(read: readers.Read, item: items.Item) -> dict:
    """The same of what a target holds."""
    right = [one for one in read.numbers if one[2] == 1]
    prompt, expected = shape(read.prompt), shape(item.prompt)
    # Below the prompt may stand what has no field of its own, and nothing else.
    if item.unit and item.unit.split() == prompt[-len(item.unit.split()) :] or item.kind in ("ordering", "essay"):
        prompt = prompt[: len(expected)]
    options: list = [(shape(text), share > 0) for text, share, _ in read.options]
    if item.kind == "ordering" and read.pairs:
        assert [place for _, place, _ in read.pairs] != [str(one + 1) for one in range(len(read.pairs))], (
            "the order is given away"
        )
        options = [shape(left) for left, _, _ in sorted(read.pairs, key=lambda pair: int(pair[1]))]
    else:
        options += [(shape(left), shape(other)) for left, other, _ in read.pairs] + [shape(one) for one in read.order]
    of_options = [shape(said) for *_, said in (*read.options, *read.pairs)] if item.kind != "ordering" else []
    return {
        "kind": KINDS[read.kind],
        "prompt": prompt,
        "points": read.points,
        "options": options,
        "key": f"{right[0][0]:.6g}" if right else None,
        "tolerance": right[0][1] if right else None,
        "unit": (read.units or [""])[0],
        "feedback": [
            shape(read.general if item.kind == "matching" else right[0][3] or read.right if right else read.right)[
                : len(shape(item.feedback))
            ],
            shape(read.wrong)[: len(shape(item.wrong))],
            of_options,
            [(f"{value:.6g}", shape(said)) for value, _, share, said in read.numbers if share == 0],
        ],
        "hints": [shape(hint) for hint in read.hints],
        "rubric": [int(points) for points in re.findall(r"<td><strong>(\d+)</strong>", read.grader)],
        "image": alts(read.prompt, *(one[0] for one in (*read.options, *read.pairs)), *read.order) if read.images else [],
    }


def differing(target: str, read: dict[str, readers.Read], bank: dict[str, items.Item]) -> list[tuple[str, str]]:
    """Each (item, part) in which the target's file and the certificate disagree: lost and not listed, or listed and not lost."""
    found = [(id, "missing") for id in bank.keys() ^ read.keys()]
    for id in bank.keys() & read.keys():
        wanted, got = of_bank(bank[id]), of_target(read[id], bank[id])
        listed = {loss.part for loss in targets.losses(target, bank[id])}
        found += [(id, part) for part in wanted if (wanted[part] != got[part]) != (part in listed)]
    return sorted(found)


def delivered(target: str, bank: dict[str, items.Item], draw: bool = False) -> dict[str, readers.Read]:
    return (READERS | PAGES)[target](targets.WRITERS[target].write(list(bank.values()), draw))


@pytest.mark.parametrize("draw", [False, True])
@pytest.mark.parametrize("target", READERS)
def test_every_item_arrives_equal_or_the_certificate_says_in_what_not(bank, target, draw):
    read = delivered(target, bank, draw)
    assert (
        sum(item.use != "written" for item in bank.values())
        == sum(one.kind not in targets.IN_PAGE for one in questions().values())
        >= 105
    )
    assert differing(target, read, bank) == []
    # What has another place than in the bank is still there.
    for id, item in bank.items():
        whole = " ".join(shape(" ".join(_texts(read[id]))))
        for text in items.texts(item):
            assert " ".join(shape(text)) in whole, (id, text)


def test_a_question_with_code_stays_on_its_page_and_the_certificate_says_so():
    (one,) = [item for item in items.items() if item.kind == "code"]
    states = targets.table()[one.set, "practice", one.id]
    assert {target for target, state in states.items() if state != targets.NOWHERE} == {targets.PAGE}
    for target in targets.WRITERS:
        assert targets.losses(target, one) == [items.Loss("item", "items of the kind code", "left out")]


@pytest.mark.parametrize("target", PAGES)
def test_practice_questions_arrive_on_the_page_of_a_package(bank, target):
    taken: dict[str, dict[str, items.Item]] = {}
    for id, item in bank.items():
        assert targets.takes(target, item) == (item.use == "practice")
        if item.use == "practice":
            taken.setdefault(item.set, {})[id] = item
    for chosen in taken.values():
        content = targets.WRITERS[target].write(list(chosen.values()))
        assert differing(target, readers.read_scorm(content), chosen) == []
    with pytest.raises(InputError, match="These are 6 chapters, and a package is of one. Fix: name one set"):
        targets.WRITERS[target].write([item for chosen in taken.values() for item in chosen.values()])


def _texts(read: readers.Read) -> list[str]:
    listed = [read.prompt, read.right, read.wrong, read.general, read.grader, *read.hints, *read.order]
    return listed + [str(one) for part in (*read.options, *read.pairs, *read.numbers) for one in part]


# GIFT has no place for these, as its certificate says.
OF_GIFT = [("gift", "points"), ("gift", "feedback")]


@pytest.mark.parametrize("target", READERS)
@pytest.mark.parametrize(
    ("kind", "part", "loss"),
    [
        ("single", "options", lambda item: {"options": item.options[:-1]}),
        (
            "single",
            "options",
            lambda item: {
                "options": tuple(dataclasses.replace(one, is_right=not n) for n, one in enumerate(item.options[::-1]))[::-1]
            },
        ),
        (
            "multiple",
            "feedback",
            lambda item: {"options": tuple(dataclasses.replace(one, feedback="") for one in item.options)},
        ),
        ("numeric", "key", lambda item: {"key": item.key * 1.01}),
        ("numeric", "tolerance", lambda item: {"tolerance": item.tolerance / 2}),
        ("numeric", "points", lambda item: {"points": item.points + 1}),
        (
            "matching",
            "options",
            lambda item: {
                "pairs": tuple(dataclasses.replace(one, right=item.pairs[-1 - n].right) for n, one in enumerate(item.pairs))
            },
        ),
        ("ordering", "options", lambda item: {"order": item.order[::-1]}),
        ("ordering", "feedback", lambda item: {"wrong": ""}),
        ("single", "prompt", lambda item: {"prompt": re.sub(r"(?<=>)\w+", "word", item.prompt, count=1)}),
        ("essay", "prompt", lambda item: {"prompt": "<p>Write.</p>"}),
    ],
)
def test_a_planted_loss_is_found(bank, target, kind, part, loss):
    item = next(one for one in bank.values() if one.kind == kind)
    read = delivered(target, {item.id: dataclasses.replace(item, **loss(item))})
    assert (item.id, part) in differing(target, read, {item.id: item}) or (target, part) in OF_GIFT


def test_an_item_holds_what_the_bank_says(bank):
    def letters(text):
        return re.sub(r"\s", "", text).translate(str.maketrans("“”‘’", "\"\"''"))

    for id, question in questions().items():
        if question.kind in targets.IN_PAGE:
            continue
        held = letters(items.plain(" ".join(items.texts(bank[id]))))
        for text in texts(question):
            assert letters(re.sub(r"[*_`]|^- ", "", plain_roles(text), flags=re.M)) in held, (id, text)


PICTURE = bytes.fromhex("89504e470d0a1a0a")
SHOWN = """Read the chart.

![Two bars, the left one higher](chart.png)

| side | cases |
|---|---|
| one | *more* |

```python
if a > b:
    print("a = {~b}")  # ]]> -> #
```
"""


@pytest.fixture
def with_image(tmp_path, monkeypatch):
    """A bank of one question with an image and a table in its prompt."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "chart.png").write_bytes(PICTURE)
    asked = {"id": "q-chart", "use": "graded", "kind": "single", "outcome": "s-1", "level": "apply", "points": 1, "minutes": 1}
    asked |= {"claims": [], "hints": [], "prompt": SHOWN}
    asked["options"] = [
        {"text": "Left & <up>", "right": True, "feedback": "It is."},
        {"text": "Right", "feedback": "It is not."},
    ]
    (tmp_path / "outcomes.yml").write_text("small: {s-1: read a chart}\n")
    monkeypatch.setattr(project.current(), "exercises", tmp_path)

    def written(prompt=SHOWN):
        quiz = {"chapter": "small", "questions": [asked | {"prompt": prompt}]}
        (folder / "quiz.yml").write_text(yaml.safe_dump(quiz))
        for cached in (questions, tasks):
            cached.cache_clear()
        return {item.id: item for item in items.items()}

    yield written
    for cached in (questions, tasks):
        cached.cache_clear()


@pytest.mark.parametrize("target", READERS)
def test_an_image_travels_with_its_alt_text_and_a_table_as_a_table(with_image, target):
    bank = with_image()
    (read,) = delivered(target, bank).values()
    assert differing(target, {read.id: read}, bank) == []
    assert "<table >" in shape(read.prompt)
    assert html.fromstring(f"<div>{read.prompt}</div>").findtext(".//code") == 'if a > b:\n    print("a = {~b}")  # ]]> -> #\n'
    if target == "gift":  # and its certificate says so
        assert "[Two bars, the left one higher]" in read.prompt
    else:
        assert list(read.images.values()) == [PICTURE] and "<img Two bars, the left one higher>" in shape(read.prompt)


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("![](chart.png)", "The image 'chart.png' has no alt text"),
        ("![A chart](chart.gif)", "There is no image 'chart.gif' in the set's folder"),
        ("![A chart](../outcomes.png)", "'../outcomes.png' is not in the set's folder"),
        ("![A chart](https://example.org/a.png)", "is not in the set's folder"),
        ("![A chart](chart.tiff)", "of a kind that not every system shows"),
    ],
)
def test_an_image_that_cannot_travel_is_named(with_image, image, said):
    with pytest.raises(InputError, match=r"exercises/small/quiz.yml, question 'q-chart'") as error:
        with_image(f"Look.\n\n{image}")
    assert said in str(error.value)


def test_the_command_writes_the_file_and_one_certificate_for_all_targets(tmp_path, capsys):
    for target, name in (("canvas", "term.zip"), ("gift", "term.txt"), ("canvas", "term.zip")):
        assert main(["deliver", target, "--out", str(tmp_path / name)]) == 0
    first = (tmp_path / "term.zip").read_bytes()
    count = len(items.items())
    taken = sum(item.kind not in targets.IN_PAGE for item in items.items())
    assert f"{taken} of {count} items" in capsys.readouterr().out
    rows = list(csv.DictReader((tmp_path / "term.losses.csv").open(encoding="utf-8")))
    for target in ("canvas", "gift"):
        assert {row["item"] for row in rows if row["target"] == target} == {item.id for item in items.items()}
    assert len({tuple(row.values()) for row in rows}) == len(rows)
    assert main(["deliver", "canvas", "--out", str(tmp_path / "term.zip")]) == 0
    assert (tmp_path / "term.zip").read_bytes() == first
    assert main(["deliver", "canvas", "--out", str(tmp_path / "no.zip"), "--set", "introducton"]) == 1
    assert "There is no set 'introducton'" in capsys.readouterr().err and not (tmp_path / "no.zip").exists()


def test_a_course_file_says_what_is_delivered_and_when_it_is_due(tmp_path, capsys):
    course = tmp_path / "grades"
    course.mkdir()
    command = ["deliver", "canvas", "--out", str(tmp_path / "term.zip"), "--course", str(course)]
    assert main(command) == 1
    assert "course.toml: There is no assignment in it" in capsys.readouterr().err
    (course / "course.toml").write_text(
        'timezone = "Europe/Kyiv"\n[assignments.capstone]\ndue = 2026-12-05\n[assignments.reform]\n'
    )
    assert main(command) == 0
    _, quizzes = readers.read_canvas((tmp_path / "term.zip").read_bytes())
    due = {(quiz["title"].partition(":")[0], quiz["quiz_type"]): quiz["due_at"] for quiz in quizzes}
    assert (
        due["Capstone", "assignment"] == "2026-12-05T21:59:59"
        and len(due) == 4
        and list(filter(None, due.values())) == ["2026-12-05T21:59:59"]
    )
    assert main(["deliver", "moodle", "--out", str(tmp_path / "term.xml"), "--course", str(course)]) == 0
    rows = list(csv.DictReader((tmp_path / "term.losses.csv").open(encoding="utf-8")))
    lost = {row["item"] for row in rows if (row["target"], row["part"]) == ("moodle", "due date")}
    assert lost == {item.id for item in items.items(["capstone"], ["graded", "written"])}


def test_the_table_names_every_item_and_one_that_is_delivered_nowhere_is_an_error(capsys, monkeypatch):
    assert main(["deliver", "table"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [entry.id for entry in counts.entries()]
    assert sum("-q-" in line and " - " in line and "equal" in line for line in lines) > 50
    # A hunt that the notebook does not name, and a question of a kind that no target takes.
    checked = source.checked
    monkeypatch.setattr(source, "checked", lambda path: _without_hunts(checked(path)))
    for writer in targets.TAKERS.values():
        monkeypatch.setattr(writer, "KINDS", set(writer.KINDS) - {"ordering"})
    assert main(["verify", "questions", "capstone"]) == 1
    told = capsys.readouterr().out
    hunt, order = next(iter(hunts())), next(id for id, one in questions().items() if one.kind == "ordering")
    assert f"hunts.yml, hunt item '{hunt}': It is delivered nowhere. Fix: name it in notebook.md, or take it out." in told
    assert f"item '{order}': It is delivered nowhere" in told and "in-q-voted" not in told


def _without_hunts(found):
    return dataclasses.replace(found, cells=tuple(cell for cell in found.cells if cell.kind != "hunt"))


def test_rubrics_and_outcomes_for_canvas(bank, tmp_path):
    assert main(["deliver", "rubrics", "--out", str(tmp_path / "rubrics.csv"), "--set", "capstone"]) == 0
    head, *rows = csv.reader((tmp_path / "rubrics.csv").open(encoding="utf-8"))
    assert head[:4] == ["Rubric Name", "Criteria Name", "Criteria Description", "Criteria Enable Range"]
    assert all(name == ["Rating Name", "Rating Description", "Rating Points"][place % 3] for place, name in enumerate(head[4:]))
    best: dict[str, int] = {}
    for name, criterion, _, in_range, *levels in rows:
        points = [int(one) for one in levels[2::3]]
        assert criterion and in_range == "false" and points == sorted(points, reverse=True) and points[-1] == 0
        best[name] = best.get(name, 0) + points[0]
    tasks = [item for item in bank.values() if item.set == "capstone" and item.kind == "essay"]
    assert best == {f"{item.title} ({item.id})": item.points for item in tasks}
    assert main(["deliver", "outcomes", "--out", str(tmp_path / "outcomes.csv")]) == 0
    rows = list(csv.DictReader((tmp_path / "outcomes.csv").open(encoding="utf-8")))
    known = {row["vendor_guid"] for row in rows if row["object_type"] == "group"}
    assert all(row["parent_guids"] in known for row in rows[1:]) and rows[0]["parent_guids"] == ""
    found = {row["vendor_guid"]: row["description"] for row in rows if row["object_type"] == "outcome"}
    assert found.keys() == {id for listed in outcomes().values() for id in listed} and all(found.values())
