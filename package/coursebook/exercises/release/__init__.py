"""Handing an assignment out: notebooks, course folder, roster, keys."""
