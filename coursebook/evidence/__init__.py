"""The evidence: tables, the claim ledger, computed numbers and the bibliography."""

from coursebook.evidence.claims import Claim, all_claims, claim
from coursebook.evidence.errors import EvidenceError, Fault
from coursebook.evidence.numbers import Number, computed_ids, number
from coursebook.evidence.tables import Row, load, row, table_names

__all__ = [
    "Claim",
    "EvidenceError",
    "Fault",
    "Number",
    "Row",
    "all_claims",
    "claim",
    "computed_ids",
    "load",
    "number",
    "row",
    "table_names",
]
