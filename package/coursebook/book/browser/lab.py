"""The browser's notebooks: a JupyterLite inside the site, under ``lab/``.

It holds each chapter and each exercise set as a notebook, the data, and wheels of the package and of what the
package needs. Python itself (Pyodide) comes from its public files, or from a folder or archive
that is given to the build. Nothing of this is loaded before a reader opens it. It is kept in
``_build/.lab``; an edited chapter is put into the application as it stands, which is made anew only when the
package, the data, the exercises or the settings have changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from coursebook import book_files, project
from coursebook.book.assets import data_files
from coursebook.book.browser import chapter_notebooks, in_page, launch, pyodide, watch, wheels, worksheets
from coursebook.faults import BuildError

APPS = ("notebooks", "lab", "tree")
# All that the notebooks need. JupyterLite would take in whatever is installed here; what belongs to a newer JupyterLab, as
# the tests' tools bring it, leaves the reader an empty page.
EXTENSIONS = ("@jupyterlite/pyodide-kernel-extension", "@jupyter-widgets/jupyterlab-manager")
KERNEL_PLUGIN = "@jupyterlite/pyodide-kernel-extension:kernel"
INSTANT = "2026-01-01T00:00:00Z"
# A request to the package index would be one more host; what the chapters need is served here.
KERNEL_SETTINGS = {"disablePyPIFallback": True}
MIMES = {
    ".ipynb": ("notebook", "json", None),
    ".csv": ("file", "text", "text/csv"),
    ".json": ("file", "text", "application/json"),
}
# JupyterLite tells of what it could do with parts that we leave out; its index of wheels holds their time.
QUIET = {"PYTHONWARNINGS": "ignore", "SOURCE_DATE_EPOCH": "1767225600"}

# ``python -m jupyterlite_core``, without what takes a second to import.
LITE = "from coursebook import startup; from runpy import run_module; run_module('jupyterlite_core', run_name='__main__', alter_sys=True)"


def lab(source: Path, out: Path, runtime: Path | None = None) -> Path | None:
    """The finished folder for ``lab/``, made anew if need be; ``None`` for a book without notebooks.

    Args:
        source: the book's folder.
        out: the folder for builds; the lab is kept in its ``.lab``.
        runtime: a folder or archive with Pyodide; without one, the browser loads Pyodide's public files.

    Raises:
        BuildError: JupyterLite failed, or the runtime is not the one that the kernel needs.
    """
    if not chapter_notebooks.chapters(source):
        return None
    if runtime and not runtime.exists():
        raise BuildError(f"PYODIDE: there is no folder or archive '{runtime}'. Fix: name one that exists.")
    kept = out / ".lab"
    finished, noted, wanted = kept / "site", kept / "key", key(source, runtime)
    if finished.is_dir() and noted.is_file() and noted.read_text() == wanted:
        return finished
    noted.unlink(missing_ok=True)
    staged = kept / "coming"
    shutil.rmtree(staged, ignore_errors=True)
    # Links instead of copies: the application does not change when a chapter does.
    shutil.copytree(_application(source, kept, runtime), staged, copy_function=os.link)
    _files(source, staged / "files")
    _contents(staged)
    shutil.rmtree(finished, ignore_errors=True)
    staged.rename(finished)
    noted.write_text(wanted)
    return finished


def _application(source: Path, kept: Path, runtime: Path | None) -> Path:
    """JupyterLite with the wheels and the exercises, made anew only when one of them has changed."""
    folder, noted, wanted = kept / "application", kept / "application-key", _key_of_application(source, runtime).hexdigest()
    if folder.is_dir() and noted.is_file() and noted.read_text() == wanted:
        return folder
    given, staged = kept / "given", kept / "application-coming"
    for old in (given, staged, folder):
        shutil.rmtree(old, ignore_errors=True)
    _give(source, given, runtime)
    _run(given, staged)
    if runtime:
        pyodide.copy(runtime, staged / "static" / "pyodide")
    in_page.write(staged, local=bool(runtime))
    for app in APPS:
        watch.add(staged / app / "index.html", book_files.title(source), local=bool(runtime))
    worksheets.write(staged / "files", _wheel(source))
    staged.rename(folder)
    shutil.rmtree(given)
    noted.write_text(wanted)
    return folder


def _key_of_application(source: Path, runtime: Path | None):
    hashed = hashlib.sha256(f"{sys.version}{version('jupyterlite-core')}{version('jupyterlite-pyodide-kernel')}".encode())
    makers = (project.PACKAGE / "book" / "browser").glob("*.[pj]*")
    settings = [source / "_config.yml", project.current().root / "requirements.txt"]
    _add(hashed, [*wheels.own_files().values(), *makers, *settings, *worksheets.inputs()])
    if runtime:
        files = sorted(runtime.rglob("*")) if runtime.is_dir() else [runtime]
        for path in files:
            about = path.stat()
            hashed.update(f"{path}{about.st_size}{about.st_mtime_ns}".encode())
    return hashed


def key(source: Path, runtime: Path | None) -> str:
    """A hash of all that the lab is made from."""
    hashed = _key_of_application(source, runtime)
    _add(hashed, chapter_notebooks.chapters(source))
    return hashed.hexdigest()


def _add(hashed, files: list[Path]) -> None:
    for path in sorted(set(files)):
        if path.is_file():
            hashed.update(path.name.encode() + path.read_bytes())


def _files(source: Path, folder: Path) -> None:
    """The chapters' notebooks and the data, as a reader finds them."""
    chapter_notebooks.write(source, folder, _wheel(source))
    for path in data_files():
        target = folder / path.relative_to(project.current().root)
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)


