"""The site against its peers: build times, page weights, Lighthouse.

    .venv/bin/python benchmarks/site.py [ratios] [pages] [peers]     all three without a word

*ratios* builds the same book with stock ``jupyter-book build`` and with ``coursebook book build``, in copies, one
after the other in one run. *pages* measures every page of ``_build/html`` with Lighthouse, mobile, the median of
three. *peers* sets one chapter, as an executed notebook, with each peer in an environment of its own.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from coursebook import project  # noqa: E402
from coursebook.figures.explorer import BUILDING  # noqa: E402
from coursebook.publish.headers import Handler  # noqa: E402
from coursebook.publish.passes import Site, budget  # noqa: E402

from tests.browser.lighthouse import CATEGORIES, lighthouse, medians  # noqa: E402

LEFT_OUT = shutil.ignore_patterns(".venv", "_build", ".git", "__pycache__", "*.egg-info", ".pytest_cache", "tests")
STOCK = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "."]
OURS = [sys.executable, "-m", "coursebook", "book", "build"]
EDITED = "chapters/reform.md"
TARGETS = {
    "cold": 0.5,
    "nothing changed": 0.3,
    "one sentence, fresh command": 0.9,
    "one sentence, while it is served": 0.3,
}
PEERS = {
    "Jupyter Book, stock": (["jupyter-book==1.0.4.post1"], "sphinx_book_theme"),
    "Jupyter Book, Furo": (["jupyter-book==1.0.4.post1", "furo==2025.12.19"], "furo"),
    "Jupyter Book, QuantEcon": (
        ["jupyter-book==1.0.4.post1", "sphinx-book-theme==1.1.4", "libsass==0.23.0"],
        "quantecon_book_theme",
    ),
    "MkDocs Material": (["mkdocs-material==9.8.1", "mkdocs-jupyter==0.26.3"], None),
}

# The last one for Python 3.11 asks for a Sphinx that Jupyter Book does not take any more, and works with the present one.
WITHOUT_NEEDS = {"quantecon_book_theme": "quantecon-book-theme==0.8.2"}


def run(command: list[str], folder: Path) -> float:
    """Seconds that a command takes; its failure ends the benchmark."""
    environment = {**os.environ, "PYTHONPATH": str(folder), BUILDING: "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    begun = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[-3:])} failed in {folder}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return time.monotonic() - begun


def edit(folder: Path) -> None:
    """Change one sentence of one chapter."""
    page = folder / EDITED
    text = page.read_text(encoding="utf-8")
    at = text.index("\n\n", text.index("\n# ")) + 2
    page.write_text(f"{text[:at]}This sentence is new ({time.monotonic_ns() % 7 * 'very '}new). {text[at:]}", encoding="utf-8")


def served(folder: Path) -> float:
    """Seconds from a saved sentence to the rebuilt site while the book is served."""
    return while_served(folder, sys.executable, lambda: edit(folder))


def while_served(folder: Path, python: str, change: Callable[[], None]) -> float:
    """Seconds from a saved change to the rebuilt site, with the book in ``folder`` served by that interpreter's package."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [python, "-m", "coursebook", "book", "serve", "--port", str(port)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait(server, "The book is at")
        change()
        begun = time.monotonic()
        _wait(server, "Built in")
        return time.monotonic() - begun
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen, words: str) -> None:
    for line in server.stdout:
        if words in line:
            return
    sys.exit(f"'coursebook book serve' ended before it said '{words}'.")


def ratios() -> None:
    """Print how long each kind of build takes, and its share of stock Jupyter Book's time."""
    with tempfile.TemporaryDirectory() as given:
        stock, ours = Path(given, "stock"), Path(given, "ours")
        for folder in (stock, ours):
            shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        times: dict[str, tuple[float, float]] = {}
        for kind in TARGETS:
            print(f"  {kind} …", file=sys.stderr, flush=True)
            if kind.startswith("one sentence"):
                edit(stock)
            first = run(STOCK, stock) if kind != "one sentence, while it is served" else times["one sentence, fresh command"][0]
            if kind == "one sentence, while it is served":
                second = served(ours)
            else:
                if kind.startswith("one sentence"):
                    edit(ours)
                second = run(OURS, ours)
            times[kind] = first, second
    print("\n| build | stock Jupyter Book s | coursebook s | ratio | target |\n|---|---|---|---|---|")
    for kind, (first, second) in times.items():
        print(f"| {kind} | {first:.1f} | {second:.1f} | {second / first:.2f} | at most {TARGETS[kind]} |")


