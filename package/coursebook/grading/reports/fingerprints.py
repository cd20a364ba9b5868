"""What an answer says, as a small set of hashes by which two answers can be compared without either of them.

Code is read as a syntax tree. A student's own names become placeholders in the order in which a statement uses them,
strings become one placeholder, and layout, comments, docstrings, annotations and imports are left out; names of libraries
and of what was handed out, and numbers, stay. Text is its words, whatever its case, marks and spacing; figures
become one placeholder. Of each statement, and of a text as a whole, all runs of ``CODE_RUN`` tokens or ``TEXT_RUN`` words
are hashed, and of each ``WINDOW`` neighbours the least hash is kept: winnowing, by which a common part of
``run + WINDOW - 1`` tokens is never missed (Schleimer, Wilkerson & Aiken, "Winnowing: Local Algorithms for Document
Fingerprinting", SIGMOD 2003). Since each statement stands alone, moved lines change nothing.

All is linear in the length of what is read, which is bounded: a stranger wrote it.
"""

from __future__ import annotations

import ast
import builtins
import functools
import hashlib
import keyword
import operator
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from coursebook.grading.matching.parsing import MOST, parsed, without_magics
from coursebook.grading.matching.placed import Placed
from coursebook.grading.matching.slots import LOCKED, WRITTEN, Slot

CODE_RUN, TEXT_RUN, WINDOW = 7, 5, 4
FEWEST_TOKENS = 4  # a shorter statement says nothing
MOST_HASHES = 256  # of one answer: the least ones, so that those of two answers stay comparable
HASH_BYTES = 4

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff])*")
_TOKEN = re.compile(r"(?P<string>'[^'\n]*'|\"[^\"\n]*\")|(?P<name>[^\W\d]\w*)|(?P<number>\d[\w.]*)|(?P<mark>[^\w\s])")
_KNOWN_NAMES = {name: name for name in (*dir(builtins), *keyword.kwlist)}
_LEFT_OUT = ("ctx", "annotation", "returns", "type_comment", "type_params", "kind")
_SILENT = (ast.Expr, ast.Load, ast.arguments, ast.arg, ast.keyword, ast.Name, ast.Attribute, ast.Constant)
_hash = operator.attrgetter("hash")
_Token = tuple[str, int, int]  # what it says, and where it begins and ends: lines of code, characters of text


class Run(NamedTuple):
    """A run of tokens: its hash, and where it stands, in lines (code, from 1, both ends in) or characters (text)."""

    hash: int
    start: int
    end: int


def pieces(cells: Iterable[Placed]) -> dict[str, str]:
    """For each answered question and written task of a submission the hashes of its answer, in hexadecimal."""
    cells = list(cells)
    names = given_names(cell.slot for cell in cells if cell.slot)
    found = {}
    for cell in cells:
        if cell.slot and cell.slot.is_students and not cell.is_blank:
            sequences = runs_of(cell.source, cell.slot.role == WRITTEN, names)
            if hashes := sorted({run.hash for runs in sequences for run in winnowed(runs)})[:MOST_HASHES]:
                found[cell.id] = b"".join(one.to_bytes(HASH_BYTES, "big") for one in hashes).hex()
    return found


def given_names(given: Iterable[Slot]) -> dict[str, str]:
    """The names in the set-up cells, which students use and did not choose, each with what it stands for."""
    return _names_of(tuple(slot.source for slot in given if slot.role == LOCKED and slot.kind == "code"))


