"""Work that other programs saved, or that students moved about: found again, or listed; never lost, never a silent zero."""

import json
import random
from datetime import UTC, datetime

import pytest
from coursebook.exercises import sets
from coursebook.exercises.source import known_sets
from coursebook.grading.demo.simulated_class import Hand
from coursebook.grading.intake.submissions import Submission
from coursebook.grading.marking import Marker
from coursebook.grading.processes.worker import Worker
from coursebook.grading.settings import Settings

from tests.grading.resaved import (
    FORMS,
    Work,
    cell,
    essay,
    grade_id,
    merged,
    resaved,
    shuffled,
    texts_in_added_cells,
    without_marks,
)

FORMS_THAT_LEAVE_NO_DOUBT = [form for form in FORMS if form is not merged]


@pytest.fixture(scope="module", params=known_sets())
def work(request):
    return Work(sets.exercise(request.param))


class RunsOnce:
    """A worker that keeps what it gave for a job: from most forms the same cells are made again."""

    def __init__(self, worker: Worker):
        self.worker, self.kept = worker, {}

    def run(self, job):
        cells = repr(job)
        if cells not in self.kept:
            self.kept[cells] = self.worker.run(job)
        return self.kept[cells]


@pytest.fixture(scope="module")
def marker(work):
    settings = Settings(work.exercise.name, work.exercise.version, secret=b"s", pictures=False)
    with Worker(work.exercise) as worker:
        yield Marker(work.exercise, settings, RunsOnce(worker))


@pytest.fixture(scope="module")
def of_stories(stories):
    with Worker(stories.exercise) as worker:
        yield Marker(
            stories.exercise, Settings("personal-stories", stories.exercise.version, secret=b"s", pictures=False), worker
        )


def marked(marker, notebook):
    record = marker.mark(
        Submission("anna", "anna.ipynb", datetime(2027, 1, 1, tzinfo=UTC), json.dumps(notebook).encode())
    ).record
    assert record["status"] == "graded", record["reason"]
    return record


def test_in_forty_mixtures_of_forms_nothing_is_lost_in_silence(work):
    for number in range(40):
        notebook, what = resaved(work.key, f"{work.exercise.name}-{number}")
        assert not work.missed(notebook), f"{number}: {what}"


@pytest.mark.parametrize("form", FORMS_THAT_LEAVE_NO_DOUBT, ids=lambda form: form.__name__)
def test_one_program_alone_leaves_nothing_for_a_person(work, marker, form):
    record = marked(marker, form(work.key, random.Random(form.__name__)))
    assert not record["doubts"] and record["mark"] == record["points"], (record["doubts"], record["events"])
    assert not [task["id"] for task in record["tasks"] if task["is_blank"]]


def test_points_that_are_lost_by_a_form_are_open_and_listed_never_zero(work, marker):
    for number in range(6):
        notebook, what = resaved(work.key, f"run-{work.exercise.name}-{number}")
        record = marked(marker, notebook)
        for question in record["questions"]:
            if question["earned"] != question["points"]:
                assert any(question["id"] in doubt for doubt in record["doubts"]), (number, what, question["id"])
                assert not question["is_blank"]


# The further cases are tried on one set.
@pytest.fixture(scope="module")
def stories():
    return Work(sets.exercise("personal-stories"))


def changed(work, change):
    notebook = json.loads(json.dumps(work.key))
    notebook["cells"] = change(notebook["cells"])
    return notebook


def mended(work, notebook):
    from coursebook.grading.intake.notebook_reader import read
    from coursebook.grading.matching.repair import repair

    found = repair(read(json.dumps(notebook).encode()).cells, work.slots)
    return {placed.id: placed for placed in found.cells}, found


FIRST, SECOND, LAST = "ps-w-headlines", "ps-w-viktor", "ps-w-memo"


def below(template, *added):
    """The template of the first task untouched, or gone, and cells added in its place."""

    def change(cells):
        place = next(n for n, one in enumerate(cells) if grade_id(one) == FIRST)
        kept = [cells[place] | {"source": "YOUR ANSWER HERE"}] if template else []
        cells[place : place + 1] = [*kept, *added]
        return cells

    return change


