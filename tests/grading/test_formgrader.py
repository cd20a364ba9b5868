"""Formgrader in a real browser on our result: an essay is marked, the mark stays, and nothing that a student wrote acts."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from coursebook.exercises import sets
from coursebook.grading.demo.formgrader import served
from coursebook.grading.demo.simulated_class import Hand

from tests.grading.klass import COURSE, KEY, SET, TERM, make_class, put

# As in the attack that raised its author's mark: read the cookie, and write a mark through formgrader's own address.
SCRIPT = """<script>
document.title = 'acted';
const xsrf = document.cookie.replace(/.*_xsrf=([^;]*).*/, '$1');
fetch('/formgrader/api/grades?submission_id=' + location.pathname.split('/')[3]).then(r => r.json()).then(grades => {
  for (const grade of grades) fetch('/formgrader/api/grade/' + grade.id, {method: 'PUT',
    headers: {'X-XSRFToken': xsrf}, body: JSON.stringify({manual_score: 99, extra_credit: 0})});
});
</script>"""
ESSAY = f"""Cases are **not** people.

{SCRIPT}

<img src=x onerror="document.title='acted'"> [click](javascript:document.title='acted')

$\\href{{javascript:document.title='acted'}}{{x}}$
"""
PRINTED = f"""
from IPython.display import HTML, Javascript, display
display(HTML({SCRIPT!r}), Javascript("document.title = 'acted'"))
print({SCRIPT!r})
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Two students: one honest, one whose essay, own cells, code and outputs carry a script."""
    made = make_class(tmp_path_factory.mktemp("hostile"), 2, damage=False)
    exercise = sets.exercise(SET)
    hand, variant = Hand(exercise), exercise.variant("s00002", KEY, COURSE, TERM)
    notebook = hand.key(variant)
    tasks = {task.id for task in exercise.tasks}
    assert tasks, "the set has no written task"
    for cell in notebook["cells"]:
        id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if id in tasks:
            cell["source"] = ESSAY
        elif id == exercise.questions[0].id:
            cell["source"] += PRINTED
    own = [{"cell_type": "markdown", "id": "own", "metadata": {}, "source": ESSAY}]
    own.append({"cell_type": "raw", "id": "raw", "metadata": {"format": "text/html"}, "source": SCRIPT})
    notebook["cells"] += own
    notebook["metadata"]["title"] = f"</title>{SCRIPT}"
    put(made.given / "s00002.ipynb", json.dumps(notebook).encode())
    done = made.grade("--workers", "2")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def server(hostile):
    with served(hostile.out, hostile.folder / "server") as found:
        yield found


@pytest.fixture(scope="module")
def formgrader(server):
    return server[0]


@pytest.fixture(scope="module")
def page(browser, server):
    address, token = server
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/formgrader/manage_assignments?token={token}", wait_until="load")
    yield page
    context.close()


def row(hostile, student, statement):
    database = sqlite3.connect(f"file:{hostile.out / 'gradebook.db'}?mode=ro", uri=True)
    where = (
        " FROM submitted_notebook n JOIN submitted_assignment s ON s.id = n.assignment_id "
        "JOIN grade g ON g.notebook_id = n.id JOIN base_cell b ON b.id = g.cell_id WHERE s.student_id = ?"
    )
    found = database.execute(statement + where, (student,)).fetchall()
    database.close()
    return found


def test_formgrader_lists_the_class(page, formgrader):
    page.goto(f"{formgrader}/formgrader/manage_submissions/{SET}", wait_until="load")
    page.wait_for_selector("text=s00002")
    assert page.inner_text("table").count("needs manual grading") == 2


def test_nothing_that_a_student_wrote_acts(page, formgrader, hostile):
    before = row(hostile, "s00002", "SELECT g.manual_score")
    (submitted,) = set(row(hostile, "s00002", "SELECT n.id"))
    asked = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    page.goto(f"{formgrader}/formgrader/submissions/{submitted[0]}/", wait_until="load")
    page.wait_for_selector("text=Cases are not people")
    page.wait_for_timeout(1_500)
    assert page.title() != "acted"
    assert not [ask for ask in asked if ask[0] in ("PUT", "POST")]
    assert row(hostile, "s00002", "SELECT g.manual_score") == before
    sources = page.evaluate("[...document.scripts].map(script => script.textContent)")
    assert not any("acted" in source for source in sources)
    assert page.evaluate(
        "[...document.links].every(link => !link.href.startsWith('javascript:') || link.closest('.navbar, header'))"
    )


def test_an_essay_is_marked_and_the_mark_is_kept(page, formgrader, hostile):
    task = sets.exercise(SET).tasks[0]
    (submitted,) = set(row(hostile, "s00001", "SELECT n.id"))
    page.goto(f"{formgrader}/formgrader/submissions/{submitted[0]}/", wait_until="load")
    levels = task.criteria[0].levels
    assert all(" ".join(level.descriptor.split())[:40] in page.inner_text("body") for level in levels), "no rubric at hand"
    box = page.locator(f"input.score[id='{task.id}']")
    box.fill(str(task.points - 1))
    box.press("Tab")
    note = page.locator(f"textarea[id='{task.id}-comment']")
    note.fill("Name who counted.")
    note.press("Tab")
    page.wait_for_timeout(1_500)
    assert (task.id, float(task.points - 1), 0) in row(hostile, "s00001", "SELECT b.name, g.manual_score, g.needs_manual_grade")
    done = hostile.grade()
    assert done.returncode == 0, done.stderr
    again = hostile.grade("--regrade", "--only", "s00001")
    assert again.returncode == 0, again.stderr
    assert (task.id, float(task.points - 1), 0) in row(hostile, "s00001", "SELECT b.name, g.manual_score, g.needs_manual_grade")
    text = (hostile.out / "pages" / SET / "s00001.html").read_text(encoding="utf-8")
    assert "Name who counted." in text and f"{task.points - 1} of {task.points} points" in text


def test_nbgraders_feedback_of_a_hostile_submission_is_safe_too(browser, hostile):
    there = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", SET, "--student", "s00002"]
    done = subprocess.run(command, cwd=hostile.out, env=there, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for path in (hostile.out / "feedback/s00002" / SET / f"{SET}.html", hostile.out / "pages" / SET / "s00002.html"):
        context = browser.new_context()
        shown = context.new_page()
        shown.goto(path.as_uri(), wait_until="load")
        shown.wait_for_timeout(300)
        assert shown.title() != "acted"
        assert not any("acted" in text for text in shown.evaluate("[...document.scripts].map(s => s.textContent)"))
        context.close()
