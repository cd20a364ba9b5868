"""The command line: ``coursebook evidence …`` and ``coursebook book …``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="coursebook", description="Tools of the teaching module Leaving the Line.")
    groups = parser.add_subparsers(dest="group", required=True, metavar="COMMAND")

    evidence = groups.add_parser("evidence", help="the data, the claim ledger and the bibliography")
    acts = evidence.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("check", help="list every fault of data/ and references.bib; exit 1 if there is one")
    acts.add_parser("seal", help="write the hashes of changed tables into datapackage.json")

    book = groups.add_parser("book", help="the site")
    acts = book.add_subparsers(dest="act", required=True, metavar="ACT")
    build = acts.add_parser("build", help="execute, check and build to _build/html")
    build.add_argument(
        "--paper", action="store_true", help="pages to be printed, to _build/paper/html, explorers as twins"
    )
    build.add_argument(
        "--pyodide", type=Path, help="folder or archive with the browser's Python, to serve it from the site"
    )
    notebooks = acts.add_parser("notebooks", help="write each chapter as a notebook into a folder")
    notebooks.add_argument("folder", type=Path)
    serve = acts.add_parser("serve", help="show the book here and rebuild on a saved change")
    serve.add_argument("--port", type=int, default=8000, help="port on the loopback address (default 8000)")
    return parser


def _check() -> int:
    from coursebook.evidence.check import counts, faults

    found = faults()
    for fault in found:
        print(fault)
    if found:
        print(f"{len(found)} fault{'s' if len(found) > 1 else ''}.")
        return 1
    print("; ".join(f"{count:,} {what}" for what, count in counts().items()))
    return 0


def _seal() -> int:
    from coursebook.evidence.seal import seal

    changed = seal()
    print(f"Sealed: {', '.join(changed)}." if changed else "Every hash was up to date.")
    return 0


def _build(paper: bool, pyodide: Path | None) -> int:
    from coursebook import paths
    from coursebook.book.build import build

    site = build(out=paths.BUILD / "paper" if paper else paths.BUILD, paper=paper, pyodide=pyodide)
    print(f"\nThe book is in {site}\nOpen {site / 'index.html'} in a browser, or run 'make serve'.")
    return 0


def _notebooks(folder: Path) -> int:
    from coursebook import paths
    from coursebook.book.notebooks import write

    print(f"Written to {folder}: {', '.join(path.name for path in write(paths.ROOT, folder))}.")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 1 fault found, 2 wrong use)."""
    asked = _parser().parse_args(arguments)
    from coursebook.evidence.errors import EvidenceError

    try:
        if asked.group == "evidence":
            return _check() if asked.act == "check" else _seal()
        from coursebook.book.build import BuildError

        try:
            if asked.act == "build":
                return _build(asked.paper, asked.pyodide)
            if asked.act == "notebooks":
                return _notebooks(asked.folder)
            from coursebook.book.serve import serve

            serve(asked.port)
            return 0
        except BuildError as error:
            print(error, file=sys.stderr)
            return 1
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
