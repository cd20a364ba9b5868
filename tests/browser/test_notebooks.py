"""The browser's notebooks in a real browser: from a chapter's link to a kernel that runs.

Python for the browser comes from Pyodide's public files, which a test must not depend on. So
the kernel is started from npm's ``pyodide`` package and pure-Python wheels from the package
index; npm's package holds no compiled wheel, so pandas and matplotlib are stood in for.
"""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from coursebook import project
from coursebook.book.browser import pyodide
from coursebook.book.browser.lab import lab
from coursebook.book.browser.launch import LAB

from tests.browser.pages import AXE, TAGS
from tests.browser.screens import WIDTHS

# What the kernel itself imports; the rest of the runtime is loaded when a cell asks for it.
KERNEL = ("micropip", "ipython", "jedi")
SQLITE = '''"""Stands in for the compiled module: the kernel imports it and keeps no history."""
class Error(Exception): pass
class DatabaseError(Error): pass
class OperationalError(DatabaseError): pass
class IntegrityError(DatabaseError): pass
class Connection: pass
'''
INSTALL = """\
import piplite
await piplite.install(["latexcodec", "ipywidgets"])
await piplite.install(["coursebook", "pybtex"], deps=False)
print("installed")
"""
EVIDENCE = """\
import csv, sys, types
sys.modules["pan" "das"] = types.ModuleType("pan" "das")
from coursebook import project
from coursebook.evidence import tables
from coursebook.evidence.bibliography import bibliography, short
read = {name: (project.current().data / about["path"]).read_bytes() for name, about in tables.resources().items()}
assert all(tables.digest(content) == tables.resource(name)["hash"] for name, content in read.items())
rows = list(csv.DictReader(read["events"].decode().splitlines()))
print(len(read), rows[0]["id"], len(bibliography().entries), short("zhou2025"))
"""
EXERCISE = """\
import json, os, sys, types
from pathlib import Path
sys.modules.setdefault("pan" "das", types.ModuleType("pan" "das"))
sys.modules.setdefault("mat" "plotlib", types.ModuleType("mat" "plotlib"))
folder = Path("exercises/personal-stories").resolve()
handed_out = json.loads((folder / "personal-stories.ipynb").read_text())
about = handed_out["metadata"]["coursebook"]
os.chdir(folder)
exec("".join(next(cell["source"] for cell in handed_out["cells"] if cell["id"] == "start")))
given = json.loads((folder / "variant.json").read_text())
from coursebook import checks
try:
    checks.number(2.0, 3.0, see="here")
except AssertionError as error:
    print(about["set"], *[name for name in given["tolerance"] if name == "growth"], "Read on: here." in str(error))
"""
EXPLORER = """\
import sys, types
class Figures(types.ModuleType):
    class Shown:
        def __init__(self, words): self.title, self.reading = "A title", words
        def _repr_html_(self): return f"<p class='drawn'>drawn: {self.reading}</p>"
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return None
Figures.__path__ = [f"{folder}/figures" for folder in __import__("coursebook").__path__]
sys.modules["coursebook.figures"] = figures = Figures("coursebook.figures")
from coursebook.figures.explorer import Dropdown, Explorer
Explorer(lambda measure: figures.Shown(measure), title="Which?", measure=Dropdown("Measure", {"cases": "all cases", "rate": "the rate"}))
"""


