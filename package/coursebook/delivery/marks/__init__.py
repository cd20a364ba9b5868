"""Marks into the gradebook files of learning systems."""
