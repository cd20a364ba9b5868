"""Shared work: a copy is found whatever was changed in it, and what many have, or were given, proves nothing."""

import csv
import json
import random
import re
from datetime import UTC, datetime

import pytest
from coursebook.evidence.roles import plain_roles
from coursebook.exercises import candidates, sets
from coursebook.exercises.release import notebooks
from coursebook.grading.demo.simulated_class import Hand, essay
from coursebook.grading.files import Course, write_whole
from coursebook.grading.gradebook.record import to_text
from coursebook.grading.gradebook.writer import Gradebook
from coursebook.grading.intake.submissions import Submission
from coursebook.grading.marking import Marker
from coursebook.grading.matching.repair import Placed
from coursebook.grading.matching.slots import ANSWER, WRITTEN, Slot
from coursebook.grading.reports import item_analysis, shared_work, side_by_side
from coursebook.grading.reports.fingerprints import MOST_HASHES, code_runs, pieces, text_runs, winnowed
from coursebook.grading.reports.report import write_report
from coursebook.grading.reports.shared_work import Group, Known, Part
from coursebook.grading.settings import Settings

from benchmarks.shared_work import KINDS, Class
from tests.browser.pages import violations
from tests.browser.screens import SCREENS
from tests.grading.klass import SET
from tests.grading.test_feedback import Played

CLASS = 40
CODE = """\
def longest_run(table, least):
    best, now = 0, 0
    for value in table["cases"].sort_values(ascending=False).to_list():
        if value >= least and not pd.isna(value):
            now = now + 1
            best = max(best, now)
        else:
            now = 0
    share = best / max(len(table.dropna(subset=["cases"])), 1)
    print(f"{share:.2f}", best, now, sep=" / ")
    spread = table.groupby("offence")["cases"].agg(["min", "max"]).diff(axis=1).iloc[:, -1]
    weights = [number ** 0.5 / 17 for number in spread.to_list() if number > 31.5]
    return {"share": round(share * 100, 3), "spread": spread.to_dict(), "weights": sorted(weights, reverse=True)}
"""


def hashes(source, is_text=False, names=()):
    sequences = text_runs(source) if is_text else code_runs(source, {"pd": "pandas"} | {name: name for name in names})
    return {run.hash for runs in sequences for run in winnowed(runs)}


@pytest.fixture(scope="module")
def made():
    return Class()


@pytest.fixture(scope="module")
def honest(made):
    """A class of forty who work alone, all of whom hand in everything."""
    chance = random.Random("essays")
    handed = {f"s{place:02}": made.honest(f"test:{place}") for place in range(CLASS)}
    return {student: answers | {task: essay(chance) for task in made.tasks} for student, answers in handed.items()}


@pytest.fixture(scope="module")
def given(made, honest):
    return {student: made.pieces(student, answers) for student, answers in honest.items()}


def named(made, given, **changed):
    """The groups of the class when some hand in something else."""
    found = given | {student: made.pieces(student, answers) for student, answers in changed.items()}
    return shared_work.groups(list(found), list(found.values()), made.ids, made.known.hashes)


@pytest.mark.parametrize(
    "changed",
    [
        re.sub(r"\b(table|least|value|best|now|share|number)\b(?!\")", r"my_\1", CODE),
        CODE.replace("    best, now", "    # what this does\n\n    best,  now").replace(
            "    share =", "    # and then\n    share ="
        ),
        CODE.replace('"share"', "'part'").replace(" / ", "/").replace("(best, now)", "( best ,now )"),
        CODE.replace("least):\n", 'least: int) -> dict:\n    """Something else."""\n'),
        f"import pandas as pd\n%matplotlib inline\n{CODE}",
        "\n".join(CODE.splitlines()[:1] + ["    pass"] + CODE.splitlines()[1:]),
    ],
    ids=["names", "comments and blanks", "strings and spacing", "docstring and types", "imports and magics", "pass"],
)
def test_what_is_easily_changed_changes_nothing(changed):
    assert changed != CODE and hashes(changed) == hashes(CODE)