def served(folder: Path):
    """A folder on a loopback address of its own."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def runtime() -> Path:
    """Pyodide with what the kernel needs to start, kept from one run to the next."""
    kept = project.current().build / ".pyodide"
    folder = kept / pyodide.PYODIDE_VERSION
    if folder.is_dir():
        return folder
    # npm comes with a package of the test environment.
    npm = str(Path(sys.executable).with_name("npm"))
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    got = subprocess.run(
        [npm, "pack", f"pyodide@{pyodide.PYODIDE_VERSION}"], cwd=kept, capture_output=True, text=True, check=False
    )
    assert not got.returncode, f"npm did not bring Pyodide: {got.stderr[-300:]}"
    shutil.unpack_archive(next(kept.glob("*.tgz")), kept, filter="data")
    whole = kept / "package"
    packages = json.loads((whole / pyodide.PYODIDE_LOCK).read_text(encoding="utf-8"))["packages"]
    _bring(packages, whole)
    with zipfile.ZipFile(whole / packages["sqlite3"]["file_name"], "w") as wheel:
        wheel.writestr("sqlite3/__init__.py", SQLITE)
        wheel.writestr("sqlite3-1.0.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: sqlite3\nVersion: 1.0.0\n")
        wheel.writestr("sqlite3-1.0.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("sqlite3-1.0.0.dist-info/RECORD", "")
    whole.rename(folder)
    return folder


def _bring(packages: dict, folder: Path) -> None:
    """The pure-Python wheels of the kernel, in the versions of the runtime's own list."""
    waiting, wanted = list(KERNEL), {}
    while waiting:
        name = waiting.pop().replace("_", "-")
        if name not in wanted:
            wanted[name] = packages[name]
            waiting += packages[name]["depends"]
    pins = [f"{name}=={one['version']}" for name, one in wanted.items() if one["file_name"].endswith("none-any.whl")]
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary",
        ":all:",
    ]
    got = subprocess.run(
        [*pip, "--python-version", "3.12", "--dest", str(folder), *pins], capture_output=True, text=True, check=False
    )
    assert not got.returncode, f"pip did not bring the kernel's wheels: {got.stderr[-300:]}"


@pytest.fixture(scope="module")
def notebook(browser, runtime, tmp_path_factory):
    """A chapter's notebook with a kernel from local files; yields the page and the foreign addresses it asked for."""
    root = tmp_path_factory.mktemp("served")
    shutil.copytree(lab(project.current().root, tmp_path_factory.mktemp("lab"), runtime), root / LAB)
    server = served(root)
    context = browser.new_context()
    foreign = blocked(context)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.server_address[1]}/{LAB}/notebooks/index.html?path=reform.ipynb")
    page.locator(".jp-CodeCell").first.wait_for(timeout=60_000)
    # A cell that is run before the notebook has its kernel is not run at all.
    page.get_by_text("Python (Pyodide)").first.wait_for(timeout=60_000)
    page.wait_for_timeout(1_000)
    yield page, foreign
    context.close()
    server.shutdown()


def blocked(context) -> list[str]:
    """Cut the page off from all other hosts; the list fills with what it asks of them."""
    foreign: list[str] = []

    def stop(route):
        foreign.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith(("http://127.0.0.1:", "data:", "blob:")), stop)
    return foreign


def run(page, code: str, seconds: int = 120) -> str:
    """Put code into the notebook's first code cell, run it, and return what it says."""
    cell = page.locator(".jp-CodeCell").first
    before = cell.locator(".jp-InputPrompt").first.text_content()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(code)
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "before => { const said = document.querySelector('.jp-CodeCell .jp-InputPrompt').textContent;"
        " return said !== before && /\\d/.test(said) }",
        arg=before,
        timeout=seconds * 1000,
    )
    page.wait_for_timeout(300)
    return cell.locator(".jp-OutputArea").first.text_content()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_a_chapter_leads_to_its_notebook(browser, address, width):
    context = browser.new_context(viewport={"width": width, "height": 800}, has_touch=width < 500)
    foreign = blocked(context)
    page = context.new_page()
    page.goto(f"{address}/chapters/reform.html")
    link = page.get_by_role("link", name="Run this chapter in your browser")
    assert link.bounding_box()["height"] >= 44 and foreign == []
    title = page.locator("h1").first.text_content().rstrip("#")
    link.click()
    page.locator(".jp-Notebook h1").first.wait_for(timeout=60_000)
    assert page.locator(".jp-Notebook h1").first.text_content().startswith(title)
    assert page.locator(".jp-CodeCell .cm-content").first.text_content().startswith("# Run this cell first")
    page.wait_for_timeout(2_000)
    assert all(url.startswith(pyodide.PUBLIC) for url in foreign), foreign
    assert f"{pyodide.PUBLIC}pyodide.js" in foreign
    context.close()


