"""The browser's notebooks: a JupyterLite inside the site, under ``lab/``.

It holds each chapter and each exercise set as a notebook, the data, and wheels of the package and of what the
package needs. Python itself (Pyodide) comes from its public files, or from a folder or archive
that is given to the build. Nothing of this is loaded before a reader opens it. It is kept in
``_build/.lab`` and made anew only when something that it is made from has changed.
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

import yaml

from coursebook import paths
from coursebook.book import launch, notebooks, pyodide, wheels, worksheets

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


class LabError(RuntimeError):
    """The browser's notebooks could not be made; the message says why."""


def lab(source: Path, out: Path, runtime: Path | None = None) -> Path | None:
    """The finished folder for ``lab/``, made anew if need be; ``None`` for a book without notebooks.

    Args:
        source: the book's folder.
        out: the folder for builds; the lab is kept in its ``.lab``.
        runtime: a folder or archive with Pyodide; without one, the browser loads Pyodide's public files.

    Raises:
        LabError: JupyterLite failed, or the runtime is not the one that the kernel needs.
    """
    if not notebooks.chapters(source):
        return None
    if runtime and not runtime.exists():
        raise LabError(f"PYODIDE: there is no folder or archive '{runtime}'. Mend: name one that exists.")
    kept = out / ".lab"
    finished, noted, wanted = kept / "site", kept / "key", key(source, runtime)
    if finished.is_dir() and noted.is_file() and noted.read_text() == wanted:
        return finished
    shutil.rmtree(kept, ignore_errors=True)
    given = kept / "given"
    _give(source, given, kept / "files", runtime)
    _run(given, kept / "coming")
    # JupyterLite itself takes in files only beside a Jupyter server, which the book does not need.
    shutil.copytree(kept / "files", kept / "coming" / "files", dirs_exist_ok=True)
    _contents(kept / "coming")
    if runtime:
        try:
            pyodide.copy(runtime, kept / "coming" / "static" / "pyodide")
        except pyodide.RuntimeFault as fault:
            raise LabError(str(fault)) from None
    (kept / "coming").rename(finished)
    shutil.rmtree(given)
    shutil.rmtree(kept / "files")
    noted.write_text(wanted)
    return finished


def key(source: Path, runtime: Path | None) -> str:
    """A hash of all that the lab is made from."""
    hashed = hashlib.sha256(
        f"{sys.version}{version('jupyterlite-core')}{version('jupyterlite-pyodide-kernel')}".encode()
    )
    package = [path for path in paths.PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    inputs = [*notebooks.chapters(source), *_data(), *package, source / "_config.yml", paths.ROOT / "pyproject.toml"]
    inputs += worksheets.inputs()
    for path in sorted({*inputs, paths.ROOT / "requirements.txt"}):
        hashed.update(path.name.encode() + path.read_bytes())
    if runtime:
        files = sorted(runtime.rglob("*")) if runtime.is_dir() else [runtime]
        for path in files:
            about = path.stat()
            hashed.update(f"{path}{about.st_size}{about.st_mtime_ns}".encode())
    return hashed.hexdigest()


def _data() -> list[Path]:
    return [*sorted(paths.DATA.glob("*.csv")), paths.DATAPACKAGE, paths.BIBLIOGRAPHY]


def _give(source: Path, folder: Path, files: Path, runtime: Path | None) -> None:
    """What JupyterLite starts from: settings and wheels in ``folder``, notebooks and data in ``files``."""
    wheels.write(folder / "pypi")
    found = launch.repository(source)
    wheel = found.wheel() if found else None
    notebooks.write(source, files, wheel)
    worksheets.write(files, wheel)
    for path in _data():
        target = files / path.relative_to(paths.ROOT)
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)
    title = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8")).get("title", "Notebooks")
    kernel = KERNEL_SETTINGS | ({"pyodideUrl": "./static/pyodide/pyodide.js"} if runtime else {})
    settings = {"appName": title, "litePluginSettings": {KERNEL_PLUGIN: kernel}}
    written = {"jupyter-lite-schema-version": 0, "jupyter-config-data": settings}
    (folder / "jupyter-lite.json").write_text(json.dumps(written), encoding="utf-8")
    installed = Path(sys.prefix, "share", "jupyter", "labextensions")
    taken = {"ignore_sys_prefix": ["federated_extensions"], "federated_extensions": [str(installed / name) for name in EXTENSIONS]}
    (folder / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": taken}), encoding="utf-8")


def _run(given: Path, out: Path) -> None:
    """Let JupyterLite copy its application and index the wheels."""
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(given), "--output-dir", str(out)]
    command += ["--no-sourcemaps", "--no-unused-shared-packages", *(word for app in APPS for word in ("--apps", app))]
    done = subprocess.run(command, cwd=given, env={**os.environ, **QUIET}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LabError(f"JupyterLite did not build:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _contents(out: Path) -> None:
    """The listing of each folder as the application asks for it, which JupyterLite makes only with a Jupyter server."""
    files = out / "files"
    for folder in [files, *(path for path in sorted(files.rglob("*")) if path.is_dir())]:
        inside = [_entry(path, files) for path in sorted(folder.iterdir())]
        listing = _entry(folder, files) | {"content": inside, "format": "json"}
        target = out / "api" / "contents" / folder.relative_to(files) / "all.json"
        target.parent.mkdir(parents=True, exist_ok=True)
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
