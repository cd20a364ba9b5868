"""Python for the cells of a page: the worker that runs them, and what it is made of.

Three files under ``lab/python/``: the worker, the Python that it runs cells with, and ``about.json``, which says where
Pyodide and our wheels lie. They lie under ``lab/``, whose policy lets Python be compiled, since a worker has the policy
of its own file; the pages keep theirs.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from coursebook.book.browser import pyodide

FOLDER = "python"
WORKER, CELLS, ABOUT = "worker.js", "cells.py", "about.json"
HERE = Path(__file__).parent
# From the worker's folder.
LOCAL, WHEELS = "../static/pyodide/", "../pypi/"


def write(lab: Path, local: bool) -> None:
    """Write the three files into a finished ``lab/``.

    Args:
        lab: the folder with JupyterLite, its wheels in ``pypi/``.
        local: Pyodide lies in ``static/pyodide/`` there; else it comes from its public files.
    """
    folder = lab / FOLDER
    folder.mkdir(exist_ok=True)
    for name in (WORKER, CELLS):
        shutil.copyfile(HERE / name, folder / name)
    # A wheel of ours is named as the module that is imported.
    served = {path.name.split("-")[0]: WHEELS + path.name for path in sorted((lab / "pypi").glob("*.whl"))}
    about = {"python": LOCAL if local else pyodide.PUBLIC, "wheels": served}
    (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def kept(lab: Path) -> dict[str, Path]:
    """What a reader's browser needs to run cells without a network: address within ``lab/`` and file; nothing where
    Pyodide is not served from there."""
    runtime = lab / "static" / "pyodide"
    if not runtime.is_dir():
        return {}
    files = [*runtime.iterdir(), *(lab / FOLDER).iterdir(), *(lab / "pypi").glob("*.whl")]
    return {path.relative_to(lab).as_posix(): path for path in sorted(files)}
