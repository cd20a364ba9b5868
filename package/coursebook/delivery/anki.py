"""An Anki deck of the book's words and of the claims that it tested: a card for each, written by genanki."""

from __future__ import annotations

import html
import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coursebook import book_files, project
from coursebook.delivery.items import block, book_title, inline
from coursebook.evidence import InputError, all_claims
from coursebook.evidence.claims import UNJUDGED
from coursebook.evidence.printed import printed
from coursebook.files import zipped

GLOSSARY = re.compile(r"^(`{3,}|:{3,})\{glossary\}\n(.*?)^\1", re.M | re.S)
OPTION = re.compile(r"^:\w+:.*\n", re.M)
SPAN = re.compile(r"</?span\b[^>]*>")
WORDS, CLAIMS = "words", "claims"
# Anki tells decks and kinds of notes by number; the same book keeps its own, so that a new deck updates the cards.
NUMBERS = 1 << 30


@dataclass(frozen=True)
class Card:
    """What is asked and what is answered, as HTML; ``kind`` is :data:`WORDS` or :data:`CLAIMS`."""

    id: str
    kind: str
    front: str
    back: str


def cards() -> list[Card]:
    """Every word of the book's glossaries, and every claim that was judged, with the figure found and its verdict."""
    return [*_words(), *_claims()]


def _words() -> Iterator[Card]:
    root = project.current().root
    for page in [entry.page for entry in book_files.entries(root)]:
        path = root / f"{page}.md"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        for found in GLOSSARY.finditer(text):
            entries = re.split(r"\n(?=\S)", OPTION.sub("", found[2]).strip())
            waiting: list[str] = []
            for entry in entries:
                term, _, definition = entry.partition("\n")
                waiting.append(term.strip())
                if definition.strip():
                    name = ", ".join(waiting)
                    lines = re.sub(r"^ +", "", SPAN.sub("", definition), flags=re.M)
                    yield Card(f"{page}:{name}", WORDS, html.escape(name), block(lines))
                    waiting = []


def _claims() -> Iterator[Card]:
    for claim in all_claims().values():
        if claim.verdict in UNJUDGED or claim.grade == "C":
            continue
        figures = []
        for label, part in (("It says", None), ("Found", "evidence")):
            try:
                figures.append(f"<p>{label}: <strong>{html.escape(printed(claim, part))}</strong></p>")
            except InputError:
                continue  # a claim without a figure
        back = f"<p><em>{html.escape(claim.verdict)}</em> (grade {claim.grade})</p>{''.join(figures)}<p>{inline(claim.finding)}</p>"
        yield Card(claim.id, CLAIMS, f"<p>{inline(claim.statement)}</p>", back)


def deck(listed: list[Card]) -> bytes:
    """The cards as an Anki package (``.apkg``): the same cards give the same bytes."""
    import genanki

    title = book_title()
    templates = [{"name": "Card", "qfmt": "{{Front}}", "afmt": '{{FrontSide}}<hr id="answer">{{Back}}'}]
    fields = [{"name": "Front"}, {"name": "Back"}]
    css = ".card { font: 1.2rem/1.5 system-ui, sans-serif; text-align: left; max-width: 36em; margin: 1em auto; }"
    model = genanki.Model(_number(f"{title} card"), f"{title}: card", fields=fields, templates=templates, css=css)
    decks = {kind: genanki.Deck(_number(f"{title} {kind}"), f"{title}::{kind.title()}") for kind in (WORDS, CLAIMS)}
    for card in listed:
        guid = genanki.guid_for(title, card.kind, card.id)
        decks[card.kind].add_note(genanki.Note(model=model, fields=[card.front, card.back], guid=guid, tags=[card.kind]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        genanki.Package(list(decks.values())).write_to_file(str(path), timestamp=0)
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
            return zipped((name, packed.read(name)) for name in packed.namelist())


def _number(text: str) -> int:
    return NUMBERS + zlib.crc32(text.encode()) % NUMBERS
