"""Answers that were probably shared, side by side: a page for each group, with what is common to them marked.

The texts are those of the autograded notebooks, which hold nothing that could run; the templates escape all they print.
"""

from __future__ import annotations

from collections.abc import Sequence

from coursebook.cell_metadata import grade_id
from coursebook.exercises.sets import Exercise
from coursebook.grading.errors import Unreadable
from coursebook.grading.files import Course, write_whole
from coursebook.grading.gradebook.stored import read_notebook
from coursebook.grading.reports.feedback import rendered
from coursebook.grading.reports.fingerprints import runs_of
from coursebook.grading.reports.sanitise import essay_text, plain_text
from coursebook.grading.reports.shared_work import Group, Known, Part

MOST_PAGES = 50
MOST_BESIDE = 4  # answers on one page for one question; the others are named
FOLDER = "shared"

Segment = tuple[str, bool]  # text, and whether it is marked


def write_pages(course: Course, exercise: Exercise, groups: Sequence[Group], known: Known) -> list[str]:
    """Write ``shared/group-….html`` beside the report, for the first :data:`MOST_PAGES` groups; pages of older runs go.

    Returns the address of each group's page as seen from the report; empty for the groups without one.
    """
    folder = course.report / FOLDER
    names = [f"group-{number}.html" for number in range(1, min(len(groups), MOST_PAGES) + 1)]
    texts = {task.id for task in exercise.tasks}
    for name, group in zip(names, groups):
        parts = [_shown(course, part, part.id in texts, known) for part in group.parts]
        page = rendered("shared.html.j2", exercise=exercise, group=group, parts=parts, how=surprise(group))
        write_whole(folder / name, page)
    for old in sorted(folder.glob("group-*.html")):
        if old.name not in names:
            old.unlink()
    return [f"{FOLDER}/{name}" for name in names] + [""] * (len(groups) - len(names))


def what(part: Part, is_text: bool) -> str:
    """In words, what a part has in common."""
    extent = "the same" if part.share >= 0.95 else "much of the" if part.share >= 0.5 else "some of the"
    return f"{extent} text" if is_text else f"{extent} code, whatever the names, the order and the comments"


def surprise(group: Group) -> str:
    """How seldom a pair so alike is expected by chance, in a power of ten."""
    power = 1
    while power < 6 and group.chance < 10.0 ** -(power + 1):
        power += 1
    return f"by chance in fewer than 1 of {10**power:,} classes"


def _shown(course: Course, part: Part, is_text: bool, known: Known) -> dict:
    students = part.students[:MOST_BESIDE]
    sources = [_answer(course, student, part.id, is_text) for student in students]
    return {
        "id": part.id,
        "students": part.students,
        "share": f"{100 * part.share:.0f} %",
        "what": what(part, is_text),
        "is_text": is_text,
        "columns": list(zip(students, marked(sources, is_text, known, part.id))),
        "others": part.students[MOST_BESIDE:],
    }


def marked(sources: Sequence[str], is_text: bool, known: Known, id: str) -> list[list[Segment]]:
    """Each source in segments, those marked that another of them has too and that are not known."""
    runs = [[run for runs in runs_of(source, is_text, known.names) for run in runs] for source in sources]
    own = [{run.hash for run in several} - known.hashes.get(id, frozenset()) for several in runs]
    found = []
    for place, source in enumerate(sources):
        elsewhere = set().union(*own[:place], *own[place + 1 :]) & own[place]
        spans = sorted((run.start, run.end) for run in runs[place] if run.hash in elsewhere)
        found.append(_segments(source, spans if is_text else _of_lines(source, spans)))
    return found


def _of_lines(source: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of lines as spans of characters, each without the end of its last line."""
    begins = [0]
    for line in source.split("\n"):
        begins.append(begins[-1] + len(line) + 1)
    last = len(begins) - 1
    return [(begins[min(first, last) - 1], begins[min(end, last)] - 1) for first, end in spans]


def _segments(source: str, spans: Sequence[tuple[int, int]]) -> list[Segment]:
    joined: list[list[int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1] + 1:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    segments, done = [], 0
    for start, end in joined:
        segments += [(source[done:start], False), (source[start:end], True)]
        done = end
    return [*segments, (source[done:], False)]


def _answer(course: Course, student: str, id: str, is_text: bool) -> str:
    """An answer as the autograded notebook shows it, an essay without its markup."""
    try:
        cells = read_notebook(course, student)["cells"]
    except Unreadable:
        return ""
    source = next((cell["source"] for cell in cells if grade_id(cell) == id), "")
    return plain_text("\n".join(filter(None, map(str.strip, essay_text(source).split("\n")))) if is_text else source)