def test_lines_may_move():
    lines = CODE.splitlines()
    lines[8], lines[10] = lines[10], lines[8]
    assert hashes("\n".join(lines)) == hashes(CODE)


@pytest.mark.parametrize(
    "old, new", [("0.5", "0.7"), (".diff(", ".prod("), ("best / max", "best * max"), ("value >= least", "least >= value + 1")]
)
def test_another_calculation_is_another_one(old, new):
    assert hashes(CODE.replace(old, new)) != hashes(CODE)


def test_a_name_that_was_given_is_not_taken_for_a_students_own():
    first, second = "answer = cases['a'].sum() / 2", "answer = letter['a'].sum() / 2"
    assert hashes(first) == hashes(second)
    assert hashes(first, names=("cases", "letter")) != hashes(second, names=("cases", "letter"))
    assert hashes("def f(cases):\n    return cases.a + 1", names=("cases",)) == hashes("def f(t):\n    return t.a + 1")


def test_code_that_does_not_parse_is_compared_by_its_lines():
    broken = CODE.replace("return {", "return {{")
    assert hashes(broken) and hashes(broken) == hashes(broken.replace("spread", "between").replace("# x", ""))


def test_a_text_is_its_words():
    text = "The register counts *cases*, and 12,000 of them were opened late; so no one knows how many left."
    other = "the REGISTER counts cases and 15,500 of them\u200b were\nopened “late”: So no o\u200bne knows how many left"
    assert hashes(text, True) == hashes(other, True) != hashes(text.replace("knows", "said"), True)


@pytest.mark.parametrize(
    "source",
    [
        "x = [" * 20_000,
        "(" * 300_000,
        "a = 1\n" * 400_000,
        "x" * 2_000_000,
        "0x" + "f" * 40_000,
        "# " * 900_000,
        "'\"" * 60_000,
        "\x00\ud800",
    ],
)
def test_what_is_kept_of_an_answer_is_bounded(source):
    slots = [Slot("q", "q", "code", ANSWER, "# YOUR CODE HERE"), Slot("t", "t", "markdown", WRITTEN, "YOUR ANSWER HERE")]
    varied = source + " ".join(f"w{number}{source[:1]}" for number in range(20_000))
    for said in (source, varied):
        found = pieces(Placed(slot.id, slot.kind, said, slot) for slot in slots)
        assert all(len(one) <= 8 * MOST_HASHES for one in found.values())


def test_a_blank_answer_has_no_pieces():
    slot = Slot("t", "t", "markdown", WRITTEN, "YOUR ANSWER HERE, in as many words as are asked for above.")
    assert pieces([Placed("t", "markdown", slot.source + "\n", slot), Placed("own", "code", CODE)]) == {}


def test_nobody_is_named_where_nobody_copied(made, given):
    assert named(made, given) == []


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.startswith(("all code", "four essays")) or kind == "one essay: as it is"]
)
def test_a_copy_is_found(made, honest, given, kind):
    giver = max(honest, key=lambda student: len(honest[student]))
    taker = next(student for student in honest if student != giver)
    copy = KINDS[kind](honest[giver], honest[taker], random.Random(kind), made.tasks)
    (group,) = named(made, given, **{taker: copy})
    assert group.students == tuple(sorted((giver, taker))) and group.chance < shared_work.CHANCE
    assert all(part.share >= shared_work.LEAST_SHARE for part in group.parts)


def test_four_equal_essays_are_one_group(made, honest, given):
    task, text = made.tasks[1], essay(random.Random("one of four"))
    four = ("s03", "s11", "s12", "s30")
    (group,) = named(made, given, **{student: honest[student] | {task: text} for student in four})
    assert group.students == four
    assert Part(task, four, 1.0) in group.parts
    assert all(set(part.students) < set(four) for part in group.parts if part.id != task)  # by chance, and told too


def test_four_equal_essays_in_a_small_class(made):
    text = essay(random.Random("small"))
    handed = {f"s{place}": {made.tasks[0]: text if place < 4 else essay(random.Random(place))} for place in range(6)}
    (group,) = named(made, {}, **handed)
    assert group.students == ("s0", "s1", "s2", "s3")


