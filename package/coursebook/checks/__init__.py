"""Checks for exercise notebooks: each raises an AssertionError whose message names the mistake and where to read on.

The same checks run in a student's notebook, under nbgrader and in the grader. They take the
answers as data: numbers, tables, functions to call, and what a chart shows.
"""

from coursebook.checks import charts
from coursebook.checks.chance import rng
from coursebook.checks.functions import agrees, call, returns
from coursebook.checks.numbers import bounds, number
from coursebook.checks.tables import table
from coursebook.checks.values import chosen, value

__all__ = ["agrees", "bounds", "call", "charts", "chosen", "rng", "number", "returns", "table", "value"]
