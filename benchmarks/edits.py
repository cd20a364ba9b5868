"""How long an author and a developer wait after an edit, beside an older commit.

    .venv/bin/python benchmarks/edits.py BEFORE

BEFORE is a checkout of the older commit (``git worktree add``), with its environment and its built book (``make book
.venv/.test``). Both books are edited in turns, three rounds; what is printed are medians. Every edited
file is put back.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.site import EDITED, edit, run, while_served  # noqa: E402

ROUNDS = 3
# Of each pair the first that exists: the package moved between the two commits.
STYLE = ("package/coursebook/book/static/coursebook.css", "coursebook/book/static/coursebook.css")
MODULE = ("package/coursebook/book/tables.py", "coursebook/book/tables.py")
SINGLE = "tests/test_predict.py"


def main() -> None:
    """Print the table."""
    before = Path(sys.argv[1]).resolve()
    kinds = {
        "one sentence, fresh command": _prose,
        "one rule of the style sheet, fresh command": _style,
        "one module of the package, while the book is served": _module,
        "one test": _test,
    }
    print("| edit | before s | now s | ratio |\n|---|---|---|---|")
    for name, measure in kinds.items():
        taken: dict[Path, list[float]] = {before: [], ROOT: []}
        for _ in range(ROUNDS):
            for folder, seconds in taken.items():
                seconds.append(measure(folder))
        first, second = (statistics.median(seconds) for seconds in taken.values())
        print(f"| {name} | {first:.1f} | {second:.1f} | {second / first:.2f} |", flush=True)


def _prose(folder: Path) -> float:
    with _put_back(folder / EDITED):
        edit(folder)
        return _build(folder)


def _style(folder: Path) -> float:
    with _put_back(_found(folder, STYLE)) as path:
        _append(path, f"\n.edited-{time.monotonic_ns()} {{ color: inherit; }}\n")
        return _build(folder)


def _module(folder: Path) -> float:
    with _put_back(_found(folder, MODULE)) as path:
        return while_served(folder, _python(folder), lambda: _append(path, f"\n# {time.monotonic_ns()}\n"))


def _test(folder: Path) -> float:
    """As the guide for developers says it: one file of tests."""
    return run([_python(folder), "-m", "pytest", "-q", SINGLE], folder)


def _build(folder: Path) -> float:
    return run([_python(folder), "-m", "coursebook", "book", "build"], folder)


def _python(folder: Path) -> str:
    return str(folder / ".venv" / "bin" / "python")


def _found(folder: Path, names: tuple[str, ...]) -> Path:
    return next(path for path in (folder / name for name in names) if path.exists())


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


@contextmanager
def _put_back(path: Path) -> Iterator[Path]:
    text = path.read_bytes()
    try:
        yield path
    finally:
        path.write_bytes(text)


if __name__ == "__main__":
    main()
