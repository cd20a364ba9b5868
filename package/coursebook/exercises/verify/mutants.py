"""Wrong solutions made from the right one by one small change of its syntax tree each.

The changes are those of mutation testing (operators, comparisons, constants, dropped calls) and
those that belong to tables: another column, a filter turned round or left out, another
denominator.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

# Each for the other, and those for which several others are tried.
PAIRS = (
    *((ast.Add, ast.Sub), (ast.BitAnd, ast.BitOr), (ast.Eq, ast.NotEq)),
    *((ast.In, ast.NotIn), (ast.And, ast.Or), (ast.Is, ast.IsNot)),
)
SWAPPED: dict[type, tuple[type, ...]] = {
    **{one: (other,) for pair in PAIRS for one, other in (pair, pair[::-1])},
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
}
METHODS = {"max": "min", "min": "max", "sum": "mean", "mean": "median", "median": "mean", "first": "last", "last": "first", "head": "tail", "tail": "head", "idxmax": "idxmin", "idxmin": "idxmax", "bar": "barh", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor"}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One changed solution, and what was changed."""

    change: str
    code: str


def mutants(code: str, columns: set[str]) -> list[Mutant]:
    """Every mutant of a solution, each with one change; no two alike.

    Args:
        code: the solution.
        columns: names of the columns of the set's tables, for exchanges among those that the solution names.
    """
    tree = ast.parse(code)
    named = sorted({node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in columns})
    found: dict[str, str] = {}
    whole = ast.unparse(tree)
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for place, node in enumerate(ast.walk(tree)):
        for change, edit in _edits(node, named):
            if id(node) in statements and change.startswith("call of"):
                continue  # the whole statement is dropped already
            other = copy.deepcopy(tree)
            target = next(one for number, one in enumerate(ast.walk(other)) if number == place)
            changed = ast.unparse(ast.fix_missing_locations(_replaced(other, target, edit(target))))
            if changed != whole:
                found.setdefault(changed, f"line {getattr(node, 'lineno', 0)}: {change}")
    return [Mutant(change, changed + "\n") for changed, change in found.items()]


def _edits(node: ast.AST, columns: list[str]) -> Iterator[tuple[str, object]]:
    if isinstance(node, (ast.BinOp, ast.BoolOp)):
        for other in SWAPPED.get(type(node.op), ()):
            yield f"{type(node.op).__name__} to {other.__name__}", lambda n, other=other: _with(n, op=other())
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Sub)):
        yield "operands exchanged", lambda n: _with(n, left=n.right, right=n.left)
        yield "right operand dropped", lambda n: n.left
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in SWAPPED.get(type(node.ops[0]), ()):
            yield f"{type(node.ops[0]).__name__} to {other.__name__}", lambda n, other=other: _with(n, ops=[other()])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.Invert, ast.USub)):
        yield f"{type(node.op).__name__} dropped", lambda n: n.operand
    if isinstance(node, ast.Constant):
        yield from _constants(node, columns)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Compare):
        yield "filter dropped", lambda n: n.value
    if isinstance(node, ast.Call):
        yield from _calls(node)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield f"call of {ast.unparse(node.value.func)} dropped", lambda n: ast.Pass()
    if isinstance(node, (ast.If, ast.IfExp)):
        yield "condition turned round", lambda n: _with(n, test=ast.UnaryOp(ast.Not(), n.test))
    if isinstance(node, ast.Return) and node.value is not None:
        yield "nothing returned", lambda n: _with(n, value=ast.Constant(None))


def _constants(node: ast.Constant, columns: list[str]) -> Iterator[tuple[str, object]]:
    given = node.value
    if isinstance(given, bool):
        yield f"{given} to {not given}", lambda n: ast.Constant(not given)
    elif isinstance(given, (int, float)):
        for other in (given + 1, given - 1):
            yield f"{given} to {other}", lambda n, other=other: ast.Constant(other)
    elif given in columns and len(columns) > 1:
        # One exchange each: most others fail at once and would only raise the count.
        other = columns[(columns.index(given) + 1) % len(columns)]
        yield f"'{given}' to '{other}'", lambda n: ast.Constant(other)


def _calls(node: ast.Call) -> Iterator[tuple[str, object]]:
    if isinstance(node.func, ast.Attribute):
        if node.func.attr in METHODS:
            other = METHODS[node.func.attr]
            yield f"{node.func.attr} to {other}", lambda n: _with(n, func=_with(n.func, attr=other))
        yield f"call of {node.func.attr} dropped", lambda n: n.func.value
    elif isinstance(node.func, ast.Name) and node.func.id in METHODS:
        other = METHODS[node.func.id]
        yield f"{node.func.id} to {other}", lambda n: _with(n, func=ast.Name(other, ast.Load()))
    elif isinstance(node.func, ast.Name) and len(node.args) == 1 and not node.keywords:
        yield f"call of {node.func.id} dropped", lambda n: n.args[0]
    for place, keyword in enumerate(node.keywords):
        yield (
            f"{keyword.arg}= dropped",
            lambda n, place=place: _with(n, keywords=[one for number, one in enumerate(n.keywords) if number != place]),
        )


def _with(node: ast.AST, **changes: object) -> ast.AST:
    node = copy.copy(node)
    for name, value in changes.items():
        setattr(node, name, value)
    return node


def _replaced(tree: ast.AST, target: ast.AST, new: ast.AST) -> ast.AST:
    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return new if node is target else self.generic_visit(node)

    return Swap().visit(tree)
