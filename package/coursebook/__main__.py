"""The command line: ``coursebook evidence …``, ``coursebook book …`` and the commands of the exercises."""

from __future__ import annotations

import argparse
import os
import select
import sys
from pathlib import Path

from coursebook import startup  # noqa: F401  (before what it lightens)
from coursebook import project  # isort: skip

CUT_OFF = 128 + 13  # what a shell says of a program that wrote to a reader who had gone


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="coursebook", description="Tools of a data-driven course book.")
    groups = parser.add_subparsers(dest="group", required=True, metavar="COMMAND")

    evidence = groups.add_parser("evidence", help="the data, the claim ledger and the bibliography")
    acts = evidence.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("check", help="list every fault of data/ and references.bib; exit 1 if there is one")
    acts.add_parser("seal", help="write the hashes of changed tables into datapackage.json")
    acts.add_parser("release", help="write down the figures and pages as released; later changes need a line in the log")

    book = groups.add_parser("book", help="the site")
    acts = book.add_subparsers(dest="act", required=True, metavar="ACT")
    build = acts.add_parser("build", help="execute, check and build to _build/html")
    build.add_argument(
        "--paper", action="store_true", help="pages to be printed, to _build/paper/html, explorers as twins"
    )
    build.add_argument(
        "--pyodide", type=Path, help="folder or archive with the browser's Python, to serve it from the site"
    )
    build.add_argument(
        "--language", metavar="CODE", help="the whole book in another language, to _build/CODE/html and into the site"
    )
    messages = acts.add_parser("messages", help="bring the translators' catalogues up to date and list what they lack")
    messages.add_argument("--texts", action="store_true", help="the texts of pages too, for which Sphinx reads the book")
    acts.add_parser("pdf", help="set the whole book as a PDF for paper, into _build")
    acts.add_parser("epub", help="pack the whole book as an e-book, into _build")
    acts.add_parser("zip", help="pack the built site as one folder that opens from disk, into _build")
    notebooks = acts.add_parser("notebooks", help="write each chapter as a notebook into a folder")
    notebooks.add_argument("folder", type=Path)
    serve = acts.add_parser("serve", help="show the book here and rebuild on a saved change")
    serve.add_argument("--port", type=int, default=8000, help="port on the loopback address (default 8000)")

    new = groups.add_parser("new", help="write a small book into an empty folder, to be filled with another subject")
    new.add_argument("title", help="the book's title, in quotation marks")
    new.add_argument("--into", type=Path, default=Path(), metavar="FOLDER", help="the folder (default: this one)")

    from coursebook.delivery import command as delivery
    from coursebook.exercises.release import command
    from coursebook.grading import command as grading
    from coursebook.grading import marks_command
    from coursebook.grading.demo import demonstration

    command.add(groups)
    delivery.add(groups)
    grading.add(groups)
    delivery.add_to_marks(marks_command.add(groups))
    demonstration.add(groups)
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


def _release() -> int:
    from coursebook.book.head.addresses import pages
    from coursebook.book.head.citation import book
    from coursebook.evidence.released import release

    count = release(book()["version"], book()["date"], pages())
    print(f"Release {book()['version']} of {book()['date']}: {count:,} cells and {len(pages())} pages written down.")
    return 0


def _messages(texts: bool) -> int:
    from coursebook.publish.translate import update

    lacking = update(project.current().root, texts)
    print("\n".join(lacking) if lacking else "Every string is translated.")
    return 1 if lacking else 0


def _out(paper: bool) -> Path:
    return project.current().build / "paper" if paper else project.current().build


def _unchanged(paper: bool, pyodide: Path | None) -> bool:
    """Say so if there is nothing to build, before anything is imported that builds."""
    from coursebook.publish import build_state

    if not build_state.is_fresh(_out(paper), build_state.state(project.current().root, paper, pyodide)):
        return False
    print(f"Nothing has changed since the last build.\nThe book is in {_out(paper) / 'html'}")
    return True