@pytest.mark.parametrize("template", [True, False], ids=["template kept", "template deleted"])
@pytest.mark.parametrize(
    "added",
    [
        [cell("markdown", essay(FIRST))],
        [cell("raw", essay(FIRST))],
        [cell("code", essay(FIRST))],
        [cell("code", "# " + essay(FIRST).replace("\n", "\n# "))],
        [cell("code", '"""' + essay(FIRST) + '"""')],
        [cell("code", 'print("""' + essay(FIRST) + '""")')],
        [cell("code", 'my_text = """' + essay(FIRST) + '"""')],
        [cell("code", 'my_text = """' + essay(FIRST) + '"""\nprint(my_text)')],
        [cell("code", 'print("\\n".join(["""' + essay(FIRST) + '""", "My end"]))')],
        [cell("code", 'from IPython.display import Markdown, display\ndisplay(Markdown("""' + essay(FIRST) + '"""))')],
        [cell("markdown", part) for part in essay(FIRST).split("\n\n")],
        [cell("markdown", "### My answer"), cell("code", ""), cell("markdown", essay(FIRST))],
        [cell("markdown", "Кількість справ не є кількістю людей. " + essay(FIRST))],
    ],
    ids=[
        "text",
        "raw",
        "code",
        "comment",
        "string",
        "printed",
        "named",
        "named and printed",
        "joined",
        "shown",
        "paragraphs",
        "heading",
        "another language",
    ],
)
def test_a_text_in_cells_of_the_students_own_is_the_answer(stories, template, added):
    placed, found = mended(stories, changed(stories, below(template, *added)))
    assert all(f"{part} of {FIRST}" in placed[FIRST].source for part in ("Opening", "Body", "Close"))
    assert not placed[FIRST].is_blank and "YOUR ANSWER" not in placed[FIRST].source
    assert placed[SECOND].source == essay(SECOND)


@pytest.mark.parametrize(
    "code", ["cases.head()", 'print("trying")', 'plt.title("six plain words are no text here")\nplt.plot([1])']
)
def test_code_below_a_task_for_a_text_is_no_text(stories, code):
    placed, found = mended(stories, changed(stories, below(True, cell("code", code))))
    assert placed[FIRST].is_blank and not found.doubts


SENTENCE = "A file is opened when someone notices that a soldier is away."


# Scripts that set no blanks between words, and one whose words hold signs that are no letters.
SCRIPTS = {
    "Chinese": "起诉书统计的是案件而不是人。一名士兵可能有多个案件。",
    "Thai": "อัยการนับจำนวนคดีไม่ใช่จำนวนคนทหารหนึ่งคนอาจมีหลายคดี",
    "Hindi": "अभियोजक लोगों को नहीं बल्कि मामलों को गिनते हैं और यह संख्या सैनिकों की नहीं है",
}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("form", ["{}", "# {}", "print('{}')", "answer = '{}'"])
def test_a_text_in_any_script_is_the_answer(stories, script, form):
    code = form.format(SCRIPTS[script])
    placed, _ = mended(stories, changed(stories, below(True, cell("code", code))))
    assert placed[FIRST].source == code and not placed[FIRST].is_blank


@pytest.mark.parametrize(
    "code",
    [
        *(f"# {text}\ncases.head()" for text in SCRIPTS.values()),
        f"import ipywidgets\nipywidgets.Textarea(value='{SENTENCE} {SENTENCE}')",
        "print(open('essay.txt').read())",
        "from IPython.display import Markdown, display\ndisplay(Markdown(filename='essay.md'))",
        f"# {SENTENCE}\ncases.head()",
        f"points = ['{SENTENCE}', 'And so on.']\nfor point in points:\n    print(point)",
        f"answer = {{'who': '{SENTENCE}'}}",
        f"def answer():\n    '{SENTENCE}'\n    return 1",
        f"answer = 'Opening. ' + '{SENTENCE}'",
    ],
)
def test_code_with_sentences_below_an_untouched_task_waits_for_a_person(stories, code):
    placed, found = mended(stories, changed(stories, below(True, cell("code", code))))
    assert not placed[FIRST].is_blank and any(FIRST in doubt for doubt in found.doubts)
    assert any(one.source == code and one.kind == "code" for one in found.cells), "it is run as before"


