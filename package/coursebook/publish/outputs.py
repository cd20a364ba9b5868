"""The outputs of data cells: run in parallel in warm processes, kept, and run again only when what they read changed.

A cell may read tables, files and the package; each run notes which. Outputs go into the cache in which MyST-NB
looks for them, so that Sphinx starts no kernel. A notebook that fails here is left to MyST-NB, which tells of it.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import multiprocessing.connection
import os
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from yaml import YAMLError

from coursebook import book_files, language, project
from coursebook.book import languages, stamps
from coursebook.book.browser.wheels import LEFT_OUT
from coursebook.book.translation.pages import text_of
from coursebook.faults import Fault, InputError

LIBRARIES = ("ipykernel", "ipython", "ipywidgets", "matplotlib", "numpy", "pandas", "pybtex")
# Parts of the package that no cell can reach.
BEYOND = (*LEFT_OUT, "checks")


def run_outdated(source: Path, staging: Path, environment: dict[str, str]) -> list[str]:
    """Run the notebooks whose outputs are missing or out of date; returns the pages that ran.

    Args:
        source: the book's folder.
        staging: the folder with the cache and the records of earlier runs.
        environment: variables that the cells see.
    """
    from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook

    records = staging / "runs"
    records.mkdir(parents=True, exist_ok=True)
    todo: list[tuple] = []
    states: dict[str, str] = {}
    for page in pages(source):
        code, original = languages.split(page)
        path = source / f"{original}.md"
        package = states[code] = states.get(code) or package_state(code)
        text = text_of(source, page)
        if not is_myst_markdown_notebook(text):
            continue
        record = records / f"{page.replace('/', '-')}.json"
        # The text first: what has not changed at all need not be parsed.
        whole = digest(package + text)
        if is_current(record, whole, source, "text"):
            continue
        notebook = read_myst_markdown_notebook(text, add_source_map=True, path=path)
        if is_current(record, cells_state(notebook, package), source):
            noted = json.loads(record.read_text(encoding="utf-8"))
            record.write_text(json.dumps(noted | {"text": whole}, indent=1), encoding="utf-8")
        else:
            todo.append((page, path, notebook, record, cells_state(notebook, package)))
    if not todo:
        return []
    return _run_all(todo, source, staging, environment)


def said_on(page: str, source: Path, environment: dict[str, str]) -> list[str]:
    """The texts that the cells of a page ask to be translated.

    Raises:
        InputError: a cell failed.
    """
    from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook

    from coursebook.publish import kernel

    code, original = languages.split(page)
    path, text = source / f"{original}.md", text_of(source, page)
    if not is_myst_markdown_notebook(text):
        return []
    notebook = read_myst_markdown_notebook(text, add_source_map=True, path=path)
    job = nbformat.writes(notebook), str(path.parent), environment | {language.ENVIRONMENT: code}, str(source), True
    ((_place, result),) = _forked(kernel.run, [job], 1)
    if result is None or result.failed:
        why = result.failed if result else "The process that ran it ended."
        raise InputError(Fault(f"{original}.md", "", why, "correct the cell that raises it."))
    return sorted(result.said)


def _run_all(todo: list, source: Path, staging: Path, environment: dict[str, str]) -> list[str]:
    from jupyter_cache import get_cache
    from jupyter_cache.base import CacheBundleIn

    from coursebook.publish import kernel

    # The longest first, so that no worker is left with it at the end.
    todo.sort(key=lambda entry: -_seconds(entry[3], entry[2]))
    cache = get_cache(str(staging / "cache"))
    ran = []
    jobs = []
    for page, path, notebook, *_ in todo:
        spoken = environment | {language.ENVIRONMENT: languages.of_page(page)}
        jobs.append((nbformat.writes(notebook), str(path.parent), spoken, str(source)))
    for place, result in _forked(kernel.run, jobs, os.cpu_count() or 1):
        page, path, notebook, record, state = todo[place]
        if result is None or result.failed:
            print(f"{page}: {result.failed if result else 'the process that ran it ended'}", flush=True)
            record.unlink(missing_ok=True)
            continue
        bundle = CacheBundleIn(nbformat.reads(result.notebook, 4), str(path), data={"execution_seconds": result.seconds})
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        write_record(record, state, result, source)
        stamps.set_stamp(staging / stamps.FOLDER, stamps.outputs_stamp(page), digest(result.notebook))
        print(f"{page}: Executed notebook in {result.seconds:.1f} seconds", flush=True)
        ran.append(page)
    return ran


def _forked(function: Callable, jobs: list[tuple], most: int) -> Iterator[tuple[int, Any]]:
    """Run each job in a fork of its own, so many at a time; gives place and result, or ``None`` for a fork that died."""
    context = multiprocessing.get_context("fork")
    staged, running = list(enumerate(jobs)), {}
    while staged or running:
        while staged and len(running) < most:
            place, job = staged.pop(0)
            ours, theirs = context.Pipe(duplex=False)
            child = context.Process(target=_send, args=(theirs, function, job))
            child.start()
            theirs.close()
            running[ours] = place, child
        for ready in multiprocessing.connection.wait(list(running)):
            place, child = running.pop(ready)
            try:
                result = ready.recv()
            except EOFError:
                result = None
            child.join()
            yield place, result


def _send(pipe, function: Callable, job: tuple) -> None:
    pipe.send(function(*job))
    pipe.close()


def pages(source: Path) -> list[str]:
    """The pages that ``_toc.yml`` names; none if it is faulty, of which Sphinx tells."""
    try:
        return [entry.page for entry in book_files.entries(source)]
    except (OSError, YAMLError, KeyError, TypeError, AttributeError):
        return []


def digest(text: str) -> str:
    """A short hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def package_state(code: str | None = None) -> str:
    """A hash of the Python, of the libraries that draw and compute, and of those parts of the package that a cell can use.

    Args:
        code: the language in which its figures speak; that of the book if it is not given.
    """
    hashed = hashlib.sha256((sys.version + "".join(f"{name}{version(name)}" for name in LIBRARIES)).encode())
    for path in sorted(project.PACKAGE.rglob("*")):
        inside = path.relative_to(project.PACKAGE).parts[0]
        if inside not in BEYOND and path.suffix in (".py", ".mplstyle", ".json") and path.is_file():
            hashed.update(path.name.encode() + path.read_bytes())
    for path in sorted(project.current().numbers.glob("*.py")):
        hashed.update(path.read_bytes())
    code = code or language.of_build()
    for path in language.files(code) if code != language.SOURCE else ():
        hashed.update(path.read_bytes() if path.is_file() else b"")
    return hashed.hexdigest()[:24]


