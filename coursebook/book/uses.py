"""Where each claim, row and computed figure is used, so that the ledger can link back."""

from __future__ import annotations

from collections import defaultdict

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from coursebook import paths
from coursebook.evidence import all_claims

Uses = dict[tuple[str, str], list[tuple[str, str]]]


def all_uses(env: BuildEnvironment) -> Uses:
    """(kind, id) -> the (page, anchor) pairs where it is printed, kept with the environment."""
    if not hasattr(env, "coursebook_uses"):
        env.coursebook_uses = defaultdict(list)
    return env.coursebook_uses


def note(env: BuildEnvironment, kind: str, id: str, anchor: str) -> None:
    """Record that the page being read prints a claim, row or number."""
    all_uses(env)[kind, id].append((env.docname, anchor))
    env.note_dependency(str(paths.DATAPACKAGE))


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    uses = all_uses(env)
    for key, places in list(uses.items()):
        uses[key] = [place for place in places if place[0] != docname]


def _every_claim_used(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Claims that no chapter takes up are build errors; the ledger's page is written last, with all links."""
    from sphinx.util import logging

    uses = all_uses(env)
    ledger_pages = getattr(env, "coursebook_ledger_pages", set())
    if ledger_pages:
        for id in all_claims():
            if not uses.get(("claim", id)):
                logging.getLogger(__name__).warning(
                    f"data/claims.csv, row '{id}': no chapter uses this claim. "
                    "Mend: print it with {claim}`…`, or list its section with {claims}.",
                    type="coursebook",
                    subtype="unused",
                )
    return sorted(ledger_pages & set(env.found_docs))


def setup(app: Sphinx) -> None:
    app.connect("env-purge-doc", _purge)
    app.connect("env-updated", _every_claim_used)
