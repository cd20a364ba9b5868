"""The evidence: tables, the claim ledger, computed numbers and the bibliography."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from coursebook.faults import Fault, InputError

if TYPE_CHECKING:
    from coursebook.evidence.claims import Claim, all_claims, claim
    from coursebook.evidence.datapackage import rows, table_names
    from coursebook.evidence.numbers import Number, computed_ids, number
    from coursebook.evidence.tables import Row, load, row

__all__ = [
    "Claim",
    "InputError",
    "Fault",
    "Number",
    "Row",
    "all_claims",
    "claim",
    "computed_ids",
    "load",
    "number",
    "row",
    "rows",
    "table_names",
]
# Imported when first asked for: pandas takes half a second, which a command that only names a fault need not wait.
_PLACES = {
    **dict.fromkeys(("Claim", "all_claims", "claim"), "claims"),
    **dict.fromkeys(("Number", "computed_ids", "number"), "numbers"),
    **dict.fromkeys(("Row", "load", "row"), "tables"),
    **dict.fromkeys(("rows", "table_names"), "datapackage"),
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
