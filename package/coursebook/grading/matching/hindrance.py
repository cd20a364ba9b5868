"""What may keep an answer's cell from being run to its end, though the answer is right."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Set

from coursebook.grading.intake.notebook_reader import Cell
from coursebook.grading.matching.parsing import parsed
from coursebook.grading.matching.slots import bound_names, is_code


def names_in_broken_code(cells: Iterable[Cell]) -> set[str]:
    """What is set by code cells that do not parse, such as a half of a cell that was cut in two."""
    broken = (cell.source for cell in cells if cell.kind == "code" and not is_code(cell.source))
    return set().union(*map(bound_names, broken))


def hindrance(source: str, within: str, not_run: Set[str]) -> str:
    """What hinders an answer, in words that follow "and"; empty where nothing does.

    Args:
        source: the answer's code.
        within: the cell of the release of which lines stand in the answer's cell, if there is one.
        not_run: names that the student's code sets where it is not run.
    """
    if within:
        return f"a part of “{within}” stands in it"
    tree = parsed(source) if not_run else None
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} if tree else set()
    lost = used & not_run
    return f"a cell that could not be run seems to set {', '.join(sorted(lost))} for it" if lost else ""


def lacking(trouble: str, no_module: str) -> str:
    """What an answer lacked that it had where it was written, in words that follow "and"; empty where nothing was lacking.

    Args:
        trouble: the error with which the answer's cell ended.
        no_module: the error of a cell that imports a module which is not installed where notebooks are graded, if there is one.
    """
    if trouble.startswith("NoInput:"):
        return "nobody types anything while it is graded"
    if trouble.startswith("ModuleNotFoundError:"):
        return "the module may be there where the student works"
    if no_module and trouble.startswith("NameError:"):
        return f"a cell ended with “{no_module}”, whose module may be there where the student works"
    return ""
