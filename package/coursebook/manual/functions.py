"""The directive ``functions``: the public names of a module with their docstrings, by Sphinx's autodoc.

Public is what a module lists in ``__all__``, and nothing else: only such modules can be printed.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config

from coursebook.manual.directive import CLASSES, ManualDirective


def public(module: str) -> list[tuple[str, str]]:
    """Each public name of a module, in the order of its ``__all__``, with what autodoc calls its kind."""
    found = importlib.import_module(module)
    return [(name, _kind(getattr(found, name))) for name in found.__all__]


def _kind(value: object) -> str:
    if inspect.isclass(value):
        return "exception" if issubclass(value, BaseException) else "class"
    return "module" if inspect.ismodule(value) else "function" if callable(value) else "constant"


class FunctionsDirective(ManualDirective):
    """The public names of one module: ``{functions} coursebook.evidence``; with ``:members:`` classes with their methods."""

    required_arguments = 1
    option_spec = {"members": directives.flag}

    def printed(self):
        (module,) = self.arguments
        lines, constants = [], []
        members = ["   :members:"] if "members" in self.options else []
        for name, kind in public(module):
            if kind == "constant":
                constants.append(f"``{name}``")
            elif kind != "module":  # a module is printed where its own name is given to the directive
                lines += [f".. auto{kind}:: {module}.{name}", *(members if kind == "class" else []), ""]
        if constants:
            lines += [f"Constants: {', '.join(constants)}."]
        made = nodes.container(classes=list(CLASSES))
        source = ["```{eval-rst}", *lines, "```"]
        self.state.nested_parse(StringList(source, self.env.docname), self.content_offset, made)
        for entry in list(made.findall(addnodes.index)):
            entry.parent.remove(entry)  # the book's index is for readers of the book
        return [made]


def _configure(_app: Sphinx, config: Config) -> None:
    config.autodoc_member_order = "bysource"
    config.autodoc_preserve_defaults = True
    # Types of other libraries are documented elsewhere; a page asks no other host for where.
    config.nitpick_ignore_regex = [*config.nitpick_ignore_regex, (r"py:.*", r".*")]
    config.html_domain_indices = False
    config.add_module_names = False
    config.toc_object_entries = False


def _signature(_app: Sphinx, _kind: str, _name: str, value: object, *_more: object) -> tuple[str, None] | None:
    # A data class is read, not called; its docstring has the fields.
    return ("", None) if dataclasses.is_dataclass(value) else None


def setup(app: Sphinx) -> None:
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.napoleon")
    app.connect("config-inited", _configure)
    app.connect("autodoc-process-signature", _signature)
    app.add_directive("functions", FunctionsDirective)
