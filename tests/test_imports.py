"""Imports point one way: paths ← language ← evidence ← figures ← explorer ← book."""

import ast
import subprocess
import sys

from coursebook import paths

# What each part may import; itself is always allowed.
ALLOWED = {
    "paths": set(),
    "language": {"paths"},
    "evidence": {"paths", "language"},
    "figures": {"paths", "language", "evidence"},
    "fresh": {"paths"},
    "light": set(),
    "controls": {"language"},
    "explorer": {"controls", "figures", "evidence", "paths"},
    "predict": {"explorer", "figures", "language"},
    "checks": set(),
    "exercises": {"paths", "language", "evidence", "checks"},
    "book": {"paths", "language", "evidence", "figures", "explorer", "predict", "exercises", "fresh"},
    "__main__": {"paths", "language", "evidence", "book", "exercises", "fresh", "grading", "light"},
    "grading": {"paths", "evidence", "exercises", "checks", "light"},
    "__init__": set(),
}
MOST_LINES = 250


def modules():
    for path in sorted(paths.PACKAGE.rglob("*.py")):
        inside = path.relative_to(paths.PACKAGE)
        yield inside.parts[0].removesuffix(".py"), path


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


def test_what_grades_is_started_without_what_it_does_not_need():
    parts = ", ".join(f"coursebook.grading.{name}" for name in ("warm", "resident", "runner", "checker"))
    code = f"import sys, {parts}\nprint([name for name in ('pytest', 'rfc3987_syntax') if sys.modules.get(name)])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout == "[]\n", done.stderr


def test_a_command_starts_without_the_libraries_that_it_may_not_need():
    command = [sys.executable, "-X", "importtime", "-m", "coursebook", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stderr
    names = {line.rpartition("|")[2].strip() for line in told.splitlines()}
    assert "coursebook.grading.command" in names
    assert not names & {"pandas", "numpy", "nbformat", "matplotlib"}
