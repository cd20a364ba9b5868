"""Nothing that is marked reaches the site: no solution, hidden test, key or anchor in any page, index, source,
notebook, data file or wheel. The scan is proved by planting a leak of each kind."""

from __future__ import annotations

import html
import inspect
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from coursebook import project
from coursebook.exercises import candidates, rubrics, sets, source
from coursebook.exercises.questions import _answers, questions
from coursebook.exercises.release import notebooks
from coursebook.exercises.source import HIDDEN, SOLUTION

TEXTS = (".html", ".js", ".json", ".md", ".txt", ".ipynb", ".yml", ".csv", ".py", ".svg", ".xml", ".toml", "")
PACKED = (".whl", ".zip")
# A shorter run of words may stand anywhere by chance.
FEWEST_WORDS = 7


def words(text: str) -> str:
    """Text or code as its bare words: markup, line breaks and quoting do not hide it."""
    text = re.sub(r"\\u00[0-9a-f]{2}|\\[nt\"]", " ", html.unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", text)))
    return f" {' '.join(re.findall(r'[A-Za-z0-9_]+', text))} "


def regions(code: str, marks: tuple[str, str]) -> Iterator[str]:
    inside = False
    for line in code.splitlines():
        if line.strip() in marks:
            inside = line.strip() == marks[0]
        elif inside:
            yield line


def secrets() -> dict[str, set[str]]:
    """What must not be found, by what it is: runs of words of solutions, hidden tests, keys and anchors."""
    found: dict[str, set[str]] = {"solution": set(), "hidden test": set(), "candidate": set(), "anchor": set(), "key": set()}
    public = ""
    for name in source.known_sets():
        exercise = sets.exercise(name)
        public += words(nbformat.writes(notebooks.student(exercise, exercise.variant())))
        for cell in exercise.cells:
            found["solution"] |= set(map(words, regions(cell.source, SOLUTION)))
            found["hidden test"] |= set(map(words, regions(cell.source, HIDDEN)))
        for kind in ("right", "wrong"):
            for listed in candidates.read(exercise, kind)[0].values():
                for lines in (one.code.splitlines() for one in listed):
                    # One line alone is an idiom that may stand anywhere.
                    found["candidate"] |= {words(f"{one} {two}") for one, two in zip(lines, lines[1:]) if one and two}
        found["anchor"] |= {words(" ".join(text.split()[:12])) for task in exercise.tasks for text in rubrics.secrets(task)}
    # Written by hand as a student would, from what the chapters teach: their lines are public.
    taught = "".join(words(path.read_text(encoding="utf-8")) for path in (project.current().root / "chapters").glob("*.md"))
    found["candidate"] = {run for run in found["candidate"] if run not in taught}
    for one in questions().values():
        if one.use == "graded" and one.kind == "numeric":
            found["key"] |= set(map(words, inspect.getsource(getattr(_answers(one.chapter), one.cells["key"])).splitlines()))
    return {
        kind: {run for run in runs if len(run.split()) >= FEWEST_WORDS and run not in public} for kind, runs in found.items()
    }


def read(site: Path) -> Iterator[tuple[str, str]]:
    """Every file of the site in which text can stand, those inside wheels too: its path and its words."""
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        inside = path.relative_to(site).as_posix()
        if path.suffix in PACKED:
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    if Path(name).suffix in TEXTS:
                        yield f"{inside}/{name}", words(packed.read(name).decode("utf-8", errors="replace"))
        elif path.suffix in TEXTS and path.stat().st_size < 5_000_000:
            yield inside, words(path.read_text(encoding="utf-8", errors="replace"))


def leaks(site: Path, hidden: dict[str, set[str]]) -> list[str]:
    """What leaks, and where: kind, file, and the run of words."""
    told = []
    for path, text in read(site):
        told += [f"{kind} in {path}: {run.strip()}" for kind, runs in hidden.items() for run in runs if run in text]
    return told


def test_nothing_that_is_marked_reaches_the_site(site):
    assert leaks(site, secrets()) == []


def test_the_scan_has_something_to_look_for():
    assert {kind: len(runs) >= 10 for kind, runs in secrets().items()} == dict.fromkeys(secrets(), True)


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


def planted_page(site: Path, line: str) -> None:
    spans = "".join(f'<span class="n">{html.escape(part)}</span>' for part in re.split(r"(\W+)", line))
    (site / "chapters").mkdir()
    (site / "chapters" / "page.html").write_text(f"<pre>{spans}</pre>")


def planted_source(site: Path, line: str) -> None:
    (site / "_sources").mkdir()
    (site / "_sources" / "page.md").write_text(f"text\n\n    {line}\n")


def planted_index(site: Path, line: str) -> None:
    (site / "searchindex.js").write_text(f"Search.setIndex({json.dumps({'titles': [line]})})")


def planted_notebook(site: Path, line: str) -> None:
    (site / "lab" / "files").mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"a = 1\n    {line}\nb = 2")]), site / "lab/files/a.ipynb")  # fmt: skip


def planted_state(site: Path, line: str) -> None:
    (site / "lab").mkdir()
    (site / "lab" / "all.json").write_text(json.dumps({"content": [f"x\n{line}\ty"]}, indent=1))


def planted_wheel(site: Path, line: str) -> None:
    with zipfile.ZipFile(site / "a.whl", "w") as wheel:
        wheel.writestr("coursebook/exercises/a.py", f"def f():\n    {line}\n")


PLACES = [planted_page, planted_source, planted_index, planted_notebook, planted_state, planted_wheel]
LEAKS = {
    "solution": "rate = rows['cases'] / rows['months'] ** longer(line, than, most)",
    "hidden test": 'chance = checks.rng("x"); other = draw(chance, rows, 4)',
    "key": "return cell('a') / cell('b') * one / two + three - four",
    "candidate": "years = table.groupby('year')[['cases', 'months']].sum().loc[first]",
    "anchor": "The register counts proceedings that were opened, and nobody counted the soldiers.",
}


@pytest.mark.parametrize("plant", PLACES)
@pytest.mark.parametrize("kind", LEAKS)
def test_the_scan_sees_a_planted_leak(tmp_path, kind, plant):
    hidden = {kind: {words(LEAKS[kind])}}
    (tmp_path / "page.html").write_text("<p>nothing of it</p>")
    assert leaks(tmp_path, hidden) == []
    plant(tmp_path, LEAKS[kind])
    assert len(leaks(tmp_path, hidden)) == 1


@pytest.mark.parametrize("kind", LEAKS)
def test_the_scan_sees_each_kind_of_the_real_ones(tmp_path, kind):
    hidden = secrets()
    planted_page(tmp_path, min(hidden[kind]))
    assert any(told.startswith(f"{kind} in chapters/page.html") for told in leaks(tmp_path, hidden))


def test_an_unreleased_notebook_is_a_leak(tmp_path):
    exercise = sets.exercise("personal-stories")
    nbformat.write(notebooks.master(exercise, exercise.variant()), tmp_path / "a.ipynb")
    assert {told.split(" in ")[0] for told in leaks(tmp_path, secrets())} >= {"solution", "hidden test", "anchor"}
