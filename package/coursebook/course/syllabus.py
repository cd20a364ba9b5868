"""The syllabus of a course as headings, paragraphs and tables, from which every format is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from coursebook.course import workload
from coursebook.course.workload import Work
from coursebook.delivery.items import book_title
from coursebook.exercises.counts import title_of
from coursebook.exercises.hunts import hunts
from coursebook.exercises.plans import OF_THE_BANK, chapter_of
from coursebook.exercises.questions import outcomes
from coursebook.exercises.rubrics import tasks
from coursebook.faults import Fault, InputError
from coursebook.grading.course.course_file import CourseFile
from coursebook.grading.course.lateness import Rules
from coursebook.grading.course.term import QUIZZES, Week

NONE = "–"
KINDS = {"code": ("exercise with code", "exercises with code"), "graded": ("question", "questions")}


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True)
class Table:
    """A table with a head; ``widths`` are the columns' shares of the line."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = Heading | Table | str


def syllabus(file: CourseFile) -> list[Block]:
    """The whole syllabus.

    Raises:
        InputError: the course file plans no weeks.
    """
    term, works = file.term, workload.works(file)
    if not term.weeks:
        raise InputError(Fault(str(file.path), "", "It plans no weeks.", "add them, or see 'coursebook course new'."))
    return [
        Heading(1, term.title or book_title()),
        _about(file),
        Heading(2, "Weeks"),
        _weeks(file, works),
        Heading(2, "What is handed in"),
        *_handed_in(works),
        Heading(2, "Late work"),
        *_late(works),
        Heading(2, "What you will be able to do"),
        "The numbers are weeks. What assesses an outcome is named by its chapter.",
        _outcomes(file),
    ]


def day(begins: date | datetime) -> str:
    """A day or a moment as a person writes it."""
    hour = f", {begins:%H:%M}" if isinstance(begins, datetime) else ""
    return f"{begins:%a} {begins.day} {begins:%b %Y}{hour}"


def _about(file: CourseFile) -> str:
    term = file.term
    said = [f"Term: {term.term}."] if term.term else []
    if term.start and term.end:
        said.append(f"From {day(term.start)} to {day(term.end)}.")
    said.append(f"All times are those of {term.zone}. The book is “{book_title()}”.")
    total = sum(sum(pair) for pair in workload.minutes(file))
    return " ".join([*said, f"The work takes about {round(total / 60)} hours in all."])


def _weeks(file: CourseFile, works: Sequence[Work]) -> Table:
    rows = []
    due = {place: [] for place in range(len(file.term.weeks))}
    for work in works:
        if work.due:
            due[workload.week_of(work.day, file.term.weeks)].append(f"{work.title}, {day(work.due)}")
    for place, (week, (in_class, at_home)) in enumerate(zip(file.term.weeks, workload.minutes(file))):
        rows.append(
            (
                str(place + 1),
                day(week.begins),
                week.title,
                "; ".join(_prepared(week)) or NONE,
                "; ".join(due[place]) or NONE,
                f"{in_class:g} + {at_home:g}",
            )
        )
    head = ("Week", "Meeting", "Topic", "To read and practise", "To hand in", "Minutes in class + at home")
    return Table(head, tuple(rows), (9, 14, 18, 23, 23, 13))


def _prepared(week: Week) -> Iterable[str]:
    """What is done at home for a week, besides what is handed in."""
    for step in week.steps:
        if step.get("home") and chapter_of(step):
            yield f"{title_of(chapter_of(step))} (chapter)"
        elif step.get("home") and not step.keys() & OF_THE_BANK:
            yield step["do"].rstrip(".")
        elif step.get("home") and "practice" in step:
            yield f"{title_of(step['practice'])} (practice questions)"


def _handed_in(works: Sequence[Work]) -> list[Block]:
    if not works:
        return ["Nothing is handed in for marks."]
    total = sum(work.weight for work in works)
    rows = [
        (
            work.title,
            "; ".join(_questions(work)),
            day(work.due) if work.due else NONE,
            f"{work.points:g}",
            f"{work.minutes:g}",
            f"{100 * work.weight / total:.3g} %" if total else NONE,
        )
        for work in works
    ]
    said = "A due date without an hour means the end of that day. Weights are shares of the course’s mark."
    head = ("What", "Questions", "Due", "Points", "Minutes", "Weight")
    return [said, Table(head, tuple(rows), (22, 31, 15, 10, 11, 11))]


def _questions(work: Work) -> Iterable[str]:
    for kind, words in KINDS.items():
        if count := sum(entry.kind == kind for entry in work.entries):
            yield f"{count} {words[count > 1]}"
    titles = {**{task.id: task.title for task in tasks().values()}, **{hunt.id: hunt.title for hunt in hunts().values()}}
    yield from (f"“{titles[entry.id]}”" for entry in work.entries if entry.kind not in KINDS)


def _late(works: Sequence[Work]) -> list[Block]:
    assignments = [work for work in works if work.rules]
    said = {work.title: _policy(work.rules) for work in assignments if work.rules}
    if len(set(said.values())) == 1:
        listed: list[Block] = [f"Assignments: {next(iter(said.values()))}"]
    else:
        listed = [f"{title}: {policy}" for title, policy in said.items()]
    if any(work.table == QUIZZES for work in works):
        listed.append("Graded quizzes: they close when they are due; the learning system says what it still takes.")
    return listed or ["Nothing is handed in that could be late."]


def _policy(rules: Rules) -> str:
    grace = f" Nothing is taken off for the first {rules.grace.total_seconds() / 60:g} minutes." if rules.grace else ""
    if not rules.late_penalty:
        said = "Late work loses no points."
    else:
        most = f", but {100 * rules.late_cap:g} per cent at most" if rules.late_cap < 1 else ""
        said = (
            f"Each day begun after the due date costs {100 * rules.late_penalty:g} per cent of the points earned{most}.{grace}"
        )
    if rules.accepted_until:
        said += f" After {day(rules.accepted_until)} (UTC) late work earns nothing."
    return said


def _outcomes(file: CourseFile) -> Table:
    words = {id: wording for known in outcomes().values() for id, wording in known.items()}
    places = workload.places(file)
    promised = file.term.outcomes or [id for id, found in places.items() if found.taught]
    rows = []
    for id in promised:
        found = places[id]
        numbers = [", ".join(map(str, weeks)) or NONE for weeks in (found.taught, found.practised)]
        rows.append((words[id], *numbers, "; ".join(work.title for work in found.assessed) or NONE))
    return Table(("You can", "Taught", "Practised", "Assessed"), tuple(rows), (44, 11, 13, 32))
