"""A student's code as a syntax tree, in a process of the grader's own: bounded, and never an error."""

from __future__ import annotations

import ast
import warnings

# A tree takes some five hundred times the memory of its text, so a cell of two million characters a gigabyte.
MOST = 50_000


def parsed(source: str) -> ast.Module | None:
    """The tree; None for code that does not parse, is too long for a cell, or is nested too deeply to be read."""
    if len(source) > MOST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the student's spelling, which is told where the cell runs
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
