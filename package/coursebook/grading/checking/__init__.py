"""Tests on answers that were fetched as data, in a process that never ran the student's code."""
