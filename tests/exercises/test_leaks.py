"""Nothing that is marked reaches the site: no solution, hidden test, key or anchor in any page, index, source,
notebook, data file or wheel. The scan, which `coursebook publish` makes of the public edition too, is proved by planting
an answer of each kind, and one in each kind of file."""

from __future__ import annotations

import gzip
import html
import json
import re
import zipfile
from pathlib import Path

import nbformat
import pytest
from coursebook import project
from coursebook.editions import answers, public_files, publish
from coursebook.editions.answers import Answer
from coursebook.editions.scan import Search
from coursebook.exercises import sets, source
from coursebook.exercises.release import notebooks
from weasyprint import HTML


@pytest.fixture(scope="module")
def planned() -> publish.Plan:
    """What the public edition leaves out: in a copy without version control, all that lies in the exercises."""
    root = project.current().root
    packed = [
        path.relative_to(root).as_posix()
        for path in sorted(root.glob("exercises/**/*"))
        if path.is_file() and path.suffix != ".pyc"
    ]
    public = [path.relative_to(root).as_posix() for folder in ("data", "numbers") for path in (root / folder).glob("*.*")]
    return publish.Plan(tuple(public), tuple(set(packed) - {"exercises/outcomes.yml", "exercises/plans.yml"}), {})


@pytest.fixture(scope="module")
def search(planned) -> Search:
    """What must not be found."""
    return publish.search(planned)


@pytest.fixture(scope="module")
def hidden(planned) -> list[Answer]:
    """Every answer of the bank."""
    return list(answers.answers(planned.packed))


def test_nothing_that_is_marked_reaches_the_site(site, search):
    assert search.findings(site) == []


def test_the_browsers_package_checks_and_neither_releases_nor_marks(site):
    (wheel,) = site.glob("lab/pypi/coursebook-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "coursebook/checks/charts.py" in names
    assert not [name for name in names if "exercises" in name or "grading" in name]


def test_the_browser_has_each_sets_student_notebook(site):
    for name in source.known_sets():
        exercise = sets.exercise(name)
        folder = site / "lab" / "files" / "exercises" / name
        given = nbformat.read(folder / f"{name}.ipynb", as_version=4)
        assert [cell.source for cell in given.cells if not cell.id.endswith("-package")] == [
            cell.source for cell in notebooks.student(exercise, exercise.variant()).cells
        ]
        files = exercise.variant().files()
        assert {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".ipynb"} == files
        listed = json.loads((site / "lab/api/contents/exercises" / name / "all.json").read_text(encoding="utf-8"))
        assert {entry["name"] for entry in listed["content"]} == {*files, f"{name}.ipynb"}


KINDS = (
    "question",
    "solution",
    "hidden test",
    "right solution",
    "wrong solution",
    "anchor",
    "variants",
    "sheet of a hunt",
    "key of a hunt",
    "answers",
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_scan_sees_each_kind_of_answer(kind, hidden, search):
    """Of a text that is long enough, as it stands and in a sentence between others, half of it too."""
    texts = [one.text for one in hidden if one.kind == kind and len(one.text.split()) > 40]
    assert texts
    for text in (texts[0], texts[-1]):
        words = text.split()
        for part in (text, " ".join(words[: len(words) // 2 + 10])):
            assert kind in {one.kind for one in search.in_text("a.md", f"As was said,\n\n> {part}\n\nand so on.")}, part


def test_the_scan_sees_short_texts_and_keys_beside_their_question(hidden, search):
    short = [one for one in hidden if one.kind in ("question", "solution") and 9 <= len(re.findall(r"\w+", one.text)) <= 14]
    seen = [one for one in short if search.in_text("a.md", f"Write {one.text} here.")]
    assert len(seen) >= 0.95 * len(short) > 20
    keys = answers.keys()
    for key in keys:
        told = f"The answer of `{key.question}` in the quiz is {key.answers[0]}, as we saw."
        assert "key" in {one.kind for one in search.in_text("a.md", told)}, told
    assert len(keys) > 10 and search.in_text("a.md", f"The quiz has the question {keys[0].question}.") == []


def test_what_students_have_anyway_is_no_answer(search):
    for name in source.known_sets():
        exercise = sets.exercise(name)
        assert search.in_text("a.ipynb", nbformat.writes(notebooks.student(exercise, exercise.variant()))) == []
    for path, content in public_files.made({}).items():
        assert search.in_text(path, content.decode()) == [], path


def page(folder: Path, text: str) -> Path:
    spans = "".join(f'<span class="n">{html.escape(part)}</span>' for part in re.split(r"(\W+)", text))
    (folder / "page.html").write_text(f"<pre>{spans}</pre>")
    return folder / "page.html"


def index(folder: Path, text: str) -> None:
    (folder / "index.js").write_text(f"Search.setIndex({json.dumps({'titles': [text]})})")


def notebook(folder: Path, text: str) -> None:
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"a = 1\n{text}\nb")]), folder / "a.ipynb")


def wheel(folder: Path, text: str) -> None:
    with zipfile.ZipFile(folder / "a.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("coursebook/a.py", f"def f():\n{text}\n")


def epub_in_a_zip(folder: Path, text: str) -> None:
    with zipfile.ZipFile(folder / "a.epub", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("text/page.xhtml", page(folder, text).read_text())
    (folder / "page.html").unlink()
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "a.epub", "book/a.epub")
    (folder / "a.epub").unlink()


def compressed(folder: Path, text: str) -> None:
    (folder / "page.html.gz").write_bytes(gzip.compress(text.encode()))


def paper(folder: Path, text: str) -> None:
    HTML(string=f"<p>{html.escape(text)}</p>").write_pdf(folder / "a.pdf")


@pytest.mark.parametrize(
    "plant", [page, index, notebook, wheel, epub_in_a_zip, compressed, paper], ids=lambda one: one.__name__
)
def test_the_scan_sees_an_answer_in_each_kind_of_file(plant, tmp_path, hidden, search):
    (tmp_path / "other.html").write_text("<p>nothing of it</p>")
    assert search.findings(tmp_path) == []
    planted = max((one for one in hidden if one.kind == "solution"), key=lambda one: len(one.text))
    plant(tmp_path, planted.text)
    assert ("solution", planted.place) in {(one.kind, one.place) for one in search.findings(tmp_path)}


def test_an_unreleased_notebook_is_a_leak(search):
    exercise = sets.exercise(project.current().settings.book.demo)
    master = nbformat.writes(notebooks.master(exercise, exercise.variant()))
    assert {one.kind for one in search.in_text("a.ipynb", master)} >= {"solution", "hidden test", "anchor"}
