"""The interpreter of a submission."""

import ast

from coursebook.grading.run.shell import Transformers
from hypothesis import example, given, settings
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

_PIECES = ("a", "b.c", " ", "    ", "\n", "=", "==", "!=", "%", "%%time", "!", "!!", "?", "??", ",", ";", "/", "(", ")", "\\\n")
_WORDS = ("ls", "'", '"', '"""', "#", ":", "if x", "1", "*", "[", "]", "{", "}", "\t", ">>> ", "In [1]: ", "ї")


def _compiled(manager: TransformerManager, cell: str) -> str:
    try:
        source = manager.transform_cell(cell)
        compile(source, "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except Exception as error:
        return type(error).__name__
    return source


@settings(deadline=None)
@given(st.lists(st.sampled_from(_PIECES + _WORDS), max_size=14).map("".join))
@example("files = \\\n  !ls")
@example("a = %time 1")
@example("x = (1,\n/ 2)")
@example("for x in y:\n    %time x")
@example("a?  # what is it")
def test_a_cell_is_read_as_ipython_reads_it(cell):
    assert _compiled(Transformers(), cell) == _compiled(TransformerManager(), cell)
