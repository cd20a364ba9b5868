"""Practice questions of kind ``code``: a short function, checked in the page by calls that everybody sees.

What a call should give is not written down: the model answer gives it, from the data as they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from coursebook.exercises.questions import Question


def wanted(question: Question) -> list[tuple[str, str]]:
    """The calls that check an answer, each with its value as a Python literal.

    Raises:
        Exception: whatever the model answer raises; :func:`faults` tells it.
    """
    return [(call, repr(value)) for call, value in _values(question, question.cells["answer"])]


def _values(question: Question, answer: str) -> Iterator[tuple[str, Any]]:
    """The calls with what they give after an answer ran; both are the book's own code."""
    namespace: dict[str, Any] = {"__name__": question.id}
    exec(question.cells.get("given", ""), namespace)
    exec(answer, namespace)
    for call in question.cells["checks"]:
        yield call, eval(call, namespace)


def faults(question: Question) -> Iterator[tuple[str, str]]:
    """What is wrong with a question, and how to mend it."""
    if question.use != "practice":
        yield "A question of kind code is marked in the page, so it cannot be graded.", "write 'use: practice'."
        return
    try:
        right = wanted(question)
    except Exception as error:
        yield f"Its model answer fails: {type(error).__name__}: {error}.", "correct answer, given or checks."
        return
    for call, value in right:
        try:
            ast.literal_eval(value)
        except (SyntaxError, ValueError):
            yield (
                f"'{call}' gives {value}, which is no plain value.",
                "call it so that it gives a number, text, list or dictionary.",
            )
            return
    try:
        begun = [(call, repr(value)) for call, value in _values(question, question.cells["starter"])]
    except Exception:
        return
    if begun == right:
        yield "The starter already gives what every call should.", "leave something to write."
