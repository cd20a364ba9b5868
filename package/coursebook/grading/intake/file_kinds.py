"""What a file is that a student handed in, by its name and its first bytes; in words for the instructor and the student."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What may happen to a file.
NOTEBOOK, ARCHIVE, MODULE, SYSTEM, OTHER = "notebook", "archive", "module", "system", "other"

SYSTEM_MADE = "made by a system"
HIDDEN = "a hidden file"
LEFT_BEHIND = "left behind by a program"
UNOPENED = "an archive that is not opened here"
OF_NO_KIND = "a file of another kind"
HEAD = 4_096  # bytes that are looked at

SYSTEM_FOLDERS = {".ipynb_checkpoints", ".git", ".github", ".idea", ".vscode", "__MACOSX", "__pycache__", ".virtual_documents"}
_SYSTEM_NAMES = {".ds_store", "thumbs.db", "desktop.ini", "timestamp.txt", "submission_metadata.yml", ".gitignore",
                 ".gitattributes", ".gitkeep", ".python-version"}  # fmt: skip
_SYSTEM_ENDINGS = (".pyc", ".pyo", ".tmp", ".part", ".crdownload", ".lock", ".whl")

# What a browser, a mail program, an editor's copy of what was before or a hasty hand makes of "….ipynb".
_NOTEBOOK_NAME = re.compile(
    r"\.ipynb(?:\.(?:json|txt|download|text|crdownload|part|tmp|icloud|bak|old|orig))?~?(?:[ _]?\(\d{1,3}\))?$",
    re.IGNORECASE,
)
# What a browser or a cloud keeps until all of a notebook has arrived.
_UNFINISHED = re.compile(r"\.ipynb\.(?:crdownload|part|tmp|icloud)$")
_TEXT_ENDINGS = (".json", ".txt", ".py", ".md", ".rmd", ".qmd", ".text", "")
_MARKED = re.compile(rb"^# ?(?:%%|In\s?\[)", re.MULTILINE)
_MARKDOWN = re.compile(rb"\A(?:\xef\xbb\xbf)?---\r?\n(?:.*\r?\n){0,40}?(?:jupyter|jupytext|kernelspec):")

_ENDINGS = {
    "a PDF": ".pdf",
    "a web page": ".html .htm .mht",
    "a Word document": ".docx .doc",
    "a text document": ".odt .rtf",
    "a Pages document": ".pages",
    "a TeX file": ".tex",
    "a spreadsheet": ".xlsx .xls .ods",
    "slides": ".pptx",
    "a picture": ".png .jpg .jpeg .heic .gif .svg .webp",
    "a link": ".url .webloc .lnk .desktop",
    "a link to an online document": ".gdoc",
    "a table of data": ".csv",
    "a video": ".mp4 .mov",
    "a sound recording": ".m4a .mp3",
    "a Python file without cells": ".py",
    "a text file": ".md .txt",
    "a JSON file": ".json",
    UNOPENED: ".rar .7z .gz .tar .tgz .bz2 .xz",
    "a message": ".eml .msg",
    "an e-book": ".epub",
}
_BY_ENDING = {ending: what for what, endings in _ENDINGS.items() for ending in endings.split()}
_BY_START = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"Rar!", UNOPENED),
    (b"7z\xbc\xaf", UNOPENED),
    (b"\x1f\x8b", UNOPENED),
    (b"BZh", UNOPENED),
    (b"\xfd7zXZ", UNOPENED),
    (b"version https://git-lfs", "a note of Git LFS in the place of the file"),
)
_OFFICE = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis", b"mimetypeapplication/epub", b"word/", b"xl/", b"ppt/")
# Kinds that are no hand-in by themselves where a name alone would make somebody a student.
_LISTS = ("a table of data", "a text file", "a JSON file", "a spreadsheet", OF_NO_KIND)
# nbconvert's and JupyterLab's pages, classic's, Colab's and Quarto's.
_EXPORTED = (b"jp-Notebook", b"jp-Cell", b"border-box-sizing", b"nbconvert", b"notebook-container", b"jupyter-widgets")


@dataclass(frozen=True)
class FileKind:
    """``kind`` is one of NOTEBOOK, ARCHIVE, MODULE, SYSTEM and OTHER; ``what`` says it in words."""

    kind: str
    what: str = ""

    @property
    def may_be_work(self) -> bool:
        """Whether a student may have handed it in for a notebook, rather than that it is a list of the instructor's."""
        return self.kind == NOTEBOOK or (self.kind in (OTHER, MODULE) and self.what not in _LISTS)


def file_kind(name: str, head: bytes) -> FileKind:
    """The kind of a file by its name (without folder) and its first ``HEAD`` bytes or more."""
    lower = name.lower()
    ending = lower[lower.rfind(".") :] if "." in lower.lstrip(".") else ""
    if _UNFINISHED.search(lower):
        return FileKind(OTHER, "a download that has not ended")
    if lower in _SYSTEM_NAMES or lower.startswith(("._", ".nfs")):
        return FileKind(SYSTEM, SYSTEM_MADE)
    if lower.endswith(_SYSTEM_ENDINGS) or lower.startswith(("~$", ".~lock")):
        return FileKind(SYSTEM, LEFT_BEHIND)
    if lower.startswith("."):
        return FileKind(SYSTEM, HIDDEN)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        if any(mark in head for mark in _OFFICE) or ending == ".pages":
            return FileKind(OTHER, _BY_ENDING.get(ending, "an office document"))
        return FileKind(ARCHIVE, "an archive")
    for sign, what in _BY_START:
        if start.startswith(sign):
            return FileKind(OTHER, what)
    if ending == ".zip":
        return FileKind(ARCHIVE, "an archive")
    if _NOTEBOOK_NAME.search(name):
        return FileKind(NOTEBOOK)
    if _is_page(start):
        exported = any(mark in head for mark in _EXPORTED)
        return FileKind(OTHER, "a web page exported from a notebook, not the notebook" if exported else "a web page")
    if ending in _TEXT_ENDINGS and _looks_like_cells(start, ending):
        return FileKind(NOTEBOOK)
    if ending == ".py":
        return FileKind(MODULE, _BY_ENDING[".py"])
    return FileKind(OTHER, _BY_ENDING.get(ending, OF_NO_KIND))


def is_notebook_name(name: str) -> bool:
    """Whether a name alone says that the file is meant to be a notebook."""
    return bool(_NOTEBOOK_NAME.search(name))


def without_ending(name: str) -> str:
    """The name without what says that it is a notebook, an archive, or of another kind."""
    found = _NOTEBOOK_NAME.search(name)
    if found:
        return name[: found.start()]
    stem, dot, ending = name.rpartition(".")
    return stem if dot and stem and len(ending) <= 8 and ending.isalnum() else name


def _is_page(start: bytes) -> bool:
    return start[:1] == b"<" and not start.startswith(b"<<<<<<<")


def _looks_like_cells(start: bytes, ending: str) -> bool:
    if start.startswith(b"{"):
        return b'"cells"' in start or b'"worksheets"' in start or b'"nbformat"' in start
    if ending in (".py", ".txt", ""):
        return bool(_MARKED.search(start))
    return ending in (".md", ".rmd", ".qmd") and bool(_MARKDOWN.search(start))
