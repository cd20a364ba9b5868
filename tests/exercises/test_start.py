"""One student's folder, unpacked where Python has pandas, matplotlib and Jupyter's kernel and nothing of the book."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import nbformat
import pytest
from coursebook.exercises import sets
from coursebook.exercises.release import checks_wheel, course_folder, notebooks, roster
from coursebook.exercises.release.passes import START_ID
from coursebook.exercises.source import known_sets
from coursebook.grading.demo.simulated_class import Hand
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from packaging.requirements import Requirement

KEY = b"0123456789abcdef0123"
MISSING_WHEEL = "coursebook_checks-….whl"
WANTED = ("pandas", "matplotlib", "ipykernel")


def needed(*names: str) -> set[str]:
    """The distributions and all that they need."""
    found: set[str] = set()
    open_ = list(names)
    while open_:
        name = open_.pop()
        if name in found:
            continue
        found.add(name)
        listed = [Requirement(line) for line in distribution(name).requires or ()]
        open_ += [one.name for one in listed if not one.marker or one.marker.evaluate({"extra": ""})]
    return found


def bare_python(folder: Path, *names: str) -> Path:
    """A virtual environment that holds these distributions alone, as links to those of the tests."""
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for name in needed(*names):
        for file in distribution(name).files or ():
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not (packages / top).exists():
                (packages / top).symlink_to(Path(distribution(name).locate_file(top)).absolute())
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def python(tmp_path_factory) -> Path:
    return bare_python(tmp_path_factory.mktemp("bare"), *WANTED)


@pytest.fixture(autouse=True)
def no_book_on_the_path(monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)


def run(python: Path, notebook, folder: Path) -> None:
    """Run a notebook in a folder with this Python's kernel, as JupyterLab does; stops at the first error."""
    manager = KernelManager()
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager._kernel_spec = KernelSpec(argv=argv, display_name="bare", language="python")
    NotebookClient(notebook, km=manager, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()


@pytest.fixture
def handed(tmp_path):
    """Release a set to one student; their folder, with the author's answers in the notebook."""

    def made(name: str) -> tuple[Path, nbformat.NotebookNode]:
        exercise = sets.exercise(name)
        course_folder.write(exercise, tmp_path / "out", [roster.Student("ann", {})], KEY, "c", "t")
        folder = tmp_path / "ann"
        shutil.copytree(tmp_path / "out" / "students" / "ann", folder)
        answered = Hand(exercise).key(exercise.variant("ann", KEY, "c", "t"))
        return folder, nbformat.from_dict(json.loads(json.dumps(answered)))

    return made


def test_the_environment_is_bare(python):
    names = [*WANTED, "coursebook", "pybtex", "ipywidgets", "jsonschema", "nbformat"]
    code = f"import importlib.util\nprint(*[name for name in {names} if importlib.util.find_spec(name)])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True, cwd=python.parent)
    assert done.stdout.split() == list(WANTED)


@pytest.mark.parametrize("name", known_sets())
def test_a_students_folder_is_enough(python, handed, name):
    folder, notebook = handed(name)
    run(python, notebook, folder)
    tests = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code"]
    assert len(tests) > 10 and all(cell.execution_count for cell in tests)


def start_fails(python: Path, notebook, folder: Path) -> str:
    """What a student reads when the notebook is run: the error of the start cell."""
    with pytest.raises(CellExecutionError):
        run(python, notebook, folder)
    failed = [cell for cell in notebook.cells if any(one.output_type == "error" for one in cell.get("outputs", ()))]
    assert [cell.id for cell in failed] == [START_ID]
    return failed[0].outputs[-1].evalue


def alone(folder: Path, notebook) -> None:
    for path in folder.iterdir():
        if path.suffix != ".ipynb":
            path.unlink()


def moved(folder: Path, notebook) -> None:
    notebook.cells.insert(1, nbformat.v4.new_code_cell("%cd .."))


def damaged(folder: Path, notebook) -> None:
    path = folder / checks_wheel.NAME
    path.write_bytes(path.read_bytes()[:5000])


def one_table_gone(folder: Path, notebook) -> None:
    (folder / "register.csv").unlink()


CHANGES = {
    alone: ["variant.json, cases.csv, ", MISSING_WHEEL, "In Colab: open 'Files' on the left"],
    moved: ["variant.json, cases.csv, ", "take it out and restart the kernel"],
    damaged: [f"Not found, or damaged: {MISSING_WHEEL}.\n"],
    one_table_gone: ["Not found, or damaged: register.csv.", "put them beside the notebook"],
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_is_missing_is_told_in_plain_words(python, handed, change):
    folder, notebook = handed("personal-stories")
    change(folder, notebook)
    said = start_fails(python, notebook, folder)
    where = folder.parent if change is moved else folder
    assert f"Python is looking in {where}." in said
    assert all(words in said for words in CHANGES[change]), said


def test_a_second_download_of_the_wheel_will_do(python, handed):
    folder, notebook = handed("personal-stories")
    (folder / checks_wheel.NAME).rename(folder / checks_wheel.NAME.replace(".whl", " (1).whl"))
    notebook.cells = notebook.cells[:8]
    run(python, notebook, folder)


def test_a_python_without_pandas_is_told(tmp_path):
    exercise = sets.exercise("personal-stories")
    (cell,) = [cell for cell in notebooks.student(exercise, exercise.variant()).cells if cell.id == START_ID]
    done = subprocess.run([bare_python(tmp_path / "none"), "-c", cell.source], capture_output=True, text=True, check=False)
    last = done.stderr.splitlines()[-1]
    assert re.search(r"This Python lacks (pandas|matplotlib)\. Run '%pip install pandas matplotlib' in a cell", last), (
        done.stderr
    )


def test_where_the_package_is_installed_the_start_does_nothing(handed):
    folder, notebook = handed("personal-stories")
    (folder / checks_wheel.NAME).unlink()
    (cell,) = [cell for cell in notebook.cells if cell.id == START_ID]
    code = f"import sys\nimport coursebook\nbefore = list(sys.path)\n{cell.source}\nassert sys.path == before"
    # The tests' own Python: the package is installed there.
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)


def test_the_wheel_holds_the_checks_and_nothing_else():
    names = zipfile.ZipFile(io.BytesIO(checks_wheel.checks())).namelist()
    parts = {name.split("/")[0] if "dist-info" in name else "/".join(name.split("/")[:2]) for name in names}
    assert parts == {"coursebook/__init__.py", "coursebook/checks", "coursebook_checks-0.1.0.dist-info"}
    assert len(checks_wheel.checks()) < 50_000
    about = zipfile.ZipFile(io.BytesIO(checks_wheel.checks())).read("coursebook_checks-0.1.0.dist-info/METADATA").decode()
    assert sorted(re.findall(r"Requires-Dist: (\w+)", about)) == ["matplotlib", "pandas"]
