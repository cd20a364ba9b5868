"""What a course file comes to: what is handed in when, the minutes of each week, and where each outcome has its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from coursebook import project
from coursebook.exercises import counts, source
from coursebook.exercises.counts import Entry, title_of
from coursebook.exercises.plans import chapter_of, items_of, read_step
from coursebook.exercises.questions import outcomes
from coursebook.grading.course.course_check import ASSIGNMENTS
from coursebook.grading.course.course_file import CourseFile
from coursebook.grading.course.course_values import day_of
from coursebook.grading.course.lateness import Rules
from coursebook.grading.course.term import QUIZZES, Week

QUIZ_KIND = "graded"
NOTEBOOK_KINDS = ("code", "written", "hunt")
WHOLE = 100  # what the weights of a course add up to


@dataclass(frozen=True)
class Work:
    """An assignment or a graded quiz: the questions chosen of its set, and by when it is handed in.

    ``table`` is where it stands in the course file; ``due`` is a day, which means its end, or a moment, in the course's time zone;
    ``chosen`` are the ids that the course file names, ``None`` if it takes the whole set, and ``entries`` those that are known.
    """

    table: str
    set: str
    chosen: tuple[str, ...] | None
    entries: tuple[Entry, ...]
    due: date | datetime | None
    weight: float
    rules: Rules | None = None

    @property
    def title(self) -> str:
        """What students read."""
        return f"{title_of(self.set)}: {'graded quiz' if self.table == QUIZZES else 'assignment'}"

    @property
    def day(self) -> date | None:
        """The day on which it is due."""
        return day_of(self.due) if self.due else None

    @property
    def points(self) -> float:
        """The points of its questions."""
        return sum(entry.points for entry in self.entries)

    @property
    def minutes(self) -> float:
        """The minutes of its questions."""
        return sum(entry.minutes for entry in self.entries)


@project.cached
def in_notebook(set: str) -> list[Entry]:
    """The questions of a set that its notebook asks, and so an assignment can hold."""
    asked = {cell.id for cell in source.checked(set).cells}
    return [one for one in counts.entries() if one.set == set and one.kind in NOTEBOOK_KINDS and one.id in asked]


def in_quiz(set: str) -> list[Entry]:
    """The graded quiz questions of a set."""
    return [one for one in counts.entries() if one.set == set and one.kind == QUIZ_KIND]


def works(file: CourseFile) -> list[Work]:
    """The assignments and graded quizzes of a course, those that are due first at the head; unknown items are left out."""
    zone = file.term.zone

    def local(moment: datetime | None) -> date | datetime | None:
        here = moment.astimezone(zone) if moment else None
        return here.date() if here and here.time() == time.max else here

    found = [
        Work(ASSIGNMENTS, name, rules.items, _chosen(in_notebook(name), rules.items), local(rules.due), rules.weight, rules)
        for name, rules in file.assignments.items()
    ]
    found += [
        Work(QUIZZES, name, quiz.items, _chosen(in_quiz(name), quiz.items), local(quiz.due), quiz.weight)
        for name, quiz in file.term.quizzes.items()
    ]
    return sorted(found, key=lambda work: (work.day or date.max, list(outcomes()).index(work.set), work.table))


def _chosen(entries: Iterable[Entry], items: tuple[str, ...] | None) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if items is None or entry.id in items)


def week_of(day: date, weeks: tuple[Week, ...]) -> int:
    """The place of the week in which a day lies: that of the last meeting before it, or on it."""
    return max((place for place, week in enumerate(weeks) if week.day <= day), default=0)


def minutes(file: CourseFile) -> list[tuple[float, float]]:
    """For each week the minutes in class, and those at home: steps, and what is handed in then."""
    weeks = file.term.weeks
    found = []
    due = [(week_of(work.day, weeks), work.minutes) for work in works(file) if work.day]
    for place, week in enumerate(weeks):
        at_home = sum(step.minutes for step in map(read_step, week.steps) if step.home)
        found.append((week.minutes, at_home + sum(minutes for within, minutes in due if within == place)))
    return found


@dataclass(frozen=True)
class Places:
    """Where an outcome has its place: weeks that teach it or practise it, by their numbers, and what assesses it."""

    taught: tuple[int, ...]
    practised: tuple[int, ...]
    assessed: tuple[Work, ...]

    @property
    def lacking(self) -> list[str]:
        """Which of the three there is not."""
        return [name for name in ("taught", "practised", "assessed") if not getattr(self, name)]


def places(file: CourseFile) -> dict[str, Places]:
    """For each outcome of the book, where this course teaches, practises and assesses it."""
    weeks, handed_in = list(enumerate(file.term.weeks, start=1)), works(file)
    read = {number: {chapter_of(step) for step in week.steps} for number, week in weeks}
    trained = {
        number: {entry.outcome for step in week.steps for entry in items_of(step, counts.entries())} for number, week in weeks
    }
    return {
        id: Places(
            tuple(number for number, chapters in read.items() if set in chapters),
            tuple(number for number, ids in trained.items() if id in ids),
            tuple(work for work in handed_in if id in {entry.outcome for entry in work.entries}),
        )
        for set, known in outcomes().items()
        for id in known
    }
