"""The package knows no book: no word of this book's subject, no id of its claims, tables or assignments stands in ``package/``."""

from __future__ import annotations

import re

import pytest
from coursebook import project
from coursebook.evidence import all_claims, computed_ids, tables
from coursebook.exercises import source

# Words of the subject, where none ends it each the beginning of a word; a language is none, so "Ukrainian" may stand.
SUBJECT = (
    r"awol desert mobilis mobiliz conscript evader offence soldier army\b armies brigade military casualt "
    r"war\b wars\b wartime trench frontline martial prosecut hryvn ukraine russia kyiv zelensk putin istanbul mediazona"
).split()
# Names that any book of the package may have.
SHARED = {"introduction", "claims", "corrections", "designations", "article_sentences"}


def words() -> list[str]:
    settings = project.current().settings
    sections = [*settings.sections, *settings.sections.values()]
    tables_with_a_name_of_two_words = [name for name in tables.table_names() if "_" in name]
    names = {
        settings.book.slug,
        *sections,
        *source.known_sets(),
        *tables_with_a_name_of_two_words,
        *all_claims(),
        *computed_ids(),
    }
    return sorted(rf"{re.escape(name)}\b" for name in names if name.lower() not in SHARED) + SUBJECT


PATTERN = re.compile(rf"(?<![\w-])(?:{'|'.join(words())})", re.I)


def test_no_word_of_this_book_stands_in_the_package():
    hits = []
    for path in sorted(project.PACKAGE.parent.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(project.PACKAGE.parent).parts[:-1])
        if not path.is_file() or hidden or path.suffix in (".pyc", ".woff2", ".png") or "build" in path.parts:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            hits += [f"{path.relative_to(project.PACKAGE.parent)}:{number}: {word}" for word in PATTERN.findall(line)]
    assert hits == []


@pytest.mark.parametrize(
    "text", ["a deserter", "personal-stories", "Historical parallels", "cases-407", "leaving-the-line", "war", "Soldiers"]
)
def test_a_word_of_this_book_would_be_found(text):
    assert PATTERN.search(f"# {text}.")
