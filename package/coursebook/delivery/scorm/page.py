"""The page of a package: the book's own forms, scripts and style, and the side that speaks with the learning system."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from pathlib import Path

from coursebook import language, project
from coursebook.delivery.canvas import title
from coursebook.delivery.items import Item, block, inline, plain, relinked
from coursebook.exercises import form
from coursebook.exercises.questions import questions
from coursebook.language import gettext as _

# The most characters that a system must keep of what a page leaves with it: SCORM 1.2 and SCORM 2004, fourth edition.
KEEPS = {"1.2": 4096, "2004": 64000}
STYLES = ("theme/static/book.css", "static/coursebook.css")


def files(items: Iterable[Item], version: str) -> dict[str, bytes]:
    """The files of the package without its manifest, by their names in it; the first is the one that is launched."""
    listed = list(items)
    book = project.PACKAGE / "book"
    found = {"index.html": _page(listed, version).encode()}
    found |= {Path(name).name: (book / name).read_bytes() for name in STYLES}
    found["scorm.js"] = Path(__file__).with_name("scorm.js").read_bytes()
    found["question.js"] = (project.STATIC / "question.js").read_bytes()
    return found | {address(item, src): content for item in listed for src, content in item.images.items()}


def address(item: Item, src: str) -> str:
    """Where an image of an item stands in the package."""
    return f"images/{item.set}/{src}"


def _page(items: list[Item], version: str) -> str:
    name = html.escape(title(items[0]))
    kept = _("Your learning system keeps them."), _("They are kept in this browser only.")
    where = f'<span data-kept="system">{kept[0]}</span><span data-kept="here" hidden>{kept[1]}</span>'
    settings = {"version": version, "keeps": KEEPS[version], "points": {f"question-{item.id}": item.points for item in items}}
    words = {name: _(text).rpartition("|")[2] for name, text in form.WORDS.items()}
    styles = "".join(f'<link rel="stylesheet" href="{Path(name).name}">' for name in STYLES)
    return (
        f'<!doctype html>\n<html lang="{language.current()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{name}</title>{styles}'
        f"{_data('cb-words', words)}{_data('cb-scorm', settings)}"
        '<script src="scorm.js" defer></script><script src="question.js" defer></script></head>'
        f"<body><main><article><h1>{name}</h1>{''.join(map(_question, items))}{form.progress(where)}"
        "</article></main></body></html>\n"
    )


def _data(id: str, content: dict) -> str:
    # "</script>" in a text would end the element.
    text = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="{id}">{text}</script>'


def _question(item: Item) -> str:
    pieces = form.question(questions()[item.id], lambda text: plain(inline(text)))
    return relinked("".join(map(_html, pieces)), lambda src: address(item, src)) + "\n"


def _html(piece: form.Piece) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, form.Paragraph):
        return f"<p>{f'<strong>{inline(piece.title)}</strong> ' if piece.title else ''}{inline(piece.text)}</p>"
    return block(piece.text) if piece.block else inline(piece.text)
