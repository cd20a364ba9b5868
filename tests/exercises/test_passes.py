"""Each pass does its one thing."""

from __future__ import annotations

import nbformat
import pytest
from coursebook.evidence import InputError, claim
from coursebook.evidence.printed import printed
from coursebook.exercises import sets
from coursebook.exercises.release import notebooks, passes
from coursebook.exercises.release.passes import Context


@pytest.fixture
def context(small) -> Context:
    variant = sets.exercise("small").variant("ann", b"k", "c", "t")
    return Context("small", "Small set", "v1", variant)


def markdown(source: str):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(source)])


def code(source: str, **about):
    cell = nbformat.v4.new_code_cell(source, metadata={"nbgrader": about} if about else {})
    return nbformat.v4.new_notebook(cells=[cell])


def test_fill_in(context):
    notebook = markdown("# Title\nIt is {{ factor }}.")
    passes.fill_in(notebook, context)
    assert notebook.cells[0].source == f"# Title\nIt is {context.variant.parameters['factor']}."


def test_fill_in_names_an_unknown_parameter(change):
    found = change("{{ factor }}", "{{ facter }}")
    with pytest.raises(InputError, match="notebook.md: 'facter' is undefined. Fix: write 'factor'"):
        notebooks.master(found, found.variant())


def test_print_figures(context):
    notebook = markdown("Up to {claim}`cases-407` {term}`cases <proceeding>`.")
    passes.print_figures(notebook, context)
    assert notebook.cells[0].source == f"Up to {printed(claim('cases-407'))} cases."


def test_tell_origin(context, small):
    notebook = markdown("# Title")
    passes.tell_origin(notebook, context)
    assert "`table.csv`: **made for this exercise, not a real count**" in notebook.cells[1].source
    real = markdown("# Title")
    passes.tell_origin(real, Context("small", "", "", sets.exercise("small").variant()))
    assert len(real.cells) == 1


def test_add_start(context):
    notebook = markdown("# Title")
    notebook.cells += code("table = 1", grade_id="set-up", locked=True).cells
    passes.add_start(notebook, context)
    assert [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells] == [None, "start", "set-up"]
    assert notebook.cells[1].source.endswith('\nstart("variant.json", "table.csv")')


def test_complete_metadata(context):
    notebook = code("assert True", grade_id="a", grade=True, points=2)
    passes.complete_metadata(notebook, context)
    assert notebook.cells[0].metadata["nbgrader"] == {
        "schema_version": 3,
        "cell_type": "code",
        "grade_id": "a",
        "grade": True,
        "points": 2,
        "solution": False,
        "locked": True,
        "task": False,
    }
    assert notebook.cells[0].metadata["editable"] is False and notebook.cells[0].metadata["deletable"] is False
    answer = code("pass", grade_id="a", solution=True)
    passes.complete_metadata(answer, context)
    assert "editable" not in answer.cells[0].metadata and not answer.cells[0].metadata["nbgrader"]["locked"]


def test_name_cells(context):
    notebook = code("pass", grade_id="a", solution=True)
    notebook.cells = [*markdown("x").cells, *notebook.cells, *markdown("y").cells, *markdown("z").cells]
    passes.name_cells(notebook, context)
    assert [cell.id for cell in notebook.cells] == ["small-1t", "a", "a-1t", "a-2t"]


def test_stamp(context):
    notebook = markdown("x")
    passes.stamp(notebook, context)
    assert notebook.metadata["coursebook"] == {"set": "small", "version": "v1", "variant": context.variant.id}
    assert notebook.metadata["kernelspec"]["name"] == "python3"


def test_take_out_solutions(context):
    source = "def f():\n    ### BEGIN SOLUTION\n    secret = 1\n    return secret\n    ### END SOLUTION\nlast = 2"
    notebook = code(source, grade_id="a", solution=True)
    passes.take_out_solutions(notebook, context)
    assert notebook.cells[0].source == "def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()\nlast = 2"


def test_take_out_hidden_tests(context):
    notebook = code("assert a\n### BEGIN HIDDEN TESTS\nassert secret\n### END HIDDEN TESTS", grade_id="a", grade=True)
    passes.take_out_hidden_tests(notebook, context)
    assert notebook.cells[0].source == "assert a"


def test_take_out_notes(context):
    notebook = code("pass", grade_id="a", solution=True)
    notebook.cells[0].metadata["question"] = {"answers": ["a"]}
    passes.take_out_notes(notebook, context)
    assert "question" not in notebook.cells[0].metadata


def test_the_student_sees_no_solution_and_no_hidden_test(small):
    found = sets.exercise("small")
    text = nbformat.writes(notebooks.student(found, found.variant("ann", b"k")))
    assert "number * factor" not in text and "checks.rng" not in text and "question" not in text
    assert "This adds." in text and "raise NotImplementedError()" in text
    master = nbformat.writes(notebooks.master(found, found.variant()))
    assert "number * factor" in master and "checks.rng" in master


def test_cells_of_master_and_student_are_the_same_ones(small):
    found = sets.exercise("small")
    variant = found.variant("ann", b"k")
    ids = [[cell.id for cell in make(found, variant).cells] for make in (notebooks.master, notebooks.student)]
    assert ids[0] == ids[1] and len(set(ids[0])) == len(ids[0])
    nbformat.validate(notebooks.student(found, variant))
