"""The tests of the tests see a test that lets something through."""

from __future__ import annotations

import re
import time

import pandas as pd
import pytest
from coursebook.evidence import InputError
from coursebook.exercises import candidates, sets, source
from coursebook.exercises.verify.mutants import mutants
from coursebook.exercises.verify.proof import inputs_missing, prove, same
from coursebook.exercises.verify.trial import Trial, in_child, run_all


def test_a_sound_question(small):
    (proof,) = prove(sets.exercise("small"))
    assert not proof.faults
    assert (proof.right, proof.wrong, proof.killed) == (2, 5, proof.mutants) and proof.mutants >= 4


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("notebook.md", "(2, 3), 6,", "(2, 2), 4,", "wrong solution refused without 'This adds': adds"),
        ("notebook.md", 'given["factor"], name', '3 + given["factor"], name', "the key earns 1 of 3 points"),
        ("notebook.md", "checks.returns(scale, (2, 3), 6", "None  # (scale, (2, 3), 6", "the blank answer earns 1 points"),
        ("right/scale.py", "factor * number", "factor * number + 1", "right solution refused: the other way round"),
        ("wrong/scale.py", "return number + factor", "return number * factor", "refused without 'This adds'"),
        ("wrong/scale.py", "# %% not scaled\n# feedback: scale(2, 3) is 2", "", "2 right and 4 wrong; 2 and 5 are needed"),
    ],
)
def test_what_is_not_sound_is_told(change, file, old, new, said):
    (proof,) = prove(change(old, new, file))
    assert any(said in fault for fault in proof.faults), proof.faults


def test_a_weak_test_lets_mutants_through(change):
    change("checks.returns(scale, (one, two), one * two)\n", "")
    change('checks.number(mine, table["cases"].sum() * given["factor"], name="mine")', "mine")
    found = change('checks.returns(scale, (2, 3), 6, wrong={"This adds.": 5})', "checks.call(scale, 2, 3)")
    (proof,) = prove(found)
    assert proof.share < 0.95 and any("of the mutants are refused; accepted:" in fault for fault in proof.faults)


def test_a_wrong_solution_that_is_accepted(change):
    found = change("# feedback: This adds\ndef scale(number, factor):\n    return number + factor\n",
                   "# feedback: This adds\ndef scale(number, factor):\n    return number * factor\n\n\nmine = scale(table['cases'].sum(), given['factor'])\n", "wrong/scale.py")  # fmt: skip
    (proof,) = prove(found)
    assert "wrong solution accepted: adds" in proof.faults


def test_a_guess_that_is_right_on_some_variants(change):
    guess = "# %% a guess\n# feedback: mine is\ndef scale(number, factor):\n    return number * factor\n\n\nmine = 2 * table['cases'].sum()\n"
    (proof,) = prove(change("# %% adds\n", f"{guess}\n# %% adds\n", "wrong/scale.py"))
    (fault,) = proof.faults
    assert re.fullmatch(r"wrong solution accepted on [1-9]\d? of 23 variants: a guess", fault)


@pytest.mark.parametrize(("left", "said"), [("None", "NoneType"), ("lambda *given, **more: None", "mine is")])
def test_what_an_answer_leaves_behind_is_no_fault_of_those_after_it(change, left, said):
    bad = f"# %% spoils\n# feedback: {said}\ndef scale(number, factor):\n    return 0\n\n\nmine = 0\nchecks.returns = {left}\n"
    (proof,) = prove(change("# %% adds\n", f"{bad}\n# %% adds\n", "wrong/scale.py"))
    assert not proof.faults and proof.wrong == 6


@pytest.mark.parametrize("bad", ["checks.returns = None", "given.clear()", "import os; os._exit(0)"])
def test_answers_that_share_a_child_earn_what_they_earn_alone(small, bad):
    found = sets.exercise("small")
    (question,) = found.questions
    right, adds = (f"def scale(a, b): return a {sign} b\nmine = scale(table['cases'].sum(), given['factor'])" for sign in "*+")
    with Trial(found, found.variant()) as trial:
        tries = [(trial, code) for code in (bad, right, adds) for _ in range(4)]
        together = run_all(question, right, tries)
        assert together == [trial.run(question, code) for _trial, code in tries]
        assert [one.points for one in together[4:8]] == [3] * 4


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("wrong/scale.py", "# feedback: This adds\n", "", "line 1: The cell names no feedback"),
        ("wrong/scale.py", "# %% adds\n", "# %%\n", "The cell has no title"),
        ("right/scale.py", "return factor * number", "return factor *", "This is no Python"),
        ("right/scale.py", "# %% adds up", "# %% the other way round", "stands twice"),
    ],
)
def test_faults_of_candidate_files(change, file, old, new, said):
    with pytest.raises(InputError, match=f"small/{file}.*{said}"):
        prove(change(old, new, file))


