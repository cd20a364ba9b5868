"""What does not fit together in a course file, each with its line: dates, minutes, outcomes, items, weights."""

from __future__ import annotations

from collections.abc import Iterator

from coursebook.course import workload
from coursebook.course.workload import NOTEBOOK_KINDS, QUIZ_KIND, WHOLE
from coursebook.delivery import items, targets
from coursebook.exercises import counts
from coursebook.exercises.plans import chapter_of, faults_of, items_of
from coursebook.exercises.questions import outcomes
from coursebook.faults import Fault, nearest
from coursebook.grading.course.course_check import ASSIGNMENTS
from coursebook.grading.course.course_file import CourseFile
from coursebook.grading.course.course_places import place
from coursebook.grading.course.term import QUIZZES, WEEKS


class Clashes:
    """What a course file says that the book does not have, or that does not fit together."""

    def __init__(self, file: CourseFile):
        self._file, self._term, self._works = file, file.term, []

    def listed(self) -> list[Fault]:
        """Every clash, in the order in which they should be mended."""
        if found := self.unknown():
            return found
        parts = (self._twice, self._order, self._due, self._minutes, self._outcomes, self._weights, self._target)
        return [fault for part in parts for fault in part()]

    def unknown(self) -> list[Fault]:
        """What the book does not have; until that is mended, the rest cannot be counted."""
        if found := [*self._sets(), *self._steps()]:
            return found
        self._works = workload.works(self._file)
        return list(self._items())

    def _fault(self, path: tuple[str, ...], wrong: str, fix: str) -> Fault:
        return Fault(str(self._file.path), place(self._file.text, path), wrong, fix)

    def _sets(self) -> Iterator[Fault]:
        known = [name for name, kinds in counts.by_set().items() if QUIZ_KIND in kinds]
        for name in self._term.quizzes:
            if name not in known:
                yield self._fault((QUIZZES, name), f"There is no set '{name}' with graded questions.", nearest(name, known))
        known = [id for ids in outcomes().values() for id in ids]
        for id in self._term.outcomes:
            if id not in known:
                yield self._fault(("outcomes",), f"There is no outcome '{id}'.", nearest(id, known))

    def _steps(self) -> Iterator[Fault]:
        for number, week in enumerate(self._term.weeks, start=1):
            where = place(self._file.text, (WEEKS, str(number)))
            yield from faults_of(week.steps, week.minutes, str(self._file.path), f"{where}, week {number}")

    def _items(self) -> Iterator[Fault]:
        bank = {entry.id: entry for entry in counts.entries()}
        for work in self._works:
            path = (work.table, work.set, "items")
            if work.table == ASSIGNMENTS:
                kinds, known = NOTEBOOK_KINDS, workload.in_notebook(work.set)
            else:
                kinds, known = (QUIZ_KIND,), workload.in_quiz(work.set)
            ids = [entry.id for entry in known]
            for id in work.chosen or ():
                entry = bank.get(id)
                if entry is None:
                    yield self._fault(path, f"There is no item '{id}'.", nearest(id, ids))
                elif entry.set != work.set:
                    fix = f"move it to [{work.table}.{entry.set}], or take it out."
                    yield self._fault(path, f"The item '{id}' belongs to the set '{entry.set}'.", fix)
                elif entry.kind not in kinds:
                    fix = f"use one of: {', '.join(ids)}."
                    yield self._fault(path, f"The item '{id}' is of the kind '{entry.kind}', which cannot stand here.", fix)
                elif id not in ids:
                    fix = f"name it in exercises/{work.set}/notebook.md, or take it out."
                    yield self._fault(path, f"The item '{id}' is not in the notebook of its set.", fix)
            if not work.entries:
                fix = "choose items, take 'items' out for the whole set, or remove the table."
                yield self._fault((work.table, work.set), f"{work.title}: there is no item in it.", fix)

    def _twice(self) -> Iterator[Fault]:
        first: dict[str, str] = {}
        uses = [
            ((WEEKS, str(number)), f"week {number}", entry.id)
            for number, week in enumerate(self._term.weeks, start=1)
            for step in week.steps
            for entry in items_of(step, counts.entries())
        ]
        for work in self._works:
            ids = [entry.id for entry in work.entries] if work.chosen is None else work.chosen
            uses += [((work.table, work.set, "items"), f"[{work.table}.{work.set}]", id) for id in ids]
        for path, where, id in uses:
            if id in first:
                wrong = f"The item '{id}' is used twice: in {first[id]} and in {where}."
                yield self._fault(path, wrong, "take it out of one of the two.")
            first.setdefault(id, where)

    def _order(self) -> Iterator[Fault]:
        start, end, before = self._term.start, self._term.end, None
        if start and end and end < start:
            yield self._fault(("end",), f"The course ends on {end}, before its start on {start}.", "correct one of the two.")
        for number, week in enumerate(self._term.weeks, start=1):
            path = (WEEKS, str(number), "date")
            yield from self._outside(path, f"Week {number} meets on {week.day}", week.day)
            if before and week.day <= before:
                wrong = f"Week {number} meets on {week.day}, not after week {number - 1} on {before}."
                yield self._fault(path, wrong, "correct one of the two dates, or put the weeks in order.")
            before = week.day

    def _outside(self, path, what: str, day) -> Iterator[Fault]:
        start, end = self._term.start, self._term.end
        if start and day < start:
            yield self._fault(path, f"{what}, before the course starts on {start}.", "correct the date, or 'start'.")
        if end and day > end:
            yield self._fault(path, f"{what}, after the course ends on {end}.", "correct the date, or 'end'.")

    def _due(self) -> Iterator[Fault]:
        weeks = self._term.weeks
        for work in self._works:
            path = (work.table, work.set, "due")
            if work.day is None:
                yield self._fault((work.table, work.set), f"{work.title}: there is no due date.", "add the line 'due = …'.")
                continue
            yield from self._outside(path, f"{work.title} is due on {work.day}", work.day)
            read = [place for place, week in enumerate(weeks) if any(chapter_of(step) == work.set for step in week.steps)]
            if read and read[0] > 0 and work.day <= weeks[read[0] - 1].day:
                week = f"week {read[0] + 1}, {weeks[read[0]].day}"
                wrong = f"{work.title} is due on {work.day}, and its chapter is read for {week}."
                yield self._fault(path, wrong, "let it be due later, or read the chapter before.")

    def _minutes(self) -> Iterator[Fault]:
        load = self._term.load
        for number, (in_class, at_home) in enumerate(workload.minutes(self._file), start=1):
            if load is not None and in_class + at_home > load:
                wrong = f"Week {number} takes {in_class:g} minutes in class and {at_home:g} at home, the load is {load:g}."
                fix = "take steps out, let work be due in another week, or raise 'load'."
                yield self._fault((WEEKS, str(number)), wrong, fix)

    def _outcomes(self) -> Iterator[Fault]:
        ways = {
            "taught": "let its chapter be read in a week",
            "practised": "add practice, a hunt or a task of it to a week",
            "assessed": "choose an item of it for an assignment or a quiz",
        }
        places = workload.places(self._file)
        for id in self._term.outcomes:
            for lacking in places[id].lacking:
                fix = f"{ways[lacking]}, or do not promise it."
                yield self._fault(("outcomes",), f"The outcome '{id}' is not {lacking}.", fix)

    def _weights(self) -> Iterator[Fault]:
        weights = [work.weight for work in self._works]
        if any(weight != 1 for weight in weights) and abs(sum(weights) - WHOLE) > 1e-9:
            first = next(work for work in self._works if work.weight != 1)
            listed = ", ".join(f"{work.table}.{work.set} {work.weight:g}" for work in self._works)
            wrong = f"The weights add up to {sum(weights):g}: {listed}."
            yield self._fault((first.table, first.set, "weight"), wrong, f"change them so that they add up to {WHOLE}.")

    def _target(self) -> Iterator[Fault]:
        system = self._term.system
        quizzes = [work for work in self._works if work.table == QUIZZES]
        if not system or not quizzes:
            return
        deliverable = {item.id: item for item in items.items([work.set for work in quizzes], ["graded"])}
        for work in quizzes:
            for entry in work.entries:
                if targets.state(system, deliverable[entry.id]) == targets.NOWHERE:
                    wrong = f"'{system}' cannot hold the item '{entry.id}'."
                    yield self._fault((work.table, work.set), wrong, "take it out of 'items', or choose another 'system'.")
