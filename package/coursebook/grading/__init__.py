"""Grading: submissions read, run in isolation, marked outside of the student's process, and recorded."""
