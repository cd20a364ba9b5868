"""Figures computed for this subject."""