def cells_state(notebook: nbformat.NotebookNode, package: str) -> str:
    """A hash of a notebook's code and of the package that runs it."""
    code = [[cell.source, cell.metadata] for cell in notebook.cells if cell.cell_type == "code"]
    return digest(package + json.dumps(code, sort_keys=True))


def is_current(record: Path, state: str, source: Path, of: str = "cells") -> bool:
    """Whether a noted run was of these cells (or of this whole text), and nothing that it read has changed."""
    if not record.is_file():
        return False
    noted = json.loads(record.read_text(encoding="utf-8"))
    return (
        noted.get(of) == state
        and all(_table(name) == state for name, state in noted["tables"].items())
        and all(_file(source / name) == state for name, state in noted["files"].items())
    )


def write_record(record: Path, cells: str, result, source: Path) -> None:
    """Note what a run read, and in which state."""
    noted = {
        "cells": cells,
        "seconds": result.seconds,
        "tables": {name: _table(name) for name in sorted(result.tables)},
        "files": {name: _file(source / name) for name in sorted(result.files)},
    }
    record.write_text(json.dumps(noted, indent=1), encoding="utf-8")


def _table(name: str) -> str:
    try:
        return stamps.table_state(name)
    except KeyError:
        return ""


def _file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _seconds(record: Path, notebook: nbformat.NotebookNode) -> float:
    """How long the last run took; for a first run, its code's length will do."""
    if record.is_file():
        return json.loads(record.read_text(encoding="utf-8"))["seconds"]
    return sum(len(cell.source) for cell in notebook.cells) / 1000
