"""Exercises: questions authored once, checked, and shown where they are meant to be."""
