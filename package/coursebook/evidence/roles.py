"""The book's roles as plain text, for notebooks: figures printed, sources named, terms as they stand."""

from __future__ import annotations

import re

from coursebook.evidence.bibliography import short
from coursebook.evidence.claims import claim
from coursebook.evidence.numbers import number
from coursebook.evidence.printed import printed
from coursebook.evidence.tables import row
from coursebook.language import gettext

ROLE = re.compile(r"\{(?P<name>[\w:-]+)\}`(?P<text>[^`]+)`")
UNVERIFIED = " (unverified)"


def plain_roles(text: str) -> str:
    """The text with every role replaced by what it prints.

    Raises:
        InputError: a role names a claim, row or number that does not exist.
    """
    return ROLE.sub(lambda match: _printed(match, UNVERIFIED), text)


def plain_figures(text: str) -> str:
    """As :func:`plain_roles`, without a word about a figure that is not verified: for titles and choices, which take no mark.

    Raises:
        InputError: a role names a claim, row or number that does not exist.
    """
    return ROLE.sub(lambda match: _printed(match, ""), text)


def _printed(match: re.Match, unverified: str) -> str:
    name, text = match["name"], match["text"]
    id, _, part = text.partition(":")
    if name in ("claim", "datum"):
        entry = claim(id) if name == "claim" else row(id)
        return printed(entry, part or None) + unverified * (entry.grade == "C")
    if name == "verdict":
        return gettext(claim(id).verdict)
    if name == "number":
        computed = number(id)
        return computed.text + unverified * (computed.grade == "C")
    if name.startswith("cite"):
        said = "; ".join(short(key.strip()) for key in text.split(","))
        return said if name == "cite:t" else f"({said})"
    return re.sub(r"\s*<[^>]*>$", "", text)
