"""The autograded notebook that formgrader opens: the release's cells, the student's answers, all of it harmless.

Test cells show what the student may see of them, never a hidden test, since nbgrader prints whole notebooks as feedback. Metadata
comes from the release alone.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any

from coursebook.cell_metadata import cell_key
from coursebook.grading.gradebook.record import Record, in_few_lines, tests_of
from coursebook.grading.matching.placed import Mended, Placed
from coursebook.grading.matching.slots import TEST, WRITTEN
from coursebook.grading.reports.sanitise import Essays, comment, outputs, plain_text
from coursebook.grading.sandbox.job import RunResult

Notebook = dict[str, Any]


def shown_notebook(released: Mapping[str, Any], mended: Mended, ran: RunResult, record: Record) -> Notebook:
    """The notebook of a submission that ran."""
    originals = {cell_key(cell) or f"cell-{position}": cell for position, cell in enumerate(released["cells"])}
    runs = {cell.id: cell for cell in ran.cells}
    tests = {test["id"]: test for test in tests_of(record)}
    cells = [_note(record)] if _told(record) else []
    essays = Essays()
    for placed in mended.cells:
        run = runs.get(placed.id)
        made = _cell(placed, originals, essays)
        if made["cell_type"] == "code":
            if placed.slot and placed.slot.role == TEST:
                made["outputs"] = _verdict(tests[placed.id])
            elif run:
                said = [{"output_type": "stream", "name": "stderr", "text": run.dropped}] if run.dropped else []
                made["outputs"] = outputs([*run.outputs, *said])
        cells.append(made)
    return _notebook(released, cells)


def not_graded_notebook(released: Mapping[str, Any], record: Record) -> Notebook:
    """The release with the reason on top, so that a submission that could not be read has its place in formgrader."""
    return _notebook(released, [_note(record), *released["cells"]])


def _cell(placed: Placed, originals: Mapping[str, Mapping[str, Any]], essays: Essays) -> dict[str, Any]:
    original = originals.get(placed.id) if placed.slot else None
    metadata = original["metadata"] if original else {}
    source = placed.source
    if placed.slot is None and placed.kind != "code":
        escaped = html.escape(plain_text(source)).replace("\n", "&#10;")
        source = essays.html(source) if placed.kind == "markdown" else f"<pre>{escaped}</pre>"
    elif placed.slot and placed.slot.role == WRITTEN and not placed.is_blank:
        source = essays.html(source)
    kind = "code" if placed.kind == "code" else "markdown"
    made = {"cell_type": kind, "id": placed.id[:64], "metadata": metadata, "source": source}
    return made | {"outputs": [], "execution_count": None} if kind == "code" else made


def _verdict(test: Mapping[str, Any]) -> list[dict[str, Any]]:
    if test["earned"] is None:
        text = f"Not graded, {test['points']:g} points: the answer may stand in another cell. A person looks."
    else:
        text = f"{test['earned']:g} of {test['points']:g}. {test['message']}".strip()
    return [{"output_type": "stream", "name": "stdout", "text": plain_text(text, 4_000) + "\n"}]


def _told(record: Record) -> list[str]:
    lines = [*record["doubts"], *record["repairs"], *record["events"]]
    return [*([record["reason"]] if record["reason"] else []), *in_few_lines(lines)]


def _note(record: Record) -> dict[str, Any]:
    lines = "".join(f"<li>{html.escape(comment(line))}</li>" for line in _told(record))
    what = "Not graded" if record["reason"] else "What was mended or stood out"
    source = f'<div class="mathjax_ignore tex2jax_ignore"><strong>{what}</strong><ul>{lines}</ul></div>'
    return {"cell_type": "markdown", "id": "grading-note", "metadata": {}, "source": source.replace("\n", " ")}


def _notebook(released: Mapping[str, Any], cells: Iterable[dict[str, Any]]) -> Notebook:
    metadata = {key: released["metadata"][key] for key in ("kernelspec", "language_info") if key in released["metadata"]}
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
