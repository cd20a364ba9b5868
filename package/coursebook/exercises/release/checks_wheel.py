"""The wheel that lies beside a student's notebook, the checks alone, and the whole package as one, for a machine that grades."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping
from importlib.metadata import distribution, requires

from coursebook import __version__, project
from coursebook.files import zipped

NAME = f"coursebook_checks-{__version__}-py3-none-any.whl"
NEEDED = ("matplotlib", "pandas")
TAGS = b"Wheel-Version: 1.0\nGenerator: coursebook\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def pack(dist_info: str, files: Mapping[str, bytes]) -> bytes:
    """A wheel with these files and the record of them, whose place is the folder ``dist_info``."""
    record = f"{dist_info}/RECORD"
    lines = []
    for name, content in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        lines.append(f"{name},sha256={digest},{len(content)}")
    files = {**dict(sorted(files.items())), record: "\n".join([*lines, f"{record},,", ""]).encode()}
    return zipped(files.items())


def dependencies() -> list[str]:
    """What the package needs wherever it runs, without the extras for building and testing."""
    return [needed for needed in requires("coursebook") or () if "extra ==" not in needed]


@functools.cache
def checks() -> bytes:
    """The wheel of ``coursebook.checks``; it works installed, and as it is on ``sys.path``."""
    modules = [project.PACKAGE / "__init__.py", *sorted((project.PACKAGE / "checks").glob("*.py"))]
    files = {f"coursebook/{path.relative_to(project.PACKAGE).as_posix()}": path.read_bytes() for path in modules}
    metadata = [
        "Metadata-Version: 2.1",
        "Name: coursebook-checks",
        f"Version: {__version__}",
        "Summary: The checks of a course book's exercise notebooks",
        *(f"Requires-Dist: {needed}" for needed in dependencies() if needed.startswith(NEEDED)),
    ]
    dist_info = f"coursebook_checks-{__version__}.dist-info"
    files[f"{dist_info}/METADATA"] = "\n".join([*metadata, ""]).encode()
    files[f"{dist_info}/WHEEL"] = TAGS
    return pack(dist_info, files)


def own_wheel() -> tuple[str, bytes]:
    """The package as it is installed here, as a wheel: its name and its bytes."""
    files = {
        f"coursebook/{path.relative_to(project.PACKAGE).as_posix()}": path.read_bytes()
        for path in sorted(project.PACKAGE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    dist_info, installed = f"coursebook-{__version__}.dist-info", distribution("coursebook")
    for name in ("METADATA", "entry_points.txt"):
        files[f"{dist_info}/{name}"] = (installed.read_text(name) or "").encode()
    files[f"{dist_info}/WHEEL"] = TAGS
    return f"coursebook-{__version__}-py3-none-any.whl", pack(dist_info, files)
