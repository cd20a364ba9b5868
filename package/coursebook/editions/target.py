"""Where an edition is written: beside its folder first, and put in place at the end by renaming."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from coursebook.faults import FULL, Fault, InputError, write_fault

# Tells a folder that an interrupted run left from somebody else's.
MARK = ".coursebook-publishing"
GIT = ".git"


@contextlib.contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` to write to, which takes its place at the end, or goes if that fails.

    ``out`` may be missing, empty, or hold ``.git`` alone, which stays in it.

    Raises:
        InputError: ``out`` holds files, or something cannot be written.
    """
    folder = out.with_name(f"{out.name}.part")
    _recover(folder, out)
    if out.exists() and (not out.is_dir() or any(path.name != GIT for path in out.iterdir())):
        fix = "name a new folder, or for a repository that is published already one made by `git clone --no-checkout`."
        raise InputError(Fault(str(out), "", "It is not an empty folder.", fix))
    try:
        folder.mkdir(parents=True)
        (folder / MARK).touch()
        yield folder
        if (out / GIT).exists():
            (out / GIT).rename(folder / GIT)
        if out.exists():
            out.rmdir()
        folder.rename(out)
        (out / MARK).unlink()
    except BaseException as error:
        with contextlib.suppress(OSError):
            _recover(folder, out)
        if isinstance(error, OSError):
            # Of a full disk the error names the file that was read.
            place = out if error.errno in FULL else Path(error.filename or out)
            raise InputError(write_fault(place, error, "Nothing was published.")) from None
        raise


def _recover(folder: Path, out: Path) -> None:
    """Remove what an interrupted run left, and give ``out`` its history back."""
    (out / MARK).unlink(missing_ok=True)
    if not folder.exists():
        return
    if not (folder / MARK).is_file():
        wrong = "Here the edition would be written first, and something else lies here."
        raise InputError(Fault(str(folder), "", wrong, "move it away, or name another folder."))
    if (folder / GIT).exists():
        out.mkdir(exist_ok=True)
        (folder / GIT).rename(out / GIT)
    shutil.rmtree(folder)


def refuse_history(out: Path, packed: Iterable[str]) -> None:
    """Refuse a repository whose history holds files of the pack: whoever fetches it has them.

    Raises:
        InputError: it does, with the first of them.
    """
    if not (out / GIT).exists():
        return
    command = ["git", "-c", "core.quotePath=false", "log", "--all", "--format=", "--name-only"]
    done = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False)
    held = sorted(set(done.stdout.splitlines()) & set(packed))
    if held:
        wrong = f"The history of this repository holds answers: {held[0]} and {len(held) - 1} more files."
        fix = "history cannot be mended: publish into a new repository, and see instructors/publishing.md for what to do then."
        raise InputError(Fault(str(out), "", wrong, fix))


def earlier_pack(out: Path, name: str) -> bytes | None:
    """The pack that the repository in ``out`` has published last, if any."""
    if not (out / GIT).exists():
        return None
    done = subprocess.run(["git", "show", f"HEAD:{name}"], cwd=out, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None
