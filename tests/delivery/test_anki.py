"""The Anki deck, read from its database as Anki lays it out."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile

import pytest
from coursebook import project
from coursebook.__main__ import main
from coursebook.delivery import anki
from coursebook.evidence import all_claims


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    path = tmp_path_factory.mktemp("anki") / "book.apkg"
    assert main(["deliver", "anki", "--out", str(path)]) == 0
    return path.read_bytes()


def test_every_word_and_every_tested_claim_is_a_card(package, tmp_path):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.read("media") == b"{}"
        (tmp_path / "collection").write_bytes(archive.read("collection.anki2"))
    database = sqlite3.connect(tmp_path / "collection")
    notes = {
        guid: (*fields.split("\x1f"), tags.strip())
        for guid, fields, tags in database.execute("SELECT guid, flds, tags FROM notes")
    }
    (cards,) = database.execute("SELECT COUNT(*) FROM cards").fetchone()
    (decks,) = database.execute("SELECT decks FROM col").fetchone()
    database.close()
    assert len(notes) == cards == len(anki.cards())
    assert sorted(one["name"].partition("::")[2] for one in json.loads(decks).values() if "::" in one["name"]) == [
        "Claims",
        "Words",
    ]
    text = (project.current().root / "reference" / "glossary.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\{glossary\}\n(.*?)```", text, re.S)
    words = {line.strip() for one in blocks for line in one.splitlines() if line and not line.startswith((" ", ":"))}
    assert len(words) > 20 and words == {front for front, _, kind in notes.values() if kind == "words"}
    claims = {front: back for front, back, kind in notes.values() if kind == "claims"}
    tested = [one for one in all_claims().values() if one.verdict not in ("not tested", "opinion") and one.grade != "C"]
    assert len(claims) == len(tested) > 20
    assert all(re.search(rf"<em>{one.verdict}</em> \(grade {one.grade}\)", "".join(claims.values())) for one in tested)
    assert not any("{" in side or "(unverified)" in side for note in notes.values() for side in note)


def test_a_later_deck_updates_the_same_cards(package):
    assert anki.deck(anki.cards()) == package
    changed = [anki.Card(one.id, one.kind, one.front, f"{one.back}!") for one in anki.cards()]
    assert _guids(anki.deck(changed)) == _guids(package)


def _guids(package: bytes) -> list[str]:
    database = sqlite3.connect(":memory:")
    database.deserialize(zipfile.ZipFile(io.BytesIO(package)).read("collection.anki2"))
    return [guid for (guid,) in database.execute("SELECT guid FROM notes ORDER BY guid")]
