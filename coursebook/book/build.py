"""Build the book: execute what changed, check everything, and swap the finished site in.

The book is built in ``_build/.staging``. Only a build without a warning replaces
``_build/html``, in one rename, so readers keep the last good site.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from coursebook import paths
from coursebook.book.explorers import PAPER
from coursebook.book.failures import cell_failures
from coursebook.book.foreign import foreign_requests
from coursebook.book.lab import LabError, lab
from coursebook.book.launch import LAB
from coursebook.evidence.check import faults
from coursebook.explorer import BUILDING

# The command of jupyter-book, of this very environment.
START = "from jupyter_book.cli.main import main; main()"


class BuildError(RuntimeError):
    """The book could not be built; the message says why and that the last site stands."""


def _inputs() -> list[Path]:
    """Files besides the chapters that decide what their cells print."""
    return [
        *sorted(paths.DATA.glob("*")),
        *sorted(path for path in paths.PACKAGE.rglob("*") if path.suffix in (".py", ".mplstyle", ".json")),
        paths.BIBLIOGRAPHY,
        paths.ROOT / "requirements.txt",
        paths.ROOT / "_config.yml",
    ]


def key() -> str:
    """A hash of the data, the package and the lock: when it changes, every cell runs again."""
    hashed = hashlib.sha256(sys.version.encode())
    for path in _inputs():
        if path.is_file():
            hashed.update(path.name.encode())
            hashed.update(path.read_bytes())
    return hashed.hexdigest()


def build(source: Path = paths.ROOT, out: Path = paths.BUILD, paper: bool = False, pyodide: Path | None = None) -> Path:
    """Build the site of ``source`` into ``out/html`` and return that folder.

    Args:
        source: the folder with ``_config.yml`` and ``_toc.yml``.
        out: the folder for the site and for what makes the next build faster.
        paper: make pages to be printed, in which explorers stand as their twins, without notebooks.
        pyodide: a folder or archive with the browser's Python; without one it comes from its public files.

    Raises:
        BuildError: the evidence is faulty, or Sphinx or a cell reports a warning.
    """
    found = faults()
    if found:
        listed = "\n".join(f"  {fault}" for fault in found)
        raise BuildError(f"The evidence has {len(found)} faults, so nothing was built:\n{listed}")
    staging, site = out / ".staging", out / "html"
    _forget_stale(staging)
    # Reports of an earlier failure would be told again.
    shutil.rmtree(staging / "_build" / "html" / "reports", ignore_errors=True)
    command = [sys.executable, "-c", START, "build", str(source), "--path-output", str(staging)]
    command += ["-n", "-W", "--keep-going"]
    environment = {**os.environ, BUILDING: "1", "PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    environment |= {PAPER: "1"} if paper else {}
    done = subprocess.run(command, env=environment, check=False)
    if done.returncode:
        raised = "".join(f"\n  {line}" for line in cell_failures(staging / "_build" / "html" / "reports", source))
        kept = f"\nThe last good site stands in {site}." if site.is_dir() else ""
        raise BuildError(f"The book was not built: see the warnings above, each with its file.{raised}{kept}")
    fetched = foreign_requests(staging / "_build" / "html")
    if fetched:
        listed = "\n".join(f"  {line}" for line in fetched)
        raise BuildError(f"Pages would ask other hosts:\n{listed}\nMend: put a copy into the book, or only link to it.")
    try:
        notebooks = None if paper else lab(source, out, pyodide)
    except LabError as error:
        raise BuildError(str(error)) from None
    (staging / "key").write_text(key())
    return _swap(staging / "_build" / "html", site, notebooks)


def _forget_stale(staging: Path) -> None:
    """Drop outputs that were computed from other data or another package."""
    noted = staging / "key"
    if staging.is_dir() and (not noted.is_file() or noted.read_text() != key()):
        shutil.rmtree(staging)
    staging.mkdir(parents=True, exist_ok=True)


def _swap(fresh: Path, site: Path, notebooks: Path | None) -> Path:
    """Put a copy of the fresh site, and its notebooks, in place of the old one with two renames."""
    coming, going = site.with_name(".coming"), site.with_name(".going")
    for left in (coming, going):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(fresh, coming, ignore=shutil.ignore_patterns(".buildinfo*", "jupyter_execute"))
    if notebooks:
        # Links instead of copies: the same files again at every build.
        shutil.copytree(notebooks, coming / LAB, copy_function=os.link)
    if site.is_dir():
        site.rename(going)
    coming.rename(site)
    shutil.rmtree(going, ignore_errors=True)
    return site
