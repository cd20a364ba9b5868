"""One assignment of a made-up term, step by step: what the demonstration types, and what people do between its commands."""

from __future__ import annotations

import csv
import random
from datetime import timedelta

from coursebook import project
from coursebook.exercises.release import course_key
from coursebook.exercises.sets import Exercise
from coursebook.grading import errors
from coursebook.grading.analysis.anonymous import FEWEST_STUDENTS
from coursebook.grading.demo import by_hand, canvas_class, index_page, wrong_test
from coursebook.grading.demo.desk import Desk, Stopped
from coursebook.grading.demo.formgrader import NotThere
from coursebook.grading.demo.simulated_class import Hand, hand_in, students
from coursebook.grading.files import Course
from coursebook.grading.gradebook.stored import recorded
from coursebook.grading.intake.released import load_exercise

COURSE, TERM = "demo-101", "demo"
EXPORT, FILLED, HANDED_IN = "canvas-gradebook.csv", "canvas-gradebook-marked.csv", "canvas-submissions.zip"
APPEAL, FEEDBACK, RESEARCH, CHANGES = "appeal.html", "canvas-feedback.zip", "research", "changed-marks.txt"
BEFORE = "book-with-a-wrong-test"
STATE = ".formgrader"  # settings and log of its server
IN_FORMGRADER = 3  # students whose written answers are marked in a browser
RELEASED = ("--release", "release", "--key-file", "key")
DAMAGED = 0.16  # share of the notebooks; at this, one of thirty cannot be read
GRADED = (errors.DONE, errors.SOME_NOT_GRADED)  # a damaged notebook waits for a person, and is no fault


def teach(desk: Desk, name: str, count: int) -> None:
    """Play an assignment with so many students; raises :class:`~coursebook.grading.demo.desk.Stopped`."""
    book, mistake = project.current(), wrong_test.described(name)
    try:
        if mistake:
            wrong_test.write(desk.folder / BEFORE, name, mistake)
            project.use(desk.folder / BEFORE)
        course = _mark(desk, load_exercise(name), count)
        if mistake:
            project.use(book)
            _correct_test(desk, course, mistake.test)
        _hand_back(desk, course, load_exercise(name))
    finally:
        project.use(book)


def _mark(desk: Desk, exercise: Exercise, count: int) -> Course:
    """From the roster to marks of all answers; returns the graded course."""
    people, course = students(count), Course(desk.folder / "grades", exercise.name)
    points = sum(one.points for one in (*exercise.questions, *exercise.tasks))

    desk.step(f"Canvas’ gradebook is the roster; “{exercise.title}” goes out to {count} students, each with data of their own")
    (desk.folder / EXPORT).write_bytes(canvas_class.gradebook(people, exercise.title, points))
    release = ("--out", "release", "--roster", EXPORT, "--key-file", "key", "--course", COURSE, "--term", TERM)
    desk.type("release", exercise.name, *release)

    desk.step("They work, some well and some not; Canvas packs what they hand in, late and damaged files too")
    secret = course_key.read_key(desk.folder / "key")
    handed = hand_in(
        Hand(exercise), [one.id for one in people], lambda one: exercise.variant(one, secret, COURSE, TERM), DAMAGED
    )
    (desk.folder / HANDED_IN).write_bytes(canvas_class.archive(people, dict(handed), exercise.name))

    desk.step("Grading, with what the class was told about lateness")
    terms = ("--due", f"{canvas_class.DUE:%Y-%m-%d}", "--timezone", "UTC", "--late-penalty", "10")
    desk.type("grade", HANDED_IN, *_where(exercise.name), *RELEASED, "--roster", EXPORT, *terms, fine=GRADED)

    late = _late(course)
    if late:
        desk.step(f"{late} had a good reason to be late: more time, written into the course file, and the penalty goes")
        until = f"{canvas_class.DUE + timedelta(days=5):%Y-%m-%d}"
        desk.type("marks", "extend", late, until, *_where(exercise.name), fine=GRADED)
    if exercise.tasks:
        mark_essays(desk, course, exercise)
    return course