@contextmanager
def address(folder: Path) -> Iterator[str]:
    """A folder on a loopback address, with the headers and the compression of the sample settings."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def pages() -> None:
    """Print what each page weighs and how Lighthouse judges it."""
    site = Site(project.current().site, ROOT, project.current().staging)
    with address(project.current().site) as base:
        found = medians(lighthouse([f"{base}/{name}" for name in site.pages], runs=3))
    print(
        "\n| page | page kB | first visit kB | budget | performance | accessibility | best practices | SEO | FCP ms | LCP ms | CLS |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name in site.pages:
        weight, report = budget.weight(site, name), found[f"{base}/{name}"]
        scores = " | ".join(f"{report['scores'][category]:.0f}" for category in CATEGORIES)
        print(
            f"| {name} | {weight.page / 1000:.1f} | {weight.total / 1000:.1f} | {weight.allowed / 1000:.0f} | {scores} "
            f"| {report['fcp']:.0f} | {report['lcp']:.0f} | {report['cls']:.3f} |"
        )


def peers() -> None:
    """Print what one chapter weighs and how Lighthouse judges it, set by each peer and by this book."""
    rows = []
    with tempfile.TemporaryDirectory() as given:
        notebook = _executed(Path(given))
        for name, (packages, theme) in PEERS.items():
            print(f"  {name} …", file=sys.stderr, flush=True)
            folder = Path(given, name.replace(" ", "-").replace(",", ""))
            site, page = _set(folder, notebook, packages, theme)
            _compress(site)
            with address_plain(site) as base:
                rows.append((name, medians(lighthouse([f"{base}/{page}"], runs=3))[f"{base}/{page}"]))
    with address(project.current().site) as base:
        page = f"{base}/{EDITED.replace('.md', '.html')}"
        rows.append(("this book", medians(lighthouse([page], runs=3))[page]))
    print(
        "\n| one chapter | transfer kB | performance | accessibility | FCP ms | LCP ms | CLS |\n|---|---|---|---|---|---|---|"
    )
    for name, report in rows:
        scores = f"{report['scores']['performance']:.0f} | {report['scores']['accessibility']:.0f}"
        print(f"| {name} | {report['kB']:.0f} | {scores} | {report['fcp']:.0f} | {report['lcp']:.0f} | {report['cls']:.3f} |")


def _executed(folder: Path) -> Path:
    """A chapter as a notebook with its outputs, which every peer can set."""
    import nbformat
    from coursebook.book.browser import chapter_notebooks
    from coursebook.publish import kernel

    source = ROOT / EDITED
    plain = chapter_notebooks.notebook(source)
    plain.cells.pop(1)
    here = os.getcwd()
    done = kernel.run(nbformat.writes(plain), str(folder), {BUILDING: "1"}, str(ROOT))
    os.chdir(here)
    if done.failed:
        sys.exit(f"{EDITED}: {done.failed}")
    path = folder / "chapter.ipynb"
    path.write_text(done.notebook, encoding="utf-8")
    return path


def _set(folder: Path, notebook: Path, packages: list[str], theme: str | None) -> tuple[Path, str]:
    """Build the chapter in an environment of its own; returns the site and its page."""
    folder.mkdir()
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*install, *packages], folder)
    if theme in WITHOUT_NEEDS:
        run([*install, "--no-deps", WITHOUT_NEEDS[theme]], folder)
    book = folder / "book"
    book.mkdir()
    if theme is None:
        (book / "docs").mkdir()
        shutil.copyfile(notebook, book / "docs" / "index.ipynb")
        (book / "mkdocs.yml").write_text(
            "site_name: A book\ntheme: {name: material, font: false}\nplugins: [search, mkdocs-jupyter]\n"
        )
        run([str(python), "-m", "mkdocs", "build", "--quiet"], book)
        return book / "site", "index.html"
    shutil.copyfile(notebook, book / "chapter.ipynb")
    (book / "index.md").write_text("# A book\n\nText.\n")
    (book / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n  - file: chapter\n")
    (book / "_config.yml").write_text(
        f"title: A book\nauthor: Somebody\nexecute: {{execute_notebooks: 'off'}}\nsphinx: {{config: {{html_theme: {theme}, html_theme_options: {{}}}}}}\n"
    )
    run([str(python), "-c", STOCK[2], "build", "."], book)
    return book / "_build" / "html", "chapter.html"


def _compress(site: Path) -> None:
    """A peer's site as a good server sends it: compressed."""
    import gzip

    for path in site.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".css", ".js", ".svg", ".json"):
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9))


@contextmanager
def address_plain(folder: Path) -> Iterator[str]:
    """A peer's site on a loopback address: compressed, but without this book's policy, which it was not made for."""

    class Open(Handler):
        def send_header(self, name, value):
            if name != "Content-Security-Policy":
                super().send_header(name, value)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Open, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def main() -> None:
    """Run what the words on the command line ask for."""
    for step in (ratios, pages, peers):
        if len(sys.argv) == 1 or step.__name__ in sys.argv[1:]:
            step()


if __name__ == "__main__":
    main()
