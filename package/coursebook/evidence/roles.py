"""The book's roles as plain text, for notebooks: figures printed, sources named, terms as they stand."""

from __future__ import annotations

import re

from coursebook.evidence.bibliography import short
from coursebook.evidence.claims import claim
from coursebook.evidence.numbers import number
from coursebook.evidence.printed import printed
from coursebook.evidence.tables import row

ROLE = re.compile(r"\{(?P<name>[\w:-]+)\}`(?P<text>[^`]+)`")
UNVERIFIED = " (unverified)"


def plain_roles(text: str) -> str:
    """The text with every role replaced by what it prints.

    Raises:
        EvidenceError: a role names a claim, row or number that does not exist.
    """
    return ROLE.sub(_role, text)


def _role(match: re.Match) -> str:
    name, text = match["name"], match["text"]
    id, _, part = text.partition(":")
    if name in ("claim", "datum"):
        entry = claim(id) if name == "claim" else row(id)
        return printed(entry, part or None) + (UNVERIFIED if entry.grade == "C" else "")
    if name == "verdict":
        return claim(id).verdict
    if name == "number":
        computed = number(id)
        return computed.text + (UNVERIFIED if computed.grade == "C" else "")
    if name.startswith("cite"):
        said = "; ".join(short(key.strip()) for key in text.split(","))
        return said if name == "cite:t" else f"({said})"
    return re.sub(r"\s*<[^>]*>$", "", text)
