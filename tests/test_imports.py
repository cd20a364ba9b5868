"""Imports point one way: ground floor ← evidence ← figures ← exercises ← delivery ← book ← publish, editions; grading beside the book."""

import ast
import graphlib
import subprocess
import sys
from collections import Counter

import pytest
from coursebook import project

# What each part may import; itself is always allowed.
ALLOWED = {
    "faults": set(),
    "files": {"faults"},
    "csv_text": set(),
    "settings": {"faults"},
    "book_files": set(),
    "project": {"faults", "settings"},
    "startup": set(),
    "arguments": set(),
    "cell_metadata": set(),
    "language": {"project"},
    "checks": set(),
    "evidence": {"files", "project", "language", "faults"},
    "figures": {"project", "language", "evidence", "faults"},
    "exercises": {"arguments", "cell_metadata", "csv_text", "files", "project", "language", "evidence", "checks", "faults"},
    "delivery": {
        "startup",
        "arguments",
        "book_files",
        "project",
        "language",
        "evidence",
        "exercises",
        "grading",
        "faults",
        "files",
        "csv_text",
    },
    "lti": {"csv_text", "files", "project", "settings", "language", "exercises", "delivery", "grading", "faults"},
    "course": {"project", "exercises", "delivery", "grading", "faults", "files"},
    "book": {"book_files", "files", "project", "settings", "language", "evidence", "figures", "exercises", "faults"},
    "publish": {"book_files", "files", "settings", "project", "language", "evidence", "figures", "exercises", "book", "faults"},
    "grading": {
        "arguments",
        "cell_metadata",
        "files",
        "csv_text",
        "project",
        "settings",
        "evidence",
        "exercises",
        "checks",
        "startup",
        "faults",
    },
    "editions": {"book_files", "files", "settings", "project", "evidence", "exercises", "book", "faults"},
    "new_book": {"project", "evidence", "exercises", "faults"},
    "commands": {"new_book", "faults", "project", "evidence", "book", "publish"},
    "__main__": {"commands", "project", "course", "delivery", "editions", "exercises", "grading", "lti", "startup", "faults"},
    "manual": {"__main__", "project", "exercises"},
    "__init__": set(),
}
MOST_MODULES = 15  # in a folder
MOST_LINES = 250


def modules():
    for path in sorted(project.PACKAGE.rglob("*.py")):
        inside = path.relative_to(project.PACKAGE)
        if inside.parts[0] == "template":
            continue  # a book and no part of the package
        yield inside.parts[0].removesuffix(".py"), path


def test_no_folder_holds_more_modules_than_one_can_look_over():
    folders = Counter(
        path.parent.relative_to(project.PACKAGE).as_posix() for _, path in modules() if path.name != "__init__.py"
    )
    assert {folder: number for folder, number in folders.items() if number > MOST_MODULES} == {}


def module_imports() -> dict[str, set[str]]:
    """Every module with the modules that it imports at its top level."""
    names = {
        ".".join(("coursebook", *path.relative_to(project.PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
        for _, path in modules()
    }
    graph = {}
    for name, path in names.items():
        found = set()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        graph[name] = (found & names.keys()) - {name}
    return graph


def test_no_module_imports_itself_by_a_detour():
    graph = module_imports()
    graphlib.TopologicalSorter(
        {name: {one for one in found if not name.startswith(one + ".")} for name, found in graph.items()}
    ).prepare()


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the direction"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("coursebook.")}


def test_every_part_imports_only_what_lies_before_it():
    wrong = []
    for part, path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for other in imported(tree) - {part, "__version__"}:
            if other not in ALLOWED[part]:
                wrong.append(f"{path.name} ({part}) imports {other}")
    assert wrong == []


def test_the_direction_test_sees_an_import():
    assert imported(ast.parse("from coursebook.book import digits\nimport coursebook.figures.svg")) == {
        "book",
        "figures",
    }


def test_modules_are_short_and_there_is_no_drawer():
    for _, path in modules():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, path.name
        assert path.stem not in ("utils", "helpers", "misc", "common"), path


def test_every_public_function_says_what_it_does():
    silent = []
    for _, path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not ast.get_docstring(tree):
            silent.append(path.name)
        for node in tree.body:
            public = isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
            if public and not ast.get_docstring(node) and node.name not in ("setup", "main"):
                silent.append(f"{path.name}:{node.name}")
    assert silent == []


GRADE = (
    "grading.processes.zygote, coursebook.grading.resident, coursebook.grading.run.runner, coursebook.grading.checking.checker"
)


@pytest.mark.parametrize("modules", [GRADE, "delivery.gradescope.run"])
def test_what_grades_is_started_without_what_it_does_not_need(modules):
    code = f"import sys, coursebook.{modules}\nprint([name for name in ('pytest', 'rfc3987_syntax') if sys.modules.get(name)])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout == "[]\n", done.stderr


def test_a_command_starts_without_the_libraries_that_it_may_not_need():
    command = [sys.executable, "-X", "importtime", "-m", "coursebook", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stderr
    names = {line.rpartition("|")[2].strip() for line in told.splitlines()}
    assert "coursebook.grading.command" in names
    assert not names & {"pandas", "numpy", "nbformat", "matplotlib"}
