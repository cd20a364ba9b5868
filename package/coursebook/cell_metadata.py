"""What nbgrader's metadata says of a notebook's cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def nbgrader_of(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """nbgrader's metadata of a cell (a dict of nbformat 4, or a node); empty for a cell that is none of nbgrader's."""
    return cell.get("metadata", {}).get("nbgrader") or {}


def grade_id(cell: Mapping[str, Any]) -> str:
    """nbgrader's id of a cell; "" for none."""
    return nbgrader_of(cell).get("grade_id") or ""


def cell_key(cell: Mapping[str, Any]) -> str:
    """The id by which a cell of a release is known: nbgrader's, or else its own; "" for none."""
    return grade_id(cell) or cell.get("id") or ""
