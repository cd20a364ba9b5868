"""The claim ledger: the claims of the article, what was found, what speaks for the article, and how sure we are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from coursebook import project
from coursebook.evidence import reads
from coursebook.evidence.tables import load, resources
from coursebook.faults import Fault, InputError, nearest
from coursebook.language import noted as N_

TABLE = "claims"
VERDICTS = (
    N_("holds"),
    N_("imprecise"),
    N_("contested"),
    N_("outdated"),
    N_("unsupported"),
    N_("contradicted"),
    N_("category error"),
    N_("not tested"),
    N_("opinion"),
)
# These two judge nothing: no source at hand settles the claim, or it is a view, a forecast or advice.
UNJUDGED = ("not tested", "opinion")


@dataclass(frozen=True)
class Claim:
    """One row of ``data/claims.csv``; fields that the ledger leaves blank are ``None``.

    The columns, and the units of figures, are described in ``data/datapackage.json``; figures are texts, as they are printed.
    """

    id: str
    section: str
    statement: str
    article_value: str | None
    article_low: str | None
    article_high: str | None
    unit: str | None
    period: str | None
    evidence_value: str | None
    evidence_low: str | None
    evidence_high: str | None
    evidence_date: str | None
    cited_here: str | None
    nearest_citation: str | None
    source_read: str | None
    evidence_source: str | None
    locator: str | None
    verdict: str
    fair_sense: str | None
    finding: str
    defence: str | None
    grade: str
    dataset: str | None

    @property
    def evidence_sources(self) -> tuple[str, ...]:
        """Keys of the sources on which the finding rests, besides the cited one and the table."""
        return tuple((self.evidence_source or "").split())


def sections() -> Mapping[str, str]:
    """The ledger's sections by id, with their titles, in the book's order."""
    return project.current().settings.sections


def _blank_to_none(value: Any) -> Any:
    return None if pd.isna(value) else value


def all_claims() -> dict[str, Claim]:
    """All claims by id, in the order in which the article makes them; none in a book without a ledger."""
    reads.note(TABLE)
    return _claims()


@project.cached
def _claims() -> dict[str, Claim]:
    if TABLE not in resources():
        return {}
    return {
        cells["id"]: Claim(**{field: _blank_to_none(value) for field, value in cells.items()})
        for cells in load(TABLE).to_dict("records")
    }


def claim(id: str) -> Claim:
    """One claim by its id.

    Raises:
        InputError: the ledger has no such claim.
    """
    if id not in all_claims():
        raise InputError(Fault("data/claims.csv", "", f"The ledger has no claim '{id}'.", nearest(id, all_claims())))
    return all_claims()[id]
