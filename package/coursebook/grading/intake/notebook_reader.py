"""From the bytes of a stranger's file to cells, with bounds on size, depth and encoding; nothing is executed.

Only the type, the source, the id and the nbgrader id of each cell are taken over: outputs, other metadata and flags of a
submission have no say. What cannot be read raises :class:`~coursebook.grading.errors.Unreadable` with its reason.
"""

from __future__ import annotations

import codecs
import json
import re
import warnings
from dataclasses import dataclass, field
from typing import Any

from coursebook.grading.errors import Unreadable
from coursebook.grading.intake.file_kinds import ARCHIVE, HEAD, OF_NO_KIND, OTHER, file_kind

MOST_BYTES = 60_000_000  # outputs and all: pictures make an honest notebook large
MOST_PARTS = 3_000_000  # lists, tables and values: what JSON takes in memory depends on them, not on the bytes
MOST_CELLS = 2_000
MOST_SOURCE = 2_000_000
MOST_SCRIPT = 1_000_000  # a notebook as a script or as Markdown holds no outputs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CELL_MARK = re.compile(r"^# ?(?:%%|In\s?\[)", re.MULTILINE)
_EXPORTED_MARK = re.compile(r"^# In\s?\[[ \d*]{0,6}\]:?", re.MULTILINE)
_MARKDOWN_HEAD = re.compile(r"---\r?\n(?:.*\r?\n){0,40}?(?:jupyter|jupytext|kernelspec):")
_PICTURE = re.compile(r"!\[|<(?:img|object|embed|svg|video|iframe)\b", re.IGNORECASE)
_CONFLICT = re.compile(r"^<{7}[ \t]", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One cell as submitted. ``grade_id`` and ``id`` are claims of the student's file, used for matching only.

    ``has_picture``: a picture or the like stands in it, which is not taken over.
    """

    kind: str
    source: str
    id: str = ""
    grade_id: str = ""
    has_picture: bool = False


@dataclass(frozen=True)
class Notebook:
    """What a submission says; ``made_for`` is its ``coursebook`` metadata (set, version, variant), if it kept any.

    ``language`` is that of its code with the version, "" for what it does not say.
    """

    cells: tuple[Cell, ...]
    made_for: dict[str, str] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()
    language: tuple[str, str] = ("", "")


def read(data: bytes) -> Notebook:
    """The notebook in ``data``; raises :class:`Unreadable` with the reason."""
    repairs: list[str] = []
    if not data.strip():
        raise Unreadable("The file is empty.")
    if not data.strip(b"\0"):
        raise Unreadable("The file holds nothing but zeros: it was not saved or synchronised whole.")
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Clear the outputs and save it again.")
    # The name was right, or the file would not be read at all; so only what the content says counts here.
    kind = file_kind("", data[:HEAD])
    if kind.kind in (ARCHIVE, OTHER) and kind.what != OF_NO_KIND:
        raise Unreadable(f"The file is {kind.what}, not a notebook.")
    text = _decode(data, repairs)
    document = _script(text, repairs) or _parse(text)
    if not isinstance(document, dict):
        raise Unreadable("The file is JSON, but not a notebook.")
    cells = _cells_of(document, repairs)
    return Notebook(_bounded(cells, repairs), _made_for(document), tuple(repairs), _language(document))


def _decode(data: bytes, repairs: list[str]) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            repairs.append(f"The file began with a byte order mark; it was read as {encoding.upper()}.")
            try:
                return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(f"The file claims to be {encoding.upper()} and is not (byte {error.start}).") from None
    if b"\x00" in data[:4]:
        encoding = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
        repairs.append("The file was saved as UTF-16; it was read as such.")
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            raise Unreadable(f"The file is neither UTF-8 nor UTF-16 (byte {error.start}).") from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        repairs.append("The file was not saved as UTF-8; its letters were read as Windows-1252.")
        return data.decode("cp1252", errors="replace")


def _script(text: str, repairs: list[str]) -> dict | None:
    """A notebook saved as a script with cell marks, or as Markdown with cells (Jupytext's forms); None for anything else."""
    if text.lstrip()[:1] in ("{", "[", ""):
        return None
    marks = len(_CELL_MARK.findall(text))
    is_markdown = not marks and bool(_MARKDOWN_HEAD.match(text))
    if not marks and not is_markdown:
        return None
    if len(text) > MOST_SCRIPT or max(marks, text.count("```") // 2) > MOST_CELLS:  # it is read in quadratic time
        raise Unreadable(f"The script has more than {MOST_CELLS:,} cells or {MOST_SCRIPT:,} characters.")
    import jupytext  # only where it is needed: it takes a third of a second

    text = _EXPORTED_MARK.sub("# %%", text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = jupytext.reads(text, fmt=_markdown_form(text) if is_markdown else "py:percent")
    except Exception as error:  # the library says with many types that it could not read a file
        raise Unreadable(f"The notebook in the form of a script cannot be read ({type(error).__name__}).") from None
    repairs.append(
        "The notebook was handed in as a " + ("Markdown file." if is_markdown else "script; its cells were taken from there.")
    )
    return read


def _markdown_form(text: str) -> str:
    """Jupytext's name of the form: how code is fenced says which it is."""
    return "md:myst" if "```{code-cell" in text else "Rmd" if "```{python" in text else "md"


def _parse(text: str) -> Any:
    structure = sum(map(text.count, "[{,"))
    if structure > MOST_PARTS:
        raise Unreadable(f"The file has more than {MOST_PARTS:,} parts. Clear the outputs and save it again.")
    try:
        return json.loads(text)
    except RecursionError:
        raise Unreadable("The file is nested too deeply to be a notebook.") from None
    except json.JSONDecodeError as error:
        if conflict := _CONFLICT.search(text):
            line = text.count("\n", 0, conflict.start()) + 1
            raise Unreadable(f"The file holds a merge conflict that was not resolved (line {line}).") from None
        rest = text[error.pos :].strip()
        if text[: error.pos].rstrip().endswith(",") and rest[:1] in ("]", "}"):
            raise Unreadable(f"There is a comma too many at line {error.lineno}: the file is no JSON.") from None
        if error.msg == "Extra data":
            raise Unreadable(
                f"More stands behind the end of the notebook (line {error.lineno}): it was saved or joined wrongly."
            ) from None
        if text.lstrip()[:1] == "{" and len(rest) < 2:
            raise Unreadable("The file ends in the middle: it was not saved or uploaded whole.") from None
        if error.msg.startswith("Unterminated string") and text.lstrip()[:1] == "{":
            raise Unreadable("The file ends in the middle of a line: it was not saved or uploaded whole.") from None
        raise Unreadable(f"The file is not a notebook: no JSON at line {error.lineno}, column {error.colno}.") from None
    except ValueError:
        raise Unreadable("The file holds a number too long to be read.") from None


def _cells_of(document: dict, repairs: list[str]) -> list:
    cells = document.get("cells")
    if cells is None and isinstance(document.get("worksheets"), list):
        repairs.append("The notebook was in the old format 3; it was brought to format 4.")
        sheets = [sheet for sheet in document["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets for cell in sheet.get("cells") or []]
    if not isinstance(cells, list):
        raise Unreadable("The file is JSON, but not a notebook: it has no cells.")
    if not cells:
        raise Unreadable("The notebook has no cells.")
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"The notebook has {len(cells):,} cells; at most {MOST_CELLS:,} are read.")
    return cells


def _bounded(cells: list, repairs: list[str]) -> tuple[Cell, ...]:
    read_cells, total, odd = [], 0, 0
    for cell in cells:
        made = _cell(cell)
        if made is None:
            odd += 1
            continue
        total += len(made.source)
        if total > MOST_SOURCE:
            raise Unreadable(f"The notebook holds more than {MOST_SOURCE:,} characters outside its outputs.")
        read_cells.append(made)
    if odd:
        repairs.append(f"{odd} damaged cell{'s' if odd > 1 else ''} without readable text left out.")
    if not read_cells:
        raise Unreadable("No cell of the notebook can be read.")
    return tuple(read_cells)


def _cell(cell: Any) -> Cell | None:
    if not isinstance(cell, dict):
        return None
    kind = cell.get("cell_type")
    source = cell.get("source", cell.get("input"))  # format 3 has `input` in code cells, headings as a type
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        # Some programs leave the line ends out of the list.
        source = ("" if any(line.endswith("\n") for line in source[:-1]) else "\n").join(source)
    if not isinstance(source, str):
        return None
    # A lone surrogate can stand in JSON, but in no file and no database.
    source = source.encode("utf-8", "replace").decode("utf-8")
    if kind == "heading":
        kind, source = "markdown", f"{'#' * min(6, _whole(cell.get('level'), 1))} {source}"
    metadata = cell.get("metadata")
    marked = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marked.get("grade_id") if isinstance(marked, dict) else None
    kind = kind if kind in ("code", "markdown") else "raw"
    has_picture = kind != "code" and (bool(cell.get("attachments")) or bool(_PICTURE.search(source)))
    return Cell(kind, source, _name(cell.get("id")), _name(grade_id), has_picture)


def _made_for(document: dict) -> dict[str, str]:
    metadata = document.get("metadata")
    told = metadata.get("coursebook") if isinstance(metadata, dict) else None
    if not isinstance(told, dict):
        return {}
    return {key: told[key] for key in ("set", "version", "variant") if _name(told.get(key))}


def _language(document: dict) -> tuple[str, str]:
    metadata = document.get("metadata")
    said = metadata if isinstance(metadata, dict) else {}
    info, kernel = (one if isinstance(one := said.get(key), dict) else {} for key in ("language_info", "kernelspec"))
    return _name(info.get("name")) or _name(kernel.get("language")), _name(info.get("version"))


def _name(value: Any) -> str:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and len(value) <= 200 else ""


def _whole(value: Any, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 6 else default
