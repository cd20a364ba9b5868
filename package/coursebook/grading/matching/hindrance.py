"""What may keep an answer's cell from being run to its end, though the answer is right."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Set

from coursebook.grading.intake.notebook_reader import Cell
from coursebook.grading.matching.parsing import parsed
from coursebook.grading.matching.slots import bound_names, is_code

# Python's own errors of this kind, and those of the usual libraries for the web.
OF_THE_MACHINE = {
    *(
        name
        for name, one in vars(builtins).items()
        if isinstance(one, type) and issubclass(one, (OSError, ImportError, EOFError, MemoryError, SystemExit))
    ),
    *("URLError", "HTTPError", "ConnectTimeout", "ReadTimeout", "SSLError", "gaierror", "NoInput", "TclError"),
} - {"TimeoutError"}
MOST_READ = 50  # cells that are parsed once more for an answer that failed: the last ones decide
WHERE_IT_IS = "what it needs (a module, a file, memory, the network, a word typed in) may be there where the student works"
# What %run and %load say of a file that is not there, %% of a language or an extension, and modules of what they lack.
_SAID = re.compile(
    r"Exception: File `|ValueError: .* was not found in history|UsageError: Cell magic|Error: unsupported locale|"
    r"ValueError: Could not find plotting backend|RuntimeError: can't start new thread|"
    r"NameError: name '(?:spark|sc|sqlContext|dbutils|displayHTML)' is not defined"  # Databricks' own names
)
# As the checks tell of a function that was called: "growth(3) stops with FileNotFoundError".
_STOPS = re.compile(r"stops with (\w+)")
_UNKNOWN = re.compile(r"NameError: name '(\w+)' is not defined")
_UNSET = re.compile(r"`(\w+)`: your notebook does not define it")
_ENTITY = re.compile("&(?:quot|apos|lt|gt|amp|nbsp|#39);")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)  # as git and nbdime mark what was changed in two places


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
    if _CONFLICT.search(source):
        return "a merge conflict in it was not resolved"
    nodes = list(ast.walk(tree)) if (not_run or "raise" in source) and (tree := parsed(source)) else []
    # The template's own line, above or within what was written: whoever ran parts of the cell apart may not have noticed.
    bodies = [body for node in nodes if isinstance(body := getattr(node, "body", None), list)]
    if any(isinstance(one, ast.Raise) for body in bodies for one in body[:-1]):
        return "an error is raised above a part of it, perhaps by the line that was handed out"
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    lost = used & not_run
    return f"a cell that could not be run seems to set {', '.join(sorted(lost))} for it" if lost else ""


def is_of_the_machine(error: str) -> bool:
    """Whether an error, as "Name: text", tells of a module, file, network, program, display or input that may be there elsewhere."""
    return error.partition(":")[0] in OF_THE_MACHINE or bool(_SAID.match(error))


def lacking(trouble: str, before: str) -> str:
    """What an answer lacked that it had where it was written, in words that follow "and"; empty where nothing was lacking.

    Args:
        trouble: the error with which the answer's cell ended.
        before: the first error of a cell that is of the machine, if there is one.
    """
    if is_of_the_machine(trouble):
        return WHERE_IT_IS
    if before and trouble.startswith("NameError:"):
        return f"a cell ended with “{before}”: {WHERE_IT_IS}"
    return ""


def set_elsewhere(trouble: str, others: Iterable[str]) -> str:
    """What to say if an answer stopped for a name that another cell sets; empty otherwise.

    Whoever ran the cells in another order than that of the notebook saw no error; nor who cleared all names later.

    Args:
        trouble: the error with which the answer's cell ended.
        others: the code of the other cells, those of the release too.
    """
    unknown = _UNKNOWN.match(trouble)
    if unknown and any(unknown[1] in source and unknown[1] in bound_names(source) for source in others):
        return f"another cell sets {unknown[1]}: it may have run in another order, or before the names were cleared"
    return ""


def not_kept(told: str, source: str) -> str:
    """What to say of an answer that is missing, as a test tells, though its cell, which ran without an error, names it.

    It may stand in a comment or below a line such as ``%%bash``, or a cell may have cleared it.
    """
    names = [name for name in dict.fromkeys(_UNSET.findall(told)) if re.search(rf"\b{name}\b", source)]
    return f"its cell names {', '.join(names)}, ran without an error, and yet nothing of this name is there" if names else ""


def set_twice(names: Set[str], others: Iterable[str]) -> str:
    """What to say if another cell sets or changes an answer, too, as ``chart`` may be used again further down; else empty.

    Args:
        names: the names of the answers.
        others: the code of the student's other cells.
    """
    naming = [source for source in others if any(name in source for name in names)]
    again = names & set().union(*(bound_names(source) | _changed_names(source) for source in naming[-MOST_READ:]))
    return f"another cell sets or changes {', '.join(sorted(again))}, too, and the last one counts" if again else ""


def _changed_names(source: str) -> set[str]:
    """Names of which an attribute is used, as in ``chart.clear()``: it may change what they stand for."""
    nodes = ast.walk(tree) if (tree := parsed(source)) else ()
    return {node.value.id for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)}


def changed_signs(trouble: str, source: str) -> str:
    """What to say of code that stopped at a sign which an autocorrection, a web page or a learning system puts in."""
    is_changed = "SyntaxError" in trouble and ("invalid character" in trouble or _ENTITY.search(source))
    return "a program may have changed its quotes or other signs" if is_changed else ""


def lacking_in_a_call(told: str, hindered: str) -> str:
    """The same for a function that was defined, but stopped when a test called it; ``told`` is what the test says.

    ``hindered`` is what hinders its cell, see :func:`hindrance`.
    """
    stopped = _STOPS.search(told)
    if hindered and stopped and stopped[1] in ("NotImplementedError", "NameError"):
        return hindered
    return WHERE_IT_IS if stopped and is_of_the_machine(stopped[1]) else ""
