"""IPython as a graded notebook gets it: no history, no shell, no input; magics that do no harm; short tracebacks."""

from __future__ import annotations

import builtins
import linecache
import re
import sys
import traceback
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from matplotlib import pyplot
from matplotlib_inline.backend_inline import flush_figures, show
from traitlets.config import Config

from coursebook.grading.run.outputs import Hook, Outlet, Publisher
from coursebook.grading.sandbox import wire
from coursebook.grading.sandbox.job import Limits
from coursebook.grading.sandbox.timing import Stopped, stop_timers

_SHELL_MAGICS = (
    "sx",
    "system",
    "pip",
    "conda",
    "mamba",
    "micromamba",
    "uv",
    "debug",
    "pdb",
    "edit",
    "load_ext",
    "prun",
)
_SHELL_CELL_MAGICS = (
    "bash",
    "sh",
    "script",
    "perl",
    "ruby",
    "python",
    "python2",
    "python3",
    "pypy",
    "sx",
    "system",
    "!",
)


# Where IPython's own syntax can stand: at either end of a line, and after an equals sign. Odd ends of lines are left to it.
_ESCAPE = re.compile(r"^[^\S\n]*[%!,;/?]|=[\s\\]*[%!]|\?[^\S\n]*$|[\r\v\f\x1c-\x1e\x85\u2028\u2029]", re.MULTILINE)
_AWAIT = re.compile(r"\b(?:async|await)\b")


class Transformers(TransformerManager):
    """IPython's, which tokenises each cell to look for escapes; a cell that has none comes back as it is."""

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        """Turn magics, shell commands and questions into Python."""
        return super().do_token_transforms(lines) if _ESCAPE.search("".join(lines)) else lines


class NoInput(RuntimeError):
    """Raised by input()."""


class Shell(InteractiveShell):
    """One submission's interpreter."""

    displayhook_class = Hook
    display_pub_class = Publisher
    outlet: Outlet
    error: str | None = None

    def system(self, command: str) -> None:
        """Stands for ``!command``."""
        print(f"[not run while grading: !{command.strip()}]")

    system_piped = system_raw = system

    def getoutput(self, command: str, split: bool = True, depth: int = 0) -> Any:
        """Stands for ``name = !command``."""
        self.system(command)
        return SList([]) if split else ""

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """A magic of an extension, which cannot be loaded here, does nothing."""
        if self.find_line_magic(magic_name) is None:
            print(f"[not run while grading: %{magic_name} {line}".rstrip() + "]")
            return None
        return super().run_line_magic(magic_name, line, _stack_depth=_stack_depth + 1)

    def should_run_async(self, raw_cell: str, *, transformed_cell: str, **more: Any) -> bool:
        """Whether a cell awaits; IPython compiles each cell to learn it, which one without either word never does."""
        return bool(_AWAIT.search(transformed_cell)) and super().should_run_async(
            raw_cell, transformed_cell=transformed_cell, **more
        )

    def ask_exit(self) -> None:
        """Stands for exit(): in a notebook the cell goes on."""

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window system."""

    def showtraceback(self, exc_tuple: Any = None, *_: Any, **__: Any) -> None:
        """Tell an error: its lines in the notebook's cells, its name and text."""
        kind, error, trace = exc_tuple or sys.exc_info()
        try:
            self.error = f"{kind.__name__}: {error}"[:2000]
        except BaseException:
            self.error = str(kind.__name__)[:200]
        if issubclass(kind, Stopped):
            stop_timers()
            self.error = f"{kind.__name__}: {error}"
        places = []
        for frame, number in traceback.walk_tb(trace):
            file = frame.f_code.co_filename
            if file in self.compile._filename_map:  # a cell's, not a library's
                place = f"  line {number}, in {frame.f_code.co_name}: {linecache.getline(file, number).strip()}"
                places.append(place.rstrip(": "))
        # The last line is taken for the error, and many have a text of several lines, such as that of a missing library.
        self.error = " ".join(self.error.split("\n"))
        self.outlet.text(wire.FAILURE, "\n".join([*places[-8:], self.error]))

    def _format_exception_for_storage(self, *_: Any, **__: Any) -> dict[str, Any]:
        # For a history that nobody keeps here, IPython would look through the source of every module: 50 ms an error.
        return {}

    def showsyntaxerror(self, filename: Any = None, running_compiled_code: bool = False) -> None:
        """Tell a syntax error: the line and what is wrong with it."""
        error = sys.exc_info()[1]
        self.error = f"{type(error).__name__}: {getattr(error, 'msg', error)}"
        line = f"  line {getattr(error, 'lineno', '?')}: {(getattr(error, 'text', '') or '').strip()}"
        self.outlet.text(wire.FAILURE, f"{line}\n{self.error}")

    showindentationerror = showsyntaxerror


