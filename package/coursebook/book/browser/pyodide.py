"""Python for the browser, served by the site itself: Pyodide from a folder or an archive.

The layout is that of npm's ``pyodide`` package or of a Pyodide release: ``pyodide.js``, its
WebAssembly, the standard library, ``pyodide-lock.json``, and as many wheels as there are.
A release has all of them, npm's package none: a wheel that is not there is left to Pyodide's
public files.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from jupyterlite_pyodide_kernel.constants import PYODIDE_LOCK, PYODIDE_VERSION

from coursebook.faults import BuildError

PUBLIC = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE_VERSION}/full/"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", PYODIDE_LOCK)
PACKED = (".whl", ".zip", ".tar")


def copy(given: Path, target: Path) -> None:
    """Copy the runtime into the site, its list of packages pointing at what is there.

    Raises:
        BuildError: there is no Pyodide in it, or one of another version.
    """
    if given.is_dir():
        _copy(_inside(given, given), target)
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(given) as archive:
                archive.extractall(folder, filter="data")
        except tarfile.TarError as error:
            raise BuildError(f"PYODIDE: '{given.name}' is no tar archive ({error}). Fix: unpack it, name the folder.") from None
        _copy(_inside(Path(folder), given), target)


def _inside(folder: Path, given: Path) -> Path:
    """The folder that holds Pyodide: this one, or the ``package`` or ``pyodide`` of an archive."""
    for found in (folder, folder / "package", folder / "pyodide"):
        missing = [name for name in CORE if not (found / name).is_file()]
        if not missing:
            break
        if len(missing) < len(CORE):
            raise BuildError(f"PYODIDE: '{given.name}' lacks {', '.join(missing)}. Fix: use a whole Pyodide.")
    else:
        raise BuildError(f"PYODIDE: no Pyodide in '{given.name}'. Fix: name a folder or archive with {CORE[0]}.")
    has = json.loads((found / PYODIDE_LOCK).read_text(encoding="utf-8"))["info"]["version"]
    if has != PYODIDE_VERSION:
        raise BuildError(f"PYODIDE: '{given.name}' is Pyodide {has}. Fix: use {PYODIDE_VERSION}, which the kernel needs.")
    return found


def _copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        if path.is_file() and (path.name in CORE or path.suffix in PACKED):
            shutil.copyfile(path, target / path.name)
    # The list of packages is made true of this folder: hashes of what is here, public addresses of what is not.
    path = target / PYODIDE_LOCK
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        file = target / os.path.basename(package["file_name"])
        if file.is_file():
            package["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
        else:
            package["file_name"] = PUBLIC + package["file_name"]
    path.write_text(json.dumps(lock), encoding="utf-8")
