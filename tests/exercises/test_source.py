"""A set's notebook is read, and each fault of it is named with its line and its fix."""

from __future__ import annotations

import ast
import re
import sys

import pytest
from coursebook.evidence import InputError
from coursebook.exercises import sets, source


def test_a_good_set_is_read(small):
    found = sets.exercise("small")
    (question,) = found.questions
    assert (found.name, found.title) == ("small", "Small set")
    assert (question.id, question.answers, question.points) == ("scale", ("scale", "mine"), 3)
    assert [(test.id, test.points) for test in question.tests] == [("scale-visible", 1), ("scale-hidden", 2)]
    assert (question.outcome, question.level, question.minutes, question.claims) == ("ps-1", "apply", 4, ("cases-407",))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points: 3,", "points: 4,", "line 30, question 'scale': It has 4 points and its tests 3. Fix: make them agree"),
        ("outcome: ps-1", "outcome: ps-9", "There is no outcome 'ps-9'. Fix: write 'ps-1'"),
        ("[cases-407]", "[cases-4070]", "There is no claim 'cases-4070'. Fix: write 'cases-407'"),
        ("level: apply", "level: guess", "'guess' is not one of"),
        ("level: apply", "colour: red, level: apply", "'colour' was unexpected"),
        ("[scale, mine]", "[scale, ours]", "The solution does not define 'ours'"),
        ("question: scale\n---\n# Hid", "question: scael\n---\n# Hid", "no question 'scael'. Fix: write 'scale'"),
        ("grade_id: scale-hidden", "grade_id: scale-visible", "The id 'scale-visible' stands twice"),
        ("### END HIDDEN TESTS\n", "", "'### BEGIN HIDDEN TESTS' and '### END HIDDEN TESTS' do not pair"),
        ("    ### END SOLUTION\n", "", "'### BEGIN SOLUTION' and '### END SOLUTION' do not pair"),
        ("one * two)", "one * two", "line 58: This is no Python: '(' was never closed"),
        ("title: Small set\n", "", "front matter: There is no title"),
        ("locked: true", "locked: yes please", "nbgrader: locked: True was expected"),
        ("{grade_id: set-up, locked: true}", "{grade_id: set-up", "This is no MyST notebook"),
        ("---\nnbgrader: {grade_id: set-up, locked: true}\n---\n", "", "There is not exactly one set-up cell"),
        ("grade: true, points: 2", "grade: true, points: 0", "0 is less than or equal to the minimum of 0"),
        ("nbgrader: {grade_id: scale, solution: true}", "nbgrader: {grade_id: Scale!, solution: true}", "does not match"),
        (
            "### END HIDDEN",
            "for table in (1, 2):\n    pass\n### END HIDDEN",
            "The test sets 'table', a name of the set-up cell",
        ),
        ("### END HIDDEN", "pd = None\n### END HIDDEN", "The test sets 'pd', a name of the set-up cell"),
        ("### END HIDDEN", "def scale():\n    pass\n### END HIDDEN", "'scale-hidden': The test sets 'scale', a name of"),
        ("table = pd", "### BEGIN SOLUTION\n### END SOLUTION\ntable = pd", "There is a solution in a cell that is none"),
    ],
)
def test_faults_are_named_with_file_and_place(change, old, new, said):
    with pytest.raises(InputError, match=f"small/notebook.md.*{re.escape(said)}"):
        change(old, new)


def test_all_faults_at_once(change, small):
    (small / "variants.py").unlink()
    with pytest.raises(InputError) as error:
        change("outcome: ps-1, level: apply, points: 3", "outcome: ps-9, level: apply, points: 9")
    text = str(error.value)
    assert "ps-9" in text and "9 points" in text and "variants.py: The file is missing" in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('Rule("scale"', 'Rule("scael"', "RULES: There is no question 'scael'. Fix: write 'scale'"),
        ("RULES = ", "RULED = ", "It does not define RULES"),
        ("import Draw,", "import Drow,", "It stops with ImportError"),
        ("def draw(chance):", "def draw(chance)", "It stops with SyntaxError"),
    ],
)
def test_faults_of_the_variants_file(change, old, new, said):
    with pytest.raises(InputError, match=f"small/variants.py.*{re.escape(said)}"):
        change(old, new, "variants.py")


def test_an_unknown_set_is_answered_with_the_nearest(small):
    with pytest.raises(InputError, match="There is no set 'smal'. Fix: write 'small'"):
        sets.exercise("smal")


@pytest.mark.parametrize("file", ["notebook.md", "variants.py"])
def test_the_version_changes_with_what_decides_a_mark(small, file):
    before = sets.exercise("small").version
    assert sets.exercise("small").version == before
    (small / "quiz.yml").write_text("chapter: small\n")
    assert sets.exercise("small").version == before
    path = small / file
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert sets.exercise("small").version != before


def test_every_set_of_the_book_is_sound():
    for name in source.known_sets():
        assert sets.exercise(name).questions


@pytest.mark.parametrize("name", source.known_sets())
def test_a_set_needs_nothing_but_what_notebooks_have(name):
    """Python itself, pandas, matplotlib and the checks: so it runs in the browser, on Colab and under nbgrader alike."""
    found = set()
    for cell in sets.exercise(name).cells:
        for node in ast.walk(ast.parse(cell.source) if cell.kind in source.CODE else ast.Module([], [])):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
    foreign = {name for name in found if name.split(".")[0] not in {*sys.stdlib_module_names, "pandas", "numpy", "matplotlib"}}
    assert {name for name in foreign if not name.startswith("coursebook.checks")} == set()
