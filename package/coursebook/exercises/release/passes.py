"""The passes that turn a set's source into a notebook to hand out: each small, in a fixed order.

A pass takes the notebook and the :class:`Context` and changes the notebook. ``MASTER`` makes the
notebook with solutions and hidden tests, ``STUDENT`` takes both away. The markers, the stub and
the cell metadata are nbgrader's own, so that its commands read what we write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import jinja2
import nbformat
from nbformat import NotebookNode

from coursebook.cell_metadata import grade_id, nbgrader_of
from coursebook.evidence.roles import plain_roles
from coursebook.exercises.source import HIDDEN, SOLUTION
from coursebook.exercises.variants import MADE, ORIGIN, PARAMETERS, Variant

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
NOTICE = """\
> **About the data.** {files}: **{made}**. The figures were drawn at random near real ones, so that each student works \
with others. Never quote them; the real ones stand in the book's tables."""

START_ID = "start"
# Run by students, by nbgrader and by the grader; where the package is installed and the files are there, it does nothing.
# It holds no version: a notebook that was handed out with an earlier one must not look as if its student had changed it.
START = """\
# Run this cell first. It looks whether all that this notebook needs is here, and says what to do if not.
def start(*files):
    import sys, zipfile
    from pathlib import Path

    try:
        import matplotlib, pandas
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"This Python lacks {{error.name}}. Run '%pip install pandas matplotlib' in a cell of its own, then this cell again."
        ) from None
    missing = [name for name in files if not Path(name).is_file()]
    try:
        import coursebook.checks
    except ModuleNotFoundError:
        found = [one for one in sorted(Path().glob("coursebook_checks*.whl")) if zipfile.is_zipfile(one)]
        sys.path += [str(one.resolve()) for one in found[-1:]]
        missing += [] if found else ["coursebook_checks-….whl"]
    if missing:
        raise FileNotFoundError(
            f"Not found, or damaged: {{', '.join(missing)}}.\\nThese files were handed out with this notebook and must lie in "
            f"the same folder. Python is looking in {{Path.cwd()}}.\\n- In Colab: open 'Files' on the left and drop them there.\\n"
            "- In JupyterLab or VS Code: put them beside the notebook.\\n"
            "- If a cell has changed the folder (%cd, os.chdir): take it out and restart the kernel.\\n"
            "Then run this cell again."
        )


start({files})
"""


@dataclass(frozen=True)
class Context:
    """What the passes may know besides the notebook."""

    set: str
    title: str
    version: str
    variant: Variant


Pass = Callable[[NotebookNode, Context], None]


def fill_in(notebook: NotebookNode, context: Context) -> None:
    """Write the variant's parameters into the Markdown: ``{{ year }}``. An unknown name is an error."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True, autoescape=False)
    for cell in _markdown(notebook):
        if "{{" in cell.source:
            cell.source = environment.from_string(cell.source).render(context.variant.parameters)


def print_figures(notebook: NotebookNode, context: Context) -> None:
    """Print the roles of the book ({claim}, {datum}, {number}, {cite}, {term}) as plain text."""
    for cell in _markdown(notebook):
        cell.source = plain_roles(cell.source)


def tell_origin(notebook: NotebookNode, context: Context) -> None:
    """Below the title, say which tables were made for the exercise, if any were."""
    made = [name for name, table in context.variant.tables.items() if ORIGIN in table and (table[ORIGIN] == MADE).any()]
    if made:
        files = ", ".join(f"`{name}.csv`" for name in made)
        notice = nbformat.v4.new_markdown_cell(NOTICE.format(files=files, made=MADE))
        notebook.cells.insert(1, notice)


def add_start(notebook: NotebookNode, context: Context) -> None:
    """Before the first code cell, put the locked cell that finds the checks and tells a student what is missing."""
    files = [PARAMETERS, *(f"{name}.csv" for name in context.variant.tables)]
    source = START.format(files=", ".join(map(json.dumps, files))).rstrip()
    about = {"grade_id": START_ID, "locked": True}
    cell = {
        "cell_type": "code",
        "id": "",
        "metadata": {"nbgrader": about},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
    place = next((place for place, one in enumerate(notebook.cells) if one.cell_type == "code"), len(notebook.cells))
    notebook.cells.insert(place, nbformat.from_dict(cell))


def complete_metadata(notebook: NotebookNode, context: Context) -> None:
    """Fill in what nbgrader wants to find in the metadata of each of its cells (schema version 3)."""
    for cell in notebook.cells:
        about = nbgrader_of(cell)
        if not about:
            continue
        common = {
            "schema_version": 3,
            "cell_type": cell.cell_type,
            "grade": False,
            "solution": False,
            "locked": False,
            "task": False,
        }
        cell.metadata["nbgrader"] = {**common, **about}
        if about.get("grade") and not about.get("solution"):
            cell.metadata["nbgrader"]["locked"] = True
        if not about.get("grade") and not about.get("task"):
            cell.metadata["nbgrader"].pop("points", None)
        # An editor lets nobody delete what the marking needs.
        cell.metadata["deletable"] = False
        if cell.metadata["nbgrader"]["locked"]:
            cell.metadata["editable"] = False


def name_cells(notebook: NotebookNode, context: Context) -> None:
    """Give each cell an id that stays: its grade_id, or else its place after the last cell that has one."""
    last, count = context.set, 0
    for cell in notebook.cells:
        own = grade_id(cell)
        last, count = (own, 0) if own else (last, count + 1)
        cell.id = own or f"{last[:56]}-{count}t"


def stamp(notebook: NotebookNode, context: Context) -> None:
    """Note in the notebook which set, version and variant it is; the same kernel for all."""
    about = {"set": context.set, "version": context.version, "variant": context.variant.id}
    notebook.metadata = nbformat.from_dict(
        {"coursebook": about, "kernelspec": KERNEL, "language_info": {"name": "python"}, "title": context.title}
    )


def take_out_solutions(notebook: NotebookNode, context: Context) -> None:
    """Put nbgrader's stub in the place of each solution."""
    for cell in notebook.cells:
        if nbgrader_of(cell).get("solution") and cell.cell_type == "code":
            cell.source = _without(cell.source, *SOLUTION, STUB)
        elif nbgrader_of(cell).get("solution"):
            cell.source = "YOUR ANSWER HERE"


def take_out_hidden_tests(notebook: NotebookNode, context: Context) -> None:
    """Remove each hidden test."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = _without(cell.source, *HIDDEN, "").rstrip()


def take_out_notes(notebook: NotebookNode, context: Context) -> None:
    """Remove what only the author's side needs: the description of each question and task."""
    for cell in notebook.cells:
        cell.metadata.pop("question", None)
        cell.metadata.pop("task", None)


def _markdown(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def _without(source: str, begin: str, end: str, instead: str) -> str:
    """The source with each region between two marks replaced, indented as its first mark is."""
    kept, inside = [], False
    for line in source.splitlines():
        if line.strip() == begin:
            inside = True
            indent = re.match(r"\s*", line)[0]
            kept += [indent + part for part in instead.splitlines()]
        elif line.strip() == end:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


MASTER: tuple[Pass, ...] = (fill_in, print_figures, tell_origin, add_start, complete_metadata, name_cells, stamp)
STUDENT: tuple[Pass, ...] = (take_out_solutions, take_out_hidden_tests, take_out_notes)
