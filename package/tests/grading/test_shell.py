"""The interpreter of a submission."""

import ast
import tokenize

from coursebook.grading.run.outputs import Hook
from coursebook.grading.run.shell import Shell, Transformers
from hypothesis import example, given, settings
from hypothesis import strategies as st
from IPython.core.displayhook import DisplayHook
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell

_PIECES = ("a", "b.c", " ", "    ", "\n", "=", "==", "!=", "%", "%%time", "!", "!!", "?", "??", ",", ";", "/", "(", ")", "\\\n")
_WORDS = ("ls", "'", '"', '"""', "#", ":", "if x", "1", "*", "[", "]", "{", "}", "\t", ">>> ", "In [1]: ", "ї")
_LINE_ENDS = ("\r", "\r\n", "\f", "\x1c", "\u2028")
_ASYNC = ("await ", "async ", "for x in y", "with z", "def f()", "lambda", "pass")

_SHELL = Shell.__new__(Shell)


def _compiled(manager: TransformerManager, cell: str) -> str:
    try:
        source = manager.transform_cell(cell)
        compile(source, "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except Exception as error:
        return type(error).__name__
    return source


def _cells(*more: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(_PIECES + _WORDS + more), max_size=14).map("".join)


@settings(deadline=None)
@given(_cells(*_LINE_ENDS))
@example("files = \\\n  !ls")
@example("a = %time 1")
@example("x = (1,\n/ 2)")
@example("for x in y:\n    %time x")
@example("a?  # what is it")
@example("a?\rb")
@example("print('who?')\na??")
@example("a?  \nb")
def test_a_cell_is_read_as_ipython_reads_it(cell):
    assert _compiled(Transformers(), cell) == _compiled(TransformerManager(), cell)


@settings(deadline=None)
@given(_cells(*_ASYNC))
@example("await x")
@example("[y async for y in z]")
@example("async def f():\n    await x")
@example("'await'")
def test_a_cell_waits_where_ipython_lets_it(cell):
    ours, theirs = (kind.should_run_async(_SHELL, cell, transformed_cell=cell) for kind in (Shell, InteractiveShell))
    assert ours == theirs


@settings(deadline=None)
@given(_cells())
@example("a;  # quietly")
@example("a;\n\n")
@example("';'")
def test_a_result_is_kept_back_where_ipython_keeps_it_back(cell):
    assert _quiet(Hook, cell) == _quiet(DisplayHook, cell)


def _quiet(hook: type[DisplayHook], cell: str) -> bool:
    try:
        return bool(hook.semicolon_at_end_of_expression(cell))
    except (tokenize.TokenError, SyntaxError):  # a cell that Python cannot read has no result
        return False