def test_without_a_network_the_notebook_says_what_is_missing_and_leads_back(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    blocked(context)
    page = context.new_page()
    page.goto(f"{address}/{LAB}/notebooks/index.html?path=reform.ipynb")
    said = page.get_by_role("alert").filter(has_text="Python did not come")
    said.wait_for(timeout=15_000)
    assert "cdn.jsdelivr.net cannot be reached" in said.text_content()
    # What is ours of these pages is judged; the rest is JupyterLite's.
    assert page.locator("html").get_attribute("lang") == "en"
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run('.cb-away', {runOnly: {type: 'tag', values: tags}, preload: false})", TAGS)
    assert [fault["id"] for fault in found["violations"]] == []
    assert all(part.bounding_box()["height"] >= 44 for part in said.locator("a, button").all())
    said.get_by_role("link", name="Back to the chapter").click()
    page.wait_for_url("**/chapters/reform.html")
    page.goto(f"{address}/{LAB}/notebooks/index.html?path=exercises/reform/reform.ipynb")
    said.wait_for(timeout=15_000)
    said.get_by_role("button", name="Close").click()
    assert said.count() == 0
    context.close()


@pytest.mark.parametrize("app", ["notebooks", "lab", "tree"])
def test_the_notebooks_pages_have_a_language_and_the_books_title(site, app):
    text = (site / LAB / app / "index.html").read_text(encoding="utf-8")
    assert re.match(r'\s*<!DOCTYPE html>\s*<html lang="en">', text) and "<title>Leaving the Line</title>" in text


def test_from_disk_the_chapter_says_what_it_needs(opened, site):
    with opened((site / "chapters" / "reform.html").as_uri()) as page:
        assert page.get_by_role("link", name="Run this chapter in your browser").count() == 0
        said = page.locator(".cb-launch", has_text="from a web address only, not from a file on this machine.")
        assert [text.partition(" runs")[0] for text in said.all_text_contents()] == [
            "In the browser this chapter",
            "The exercise notebook",
        ]


def test_a_kernel_starts_from_the_sites_own_files(notebook):
    page, foreign = notebook
    assert run(page, "import sys; print(sys.platform)").strip() == "emscripten"
    assert run(page, INSTALL).strip() == "installed"
    assert all(url.startswith(pyodide.PUBLIC) for url in foreign), foreign
    # Compiled wheels alone are asked of Pyodide's public files.
    assert not [url for url in foreign if url.endswith("-none-any.whl")], foreign


def test_the_evidence_is_there_and_unchanged(notebook):
    page, _ = notebook
    run(page, INSTALL)
    said = run(page, EVIDENCE)
    assert said.split()[0].isdigit() and "Zhou, 2025" in said and "Error" not in said, said


def test_an_exercise_set_finds_its_files_and_checks(notebook):
    page, _ = notebook
    run(page, INSTALL)
    said = run(page, EXERCISE)
    assert said.split() == ["personal-stories", "growth", "True"], said


def test_an_explorer_has_its_controls_and_redraws(notebook):
    page, _ = notebook
    run(page, INSTALL)
    run(page, EXPLORER)
    choice = page.locator(".jp-CodeCell").first.locator("select")
    choice.wait_for(timeout=30_000)
    page.get_by_text("drawn: all cases").wait_for(timeout=30_000)
    choice.select_option("rate")
    page.get_by_text("drawn: the rate").wait_for(timeout=30_000)


def test_the_list_that_other_tests_read_is_the_runtimes(runtime):
    packages = json.loads((runtime / pyodide.PYODIDE_LOCK).read_text(encoding="utf-8"))["packages"]
    kept = project.current().root / "tests" / "book" / f"pyodide-{pyodide.PYODIDE_VERSION}.json"
    for name, about in json.loads(kept.read_text(encoding="utf-8")).items():
        assert about == [packages[name]["version"], packages[name]["imports"]], name
