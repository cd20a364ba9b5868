"""Whether an answer that failed may be right where it was written: in another language, or in other versions of the libraries."""

from __future__ import annotations

import ast
import re
import sys

from coursebook.grading.matching.parsing import parsed

# What pandas 1 and 2, NumPy 1 and Matplotlib 3 had, and those of today have not, by the error that it ends with: attributes,
# arguments and frequencies. A student's machine may still have them.
GONE = {
    "AttributeError": frozenset(
        "append applymap iteritems mad lookup swapaxes first last ix week weekofyear value_counts ravel view Int64Index np "
        "trapz product in1d row_stack cumproduct float int bool object NaN Inf get_cmap".split()
    ),
    "TypeError": frozenset(
        "method level axis line_terminator error_bad_lines infer_datetime_format date_parser squeeze".split()
    ),
    "ValueError": frozenset("M Q Y A H T S BM BQ BA".split()),
}
# By which one writes to a table itself; what any other subscript or attribute gives is a copy since pandas 3.
_DIRECT = {"loc", "iloc", "at", "iat"}
_TOLD = re.compile(r"no attribute '(\w+)'|np\.(\w+)|unexpected keyword argument '(\w+)'|Invalid frequency: (\w+)")
_BY_PLACE = re.compile(r"\b(?:DataFrame|Series|NDFrame)\.\w+\(\) takes .* positional")


def other_language(trouble: str, language: str, version: str) -> str:
    """What to say if code stopped that its notebook calls another language, or a newer Python; empty otherwise."""
    if trouble and language and "python" not in language.lower():
        return f"the notebook says that its language is {language[:40]}"
    here = sys.version_info[:2]
    is_newer = tuple(int(part) for part in re.findall(r"\d{1,4}", version)[:2]) > here
    # Colab does not say its version; since Python 3.12 the same quotes may stand within an f-string.
    if trouble.startswith("SyntaxError") and (is_newer or (here < (3, 12) and "f-string" in trouble)):
        return f"a newer Python than the {here[0]}.{here[1]} of this machine may take it"
    return ""


def other_libraries(source: str, said: str) -> str:
    """What to say of an answer that failed with an error, or in a test, if other versions of the libraries may run it."""
    nodes = list(ast.walk(tree)) if (tree := parsed(source)) else []
    error = next((name for name in GONE if name in said), "")
    told = _TOLD.search(said)  # a test tells the error's name alone
    named = set(told.groups()) if told else _used(nodes, error)
    if named & GONE.get(error, frozenset()) or _BY_PLACE.search(said):
        return "older versions of the libraries may run it"
    if any(map(_changes_a_copy, nodes)):
        return "it changes a column of a table in place, which pandas before version 3 does"
    return ""


def _used(nodes: list[ast.AST], error: str) -> set[str | None]:
    """What stands in code of the kind that an error tells of."""
    if error == "AttributeError":
        return {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    if error == "TypeError":
        return {node.arg for node in nodes if isinstance(node, ast.keyword)}
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _changes_a_copy(node: ast.AST) -> bool:
    """``table["cases"][rows] = 0`` and ``table["cases"].fillna(0, inplace=True)``."""
    if isinstance(node, ast.Call):
        is_in_place = any(one.arg == "inplace" for one in node.keywords)
        return is_in_place and isinstance(node.func, ast.Attribute) and _is_a_part(node.func.value)
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    return any(isinstance(target, ast.Subscript) and _is_a_part(target.value) for target in targets)


def _is_a_part(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) or (isinstance(node, ast.Attribute) and node.attr not in _DIRECT)
