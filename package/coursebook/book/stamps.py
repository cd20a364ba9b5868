"""Files whose age says when something last changed in substance: a table, the outputs of a page.

Sphinx reads a page again when a file that it depends on is younger than its last reading. A table's CSV file and
the data package change together and for all tables at once; so a page depends on the stamps of the tables that it
prints, and a corrected cell reaches the pages that use its table, no other. So do pages that print how long the chapters
take, on the minutes and not on each sentence.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from coursebook import project
from coursebook.evidence import InputError, reads
from coursebook.evidence.tables import resources
from coursebook.exercises.questions import questions
from coursebook.exercises.times import chapter, time_of

FOLDER, MINUTES = "stamps", "minutes"


def set_stamp(folder: Path, name: str, content: str) -> None:
    """Write a stamp, unless it says so already."""
    path = folder / name
    if path.is_file() and path.read_text(encoding="utf-8") == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def table_state(name: str) -> str:
    """A hash of a table and its description; the hash that the data package holds of it is left out."""
    about = {key: value for key, value in resources()[name].items() if key not in ("hash", "bytes")}
    file = project.current().data / about["path"]
    content = file.read_bytes() if file.is_file() else b""
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode() + content).hexdigest()


def outputs_stamp(page: str) -> str:
    """The name of the stamp of a page's outputs."""
    return f"outputs-{page.replace('/', '-')}"


def minutes_stamp(env: BuildEnvironment) -> Path:
    """The stamp of the minutes that the chapters take."""
    return _folder(env) / MINUTES


def _folder(build: Sphinx | BuildEnvironment) -> Path:
    return Path(build.doctreedir).parent / FOLDER


def _begin(app: Sphinx) -> None:
    for name in resources():
        set_stamp(_folder(app), f"table-{name}", table_state(name))
    # The checks of the question bank read many tables, for no page in particular: they are done before the first one.
    with contextlib.suppress(InputError):
        questions()
        times = {page.stem: time_of(page) for page in sorted(chapter("*").parent.glob("*.md"))}
        set_stamp(_folder(app), MINUTES, json.dumps({name: [time.read, time.whole] for name, time in times.items()}))


def _open(app: Sphinx, page: str, text: list[str]) -> None:
    # Pages are read one after the other; one that failed half-way is not open any more.
    app.coursebook_noting = reads.noting()
    app.coursebook_noted = app.coursebook_noting.__enter__()


def _note(app: Sphinx, doctree: object) -> None:
    if getattr(app, "coursebook_noting", None) is None:
        return
    app.coursebook_noting.__exit__(None, None, None)
    app.coursebook_noting = None
    for name in app.coursebook_noted:
        app.env.note_dependency(str(_folder(app) / f"table-{name}"))
    outputs = _folder(app) / outputs_stamp(app.env.docname)
    if outputs.is_file():
        app.env.note_dependency(str(outputs))


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _begin)
    app.connect("source-read", _open)
    app.connect("doctree-read", _note)
