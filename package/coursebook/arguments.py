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