def test_a_text_below_the_last_answer_leaves_no_other_task_blank(stories):
    def change(cells):
        blank = [one | {"source": "YOUR ANSWER HERE"} if grade_id(one) == FIRST else one for one in cells]
        return [*blank, cell("markdown", essay(FIRST))]

    placed, found = mended(stories, changed(stories, change))
    assert not placed[FIRST].is_blank and any(FIRST in doubt for doubt in found.doubts)


def test_texts_that_stand_together_at_the_end_leave_no_task_blank(stories):
    def change(cells):
        blank = [one | {"source": "YOUR ANSWER HERE"} if grade_id(one) in (FIRST, SECOND, LAST) else one for one in cells]
        return [*blank, cell("markdown", "\n\n".join(map(essay, (FIRST, SECOND, LAST))))]

    placed, found = mended(stories, changed(stories, change))
    assert f"Close of {FIRST}" in placed[LAST].source and not placed[FIRST].is_blank and not placed[SECOND].is_blank
    assert sum(f"after “{LAST}”" in doubt for doubt in found.doubts) == 2


def test_a_picture_that_code_shows_below_a_task_waits_for_a_person(stories):
    shown = cell("code", "from IPython.display import Image\nImage('essay.png')")
    placed, found = mended(stories, changed(stories, below(True, shown)))
    assert not placed[FIRST].is_blank and any(FIRST in doubt for doubt in found.doubts)


def test_both_halves_of_a_text_are_the_answer(stories):
    def change(cells):
        place = next(n for n, one in enumerate(cells) if grade_id(one) == FIRST)
        cells[place : place + 1] = [
            cells[place] | {"source": "FIRST half."},
            cells[place] | {"source": "SECOND half.", "id": "x"},
        ]
        return cells

    placed, _ = mended(stories, changed(stories, change))
    assert placed[FIRST].source == "FIRST half.\n\nSECOND half."


def test_a_text_typed_into_its_prompt_is_the_answer(stories):
    def change(cells):
        for one in cells:
            if grade_id(one) == FIRST:
                one["source"] = "YOUR ANSWER HERE"
            elif grade_id(one) == f"{FIRST}-prompt":
                one["source"] += "\n\n" + essay(FIRST)
        return cells

    placed, _ = mended(stories, changed(stories, change))
    assert placed[FIRST].source == essay(FIRST)


def test_a_template_is_blank_only_if_no_text_is_left_over(stories):
    blank = below(True)
    placed, found = mended(stories, changed(stories, blank))
    assert placed[FIRST].is_blank and not found.doubts
    placed, found = mended(
        stories, changed(stories, lambda cells: [*blank(cells)[:3], cell("markdown", "Where does this go?"), *cells[3:]])
    )
    assert not placed[FIRST].is_blank and any(FIRST in doubt for doubt in found.doubts)
    # The release's own text in another cell is no work of the student's.

    def copied(cells):
        prompt = next(one for one in cells if grade_id(one) == f"{SECOND}-prompt")
        return [*blank(cells), prompt | {"metadata": {}, "id": "y"}]

    placed, found = mended(stories, changed(stories, copied))
    assert placed[FIRST].is_blank and not found.doubts


def test_texts_without_any_sign_whose_they_are_wait_for_a_person(stories):
    notebook = shuffled(
        changed(stories, lambda cells: [one | {"metadata": {}, "id": f"c{n}"} for n, one in enumerate(cells)]), random.Random(3)
    )
    placed, found = mended(stories, notebook)
    for task in stories.tasks:
        assert not placed[task].is_blank and any(task in doubt for doubt in found.doubts)


def without_answer(cells):
    return [
        one | {"source": "# YOUR CODE HERE\nraise NotImplementedError()"} if grade_id(one) == "growth" else one for one in cells
    ]


