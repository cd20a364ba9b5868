"""Tests of the tests: right solutions are accepted, wrong ones refused with the feedback they must earn.

A mutant that the tests let pass is left out of the count only if it is shown to be no mutant at
all: the same answers on the data of several variants and, for a function, on fresh draws of
``INPUTS`` in ``variants.py``.
"""

from __future__ import annotations

import copy
import functools
import random
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from coursebook import project
from coursebook.checks.facts import ChartFacts
from coursebook.exercises import candidates
from coursebook.exercises.candidates import Candidate
from coursebook.exercises.sets import CodeQuestion, Exercise
from coursebook.exercises.verify.mutants import mutants
from coursebook.exercises.verify.trial import Trial, in_child, run_all
from coursebook.faults import Fault, InputError

LEAST_WRONG, LEAST_RIGHT, LEAST_KILLED = 5, 2, 0.95
KEY = b"proof"
OTHERS = ("one", "two", "three")
DRAWS = 200
# Variants on which a wrong solution that is right in part is tried: a guess must be right on none of them.
GUESSED = 20


@dataclass
class Proof:
    """What was found for one question."""

    set: str
    question: str
    right: int = 0
    rights: int = 0
    wrong: int = 0
    wrongs: int = 0
    killed: int = 0
    mutants: int = 0
    equivalent: list[str] = field(default_factory=list)
    survived: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The part of the mutants that the tests refuse."""
        return self.killed / self.mutants if self.mutants else 0.0


def prove(exercise: Exercise, only: str = "", on_progress: Callable[[], None] = lambda: None) -> list[Proof]:
    """Try the tests of a set on its key, the blank answer, hand-written solutions, and mutants.

    Args:
        exercise: the set.
        only: one question's id; empty for all.
        on_progress: called after each question, for a progress bar.

    Raises:
        InputError: a file in ``wrong/`` or ``right/`` has a fault.
    """
    wrong, faults = candidates.read(exercise, "wrong")
    right, more = candidates.read(exercise, "right")
    if faults + more:
        raise InputError(*sorted(set(faults + more)))
    proofs = []
    with ExitStack() as stack:

        def tried_on(student: str | None) -> Trial:
            variant = exercise.variant(student, KEY, "proof", "proof") if student else exercise.variant()
            return stack.enter_context(Trial(exercise, variant, seed=student or ""))

        trials = [tried_on(student) for student in (None, *OTHERS)]
        # Made only if a wrong solution is right in part.
        guessed = functools.cache(lambda: [*trials[1:], *(tried_on(f"guessed-{number}") for number in range(GUESSED))])
        for question in exercise.questions:
            if question.id in exercise.written and only in ("", question.id):
                proofs.append(_prove(exercise, question, trials, guessed, right[question.id], wrong[question.id]))
                on_progress()
    return proofs


def _prove(
    exercise: Exercise,
    question: CodeQuestion,
    trials: list[Trial],
    guessed: Callable[[], list[Trial]],
    right: tuple[Candidate, ...],
    wrong: tuple[Candidate, ...],
) -> Proof:
    proof = Proof(exercise.name, question.id, rights=len(right), wrongs=len(wrong))
    first = trials[0]
    key = candidates.solution(first.cells[question.id])
    for trial in trials:
        tried = trial.run(question, key)
        if tried.points != question.points:
            proof.faults.append(f"the key earns {tried.points:g} of {question.points:g} points: {tried.said}")
    if proof.faults:  # what is right must be known before anything else can be judged
        return proof
    if (blank := first.run(question, "")).points:
        tests = ", ".join(test for test, points in blank.earned.items() if points)
        proof.faults.append(f"the blank answer earns {blank.points:g} points (tests {tests})")
    if len(right) < LEAST_RIGHT or len(wrong) < LEAST_WRONG:
        proof.faults.append(f"{len(right)} right and {len(wrong)} wrong; {LEAST_RIGHT} and {LEAST_WRONG} are needed")
    for candidate in right:
        said = [
            f"{t.points:g}: {t.said}"
            for trial in trials[:2]
            if (t := trial.run(question, candidate.code)).points != question.points
        ]
        proof.right += not said
        proof.faults += [f"right solution refused: {candidate.title}: {one}" for one in said[:1]]
    drawn = any(isinstance(answer, ChartFacts) for answer in first.answers(question, key).values())
    for candidate, tried in zip(wrong, run_all(question, key, [(first, one.code) for one in wrong]), strict=True):
        wanted = candidate.feedback.casefold()
        if tried.points >= question.points or wanted not in tried.said.casefold():
            tried = first.run(question, candidate.code)  # a fault is told of what ran alone
        if tried.points >= question.points:
            proof.faults.append(f"wrong solution accepted: {candidate.title}")
        elif wanted not in tried.said.casefold():
            proof.faults.append(f"wrong solution refused without '{candidate.feedback}': {candidate.title}: {tried.said}")
        elif tried.points and not drawn and (right_on := _lucky(question, key, candidate.code, guessed())):
            proof.faults.append(f"wrong solution accepted on {right_on} of {len(guessed())} variants: {candidate.title}")
        else:
            proof.wrong += 1
    _mutate(exercise, question, trials, key, proof)
    return proof


def _lucky(question: CodeQuestion, key: str, code: str, trials: list[Trial]) -> int:
    """On how many variants an answer is right."""
    tried = run_all(question, key, [(trial, code) for trial in trials], to_first=True)
    return sum(one.points >= question.points for one in tried)


def _mutate(exercise: Exercise, question: CodeQuestion, trials: list[Trial], key: str, proof: Proof) -> None:
    columns = {column for name in trials[0].names.values() if hasattr(name, "columns") for column in name.columns}
    made = mutants(key, columns)
    tried = run_all(question, key, [(trials[0], mutant.code) for mutant in made], to_first=True)
    # What the key gives is worked out once, if at all.
    inputs = functools.cache(lambda name: _inputs(exercise, name))
    given = functools.cache(lambda: [_given(question, trial, key, trial is trials[0], inputs) for trial in trials])
    for mutant, outcome in zip(made, tried):
        if outcome.points < question.points:
            proof.killed += 1
        elif _equivalent(question, trials, given(), mutant.code, inputs):
            proof.equivalent.append(mutant.change)
            continue
        else:
            proof.survived.append(mutant.change)
        proof.mutants += 1
    if proof.share < LEAST_KILLED:
        proof.faults.append(f"only {proof.share:.0%} of the mutants are refused; accepted: {'; '.join(proof.survived)}")


Inputs = Callable[[str], list[tuple]]


def _equivalent(question: CodeQuestion, trials: list[Trial], key: list[dict[str, Any]], code: str, inputs: Inputs) -> bool:
    def work() -> bool:
        return all(
            same(right, _given(question, trial, code, trial is trials[0], inputs))
            for trial, right in zip(trials, key, strict=True)
        )

    alike, _ = in_child(work, 60)
    return bool(alike)


def _given(question: CodeQuestion, trial: Trial, code: str, call: bool, inputs: Inputs) -> dict[str, Any]:
    """The answers of a question by name; of a function what it returns for its inputs, which one variant is enough for.

    A function without inputs is like no other.
    """
    answers = trial.answers(question, code)
    functions = {name: one for name, one in answers.items() if callable(one)}
    called = {name: [_result(one, given) for given in inputs(name)] or object() for name, one in functions.items() if call}
    return answers | dict.fromkeys(functions, "a function") | called


def _inputs(exercise: Exercise, name: str) -> list[tuple]:
    drawn = getattr(exercise.module, "INPUTS", {}).get(name)
    return [drawn(random.Random(f"proof:{name}:{number}")) for number in range(DRAWS if drawn else 0)]


def _result(function: Callable, given: tuple) -> Any:
    try:
        return function(*copy.deepcopy(given))
    except Exception as error:  # the error is the result
        return f"raises {type(error).__name__}"


def same(one: Any, two: Any) -> bool:
    """Whether two answers are one: tables by columns, rows and index, numbers to nine digits."""
    if hasattr(one, "to_dict"):
        return type(one) is type(two) and same(_plain(one), _plain(two))
    if isinstance(one, dict):
        return isinstance(two, dict) and list(one) == list(two) and all(same(one[name], two[name]) for name in one)
    if isinstance(one, (list, tuple)):
        return isinstance(two, (list, tuple)) and len(one) == len(two) and all(map(same, one, two))
    try:
        return bool(abs(one - two) <= 1e-9 * max(1, abs(one))) or bool(one != one and two != two)
    except TypeError:
        return type(one) is type(two) and bool(one == two)


def _plain(table: Any) -> dict[str, Any]:
    whole = table.reset_index() if hasattr(table, "columns") else table.rename("value").reset_index()
    return {str(name): whole[name].astype(object).where(whole[name].notna(), None).tolist() for name in whole.columns}


def inputs_missing(exercise: Exercise) -> list[Fault]:
    """Functions asked for, of which ``INPUTS`` in ``variants.py`` draws no arguments."""
    faults = []
    drawn = getattr(exercise.module, "INPUTS", {})
    file = project.current().within(exercise.folder / "variants.py")
    cells = {cell.id: cell.source for cell in exercise.source.cells if cell.kind == "answer"}
    for question in exercise.questions:
        for name in question.answers if question.id in cells else ():
            if f"def {name}(" in cells[question.id] and name not in drawn:
                said = f"No arguments are drawn for the function '{name}' (question '{question.id}')."
                faults.append(Fault(file, "INPUTS", said, f'add "{name}": lambda chance: (…).'))
    return faults