@pytest.mark.parametrize("many", [4, 8, 20])
def test_a_mistake_that_a_tenth_of_the_class_makes_proves_nothing(made, honest, given, many):
    mistake = {student: honest[student] | {"growth": CODE} for student in list(honest)[:many]}
    assert named(made, given, **mistake) == []
    two = dict(list(mistake.items())[:2])
    assert [group.students for group in named(made, given, **two)] == [("s00", "s01")]


def test_what_was_given_or_foreseen_proves_nothing(made, honest, given):
    exercise, common = made.exercise, made.exercise.variant()
    foreseen = [candidates.read(exercise, kind)[0] for kind in ("right", "wrong")]
    of_authors = [{id: one[id][0].code for id in one} for one in foreseen]
    key = {id: source for id, source in answers_of(made.hand.key(common)).items() if id in of_authors[0]}
    prompt = max(
        (cell["source"] for cell in notebooks.student(exercise, common).cells if cell.cell_type == "markdown"), key=len
    )
    anchors = {task.id: plain_roles(task.anchors[0].answer) for task in exercise.tasks}
    for answers in (*of_authors, key, dict.fromkeys(made.tasks, prompt), anchors):
        assert named(made, given, s05=honest["s05"] | answers, s06=honest["s06"] | answers) == []


def answers_of(notebook):
    return {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell["source"] for cell in notebook["cells"]}


def test_the_order_of_the_class_decides_nothing(made, honest, given):
    copies = {f"s{place + 1:02}": honest[f"s{place:02}"] for place in (2, 10, 20)}
    found = given | {student: made.pieces(student, answers) for student, answers in copies.items()}
    groups = shared_work.groups(list(found), list(found.values()), made.ids, made.known.hashes)
    turned = dict(reversed(found.items()))
    again = shared_work.groups(list(turned), list(turned.values()), made.ids, made.known.hashes)
    assert len(groups) == 3 and groups == sorted(groups, key=lambda group: group.chance)
    assert {frozenset(group.students) for group in groups} == {frozenset(group.students) for group in again}


def test_many_with_the_same_are_one_group():
    chance = random.Random("many")
    pieces_of = [{"t": "".join(f"{chance.getrandbits(32):08x}" for _ in range(20))} for _ in range(300)]
    for place in range(0, 50, 2):
        pieces_of[place] = pieces_of[0]
    (group,) = shared_work.groups([f"s{place:03}" for place in range(300)], pieces_of, {"t": True}, {})
    assert group.students == tuple(f"s{place:03}" for place in range(0, 50, 2))


def test_a_class_of_none_or_of_old_records(made):
    assert shared_work.groups([], [], made.ids, made.known.hashes) == []
    record = {"student": "a", "questions": []}
    assert item_analysis.line(record).pieces == {}
    assert shared_work.groups(["a", "b"], [{}, {}], made.ids, made.known.hashes) == []


def test_only_what_is_common_and_not_known_is_marked():
    first = "The prompt says what the prompt says here. My own long sentence about the files of this register."
    second = "Another start of it all. My own long sentence about the files of this register. The prompt says what the prompt says here."
    known = Known(
        {"t": frozenset(run.hash for runs in text_runs("The prompt says what the prompt says here") for run in runs)}, {}
    )
    for segments in side_by_side.marked([first, second], True, known, "t"):
        marked = [text for text, is_marked in segments if is_marked]
        assert marked == ["My own long sentence about the files of this register"]
    assert "".join(text for text, _ in side_by_side.marked([first, second], True, known, "t")[0]) == first


def test_lines_of_code_are_marked():
    other = "x = 1\n" + CODE.replace("table", "frame").replace("0.5", "0.9")
    one, two = side_by_side.marked([CODE, other], False, Known({}, {}), "q")
    assert "".join(text for text, _ in two) == other
    marked = "".join(text for text, is_marked in two if is_marked)
    assert "frame" in marked and "x = 1" not in marked and "return {" in marked


