"""The book without a network: a service worker for readers who ask for it, and a folder that opens from disk."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.application import Sphinx

from coursebook.book.browser import in_page
from coursebook.book.browser.launch import LAB
from coursebook.book.theme import NAME
from coursebook.files import replacing, write_zip

if TYPE_CHECKING:
    from coursebook.publish.passes import Site

HERE = Path(__file__).parent
WORKER = "sw.js"
PAGE = "keep.html"
# What a reader cannot use without a server, or does not read.
LEFT_OUT = {"404.html", "lab", "jupyter_execute", "reports", "objects.inv", WORKER, ".nojekyll"}
COMPRESSED = {".gz", ".br"}
# The whole book once more. A zip holds it, since its pages link to it; to keep it in a browser too would double what is kept.
PRINTED = {".pdf", ".epub"}


def readable(folder: Path) -> Iterator[tuple[str, Path]]:
    """Address and path of every file of the site that a reader needs to have at hand."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        if path.is_file() and not hidden and inside.parts[0] not in LEFT_OUT and path.suffix not in COMPRESSED | PRINTED:
            yield inside.as_posix(), path


def run(site: Site) -> None:
    """Write the service worker with the list of the finished site's files; their size goes into the page that offers it."""
    if PAGE not in site.pages:
        # Without the page that offers it nobody could ask for it.
        return
    site.write()
    files = dict(readable(site.folder))
    weight = sum(path.stat().st_size for path in files.values())
    # What runs code without a network is kept only for a reader who asks for it too.
    python = {f"{LAB}/{name}": path for name, path in in_page.kept(site.lab).items()} if site.lab else {}
    more = sum(path.stat().st_size for path in python.values())
    attributes = f'class="cb-keep" data-megabytes="{weight / 1e6:.1f}" data-python-megabytes="{more / 1e6:.1f}"'
    given = r'class="cb-keep"(?: data-megabytes="[^"]*")?(?: data-python-megabytes="[^"]*")?'
    site.pages[PAGE] = re.sub(given, attributes, site.pages[PAGE], count=1)
    site.write()
    listed, also = _marked(files), _marked(python)
    worker = (HERE / "worker.js").read_text(encoding="utf-8")
    version = hashlib.sha256((worker + listed + also).encode()).hexdigest()[:10]
    for empty, filled in (
        ("const FILES = {};", f"const FILES = {listed};"),
        ("const PYTHON = {};", f"const PYTHON = {also};"),
        ('VERSION = "";', f'VERSION = "{version}";'),
    ):
        if empty not in worker:
            site.fault(WORKER, f"the worker's text lacks '{empty}'.", "put it back into coursebook/book/offline/worker.js.")
        worker = worker.replace(empty, filled, 1)
    site.add(WORKER, worker)


def _marked(files: dict[str, Path]) -> str:
    """Addresses with a mark of each file's content, as a script's object."""
    marks = {address: hashlib.sha256(path.read_bytes()).hexdigest()[:10] for address, path in files.items()}
    return json.dumps(marks, separators=(",", ":"))


def pack(folder: Path, path: Path) -> Path:
    """Pack the site that lies in ``folder`` as a zip with one folder, named as the zip is, and return its path."""
    printed = [(file.name, file) for file in sorted(folder.iterdir()) if file.suffix in PRINTED]
    with replacing(path) as staged:
        write_zip(staged, ((f"{path.stem}/{address}", file) for address, file in [*readable(folder), *printed]))
    return path


def _page(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    # The template is the theme's; with another one, as 'jupyter-book build' takes, nothing is kept.
    if app.builder.format == "html" and app.config.html_theme == NAME and "COURSEBOOK_PAPER" not in os.environ:
        yield "keep", {}, "keep.html"


def setup(app: Sphinx) -> None:
    app.connect("html-collect-pages", _page)
