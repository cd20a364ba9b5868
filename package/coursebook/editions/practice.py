"""The practice questions that pages print, cut out of the files that hold graded ones too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from coursebook import book_files, project
from coursebook.exercises import bank
from coursebook.exercises.questions import ASKED, Question, questions


def printed() -> dict[str, Question]:
    """The practice questions that a page of the contents prints."""
    root = project.current().root
    pages = [root / f"{entry.page}.md" for entry in book_files.entries(root)]
    asked = {id for path in pages if path.is_file() for id in ASKED.findall(path.read_text(encoding="utf-8"))}
    return {id: one for id, one in questions().items() if id in asked and one.use == "practice"}


def quiz(path: Path, ids: set[str]) -> str:
    """The text of a ``quiz.yml`` with some of its questions alone, as their author wrote them, without comments between."""
    text = path.read_text(encoding="utf-8")
    lines, parsed = text.splitlines(), bank.parsed(path)
    nodes = next(value for key, value in yaml.compose(text).value if key.value == "questions").value
    kept = [one for one in parsed["questions"] if one["id"] in ids]
    parts = [f"chapter: {parsed['chapter']}\nquestions:\n"]
    for node, one in zip(nodes, parsed["questions"], strict=True):
        if one in kept:
            part = lines[node.start_mark.line : node.end_mark.line]
            while part and (not part[-1].strip() or part[-1].lstrip().startswith("#")):
                part.pop()
            parts.append("\n".join(part) + "\n")
    made = "\n".join(parts)
    if yaml.safe_load(made) != {"chapter": parsed["chapter"], "questions": kept}:
        # Written in a form whose lines cannot be cut, such as a list in brackets.
        made = yaml.safe_dump({"chapter": parsed["chapter"], "questions": kept}, sort_keys=False, allow_unicode=True)
    return made


def functions(path: Path, shown: Iterable[Question]) -> set[str]:
    """Names of the functions of an ``answers.py`` that questions name: their keys, and what wrong methods give."""
    body = ast.parse(path.read_text(encoding="utf-8")).body if path.is_file() else []
    return {node.name for node in body if isinstance(node, ast.FunctionDef)} & set(_strings([one.cells for one in shown]))


def _strings(cells: Any) -> Iterator[str]:
    """Every text in lists and tables."""
    if isinstance(cells, str):
        yield cells
    elif isinstance(cells, (list, dict)):
        for one in cells.values() if isinstance(cells, dict) else cells:
            yield from _strings(one)


def answers(path: Path, names: set[str]) -> str:
    """The text of an ``answers.py`` with some of its functions, and what they need, alone."""
    text = path.read_text(encoding="utf-8")
    body = ast.parse(text).body
    defined = {name: node for node in body for name in _sets(node)}
    wanted, waiting = set(), sorted(names)
    while waiting:
        if (name := waiting.pop()) not in wanted:
            wanted.add(name)
            used = {node.id for node in ast.walk(defined[name]) if isinstance(node, ast.Name)}
            waiting += sorted(used & defined.keys() - wanted)
    head = [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]
    kept = {id(node) for node in head} | {id(defined[name]) for name in wanted}
    parts = [f'"""{ast.get_docstring(ast.parse(text)) or "Keys of the practice questions."}"""']
    parts += [_source(text, node) for node in body if id(node) in kept]
    return "\n\n\n".join(parts) + "\n"


def _sets(node: ast.stmt) -> list[str]:
    """Names that a statement of a module defines."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]


def _source(text: str, node: ast.stmt) -> str:
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno])
