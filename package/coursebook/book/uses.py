"""Where each claim, row and computed figure is used, so that the ledger can link back."""

from __future__ import annotations

from collections import defaultdict

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from coursebook import language
from coursebook.evidence import all_claims

logger = logging.getLogger(__name__)

Uses = dict[tuple[str, str], list[tuple[str, str]]]


def all_uses(env: BuildEnvironment) -> Uses:
    """(kind, id) -> the (page, anchor) pairs where it is printed, kept with the environment."""
    return vars(env).setdefault("coursebook_uses", defaultdict(list))


def pages_with_links(env: BuildEnvironment) -> set[str]:
    """Pages that link back to every use: they are written anew at every build."""
    return vars(env).setdefault("coursebook_pages_with_links", set())


def note(env: BuildEnvironment, kind: str, id: str, anchor: str) -> None:
    """Record that the page being read prints a claim, row or number; a translation is no other place."""
    if language.split(env.docname)[1] != env.docname:
        return
    all_uses(env)[kind, id].append((env.docname, anchor))


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    uses = all_uses(env)
    for key, places in list(uses.items()):
        uses[key] = [place for place in places if place[0] != docname]


def _every_claim_used(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """A claim that no chapter takes up is a build error, in any book that prints the ledger."""
    pages = pages_with_links(env) & set(env.found_docs)
    if pages:
        for id in all_claims():
            if not all_uses(env).get(("claim", id)):
                logger.warning(
                    f"data/claims.csv, row '{id}': no chapter uses this claim. "
                    "Fix: print it with {claim}`…`, or list its section with {claims}.",
                    type="coursebook",
                    subtype="unused",
                )
    return sorted(pages)


def setup(app: Sphinx) -> None:
    app.connect("env-purge-doc", _purge)
    app.connect("env-updated", _every_claim_used)
