"""Kinds of arguments that several commands take."""

from __future__ import annotations

import argparse


def names(text: str) -> tuple[str, ...]:
    """Ids with commas between; none is a slip of the hand, and not everybody."""
    found = tuple(name.strip() for name in text.split(",") if name.strip())
    if not found:
        raise argparse.ArgumentTypeError(
            f"'{text}' names nothing. Fix: write ids with commas between, or leave the option out."
        )
    return found


def share(text: str) -> float:
    """A share above 0 and at most 1."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 1:  # nan is not either
        raise argparse.ArgumentTypeError(f"'{text}' is no share. Fix: write a number above 0 and at most 1, such as 0.2.")
    return found