def _build(paper: bool, pyodide: Path | None, language: str | None) -> int:
    from coursebook.publish.build import build

    if language not in (None, "en"):
        from coursebook.publish.translate import build_in

        return build_in(language)
    site = build(out=_out(paper), paper=paper, pyodide=pyodide)
    print(f"\nThe book is in {site}\nOpen {site / 'index.html'} in a browser, or run 'make serve'.")
    return 0


def _print(kind: str) -> int:
    from coursebook.publish.lock import locked
    from coursebook.publish.print import make

    with locked(project.current().build):
        pages = make.pages()
        print("Setting the pages …", flush=True)
        path = make.make_pdf(pages) if kind == "pdf" else make.make_epub(pages)
    print(f"\nThe book is in {path} ({path.stat().st_size / 1e6:.1f} MB).")
    return 0


def _zip() -> int:
    from coursebook.publish import offline
    from coursebook.publish.build import build
    from coursebook.publish.lock import locked

    with locked(project.current().build):
        path = offline.pack(build(), project.current().build / f"{project.current().settings.book.slug}.zip")
    print(f"\nThe book is in {path} ({path.stat().st_size / 1e6:.1f} MB). Unpack it and open index.html.")
    return 0


def _notebooks(folder: Path) -> int:
    from coursebook.book.browser.chapter_notebooks import write

    print(f"Written to {folder}: {', '.join(path.name for path in write(project.current().root, folder))}.")
    return 0


def _new(title: str, folder: Path) -> int:
    from coursebook.new_book import new_book

    print(f"The book is in {new_book(title, folder.absolute())}. There, 'make book' builds it, 'make test' checks it; README.md says what to change.")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 1 fault found, 2 wrong use)."""
    code = CUT_OFF
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter is no reason to stop
    try:
        try:
            code = _run(_parser().parse_args(arguments))
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        if not _nobody_reads():
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the end of Python says so once more
    return code


def _nobody_reads() -> bool:
    """Whether standard output was closed by its reader, such as head."""
    output = select.poll()
    output.register(sys.stdout, 0)
    return any(event & select.POLLERR for _, event in output.poll(0))


def _run(asked: argparse.Namespace) -> int:
    from coursebook.faults import EvidenceError

    try:
        if asked.group == "new":
            return _new(asked.title, asked.into)
        if book := project.found():
            _ = book.settings  # a fault of coursebook.toml is the first thing that any command says
        if asked.group == "evidence":
            return {"check": _check, "seal": _seal, "release": _release}[asked.act]()
        if asked.group == "grade":
            from coursebook.grading import command as grading

            return grading.run(asked)
        if asked.group == "demo":
            from coursebook.grading.demo import demonstration

            return demonstration.run(asked)
        if asked.group == "marks":
            from coursebook.delivery import command as delivery
            from coursebook.grading import marks_command

            return delivery.export_marks(asked) if asked.act == "export" else marks_command.run(asked)
        if asked.group in ("release", "verify"):
            from coursebook.delivery import command as delivery
            from coursebook.exercises.release import command

            code = command.run(asked)
            return code or delivery.follow(asked)
        if asked.group == "deliver":
            from coursebook.delivery import command as delivery

            return delivery.run(asked)
        if asked.group == "book" and asked.act == "build" and not getattr(asked, "language", None) and _unchanged(asked.paper, asked.pyodide):
            return 0
        from coursebook.publish.errors import BuildError

        try:
            if asked.act == "build":
                return _build(asked.paper, asked.pyodide, asked.language)
            if asked.act == "messages":
                return _messages(asked.texts)
            if asked.act in ("pdf", "epub"):
                return _print(asked.act)
            if asked.act == "zip":
                return _zip()
            if asked.act == "notebooks":
                return _notebooks(asked.folder)
            from coursebook.publish.serve import serve

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
