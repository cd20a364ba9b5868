"""One submission from its bytes to its record, its notebook for formgrader and its feedback page.

Runs in a worker process, here or on another machine. Whatever a submission holds, the outcome is a record: a mark, or the
reason why there is none.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from coursebook.cell_metadata import grade_id, nbgrader_of
from coursebook.exercises.release import notebooks
from coursebook.exercises.sets import Exercise
from coursebook.exercises.variants import Variant
from coursebook.grading.errors import Unreadable
from coursebook.grading.gradebook.record import GRADED, NOT_GRADED, Record, blank_question, blank_task, text_digest
from coursebook.grading.intake.notebook_reader import Notebook, read
from coursebook.grading.intake.submissions import Submission, submission_fingerprint
from coursebook.grading.matching.failed_answers import why_in_doubt
from coursebook.grading.matching.formgrader_notebook import not_graded_notebook, shown_notebook
from coursebook.grading.matching.hindrance import is_of_the_machine, lacking_in_a_call
from coursebook.grading.matching.placed import UNCERTAIN, Mended, Placed
from coursebook.grading.matching.repair import repair
from coursebook.grading.matching.slots import LOCKED, TEST, Slot, slots
from coursebook.grading.processes.worker import Worker
from coursebook.grading.reports.feedback import page
from coursebook.grading.reports.fingerprints import pieces
from coursebook.grading.sandbox.job import CellRun, Job, JobCell, RunResult
from coursebook.grading.settings import Settings, grader_version
from coursebook.grading.timestamps import write_moment


@dataclass(frozen=True)
class Outcome:
    """What is kept of it: the record, the autograded notebook (JSON) and the page (HTML), which assumes no manual mark."""

    record: Record
    notebook: str
    page: str


@dataclass(frozen=True)
class Given:
    """What a student was given: variant, files, notebook and its slots."""

    variant: Variant
    files: dict[str, bytes]
    released: NotebookNode
    slots: tuple[Slot, ...]


class Marker:
    """Marks submissions of one run, one at a time, with a resident sandbox."""

    def __init__(self, exercise: Exercise, settings: Settings, worker: Worker):
        self.exercise, self.settings, self.worker = exercise, settings, worker
        self.names = {question.id: question.answers for question in exercise.questions}
        self._common: Given | None = None
        self._hidden = _hidden_tests(exercise)

    def mark(self, submission: Submission) -> Outcome:
        """The outcome for one submission; never raises for what a student did."""
        began = time.perf_counter()
        given = self._given(submission.student)
        variant, released = given.variant, given.released
        record = self._blank_record(submission, variant)
        try:
            if submission.reason:
                raise Unreadable(submission.reason)
            notebook = read(submission.data)
            mended = repair(notebook.cells, given.slots)
            self._belongs(notebook, mended)
        except Unreadable as error:
            record |= {"status": NOT_GRADED, "reason": str(error)}
            shown = not_graded_notebook(released, record)
        else:
            ran = self.worker.run(self._job(submission, mended, given.files))
            self._fill(record, notebook, mended, ran, variant)
            shown = shown_notebook(released, mended, ran, record)
        record["run"] |= {"seconds": round(time.perf_counter() - began, 3)}
        # Without indentation: with it, Python's own encoder is a third of all the time outside the sandbox.
        text = json.dumps(shown, ensure_ascii=False, sort_keys=True) + "\n"
        return Outcome(record, text, page(record, shown, self.exercise, {}, 0.0))

    def variant(self, student: str) -> Variant:
        """The student's own variant, or the common one."""
        if self.settings.variants:
            return self.exercise.variant(student, self.settings.key, self.settings.course, self.settings.term)
        return self.exercise.variant()

    def _given(self, student: str) -> Given:
        if not self.settings.variants and self._common:
            return self._common
        variant = self.variant(student)
        released = notebooks.student(self.exercise, variant)
        given = Given(variant, variant.files(), released, slots(released, self.names, dict(self.settings.sources)))
        if not self.settings.variants:
            self._common = given
        return given

    def _belongs(self, notebook: Notebook, mended: Mended) -> None:
        made_for, settings = notebook.made_for, self.settings
        if made_for.get("set", settings.assignment) != settings.assignment:
            raise Unreadable(f"The notebook belongs to the assignment “{made_for['set']}”, not to this one.")
        expected = settings.handed_out or settings.version
        if made_for.get("version", expected) != expected:
            raise Unreadable(
                f"The notebook belongs to another release (version {made_for['version']}, this one is {expected})."
            )
        if not mended.is_of_this_release:
            raise Unreadable("No cell of this assignment was found in the notebook. Is it another file of the student's?")

    def _job(self, submission: Submission, mended: Mended, files: dict[str, bytes]) -> Job:
        cells = tuple(
            JobCell(cell.id, cell.source, _kind(cell))
            for cell in mended.cells
            if cell.kind == "code" and not (cell.slot and cell.slot.role == TEST)
        )
        return Job(
            id=submission.student,
            student=submission.student,
            cells=cells,
            answers=tuple(dict.fromkeys(name for names in self.names.values() for name in names)),
            files=files,
            beside=dict(submission.beside),
            seed=self.settings.seed(submission.student),
            moment=submission.handed_in.timestamp(),
            pictures=self.settings.pictures,
        )

    def _blank_record(self, submission: Submission, variant: Variant) -> Record:
        return {
            "student": submission.student,
            "name": submission.name,
            "assignment": self.settings.assignment,
            "status": GRADED,
            "reason": "",
            "place": submission.place,
            "others": list(submission.others),
            "files": [[note.file, note.state, note.reason] for note in submission.files],
            "handed_in": write_moment(submission.handed_in),
            "time": submission.time,
            "fingerprint": submission_fingerprint(submission, self.settings),
            "points": sum(question.points for question in self.exercise.questions),
            "written_points": sum(task.points for task in self.exercise.tasks),
            "mark": None,
            "questions": [blank_question(question, self._hidden) for question in self.exercise.questions],
            "tasks": [blank_task(task) for task in self.exercise.tasks],
            "repairs": [],
            "doubts": list(submission.doubts),
            "events": [],
            "made_with": {
                "exercise": self.settings.version,
                "handed_out": self.settings.handed_out or self.settings.version,
                "grader": grader_version(),
                "variant": variant.id,
                "layers": [],
            },
            "run": {},
        }

    def _fill(self, record: Record, notebook: Notebook, mended: Mended, ran: RunResult, variant: Variant) -> None:
        placed: Mapping[str, Placed] = {cell.id: cell for cell in mended.cells}
        runs = {cell.id: cell for cell in ran.cells}
        tests = {test.id: test for test in ran.tests}
        before = next((run.error for run in ran.cells if is_of_the_machine(run.error or "")), "")
        for question in record["questions"]:
            cell, run = placed[question["id"]], runs.get(question["id"])
            question["is_blank"] = cell.is_blank
            if run:
                question["trouble"] = run.dropped or run.error or ""
            failed = [done.message for test in question["tests"] if not (done := tests[test["id"]]).ok]
            told = " ".join(failed)
            why = why_in_doubt(cell, mended, question["trouble"], told, before, notebook.language) if failed else ""
            stopped = ""
            for test in question["tests"]:
                done = tests[test["id"]]
                # A mark never leaves its bounds, whatever happened.
                earned = min(max(0.0, float(done.earned)), float(test["points"]))
                # Where the student's answer may stand elsewhere, a failed test is no zero: a person decides.
                lack = "" if done.ok else lacking_in_a_call(done.message, cell.hindrance)
                stopped = stopped or (lack and f"A call of an answer to “{cell.id}” stopped, and {lack}.")
                is_open = (cell.state == UNCERTAIN or bool(why or lack)) and not done.ok
                test |= {"earned": None if is_open else earned, "ok": done.ok, "message": "" if is_open else done.message}
            question["earned"] = total(test["earned"] for test in question["tests"])
            if question["earned"] is None and (why or stopped):
                record["doubts"].append(f"{why or stopped} Look whether the answer is right.")
        for task in record["tasks"]:
            cell = placed[task["id"]]
            task |= {"is_blank": cell.is_blank, "digest": text_digest(cell.source)}
        record["pieces"] = pieces(mended.cells)
        record["mark"] = sum(question["earned"] or 0.0 for question in record["questions"])
        record["repairs"] = [*notebook.repairs, *mended.repairs]
        record["doubts"] += mended.doubts
        record["events"] = [*ran.events, *_failed_set_up(mended, runs)]
        record["made_with"]["layers"] = list(ran.layers)
        record["run"] = {"usage": dict(ran.usage)}
        if notebook.made_for.get("variant", variant.id) != variant.id:
            record["doubts"].append("The notebook was made for another variant than this student's.")