def test_a_file_for_no_question(small):
    (small / "wrong" / "scael.py").write_text("# %% x\n# feedback: y\npass\n")
    with pytest.raises(InputError, match="no question 'scael'. Fix: write 'scale'"):
        prove(sets.exercise("small"))


def test_functions_need_inputs(change):
    (fault,) = inputs_missing(change("INPUTS = {", "INPUTS = {} and {", "variants.py"))
    assert "No arguments are drawn for the function 'scale'" in str(fault)


def test_a_loop_ends(small):
    found = sets.exercise("small")
    with Trial(found, found.variant()) as trial:
        began = time.monotonic()
        tried = trial.run(
            found.questions[0], "while True:\n    try:\n        pass\n    except BaseException:\n        pass", 0.5
        )
        assert tried.points == 0 and "no end within 0.5 seconds" in tried.said
        assert time.monotonic() - began < 20
        assert "SystemExit" in trial.run(found.questions[0], "raise SystemExit").said
        assert trial.run(found.questions[0], "import os; os.kill(os.getpid(), 9)").ended == "killed by signal 9"


def test_an_answer_cannot_change_what_its_tests_see(small):
    found = sets.exercise("small")
    cheat = "def scale(a, b):\n    return a * b\ntable['cases'] = 1\ngiven['factor'] = 1\nmine = len(table)"
    with Trial(found, found.variant()) as trial:
        assert trial.run(found.questions[0], cheat).earned == {"scale-visible": 1, "scale-hidden": 0}


def test_what_a_child_returns():
    assert in_child(lambda: {"a": [1]}, 5) == ({"a": [1]}, "")
    assert in_child(lambda: 1 / 0, 5) == (None, "the child told nothing")


def test_a_mutant_of_each_kind():
    code = """\
def f(table, least):
    kept = table[table["cases"] >= least]
    kept = kept.sort_values("year", ascending=False)
    print(kept)
    total = kept["cases"].sum() / len(kept)
    if total > 10 and not kept.empty:
        return -total
    return round(total + 1)
"""
    made = mutants(code, {"cases", "year", "months"})
    changes = {mutant.change.split(": ", 1)[1] for mutant in made}
    assert {
        "GtE to Gt",
        "GtE to Lt",
        "filter dropped",
        "call of sort_values dropped",
        "ascending= dropped",
        "False to True",
        "call of print dropped",
        "sum to mean",
        "Div to Mult",
        "operands exchanged",
        "right operand dropped",
        "call of len dropped",
        "And to Or",
        "Not dropped",
        "condition turned round",
        "USub dropped",
        "nothing returned",
        "10 to 11",
        "10 to 9",
        "'cases' to 'year'",
        "Add to Sub",
    } <= changes
    assert len({mutant.code for mutant in made}) == len(made)
    for mutant in made:
        compile(mutant.code, "mutant", "exec")


def test_an_equal_mutant_is_left_out_and_an_unequal_one_is_not(change):
    # max(number, number) is number: exchanging max for min changes nothing that can be seen.
    found = change("return number * factor\n    ### END", "return max(number, number) * factor\n    ### END")
    (proof,) = prove(found)
    assert any("max to min" in change for change in proof.equivalent) and not proof.faults


def test_solutions_are_the_answer_without_its_marks():
    assert candidates.solution("### BEGIN SOLUTION\na = 1\n### END SOLUTION") == "a = 1\n"


def test_sameness():
    table = pd.DataFrame({"a": [1, None]})
    assert same(table, table.copy()) and not same(table, table.fillna(0)) and not same(table, table["a"])
    assert same((1.0, float("nan")), [1, float("nan")]) and not same(1, "1") and not same("a", "b") and same(None, None)
    assert same({"a": [1]}, {"a": [1.0]}) and not same({"a": 1}, {"b": 1})


# CONTRIBUTING's own example is proved as it is typed, by tests/test_documented.py.
@pytest.mark.parametrize("name", sorted(set(source.known_sets()) - {"personal-stories"}))
def test_the_tests_of_every_set_are_sound(name):
    found = sets.exercise(name)
    assert inputs_missing(found) == []
    proofs = prove(found)
    assert [fault for proof in proofs for fault in proof.faults] == []
    assert {proof.question for proof in proofs} == set(found.written) and len(proofs) >= 4


def test_what_the_examples_tables_have_in_common_the_students_have_too():
    """An answer that trips over a column of both tables is told so by the check that the student sees."""
    found = sets.exercise("corruption")
    question = next(one for one in found.questions if one.id == "dollars")
    merged = "def dollars(amounts, rates):\n    both = pd.merge_asof(amounts.assign(date=pd.to_datetime(amounts['date'])).sort_values('date'),\n        rates.assign(date=pd.to_datetime(rates['date'])).sort_values('date'), on='date')\n    return both.assign(usd=both['uah'] / both['rate'])\n"
    with Trial(found, found.variant()) as trial:
        assert "origin_y" in trial.run(question, merged).messages["dollars-visible"]