def start() -> Shell:
    """The interpreter, made once in the warm process and inherited by every child."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.display_page = False
    config.InteractiveShell.autoindent = False
    config.InlineBackend.figure_formats = set()
    shell = Shell.instance(config=config)
    shell.input_transformer_manager = Transformers()
    shell.display_formatter.active_types = ["text/plain"]
    shell.enable_matplotlib("inline")
    # As in a notebook, figures are shown and closed at the end of their cell; but drawn only if someone wants pictures.
    pyplot.ioff()
    shell.events.unregister("post_execute", flush_figures)
    shell.events.register("post_execute", _show_figures)
    for name in _SHELL_MAGICS:
        shell.register_magic_function(_refused(name), "line", name)
    for name in _SHELL_CELL_MAGICS:
        shell.register_magic_function(_refused(name), "cell", name)
    # Once and untimed: a result that depends on the clock could not be repeated.
    shell.register_magic_function(_once(shell), "line_cell", "time")
    shell.register_magic_function(_once(shell), "line_cell", "timeit")
    shell.register_magic_function(lambda line: None, "line", "matplotlib")
    shell.db = {}  # where %cd notes where it was; else a file
    builtins.input = _no_input
    return shell


def rehearse(shell: Shell, source: str) -> None:
    """Run code once in the warm process: it fills the caches that every submission would fill anew, and leaves no name.

    Raises:
        RuntimeError: the code fails.
    """
    outlet = Outlet(None, Limits())
    outlet.close()
    shell.outlet = shell.displayhook.outlet = shell.display_pub.outlet = outlet
    if not shell.run_cell(source, store_history=True).success:
        raise RuntimeError(shell.error)
    shell.reset(new_session=True)
    shell.error = None


def _show_figures() -> None:
    if pyplot.get_fignums():
        show(close=True)


def draw_pictures(shell: Shell) -> None:
    """From now on figures are drawn as PNG, at screen resolution and quickly compressed."""
    import io

    from matplotlib import rcParams
    from matplotlib.figure import Figure

    def png(figure: Figure) -> bytes:
        file = io.BytesIO()
        figure.savefig(file, format="png", dpi=72, pil_kwargs={"compress_level": 1})
        return file.getvalue()

    rcParams["text.hinting"] = "none"  # fitting letters to the pixels takes a tenth of a chart's time
    shell.display_formatter.active_types = ["text/plain", "image/png"]
    shell.display_formatter.formatters["image/png"].for_type(Figure, png)


def _refused(name: str):
    def refused(line: str, cell: str | None = None) -> None:
        mark = "%%" if cell is not None else "%"
        print(f"[not run while grading: {mark}{name} {line}".rstrip() + "]")

    return refused


def _once(shell: Shell):
    def once(line: str, cell: str | None = None) -> None:
        """Run the code once."""
        code = line if cell is None else cell
        while code.startswith("-"):  # options of %timeit: -n 100, -r3, -q, -o
            code = code[1:].lstrip("nrtcpqo0123456789 ")
        shell.run_cell(code)
        print("[run once; not timed while grading]")

    return once


def _no_input(prompt: object = "", /) -> str:
    raise NoInput("input() gets no answer while grading: write the value into the cell")
