"""The cells of a page, run one after another in one namespace.

The browser's worker (``worker.js``) calls this in Pyodide. It needs nothing but Python, and knows neither the book nor
the browser.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import linecache
import math
import re
import sys
import traceback
from typing import Any

# Characters; a loop that prints must not fill the page.
MOST = 100_000
MOST_OF_A_VALUE = 300
ANSWER = "your answer"
BUILTINS = set(dir(builtins))


class Page:
    """The namespace of one page: a cell begins with what the cells above it left, however often it is run.

    What a cell left is kept as a shallow copy of the namespace: names that a later cell gives anew are restored, while an
    object that it changes in place stays changed.
    """

    def __init__(self) -> None:
        self.namespace: dict[str, Any] = {}
        self._begin()
        # For each cell that ran: its code, and the namespace that it left.
        self.ran: list[tuple[str, dict[str, Any]]] = []

    def _begin(self) -> None:
        self.namespace.clear()
        self.namespace.update(__name__="__main__", __builtins__=builtins)

    def run(self, cells: list[str], view: str = "") -> dict[str, Any]:
        """Run the last of some cells; those that it builds on only if they did not run yet as they stand.

        Args:
            cells: the code of the page's cells from the first to the one that is asked for.
            view: the key of the state that an explorer shows; the first by default.

        Returns:
            ``text``: what was printed, and the result where it has no other form; ``html``: the results as HTML;
            ``error``: the message of an error; ``failed``: the place of the cell that raised it.
        """
        places = needed(cells)
        fresh = 0
        while fresh < min(len(self.ran), len(places) - 1) and self.ran[fresh][0] == cells[places[fresh]]:
            fresh += 1
        del self.ran[fresh:]
        self._begin()
        if self.ran:
            self.namespace.update(self.ran[-1][1])
        said: dict[str, Any] = {}
        for place in places[fresh:]:
            said = run(cells[place], self.namespace, f"cell {place + 1} of this page", view)
            if said["error"]:
                return {**said, "failed": place}
            self.ran.append((cells[place], dict(self.namespace)))
        return {**said, "failed": None}


def check(code: str, given: str, checks: list[list[str]]) -> dict[str, Any]:
    """Run a reader's answer in a namespace of its own, then calls of what it defines.

    Args:
        code: the answer.
        given: code that runs before it.
        checks: calls, as expressions, each with the value that it should give, as a literal.

    Returns:
        As :meth:`Page.run`, and ``results``: for each call the text of its ``value``, whether it is ``right``, and the
        text of its ``error``.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(given, namespace)
    said = run(code, namespace, ANSWER)
    results = []
    for call, wanted in [] if said["error"] else checks:
        try:
            with _printed():
                value = eval(call, namespace)
                right = same(value, ast.literal_eval(wanted))
            results.append({"value": repr(value)[:MOST_OF_A_VALUE], "right": right, "error": ""})
        except BaseException as error:
            message = "".join(traceback.format_exception_only(error)).strip()
            results.append({"value": "", "right": False, "error": message})
    return {**said, "failed": 0 if said["error"] else None, "results": results}


def same(value: Any, wanted: Any) -> bool:
    """Whether two values are the same, numbers up to rounding in the last digits."""
    if isinstance(value, int | float) and isinstance(wanted, int | float):
        return math.isclose(value, wanted, rel_tol=1e-9)
    return bool(value == wanted)


def needed(cells: list[str]) -> list[int]:
    """Places of the cells that the last one builds on, and its own: those that name something which it names.

    A cell that shares no name with those below it changes nothing for them, so it need not run, nor its libraries come.
    """
    above = {place: _names(code) for place, code in enumerate(cells[:-1])}
    wanted, taken = set.union(*_names(cells[-1])), [len(cells) - 1]
    while more := [at for at, (named, bound) in above.items() if wanted & ((named - BUILTINS) | bound)]:
        # Until nothing is added: a function may name what a cell below it gives.
        for place in more:
            wanted |= set.union(*above.pop(place))
        taken += more
    return sorted(taken)


def _names(code: str) -> tuple[set[str], set[str]]:
    """The names that code mentions, and those that it gives; of code that cannot be read, every word."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return set(re.findall(r"\w+", code)), set()
    mentioned, bound = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (mentioned if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
    return mentioned, bound


def run(code: str, namespace: dict[str, Any], name: str, view: str = "") -> dict[str, Any]:
    """Run one cell; its last line's value is its result, as in a notebook, an explorer's in the state ``view``."""
    shown: list[str] = []
    linecache.cache[name] = (len(code), None, f"{code}\n".splitlines(keepends=True), name)
    with _printed() as printed:
        try:
            tree = ast.parse(code, name)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, name, "exec"), namespace)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
                _show(value, printed, shown, view)
            shown += _open_figures()
            error = ""
        except BaseException as raised:
            error = _told(raised)
    text = printed.getvalue()
    cut = text[:MOST] + ("\n…" if len(text) > MOST else "")
    return {"text": cut, "html": "\n".join(shown), "error": error}


def missing(code: str) -> str | None:
    """The first module that code imports and that is not here, so that it can be brought before the code runs.

    Imports are tried, not only read: what a module imports itself is missing as well. Anything else that is wrong with
    an import is left to the code to tell.
    """
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            try:
                exec(compile(ast.Module([node], []), "imports", "exec"), {"__name__": "__main__"})
            except ModuleNotFoundError as error:
                return error.name
            except Exception:
                continue
    return None


class _Limited(io.StringIO):
    def write(self, text: str) -> int:
        return super().write(text) if self.tell() <= MOST else len(text)


@contextlib.contextmanager
def _printed():
    text = _Limited()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        yield text


def _show(value: Any, printed: io.StringIO, shown: list[str], view: str) -> None:
    if value is None:
        return
    as_html = getattr(value, "_repr_html_", None)
    if hasattr(value, "_view_html_"):
        html = value._view_html_(view)
    else:
        html = as_html() if callable(as_html) else None
    if html:
        shown.append(html)
    else:
        printed.write(repr(value) + "\n")


def _open_figures() -> list[str]:
    """What was drawn and not shown, as a notebook shows it below the cell."""
    plots: Any = sys.modules.get("matplotlib.pyplot")
    if plots is None:
        return []
    drawn = []
    for number in plots.get_fignums():
        picture = io.StringIO()
        plots.figure(number).savefig(picture, format="svg", bbox_inches="tight")
        drawn.append("<div>" + picture.getvalue().partition("<svg")[2].join(["<svg", "</div>"]))
    plots.close("all")
    return drawn


def _told(error: BaseException) -> str:
    """A traceback of the reader's own lines; what lies in libraries would hide them."""
    trace = traceback.TracebackException.from_exception(error)
    own = [frame for frame in trace.stack if frame.filename == ANSWER or frame.filename.endswith(" of this page")]
    trace.stack = traceback.StackSummary.from_list(own)
    return "".join(trace.format()).strip()
