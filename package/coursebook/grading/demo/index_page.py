"""The first page of the demonstration: what was typed, and what came of it."""

from __future__ import annotations

from coursebook.exercises.sets import Exercise
from coursebook.grading.demo.desk import Desk
from coursebook.grading.files import Course, write_whole
from coursebook.grading.gradebook.stored import records
from coursebook.grading.reports.feedback import rendered

# What can be looked at: the path below the folder, with {set} for the assignment and {student} for one, and what it is.
RESULTS = {
    "Handed out": {
        "canvas-gradebook.csv": "Canvas’ gradebook export, which is the roster",
        "release/students/{student}/{set}.ipynb": "The notebook of one student",
        "release/instructor/{set}.html": "The notebook with its solutions, for the instructor",
        "canvas-submissions.zip": "What Canvas packed of the hand-ins",
    },
    "Graded": {
        "grades/report/{set}/index.html": "The report: what needs a person, shared work, repairs",
        "grades/report/{set}/marks.csv": "All marks as a table",
        "grades/pages/{set}/{student}.html": "The feedback page of one student",
        "grades/course.toml": "The course file, with the extension",
        "changed-marks.txt": "Whose marks the corrected test moves, as told before they were written",
        "appeal.html": "What a mark rests on, for the student who appealed",
    },
    "Handed back": {
        "canvas-gradebook-marked.csv": "Canvas’ gradebook with the marks",
        "canvas-feedback.zip": "The feedback as Canvas takes it back",
    },
    "Learnt": {
        "grades/report/{set}/items/index.html": "Item analysis: which question to read again",
        "grades/report/{set}/items/items.csv": "Item analysis as a table",
        "research/codebook.md": "The codebook of the marks without names",
        "research/marks.csv": "The marks without names",
    },
}


def write(desk: Desk, course: Course, exercise: Exercise, student: str) -> None:
    """Write ``index.html``; ``student`` is whose pages are shown, the first of the class if it is empty."""
    whose = student or next((record["student"] for record in records(course)), "")
    results = {}
    for part, listed in RESULTS.items():
        paths = {path.format(set=exercise.name, student=whose): what for path, what in listed.items()}
        results[part] = [(path, what) for path, what in paths.items() if (desk.folder / path).is_file()]
    page = rendered("demo.html.j2", exercise=exercise, steps=desk.steps, results=results)
    write_whole(desk.folder / "index.html", page)
