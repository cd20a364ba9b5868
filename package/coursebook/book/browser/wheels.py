"""Wheels for a Python in the browser, made from what is installed here: no download, the lock's own versions."""

from __future__ import annotations

from importlib.metadata import Distribution, distribution, metadata
from pathlib import Path

from coursebook import __version__, project
from coursebook.book.assets import data_files
from coursebook.exercises.release import checks_wheel
from coursebook.faults import BuildError
from coursebook.settings import FILE

# What the package needs and Pyodide does not have; a test holds this against Pyodide's list.
SERVED = ("comm", "ipywidgets", "jupyterlab_widgets", "latexcodec", "pybtex")
# Parts that build and mark, and have no place in a reader's notebook.
LEFT_OUT = (
    "__main__.py",
    "book",
    "book_files.py",
    "commands.py",
    "course",
    "csv_text.py",
    "delivery",
    "editions",
    "exercises",
    "grading",
    "lti",
    "manual",
    "new_book.py",
    "publish",
    "template",
)
OWN = f"coursebook-{__version__}-py3-none-any.whl"
INSTALLERS = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")


def write(folder: Path) -> list[Path]:
    """Write the package's wheel, and those of what it needs, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_own(folder), *(_repacked(distribution(name), folder) for name in SERVED)]


def _pack(path: Path, dist_info: str, files: dict[str, bytes]) -> Path:
    path.write_bytes(checks_wheel.pack(dist_info, files))
    return path


def _repacked(found: Distribution, folder: Path) -> Path:
    about = found.read_text("WHEEL") or ""
    if "Root-Is-Purelib: true" not in about or "-none-any" not in about:
        raise BuildError(f"{found.name} is not pure Python, so a browser cannot run it. Fix: leave it out of SERVED.")
    files = {
        str(file): file.locate().read_bytes()
        for file in found.files or []
        if ".." not in file.parts and file.suffix != ".pyc" and file.name not in INSTALLERS
    }
    dist_info = next(name.split("/")[0] for name in files if name.endswith(".dist-info/METADATA"))
    return _pack(folder / f"{dist_info.removesuffix('.dist-info')}-py3-none-any.whl", dist_info, files)


def own_files() -> dict[str, Path]:
    """The files of our wheel: the package, with the data inside, where :mod:`coursebook.project` looks for them."""
    files = {}
    for path in sorted(project.PACKAGE.rglob("*")):
        inside = path.relative_to(project.PACKAGE)
        if path.is_file() and inside.parts[0] not in LEFT_OUT and "__pycache__" not in inside.parts:
            files[f"coursebook/{inside.as_posix()}"] = path
    book = project.current()
    for path in (*data_files(), *sorted(book.numbers.glob("*.py")), book.root / FILE):
        files[f"coursebook/{project.CARRIED}/{path.relative_to(book.root).as_posix()}"] = path
    return files


def _own(folder: Path) -> Path:
    files = {name: path.read_bytes() for name, path in own_files().items() if path.is_file()}
    described = [
        "Metadata-Version: 2.1",
        "Name: coursebook",
        f"Version: {__version__}",
        f"Summary: {metadata('coursebook')['Summary']}",
    ]
    described += [f"Requires-Dist: {needed}" for needed in checks_wheel.dependencies()]
    dist_info = f"coursebook-{__version__}.dist-info"
    files[f"{dist_info}/METADATA"] = "\n".join([*described, ""]).encode()
    files[f"{dist_info}/WHEEL"] = checks_wheel.TAGS
    return _pack(folder / OWN, dist_info, files)
