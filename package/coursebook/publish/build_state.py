"""Whether the built site is that of the files as they are now: seen in a moment, without importing what builds it."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from coursebook import project

# Folders that no build reads.
NOT_READ = {"_build", "__pycache__", "tests", "benchmarks", "docs", "node_modules"}
# Files that a build makes beside its sources: catalogues as Sphinx compiles them.
MADE = ".mo"
NOTED = "finished"


def hashed(files: Iterable[Path], more: str = "") -> str:
    """A hash of the names and contents of files, of this Python, and of what else is said."""
    made = hashlib.sha256((sys.version + more).encode())
    for path in sorted(set(files)):
        if path.is_file():
            made.update(os.fsencode(path) + path.read_bytes())
    return made.hexdigest()


def state(source: Path, paper: bool = False, pyodide: Path | None = None) -> str:
    """A hash of everything that a build can read: while it stands, there is nothing to do."""
    runtime = f"{pyodide} {pyodide.stat().st_mtime_ns if pyodide and pyodide.exists() else ''}"
    folders = {source.resolve(), project.current().root, project.current().data}
    files = (path for folder in folders for path in sources(folder) if path.suffix != MADE)
    return hashed(files, f"{paper} {runtime}")


def sources(folder: Path) -> Iterator[Path]:
    """Every file below a folder but for those of environments, of tests and of what builds leave."""
    for inside, below, names in os.walk(folder):
        below[:] = [name for name in below if name not in NOT_READ and not name.startswith(".")]
        yield from (Path(inside, name) for name in names)


def is_fresh(out: Path, wanted: str) -> bool:
    """Whether ``out/html`` was built from that state, and offers the PDF and the e-book that lie beside it."""
    noted = out / ".staging" / NOTED
    for path in (*out.glob("*.pdf"), *out.glob("*.epub")):
        offered = out / "html" / path.name
        if not offered.is_file() or offered.stat().st_mtime_ns != path.stat().st_mtime_ns:
            return False
    return (out / "html" / "index.html").is_file() and noted.is_file() and noted.read_text() == wanted
