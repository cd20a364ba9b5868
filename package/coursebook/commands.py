"""The commands that work on the evidence and on the site: ``coursebook evidence``, ``book`` and ``new``.

Heavy imports stand in the functions that need them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

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

    group = groups.add_parser("book", help="the site")
    acts = group.add_subparsers(dest="act", required=True, metavar="ACT")
    build = acts.add_parser("build", help="execute, check and build to _build/html")
    build.set_defaults(run=_build)
    build.add_argument("--paper", action="store_true", help="pages to be printed, to _build/paper/html, explorers as twins")
    build.add_argument("--pyodide", type=Path, help="folder or archive with the browser's Python, to serve it from the site")
    build.add_argument(
        "--language", metavar="CODE", help="the whole book in another language, to _build/CODE/html and into the site"
    )
    messages = acts.add_parser("messages", help="bring the translators' catalogues up to date and list what they lack")
    messages.set_defaults(run=_messages)
    messages.add_argument("--texts", action="store_true", help="the texts of pages too, for which Sphinx reads the book")
    acts.add_parser("pdf", help="set the whole book as a PDF for paper, into _build").set_defaults(run=_print)
    acts.add_parser("epub", help="pack the whole book as an e-book, into _build").set_defaults(run=_print)
    acts.add_parser("zip", help="pack the built site as one folder that opens from disk, into _build").set_defaults(run=_zip)
    slides = acts.add_parser("slides", help="write a chapter's slides, with notes for who speaks")
    slides.set_defaults(run=_slides)
    slides.add_argument("chapter", help="its name, such as introduction")
    slides.add_argument("--out", type=Path, required=True, help="the file: .html (reveal.js, needs no network) or .pptx")
    notebooks = acts.add_parser("notebooks", help="write each chapter as a notebook into a folder")
    notebooks.set_defaults(run=_notebooks)
    notebooks.add_argument("folder", type=Path, help="the folder to write into")
    serve = acts.add_parser("serve", help="show the book here and rebuild on a saved change")
    serve.set_defaults(run=_serve)
    serve.add_argument("--port", type=int, default=8000, help="port on the loopback address (default 8000)")

    new = groups.add_parser("new", help="write a small book into an empty folder, to be filled with another subject")
    new.set_defaults(run=_new)
    new.add_argument("title", help="the book's title, in quotation marks")
    new.add_argument("--into", type=Path, default=Path(), metavar="FOLDER", help="the folder (default: this one)")


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


def _out(options: argparse.Namespace) -> Path:
    return project.current().build / "paper" if options.paper else project.current().build


def _is_unchanged(options: argparse.Namespace) -> bool:
    """Say so if there is nothing to build, before anything is imported that builds."""
    from coursebook.publish import build_state

    out = _out(options)
    if not build_state.is_fresh(out, build_state.state(project.current().root, options.paper, options.pyodide)):
        return False
    print(f"Nothing has changed since the last build.\nThe book is in {out / 'html'}")
    return True


def _build(options: argparse.Namespace) -> int:
    if not options.language and _is_unchanged(options):
        return 0
    from coursebook.publish.build import build

    if options.language not in (None, "en"):
        from coursebook.publish.translate import build_in

        return build_in(options.language)
    site = build(out=_out(options), paper=options.paper, pyodide=options.pyodide)
    print(f"\nThe book is in {site}\nOpen {site / 'index.html'} in a browser, or run 'make serve'.")
    return 0


def _messages(options: argparse.Namespace) -> int:
    from coursebook.publish.translate import update

    lacking = update(project.current().root, options.texts)
    print("\n".join(lacking) if lacking else "Every string is translated.")
    return 1 if lacking else 0


def _print(options: argparse.Namespace) -> int:
    from coursebook.publish.lock import locked
    from coursebook.publish.print import make

    with locked(project.current().build):
        pages = make.pages()
        print("Setting the pages …", flush=True)
        path = make.make_pdf(pages) if options.act == "pdf" else make.make_epub(pages)
    print(f"\nThe book is in {path} ({path.stat().st_size / 1e6:.1f} MB).")
    return 0


def _zip(_options: argparse.Namespace) -> int:
    from coursebook.publish import offline
    from coursebook.publish.build import build
    from coursebook.publish.lock import locked

    book = project.current()
    with locked(book.build):
        path = offline.pack(build(), book.build / f"{book.settings.book.slug}.zip")
    print(f"\nThe book is in {path} ({path.stat().st_size / 1e6:.1f} MB). Unpack it and open index.html.")
    return 0


def _slides(options: argparse.Namespace) -> int:
    from coursebook.publish.lock import locked
    from coursebook.publish.slides import make

    with locked(project.current().build):
        count = make.write(options.chapter, options.out)
    print(f"\n{count} slides: {options.out}")
    return 0


def _notebooks(options: argparse.Namespace) -> int:
    from coursebook.book.browser.chapter_notebooks import write

    written = write(project.current().root, options.folder)
    print(f"Written to {options.folder}: {', '.join(path.name for path in written)}.")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from coursebook.publish.serve import serve

    serve(options.port)
    return 0


def _new(options: argparse.Namespace) -> int:
    from coursebook.new_book import new_book

    folder = new_book(options.title, options.into.absolute())
    print(f"The book is in {folder}. There, 'make book' builds it, 'make test' checks it; README.md says what to change.")
    return 0
