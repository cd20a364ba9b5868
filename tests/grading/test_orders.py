"""In whatever order the same commands are typed, the gradebook is the same.

Sandboxes are left out: what they gave in one real run is given again for the same submission, as a cluster would give it.
"""

import copy
import functools
import json
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from coursebook.__main__ import main
from coursebook.exercises import sets
from coursebook.exercises.release import notebooks
from coursebook.grading import cluster
from coursebook.grading.course import course_values
from coursebook.grading.intake.submissions import submission_fingerprint
from coursebook.grading.marking import Outcome
from coursebook.grading.reports import shared_work
from coursebook.grading.reports.feedback import page
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.grading.klass import SET, Class, contents, hand_in_apart, make_class, run

STUDENTS = LATE, EXTENDED, LONGER = "s00001", "s00002", "s00003"
# The class hands in on 2027-01-15 at 08:00 UTC.
OTHER_TERMS = ("--due", "2027-01-10", "--timezone", "UTC", "--late-penalty", "25", "--late-cap", "100")
TERMS = ("--due", "2027-01-13", "--timezone", "Europe/Prague", "--late-penalty", "10", "--late-cap", "50")
EXTENSION = ("--only", EXTENDED, "--due", "2027-01-14T20:00")
NBGRADERS_DAYS = 2

LOOK = [("grade",), ("grade", "--regrade"), ("feedback",), *(("grade", "--only", one) for one in STUDENTS)]
LOOK += [("grade", "--regrade", "--only", LATE), ("grade", "--late-penalty", "10"), ("grade", "--late-cap", "50")]
FIRST = [[("grade",)], [("grade", "--regrade")], [("grade", *OTHER_TERMS)], [("grade", "--only", LATE), ("grade",)]]
# Each must be done once, in any order, but for an extension, which needs a due date.
ONCE = [("grade", *TERMS), ("grade", *EXTENSION), ("mark", LATE, 1.5), ("mark", EXTENDED, 2), ("extend",), ("comment", LATE)]
SHORTEST = [ONCE[0], ONCE[1], ONCE[2], ONCE[3], ONCE[4], ONCE[5], ("feedback",)]


@st.composite
def sequences(draw):
    """Ten commands or marks by hand that end in the same course file, the same marks by hand, the same extensions."""
    once = draw(st.permutations(ONCE))
    first, second = sorted((once.index(ONCE[0]), once.index(ONCE[1])))
    once[first], once[second] = ONCE[0], ONCE[1]
    done = [*draw(st.sampled_from(FIRST)), *once]
    for _ in range(9 - len(done)):
        extra = draw(st.sampled_from(LOOK))
        place = draw(st.integers(1, len(done)))
        # A due date or a penalty is known only after the terms were set.
        if "--late-penalty" in extra or "--late-cap" in extra:
            place = max(place, done.index(ONCE[0]) + 1)
        done.insert(place, extra)
    return [*done, draw(st.sampled_from(LOOK[:6]))]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Three students, graded once for real."""
    made = make_class(tmp_path_factory.mktemp("small"), len(STUDENTS), damage=False)
    hand_in_apart(made)
    done = made.grade("--workers", "2")
    assert done.returncode == 0, done.stderr
    return made


def made_once(kind, made, exercise, variant):
    if variant.id not in made:
        made[variant.id] = kind(exercise, variant)
    # That of students is made by changing that of the master.
    return copy.deepcopy(made[variant.id])


@pytest.fixture(scope="module")
def stored(small):
    """What the real run gave, by fingerprint, in place of a cluster."""
    exercise, outcomes = sets.exercise(SET), {}
    for student in STUDENTS:
        record = small.record(student)
        notebook = (small.out / "autograded" / student / SET / f"{SET}.ipynb").read_text(encoding="utf-8")
        shown = page(record, json.loads(notebook), exercise, {}, 0.0)
        outcomes[record["fingerprint"]] = Outcome(record, notebook, shown)

    def mark_all(submissions, settings, scheduler, **_):
        for submission in submissions:
            yield submission, outcomes[submission_fingerprint(submission, settings)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "mark_all", mark_all)
        # The exercise and its variants are the same for all commands: read and drawn once.
        draw = functools.cache(lambda *named: sets.Exercise.variant(exercise, *named))
        once = copy.copy(exercise)
        object.__setattr__(once, "variant", draw)
        patch.setattr(sets, "exercise", lambda name: once)
        # And so are its notebooks.
        for kind in (notebooks.master, notebooks.student):
            patch.setattr(notebooks, kind.__name__, functools.partial(made_once, kind, {}))
        # So is what of its texts cannot be a sign of shared work, and the list of time zones.
        known = shared_work.known(once)
        patch.setattr(shared_work, "known", lambda exercise: known)
        patch.setattr(course_values, "available_timezones", functools.cache(course_values.available_timezones))
        yield


def by_hand(out, statement, *values):
    """As formgrader and nbgrader's API write it."""
    database = sqlite3.connect(out / "gradebook.db")
    with database:
        database.execute(statement, values)
    database.close()