def _wheel(source: Path) -> str | None:
    """Where the package can be installed from by a Python that is not the browser's."""
    found = launch.repository(source)
    return found.wheel() if found else None


def _give(source: Path, folder: Path, runtime: Path | None) -> None:
    """What JupyterLite starts from: settings and wheels."""
    wheels.write(folder / "pypi")
    kernel = KERNEL_SETTINGS | ({"pyodideUrl": "./static/pyodide/pyodide.js"} if runtime else {})
    settings = {"appName": book_files.title(source), "litePluginSettings": {KERNEL_PLUGIN: kernel}}
    written = {"jupyter-lite-schema-version": 0, "jupyter-config-data": settings}
    (folder / "jupyter-lite.json").write_text(json.dumps(written), encoding="utf-8")
    installed = Path(sys.prefix, "share", "jupyter", "labextensions")
    taken = {
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [str(installed / name) for name in EXTENSIONS],
    }
    (folder / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": taken}), encoding="utf-8")


def _run(given: Path, out: Path) -> None:
    """Let JupyterLite copy its application and index the wheels."""
    command = [sys.executable, "-c", LITE, "build", "--lite-dir", str(given), "--output-dir", str(out)]
    command += ["--no-sourcemaps", "--no-unused-shared-packages", *(word for app in APPS for word in ("--apps", app))]
    done = subprocess.run(
        command,
        cwd=given,
        env={**os.environ, **QUIET, "PYTHONPATH": str(project.PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildError(f"JupyterLite did not build:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _contents(out: Path) -> None:
    """The listing of each folder as the application asks for it, which JupyterLite makes only with a Jupyter server."""
    files = out / "files"
    for folder in [files, *(path for path in sorted(files.rglob("*")) if path.is_dir())]:
        inside = [_entry(path, files) for path in sorted(folder.iterdir())]
        listing = _entry(folder, files) | {"content": inside, "format": "json"}
        target = out / "api" / "contents" / folder.relative_to(files) / "all.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)  # it may be one of the application's, which stays as it is
        target.write_text(json.dumps(listing, indent=1), encoding="utf-8")


def _entry(path: Path, files: Path) -> dict:
    place = path.relative_to(files).as_posix()
    directory = ("directory", None, None)
    kind, form, mime = directory if path.is_dir() else MIMES.get(path.suffix, ("file", "text", "text/plain"))
    at_root = place == "."
    return {
        "name": "" if at_root else path.name,
        "path": "" if at_root else place,
        "type": kind,
        "format": form,
        "mimetype": mime,
        "content": None,
        "created": INSTANT,
        "last_modified": INSTANT,
        "size": None if path.is_dir() else path.stat().st_size,
        "writable": True,
    }
