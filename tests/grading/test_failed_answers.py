"""An answer that fails here and may be right where it was written is left to a person; one that is wrong is a zero."""

import json
import sys
from datetime import UTC, datetime

import pytest
from coursebook.exercises import sets
from coursebook.grading.intake.submissions import Submission
from coursebook.grading.marking import Marker
from coursebook.grading.processes.worker import Worker
from coursebook.grading.settings import Settings

from tests.grading.resaved import Work, cell, grade_id

SET = "personal-stories"
WORK = Work(sets.exercise(SET))
RIGHT = {grade_id(one): one["source"] for one in WORK.key["cells"]}
DEFINED, CALLED = RIGHT["growth"].split("\n\n\n", 1)


@pytest.fixture(scope="module")
def marker():
    with Worker(WORK.exercise) as worker:
        yield Marker(WORK.exercise, Settings(SET, WORK.exercise.version, secret=b"s", pictures=False), worker)


def graded(marker, id, source, below=(), above=(), **language_info):
    """The question's record and all doubts, when the cell for its answer holds ``source`` and own cells stand around it."""
    notebook = json.loads(json.dumps(WORK.key))
    notebook["metadata"]["language_info"] |= language_info
    place = next(place for place, one in enumerate(notebook["cells"]) if grade_id(one) == id)
    notebook["cells"][place]["source"] = source
    notebook["cells"][place + 1 : place + 1] = [cell("code", one) for one in below]
    notebook["cells"][place:place] = [cell("code", one) for one in above]
    data = json.dumps(notebook).encode()
    record = marker.mark(Submission("anna", "anna.ipynb", datetime(2027, 1, 1, tzinfo=UTC), data)).record
    return next(one for one in record["questions"] if one["id"] == id), " ".join(record["doubts"])


def is_open(marker, id, source, why, **more):
    question, said = graded(marker, id, source, **more)
    assert question["earned"] is None and f"“{id}”" in said and why in said, (question, said)


@pytest.mark.parametrize(
    "conflict",
    [
        f"<<<<<<< HEAD\n{RIGHT['growth']}\n=======\n{RIGHT['growth']}\n>>>>>>> origin/main",
        RIGHT["growth"].replace("    return", "<<<<<<< local\n    return 1\n=======\n    return") + ">>>>>>> remote",
    ],
    ids=["around", "within"],
)
def test_a_merge_conflict_in_an_answer_is_told(marker, conflict):
    is_open(marker, "growth", conflict, "merge conflict")


@pytest.mark.parametrize(
    "line",
    ["%%tutor", "%%R", "%load growth.py", "dbutils.fs.ls('/')", "cases.plot(backend='plotly')", "import sys; sys.exit()",
     "def load(): raise MemoryError\nload()", "def load(): raise ImportError('Numba is needed.\\n\\nSee below.')\nload()"],
)  # fmt: skip
def test_what_a_machine_lacks_is_known_by_more_than_one_name(marker, line):
    is_open(marker, "growth", f"{line}\n{RIGHT['growth']}", "may be there where the student works")


@pytest.mark.parametrize("line", ["%%bash", "%%writefile growth.py", "%%script false --no-raise-error", "%%html"])
def test_an_answer_that_is_not_run_is_told(marker, line):
    is_open(marker, "growth", f"{line}\n{RIGHT['growth']}", "nothing of this name is there")


@pytest.mark.parametrize("source", ["# " + RIGHT["growth"].replace("\n", "\n# "), f"'''{RIGHT['growth']}'''"])
def test_an_answer_in_a_comment_or_a_text_is_told(marker, source):
    is_open(marker, "growth", source, "nothing of this name is there")


def test_an_answer_whose_name_is_used_again_is_told(marker):
    """Further down, where ``chart`` is an ordinary name, or above, as of two versions that a merge has left."""
    is_open(marker, "two-lines", RIGHT["two-lines"], "changes chart, too", below=["fig, chart = plt.subplots()"])
    is_open(marker, "two-lines", RIGHT["two-lines"], "changes chart, too", below=["chart.clear()"])
    is_open(
        marker,
        "growth",
        "def growth(*all): return 1\nmy_growth = 1",
        "sets or changes growth, my_growth",
        above=[RIGHT["growth"]],
    )


def test_names_that_were_cleared_are_told(marker):
    """Whoever clears all names and then runs the first cell again sees no error, if the cells ran in another order."""
    is_open(marker, "growth", RIGHT["growth"], "before the names were cleared", above=["%reset -f"])
    is_open(marker, "monthly-mean", RIGHT["monthly-mean"], "nothing of this name is there", below=["%reset -f"])


def test_the_syntax_of_a_newer_python_is_told(marker):
    same_quotes = RIGHT["growth"] + '\nprint(f"{given["first"]}")'
    newer = {"version": "3.99.1"}
    is_open(marker, "growth", f"type Number = = int\n{RIGHT['growth']}", "a newer Python", **newer)
    if sys.version_info < (3, 12):
        is_open(marker, "growth", same_quotes, "a newer Python")


def test_another_language_is_told(marker):
    source = "growth <- function(t, o, f, l) {\n  t$cases[t$year == l] / t$cases[t$year == f]\n}"
    is_open(marker, "growth", source, "its language is R", name="R")


OLD = {
    "an attribute, called": "rows = table.append(table)",
    "an argument": "rows = table.fillna(method='ffill')",
    "a frequency": "days = pd.date_range('2030', '2031', freq='M')",
    "a column in place": "table['cases'].fillna(0, inplace=True); return 0",
    "a part of a column": "table['cases'][table['months'] > 1] = 0; return 0",
}


@pytest.mark.parametrize("line", OLD.values(), ids=OLD)
def test_what_older_libraries_do_is_told(marker, line):
    head, body = RIGHT["monthly-mean"].split("\n", 1)
    is_open(marker, "monthly-mean", f"{head}\n    {line}\n{body}", "pandas before" if "return" in line else "older versions")


@pytest.mark.parametrize("line", ["np.NaN", "cases.append(cases)", "cases.drop('cases', 1)"])
def test_what_older_libraries_do_above_an_answer_is_told(marker, line):
    is_open(marker, "growth", f"import numpy as np\n{line}\n{RIGHT['growth']}", "older versions")


@pytest.mark.parametrize("signs", ["“", "&quot;"])
def test_quotes_that_a_program_has_changed_are_told(marker, signs):
    is_open(marker, "growth", RIGHT["growth"].replace('"', signs), "a program may have changed its quotes")


@pytest.mark.parametrize("sign", ["\x00", "\x1a", "\xad", "\u200e"])
def test_signs_that_nobody_sees_cost_nothing(marker, sign):
    question, said = graded(marker, "growth", f"{RIGHT['growth']}\n{sign}")
    assert question["earned"] == question["points"] and not said


@pytest.mark.parametrize(
    "source",
    ["def monthly_mean(table):\n    return table.assign(per_month=table['cases'] / 12)",
     "def monthly_mean(table):\n    return table.asign(per_month=1)",
     "def monthly_mean(table):\n    return table.assign(per_month=table['cases'] / table['months']",
     "def monthly_mean(table):\n    return tabel"],
    ids=["a wrong number", "a method that never was", "a bracket that is missing", "a name that is nowhere"],
)  # fmt: skip
def test_what_is_wrong_everywhere_is_a_zero(marker, source):
    question, said = graded(marker, "monthly-mean", source)
    assert question["earned"] == 0 and not said