def _failed_set_up(mended: Mended, runs: Mapping[str, CellRun]) -> list[str]:
    """Cells of the release itself that failed in the student's notebook: everything after them may be wrong for that."""
    locked = [runs[cell.id] for cell in mended.cells if cell.slot and cell.slot.role == LOCKED and cell.id in runs]
    failed = [(run.id, why) for run in locked if (why := run.error or run.dropped)]
    return [
        f"The set-up cell “{id}” failed in this notebook ({why}). Look what a cell before it has done." for id, why in failed
    ]


def total(parts: Iterable[float | None]) -> float | None:
    """The sum; None as long as one part has no mark yet."""
    listed = list(parts)
    return None if None in listed else sum(listed)


def _kind(cell: Placed) -> str:
    """What a code cell is for the sandbox: "setup", "code", or "own", which must not use up the time of the others."""
    if cell.slot is None:
        return "own"
    return "setup" if cell.slot.role == LOCKED else "code"


def _hidden_tests(exercise: Exercise) -> frozenset[str]:
    """Ids of the tests of which a student does not see everything."""
    variant = exercise.variant()
    master, student = notebooks.master(exercise, variant), notebooks.student(exercise, variant)
    return frozenset(
        grade_id(ours)
        for ours, theirs in zip(master.cells, student.cells)
        if nbgrader_of(ours).get("grade") and ours.source.strip() != theirs.source.strip()
    )
