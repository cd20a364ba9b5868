"""A small exercise for the sandbox: a number, a function, a table and a text, with known points."""

from __future__ import annotations

import os

import pytest
from coursebook.grading.checking.test_suite import TestCase, TestSuite
from coursebook.grading.processes.worker import Worker
from coursebook.grading.sandbox.job import MEBI, Job, JobCell, Limits

SETUP = "import pandas as pd\nimport matplotlib.pyplot as plt\ntable = pd.read_csv('cases.csv')"
CASES = b"unit,year,cases\nA,2024,3\nB,2024,5\nA,2025,7\nB,2025,1\n"
# What no process of a student's may ever see.
HIDDEN = "hidden-test-4711"
KEY = "key-of-the-grader-0815"
STUDENT = "student-of-the-class-77123"

SUITE = TestSuite(
    "small",
    (
        TestCase("total-1", 2, "assert abs(total - 16) < 1e-9, 'add up all years'", ("total",)),
        TestCase("double-1", 1, "assert double(2) == 4, 'twice two'", ("double",)),
        TestCase(
            "double-2",
            2,
            f"from coursebook.checks import rng\nfor n in range(3):\n    n = rng('double').randrange(10**6) + n\n"
            f"    assert sorted([double(n)]) == [2 * n], '{HIDDEN}'[:0] or 'other numbers'",
            ("double",),
        ),
        TestCase(
            "by-unit-1",
            3,
            "right = table.groupby('unit', as_index=False)['cases'].sum()\n"
            "pd.testing.assert_frame_equal(by_unit.reset_index(drop=True), right)",
            ("by_unit",),
        ),
        TestCase("word-1", 1, "assert word.lower() == 'wasp', f'{word} is another word'", ("word",)),
    ),
    {"setup": SETUP},
    {"cases.csv": CASES},
)
POINTS = sum(test.points for test in SUITE.tests)
RIGHT = {
    "total": "total = int(table['cases'].sum())\ntotal",
    "double": "def double(n):\n    return 2 * n",
    "by-unit": "by_unit = table.groupby('unit', as_index=False)['cases'].sum()\nby_unit",
    "word": "word = 'WASP'\nprint(word)",
}
BLANK = dict.fromkeys(RIGHT, "# YOUR CODE HERE\nraise NotImplementedError()")
SHORT = Limits(
    cell_cpu=1,
    cell_wall=10,
    again_cpu=0.5,
    again_wall=6,
    own_cpu=2,
    own_wall=12,
    call_cpu=0.8,
    call_wall=6,
    calls_cpu=2,
    calls_wall=12,
    test_cpu=3,
    total_wall=40,
    total_cpu=20,
    memory=256 * MEBI,
)

# For honest notebooks, so that a busy machine changes no mark.
ROOMY = Limits(memory=256 * MEBI)


def job(cells: dict[str, str], *, limits: Limits = SHORT, name: str = "job", **more) -> Job:
    """A submission to the small exercise."""
    answers = ("total", "double", "by_unit", "word")
    listed = (JobCell("setup", SETUP, "setup"), *(JobCell(place, source) for place, source in cells.items()))
    return Job(name, STUDENT, listed, answers, {"cases.csv": CASES}, KEY, limits, **more)


def descendants(process: int) -> set[int]:
    """The ids of all processes below this one, now."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                parents[int(name)] = int(file.read().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {process}


@pytest.fixture(scope="module")
def worker():
    with Worker(SUITE) as resident:
        yield resident