NOTEBOOK = (
    "(SELECT n.id FROM submitted_notebook n JOIN submitted_assignment s ON s.id = n.assignment_id WHERE s.student_id = ?)"
)
ESSAY = "(SELECT id FROM base_cell WHERE name = ? AND type = 'GradeCell')"


def type_in(small, out, what, *about):
    task = sets.exercise(SET).tasks[0].id
    if what == "mark":
        statement = (
            f"UPDATE grade SET manual_score = ?, needs_manual_grade = 0 WHERE notebook_id = {NOTEBOOK} AND cell_id = {ESSAY}"
        )
        by_hand(out, statement, about[1], about[0], task)
    elif what == "comment":
        by_hand(out, f"UPDATE comment SET manual_comment = 'Well argued.' WHERE notebook_id = {NOTEBOOK}", about[0])
    elif what == "extend":
        extension = f"1970-01-{1 + NBGRADERS_DAYS:02} 00:00:00.000000"
        by_hand(out, "UPDATE submitted_assignment SET extension = ? WHERE student_id = ?", extension, LONGER)
    elif what == "feedback":
        assert main(["marks", "feedback", "--assignment", SET, "--out", str(out)]) == 0
    else:
        assert main(small.arguments(*about, "--scheduler", "stored", out=out)) == 0


def ended(small, sequence, pages):
    folder = Path(tempfile.mkdtemp())
    try:
        for one in sequence:
            type_in(small, folder / "grades", *one)
        found = contents(folder / "grades")
        found["course.toml"] = (folder / "grades" / "course.toml").read_bytes().split(b"\n", 1)[1]
        return found if pages else {name: value for name, value in found.items() if not name.startswith("pages/")}
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shortest(small, stored):
    return ended(small, SHORTEST, pages=True)


def test_the_shortest_sequence_takes_what_the_course_file_says(shortest):
    marks = [row.split(",") for row in shortest["marks"].decode().splitlines()]
    lost, mark = (marks[0].index(name) for name in ("late penalty", "mark"))
    shares = {row[0]: float(row[lost] or 0) / (float(row[lost] or 0) + float(row[mark])) for row in marks[1:]}
    assert shares == pytest.approx({LATE: 0.2, EXTENDED: 0.1, LONGER: 0.0})


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(sequence=sequences())
def test_the_same_commands_in_any_order_end_in_one_gradebook(small, shortest, sequence):
    assert len(sequence) == 10
    # With --only nobody else's page is looked at.
    pages = "--only" not in sequence[-1]
    found = ended(small, sequence, pages)
    assert found.keys() == {name for name in shortest if pages or not name.startswith("pages/")}
    assert [name for name in found if found[name] != shortest[name]] == []


@pytest.mark.parametrize("number", range(2))
def test_sandboxes_give_the_same(small, shortest, tmp_path, number):
    """Two of the sequences as an instructor types them, each command a process of its own."""
    sequence = [
        [("grade", *OTHER_TERMS), *reversed(ONCE[2:]), ONCE[0], ("grade", "--regrade"), ONCE[1], ("feedback",)],
        [("grade", "--only", LATE), ("grade",), ONCE[3], *ONCE[:3], ("grade", "--regrade"), *ONCE[4:], ("grade",)],
    ][number]
    for what, *about in sequence:
        if what == "grade":
            done = run(*small.arguments(*about, "--workers", "1", out=tmp_path / "grades"))
            assert done.returncode == 0, done.stderr
        else:
            type_in(small, tmp_path / "grades", what, *about)
    found = contents(tmp_path / "grades")
    assert [name for name in shortest if name != "course.toml" and found[name] != shortest[name]] == []


def test_after_essays_and_feedback_a_regrade_takes_the_same(small, stored, tmp_path):
    """A penalty after essays and feedback was another than after a regrade; without options it was gone."""
    lost = []
    type_in(small, tmp_path / "grades", "grade", *TERMS)
    type_in(small, tmp_path / "grades", "mark", LATE, 2)
    for command in (("feedback",), ("grade", "--regrade"), ("grade",), ("grade", "--only", EXTENDED)):
        type_in(small, tmp_path / "grades", *command)
        database = sqlite3.connect(tmp_path / "grades" / "gradebook.db")
        lost.append(database.execute("SELECT late_submission_penalty FROM submitted_notebook ORDER BY id").fetchall())
        database.close()
    assert lost[0] and lost == lost[:1] * 4
    assert Class(tmp_path).record(LATE)["time"]["is_trusted"]