@pytest.mark.parametrize(
    "chance, said", [(0.04, "1 of 10 "), (0.0099, "1 of 100 "), (1e-3, "1 of 100 "), (1e-40, "1 of 1,000,000 ")]
)
def test_how_surprising_is_said_in_a_power_of_ten(chance, said):
    assert said in side_by_side.surprise(Group(("a", "b"), (), chance))


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """A report on twelve students, two of whom handed in the same hostile answers."""
    exercise = sets.exercise(SET)
    marker = Marker(exercise, Settings(SET, exercise.version, secret=b"s"), Played(exercise))
    course = Course(tmp_path_factory.mktemp("course"), SET)
    hand, chance = Hand(exercise), random.Random("reported")
    hostile = "</pre><script>alert(1)</script> <mark>x</mark> {{ 7 * 7 }} " + essay(random.Random("hostile"))
    for number in range(12):
        answers = {task.id: essay(chance) for task in exercise.tasks} | {"growth": hand.right["growth"][number % 2].code}
        if number in (4, 9):
            answers[exercise.tasks[0].id] = hostile if number == 4 else hostile.upper()
            answers["growth"] = CODE.replace("best", "a") + "# </pre><img src=x onerror=alert(1)>\u202e\n"
        notebook = hand.filled(marker.variant(f"s{number}"), answers)
        handed = Submission(f"s{number}", "x.ipynb", datetime(2027, 1, 1, tzinfo=UTC), json.dumps(notebook).encode())
        made = marker.mark(handed)
        write_whole(course.notebook("autograded", f"s{number}"), made.notebook)
        write_whole(course.record(f"s{number}"), to_text(made.record))
    write_whole(course.report / "shared" / "group-7.html", "of an older run")
    gradebook = Gradebook(course.gradebook, "c", SET)
    gradebook.prepare([], {})
    write_report(course, exercise, gradebook)
    gradebook.close()
    return course


def test_the_report_lists_what_is_shared(reported):
    rows = list(csv.DictReader((reported.report / "shared-work.csv").open(encoding="utf-8")))
    assert {row["question"] for row in rows} == {"growth", sets.exercise(SET).tasks[0].id}
    assert {row["students"] for row in rows} == {"s4, s9"} and {row["side by side"] for row in rows} == {"shared/group-1.html"}
    assert all(float(row["share of overlap"]) == 1 and row["how surprising"].startswith("by chance in fewer") for row in rows)
    index = (reported.report / "index.html").read_text(encoding="utf-8")
    assert 'href="shared/group-1.html"' in index and "never a proof" in index
    assert [path.name for path in (reported.report / "shared").iterdir()] == ["group-1.html"]


def test_a_page_shows_both_texts_and_runs_nothing(reported):
    page = (reported.report / "shared" / "group-1.html").read_text(encoding="utf-8")
    assert page.count("&lt;img src=x onerror") == 2 and "&lt;script&gt;" in page and "{{ 7 * 7 }}" in page
    assert "<script" not in page and "<img" not in page and "\u202e" not in page and "default-src 'none'" in page
    assert page.count("<mark>") >= 4 and "never a proof" in page


@pytest.mark.parametrize(("width", "theme"), SCREENS.values(), ids=SCREENS.keys())
def test_a_page_is_accessible(reported, opened, theme, width):
    for name in ("index.html", "shared/group-1.html"):
        with opened((reported.report / name).as_uri(), width, theme, bypass_csp=True) as seen:
            assert violations(seen) == []
            assert seen.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pages_are_bounded_in_number(reported):
    exercise = sets.exercise(SET)
    course = Course(reported.root.parent / "bounded", SET)
    groups = [
        Group((f"a{n}", f"b{n}"), (Part("growth", (f"a{n}", f"b{n}"), 1.0),), 0.001) for n in range(side_by_side.MOST_PAGES + 5)
    ]
    pages = side_by_side.write_pages(course, exercise, groups, Known({}, {}))
    assert pages[-6:] == [f"shared/group-{side_by_side.MOST_PAGES}.html", *[""] * 5]
    assert len(list((course.report / "shared").iterdir())) == side_by_side.MOST_PAGES