def mark_essays(desk: Desk, course: Course, exercise: Exercise) -> None:
    """A few students' answers are marked in formgrader's pages where this machine can show them, the others by a program."""
    marks = by_hand.written(course, exercise)
    few = list(dict.fromkeys(mark.student for mark in marks))[:IN_FORMGRADER]
    typed = [mark for mark in marks if mark.student in few]
    try:
        by_hand.mark_in_formgrader(course, typed, desk.folder / STATE)
    except NotThere as missing:
        typed = []
        how = f"A program enters marks for {len(marks)} written answers; none is typed in formgrader, since {missing}"
    else:
        left = f"a program enters the other {len(marks) - len(typed)}" * (len(typed) < len(marks))
        how = f"{len(typed)} written answers are marked in formgrader, in a browser; {left}".removesuffix("; ")
    by_hand.enter(course, [mark for mark in marks if mark not in typed])
    desk.step(how)


def _correct_test(desk: Desk, course: Course, test: str) -> None:
    """The right test has come into the book: whose marks it moves, before they are written; then they are."""
    where = _where(course.assignment)
    desk.step(f"The test {test} was wrong, and its correction is in the book now: whose marks move, before any is written")
    desk.type("marks", "changes", *where, *RELEASED, keep=CHANGES)
    desk.step("Graded again: those marks move, and what people entered stays")
    desk.type("grade", HANDED_IN, *where, *RELEASED, "--roster", EXPORT, fine=GRADED)


def _hand_back(desk: Desk, course: Course, exercise: Exercise) -> None:
    """An appeal, feedback and marks, and what the class has shown."""
    where = _where(exercise.name)
    appeal = next(by_hand.appeals(course), None)
    if appeal:
        student, cell, lost = appeal
        desk.step(f"{student} appeals and gets the {lost:g} points of a test by hand; a page says what the mark rests on now")
        by_hand.enter(course, [by_hand.Mark(student, cell, lost)])
        desk.type("marks", "explain", student, *where, "--page", APPEAL)

    desk.step("Feedback with what people entered, packed as Canvas takes it back")
    desk.type("marks", "feedback", *where, "--to", "canvas", "--into", FEEDBACK, fine=GRADED)

    desk.step("Marks into Canvas’ gradebook, and read back")
    desk.type("marks", "export", EXPORT, "--to", "canvas", *where, "--into", FILLED)
    print(f"{_read_back(desk, course)} marks read back from {FILLED}: all as in the report.")

    desk.step("What the class has shown about the questions")
    is_large = len(recorded(course)) >= 2 * FEWEST_STUDENTS
    desk.type("marks", "items", *where, *(("--anonymous", RESEARCH) if is_large else ()))
    index_page.write(desk, course, exercise, appeal[0] if appeal else "")


def _where(name: str) -> tuple[str, str]:
    return "--assignment", name


def _rows(course: Course) -> list[dict[str, str]]:
    with (course.report / "marks.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _late(course: Course) -> str:
    """A student who lost points by lateness, or nobody."""
    late = [row["student"] for row in _rows(course) if float(row["late penalty"] or 0)]
    return random.Random("reason").choice(late) if late else ""


def _read_back(desk: Desk, course: Course) -> int:
    """How many marks stand in Canvas' gradebook; raises :class:`Stopped` if one is not that of the report."""
    read = canvas_class.marks_in(desk.folder / FILLED)
    ready = {row["student"]: float(row["mark"]) for row in _rows(course) if row["mark"] and row["waiting for a person"] == "0"}
    wrong = sorted(one for one in ready.keys() | read.keys() if abs(ready.get(one, -1) - read.get(one, -1)) > 0.0051)
    if wrong:
        print(f"The gradebook and the report differ: {', '.join(wrong)}.")
        raise Stopped(errors.GRADEBOOK)
    return len(read)
