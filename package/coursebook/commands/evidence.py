"""``coursebook evidence``: check, seal and release the data."""

from __future__ import annotations

import argparse

from coursebook import project


def add(groups: argparse._SubParsersAction) -> None:
    """Add the commands to the command line."""
    group = groups.add_parser("evidence", help="the data, the claim ledger and the bibliography")
    acts = group.add_subparsers(dest="act", required=True, metavar="ACT")
    check = acts.add_parser("check", help="list every fault of data/ and references.bib; exit 1 if there is one")
    check.set_defaults(run=_check)
    acts.add_parser("seal", help="write the hashes of changed tables into datapackage.json").set_defaults(run=_seal)
    about = "write down the figures and pages as released; later changes need a line in the log"
    acts.add_parser("release", help=about).set_defaults(run=_release)


def _check(_options: argparse.Namespace) -> int:
    from coursebook.evidence.check import counts, faults

    found = faults()
    for fault in found:
        print(fault)
    if found:
        print(f"{len(found)} fault{'s' if len(found) > 1 else ''}.")
        return 1
    print("; ".join(f"{count:,} {what}" for what, count in counts().items()))
    return 0


def _seal(_options: argparse.Namespace) -> int:
    from coursebook.evidence.seal import seal

    changed = seal()
    print(f"Sealed: {', '.join(changed)}." if changed else "Every hash was up to date.")
    return 0


def _release(_options: argparse.Namespace) -> int:
    from coursebook.book.head.addresses import pages
    from coursebook.book.head.citation import book
    from coursebook.evidence.released import release

    listed = pages(project.current().root)
    count = release(book()["version"], book()["date"], listed)
    print(f"Release {book()['version']} of {book()['date']}: {count:,} cells and {len(listed)} pages written down.")
    return 0
