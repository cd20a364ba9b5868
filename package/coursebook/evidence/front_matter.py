"""The fields in YAML at the head of a page's file."""

from __future__ import annotations

import re

import yaml

HEAD = re.compile(r"\A---\n(.*?)^---$", re.M | re.S)


def parted(text: str) -> tuple[dict, str]:
    """The fields of a page, empty where there are none, and the rest of its text."""
    head = HEAD.match(text)
    fields = yaml.safe_load(head[1]) if head else None
    return fields if isinstance(fields, dict) else {}, text[head.end() :] if head else text