def at(cells, id, *added):
    place = next(n for n, one in enumerate(cells) if grade_id(one) == id)
    return [*cells[: place + 1], *added, *cells[place + 1 :]]


def test_code_in_a_cell_of_the_students_own_is_the_answer(stories):
    source = next(one["source"] for one in stories.key["cells"] if grade_id(one) == "growth")
    placed, found = mended(stories, changed(stories, lambda cells: at(without_answer(cells), "growth", cell("code", source))))
    assert placed["growth"].source == source and not found.doubts


@pytest.mark.parametrize(
    "source", ["def my_growth_function(a, b, c, d):\n    return 1", "groth = 5", "for year in (1, 2):\n    rate = year"]
)
def test_code_under_another_name_beside_an_untouched_cell_waits_for_a_person(stories, source):
    placed, found = mended(stories, changed(stories, lambda cells: at(without_answer(cells), "growth", cell("code", source))))
    assert not placed["growth"].is_blank and any("growth" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("source", ["cases.head()", "print('trying')", "1 + 1", "%matplotlib inline", ""])
def test_a_trial_beside_an_untouched_cell_changes_nothing(stories, source):
    placed, found = mended(stories, changed(stories, lambda cells: at(without_answer(cells), "growth", cell("code", source))))
    assert placed["growth"].is_blank and not found.doubts


def test_an_import_typed_into_the_set_up_cell_still_works(stories, of_stories):
    def change(cells):
        for one in cells:
            if grade_id(one) == "set-up":
                one["source"] = "import numpy as np\n" + one["source"].replace("cases.csv", "/content/drive/cases.csv")
            elif grade_id(one) == "monthly-mean":
                one["source"] = (
                    "def monthly_mean(table):\n    return table.assign(per_month=np.divide(table.cases, table.months))"
                )
        return cells

    record = marked(of_stories, changed(stories, change))
    assert record["mark"] == record["points"]


STRANGE = {
    "empty cells": [cell("code", ""), cell("markdown", "")],
    "another course": [cell("code", "chart = 1\nprint(chart)"), cell("markdown", "# Another course")],
    "one name of ours": [
        cell("code", "import pandas as pd\ndef growth(a, b):\n    return b / a"),
        cell("code", "growth(1, 2)"),
    ],
    "another's marks": [
        cell("code", "x = 1", nbgrader={"grade_id": "q1", "solution": True, "grade": False, "schema_version": 3})
    ],
    "an essay": [cell("markdown", "# Personal stories\n\nYOUR ANSWER HERE\n\nMy own text, of some length, on the register.")],
    "our template": [cell("code", "# YOUR CODE HERE\nraise NotImplementedError()")],
}


@pytest.mark.parametrize("cells", STRANGE.values(), ids=STRANGE)
def test_a_notebook_with_nothing_of_this_release_is_not_graded(stories, cells):
    strange = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    _, found = mended(stories, strange)
    assert not found.is_of_this_release


@pytest.mark.parametrize("form", [lambda notebook, _: notebook, without_marks], ids=["as it is", "without marks"])
def test_the_work_of_another_assignment_is_not_graded(work, form):
    """All begin alike, and a file that was converted does not say any more what it belongs to."""
    for name in set(known_sets()) - {work.exercise.name}:
        other = sets.exercise(name)
        notebook = form(Hand(other).key(other.variant()), random.Random(1))
        assert not mended(work, notebook)[1].is_of_this_release, name


def test_a_notebook_is_known_by_its_code_alone(stories):
    strange = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    copied = {
        **strange,
        "cells": [
            one | {"metadata": {}, "id": f"c{n}"} for n, one in enumerate(stories.key["cells"]) if one["cell_type"] == "code"
        ],
    }
    assert mended(stories, copied)[1].is_of_this_release


def test_texts_in_added_cells_in_all_sets(work):
    notebook = texts_in_added_cells(work.key, random.Random(1))
    assert not work.missed(notebook)


@pytest.mark.parametrize(
    "source",
    ["%cd ..", "import os; os.chdir('/')", "open('cases.csv', 'w').write('offence')", "import os; os.remove('variant.json')"],
)
def test_the_set_up_finds_what_was_handed_out_whatever_a_cell_before_it_did(stories, of_stories, source):
    places = [next(n for n, one in enumerate(stories.key["cells"]) if grade_id(one) == id) for id in ("start", "set-up")]
    for place in (0, *places):
        record = marked(of_stories, changed(stories, lambda cells: [*cells[:place], cell("code", source), *cells[place:]]))
        assert record["mark"] == record["points"] and not record["events"], record["events"]


def test_a_set_up_that_a_cell_before_it_broke_is_told(stories, of_stories):
    breaks = cell("code", "import builtins; del builtins.open; import pandas; pandas.read_csv = 1")
    assert "set-up" in marked(of_stories, changed(stories, lambda cells: [breaks, *cells]))["events"][0]


@pytest.mark.parametrize(
    "source",
    ["![chart.png](attachment:chart.png)", "![](chart.png)", "![text](https://a.example/essay.png)", "<IMG src='x.png'>",
     "<svg><text>Essay</text></svg>", "<iframe src='https://a.example'></iframe>", "![chart][1]\n\n[1]: chart.png"],
)  # fmt: skip
def test_a_picture_in_a_text_is_told_to_a_person(stories, source):
    def change(cells):
        for one in cells:
            if grade_id(one) == FIRST:
                one |= {"source": f"See {source}"}
        return cells

    _, found = mended(stories, changed(stories, change))
    assert FIRST in found.doubts[0] and "picture" in found.doubts[0]


VISIBLE = "growth-visible"


def with_part(part, join):
    """The answer's cell merged with a part of the cell for tests below it, as lines of it."""

    def change(cells):
        test = next(one for one in cells if grade_id(one) == VISIBLE)["source"].splitlines()
        for one in cells:
            if grade_id(one) == "growth":
                one["source"] = join("\n".join(test[part]), one["source"].strip("\n"))
        return cells

    return change


@pytest.mark.parametrize(
    "part, join",
    [
        (slice(4, None), lambda test, answer: f"{test}\n\n{answer}"),
        (slice(None, 4), lambda test, answer: f"{answer}\n\n{test}"),
        (slice(4, None), lambda test, answer: f"{test}\n\n{answer}\n\n{test}"),
        (slice(4, None), lambda test, answer: f"{test}\n\n%matplotlib inline\n{answer}"),
    ],
    ids=["above", "below", "on both sides", "with a magic"],
)
def test_part_of_a_test_in_an_answers_cell_is_left_out(stories, part, join):
    placed, _ = mended(stories, changed(stories, with_part(part, join)))
    source = next(one["source"] for one in stories.key["cells"] if grade_id(one) == "growth")
    assert placed["growth"].source.removeprefix("%matplotlib inline\n") == source.strip("\n")


@pytest.mark.parametrize(
    "part, join",
    [
        (slice(4, None), lambda test, answer: f"{test}\n{answer}"),
        (slice(None, 4), lambda test, answer: f"{answer}\n{test}"),
        (slice(4, 8), lambda test, answer: answer.replace("\n", f"\n{test}\n", 1)),
        (slice(-2, None), lambda test, answer: f"{test}\n\n{answer}"),
    ],
    ids=["above", "below", "within", "its call runs before the answer"],
)
def test_an_answer_that_a_part_of_a_test_breaks_is_open_and_listed(stories, of_stories, part, join):
    record = marked(of_stories, changed(stories, with_part(part, join)))
    question = next(one for one in record["questions"] if one["id"] == "growth")
    assert question["earned"] == question["points"] or any("“growth”" in doubt for doubt in record["doubts"]), record["doubts"]
    assert 0.0 not in [test["earned"] for test in question["tests"]]


THIRD = "ps-w-letter"


@pytest.mark.parametrize(
    "gone",
    [(f"{SECOND}-prompt",), (f"{SECOND}-prompt", f"{THIRD}-prompt"), ("ps-w-memo-prompt",)],
    ids=["one", "two", "the last"],
)
@pytest.mark.parametrize("kept_marks", [(), (FIRST,), (THIRD,)], ids=["no marks", "its mark", "another's mark"])
def test_a_text_below_another_tasks_prompt_is_listed_for_both(stories, gone, kept_marks):
    def change(cells):
        cells = [one for one in cells if grade_id(one) not in gone]
        return [one if grade_id(one) in kept_marks else {**one, "metadata": {}, "id": f"n{n}"} for n, one in enumerate(cells)]

    placed, found = mended(stories, changed(stories, change))
    wrong = [task for task in stories.tasks if placed[task].source != essay(task)]
    assert wrong and all(any(f"“{task}”" in doubt for doubt in found.doubts) for task in wrong), found.doubts


def test_the_end_of_a_text_in_the_next_prompt_names_both_tasks(stories):
    def change(cells):
        for one in cells:
            if grade_id(one) == FIRST:
                one["source"], end = one["source"].rsplit("\n\n", 1)
            elif grade_id(one) == f"{SECOND}-prompt":
                one["source"] = f"{end}\n\n{one['source']}"
        return cells

    _, found = mended(stories, changed(stories, change))
    assert FIRST in found.doubts[0] and SECOND in found.doubts[0]


@pytest.mark.parametrize("names", [("growth", "monthly-mean"), ("growth", "left-out")])
def test_code_by_its_place_alone_is_in_doubt_while_another_answer_is_missing(stories, names):
    """Without marks, a cell that binds none of the names may be the answer that is missing."""

    def change(cells):
        cells = [one for one in cells if grade_id(one) != names[1]]
        for one in cells:
            if grade_id(one) == names[0]:
                one["source"] = "result = cases['cases'].sum()"
        return [{**one, "metadata": {}, "id": f"n{n}"} for n, one in enumerate(cells)]

    placed, found = mended(stories, changed(stories, change))
    assert all(any(name in doubt for doubt in found.doubts) and not placed[name].is_blank for name in names)


MISSING = "import a_module_that_is_not_here\n"


def test_what_grading_lacks_leaves_the_mark_to_a_person(stories):
    """A module that the student has, in the answer's cell or above it; a question to whoever runs the notebook."""

    def change(cells):
        for one in cells:
            if grade_id(one) == "growth":
                one["source"] = MISSING + one["source"]
            elif grade_id(one) == "left-out":
                one["source"] = "name = input('Your name? ')\n" + one["source"]
            elif grade_id(one) == "two-lines":
                one["source"] = "a_module_that_is_not_here.set_theme()\n" + one["source"]
        return at(cells, "absent-range", cell("code", MISSING))

    with Worker(stories.exercise) as worker:
        record = marked(
            Marker(
                stories.exercise, Settings("personal-stories", stories.exercise.version, secret=b"s", pictures=False), worker
            ),
            changed(stories, change),
        )
    questions = {one["id"]: one for one in record["questions"]}
    for id in ("growth", "left-out", "two-lines"):
        assert questions[id]["earned"] is None and any(f"“{id}”" in doubt for doubt in record["doubts"])
    assert questions["absent-range"]["earned"] == questions["absent-range"]["points"]


@pytest.mark.parametrize(
    "code",
    [
        "notes = pd.read_csv('my-notes.csv')",
        "notes = pd.read_csv('/content/drive/MyDrive/cases.csv')",
        "rate = pd.read_csv('https://rates.example/today.csv')",
        "import urllib.request as u; u.urlopen('http://rates.example')",
        "plt.figure().savefig('figures/growth.png')",
        "import subprocess; subprocess.run(['ls'])",
        "import matplotlib; matplotlib.use('TkAgg')",
        "import locale; locale.setlocale(locale.LC_ALL, 'uk_UA.KOI8-U')",
        "import getpass; getpass.getpass()",
        "%run helpers.ipynb",
    ],
)
def test_what_the_machine_lacks_costs_no_point_unasked(stories, of_stories, code):
    """A file of the student's, the network, a program, a display: in the answer's cell, in one above it, in the function."""

    def answer(source):
        return changed(stories, lambda cells: [one | {"source": source} if grade_id(one) == "growth" else one for one in cells])

    right = next(one["source"] for one in stories.key["cells"] if grade_id(one) == "growth")
    above = answer(f"extra\n{right}")
    above["cells"] = at(above["cells"], "monthly-mean", cell("code", f"{code}\nextra = 1"))
    for notebook in (answer(f"{code}\n{right}"), above):
        record = marked(of_stories, notebook)
        question = next(one for one in record["questions"] if one["id"] == "growth")
        assert question["earned"] is None and any("“growth”" in doubt for doubt in record["doubts"])
        assert record["mark"] == record["points"] - question["points"]


@pytest.mark.parametrize("code", ["open('my-notes.csv')", "import nothing_of_this_name", "import socket; socket.socket()"])
def test_what_a_function_lacks_when_it_is_called_is_told_too(stories, of_stories, code):
    source = next(one["source"] for one in stories.key["cells"] if grade_id(one) == "growth").replace(
        "\n", f"\n    {code}\n", 1
    )
    source = source.partition("my_growth =")[0] + "my_growth = 1.0"
    record = marked(
        of_stories,
        changed(stories, lambda cells: [one | {"source": source} if grade_id(one) == "growth" else one for one in cells]),
    )
    question = next(one for one in record["questions"] if one["id"] == "growth")
    assert question["earned"] is None and any("A call of an answer to “growth” stopped" in doubt for doubt in record["doubts"])


@pytest.mark.parametrize("code", ["exit()", "quit()", "%cd /content", "%cd .."])
def test_what_a_notebook_bears_is_borne_here(stories, of_stories, code):
    record = marked(
        of_stories,
        changed(
            stories,
            lambda cells: [one | {"source": f"{code}\n{one['source']}"} if grade_id(one) == "growth" else one for one in cells],
        ),
    )
    assert record["mark"] == record["points"], record["events"]


def test_code_in_a_cell_that_was_made_one_for_text_is_run(stories, of_stories):
    notebook = json.loads(json.dumps(stories.key))
    answer = next(one for one in notebook["cells"] if grade_id(one) == "left-out")
    answer |= {"cell_type": "markdown", "source": f"My answer:\n\n```python\n{answer['source']}\n```"}
    record = marked(of_stories, notebook)
    assert record["mark"] == record["points"] and any("left-out” had become markdown" in one for one in record["repairs"])


@pytest.mark.parametrize(("id", "is_within"), [("growth", True), ("growth", False), ("monthly-mean", True)])
def test_the_line_that_was_handed_out_above_an_answer_is_told(stories, of_stories, id, is_within):
    left = "# YOUR CODE HERE\nraise NotImplementedError()\n"

    def change(cells):
        for one in cells:
            if grade_id(one) == id:
                head, body = one["source"].split("\n", 1)
                one["source"] = f"{head}\n    {left.splitlines()[1]}\n{body}" if is_within else left + one["source"]
        return cells

    record = marked(of_stories, changed(stories, change))
    (question,) = (one for one in record["questions"] if one["id"] == id)
    assert question["earned"] is None and "the line that was handed out" in " ".join(record["doubts"])


@pytest.mark.parametrize("is_below", [True, False])
def test_an_answer_that_ran_in_another_order_waits_for_a_person(stories, of_stories, is_below):
    """What is set below it was there when the student ran it; what is set nowhere never was."""
    notebook = json.loads(json.dumps(stories.key))
    place = next(place for place, one in enumerate(notebook["cells"]) if grade_id(one) == "absent-range")
    answer = notebook["cells"][place]
    function, call = answer["source"].split("\n\n\nmy_range", 1)
    answer["source"] = f"my_range{call}"
    if is_below:
        notebook["cells"].insert(place + 4, cell("code", function))
    record = marked(of_stories, notebook)
    (question,) = (one for one in record["questions"] if one["id"] == "absent-range")
    if is_below:
        assert question["earned"] is None and "may have run in another order" in " ".join(record["doubts"])
    else:
        assert question["earned"] == 0 and not record["doubts"]
