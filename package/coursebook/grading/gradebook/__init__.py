"""Marks: the record of each submission and nbgrader's gradebook."""
