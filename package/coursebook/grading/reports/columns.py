"""The columns of the tables in the report on an assignment, each with what it holds; the book's reference prints them."""

from __future__ import annotations

import math

# Behind these, marks.csv has a column for each question and each written task.
MARKS = {
    "student": "Id on the roster.",
    "name": "Name on the roster.",
    "status": "`complete`, `essays wait`, `not graded`, `marked by hand`, `damaged`, `excused` or `handed nothing in`.",
    "mark": "Points earned, the penalty for lateness taken off; empty while nobody can say.",
    "of": "Points that can be earned.",
    "waiting for a person": "Points of written answers that nobody has marked yet.",
    "late penalty": "Points taken off for lateness.",
    "handed in": "Date and time of the hand-in, in UTC.",
    "time read from": "What said so: the course file, the system, the file’s name, or another source.",
    "late": "How late it was, in words; empty if it was on time or no due date is known.",
}
NEEDS_A_HUMAN = {
    "student": "Id on the roster; empty where the entry is about a file of nobody or about many.",
    "what": "What kind of look is needed, such as `in doubt`, `late?`, `whose is it?` or `not graded`.",
    "why": "The reason in a sentence.",
    "file": "Where to look.",
}
FILES = {
    "student": "Id on the roster; empty if the file is nobody’s.",
    "file": "The file as it was handed in, with its archive or folder.",
    "what became of it": "Graded, superseded by a later one, left aside, or left to you.",
    "why": "The reason in a sentence.",
}
REPAIRS = {"student": "Id on the roster.", "repair": "What was put right in the notebook before it was run."}
ITEMS = {
    "question": "Id of the question.",
    "points": "Points that can be earned.",
    "students": "How many notebooks were graded.",
    "difficulty": "Mean share of the points earned, from 0 to 1.",
    "blank": "Share of students who left it blank.",
    "most common mistake": "The message of a test that most students met.",
    "times": "How many met it.",
}
SHARED_WORK = {
    "students": "Ids of those whose answers are alike.",
    "question": "Id of the question or written task.",
    "share of overlap": "How much of the answers is alike, from 0 to 1.",
    "what": "Whether the same, much of or some of the text or the code is alike.",
    "how surprising": "How seldom two answers so alike are expected by chance, in words.",
    "side by side": "The page that shows the answers beside each other.",
}
MARKING_SHEET = {
    "student": "Id on the roster.",
    "task": "Id of the written task.",
    "of": "Points that can be earned.",
    "points": "Empty: the second marker fills it in.",
    "text": "The answer.",
}


def points(number: float | None) -> str:
    """Points as a cell; empty while nobody can say."""
    return "" if number is None or math.isnan(number) else f"{number:.4f}".rstrip("0").rstrip(".")
