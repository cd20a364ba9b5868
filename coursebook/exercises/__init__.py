"""Exercises: questions authored once, checked, and shown where they are meant to be."""

from coursebook.exercises.questions import Question, questions

__all__ = ["Question", "questions"]
