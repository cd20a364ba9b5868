"""The code of a test cell: a head that is the same for all submissions on one variant, and what asks for the answers.

The head are the statements before the first that names an answer or the checks, which draw inputs afresh for each student:
examples, expected tables, sums over the variant's own files.
"""

from __future__ import annotations

import ast
from collections.abc import Set
from dataclasses import dataclass
from types import CodeType
from typing import Any

FILE = "<test {}>"
_NEVER_AHEAD = {"checks", "rng", "os", "display", "get_ipython"}


@dataclass(frozen=True)
class TestCode:
    """One test cell, compiled in three parts; ``last`` is its last expression, if it ends with one."""

    __test__ = False  # not one of pytest's

    head: CodeType
    rest: CodeType
    last: CodeType | None

    def run(self, scope: dict[str, Any], points: float) -> tuple[float, str]:
        """Run what comes after the head; the points earned, and what there is to say of them.

        As in nbgrader, a number as its last expression is partial credit; see :class:`coursebook.checks.hunts.Earned`.
        """
        exec(self.rest, scope)
        value = eval(self.last, scope) if self.last else None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return min(float(points), max(0.0, float(value))) if value == value else 0.0, str(getattr(value, "said", ""))
        return float(points), ""


def compiled(shell: Any, source: str, name: str, answers: Set[str]) -> TestCode:
    """Compile a test cell. Raises SyntaxError."""
    file = FILE.format(name)
    tree = ast.parse(shell.transform_cell(source), file)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = compile(ast.Expression(tree.body.pop().value), file, "eval")
    ahead = next((place for place, one in enumerate(tree.body) if not _is_ahead(one, answers)), len(tree.body))
    head, rest = (compile(ast.Module(part, []), file, "exec") for part in (tree.body[:ahead], tree.body[ahead:]))
    return TestCode(head, rest, last)


def set_up_code(shell: Any, source: str, name: str) -> CodeType:
    """Compile a set-up cell. Raises SyntaxError."""
    return compile(shell.transform_cell(source), FILE.format(name), "exec")


def _is_ahead(statement: ast.stmt, answers: Set[str]) -> bool:
    names = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names |= {*node.name.split("."), node.asname or ""}
    return not names & (_NEVER_AHEAD | answers)
