"""A student's code as a syntax tree, in a process of the grader's own: bounded, and never an error."""

from __future__ import annotations

import ast
import functools
import re
import warnings

# A tree takes some five hundred times the memory of its text, so a cell of two million characters a gigabyte.
MOST = 50_000
# Each answer is read by several parts of the grader; the trees of short ones are kept for a while.
SHORT, KEPT = 4_000, 32

# Blanks that do not break, and marks that nobody sees: control characters, soft hyphens, joiners, directions of reading.
_UNSEEN = {0xA0: " ", 0x2007: " ", 0x202F: " ", 0xFEFF: None, 0xAD: None} | dict.fromkeys(
    (*range(9), *range(0x0E, 0x20), 0x7F, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A))
)
_MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.M)


def parsed(source: str) -> ast.Module | None:
    """The tree, which nobody may change; None for code that does not parse, is too long for a cell, or is nested too deeply."""
    if len(source) > MOST:
        return None
    return _parsed_once(source) if len(source) <= SHORT else _parsed(source)


def without_magics(source: str) -> str:
    """Code in which lines for IPython (``%``, ``!``) are statements that do nothing."""
    return _MAGIC.sub(r"\1pass", source)


def readable(source: str) -> str:
    """Code in which blanks that Python does not take, from a web page or an editor, are plain ones; all else as it is.

    Of code between fences, as in a cell that was made one for text, what stands between them.
    """
    plain = unfenced(source.translate(_UNSEEN))
    is_mended = plain != source and parsed(without_magics(source)) is None and parsed(without_magics(plain)) is not None
    return plain if is_mended else source


def unfenced(source: str) -> str:
    """The code between the fences of a text, as a cell for code holds it that was made one for text; else all of it."""
    inside: list[str] = []
    is_inside = is_fenced = False
    for line in source.splitlines():
        if line.lstrip().startswith("```"):
            is_inside, is_fenced = not is_inside, True
        elif is_inside:
            inside.append(line)
    return "\n".join(inside) if is_fenced else source


def _parsed(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the student's spelling, which is told where the cell runs
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


_parsed_once = functools.lru_cache(KEPT)(_parsed)
