"""``coursebook unlock``: a public edition becomes the instructor edition again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from coursebook import project
from coursebook.editions.edition import FILE, PACK, Edition, read, sha256
from coursebook.editions.pack import Packed, open_pack
from coursebook.faults import Fault, InputError, write_fault
from coursebook.files import write_whole

SHOWN = 3


def unlock(key: Callable[[bytes], bytes]) -> int:
    """Open the pack of the current book and put its files in their places; returns how many.

    A run that was interrupted is gone on with by the next one: the edition's mark goes last.

    Raises:
        InputError: there is nothing to open, the key or the pack does not fit, or a file that the pack would replace
            has changed since; nothing has been changed then.
    """
    book = project.current()
    if not book.is_public:
        wrong = "This is an instructor edition already: there is no edition.json."
        raise InputError(Fault(str(book.root), "", wrong, "go on; nothing needs to be unlocked."))
    edition = read(book.edition)
    try:
        content = (book.root / PACK).read_bytes()
    except OSError:
        fix = "bring it from where the public edition was published."
        raise InputError(Fault(PACK, "", "There is no pack to open.", fix)) from None
    files = open_pack(content, key, edition)
    _refuse_changed(book.root, edition, files)
    try:
        for name, one in files.items():
            _put(book.root / name, one)
        for name in sorted(edition.changed.keys() - files.keys() - {FILE}):
            _take_away(book.root, book.root / name)
        (book.root / PACK).unlink(missing_ok=True) if PACK not in files else None
        book.edition.unlink()
    except OSError as error:
        raise InputError(write_fault(Path(error.filename or book.root), error, "What was written stays.")) from None
    book.read.clear()
    return len(files)


def _refuse_changed(root: Path, edition: Edition, files: dict[str, Packed]) -> None:
    changed = []
    for name in sorted(edition.changed.keys() | files.keys()):
        path = root / name
        known = {edition.changed.get(name), sha256(files[name].content) if name in files else None}
        if path.is_file() and sha256(path.read_bytes()) not in known:
            changed.append(name)
    if changed:
        more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
        wrong = f"Changed since it was published, and the pack would replace it: {', '.join(changed[:SHOWN])}{more}."
        fix = "copy your changes elsewhere, bring the files back with `git checkout -- FILE`, and make them again afterwards."
        raise InputError(Fault(str(root), "", wrong, fix))


def _put(path: Path, one: Packed) -> None:
    write_whole(path, one.content)
    path.chmod(0o755 if one.runs else 0o644)


def _take_away(root: Path, path: Path) -> None:
    """Remove a file, and the folders that are empty then."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()