@functools.lru_cache(4)
def _names_of(sources: tuple[str, ...]) -> dict[str, str]:
    """Of all submissions on one notebook the same."""
    found: dict[str, str] = {}
    for tree in filter(None, map(parsed, sources)):
        found |= {node.id: node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | _bound(tree)[1]
    return found


def runs_of(source: str, is_text: bool, names: Mapping[str, str]) -> list[list[Run]]:
    """All runs of an answer, one list for each sequence of tokens."""
    return text_runs(source) if is_text else code_runs(source, names)


def code_runs(source: str, names: Mapping[str, str]) -> list[list[Run]]:
    """All runs of a piece of code, statement by statement; ``names`` are given ones."""
    source = source[:MOST]
    tree = parsed(without_magics(source))
    sequences = list(_statements(tree, names)) if tree else list(_lines(source, names))
    return [_runs(tokens, CODE_RUN) for tokens in sequences if len(tokens) >= FEWEST_TOKENS]


def text_runs(source: str) -> list[list[Run]]:
    """All runs of a text, as one sequence."""
    return [_runs(_words(source[:MOST]), TEXT_RUN)]


def winnowed(runs: Sequence[Run]) -> Iterator[Run]:
    """Of each ``WINDOW`` neighbours the run with the least hash, the last of equals."""
    chosen = None
    for first in range(max(1, len(runs) - WINDOW + 1)) if runs else ():
        least = min(reversed(runs[first : first + WINDOW]), key=_hash)
        if least is not chosen:
            chosen = least
            yield least


def _runs(tokens: Sequence[_Token], length: int) -> list[Run]:
    """All runs of so many tokens; of fewer tokens one run."""
    words = [word for word, _, _ in tokens]
    found = []
    for first in range(max(1, len(tokens) - length + 1)) if tokens else ():
        last = min(first + length, len(tokens)) - 1
        said = "\x1f".join(words[first : last + 1]).encode("utf-8", "replace")
        number = int.from_bytes(hashlib.blake2b(said, digest_size=HASH_BYTES).digest(), "big")
        start, end = tokens[first][1], tokens[last][2]
        found.append(Run(number, min(start, end), max(start, end)))
    return found


def _words(text: str) -> list[_Token]:
    """The words of a text without case and marks that cannot be seen; each figure is the same word."""
    found = []
    for word in _WORD.finditer(text):
        said = unicodedata.normalize("NFKC", _UNSEEN.sub("", word[0])).casefold()
        found.append(("0" if said[:1].isdigit() else said, word.start(), word.end()))
    return found


def _statements(tree: ast.Module, names: Mapping[str, str]) -> Iterator[list[_Token]]:
    """The tokens of each statement by itself, of a compound one those before its body; without recursion."""
    bound, imported = _bound(tree)
    meanings = {**_KNOWN_NAMES, **names, **imported}
    todo: list[ast.AST] = [tree]
    while todo:
        statement = todo.pop()
        if isinstance(statement, (ast.Import, ast.ImportFrom)) or _is_remark(statement):
            continue
        tokens: list[_Token] = []
        placeholders: dict[str, str] = {}
        inside: list[ast.AST] = [] if isinstance(statement, ast.Module) else [statement]
        line = getattr(statement, "lineno", 1)
        if isinstance(statement, ast.Module):
            todo += reversed(statement.body)
        while inside:
            node = inside.pop()
            if node is not statement and isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                todo.append(node)
                continue
            line = getattr(node, "lineno", line)
            for said in _said(node):
                if isinstance(said, _Named):
                    own = said in bound or said not in meanings
                    said = placeholders.setdefault(said, f"v{len(placeholders)}") if own else meanings[said]
                tokens.append((said, line, line))
            parts = [part for field, value in ast.iter_fields(node) if field not in _LEFT_OUT for part in _listed(value)]
            inside += [part for part in reversed(parts) if isinstance(part, ast.AST)]
        yield tokens


class _Named(str):
    """A name that a student may have chosen."""


def _bound(tree: ast.Module) -> tuple[set[str], dict[str, str]]:
    """The names that the code itself binds, and those that it imports, with what they stand for."""
    bound, imported = set(), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            imported |= {alias.asname or alias.name: alias.name for alias in node.names}
    return bound, imported


def _said(node: ast.AST) -> list[str]:
    """What one node says by itself, without the nodes below it."""
    said = [] if isinstance(node, _SILENT) else [type(node).__name__]
    if isinstance(node, ast.Name):
        said.append(_Named(node.id))
    elif isinstance(node, ast.arg):
        said.append(_Named(node.arg))
    elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        said.append(_Named(node.name))
    elif isinstance(node, ast.Attribute):
        said.append(f".{node.attr}")
    elif isinstance(node, ast.keyword):
        said.append(f"{node.arg}=")
    elif isinstance(node, ast.Constant):
        value = node.value
        said.append("text" if isinstance(value, (str, bytes)) else _number(value))
    return said


def _number(value: object) -> str:
    return "number" if isinstance(value, int) and value.bit_length() > 64 else repr(value)


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


def _is_remark(statement: ast.AST) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)


def _lines(source: str, names: Mapping[str, str]) -> Iterator[list[_Token]]:
    """The tokens of each line, for code that does not parse."""
    for number, line in enumerate(source.splitlines(), 1):
        placeholders: dict[str, str] = {}
        tokens = []
        text = max(line.rfind("'"), line.rfind('"')) + 1  # what stands behind the last quote is no text
        remark = line.find("#", text)
        for token in _TOKEN.finditer(line if remark < 0 else line[:remark]):
            said = "text" if token["string"] else token[0]
            if token["name"] and said not in names and said not in _KNOWN_NAMES:
                said = placeholders.setdefault(said, f"v{len(placeholders)}")
            tokens.append((said, number, number))
        yield tokens
